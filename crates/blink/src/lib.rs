//! Fill a PostgreSQL database fast: dependent tables through `COPY`, all or nothing, in constant memory.
//!
//! The package is `blink-pg`, the crate `blink`.
//!
//! A [`Seeder`] is an ordered list of steps. A step is a *context*, a value that is computed once, or a [`Table`],
//! whose rows are copied. Adding a step gives a typed [`Handle`]; a later step's callback reads the value through it.
//!
//! ```no_run
//! use blink::{Rows, Seeder, Table, ToRow};
//!
//! #[derive(ToRow)]
//! #[blink(table = "users")]
//! struct User { id: i64, name: String }
//!
//! #[derive(ToRow)]
//! #[blink(table = "posts")]
//! struct Post { id: i64, title: String, user_id: i64 }
//!
//! # async fn run(mut client: tokio_postgres::Client) -> Result<(), blink::Error> {
//! let mut seeder = Seeder::new();
//!
//! let users = seeder.add_table(
//!     Table::from_rows((1..=1_000).map(|id| User { id, name: format!("User {id}") })).keep(|user| user.id),
//! );
//!
//! seeder.add_table(Table::from_fn(move |store| {
//!     Rows::new((1..).zip(&store[users]).map(|(id, &user_id)| Post { id, title: format!("Post {id}"), user_id }))
//! }));
//!
//! println!("{}", seeder.plan(&mut client).await?);    // what will be done, without touching a row
//! let report = seeder.insert(&mut client).await?;      // BEGIN … COMMIT, or an error that says where
//! println!("{report}");                              // rows, bytes and time, table by table
//! # Ok(())
//! # }
//! ```
//!
//! Rows that are a pure function of their number can be generated ([`Table::generate`], [`Table::per_parent`]). They
//! are made on all cores and are the same every time. Rows that reference them recompute them, so that relations take
//! no memory. The [guides](guide) show how.
//!
//! # Guarantees
//!
//! - **All or nothing.** A run is one transaction, or part of yours if you pass one. An error, a panic or a dropped
//!   future leaves the database as it was. [`Seeder::non_atomic`] gives that up to use several connections; its error
//!   reports the rows that stay.
//! - **Checked before it starts.** Every column is compared with the catalog before a row is made. All mistakes are
//!   reported together, each with advice ([`Error::diagnostics`]).
//! - **Errors name the place**: the table, the row's number in the table, the column, and the server's message
//!   ([`Error`]).
//! - **Constant memory**, whatever the number of rows, unless rows are kept.
//! - **No silent guesses**: [`Seeder::plan`] shows every decision.
//!
//! # Conversion of values
//!
//! Typed rows are sent in COPY's binary format. A field is anything that implements
//! [`ToSql`](postgres_types::ToSql). The column's type decides: an `i32` goes into an `int8` or a `numeric` column, an
//! `i64` into an `int4` if it fits, a `String` into an enum, `uuid` or `jsonb`, a `DateTime<Utc>` into a `timestamp` as
//! UTC. A `String` can go into a column of any type but `bytea`, which takes a `Vec<u8>`, and arrays, which take a `Vec`: if
//! there is no binary conversion, the table is sent as text, which the server parses. Rows whose columns are known only at run time ([`Table::records`]) are always sent as text.
//!
//! The types of chrono, uuid, serde_json and others are enabled by features of `postgres-types`, such as
//! `with-chrono-0_4`. The features of the same names in `tokio-postgres` do the same.
//!
//! # Connections
//!
//! [`Seeder::insert`] takes `&mut` of a `tokio_postgres::Client` or `Transaction` (from deadpool or bb8: `&mut **object`),
//! of an sqlx `PgConnection`, `PoolConnection` or `Transaction`, or `&PgPool`, from which it takes one connection.
//! `Seeder::insert_blocking` takes the blocking `postgres::Client` and `Transaction`. In a transaction of yours the run
//! joins it. Implement [`Connection`] for anything else.
//!
//! # Features
//!
//! | feature | enables |
//! | --- | --- |
//! | `derive` (default) | `#[derive(ToRow)]` |
//! | `tokio-postgres` (default) | `tokio_postgres::Client` and `Transaction` of tokio-postgres 0.7, also from deadpool and bb8 |
//! | `sqlx` | `PgConnection`, `PoolConnection`, `Transaction`, `&PgPool` of sqlx 0.9, and so SeaORM's connections |
//! | `postgres` | blocking `Client` and `Transaction` of postgres 0.19, with `Seeder::insert_blocking` |
//! | `json` | JSON objects as records |

