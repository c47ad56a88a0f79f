//! The record of imports in the database: whether it is there, and what it says.

use std::ops::RangeInclusive;

use blink::{Connection, DriverError, TextRow, quote_literal};
use tokio_postgres::Client;

use crate::exit::Failure;

/// The tables of the record, each with its columns and primary key.
const TABLES: [(&str, &str); 2] = [
    (
        "imports",
        "r; f; import_id text, file_number integer, file_name text, sha256 text, bytes bigint, table_name text, \
         record_form text, truncates boolean, rows bigint, run bigint, begun_at timestamp with time zone, \
         finished_at timestamp with time zone; PRIMARY KEY (import_id, file_number)",
    ),
    (
        "import_batches",
        "r; f; import_id text, file_number integer, first_row bigint, last_row bigint, first_byte bigint, \
         end_byte bigint, run bigint, stored_at timestamp with time zone; \
         PRIMARY KEY (import_id, file_number, first_row)",
    ),
];

/// `blink` in ASCII: the number of the lock under which the record is made.
const MAKING: u64 = 0x62_6c69_6e6b;

/// A file of an import that was begun.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct RecordedFile {
    pub(super) number: u32,
    pub(super) name: String,
    pub(super) sha256: String,
    pub(super) table: String,
    pub(super) record_form: String,
    pub(super) truncates: bool,
    pub(super) begun_at: String,
    pub(super) finished_at: Option<String>,
    /// The rows of each batch that was committed.
    pub(super) batches: Vec<RangeInclusive<u64>>,
}

/// Returns true if the record is there, and false if none of it is.
///
/// # Errors
/// If there is something else of its names.
pub(super) async fn exists(client: &mut Client) -> Result<bool, Failure> {
    let found = query(client, include_str!("sql/shape.sql")).await?;
    let mut ours = 0;
    for row in found {
        let (name, shape) = (text(&row, 0)?, text(&row, 1)?);
        if !TABLES.contains(&(name, shape)) {
            return Err(Failure::refused(format!(
                "blink.{name} is not the table of that name that blink makes for --import-id; it is left as it is"
            ))
            .with_help("rename it, or leave --import-id out"));
        }
        ours += 1;
    }
    match ours {
        0 => Ok(false),
        2 => Ok(true),
        _ => Err(
            Failure::refused("one of the tables blink.imports and blink.import_batches is missing")
                .with_help("drop the other one: what was imported is then forgotten"),
        ),
    }
}

/// Makes the record in the transaction that is open, unless it is there by now.
pub(super) async fn make(client: &mut Client) -> Result<(), Failure> {
    execute(client, &format!("SELECT pg_catalog.pg_advisory_xact_lock({MAKING})")).await?;
    if exists(client).await? {
        return Ok(());
    }
    let schema = "SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname OPERATOR(pg_catalog.=) 'blink'";
    let needs_schema = query(client, schema).await?.is_empty();
    let create = include_str!("sql/create.sql");
    let sql = if needs_schema {
        format!("CREATE SCHEMA blink; {create}")
    } else {
        create.to_owned()
    };
    let made = Connection::execute(client, &sql).await;
    made.map(drop).map_err(|error| {
        Failure::refused(format!("the record of imports cannot be made: {}", said(&error))).with_help(
            "let a role that may make it run CREATE SCHEMA blink AUTHORIZATION and the name of this role, or leave \
             --import-id out",
        )
    })
}

/// The files of an import; none if it was not begun.
pub(super) async fn read(client: &mut Client, id: &str) -> Result<Vec<RecordedFile>, Failure> {
    let of_import = format!("WHERE import_id OPERATOR(pg_catalog.=) {}", quote_literal(id));
    let rows = query(
        client,
        &format!(
            "SELECT file_number, file_name, sha256, table_name, record_form, truncates, begun_at, finished_at \
             FROM blink.imports {of_import} ORDER BY file_number"
        ),
    )
    .await?;
    let mut files = Vec::new();
    for row in rows {
        files.push(RecordedFile {
            number: number(&row, 0)?,
            name: text(&row, 1)?.to_owned(),
            sha256: text(&row, 2)?.to_owned(),
            table: text(&row, 3)?.to_owned(),
            record_form: text(&row, 4)?.to_owned(),
            truncates: text(&row, 5)? == "t",
            begun_at: text(&row, 6)?.to_owned(),
            finished_at: row.get(7).cloned().flatten(),
            batches: Vec::new(),
        });
    }
    let batches =
        format!("SELECT file_number, first_row, last_row FROM blink.import_batches {of_import} ORDER BY 1, 2");
    for row in query(client, &batches).await? {
        let of = number::<u32>(&row, 0)?;
        if let Some(file) = files.iter_mut().find(|file| file.number == of) {
            file.batches.push(number(&row, 1)?..=number(&row, 2)?);
        }
    }
    Ok(files)
}

/// Imports that have not come to their end, at most so many.
pub(super) async fn unfinished(client: &mut Client, most: usize) -> Result<Vec<String>, Failure> {
    let sql = format!(
        "SELECT DISTINCT import_id FROM blink.imports WHERE finished_at IS NULL ORDER BY import_id LIMIT {most}"
    );
    let rows = query(client, &sql).await?;
    rows.iter().map(|row| text(row, 0).map(str::to_owned)).collect()
}

/// The number of the transaction that is open.
pub(super) async fn transaction(client: &mut Client) -> Result<u64, Failure> {
    let rows = query(client, "SELECT pg_catalog.txid_current()").await?;
    number(rows.first().unwrap_or(&Vec::new()), 0)
}

/// Runs a statement, and returns the number of rows that it changed.
pub(super) async fn execute(client: &mut Client, sql: &str) -> Result<u64, Failure> {
    let done = Connection::execute(client, sql).await;
    done.map_err(|error| failed(&error))
}

async fn query(client: &mut Client, sql: &str) -> Result<Vec<TextRow>, Failure> {
    let rows = Connection::query(client, sql).await;
    rows.map_err(|error| failed(&error))
}

fn failed(error: &DriverError) -> Failure {
    let failure = Failure::refused(format!("the record of imports cannot be used: {}", said(error)));
    if error.server().is_some_and(|server| server.code == "42501") {
        failure.with_help(
            "its owner has to GRANT USAGE ON SCHEMA blink, and SELECT, INSERT, UPDATE, DELETE ON blink.imports, \
             blink.import_batches, to this role",
        )
    } else {
        failure
    }
}

fn said(error: &DriverError) -> String {
    match error.server() {
        Some(server) => format!("{} (SQLSTATE {})", server.message, server.code),
        None => error.to_string(),
    }
}

fn text(row: &TextRow, n: usize) -> Result<&str, Failure> {
    let value = row.get(n).and_then(Option::as_deref);
    value.ok_or_else(|| Failure::refused("the record of imports has an answer that is not as expected"))
}

fn number<N: std::str::FromStr>(row: &TextRow, n: usize) -> Result<N, Failure> {
    let number = text(row, n)?.parse().ok();
    number.ok_or_else(|| Failure::refused("the record of imports has a number that is not as expected"))
}
