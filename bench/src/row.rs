//! A row of any dataset, as every tool needs it.

pub(crate) mod columns;
pub(crate) mod text;

use blink::ToRow;
use bytes::BytesMut;
use diesel::PgConnection;
use sea_orm::ActiveModelTrait;
use sqlx::Postgres;
use sqlx::postgres::PgArguments;
use sqlx::query::Query;
use sqlx::query_builder::Separated;
use tokio_postgres::types::{ToSql, Type};

use self::text::TextRow;

/// A row, and the facts about it that a client without a catalog needs.
///
/// If a tool needs more than that, its trait is a supertrait here, which the tool's file implements.
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

/// A row as a tuple of VALUES.
pub(crate) trait BindRow {
    fn push_binds(&self, tuple: Separated<'_, Postgres, &'static str>);
}

pub(crate) type Insert<'q> = Query<'q, Postgres, PgArguments>;

/// Rows as arrays of their columns.
pub(crate) trait UnnestRow {
    /// A SELECT from `$1`, `$2`, …, which are the arrays.
    const SELECT: &'static str;

    type Arrays: Default + Send;

    fn push(self, arrays: &mut Self::Arrays);

    fn bind<'q>(insert: Insert<'q>, arrays: &'q Self::Arrays) -> Insert<'q>;
}

/// A row with a table in Diesel's schema.
pub(crate) trait DieselRow: Sized {
    fn insert_into(rows: &[Self], connection: &mut PgConnection) -> anyhow::Result<usize>;

    fn copy_from(rows: &[Self], connection: &mut PgConnection) -> anyhow::Result<usize>;
}

/// A row with an entity.
pub(crate) trait SeaRow {
    type ActiveModel: ActiveModelTrait + Send;

    fn into_active_model(self) -> anyhow::Result<Self::ActiveModel>;
}
