//! The user's declarations: tables, steps and options.

pub(crate) mod conflict;
pub(crate) mod custom_insert;
pub(crate) mod indexes;
pub(crate) mod progress;
pub(crate) mod table;
