//! Blink against a live server: one binary, a module for each subject.
#![allow(missing_docs, unreachable_pub, clippy::pedantic, reason = "tests")]
#![allow(clippy::duplicate_mod, reason = "each example brings what it shares with the others")]

mod analyze;
mod arrivals;
mod basics;
mod blocks;
mod coercions;
mod conflict;
mod drivers;
mod examples;
mod factories;
mod faults;
mod floors;
mod generated;
mod input_functions;
mod misfits;
mod net;
mod non_atomic;
mod numbered;
mod parity;
mod preflight;
mod rebuild;
mod records;
mod row_security;
mod search_path;
mod sequences;
mod support;
mod text_route;
mod tidy;
mod triggers;
mod truncate;
mod types;
mod views;
