//! Records and fields of CSV.
//!
//! [`Blocks`] cuts the text of an [`Input`](crate::input::Input) into blocks of whole records, on one thread.
//! [`Records`] finds the fields of a block, on any thread. [`LineIndex`] tells afterwards on which line of the file a
//! record is.
//!
//! # Grammar
//!
//! That of COPY's CSV format (copyfromparse.c), without what COPY tolerates: a quote is the first character of a field
//! or a fault, and after the closing quote the field ends. With [`Escape::Backslash`] a backslash in quotes escapes a
//! quote or a backslash and is itself before anything else; two quotes in a row are a fault then, and outside quotes a
//! backslash is a character like others. A line break in quotes is part of the field.
//!
//! Lines end with `\n` or `\r\n`, in one file with both if it likes; in an old Mac's file with `\r`. The other of the
//! two characters outside quotes is a fault. The last line needs no end.
//!
//! A line without a character is no record; in a file of one column it is a record whose field is empty and not quoted
//! ([`Dialect::with_empty_line_as_record`]). COPY reads it so too, and refuses it in a table with more columns.

mod block;
mod blocks;
mod breaks;
mod dialect;
mod fault;
mod find;
mod line_index;
mod position;
mod record;
mod reread;
mod sizes;
mod splitter;
#[cfg(test)]
mod tests;

pub(crate) use block::Block;
pub(crate) use blocks::{Blocks, ReadError};
pub use dialect::Escape;
pub(crate) use dialect::{Dialect, LineEnd};
pub(crate) use fault::{Fault, FaultKind};
pub(crate) use line_index::LineIndex;
pub(crate) use record::{Field, Record};
#[cfg(any(test, fuzzing))]
pub(crate) use sizes::Sizes;
