//! A struct as a row.

use postgres_types::{Oid, Type};

use crate::encode::field::Field;
use crate::encode::{EncodeError, Format, RowEncoder};
use crate::rows::block::EncodedColumn;

/// A type whose values are rows of a table: the counterpart of sqlx's `FromRow`, and `ToSql` for whole rows.
///
/// Derive it: `#[derive(ToRow)]` with `#[blink(table = "users")]`. By hand, [`columns`](Self::columns) names the
/// columns and [`encode`](Self::encode) sends their values, in the same order.
///
/// ```
/// use blink::{Columns, EncodeError, RowEncoder, ToRow};
///
/// struct Point { x: i32, y: i32 }
///
/// impl ToRow for Point {
///     const TABLE: Option<&'static str> = Some("points");
///
///     fn columns(columns: &mut Columns) {
///         columns.field::<i32>("x");
///         columns.field::<i32>("y");
///     }
///
///     fn encode(&self, row: &mut RowEncoder<'_>) -> Result<(), EncodeError> {
///         row.field(&self.x)?;
///         row.field(&self.y)
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a row",
    label = "the columns of this type are unknown",
    note = "add `#[derive(blink::ToRow)]` to `{Self}`, with `#[blink(table = \"…\")]` for the table's name"
)]
pub trait ToRow {
    /// The table of rows of this type, unless [`Table::named`](crate::Table::named) names another one. It is parsed as
    /// a [`TableName`](crate::TableName) is from text.
    const TABLE: Option<&'static str> = None;

    /// Names the columns, in the order in which [`encode`](Self::encode) sends them.
    fn columns(columns: &mut Columns);

    /// Sends the values, one for each column.
    ///
    /// # Errors
    /// If a value cannot be sent as its column's type.
    fn encode(&self, row: &mut RowEncoder<'_>) -> Result<(), EncodeError>;
}

impl<T: ToRow> ToRow for &T {
    const TABLE: Option<&'static str> = T::TABLE;

    fn columns(columns: &mut Columns) {
        T::columns(columns);
    }

    fn encode(&self, row: &mut RowEncoder<'_>) -> Result<(), EncodeError> {
        T::encode(self, row)
    }
}

/// The columns of a row type, as [`ToRow::columns`] names them.
#[derive(Clone, Debug, Default)]
pub struct Columns {
    columns: Vec<Column>,
}

#[derive(Clone, Debug)]
pub(crate) struct Column {
    pub(crate) name: String,
    pub(crate) value: ColumnValue,
}

/// The source of a column's values.
#[derive(Clone, Debug)]
pub(crate) enum ColumnValue {
    /// A field of this type, which accepts these types of the server.
    Typed {
        rust_type: &'static str,
        accepts: fn(&Type) -> bool,
    },
    /// A [`Value`](crate::Value) of a run-time record.
    Dynamic,
    /// Values that the rows write themselves, for this type and in this format.
    Encoded { type_oid: Oid, format: Format },
    /// The database's default.
    Default,
}

impl Columns {
    /// Adds a column that holds a field of this type.
    pub fn field<T: Field>(&mut self, name: &str) {
        self.push(
            name,
            ColumnValue::Typed {
                rust_type: std::any::type_name::<T>(),
                accepts: T::accepts,
            },
        );
    }

    /// Adds a column that holds the result of this function; it is not called here.
    pub fn with<'x, T, U, F>(&mut self, name: &str, _function: F)
    where
        T: ?Sized + 'x,
        U: Field,
        F: Fn(&'x T) -> U,
    {
        self.field::<U>(name);
    }

    /// Adds a column whose values are always the database's default. Nothing is sent for it.
    pub fn database_default(&mut self, name: &str) {
        self.push(name, ColumnValue::Default);
    }

    pub(crate) fn dynamic(names: impl IntoIterator<Item = String>) -> Self {
        let mut columns = Self::default();
        for name in names {
            columns.push(&name, ColumnValue::Dynamic);
        }
        columns
    }

    pub(crate) fn encoded(format: Format, columns: impl IntoIterator<Item = EncodedColumn>) -> Self {
        let columns = columns.into_iter().map(|column| Column {
            name: column.name,
            value: ColumnValue::Encoded {
                type_oid: column.type_oid,
                format,
            },
        });
        Self {
            columns: columns.collect(),
        }
    }

    pub(crate) fn of<T: ToRow>() -> Self {
        let mut columns = Self::default();
        T::columns(&mut columns);
        columns
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Column> {
        self.columns.iter()
    }

    fn push(&mut self, name: &str, value: ColumnValue) {
        self.columns.push(Column {
            name: name.to_owned(),
            value,
        });
    }
}
