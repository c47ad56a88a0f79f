//! The columns, constraints and triggers of the tables, by their OIDs.
//!
//! The questions are as simple as can be: the server takes ten times as long to plan a join with subqueries as to answer it.

use std::collections::{HashMap, HashSet};

use postgres_types::{Oid, Type};

use super::reader::{RowReader, statement, with_table_oids};
use super::table::{ColumnInfo, ForeignKey, RelKind, TableInfo};
use super::tables::Tables;
use super::types::read_types;
use crate::connection::session::Session;
use crate::connection::{Connection, TextRow};
use crate::error::Error;
use crate::sql::{comma_separated, quote_literal};

const COLUMNS: &str = include_str!("sql/columns.sql");
const OWNED_SEQUENCES: &str = include_str!("sql/owned_sequences.sql");
const CONSTRAINTS: &str = include_str!("sql/constraints.sql");
const TRIGGER_EVENTS: &str = include_str!("sql/trigger_events.sql");
const EXPRESSION_CODE: &str = include_str!("sql/expression_code.sql");
const EMPTY_FILES: &str = include_str!("sql/empty_files.sql");
const DEFERRING: &str = include_str!("sql/deferring.sql");

/// Built-in functions that read no table and are common in defaults, checks and indexes. Others have to be looked at.
const HARMLESS: &str = include_str!("sql/harmless.txt");

/// A number that may be the OID of an object that is not built in: those from 12000 on are given out when a cluster is made
/// (`FirstUnpinnedObjectId` in transam.h), and by CREATE.
const OID: &str = r"(1[2-9][0-9]{3}|[2-9][0-9]{4}|[0-9]{6,})\M";

/// Adds to the tables what is asked by their OIDs.
pub(super) async fn read<C: Connection>(session: &mut Session<'_, C>, tables: &mut Tables) -> Result<(), Error> {
    let oids = |filter: fn(&TableInfo) -> bool| {
        let tables = tables.all().filter(|table| filter(table));
        tables.map(|table| table.oid).collect::<Vec<_>>()
    };
    let all = oids(|_| true);
    let files = oids(|table| table.may_look && table.kind == RelKind::Table);
    let harmless = HARMLESS.lines().filter_map(|line| line.split(' ').next());
    let harmless = harmless.collect::<Vec<_>>().join("|");
    let calls = quote_literal(&format!(r":funcid (?!({harmless})\M)|:[a-z_]+ (\(o ([0-9]+ )*)?{OID}"));
    let about = |sql: &str, oids: &[Oid]| {
        let sql = with_table_oids(sql, oids.iter().copied()).replace("$calls", &calls);
        sql.replace("$oids", &quote_literal(&format!(r"\m{OID}")))
    };
    let questions = [
        about(COLUMNS, &all),
        about(OWNED_SEQUENCES, &all),
        about(CONSTRAINTS, &all),
        about(TRIGGER_EVENTS, &all),
        about(EXPRESSION_CODE, &all),
        about(EMPTY_FILES, &files),
    ];
    let mut answers = session.query_each(&questions).await?.into_iter();
    let mut next = || answers.next().unwrap_or_default();
    let (columns, owned, constraints, triggers) = (next(), next(), next(), next());
    let (code, empty) = (next(), next());
    add_columns(columns, session, tables).await?;
    add_owned_sequences(owned, tables)?;
    let checking = add_triggers(triggers, tables)?;
    add_constraints(constraints, &checking, session, tables).await?;
    for row in code {
        if let Some(table) = tables.by_oid_mut(only_oid(row)?) {
            table.may_run_code = true;
        }
    }
    for row in empty {
        if let Some(table) = tables.by_oid_mut(only_oid(row)?) {
            table.empty = Some(true);
        }
    }
    Ok(())
}

fn only_oid(row: TextRow) -> Result<Oid, Error> {
    let mut row = RowReader::new(row);
    let oid = row.number()?;
    row.end()?;
    Ok(oid)
}

/// Adds the columns to the tables, with their types, of which some may have to be asked for.
async fn add_columns<C: Connection>(
    rows: Vec<TextRow>,
    session: &mut Session<'_, C>,
    tables: &mut Tables,
) -> Result<(), Error> {
    let mut columns = Vec::new();
    for row in rows {
        let mut row = RowReader::new(row);
        let table = row.number::<Oid>()?;
        let (number, name, ty) = (row.number()?, row.text()?, row.number::<Oid>()?);
        let column = ColumnInfo {
            number,
            name,
            ty: Type::UNKNOWN,
            type_name: row.text()?,
            delimiters: Vec::new(),
            without_binary_input: None,
            not_null: row.bool_or_false()?,
            domain_not_null: false,
            checked: false,
            refuses_null: None,
            has_default: row.bool_or_false()?,
            generated: row.bool_or_false()?,
            may_insert: row.bool_or_false()?,
            may_select: row.bool_or_false()?,
            may_have_sequence: false,
            sequence_function: None,
        };
        row.end()?;
        columns.push((table, ty, column));
    }
    let types = read_types(session, columns.iter().map(|&(_, ty, _)| ty)).await?;
    for (table, ty, mut column) in columns {
        let Some(info) = tables.by_oid_mut(table) else { continue };
        column.ty = types.get(ty);
        column.delimiters = types.delimiters(&column.ty);
        column.without_binary_input = types.without_binary_input(&column.ty);
        column.domain_not_null = types.domain_not_null(ty);
        column.checked = types.checked(ty);
        column.has_default |= types.has_default(ty);
        // A partition's parent may have a default that it has not.
        column.may_have_sequence = column.has_default || info.is_partition;
        info.may_run_code |= Type::from_oid(ty).is_none();
        info.columns.push(column);
    }
    Ok(())
}

