//! Declarations that the user makes: tables, steps and options.

pub(crate) mod conflict;
pub(crate) mod custom_insert;
pub(crate) mod declaration;
pub(crate) mod indexes;
pub(crate) mod options;
pub(crate) mod progress;
pub(crate) mod step;
pub(crate) mod stored_rows;
pub(crate) mod table;
