//! The rows of the table that a report prints.

use std::fmt;
use std::time::Duration;

use crate::human::{format_bytes, format_duration, with_thousands};

/// The cells of one row.
pub(super) struct ReportRow {
    pub(super) table: String,
    rows: String,
    pub(super) size: String,
    pub(super) time: String,
    pub(super) rate: String,
}

impl ReportRow {
    pub(super) fn new(table: &str, rows: u64, bytes: u64, elapsed: Duration) -> Self {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a rate is not negative, and `as` saturates"
        )]
        let rate = (rows as f64 / elapsed.as_secs_f64().max(1e-9)).round() as u64;
        Self {
            table: table.to_owned(),
            rows: with_thousands(rows),
            size: format_bytes(bytes),
            time: format_duration(elapsed),
            rate: with_thousands(rate),
        }
    }
}

/// Prints the rows below a head, in columns.
pub(super) fn show_rows(lines: &[ReportRow], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let table = width(lines, |line| &line.table, "table");
    let rows = width(lines, |line| &line.rows, "rows");
    let size = width(lines, |line| &line.size, "size");
    let time = width(lines, |line| &line.time, "time");
    let rate = width(lines, |line| &line.rate, "rows/s");
    writeln!(
        f,
        "{:table$}  {:>rows$}  {:>size$}  {:>time$}  {:>rate$}",
        "table", "rows", "size", "time", "rows/s"
    )?;
    for line in lines {
        writeln!(
            f,
            "{:table$}  {:>rows$}  {:>size$}  {:>time$}  {:>rate$}",
            line.table, line.rows, line.size, line.time, line.rate
        )?;
    }
    Ok(())
}

/// The width of a column.
fn width(lines: &[ReportRow], text: fn(&ReportRow) -> &str, head: &str) -> usize {
    let widths = lines.iter().map(|line| text(line).chars().count());
    widths.chain([head.len()]).max().unwrap_or(0)
}
