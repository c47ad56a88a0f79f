//! A row in COPY's text format, written by hand: a line for each row, tabs between its fields.

use std::fmt::Display;
use std::io::Write as _;

use chrono::{DateTime, NaiveDateTime, Utc};

/// A row as a line of COPY's text format.
pub(crate) trait TextRow {
    fn fields(&self, line: &mut Line<'_>);
}

/// Appends a row.
pub(crate) fn put(row: &impl TextRow, out: &mut Vec<u8>) {
    let mut line = Line { out, first: true };
    row.fields(&mut line);
    line.out.push(b'\n');
}

pub(crate) struct Line<'o> {
    out: &'o mut Vec<u8>,
    first: bool,
}

impl Line<'_> {
    fn next(&mut self) -> &mut Vec<u8> {
        if !std::mem::take(&mut self.first) {
            self.out.push(b'\t');
        }
        self.out
    }

    /// Appends a value that contains none of the characters that are escaped.
    pub(crate) fn plain(&mut self, value: impl Display) {
        write!(self.next(), "{value}").expect("a buffer takes it");
    }

    pub(crate) fn text(&mut self, value: &str) {
        let out = self.next();
        for byte in value.bytes() {
            match byte {
                b'\\' => out.extend_from_slice(b"\\\\"),
                b'\t' => out.extend_from_slice(b"\\t"),
                b'\n' => out.extend_from_slice(b"\\n"),
                b'\r' => out.extend_from_slice(b"\\r"),
                _ => out.push(byte),
            }
        }
    }

    pub(crate) fn null(&mut self) {
        self.next().extend_from_slice(b"\\N");
    }

    pub(crate) fn bool(&mut self, value: bool) {
        self.next().push(if value { b't' } else { b'f' });
    }

    /// Appends a timestamp; chrono's format is one that PostgreSQL reads.
    pub(crate) fn timestamp(&mut self, value: NaiveDateTime) {
        self.plain(value);
    }

    pub(crate) fn timestamptz(&mut self, value: DateTime<Utc>) {
        self.timestamp(value.naive_utc());
        self.out.extend_from_slice(b"+00");
    }
}

/// Formats an array of texts for PostgreSQL's input function.
pub(crate) fn text_array(values: &[String]) -> String {
    let quoted = values
        .iter()
        .map(|value| format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\"")));
    format!("{{{}}}", quoted.collect::<Vec<_>>().join(","))
}

pub(crate) fn int_array(values: &[i32]) -> String {
    let values = values.iter().map(ToString::to_string).collect::<Vec<_>>();
    format!("{{{}}}", values.join(","))
}
