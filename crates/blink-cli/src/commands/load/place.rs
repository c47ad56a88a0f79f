//! The place of a row in a file.

use std::ops::RangeInclusive;

use blink_files::CsvFile;
use serde_json::{Value, json};

use super::files::{Files, name_of};

/// The place of a row in a file: a line, or the lines among which it is.
pub(super) struct Place<'f> {
    pub(super) file: &'f CsvFile,
    lines: RangeInclusive<u64>,
}

impl<'f> Place<'f> {
    /// The place of a row of a step of the run; both are counted from 1.
    pub(super) fn of(step: usize, row: u64, files: &'f Files) -> Option<Self> {
        let file = files.of_step(step)?;
        let lines = file.lines_of_row(row)?;
        Some(Self { file, lines })
    }

    /// The lines of several places of a file: `line 7`, `lines 18, 402 and 7 more`.
    pub(super) fn lines(places: &[Self], more: Option<String>) -> String {
        let is_one = matches!(places, [place] if place.lines.start() == place.lines.end());
        let noun = if is_one { "line" } else { "lines" };
        let lines = places.iter().map(|Self { lines, .. }| {
            if lines.start() == lines.end() {
                lines.start().to_string()
            } else {
                format!("{} to {}", lines.start(), lines.end())
            }
        });
        format!("{noun} {}", joined(&lines.chain(more).collect::<Vec<_>>()))
    }

    pub(super) fn json(&self) -> Value {
        json!({
            "file": name_of(self.file),
            "first_line": self.lines.start(),
            "last_line": self.lines.end(),
        })
    }
}

/// `a, b and c`.
pub(super) fn joined(parts: &[String]) -> String {
    match parts {
        [before @ .., last] if !before.is_empty() => format!("{} and {last}", before.join(", ")),
        _ => parts.concat(),
    }
}
