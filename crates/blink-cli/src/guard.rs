//! The look at the database before anything is written to it.
//!
//! It says which database that is, looks for signs that it is not one's own, and has its name typed if there are any.

mod confirm;
mod facts;
mod host;
mod look;
mod question;
mod signs;
mod tables;
mod writes;

pub use confirm::{Confirmation, Confirmed, confirm};
pub use facts::{Facts, Session};
pub use host::{Host, Place};
pub use look::{Target, look};
pub use signs::{Sign, signs};
pub use tables::{Rows, TableFacts};
