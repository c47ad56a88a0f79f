//! The conversion against a real server: what a field becomes is what the type's input function makes of it, or it is
//! refused.
#![allow(clippy::pedantic, reason = "tests")]

mod arrays;
mod difference;
mod exact;
mod generators;
mod notations;
mod numbers;
mod oracle;
mod readings;
mod reasons;
mod speed;
mod texts;
mod times;
