//! Functions that run on the server during inserts and may read any table: those whose language is neither `internal` nor
//! `c`.
//!
//! An expression may call one itself, or through an operator, a domain, or an operator class; a type may have a domain at
//! any depth. The catalog is read one layer per query. The server would compile a recursive query first, since its
//! estimated cost exceeds `jit_above_cost`. That takes longer than a small run of Blink.

use std::collections::{BTreeMap, HashSet};

use postgres_types::Oid;

use super::reader::{RowReader, statement, with_table_oids};
use crate::connection::session::Session;
use crate::connection::{Connection, TextRow};
use crate::error::Error;
use crate::sql::comma_separated;

const PARTS: &str = include_str!("sql/parts.sql");
const USES: &str = include_str!("sql/uses.sql");
const UNRECORDED_USES: &str = include_str!("sql/unrecorded_uses.sql");
const FUNCTIONS: &str = include_str!("sql/functions.sql");

/// The OID of `pg_proc`, the same on every server (pg_proc.h).
const PG_PROC: Oid = 1255;

/// The user-written functions that some tables and their indexes call.
#[derive(Debug, Default)]
pub(crate) struct ServerCode {
    /// All calls, also of functions that are not in `functions`.
    calls: Vec<Call>,
    functions: BTreeMap<Oid, Function>,
}

#[derive(Debug)]
struct Call {
    table: Oid,
    /// The index that calls the function; 0 if the table does so for each row.
    index: Oid,
    function: Oid,
}

#[derive(Debug)]
pub(crate) struct Function {
    /// The name and the argument types, as SQL.
    pub(crate) name: String,
    /// True if its `search_path` is the caller's, which since PostgreSQL 17 differs between CREATE INDEX and INSERT.
    pub(crate) depends_on_search_path: bool,
}

impl ServerCode {
    /// The function that storing a row calls; of several, the first by name.
    pub(super) fn called_for_rows(&self, table: Oid) -> Option<&Function> {
        self.first_called(|call| call.table == table && call.index == 0)
    }

    /// Returns true if an index of the table calls a function.
    pub(super) fn indexes_call_any(&self, table: Oid) -> bool {
        self.first_called(|call| call.table == table && call.index != 0)
            .is_some()
    }

    /// The functions that the index calls.
    pub(super) fn called_by_index(&self, index: Oid) -> impl Iterator<Item = &Function> {
        let calls = self.calls.iter().filter(move |call| call.index == index);
        calls.filter_map(|call| self.functions.get(&call.function))
    }

    fn first_called(&self, wanted: impl Fn(&Call) -> bool) -> Option<&Function> {
        let calls = self.calls.iter().filter(|call| wanted(call));
        let functions = calls.filter_map(|call| self.functions.get(&call.function));
        functions.min_by(|one, other| one.name.cmp(&other.name))
    }
}

/// Reads the functions that these tables and their indexes call.
pub(crate) async fn read<C: Connection>(session: &mut Session<'_, C>, tables: &[Oid]) -> Result<ServerCode, Error> {
    let parts_sql = with_table_oids(PARTS, tables.iter().copied());
    let calls = read_calls(session, parts_sql).await?;
    let functions = read_functions(session, &calls).await?;
    Ok(ServerCode { calls, functions })
}

/// An object that may lead to a function, and the table and index by which it was reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Object {
    table: Oid,
    index: Oid,
    /// The catalog that `oid` is of, as `pg_depend.classid`.
    class_id: Oid,
    oid: Oid,
}

impl Object {
    fn read(row: TextRow) -> Result<Self, Error> {
        let mut row = RowReader::new(row);
        let object = Self {
            table: row.number()?,
            index: row.number()?,
            class_id: row.number()?,
            oid: row.number()?,
        };
        row.end()?;
        Ok(object)
    }

    /// The object as a row of VALUES.
    fn values(&self) -> String {
        let oids = [self.table, self.index, self.class_id, self.oid].map(|oid| format!("{oid}::pg_catalog.oid"));
        format!("({})", oids.join(", "))
    }
}

/// Finds all functions that the objects of this query use, directly or through others.
async fn read_calls<C: Connection>(session: &mut Session<'_, C>, parts_sql: String) -> Result<Vec<Call>, Error> {
    let mut calls = Vec::new();
    let mut known = HashSet::new();
    // The parts are neither types nor operator classes, which alone have uses that are not recorded.
    let mut sql = uses_sql(&parts_sql, &statement(USES));
    loop {
        let rows = session.query(&sql).await?;
        let mut next = Vec::new();
        for row in rows {
            let used = Object::read(row)?;
            if !known.insert(used) {
                continue;
            }
            if used.class_id == PG_PROC {
                calls.push(Call {
                    table: used.table,
                    index: used.index,
                    function: used.oid,
                });
            } else {
                next.push(used.values());
            }
        }
        if next.is_empty() {
            return Ok(calls);
        }
        let objects = format!("VALUES {}", comma_separated(next));
        let all_uses = format!("{}\nUNION\n{}", statement(USES), statement(UNRECORDED_USES));
        sql = uses_sql(&objects, &all_uses);
    }
}

fn uses_sql(objects: &str, uses: &str) -> String {
    format!("WITH u (table_oid, index_oid, class_id, oid) AS (\n{objects}\n)\n{uses}")
}

/// Reads those of the functions whose language is neither `internal` nor `c`.
async fn read_functions<C: Connection>(
    session: &mut Session<'_, C>,
    calls: &[Call],
) -> Result<BTreeMap<Oid, Function>, Error> {
    if calls.is_empty() {
        return Ok(BTreeMap::new());
    }
    let functions = comma_separated(calls.iter().map(|call| call.function));
    let rows = session
        .query(&statement(FUNCTIONS).replace("$functions", &functions))
        .await?;
    let function = |row| {
        let mut row = RowReader::new(row);
        let oid = row.number()?;
        let function = Function {
            name: row.text()?,
            depends_on_search_path: row.bool_or_false()?,
        };
        row.end()?;
        Ok((oid, function))
    };
    rows.into_iter().map(function).collect()
}
