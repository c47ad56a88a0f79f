//! Functions that run on the server during inserts and may read any table.
//!
//! A trigger or an expression may call one itself, or through an operator, a domain, or an operator class; a type may have
//! a domain at any depth. The catalog is read one layer per query. The server would compile a recursive query first, since
//! its estimated cost exceeds `jit_above_cost`. That takes longer than a small run of Blink.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use postgres_types::Oid;

use super::functions::{self, Function, Judgement, READS};
use super::meanings::Meanings;
use super::reader::{RowReader, statement, with_table_oids};
use super::triggers::{self, Trigger};
use crate::connection::session::Session;
use crate::connection::{Connection, TextRow};
use crate::error::Error;
use crate::sql::comma_separated;

const PARTS: &str = include_str!("sql/parts.sql");
const USES: &str = include_str!("sql/uses.sql");
const UNRECORDED_USES: &str = include_str!("sql/unrecorded_uses.sql");

/// The OID of `pg_proc`, the same on every server (pg_proc.h).
const PG_PROC: Oid = 1255;

/// The functions that some tables, their indexes and their triggers call, other than those known to read no table.
#[derive(Debug, Default)]
pub(crate) struct ServerCode {
    calls: Vec<Call>,
    functions: BTreeMap<Oid, Function>,
}

/// A function that a part of a table calls.
#[derive(Clone, Copy, Debug)]
struct Call {
    table: Oid,
    /// The index that calls the function; 0 if none does.
    index: Oid,
    /// The trigger that calls the function; 0 if none does.
    trigger: Oid,
    function: Oid,
}

/// The code that may use an index of any table while rows are stored.
#[derive(Debug, Default)]
pub(super) struct IndexUsers {
    /// The code that runs for the rows of a table, in words; triggers first.
    rows: BTreeMap<Oid, BTreeSet<(bool, String)>>,
    /// The tables whose indexes call such code.
    indexes: BTreeSet<Oid>,
}

impl IndexUsers {
    /// The code that storing a row of the table runs, and when; of several, the first by name.
    pub(super) fn of_rows(&self, table: Oid) -> Option<&str> {
        let (_, code) = self.rows.get(&table)?.first()?;
        Some(code)
    }

    /// Returns true if an index of the table calls such code.
    pub(super) fn in_indexes(&self, table: Oid) -> bool {
        self.indexes.contains(&table)
    }

    fn add(&mut self, call: &Call, function: &Function, trigger: Option<&Trigger>) {
        if call.index != 0 {
            self.indexes.insert(call.table);
            return;
        }
        let code = match trigger {
            Some(trigger) => trigger.describe(&function.name),
            None => format!("the function {} runs for each row", function.name),
        };
        let of_table = self.rows.entry(call.table).or_default();
        of_table.insert((trigger.is_none(), code));
    }
}

impl ServerCode {
    async fn read<C: Connection>(session: &mut Session<'_, C>, parts_sql: String) -> Result<Self, Error> {
        let calls = read_calls(session, parts_sql).await?;
        let oids = calls.iter().map(|call| call.function).collect::<BTreeSet<_>>();
        let functions = functions::read(session, oids.into_iter()).await?;
        Ok(Self { calls, functions })
    }

    /// The functions that the index calls.
    pub(super) fn called_by_index(&self, index: Oid) -> impl Iterator<Item = &Function> {
        let calls = self.calls.iter().filter(move |call| call.index == index);
        calls.filter_map(|call| self.functions.get(&call.function))
    }

    /// Judges the functions, and returns those that may use an index.
    pub(super) async fn index_users<C: Connection>(&self, session: &mut Session<'_, C>) -> Result<IndexUsers, Error> {
        let oids = self.calls.iter().map(|call| call.trigger).filter(|&oid| oid != 0);
        let triggers = triggers::read(session, oids.collect::<BTreeSet<_>>().into_iter()).await?;
        let judged = self.calls.iter().filter_map(|call| {
            let function = self.functions.get(&call.function)?;
            let trigger = triggers.get(&call.trigger);
            let table = trigger.and_then(|trigger| trigger.transition_table(call.function));
            Some((call, function, trigger, function.judge(table)))
        });
        let judged = judged.collect::<Vec<_>>();
        let bodies = judged.iter().filter_map(|(.., judgement)| judgement.body());
        let meanings = Meanings::read(session, &bodies.collect::<Vec<_>>()).await?;
        let mut users = IndexUsers::default();
        for (call, function, trigger, judgement) in &judged {
            let is_harmless = match judgement {
                Judgement::MayRead => false,
                Judgement::Harmless => true,
                Judgement::Depends(body) => meanings.are_harmless(body, function.search_path.as_deref()),
            };
            if !is_harmless {
                users.add(call, function, *trigger);
            }
        }
        Ok(users)
    }
}

/// Reads the functions that these tables, their indexes and their triggers call; asks nothing about no table.
pub(crate) async fn read<C: Connection>(session: &mut Session<'_, C>, tables: &[Oid]) -> Result<ServerCode, Error> {
    if tables.is_empty() {
        return Ok(ServerCode::default());
    }
    ServerCode::read(session, with_table_oids(PARTS, tables.iter().copied())).await
}

/// Reads the functions that the indexes of these tables call.
pub(super) async fn read_of_indexes<C: Connection>(
    session: &mut Session<'_, C>,
    tables: &[Oid],
) -> Result<ServerCode, Error> {
    let parts = with_table_oids(PARTS, tables.iter().copied());
    ServerCode::read(session, format!("SELECT * FROM (\n{parts}\n) p WHERE p.index_oid <> 0")).await
}

/// An object that may lead to a function, and the table, index and trigger by which it was reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Object {
    table: Oid,
    index: Oid,
    trigger: Oid,
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
            trigger: row.number()?,
            class_id: row.number()?,
            oid: row.number()?,
        };
        row.end()?;
        Ok(object)
    }

    fn call(&self) -> Option<Call> {
        (self.class_id == PG_PROC).then_some(Call {
            table: self.table,
            index: self.index,
            trigger: self.trigger,
            function: self.oid,
        })
    }

    /// The object as a row of VALUES.
    fn values(&self) -> String {
        let oids = [self.table, self.index, self.trigger, self.class_id, self.oid];
        let oids = oids.map(|oid| format!("{oid}::pg_catalog.oid"));
        format!("({}, NULL::pg_catalog.text)", comma_separated(oids))
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
            if known.insert(used) {
                calls.extend(used.call());
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
    let uses = uses.replace("$reads", &statement(READS));
    format!("WITH u (table_oid, index_oid, trigger_oid, class_id, oid, expression) AS (\n{objects}\n)\n{uses}")
}
