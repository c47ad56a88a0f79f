//! Numbers of rows, and the next values of sequences.

use std::collections::HashMap;

use blink::{Connection, quote_identifier};

use super::answer::Row;
use super::building::Building;
use super::error::ReadError;
use super::frame::Frame;
use crate::facts::tables::{Table, TableKind};

/// Rows up to this number are counted.
const COUNTED: u64 = 1_000;

/// Files up to this size are looked into: 1,000 rows that fill a page each.
const COUNTED_SIZE: u64 = 8 * 1024 * 1024;

/// The number of tables or sequences that are asked for at a time: so many locks are held, and those of the indexes.
const AT_A_TIME: usize = 100;

/// Finds the number of rows of all tables, and the next values of all sequences.
pub(super) async fn count<C: Connection>(
    building: &mut Building,
    conn: &mut C,
    frame: &Frame,
) -> Result<(), ReadError> {
    let mut questions = Vec::new();
    let tables = building.facts.tables.iter_mut().zip(&building.stored);
    for (number, (table, stored)) in tables.enumerate() {
        let is_stored_in_file = table.access_method.as_deref() == Some("heap");
        if table.kind == TableKind::Partitioned {
            continue;
        }
        (table.rows, table.rows_are_exact) = (stored.estimate(), false);
        if stored.size == Some(0) && is_stored_in_file {
            (table.rows, table.rows_are_exact) = (0, true);
        } else if stored.may_count && stored.size.is_some_and(|size| size <= COUNTED_SIZE) && is_stored_in_file {
            questions.push(count_of(number, table));
        }
    }
    for (number, (table, column)) in building.readable_sequences.iter().enumerate() {
        let column = building
            .facts
            .tables
            .get(*table)
            .and_then(|table| table.columns.get(*column));
        let Some(sequence) = column.and_then(|column| column.sequence.as_ref()) else {
            continue;
        };
        questions.push(format!(
            "SELECT 's', {number}, s.last_value, s.is_called FROM {} s",
            quoted(&sequence.name)
        ));
    }
    for some in questions.chunks(AT_A_TIME) {
        for row in frame.ask(conn, &some.join(";\n")).await? {
            let mut row = Row::new(row);
            note(building, &mut row)?;
            row.end()?;
        }
    }
    add_up(&mut building.facts.tables);
    Ok(())
}

fn count_of(number: usize, table: &Table) -> String {
    format!(
        "SELECT 't', {number}, pg_catalog.count(*), NULL FROM (SELECT FROM ONLY {} LIMIT {}) r",
        quoted(&table.name),
        COUNTED.saturating_add(1)
    )
}

fn quoted(name: &blink::TableName) -> String {
    let schema = name.schema().unwrap_or_default();
    format!("{}.{}", quote_identifier(schema), quote_identifier(name.table()))
}

/// Notes the answer about a table or a sequence.
fn note(building: &mut Building, row: &mut Row) -> Result<(), ReadError> {
    let kind = row.character()?;
    let number: usize = row.number()?;
    if kind == 't' {
        let counted = row.number()?;
        row.nullable()?;
        if let Some(table) = building.facts.tables.get_mut(number) {
            table.rows_are_exact = counted <= COUNTED;
            table.rows = if table.rows_are_exact {
                counted
            } else {
                table.rows.max(counted)
            };
        }
        return Ok(());
    }
    let (last_value, is_called) = (row.number()?, row.flag()?);
    let place = building.readable_sequences.get(number).copied();
    let column = place.and_then(|(table, column)| building.facts.tables.get_mut(table)?.columns.get_mut(column));
    if let Some(sequence) = column.and_then(|column| column.sequence.as_mut()) {
        sequence.next = sequence.next_value(last_value, is_called);
    }
    Ok(())
}

/// Adds the rows and sizes of partitions to those of the tables above them.
fn add_up(tables: &mut [Table]) {
    let places = tables
        .iter()
        .enumerate()
        .map(|(place, table)| (table.name.clone(), place));
    let places = places.collect::<HashMap<_, _>>();
    let parent = |table: &Table| {
        let parent = table.partition_of.as_ref()?;
        places.get(&parent.parent).copied()
    };
    let parents = tables.iter().map(parent).collect::<Vec<_>>();
    for leaf in 0..tables.len() {
        let Some(table) = tables.get(leaf).filter(|table| table.kind != TableKind::Partitioned) else {
            continue;
        };
        let (rows, size, is_exact) = (table.rows, table.size, table.rows_are_exact);
        let above = |place: usize| parents.get(place).copied().flatten();
        for ancestor in std::iter::successors(above(leaf), |place| above(*place)) {
            if let Some(table) = tables.get_mut(ancestor) {
                table.rows = table.rows.saturating_add(rows);
                table.size = table.size.saturating_add(size);
                table.rows_are_exact &= is_exact;
            }
        }
    }
}
