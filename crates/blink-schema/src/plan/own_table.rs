//! Tables that the user fills with typed rows.

use std::any::type_name;
use std::fmt;

use blink::__private::ColumnReader;
use blink::postgres_types::Type;
use blink::{BoxError, TableName, ToRow};

/// A table that you fill with your own typed rows, around which the plan fills the rest
/// ([`Plan::around`](super::Plan::around)).
///
/// ```
/// use blink::ToRow;
/// use blink_schema::plan::{Options, OwnTable};
///
/// #[derive(ToRow)]
/// #[blink(table = "users")]
/// struct User { id: i64, email: String }
///
/// let mut options = Options::until_this_month();
/// options.own.push(OwnTable::of::<User>(1_000));
/// ```
#[derive(Clone)]
pub struct OwnTable {
    /// The name; None if the row type has none.
    pub(crate) name: Option<TableName>,
    /// The number of rows.
    pub(crate) rows: u64,
    /// The type of the rows.
    row: &'static str,
    readable: Readable,
}

/// Returns an error unless the rows send these columns, and as these types.
type Readable = fn(&[(&str, Type)]) -> Result<(), BoxError>;

impl OwnTable {
    /// The table of this row type, which gets this number of rows: as many as your
    /// [`Table::generate`](blink::Table::generate) makes. The children of a
    /// [`Table::per_parent`](blink::Table::per_parent) are as many as asked for with
    /// [`Spread::total`](blink::Spread::total).
    pub fn of<T: ToRow + 'static>(rows: u64) -> Self {
        Self {
            name: T::TABLE.map(TableName::from),
            rows,
            row: type_name::<T>(),
            readable: |columns| ColumnReader::<T>::new(columns).map(drop),
        }
    }

    /// Sets the table's name, as [`Table::named`](blink::Table::named) does. A name without a schema is looked for in all of
    /// them.
    #[must_use]
    pub fn named(mut self, table: impl Into<TableName>) -> Self {
        self.name = Some(table.into());
        self
    }

    /// The type of the rows, for a message.
    pub(crate) fn row_type(&self) -> &'static str {
        self.row
    }

    /// Returns an error unless the values that the rows send for a column are known, and are of this type.
    pub(crate) fn check(&self, column: &str, ty: &Type) -> Result<(), BoxError> {
        (self.readable)(&[(column, ty.clone())])
    }
}

impl PartialEq for OwnTable {
    fn eq(&self, other: &Self) -> bool {
        (&self.name, self.rows, self.row) == (&other.name, other.rows, other.row)
    }
}

impl Eq for OwnTable {}

impl fmt::Debug for OwnTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OwnTable")
            .field("name", &self.name)
            .field("rows", &self.rows)
            .field("row", &self.row)
            .finish_non_exhaustive()
    }
}
