//! The tables, by their names.

use std::collections::HashMap;

use postgres_types::Oid;

use super::reader::{RowReader, statement};
use super::table::{RelKind, RulesAndTriggers, TableInfo};
use super::tables::Tables;
use crate::connection::TextRow;
use crate::error::Error;
use crate::sql::{TableName, comma_separated, quote_literal};

const LOCKED: &str = include_str!("sql/locked.sql");
const TABLES: &str = include_str!("sql/tables.sql");

/// The answers to the questions that need nothing but names, and so go with a run's very first question.
#[derive(Debug, Default)]
pub(crate) struct ByName {
    /// The number of names.
    names: usize,
    locked: Vec<TextRow>,
    tables: Vec<TextRow>,
}

impl ByName {
    /// The questions about tables of these names; none if there are no names.
    pub(crate) fn questions(names: &[TableName]) -> Vec<String> {
        if names.is_empty() {
            return Vec::new();
        }
        let names = comma_separated(names.iter().enumerate().map(|(n, name)| {
            let schema = name.schema().map_or("NULL::pg_catalog.text".to_owned(), quote_literal);
            format!("({n}, {schema}, {})", quote_literal(name.table()))
        }));
        // A lock that is taken behind the snapshot may be that of a savepoint, whose number the snapshot does not tell.
        vec![statement(TABLES).replace("$names", &names), statement(LOCKED)]
    }

    /// Takes the answers to these questions.
    pub(crate) fn new(names: usize, mut answers: impl Iterator<Item = Vec<TextRow>>) -> Self {
        Self {
            names,
            tables: answers.next().unwrap_or_default(),
            locked: answers.next().unwrap_or_default(),
        }
    }

    pub(super) fn tables(self) -> Result<Tables, Error> {
        // The relations that others have locked, and whether the lock lets nobody look into them.
        let mut locked = HashMap::<Oid, bool>::new();
        for row in self.locked {
            let mut row = RowReader::new(row);
            locked.insert(row.number()?, row.bool_or_false()?);
            row.end()?;
        }
        let mut tables = std::iter::repeat_with(|| None).take(self.names).collect::<Vec<_>>();
        for row in self.tables {
            let (n, table) = read_table(RowReader::new(row), &locked)?;
            if let Some(place) = tables.get_mut(n) {
                *place = Some(table);
            }
        }
        Ok(Tables::new(tables))
    }
}

/// Reads a table, and the place of its name.
fn read_table(mut row: RowReader, locked: &HashMap<Oid, bool>) -> Result<(usize, TableInfo), Error> {
    let n = row.number::<usize>()?;
    let oid = row.number()?;
    let name = TableName::qualified(row.text()?, row.text()?);
    let kind = RelKind::from_catalog(&row.text()?);
    let is_partitioned = kind == RelKind::PartitionedTable;
    let may_look = locked.get(&oid) != Some(&true);
    let can_probe = may_look && matches!(kind, RelKind::Table | RelKind::PartitionedTable);
    let mut table = TableInfo {
        oid,
        name,
        kind,
        foreign: kind == RelKind::ForeignTable,
        is_partition: row.bool_or_false()?,
        schema_usage: row.bool_or_false()?,
        row_security: row.bool_or_false()?,
        may_have_rules_or_triggers: row.bool_or_false()?,
        rules_and_triggers: RulesAndTriggers::default(),
        may_run_code: kind != RelKind::Table,
        insert_code: false,
        update_code: false,
        may_analyze: row.bool_or_false()?,
        estimated_rows: row.number()?,
        columns: Vec::new(),
        foreign_keys: Vec::new(),
        has_index: row.bool_or_false()?,
        may_look,
        can_probe_empty: row.bool_or_false()? && can_probe,
        empty: None,
        snapshot: row.snapshot()?,
        locked: if is_partitioned {
            !locked.is_empty()
        } else {
            locked.contains_key(&oid)
        },
    };
    row.end()?;
    table.can_probe_empty &= !table.row_security;
    table.may_run_code |= table.is_partition;
    Ok((n, table))
}
