//! Fills any schema with rows that its constraints accept.

mod clock;
pub mod domain;
mod error;
pub mod expr;
pub mod facts;
mod fill;
mod filling;
pub mod make;
pub mod meaning;
mod mistakes;
pub mod plan;
mod rehearse;
mod sizes;
pub mod value;
pub mod words;

pub use error::Error;
pub use fill::{Fill, Filled, fill};
pub use filling::Filling;
pub use mistakes::{Mistake, Mistakes};
pub use rehearse::{Cell, Refusal, Rehearsal};

#[cfg(doctest)]
#[doc = include_str!("../../../docs/seeding-a-schema.md")]
mod guide {}
