//! The datasets. Each is an ordered list of tables, whose rows are made by number, the same for every tool.

pub(crate) mod all;
pub(crate) mod articles;
pub(crate) mod blog;
pub(crate) mod onto;
pub(crate) mod pair;
pub(crate) mod partitioned;
pub(crate) mod pgbench;
pub(crate) mod put;
pub(crate) mod seed;
pub(crate) mod shop;
pub(crate) mod small;
pub(crate) mod store;
pub(crate) mod uuid;
pub(crate) mod wide;

use crate::row::Row;

/// A function that makes the row with a number, from 0.
pub(crate) trait Make<R>: Fn(u64) -> R + Copy + Send + Sync + 'static {}

impl<R, F: Fn(u64) -> R + Copy + Send + Sync + 'static> Make<R> for F {}

/// Takes the tables of a dataset, one after the other. A tool implements it once, for all of them.
pub(crate) trait Fill {
    async fn table<R: Row>(&mut self, name: &'static str, count: u64, make: impl Make<R>) -> anyhow::Result<()>;
}

/// A table that a dataset fills.
pub(crate) struct Filled {
    pub(crate) name: &'static str,
    pub(crate) columns: &'static [&'static str],
    pub(crate) rows: u64,
}

/// The tables of a dataset that get rows, in their order.
pub(crate) async fn filled(data: impl Dataset) -> anyhow::Result<Vec<Filled>> {
    let mut list = List(Vec::new());
    data.fill(&mut list).await?;
    Ok(list.0)
}

struct List(Vec<Filled>);

impl Fill for List {
    async fn table<R: Row>(&mut self, name: &'static str, rows: u64, _: impl Make<R>) -> anyhow::Result<()> {
        let columns = R::COLUMNS;
        self.0.push(Filled { name, columns, rows });
        Ok(())
    }
}

/// All rows of a table.
pub(crate) fn rows<R>(count: u64, make: impl Make<R>) -> impl Iterator<Item = R> + Send + 'static
where
    R: 'static,
{
    (0..count).map(make)
}

/// Tables with a number of rows.
pub(crate) trait Dataset: Copy + Send + Sync + 'static {
    const SPEC: Spec;

    /// The dataset with about this number of rows in all tables.
    fn of_rows(rows: u64) -> Self;

    /// The number of rows in all tables.
    fn rows(self) -> u64;

    async fn fill(self, tool: &mut impl Fill) -> anyhow::Result<()>;
}

/// The SQL of a dataset.
#[derive(Clone, Copy)]
pub(crate) struct Spec {
    pub(crate) tables: &'static [&'static str],
    /// Creates the tables without keys and indexes.
    pub(crate) bare: &'static str,
    /// Creates the tables with keys and indexes.
    pub(crate) keyed: &'static str,
    /// Drops all keys and indexes for the load, as written by hand.
    pub(crate) drop: &'static str,
    /// Rebuilds them.
    pub(crate) build: &'static str,
    /// Returns the SQL that stores this number of rows before all runs.
    pub(crate) before: Option<fn(u64) -> String>,
    /// SQL before each run, which removes the rows of the last.
    pub(crate) empty: &'static [&'static str],
    /// The condition on the rows that are compared; empty if all are.
    pub(crate) compared: &'static str,
    /// ORDER BY for the order in which the rows are made; empty if they are stored in that order, as without
    /// partitions.
    pub(crate) made: &'static str,
}

/// A pseudorandom number below the length, always the same for an `n`.
pub(crate) fn pick(n: u64, length: u64) -> u64 {
    ((u128::from(mixed(n)) * u128::from(length)) >> 64) as u64
}

/// Mixes the bits of a number (`SplitMix64`).
pub(crate) fn mixed(n: u64) -> u64 {
    let mut z = n.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
