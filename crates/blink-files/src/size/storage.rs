//! A table's columns and indexes as they are stored, from the catalog.

use blink::__private::statement;
use blink::{BoxError, Connection, TableName, TextRow, quote_literal};

use super::layout::Slot;
use crate::target::{Cells, quoted};

const COLUMNS: &str = include_str!("columns.sql");
const INDEXES: &str = include_str!("indexes.sql");

/// The storage of a table.
#[derive(Clone, Debug)]
pub(super) struct Storage {
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

impl Storage {
    pub(super) async fn read<C: Connection>(conn: &mut C, name: &TableName) -> Result<Self, BoxError> {
        let name = quote_literal(&quoted(name));
        let (mut has_toast, mut fillfactor) = (false, 100);
        let mut columns = Vec::new();
        for row in conn.query(&statement(COLUMNS).replace("$name", &name)).await? {
            let mut cells = Cells::new(&row);
            columns.push(StoredColumn::new(&mut cells)?);
            has_toast = cells.is_true()?;
            fillfactor = cells.text()?.parse()?;
        }
        let indexes = conn.query(&statement(INDEXES).replace("$name", &name)).await?;
        Ok(Self {
            columns,
            has_toast,
            fillfactor,
            indexes: indexes.iter().map(StoredIndex::new).collect::<Result<_, _>>()?,
        })
    }

    pub(super) fn slots(&self) -> Vec<Slot> {
        self.columns.iter().map(|column| column.slot.clone()).collect()
    }
}

impl StoredColumn {
    fn new(cells: &mut Cells<'_>) -> Result<Self, BoxError> {
        let (name, length, align) = (cells.text()?, cells.text()?, cells.text()?);
        Ok(Self {
            name,
            slot: Slot {
                // Negative lengths are those of types whose values differ.
                fixed: length.parse().ok(),
                align: match align.as_str() {
                    "c" => 1,
                    "s" => 2,
                    "d" => 8,
                    _ => 4,
                },
                is_packed: cells.is_true()?,
            },
            is_filled: cells.is_true()?,
        })
    }
}

impl StoredIndex {
    fn new(row: &TextRow) -> Result<Self, BoxError> {
        let mut cells = Cells::new(row);
        let (name, method, is_partial) = (cells.text()?, cells.text()?, cells.is_true()?);
        let stores_equal_once = cells.is_true()?;
        let fillfactor = cells.text()?.parse()?;
        let columns = cells.text()?;
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
        self.columns
            .iter()
            .copied()
            .collect::<Option<Vec<_>>>()
            .filter(|_| self.is_whole_btree)
    }
}
