//! The tables, their columns and foreign keys: what is asked by the tables' names, and so in one round trip.

use postgres_types::{Oid, Type};

use super::reader::{RowReader, statement};
use super::table::{ColumnInfo, ForeignKey, RelKind, RulesAndTriggers, TableInfo};
use super::tables::Tables;
use super::types::read_types;
use crate::connection::session::Session;
use crate::connection::{Connection, TextRow};
use crate::error::Error;
use crate::sql::{TableName, comma_separated, quote_literal};

const TABLES: &str = include_str!("sql/tables.sql");
const COLUMNS: &str = include_str!("sql/columns.sql");
const REFERENCES: &str = include_str!("sql/references.sql");
const OIDS: &str = include_str!("sql/oids.sql");

/// The answers, as the server gave them.
#[derive(Debug, Default)]
pub(crate) struct ByName {
    /// The number of names.
    names: usize,
    tables: Vec<TextRow>,
    columns: Vec<TextRow>,
    foreign_keys: Vec<TextRow>,
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
        let questions = [TABLES, COLUMNS, REFERENCES].iter();
        let questions = questions.map(|sql| statement(sql).replace("$tables", &statement(OIDS)));
        questions.map(|sql| sql.replace("$names", &names)).collect()
    }

    /// Takes the answers to these questions.
    pub(crate) fn new(names: usize, mut answers: impl Iterator<Item = Vec<TextRow>>) -> Self {
        let mut next = || answers.next().unwrap_or_default();
        Self {
            names,
            tables: next(),
            columns: next(),
            foreign_keys: next(),
        }
    }

    pub(super) fn tables(&mut self) -> Result<Tables, Error> {
        let mut tables = std::iter::repeat_with(|| None).take(self.names).collect::<Vec<_>>();
        for row in self.tables.drain(..) {
            let mut row = RowReader::new(row);
            let n = row.number::<usize>()?;
            let oid = row.number()?;
            let name = TableName::qualified(row.text()?, row.text()?);
            let kind = RelKind::from_catalog(&row.text()?);
            let table = TableInfo {
                oid,
                name,
                kind,
                foreign: kind == RelKind::ForeignTable,
                is_partition: row.bool_or_false()?,
                schema_usage: row.bool_or_false()?,
                row_security: row.bool_or_false()?,
                may_have_rules_or_triggers: row.bool_or_false()?,
                rules_and_triggers: RulesAndTriggers::default(),
                insert_code: false,
                update_code: false,
                may_analyze: row.bool_or_false()?,
                estimated_rows: row.number()?,
                columns: Vec::new(),
                foreign_keys: Vec::new(),
                has_index: row.bool_or_false()?,
                can_probe_empty: row.bool_or_false()?,
                empty: row.bool_or_false()?.then_some(true),
                snapshot: row.snapshot()?,
                locked: row.bool_or_false()?,
            };
            row.end()?;
            if let Some(place) = tables.get_mut(n) {
                *place = Some(table);
            }
        }
        Ok(Tables::new(tables))
    }

    /// Adds the columns to the tables, with their types, of which some may have to be asked for.
    pub(super) async fn add_columns<C: Connection>(
        &mut self,
        session: &mut Session<'_, C>,
        tables: &mut Tables,
    ) -> Result<(), Error> {
        let mut columns = Vec::new();
        for row in self.columns.drain(..) {
            let mut row = RowReader::new(row);
            let table = row.number::<Oid>()?;
            let (number, name, ty) = (row.number()?, row.text()?, row.number::<Oid>()?);
            let mut column = ColumnInfo {
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
                may_have_sequence: false,
                sequence_function: None,
                generated: row.bool_or_false()?,
                may_insert: row.bool_or_false()?,
                may_select: row.bool_or_false()?,
            };
            column.may_have_sequence = row.bool_or_false()? || column.has_default;
            row.end()?;
            columns.push((table, ty, column));
        }
        let types = read_types(session, columns.iter().map(|&(_, ty, _)| ty)).await?;
        for (table, ty, mut column) in columns {
            column.ty = types.get(ty);
            column.delimiters = types.delimiters(&column.ty);
            column.without_binary_input = types.without_binary_input(&column.ty);
            column.domain_not_null = types.domain_not_null(ty);
            column.checked = types.checked(ty);
            if let Some(info) = tables.by_oid_mut(table) {
                info.columns.push(column);
            }
        }
        Ok(())
    }

    /// Adds the foreign keys to the tables, which have their columns.
    pub(super) fn add_foreign_keys(&mut self, tables: &mut Tables) -> Result<(), Error> {
        for row in self.foreign_keys.drain(..) {
            let mut row = RowReader::new(row);
            let table = row.number::<Oid>()?;
            let (name, numbers) = (row.text()?, row.text()?);
            let (to, deferred) = (row.number()?, row.bool_or_false()?);
            let (may_defer, checked) = (row.bool_or_false()?, row.bool_or_false()?);
            row.end()?;
            if let Some(info) = tables.by_oid_mut(table) {
                let columns = numbers
                    .split(',')
                    .filter_map(|number| number.parse::<i16>().ok())
                    .filter_map(|number| info.columns.iter().find(|column| column.number == number))
                    .map(|column| column.name.clone())
                    .collect();
                info.foreign_keys.push(ForeignKey {
                    name,
                    columns,
                    to,
                    deferred,
                    may_defer,
                    checked,
                });
            }
        }
        Ok(())
    }
}