fn add_owned_sequences(rows: Vec<TextRow>, tables: &mut Tables) -> Result<(), Error> {
    for row in rows {
        let mut row = RowReader::new(row);
        let (table, number) = (row.number()?, row.number::<i16>()?);
        row.end()?;
        let columns = tables
            .by_oid_mut(table)
            .into_iter()
            .flat_map(|table| &mut table.columns);
        for column in columns.filter(|column| column.number == number) {
            column.may_have_sequence = true;
        }
    }
    Ok(())
}

/// Notes the triggers of the tables. Returns the constraints that a trigger checks when a row comes to their table.
fn add_triggers(rows: Vec<TextRow>, tables: &mut Tables) -> Result<HashSet<(Oid, Oid)>, Error> {
    let mut checking = HashSet::new();
    for row in rows {
        let mut row = RowReader::new(row);
        let (table, constraint) = (row.number::<Oid>()?, row.number::<Oid>()?);
        let (on_insert, before_or_instead) = (row.bool_or_false()?, row.bool_or_false()?);
        let (is_internal, fires) = (row.bool_or_false()?, row.bool_or_false()?);
        row.end()?;
        if on_insert && fires {
            checking.insert((table, constraint));
        }
        if let Some(info) = tables.by_oid_mut(table) {
            info.may_have_rules_or_triggers |= before_or_instead;
            info.may_run_code |= on_insert && fires && !is_internal;
        }
    }
    Ok(checking)
}

/// Adds the foreign keys to the tables, which have their columns.
async fn add_constraints<C: Connection>(
    rows: Vec<TextRow>,
    checking: &HashSet<(Oid, Oid)>,
    session: &mut Session<'_, C>,
    tables: &mut Tables,
) -> Result<(), Error> {
    let mut keys = Vec::new();
    let mut table_of = HashMap::new();
    for row in rows {
        let mut row = RowReader::new(row);
        let (oid, table) = (row.number::<Oid>()?, row.number::<Oid>()?);
        let is_foreign_key = row.text()? == "f";
        let (name, column_numbers) = (row.text()?, row.nullable_text()?.unwrap_or_default());
        let (to, deferred, deferrable) = (row.number()?, row.bool_or_false()?, row.bool_or_false()?);
        let (enforced, parent) = (row.bool_or_false()?, row.number::<Oid>()?);
        let may_run_code = row.bool_or_false()?;
        row.end()?;
        let Some(info) = tables.by_oid_mut(table) else { continue };
        info.may_run_code |= may_run_code;
        if !is_foreign_key {
            continue;
        }
        table_of.insert(oid, table);
        let checked = match info.kind {
            RelKind::PartitionedTable => enforced,
            _ => checking.contains(&(table, oid)),
        };
        let columns = column_numbers
            .split(',')
            .filter_map(|number| number.parse::<i16>().ok())
            .filter_map(|number| info.columns.iter().find(|column| column.number == number))
            .map(|column| column.name.clone())
            .collect();
        let key = ForeignKey {
            name,
            columns,
            to,
            deferred,
            may_defer: deferrable,
            checked,
        };
        keys.push((oid, parent, key));
    }
    let deferrable = keys.iter().filter(|(.., key)| key.may_defer).map(|(oid, ..)| *oid);
    let deferring = read_deferring(session, deferrable.collect()).await?;
    for (oid, parent, mut key) in keys {
        let Some(&table) = table_of.get(&oid) else { continue };
        // The parts of a key to a partitioned table check nothing; the key does.
        if table_of.get(&parent) == Some(&table) {
            continue;
        }
        key.may_defer = deferring.contains(&oid);
        if let Some(info) = tables.by_oid_mut(table) {
            info.foreign_keys.push(key);
        }
    }
    Ok(())
}

/// Returns those of these keys that SET CONSTRAINTS can defer.
async fn read_deferring<C: Connection>(session: &mut Session<'_, C>, keys: Vec<Oid>) -> Result<HashSet<Oid>, Error> {
    if keys.is_empty() {
        return Ok(HashSet::new());
    }
    let sql = statement(DEFERRING).replace("$keys", &comma_separated(keys));
    session.query(&sql).await?.into_iter().map(only_oid).collect()
}
