//! Text to expressions.
//!
//! The server prints an expression with all its parentheses. Where `sqlparser` refuses a text, or the text is nested more
//! deeply than it may read, each part in parentheses is read by itself, so that only the smallest part is opaque.

mod call;
mod convert;
mod groups;
mod inserts;
mod lexed;
mod limits;
mod operators;
mod source;
mod theirs;
mod tokens;
mod types;

pub use groups::parse;
pub use inserts::{Insert, inserts};

#[cfg(test)]
mod tests;
