//! Files against a live server.
#![allow(missing_docs, unreachable_pub, clippy::pedantic, reason = "tests")]

mod detection;
mod faults;
mod left_out;
mod loading;
mod support;
mod whole_road;
