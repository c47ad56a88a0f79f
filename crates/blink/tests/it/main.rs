//! Blink against a live server: one binary, a module for each subject.
#![allow(missing_docs, unreachable_pub, clippy::pedantic, reason = "tests")]

mod arrivals;
mod basics;
mod coercions;
mod records;
mod support;
mod text_route;
mod types;
