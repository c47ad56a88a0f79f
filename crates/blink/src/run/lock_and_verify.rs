//! Checks that a table still matches the plan.
//!
//! No lock protects the table between the catalog queries and its first COPY, and a snapshot of the caller's
//! transaction may be older than either.
//!
//! An error is whatever is new or was changed since: a column's NOT NULL, default or identity, a domain, an index, a check, a
//! foreign key, a trigger or its function, a rule, a policy, row-level security, a partition, a sequence. What is gone is
//! none, because nothing wrong is stored without it. Rows are as right for a table that has lost a NOT NULL, a check, a
//! foreign key, a policy, a trigger or a rule as for one that never had it. The server itself refuses a column that is sent,
//! an index that `on_conflict` needs, and a row that has no partition any more. Indexes and keys are read again, under a
//! lock, where they are dropped. Only a default that is gone would be missed, and counts: NULL is stored in its place, even
//! where a domain refuses that, since COPY does not ask it.
//!
//! Three limits. Partitions are not locked, so that theirs may change a moment later; so may functions, which nobody can
//! lock. In a savepoint of a transaction that was under way when the plan was made, only changes of
//! tables are certain to be noticed, not those of functions. And in a REPEATABLE READ or SERIALIZABLE transaction no
//! question sees what has come since; certain are there the table, the columns that are sent with their types, and all
//! that the server checks for each row. A new default or trigger is followed, only the plan does not know of it.

use postgres_types::Oid;

use crate::catalog::RowReader;
use crate::catalog::baseline::Change;
use crate::catalog::snapshot::Snapshot;
use crate::connection::session::Session;
use crate::connection::{Connection, TextRow};
use crate::error::sqlstate;
use crate::error::{Error, ErrorKind, ErrorLocation};
use crate::plan::{ColumnPlan, TablePlan};
use crate::sql::{comma_separated, quote_identifier, quote_literal};

/// Codes for a missing table, schema or column; for a generated column, a syntax error before PostgreSQL 14;
/// and for something that is not a table.
const SCHEMA_CHANGED: [&str; 6] = [
    sqlstate::UNDEFINED_TABLE,
    sqlstate::INVALID_SCHEMA_NAME,
    sqlstate::UNDEFINED_COLUMN,
    sqlstate::GENERATED_ALWAYS,
    sqlstate::SYNTAX_ERROR,
    sqlstate::WRONG_OBJECT_TYPE,
];

/// The changes that an error names.
const MAX_CHANGES: usize = 5;

/// The statements that lock the table as its COPY will, against changes, and ask what it is now, in one query.
///
/// Asked for an INSERT, the parser takes that lock and keeps it to the end of the transaction. `LOCK TABLE` would do
/// the same, but is refused to a role that may insert into some columns only. The table itself and the types of its
/// columns are asked of the parser, too, which sees what COPY will see; a catalog query may run under an older snapshot.
/// COPY itself would not notice another type: it accepts any binary value of the right width.
pub(super) fn question(table: &TablePlan) -> String {
    let name = table.name.sql();
    let columns = table
        .columns
        .iter()
        .map(|column| quote_identifier(&column.name))
        .collect::<Vec<_>>();
    let values = columns
        .iter()
        .map(|column| format!("(NULL::{name}).{column}"))
        .collect::<Vec<_>>();
    let types = values.iter().map(|value| format!("pg_catalog.pg_typeof({value})"));
    // One value for all columns, since a table may have almost as many of them as a result may.
    format!(
        "EXPLAIN INSERT INTO {name} ({}) OVERRIDING SYSTEM VALUE SELECT {} WHERE false; \
         SELECT {}::pg_catalog.regclass::pg_catalog.oid, ARRAY[{}]::pg_catalog.oid[], pg_catalog.txid_current_snapshot()",
        columns.join(", "),
        values.join(", "),
        quote_literal(&name),
        comma_separated(types)
    )
}

/// An error of the question.
pub(super) fn refused(error: Error) -> Error {
    match error.sqlstate() {
        Some(code) if SCHEMA_CHANGED.contains(&code) => error.with_kind(ErrorKind::SchemaChanged),
        _ => error,
    }
}

/// The answer to the question.
struct TableNow {
    oid: Oid,
    types: String,
    snapshot: Snapshot,
}

impl TableNow {
    fn read(rows: &[TextRow]) -> Result<Self, Error> {
        // A line of a query plan has no second value.
        let row = rows.iter().find(|row| row.len() > 1);
        let mut row = RowReader::new(row.cloned().unwrap_or_default());
        let now = Self {
            oid: row.number()?,
            types: row.text()?,
            snapshot: row.snapshot()?,
        };
        row.end()?;
        Ok(now)
    }

    /// The columns whose types are others, each with the OID of its type.
    fn other_types<'t>(&self, table: &'t TablePlan) -> impl Iterator<Item = (&'t ColumnPlan, &str)> {
        let mut types = self.types.trim_matches(['{', '}']).split(',');
        let columns = table
            .columns
            .iter()
            .map(move |column| (column, types.next().unwrap_or_default()));
        columns.filter(|(column, now)| *now != column.ty.oid().to_string())
    }
}

/// Returns true if the answer shows that nothing can have changed.
pub(super) fn is_as_planned(table: &TablePlan, rows: &[TextRow]) -> bool {
    TableNow::read(rows).is_ok_and(|now| {
        now.oid == table.oid && now.other_types(table).next().is_none() && table.baseline.is_as_of(&now.snapshot)
    })
}

/// Compares the table, which is locked, with the plan.
///
/// All but the types is a question only if transactions have ended since the plan was made; see [`Baseline`].
/// `rebuilt` are the indexes and keys that the run itself has dropped.
///
/// [`Baseline`]: crate::catalog::baseline::Baseline
pub(super) async fn verify<C: Connection>(
    table: &TablePlan,
    rows: &[TextRow],
    rebuilt: &[String],
    session: &mut Session<'_, C>,
) -> Result<(), Error> {
    let now = TableNow::read(rows)?;
    if now.oid != table.oid {
        let what = "it was dropped, and there is another table of its name";
        return Err(Error::caused_by(ErrorKind::SchemaChanged, what));
    }
    if let Some((column, now)) = now.other_types(table).next() {
        let sql = format!("SELECT pg_catalog.format_type({}, NULL)", quote_literal(now));
        let rows = session.query(&sql).await?;
        let now = RowReader::new(rows.into_iter().next().unwrap_or_default()).text()?;
        let what = format!("it was {}, and is now {now}", column.sql_type);
        let location = of_column(Some(&column.name));
        return Err(Error::caused_by(ErrorKind::SchemaChanged, what).with_location(location));
    }
    let changes = table.baseline.changes(now.oid, rebuilt, &now.snapshot, session).await?;
    let Some(first) = changes.first() else { return Ok(()) };
    let location = of_column(first.column());
    let mut what = changes
        .iter()
        .take(MAX_CHANGES)
        .map(Change::to_string)
        .collect::<Vec<_>>();
    if changes.len() > MAX_CHANGES {
        what.push(format!("and {} more", changes.len() - MAX_CHANGES));
    }
    Err(Error::caused_by(ErrorKind::SchemaChanged, what.join("; ")).with_location(location))
}

fn of_column(column: Option<&str>) -> ErrorLocation {
    ErrorLocation {
        column: column.map(str::to_owned),
        ..ErrorLocation::default()
    }
}
