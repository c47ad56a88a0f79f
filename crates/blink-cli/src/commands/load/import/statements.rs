//! The statements that write the record.

use std::ops::RangeInclusive;

use blink::{StoredRows, quote_literal};
use blink_files::RowPlaces;

use super::file::ImportFile;

/// Makes the batches of earlier runs fail, and waits for those that are about to be committed: they hold the row.
pub(super) fn take_over(id: &str, run: u64) -> String {
    format!("UPDATE blink.imports SET run = {run} WHERE {}", of_import(id))
}

/// Fails if another run has taken the import over; it cannot before the end of the transaction. NULL is refused.
pub(super) fn still_own(id: &str, run: u64) -> String {
    format!(
        "UPDATE blink.imports SET run = CASE WHEN run OPERATOR(pg_catalog.=) {run} THEN run END WHERE {}",
        of_import(id)
    )
}

pub(super) fn forget(id: &str) -> String {
    format!("DELETE FROM blink.imports WHERE {}", of_import(id))
}

/// The files of an import that begins.
pub(super) fn begin(id: &str, files: &[ImportFile], truncates: bool, run: u64) -> String {
    let rows = files
        .iter()
        .map(|file| format!("({}, {truncates}, {run})", identity(id, file)))
        .collect::<Vec<_>>();
    format!(
        "INSERT INTO blink.imports ({IDENTITY}, truncates, run) VALUES {}",
        rows.join(", ")
    )
}

/// A file that is loaded in the transaction of this statement.
pub(super) fn loaded(id: &str, file: &ImportFile, truncates: bool, rows: u64) -> String {
    format!(
        "INSERT INTO blink.imports ({IDENTITY}, truncates, run, rows, finished_at) \
         VALUES ({}, {truncates}, pg_catalog.txid_current(), {rows}, pg_catalog.now())",
        identity(id, file)
    )
}

/// The rows of a batch, in its transaction. If another run has taken the import over, this one is none, and NULL is
/// refused.
pub(super) fn batch(id: &str, number: u32, places: &RowPlaces, stored: &StoredRows, run: u64) -> String {
    let this_run = format!(
        "(SELECT run FROM blink.imports WHERE {} AND file_number OPERATOR(pg_catalog.=) {number} \
         AND run OPERATOR(pg_catalog.=) {run} FOR SHARE)",
        of_import(id)
    );
    let rows = places.rows_in_file(&stored.rows);
    let rows = rows.iter().map(|rows| {
        let RowRange { first, last, from, to } = RowRange::new(rows, places);
        format!(
            "({}, {number}, {first}, {last}, {from}, {to}, {this_run})",
            quote_literal(id)
        )
    });
    let rows = rows.collect::<Vec<_>>();
    if rows.is_empty() {
        // A file without rows.
        return "SELECT".to_owned();
    }
    format!(
        "INSERT INTO blink.import_batches (import_id, file_number, first_row, last_row, first_byte, end_byte, run) \
         VALUES {}",
        rows.join(", ")
    )
}

/// The end of an import, unless another run has taken it over.
pub(super) fn finish(id: &str, run: u64) -> String {
    format!(
        "UPDATE blink.imports i SET finished_at = pg_catalog.now(), rows = (\
         SELECT coalesce(pg_catalog.sum(last_row OPERATOR(pg_catalog.-) first_row OPERATOR(pg_catalog.+) 1), 0) \
         FROM blink.import_batches b WHERE b.import_id OPERATOR(pg_catalog.=) i.import_id \
         AND b.file_number OPERATOR(pg_catalog.=) i.file_number) \
         WHERE {} AND run OPERATOR(pg_catalog.=) {run}",
        of_import(id)
    )
}

fn of_import(id: &str) -> String {
    format!("import_id OPERATOR(pg_catalog.=) {}", quote_literal(id))
}

/// The columns of [`identity`].
const IDENTITY: &str = "import_id, file_number, file_name, sha256, bytes, table_name, record_form";

fn identity(id: &str, file: &ImportFile) -> String {
    format!(
        "{}, {}, {}, {}, {}, {}, {}",
        quote_literal(id),
        file.number,
        quote_literal(&file.name),
        quote_literal(&file.digest.sha256),
        file.digest.bytes,
        quote_literal(&file.table),
        quote_literal(&file.record_form)
    )
}

/// Rows of a file, and the part of it that has them.
struct RowRange {
    first: u64,
    last: u64,
    from: String,
    to: String,
}

impl RowRange {
    fn new(rows: &RangeInclusive<u64>, places: &RowPlaces) -> Self {
        let bytes = places.bytes_of_rows(rows);
        let number = |byte: Option<u64>| byte.map_or_else(|| "NULL".to_owned(), |byte| byte.to_string());
        Self {
            first: *rows.start(),
            last: *rows.end(),
            from: number(bytes.as_ref().map(|bytes| bytes.start)),
            to: number(bytes.map(|bytes| bytes.end)),
        }
    }
}
