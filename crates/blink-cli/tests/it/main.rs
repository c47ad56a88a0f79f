//! Tests of the program's parts, and of the program.
#![allow(missing_docs, unreachable_pub, clippy::pedantic, reason = "tests")]

mod arguments;
#[cfg(unix)]
mod child;
mod connect;
#[cfg(unix)]
mod documents;
mod flags;
mod guard;
mod load;
mod messages;
mod program;
mod progress;
mod seed;
#[cfg(unix)]
mod signals;
mod support;
#[cfg(unix)]
mod typed;
