//! Rows whose fields know how they are sent, for datasets of many tables.

use bytes::{BufMut as _, BytesMut};
use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use serde_json::Value;
use sqlx::Postgres;
use tokio_postgres::types::{ToSql, Type};

use super::Row;
use super::text::{Line, text_array};
use crate::data::put;

/// A field in all formats.
pub(crate) trait Column:
    ToSql + for<'q> sqlx::Encode<'q, Postgres> + sqlx::Type<Postgres> + Clone + Send + Sync + 'static
{
    fn sql_type() -> Type;

    /// Appends it in COPY's binary format.
    fn put(&self, out: &mut BytesMut);

    /// Appends it in COPY's text format.
    fn write(&self, line: &mut Line<'_>);
}

/// Takes the fields of a row, one after the other.
pub(crate) trait Visit {
    fn field(&mut self, value: &impl Column);
}

/// A row that [`rows!`] declares. The tools' files have one implementation for all of them.
pub(crate) trait Columns {
    fn each(&self, to: &mut impl Visit);
}

impl Visit for BytesMut {
    fn field(&mut self, value: &impl Column) {
        value.put(self);
    }
}

/// Appends a row in COPY's binary format.
pub(crate) fn put_row<R: Row + Columns>(row: &R, out: &mut BytesMut) {
    let count = i16::try_from(R::COLUMNS.len());
    out.put_i16(count.expect("a table has at most 1,600 columns"));
    row.each(out);
}

/// Declares types of rows.
macro_rules! rows {
    ($($(#[$about:meta])* $row:ident { $($field:ident: $type:ty),* $(,)? })*) => {$(
        $(#[$about])*
        #[derive(::blink::ToRow)]
        pub(crate) struct $row {
            $(pub(crate) $field: $type,)*
        }

        impl $crate::row::Row for $row {
            const COLUMNS: &'static [&'static str] = &[$(stringify!($field)),*];

            type Values<'r> = [&'r (dyn ::tokio_postgres::types::ToSql + Sync); [$(stringify!($field)),*].len()];

            fn types() -> Vec<::tokio_postgres::types::Type> {
                vec![$(<$type as $crate::row::columns::Column>::sql_type()),*]
            }

            fn values(&self) -> Self::Values<'_> {
                [$(&self.$field),*]
            }

            fn put(&self, out: &mut ::bytes::BytesMut) {
                $crate::row::columns::put_row(self, out);
            }
        }

        impl $crate::row::columns::Columns for $row {
            fn each(&self, to: &mut impl $crate::row::columns::Visit) {
                $(to.field(&self.$field);)*
            }
        }
    )*};
}

pub(crate) use rows;

impl Column for i32 {
    fn sql_type() -> Type {
        Type::INT4
    }

    fn put(&self, out: &mut BytesMut) {
        put::int4(out, *self);
    }

    fn write(&self, line: &mut Line<'_>) {
        line.plain(self);
    }
}

impl Column for i64 {
    fn sql_type() -> Type {
        Type::INT8
    }

    fn put(&self, out: &mut BytesMut) {
        put::int8(out, *self);
    }

    fn write(&self, line: &mut Line<'_>) {
        line.plain(self);
    }
}

impl Column for f64 {
    fn sql_type() -> Type {
        Type::FLOAT8
    }

    fn put(&self, out: &mut BytesMut) {
        put::float8(out, *self);
    }

    fn write(&self, line: &mut Line<'_>) {
        line.plain(self);
    }
}

impl Column for bool {
    fn sql_type() -> Type {
        Type::BOOL
    }

    fn put(&self, out: &mut BytesMut) {
        put::bool(out, *self);
    }

    fn write(&self, line: &mut Line<'_>) {
        line.bool(*self);
    }
}

impl Column for Decimal {
    fn sql_type() -> Type {
        Type::NUMERIC
    }

    fn put(&self, out: &mut BytesMut) {
        put::numeric(out, self);
    }

    fn write(&self, line: &mut Line<'_>) {
        line.plain(self);
    }
}

impl Column for String {
    fn sql_type() -> Type {
        Type::TEXT
    }

    fn put(&self, out: &mut BytesMut) {
        put::text(out, self);
    }

    fn write(&self, line: &mut Line<'_>) {
        line.text(self);
    }
}

impl Column for Vec<String> {
    fn sql_type() -> Type {
        Type::TEXT_ARRAY
    }

    fn put(&self, out: &mut BytesMut) {
        put::array(out, Type::TEXT.oid(), self, |out, value| put::text(out, value));
    }

    fn write(&self, line: &mut Line<'_>) {
        line.text(&text_array(self));
    }
}

impl Column for Value {
    fn sql_type() -> Type {
        Type::JSONB
    }

    fn put(&self, out: &mut BytesMut) {
        put::jsonb(out, self);
    }

    fn write(&self, line: &mut Line<'_>) {
        line.text(&self.to_string());
    }
}

impl Column for DateTime<Utc> {
    fn sql_type() -> Type {
        Type::TIMESTAMPTZ
    }

    fn put(&self, out: &mut BytesMut) {
        put::timestamptz(out, *self);
    }

    fn write(&self, line: &mut Line<'_>) {
        line.timestamptz(*self);
    }
}

impl<C: Column> Column for Option<C> {
    fn sql_type() -> Type {
        C::sql_type()
    }

    fn put(&self, out: &mut BytesMut) {
        match self {
            Some(value) => value.put(out),
            None => put::null(out),
        }
    }

    fn write(&self, line: &mut Line<'_>) {
        match self {
            Some(value) => value.write(line),
            None => line.null(),
        }
    }
}
