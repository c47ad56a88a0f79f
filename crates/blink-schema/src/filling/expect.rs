//! The sizes that tables are expected to take, by arithmetic and some rows of each.

use blink::__private::MIN_ROWS_TO_REBUILD;
use blink::__private::storage::{Sample, TableStorage};
use blink::Connection;
use blink::postgres_types::IsNull;
use bytes::BytesMut;

use super::Filling;
use super::leaves::leaves;
use crate::error::Error;
use crate::make::cells::RowCells;
use crate::plan::{ColumnPlan, ExpectedSize, Plan, TablePlan};
use crate::sizes::of_partitions;

/// The rows that are made of all tables together, and the most and the least of one.
const ROWS: usize = 10_000;
const MOST_OF_TABLE: u64 = 100;
const LEAST_OF_TABLE: u64 = 5;

impl Filling {
    /// Estimates the size that each table will take, by two questions to the catalog and the lengths of some rows, which are
    /// made but not stored. [`Plan::size_of`] has it then. Sizes that were measured, since one was asked for, stay.
    ///
    /// # Errors
    /// The error of the server or the driver.
    pub async fn expect_sizes<C: Connection>(&mut self, conn: &mut C) -> Result<(), Error> {
        if !self.plan.sizes.is_empty() {
            return Ok(());
        }
        let made = self.plan.tables.iter().filter(|table| !table.is_own);
        let made = made.collect::<Vec<_>>();
        let names = made.iter().map(|table| table.name.clone()).collect::<Vec<_>>();
        let storages = TableStorage::read(conn, &names).await;
        let storages = storages.map_err(|error| Error::new("the sizes of tables could not be estimated", error))?;
        let each = (ROWS / names.len().max(1)) as u64;
        let each = each.clamp(LEAST_OF_TABLE, MOST_OF_TABLE);
        let sizes = made.iter().zip(storages).filter_map(|(table, storage)| {
            let size = expected(&self.plan, table, &storage?, each, leaves(&self.facts, &table.name));
            Some((table.name.clone(), size))
        });
        self.plan.sizes = sizes.collect();
        Ok(())
    }
}

/// The expected size of a table that has so many partitions with rows of their own, by so many of its rows at most.
fn expected(plan: &Plan, table: &TablePlan, storage: &TableStorage, each: u64, leaves: u64) -> ExpectedSize {
    let mut sample = Sample::new(storage);
    let mut cells = RowCells::new(&plan.cells, table.index);
    let sampled = table.rows.min(each);
    for nth in 0..sampled {
        // Spread over all rows: numbers grow.
        let row = u128::from(nth) * u128::from(table.rows) / u128::from(sampled);
        cells.set_row(u64::try_from(row).unwrap_or(nth));
        let mut values = sample.unsent();
        for column in &table.columns {
            if let Some(place) = sample.place(&column.name)
                && let Some(value) = values.get_mut(place)
            {
                let (sent, is_binary) = sent(&cells, column);
                *value = sample.value(place, sent.as_deref(), is_binary);
            }
        }
        sample.add(&values);
    }
    for relation in &table.relations {
        let parent = plan.tables.iter().find(|parent| parent.name == relation.parent);
        if let ([column], Some(parent)) = (relation.columns.as_slice(), parent)
            && let Some(place) = sample.place(column)
        {
            sample.limit_distinct(place, parent.rows);
        }
    }
    let indexes = sample.indexes(table.rows, table.rows >= MIN_ROWS_TO_REBUILD);
    let whole = sample.data(table.rows).saturating_add(indexes);
    ExpectedSize {
        bytes: whole.saturating_add(of_partitions(leaves, storage.empty())),
        is_measured: false,
        without: storage.unknown_indexes(),
    }
}

/// The bytes of a cell as COPY gets them, and whether they are its binary form. A value that its type does not hold, at
/// which the run ends, counts as NULL.
fn sent(cells: &RowCells<'_>, column: &ColumnPlan) -> (Option<Vec<u8>>, bool) {
    let mut scratch = String::new();
    let value = cells.value(column.place, &mut scratch);
    if column.is_binary {
        let mut bytes = BytesMut::new();
        let is_null = column.encoder.binary(&value, &mut bytes);
        return (matches!(is_null, Ok(IsNull::No)).then(|| bytes.to_vec()), true);
    }
    let mut text = String::new();
    let is_null = column.encoder.text(&value, &mut text);
    (matches!(is_null, Ok(IsNull::No)).then(|| text.into_bytes()), false)
}
