//! The datasets. Each is an ordered list of tables, whose rows are made by number, the same for every tool.

pub(crate) mod onto;
pub(crate) mod pgbench;
pub(crate) mod put;
pub(crate) mod seed;
pub(crate) mod small;
pub(crate) mod uuid;
pub(crate) mod wide;

use blink::ToRow;
use bytes::BytesMut;
use serde::{Deserialize, Serialize};
use tokio_postgres::types::{ToSql, Type};

use crate::measure::Run;
use crate::target::Target;
use crate::tools::Tool;
use crate::tools::diesel::DieselRow;
use crate::tools::generate::{self, Shape};
use crate::tools::sea_orm::SeaRow;
use crate::tools::sqlx::push_values::BindRow;
use crate::tools::sqlx::unnest::UnnestRow;
use crate::tools::text::TextRow;

/// A row, and the facts about it that a client without a catalog needs.
///
/// If a tool needs more than that, the tool's file declares a trait, which is a supertrait here.
pub(crate) trait Row:
    ToRow + BindRow + UnnestRow + TextRow + DieselRow + SeaRow + Send + Sync + 'static
{
    /// The columns, in the order of [`values`](Self::values), which is that of the table.
    const COLUMNS: &'static [&'static str];

    /// An array, so that sending single rows needs no allocation.
    type Values<'r>: AsRef<[&'r (dyn ToSql + Sync)]>
    where
        Self: 'r;

    fn types() -> Vec<Type>;

    fn values(&self) -> Self::Values<'_>;

    /// Appends the row in COPY's binary format.
    fn put(&self, out: &mut BytesMut);
}

/// A function that makes the row with a number, from 0.
pub(crate) trait Make<R>: Fn(u64) -> R + Copy + Send + Sync + 'static {}

impl<R, F: Fn(u64) -> R + Copy + Send + Sync + 'static> Make<R> for F {}

/// Takes the tables of a dataset, one after the other. A tool implements it once, for all of them.
pub(crate) trait Fill {
    async fn table<R: Row>(&mut self, name: &'static str, count: u64, make: impl Make<R>) -> anyhow::Result<()>;
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
}

/// The datasets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Data {
    Seed,
    Uuid,
    Wide,
    Small,
    Onto,
    Pgbench,
    /// Generated rows, which only Blink can make, for the tables of the seed.
    Generated(Shape),
}

/// Runs the same code for any dataset.
macro_rules! each {
    ($data:expr, $dataset:ident => $do:expr, $shape:ident => $else:expr) => {
        match $data {
            Data::Seed => {
                type $dataset = seed::Seed;
                $do
            }
            Data::Uuid => {
                type $dataset = uuid::Uuids;
                $do
            }
            Data::Wide => {
                type $dataset = wide::Wide;
                $do
            }
            Data::Small => {
                type $dataset = small::Small;
                $do
            }
            Data::Onto => {
                type $dataset = onto::Onto;
                $do
            }
            Data::Pgbench => {
                type $dataset = pgbench::Tables;
                $do
            }
            Data::Generated($shape) => $else,
        }
    };
}

impl Data {
    pub(crate) const fn spec(self) -> Spec {
        each!(self, D => D::SPEC, _shape => seed::Seed::SPEC)
    }

    /// The number of rows if about so many are requested.
    pub(crate) fn rows(self, about: u64) -> u64 {
        each!(self, D => D::of_rows(about).rows(), _shape => about.next_multiple_of(5))
    }

    pub(crate) async fn run(self, tool: &Tool, target: &Target, rows: u64) -> anyhow::Result<Run> {
        each!(
            self,
            D => tool.run(target, D::of_rows(rows)).await,
            shape => generate::encode(target, shape, rows, tool.threads).await
        )
    }
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
