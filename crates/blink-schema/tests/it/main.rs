//! Tests against a server.
#![allow(missing_docs, unreachable_pub, clippy::pedantic, reason = "tests")]

mod around;
mod asked;
mod calendar;
mod conditions;
mod domain;
mod encode;
mod expected;
mod expr;
mod facts;
mod fill;
mod gallery;
mod hostile;
mod judge;
mod left_alone;
mod made_up;
mod makers;
mod meanings;
mod of_a_folder;
mod rehearse;
mod same_rows;
mod size;
mod states;
mod thousand;
mod trial;
mod words;
