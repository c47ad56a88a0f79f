//! The location of a server error: the row in the whole table, and the column.

use std::ops::RangeInclusive;

use postgres_types::Type;

use crate::encode::{Format, decode, text, text_output};
use crate::error::ServerError;
use crate::error::sqlstate::{self, class};
use crate::error::{Error, ErrorKind, ErrorLocation};
use crate::plan::{Plan, TablePlan};
use crate::sql::TableName;

/// The most rows that the server buffers to store them together (`MAX_BUFFERED_TUPLES` in copyfrom.c).
const HELD_BACK: u64 = 1_000;

/// Classes of errors that no row's content causes: a rollback in favor of other sessions, out of memory or disk, an
/// unavailable lock, cancellation, a system error.
pub(super) const OF_NO_ROW: [&str; 5] = [
    class::TRANSACTION_ROLLBACK,
    class::INSUFFICIENT_RESOURCES,
    class::OBJECT_NOT_IN_PREREQUISITE_STATE,
    class::OPERATOR_INTERVENTION,
    class::SYSTEM_ERROR,
];

/// Classes of errors that one of several rows stored together may cause: the row is too big, or the server has no other
/// code for the error.
const OF_ROWS_HELD_BACK: [&str; 2] = [class::PROGRAM_LIMIT_EXCEEDED, class::INTERNAL_ERROR];

/// A COPY command that failed.
pub(super) struct FailedBatch<'b> {
    pub(super) table: &'b TablePlan,
    /// The numbers of the table's rows that the command sent.
    pub(super) rows: RangeInclusive<u64>,
    /// The encoded rows, if they were kept.
    pub(super) data: Option<Vec<u8>>,
}

/// Adds the location to the error that a COPY command ended with.
pub(super) fn in_batch(error: Error, batch: &FailedBatch<'_>) -> Error {
    let mut location = ErrorLocation {
        rows: Some(batch.rows.clone()),
        ..ErrorLocation::default()
    };
    if let Some(server) = error.server() {
        if OF_NO_ROW.iter().any(|class| server.code.starts_with(class)) {
            location.rows = None;
        } else if let Some((line, rest)) = line(server, batch.table.copy_target().table()) {
            let row = batch.rows.start().saturating_add(line - 1);
            location.column = column(rest, batch.table.columns.iter().map(|column| column.name.as_str()))
                .or_else(|| untranslatable_column(server, row, batch));
            location.rows = Some(rows(server, line, rest, batch));
        } else if let Some(row) = broken_reference(server, batch) {
            location.rows = Some(row..=row);
        }
        if let Some(column) = &server.column {
            location.column = Some(column.clone());
        }
    }
    let cancelled = error.sqlstate() == Some(sqlstate::QUERY_CANCELED);
    let error = error.with_location(location);
    if cancelled {
        error.with_kind(ErrorKind::Cancelled)
    } else {
        error
    }
}

/// The row of this line of the command, or the rows that it may be.
///
/// While the server stores buffered rows together, its context names the line that it has read so far. That may be the
/// end of the data, after the last row. When an index refuses a row, the context has that row's own line
/// (`CopyMultiInsertBufferFlush` in copyfrom.c), and the error names the index's constraint.
fn rows(server: &ServerError, line: u64, rest: &str, batch: &FailedBatch<'_>) -> RangeInclusive<u64> {
    let (first, last) = (*batch.rows.start(), *batch.rows.end());
    let row = first.saturating_add(line - 1);
    // The context shows a row's data only while that row is being parsed or stored by itself.
    let shows_row = !rest.is_empty() && !rest.starts_with('\n') || server.constraint.is_some();
    let of_several = OF_ROWS_HELD_BACK.iter().any(|class| server.code.starts_with(class)) || batch.table.foreign;
    if row > last || of_several && !shows_row {
        let row = row.min(last);
        first.max((row + 1).saturating_sub(HELD_BACK))..=row
    } else {
        row..=row
    }
}

/// Adds the table to an error of a constraint that is checked after the rows. A table outside the plan, such as a
/// partition, is named as the server names it.
pub(super) fn with_constraint_table(error: Error, plan: &Plan) -> Error {
    let table = error.server().and_then(|server| {
        let named = TableName::qualified(server.schema.clone()?, server.table.clone()?);
        Some(plan.declared_name(&named))
    });
    let location = ErrorLocation {
        table,
        ..ErrorLocation::default()
    };
    error.with_location(location)
}

/// The number in `COPY users, line 3, column id`, and the text after it. The words are in the server's language
/// (`CopyFromErrorCallback` in copyfrom.c), but their order is fixed. Earlier lines of the context say where in a
/// trigger's code the error was raised; the text after the number may be a value, with any content.
fn line<'s>(server: &'s ServerError, table: &str) -> Option<(u64, &'s str)> {
    let start = format!("COPY {table}, ");
    let context = server.context.as_deref()?;
    let mut matches = context.match_indices(&start);
    let (at, _) = matches.find(|(at, _)| *at == 0 || context[..*at].ends_with('\n'))?;
    let rest = &context[at + start.len()..];
    let rest = &rest[rest.find(|char: char| char.is_ascii_digit())?..];
    let end = rest.find(|char: char| !char.is_ascii_digit()).unwrap_or(rest.len());
    let (digits, rest) = rest.split_at(end);
    digits.parse().ok().filter(|line| *line > 0).map(|line| (line, rest))
}

