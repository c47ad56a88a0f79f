//! The values that a column may have.

mod checks;
mod derived;
mod numbers;
mod patterns;
mod rows;

use blink_schema::domain::{Domain, Text, Values};
use blink_schema::facts::{TypeRef, Types};

/// A domain of one built-in type.
pub(crate) fn of_type(oid: u32, modifier: i32) -> Domain {
    let name = format!("type {oid} ({modifier})");
    blink_schema::domain::from_type(&TypeRef { oid, modifier, name }, &Types::default())
}

pub(crate) fn of_text(text: Text) -> Domain {
    Domain::of(Values::Text(text), "a text")
}
