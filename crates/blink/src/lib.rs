//! Fill a PostgreSQL database fast.

mod catalog;
mod chunks;
mod connection;
mod deadline;
mod encode;
mod error;
mod insertion;
mod load;
mod plan;
mod progress;
mod record;
mod report;
mod rows;
mod seeder;
mod sql;
mod store;
mod table;
mod thread;
mod to_row;

#[cfg(feature = "derive")]
pub use blink_derive::ToRow;
#[cfg(feature = "postgres")]
pub use connection::postgres::BlockingConnection;
pub use connection::{Connection, CopySink, DriverError, IntoConnection, ServerError, TextRow, Transaction};
pub use encode::{EncodeError, RowEncoder};
pub use error::{BoxError, Error, Mistake};
pub use insertion::Insertion;
pub use plan::{Plan, TablePlan};
pub use postgres_types;
pub use progress::Progress;
pub use record::{Record, RecordValue, Value};
pub use report::{Report, TableReport};
pub use rows::{RowStream, Rows};
pub use seeder::{Seeder, copy_to_table};
pub use sql::{TableName, quote_identifier, quote_literal};
pub use store::{Handle, Kept, NotKept, Store};
pub use table::Table;
pub use to_row::{Columns, Field, ToRow};

/// What the derived code calls; not part of the public promise.
#[doc(hidden)]
pub mod __private {
    /// What a `with` function makes of a field.
    pub trait Computed<const FIELD: usize, T: ?Sized> {
        fn computed(value: &T) -> impl crate::Field;
    }

    pub fn apply<'x, T: ?Sized, U>(value: &'x T, function: impl FnOnce(&'x T) -> U) -> U {
        function(value)
    }
}