/// The name in `, column id` or `, column id: "x"`, in any language.
fn column<'n>(rest: &str, names: impl Iterator<Item = &'n str>) -> Option<String> {
    let (_, named) = rest.strip_prefix([',', '、'])?.trim_start().split_once(' ')?;
    let candidates = names.filter(|name| named.strip_prefix(name).is_some_and(ends_name));
    // A name may be the end of another name.
    candidates.max_by_key(|name| name.len()).map(str::to_owned)
}

/// Returns true if a name can end before this text.
fn ends_name(rest: &str) -> bool {
    rest.is_empty() || rest.trim_start().starts_with([':', '：', '\n'])
}

/// The first row with the key that, according to the server, does not exist. The server checks foreign keys at the end
/// of the command, in the order of the rows, and names the key (`ri_ReportViolation` in ri_triggers.c) but not the row.
/// None if the server's text may be that of several keys: that of `x) y` begins like that of `x`.
fn broken_reference(server: &ServerError, batch: &FailedBatch<'_>) -> Option<u64> {
    if server.code != sqlstate::FOREIGN_KEY_VIOLATION {
        return None;
    }
    let detail = server.detail.as_deref()?;
    let constraint = server.constraint.as_deref()?;
    let (_, columns) = batch.table.foreign_keys.iter().find(|(name, _)| name == constraint)?;
    let names = columns
        .iter()
        .map(|column| Some(batch.table.columns.get(*column)?.name.as_str()))
        .collect::<Option<Vec<_>>>()?
        .join(", ");
    let data = batch.data.as_deref()?;
    let layout = &batch.table.layout;
    let mut named = decode::rows(layout.format, data).enumerate().filter_map(|(n, row)| {
        let values = columns
            .iter()
            .map(|&column| value_text(layout.format, &batch.table.columns.get(column)?.ty, row.get(column)?))
            .collect::<Option<Vec<_>>>()?;
        let key = format!("({names})=({})", values.join(", "));
        detail.contains(&key).then_some((n, values))
    });
    let (first, key) = named.next()?;
    named
        .all(|(_, other)| other == key)
        .then(|| batch.rows.start() + first as u64)
}

/// The first column of a row with the character that the database's encoding lacks. The server converts a line of the
/// text format as a whole, and names the character by its bytes: `0xf0 0x9f 0xa6 0x80`.
fn untranslatable_column(server: &ServerError, row: u64, batch: &FailedBatch<'_>) -> Option<String> {
    if server.code != sqlstate::UNTRANSLATABLE_CHARACTER {
        return None;
    }
    let numbers = server
        .message
        .split_whitespace()
        .filter_map(|word| word.strip_prefix("0x"));
    let character = numbers
        .map_while(|digits| u8::from_str_radix(digits, 16).ok())
        .collect::<Vec<_>>();
    if character.is_empty() {
        return None;
    }
    let index = usize::try_from(row.checked_sub(*batch.rows.start())?).ok()?;
    let row = decode::rows(batch.table.layout.format, batch.data.as_deref()?).nth(index)?;
    let mut fields = row.fields().map(Option::unwrap_or_default);
    let column = fields.position(|field| field.windows(character.len()).any(|part| part == character))?;
    Some(batch.table.columns.get(column)?.name.clone())
}

/// A value in the server's text form.
pub(super) fn value_text(format: Format, ty: &Type, field: &[u8]) -> Option<String> {
    match format {
        Format::Binary => {
            let mut text = String::new();
            text_output::render(ty, field, &mut text).ok()?;
            Some(text)
        }
        Format::Text => text::unescape(field),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn context(context: &str) -> ServerError {
        ServerError {
            context: Some(context.to_owned()),
            ..ServerError::default()
        }
    }

    fn line_of(text: &str, table: &str) -> Option<(u64, String)> {
        line(&context(text), table).map(|(line, rest)| (line, rest.to_owned()))
    }

    #[test]
    fn the_line_is_found_in_any_language() {
        assert_eq!(
            line_of("COPY users, line 3, column id", "users"),
            Some((3, ", column id".to_owned()))
        );
        assert_eq!(line_of("COPY users, Zeile 17", "users"), Some((17, String::new())));
        assert_eq!(
            line_of("PL/pgSQL function f() line 2 at RAISE\nCOPY t 5, line 8: \"x\"", "t 5"),
            Some((8, ": \"x\"".to_owned()))
        );
        assert_eq!(
            line_of("COPY t, line 8: \"COPY t, line 9\nCOPY t, line 10\"", "t"),
            Some((8, ": \"COPY t, line 9\nCOPY t, line 10\"".to_owned()))
        );
        assert_eq!(line_of("SQL statement \"SELECT 1\"", "users"), None);
    }

    #[test]
    fn the_column_is_found_in_any_language() {
        let names = ["id", "name", "name of", "column", "a: b"];
        for (rest, found) in [
            (", column id", Some("id")),
            (", Spalte id: »name«", Some("id")),
            (", colonne name : « id »", Some("name")),
            (", column name of: \"x\"", Some("name of")),
            (", column column: \"column id\"", Some("column")),
            (", column a: b: \"x\"", Some("a: b")),
            (", column idx", None),
            (": \"column id\"", None),
            ("", None),
        ] {
            assert_eq!(column(rest, names.into_iter()).as_deref(), found, "{rest}");
        }
    }
}