#![cfg_attr(docsrs, feature(doc_cfg))]

mod calendar;
mod catalog;
mod connection;
mod declare;
mod encode;
mod error;
mod generate;
pub mod guide;
mod human;
mod non_atomic;
mod plan;
mod produce;
mod report;
mod rows;
mod run;
mod seeder;
mod sql;
mod storage;

#[cfg(feature = "derive")]
pub use blink_derive::ToRow;
pub use connection::pooled::PooledConnection;
#[cfg(feature = "postgres")]
pub use connection::postgres::BlockingConnection;
pub use connection::{Connection, CopySink, IntoConnection, RowsThenCopy, TextRow, Transaction};
pub use declare::conflict::OnConflict;
pub use declare::custom_insert::CustomInsert;
pub use declare::indexes::Indexes;
pub use declare::progress::Progress;
pub use declare::stored_rows::StoredRows;
pub use declare::table::Table;
pub use encode::field::Field;
pub use encode::value::{RecordValue, Value};
pub use encode::{EncodeError, Format, RowEncoder};
pub use error::partial::CommittedRows;
pub use error::{BoxError, Diagnostic, DriverError, Error, ServerError, ViolatingKey, ViolatingRow, Violations};
pub use generate::Generated;
pub use generate::contract::Contract;
pub use generate::dealt::DealtChildren;
pub use generate::domain::Integer;
pub use generate::draw::Draw;
pub use generate::earlier::EarlierParents;
pub use generate::factory::Factory;
pub use generate::fanout::{Fanout, Spread};
pub use generate::indexed::Indexed;
pub use generate::permutation::{Permutation, WidePermutation};
pub use generate::random::{RngKey, RowRng};
pub use generate::runs::{ChildPosition, ChildRuns, RunCursor};
pub use generate::table_rng::TableRng;
pub use generate::temporal::SampleBetween;
pub use non_atomic::NonAtomic;
pub use plan::{Plan, TablePlan};
pub use postgres_types;
pub use report::phase::Phase;
pub use report::{Report, SequenceReport, TableReport};
pub use rows::block::{BlockRows, EncodedColumn, EncodedRow, RowBlock};
pub use rows::numbered::NumberedRows;
pub use rows::record::Record;
pub use rows::store::{Handle, NotKept, Readable, Store};
pub use rows::to_row::{Columns, ToRow};
pub use rows::{RowStream, Rows};
pub use seeder::{Seeder, copy_to_table};
pub use sql::{TableName, quote_identifier, quote_literal};

/// Items that derived code and Blink's other crates call; not part of the public API.
#[doc(hidden)]
pub mod __private {
    pub use crate::catalog::statement;
    pub use crate::error::unwind::fail_draw;
    pub use crate::human::{counted, format_bytes, with_thousands};
    pub use crate::plan::MIN_ROWS_TO_REBUILD;
    pub use crate::produce::generated_columns::{ColumnReader, FieldBuffer, FieldValue, GeneratedColumns};
    pub use crate::run::check_may_write;

    pub mod calendar {
        pub use crate::calendar::{
            DATES, DAY, Day, HOUR, MINUTE, SECOND, TIMESTAMPS, UNIX_EPOCH, days_in_month, iso_week, weekday,
        };
    }

    /// The size that rows take in their table.
    pub mod storage {
        pub use crate::storage::{PAGE, Sample, TableStorage, Value};
    }

    /// The parts of COPY's forms of values.
    pub mod encoding {
        pub use crate::encode::binary::field;
        pub use crate::encode::quoted::{quoted_array_element, quoted_bound, quoted_member};
        pub use crate::encode::text_output::render;

        pub mod numeric {
            pub use crate::encode::numeric::{write_decimal, write_finite, write_float};
        }
    }

    /// The value that a `with` function computes from a field.
    pub trait Computed<const FIELD: usize, T: ?Sized> {
        fn computed(value: &T) -> impl crate::Field;
    }

    pub fn apply<'x, T: ?Sized, U>(value: &'x T, function: impl FnOnce(&'x T) -> U) -> U {
        function(value)
    }
}
