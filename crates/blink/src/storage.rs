//! The size that rows take in their table and its indexes, by the lengths of some of them.

mod layout;
mod sample;
mod stored_form;
mod table;

pub use layout::PAGE;
pub use sample::{Sample, Value};
pub use table::TableStorage;
