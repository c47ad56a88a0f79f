//! Bytes that other programs write otherwise than PostgreSQL.

use super::decision::Decisions;
use super::{Sample, SampleColumn};
use crate::convert::oid;
use crate::options::NullWord;
use crate::text::listed;

/// Tells the columns of `bytea` whose fields are hexadecimal digits without `\x`, as SQL Server and MySQL's HEX write
/// them. PostgreSQL takes the digits themselves for the bytes, and so do we.
pub(super) fn tell(sample: &Sample<'_>, nulls: &[NullWord], decisions: &mut Decisions) {
    let columns = sample.columns.iter().filter(|column| has_bare_digits(column, nulls));
    let names = columns.map(|column| column.column.name.as_str()).collect::<Vec<_>>();
    if names.is_empty() {
        return;
    }
    decisions.add_fact(
        "bytes",
        format!(
            "{}: the hexadecimal digits themselves, since PostgreSQL's own have \\x before them",
            listed(names.into_iter())
        ),
    );
}

fn has_bare_digits(column: &SampleColumn<'_>, nulls: &[NullWord]) -> bool {
    let is_hex = |value: &str| {
        let digits = value.strip_prefix("0x").unwrap_or(value);
        !digits.is_empty() && digits.len().is_multiple_of(2) && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
    };
    column.column.ty.below_domains().0.oid == oid::BYTEA
        && column.values(nulls).next().is_some()
        && column.values(nulls).all(is_hex)
}
