//! What is stored: datasets, each an ordered list of tables whose rows are made by number, the same for every tool.

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

/// A row, and what a client needs to know that is told everything by hand.
///
/// What a tool needs beyond that is a trait of the tool, in its file, which is a supertrait here.
pub(crate) trait Row:
    ToRow + BindRow + UnnestRow + TextRow + DieselRow + SeaRow + Send + Sync + 'static
{
    /// In the order of [`values`](Self::values), which is that of the table.
    const COLUMNS: &'static [&'static str];

    /// An array, so that a row at a time costs no allocation.
    type Values<'r>: AsRef<[&'r (dyn ToSql + Sync)]>
    where
        Self: 'r;

    fn types() -> Vec<Type>;

    fn values(&self) -> Self::Values<'_>;

    /// Appends the row in COPY's binary format.
    fn put(&self, out: &mut BytesMut);
}

/// The row of a number, from 0.
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

/// Some tables, with so many rows.
pub(crate) trait Dataset: Copy + Send + Sync + 'static {
    const SPEC: Spec;

    /// About so many rows in all tables.
    fn of_rows(rows: u64) -> Self;

    /// So many rows in all tables.
    fn rows(self) -> u64;

    async fn fill(self, tool: &mut impl Fill) -> anyhow::Result<()>;
}

/// A dataset as the server has it.
#[derive(Clone, Copy)]
pub(crate) struct Spec {
    pub(crate) tables: &'static [&'static str],
    /// Tables without keys and indexes.
    pub(crate) bare: &'static str,
    /// The same with keys and indexes.
    pub(crate) keyed: &'static str,
    /// What somebody would write who drops all of it for the load …
    pub(crate) drop: &'static str,
    /// … and builds it again.
    pub(crate) build: &'static str,
    /// What stores so many rows before all runs.
    pub(crate) before: Option<fn(u64) -> String>,
    /// What is done before each run, so that the rows of the last are gone.
    pub(crate) empty: &'static [&'static str],
    /// Which rows are compared, where it is not all.
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
    /// What Blink alone can make, into the tables of the seed.
    Generated(Shape),
}

/// Does the same with any dataset.
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

    /// How many rows there are when about so many are asked for.
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

/// A number below the length, at random but always the same.
pub(crate) fn pick(n: u64, length: u64) -> u64 {
    ((u128::from(mixed(n)) * u128::from(length)) >> 64) as u64
}

/// `SplitMix64`.
pub(crate) fn mixed(n: u64) -> u64 {
    let mut z = n.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
