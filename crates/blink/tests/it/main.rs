//! Blink against a live server: one binary, a module for each subject.
#![allow(missing_docs, unreachable_pub, clippy::pedantic, reason = "tests")]

mod basics;
mod drivers;
mod support;
