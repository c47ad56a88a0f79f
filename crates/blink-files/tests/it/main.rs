//! Files against a live server.
#![allow(missing_docs, unreachable_pub, clippy::pedantic, reason = "tests")]

mod detection;
mod faults;
mod loading;
mod support;
mod whole_road;
