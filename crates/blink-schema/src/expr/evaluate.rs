//! The value of an expression.
//!
//! Computes what the server would, or says that it does not know. The session is taken to have the time zone UTC, the
//! date style ISO and the interval style `postgres`. Letters without accents are taken to have the cases of English, as
//! in all locales but those of Turkish languages.

mod answer;
mod arithmetic;
mod arrays;
mod call;
mod cast;
mod compare;
mod condition;
mod context;
mod dates;
mod fields;
mod input;
mod json;
mod json_operators;
mod lists;
mod math;
mod numbers;
mod operate;
mod output;
mod patterns;
mod ranges;
mod regex;
mod scalars;
mod spans;
mod text;

pub use answer::{Typed, Unknown};
pub use context::{Context, evaluate};
pub use patterns::Patterns;
