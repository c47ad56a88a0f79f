//! The values that a column may have.
//!
//! A [`Domain`] comes from a column's type, and is narrowed by what constraints say. Its values can be numbered, so that
//! distinct places are distinct values.
//!
//! ```
//! use blink_schema::domain::{Domain, Extent, Text, Values, pattern};
//!
//! let codes = pattern::regex("^[A-Z]{2}-[0-9]{3}$", false).unwrap();
//! let domain = Domain::of(Values::Text(Text::matching(codes)), "CHECK (code ~ '^[A-Z]{2}-[0-9]{3}$')");
//! assert_eq!(domain.capacity(), 26 * 26 * 1_000);
//! let numbering = domain.numbering(Extent::Whole, 0).unwrap();
//! let value = numbering.value(123_456).unwrap();
//! assert_eq!(numbering.place_of(&value), Some(123_456));
//! ```

mod array;
mod automaton;
mod bytes;
mod characters;
mod contradiction;
mod derivatives;
mod derive;
mod discrete;
mod extent;
mod graph;
mod intervals;
mod json;
mod known;
mod language;
mod lengths;
mod mix;
mod network;
mod numbered;
mod numbering;
mod other_types;
pub mod pattern;
mod places;
mod progression;
mod range;
mod row;
mod subnet;
mod text;
mod types;
mod unit;
mod values;
mod words;

pub use contradiction::Contradiction;
pub use derivatives::TooLarge;
pub use derive::{Branch, Columns, Derived, Relation, derive, derive_not_true, derive_true, partition_bound};
pub use discrete::Discrete;
pub use extent::Extent;
pub use intervals::Intervals;
pub use json::{Json, JsonKind};
pub use language::Language;
pub use lengths::Lengths;
pub use network::Network;
pub use numbering::Numbering;
pub use other_types::other_type;
pub use places::places;
pub use progression::Progression;
pub use subnet::Subnet;
pub use text::{Comparison, Text};
pub use types::from_type;
pub use unit::{Location, Unit};
pub use values::{Array, Domain, RangeOf, Values};
