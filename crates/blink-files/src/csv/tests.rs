//! Tests of reading CSV.

#![allow(clippy::pedantic, reason = "tests")]

mod against_csv;
mod against_server;
mod any_file;
mod cuts;
mod faults;
mod forms;
mod lines;
mod sizes;
mod speed;
mod support;
