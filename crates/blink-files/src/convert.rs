//! Values as a file writes them to the values of a column, exactly.
//!
//! A [`Converter`] is made for a column once; then it writes each field as COPY takes it. What PostgreSQL would round,
//! cut, pad or read by the session's settings is refused, with a [`Reason`].

mod array;
mod array_shape;
mod bits;
mod boolean;
mod bytea;
mod clock;
mod codec;
mod column_type;
mod date;
mod date_word;
mod decimal;
mod float;
mod hex;
mod integer;
mod interval;
mod interval_column;
mod interval_field;
mod interval_value;
mod json;
mod json_keys;
mod label;
mod macaddr;
mod money;
mod network;
mod notation;
mod number_style;
mod numeric;
mod readings;
mod reason;
mod scanner;
mod styles;
#[cfg(test)]
mod tests;
mod text;
mod timestamp;
mod uuid;
mod zone;

pub(crate) use codec::Converter;
pub(crate) use column_type::oid;
pub use column_type::{ColumnType, TypeKind};
pub use notation::{DateOrder, Notation};
pub(crate) use readings::{Aspect, Readings, Verdict};
pub(crate) use reason::Reason;
