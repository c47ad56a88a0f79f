//! The highest values of some columns, read from the rows on their way to the server.

use postgres_types::Type;

use crate::encode::{Format, base_type, decode, text_output};
use crate::plan::TablePlan;

/// Reads the highest values from the rows of a table that are sent: some nanoseconds a row, beside the server's
/// hundreds.
pub(super) struct MaxTracker {
    format: Format,
    watched: Vec<TrackedColumn>,
}

struct TrackedColumn {
    position: usize,
    ty: Type,
    descends: bool,
    seen: ColumnMax,
}

/// The values seen in a column.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct ColumnMax {
    /// The highest value; the lowest for a descending sequence.
    pub(super) extreme: Option<i128>,
    /// True if a value was not a whole number.
    pub(super) unparsable: bool,
}

impl MaxTracker {
    pub(super) fn new(table: &TablePlan) -> Self {
        Self {
            format: table.layout.format,
            watched: Vec::new(),
        }
    }

    /// Also tracks the column at this position in the rows.
    pub(super) fn watch(&mut self, position: usize, table: &TablePlan, descends: bool) {
        let Some(column) = table.columns.get(position) else {
            return;
        };
        self.watched.push(TrackedColumn {
            position,
            ty: base_type(&column.ty).clone(),
            descends,
            seen: ColumnMax::default(),
        });
    }

    /// Reads a chunk of whole rows.
    pub(super) fn read(&mut self, chunk: &[u8]) {
        if self.watched.is_empty() {
            return;
        }
        for row in decode::rows(self.format, chunk) {
            for watched in &mut self.watched {
                if let Some(field) = row.get(watched.position) {
                    watched.add(self.format, field);
                }
            }
        }
    }

    pub(super) fn seen(&self, position: usize, descends: bool) -> ColumnMax {
        let mut of_column = self.watched.iter().filter(|watched| watched.position == position);
        let tracked = of_column.find(|watched| watched.descends == descends);
        tracked.map(|watched| watched.seen).unwrap_or_default()
    }
}

impl TrackedColumn {
    #[inline]
    fn add(&mut self, format: Format, field: &[u8]) {
        let number = match format {
            Format::Binary => from_binary(&self.ty, field),
            Format::Text => from_text(field),
        };
        self.seen.unparsable |= number.is_none();
        self.seen.extreme = extreme_of(self.seen.extreme, number, self.descends);
    }
}

/// Returns the value that the sequence reaches later.
pub(super) fn extreme_of(a: Option<i128>, b: Option<i128>, descends: bool) -> Option<i128> {
    match (a, b) {
        (Some(a), Some(b)) => Some(if descends { a.min(b) } else { a.max(b) }),
        (a, b) => a.or(b),
    }
}

fn from_binary(ty: &Type, field: &[u8]) -> Option<i128> {
    match *ty {
        Type::INT2 => field.try_into().ok().map(|bytes| i16::from_be_bytes(bytes).into()),
        Type::INT4 => field.try_into().ok().map(|bytes| i32::from_be_bytes(bytes).into()),
        Type::INT8 => field.try_into().ok().map(|bytes| i64::from_be_bytes(bytes).into()),
        _ => {
            let mut text = String::new();
            text_output::render(ty, field, &mut text).ok()?;
            whole_number(&text)
        }
    }
}

fn from_text(field: &[u8]) -> Option<i128> {
    whole_number(std::str::from_utf8(field).ok()?)
}

/// A number as the server's input functions read it, without the digits after its point. White space around it is
/// allowed, and from PostgreSQL 16 on `0x`, `0o`, `0b` and single underscores (`pg_strtoint64_safe` in numutils.c).
pub(super) fn whole_number(text: &str) -> Option<i128> {
    let text = text.trim_ascii();
    let (negative, digits) = match text.strip_prefix(['-', '+']) {
        Some(digits) => (text.starts_with('-'), digits),
        None => (false, text),
    };
    let digits = match digits.split_once('.') {
        Some((whole, rest)) if rest.bytes().all(|byte| byte.is_ascii_digit()) => whole,
        _ => digits,
    };
    let digits = digits.replace('_', "");
    let (radix, digits) = match digits.get(..2) {
        Some("0x" | "0X") => (16, &digits[2..]),
        Some("0o" | "0O") => (8, &digits[2..]),
        Some("0b" | "0B") => (2, &digits[2..]),
        _ => (10, &digits[..]),
    };
    if digits.starts_with(['-', '+']) {
        return None;
    }
    let number = i128::from_str_radix(digits, radix).ok()?;
    Some(if negative { -number } else { number })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tracker(format: Format, ty: Type, descends: bool) -> MaxTracker {
        MaxTracker {
            format,
            watched: vec![TrackedColumn {
                position: 1,
                ty,
                descends,
                seen: ColumnMax::default(),
            }],
        }
    }

    #[test]
    fn rows_are_looked_at_in_both_formats() {
        let mut chunk = Vec::new();
        for value in [Some(7_i32), None, Some(-9), Some(3)] {
            chunk.extend_from_slice(&[0, 2, 0, 0, 0, 1, b'x']);
            match value {
                Some(value) => {
                    chunk.extend_from_slice(&4_i32.to_be_bytes());
                    chunk.extend_from_slice(&value.to_be_bytes());
                }
                None => chunk.extend_from_slice(&(-1_i32).to_be_bytes()),
            }
        }
        let mut up = tracker(Format::Binary, Type::INT4, false);
        up.read(&chunk);
        up.read(&[0, 2, 0, 0, 0, 1, b'x', 0, 0, 0, 4, 0, 0, 0, 11]);
        assert_eq!(up.seen(1, false).extreme, Some(11));
        let mut down = tracker(Format::Binary, Type::INT4, true);
        down.read(&chunk);
        assert_eq!(down.seen(1, true).extreme, Some(-9));
        let mut text = tracker(Format::Text, Type::INT8, false);
        text.read(b"9\t5\n9\t\\N\n9\t 6 \n");
        assert_eq!(
            (text.seen(1, false).extreme, text.seen(1, false).unparsable),
            (Some(6), false)
        );
        text.read(b"9\tmany\n");
        assert!(text.seen(1, false).unparsable);
    }

    #[test]
    fn numbers_are_read_as_the_server_reads_them() {
        for (text, number) in [
            ("42", Some(42)),
            (" -7\n", Some(-7)),
            ("+5", Some(5)),
            ("12.9", Some(12)),
            ("-12.9", Some(-12)),
            ("0x1F", Some(31)),
            ("-0b101", Some(-5)),
            ("0o17", Some(15)),
            ("1_000", Some(1_000)),
            ("9223372036854775808", Some(1 << 63)),
            ("", None),
            ("--1", None),
            ("NaN", None),
            ("1e5", None),
            ("1.5e9", None),
            ("\\N", None),
        ] {
            assert_eq!(whole_number(text), number, "{text}");
        }
    }
}
