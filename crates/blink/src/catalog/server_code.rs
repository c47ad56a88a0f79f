//! Functions that run on the server during inserts and may read any table: those that are neither built in nor compiled.
//!
//! An expression may call one itself, or through an operator, a domain, or an operator class; a type may have a domain at
//! any depth. The catalog is read one layer per query: the planner takes a recursive query for so expensive that it
//! compiles it first (`jit_above_cost`), which takes it longer than a small run.

use std::collections::{BTreeMap, HashSet};

use postgres_types::Oid;

use super::reader::{RowReader, statement, with_table_oids};
use crate::connection::session::Session;
use crate::connection::{Connection, TextRow};
use crate::error::Error;
use crate::sql::comma_separated;

const PARTS: &str = include_str!("sql/parts.sql");
const USES: &str = include_str!("sql/uses.sql");
const FUNCTIONS: &str = include_str!("sql/functions.sql");

/// The OID of `pg_proc`, the same on every server (pg_proc.h).
const PG_PROC: Oid = 1255;

/// The functions that some tables call.
#[derive(Debug, Default)]
pub(crate) struct ServerCode {
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
    /// True if building an index calls it under another `search_path` than storing a row.
    pub(crate) depends_on_search_path: bool,
}

impl ServerCode {
    /// The first function that the table calls for each row.
    pub(super) fn of_rows(&self, table: Oid) -> Option<&Function> {
        self.first(|call| call.table == table && call.index == 0)
    }

    /// Returns true if an index of the table calls a function.
    pub(super) fn any_of_indexes(&self, table: Oid) -> bool {
        self.first(|call| call.table == table && call.index != 0).is_some()
    }

    /// The functions that the index calls.
    pub(super) fn of_index(&self, index: Oid) -> impl Iterator<Item = &Function> {
        let calls = self.calls.iter().filter(move |call| call.index == index);
        calls.filter_map(|call| self.functions.get(&call.function))
    }

    fn first(&self, wanted: impl Fn(&Call) -> bool) -> Option<&Function> {
        let calls = self.calls.iter().filter(|call| wanted(call));
        let functions = calls.filter_map(|call| self.functions.get(&call.function));
        functions.min_by(|one, other| one.name.cmp(&other.name))
    }
}

/// Reads the functions that these tables and their indexes call.
pub(crate) async fn read<C: Connection>(session: &mut Session<'_, C>, tables: &[Oid]) -> Result<ServerCode, Error> {
    let parts = with_table_oids(PARTS, tables.iter().copied());
    let calls = read_calls(session, parts).await?;
    let functions = read_functions(session, &calls).await?;
    Ok(ServerCode { calls, functions })
}

/// An object that may lead to a function, and the table and index by which it was reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Object {
    table: Oid,
    index: Oid,
    class: Oid,
    oid: Oid,
}

impl Object {
    fn read(row: TextRow) -> Result<Self, Error> {
        let mut row = RowReader::new(row);
        let object = Self {
            table: row.number()?,
            index: row.number()?,
            class: row.number()?,
            oid: row.number()?,
        };
        row.end()?;
        Ok(object)
    }

    fn values(&self) -> String {
        let oids = [self.table, self.index, self.class, self.oid].map(|oid| format!("{oid}::pg_catalog.oid"));
        format!("({})", oids.join(", "))
    }
}

/// Follows the uses of these parts to the functions, whatever their language.
async fn read_calls<C: Connection>(session: &mut Session<'_, C>, parts: String) -> Result<Vec<Call>, Error> {
    let mut calls = Vec::new();
    let mut known = HashSet::new();
    let mut objects = parts;
    loop {
        let rows = session.query(&statement(USES).replace("$objects", &objects)).await?;
        let mut next = Vec::new();
        for row in rows {
            let used = Object::read(row)?;
            if !known.insert(used) {
                continue;
            }
            if used.class == PG_PROC {
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
        objects = format!("VALUES {}", comma_separated(next));
    }
}

/// Reads those of the functions that are neither built in nor compiled.
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
