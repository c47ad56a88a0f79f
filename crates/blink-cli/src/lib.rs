//! The parts of the program `blink`. A library only so that tests can reach them: nothing here is a public interface.

pub mod args;
pub mod commands;
pub mod connect;
pub mod exit;
pub mod flags;
pub mod guard;
pub mod json;
pub mod progress;
pub mod signals;
pub mod stage;
pub mod terminal;
