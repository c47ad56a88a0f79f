//! The run: everything that waits for the server.

mod analyze;
mod atomic;
mod connections;
mod copy_command;
mod error_location;
mod framed;
mod lease;
mod lock_and_verify;
mod max_value;
mod merge;
mod non_atomic;
mod parallel_copy;
mod preflight;
mod rebuild;
mod row_recorder;
mod sequences;
mod session_state;
mod source_error;
mod steps;
mod table;
mod table_copy;
mod trace;
mod transaction;
mod trigger_columns;
mod violated_key;

pub(crate) use atomic::run;
pub(crate) use non_atomic::run as run_non_atomic;
pub(crate) use preflight::preflight;
pub use session_state::check_may_write;
