//! A table's columns and indexes as they are stored, from the catalog.

use super::layout::{PAGE, Slot};
use super::stored_form::StoredForm;
use crate::catalog::{RowReader, statement};
use crate::connection::Connection;
use crate::error::Error;
use crate::sql::{TableName, comma_separated, quote_literal};

const COLUMNS: &str = include_str!("sql/columns.sql");
const INDEXES: &str = include_str!("sql/indexes.sql");

/// The storage of a table.
#[derive(Clone, Debug)]
pub struct TableStorage {
    /// All columns in the order in which they lie in a row.
    pub(super) columns: Vec<StoredColumn>,
    pub(super) has_toast: bool,
    /// The part of a page that is filled, in percent.
    pub(super) fillfactor: u64,
    pub(super) indexes: Vec<StoredIndex>,
}

#[derive(Clone, Debug)]
pub(super) struct StoredColumn {
    pub(super) name: String,
    pub(super) slot: Slot,
    pub(super) form: StoredForm,
    /// True if the database has a value where none is sent.
    pub(super) is_filled: bool,
}

#[derive(Clone, Debug)]
pub(super) struct StoredIndex {
    pub(super) name: String,
    /// True if it is a B-tree of all rows.
    is_whole_btree: bool,
    pub(super) stores_equal_once: bool,
    pub(super) fillfactor: u64,
    /// The places of its columns among the table's; None for an expression.
    columns: Vec<Option<usize>>,
}

impl TableStorage {
    /// Reads the storage of these tables by two queries; None for each of which there is none.
    ///
    /// # Errors
    /// If the server cannot be asked.
    pub async fn read<C: Connection>(conn: &mut C, names: &[TableName]) -> Result<Vec<Option<Self>>, Error> {
        let quoted = names.iter().map(|name| quote_literal(&name.sql()));
        let array = format!("ARRAY[{}]", comma_separated(quoted));
        let mut tables = vec![None; names.len()];
        for row in ask(conn, COLUMNS, &array).await? {
            let mut row = RowReader::new(row);
            let place = row.number::<usize>()?;
            let column = StoredColumn::read(&mut row)?;
            let (has_toast, fillfactor) = (row.bool_or_false()?, row.number()?);
            row.end()?;
            if let Some(table) = place.checked_sub(1).and_then(|place| tables.get_mut(place)) {
                let table = table.get_or_insert_with(|| Self {
                    columns: Vec::new(),
                    has_toast,
                    fillfactor,
                    indexes: Vec::new(),
                });
                table.columns.push(column);
            }
        }
        for row in ask(conn, INDEXES, &array).await? {
            let mut row = RowReader::new(row);
            let place = row.number::<usize>()?;
            let index = StoredIndex::read(&mut row)?;
            row.end()?;
            let table = place.checked_sub(1).and_then(|place| tables.get_mut(place)?.as_mut());
            if let Some(table) = table {
                table.indexes.push(index);
            }
        }
        Ok(tables)
    }

    /// The bytes that it takes without rows, with its indexes.
    pub fn empty(&self) -> u64 {
        let files = (self.indexes.len() as u64).saturating_add(self.has_toast.into());
        files.saturating_mul(PAGE)
    }

    /// The indexes whose sizes cannot be told: they are no B-trees, or are of expressions, or not of all rows.
    pub fn unknown_indexes(&self) -> Vec<String> {
        let unknown = self.indexes.iter().filter(|index| index.places().is_none());
        unknown.map(|index| index.name.clone()).collect()
    }

    pub(super) fn slots(&self) -> Vec<Slot> {
        self.columns.iter().map(|column| column.slot.clone()).collect()
    }
}

async fn ask<C: Connection>(conn: &mut C, sql: &str, names: &str) -> Result<Vec<Vec<Option<String>>>, Error> {
    let rows = conn.query(&statement(sql).replace("$names", names)).await;
    rows.map_err(Error::driver)
}

impl StoredColumn {
    fn read(row: &mut RowReader) -> Result<Self, Error> {
        let (name, length, align) = (row.text()?, row.number::<i64>()?, row.text()?);
        let slot = Slot {
            // Negative lengths are those of types whose values differ.
            fixed: length.try_into().ok(),
            align: match align.as_str() {
                "c" => 1,
                "s" => 2,
                "d" => 8,
                _ => 4,
            },
            is_packed: row.bool_or_false()?,
        };
        let (is_filled, form) = (row.bool_or_false()?, row.text()?);
        let padded_to = row.nullable_text()?.and_then(|length| length.parse().ok());
        Ok(Self {
            name,
            slot,
            form: match form.as_str() {
                "numeric" => StoredForm::Numeric,
                "padded" => StoredForm::Padded(padded_to.unwrap_or(0)),
                "jsonb" => StoredForm::Jsonb,
                "array" => StoredForm::ArrayOfFixed,
                _ => StoredForm::AsSent,
            },
            is_filled,
        })
    }
}

impl StoredIndex {
    fn read(row: &mut RowReader) -> Result<Self, Error> {
        let (name, method, is_partial) = (row.text()?, row.text()?, row.bool_or_false()?);
        let (stores_equal_once, fillfactor) = (row.bool_or_false()?, row.number()?);
        let columns = row.text()?;
        let place = |number: &str| number.parse::<usize>().ok()?.checked_sub(1);
        Ok(Self {
            name,
            is_whole_btree: method == "btree" && !is_partial,
            stores_equal_once,
            fillfactor,
            columns: columns.split_whitespace().map(place).collect(),
        })
    }

    /// The places of its columns among the table's; None if the size of its entries cannot be told.
    pub(super) fn places(&self) -> Option<Vec<usize>> {
        let places = self.columns.iter().copied().collect::<Option<Vec<_>>>();
        places.filter(|_| self.is_whole_btree)
    }
}
