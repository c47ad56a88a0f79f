//! Expressions as the server prints them.

mod evaluate;
pub mod functions;
mod normal;
mod operators;
mod parse;
mod rename;
mod tree;
mod types;
mod visit;

pub use evaluate::{Context, Patterns, Typed, Unknown, evaluate};
pub use normal::normalize;
pub use operators::BinaryOperator;
pub use parse::{Insert, inserts, parse};
pub use tree::{Expr, Opaque};
pub use types::Type;
