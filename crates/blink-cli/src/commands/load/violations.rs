//! The message about keys that the server found at the end: each with the lines of its rows.

use blink::{ViolatingKey, ViolatingRow, Violations};
use blink_files::CsvFile;
use serde_json::{Value, json};

use super::files::{Files, name_of};
use super::place::{Place, joined};
use crate::terminal::{counted, escape, with_thousands};

/// The keys, one a line, after what is wrong with them.
pub(super) fn message(violations: &Violations, table: &str, files: &Files) -> String {
    let file = only_file(violations, files);
    let place = file.map_or_else(|| table.to_owned(), name_of);
    let mut message = escape(&title(violations, &place)).into_owned();
    message.push_str("; nothing was written:");
    for key in violations.keys() {
        message.push_str("\n  - ");
        message.push_str(&escape(&line(key, file.is_some(), files)));
    }
    let more = violations.key_count().saturating_sub(violations.keys().len() as u64);
    if more > 0 {
        message = format!("{message}\n  - and {} more (--max-faults)", with_thousands(more));
    }
    message
}

fn title(violations: &Violations, place: &str) -> String {
    let (count, is_one) = (counted(violations.key_count(), "key"), violations.key_count() == 1);
    let title = match (violations.referenced_table(), is_one) {
        (Some(table), true) => format!("{count} that {place} refers to is missing in {table}"),
        (Some(table), false) => format!("{count} that {place} refers to are missing in {table}"),
        (None, true) => format!("{count} occurs more than once in {place}"),
        (None, false) => format!("{count} occur more than once in {place}"),
    };
    format!("{title} ({} {})", violations.object(), violations.name())
}

/// `id = 7 at lines 18 and 402`.
fn line(key: &ViolatingKey, of_one_file: bool, files: &Files) -> String {
    let Some(places) = places(key, files) else {
        return format!("{key} in {}", counted(key.row_count(), "row"));
    };
    let more = match key.row_count().saturating_sub(key.rows().len() as u64) {
        0 => None,
        more => Some(format!("{} more", with_thousands(more))),
    };
    if of_one_file {
        return format!("{key} at {}", Place::lines(&places, more));
    }
    let of_files = places
        .chunk_by(|a, b| std::ptr::eq(a.file, b.file))
        .filter_map(|places| {
            let file = name_of(places.first()?.file);
            Some(format!("{} of {file}", Place::lines(places, None)))
        });
    let parts = of_files.chain(more).collect::<Vec<_>>();
    format!("{key} at {}", joined(&parts))
}

/// The places of a key's rows; None unless all are known.
fn places<'f>(key: &ViolatingKey, files: &'f Files) -> Option<Vec<Place<'f>>> {
    let places = key.rows().iter().map(|row| place(row, files));
    places.collect::<Option<Vec<_>>>().filter(|places| !places.is_empty())
}

fn place<'f>(row: &ViolatingRow, files: &'f Files) -> Option<Place<'f>> {
    Place::of(row.step(), row.row(), files)
}

/// The file of all rows, if they are known to be of one.
fn only_file<'f>(violations: &Violations, files: &'f Files) -> Option<&'f CsvFile> {
    let mut only = None;
    for key in violations.keys() {
        if key.rows().is_empty() {
            return None;
        }
        for row in key.rows() {
            let file = files.of_step(row.step())?;
            if !std::ptr::eq(*only.get_or_insert(file), file) {
                return None;
            }
        }
    }
    only
}

/// The keys for programs.
pub(super) fn json(violations: &Violations, files: &Files) -> Value {
    let key = |key: &ViolatingKey| {
        let rows = key.rows().iter().map(|row| match place(row, files) {
            Some(place) => place.json(),
            None => Value::Null,
        });
        json!({
            "values": key.values(),
            "row_count": key.row_count(),
            "rows": rows.collect::<Vec<_>>(),
        })
    };
    json!({
        "name": violations.name(),
        "object": violations.object(),
        "referenced_table": violations.referenced_table().map(ToString::to_string),
        "columns": violations.keys().first().map(ViolatingKey::columns),
        "key_count": violations.key_count(),
        "row_count": violations.row_count(),
        "keys": violations.keys().iter().map(key).collect::<Vec<_>>(),
    })
}
