//! Fills the tables of a PostgreSQL database with rows that their constraints accept, without code for any table.
//!
//! ```no_run
//! #[tokio::main]
//! async fn main() -> Result<(), Box<dyn std::error::Error>> {
//!     let url = "postgres://localhost/shop";
//!     let (mut client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls).await?;
//!     tokio::spawn(connection);
//!     let filled = blink_schema::fill(&mut client).rows(1_000).await?;
//!     println!("{}", filled.report);
//!     for table in filled.left_out {
//!         println!("left out: {table}");
//!     }
//!     Ok(())
//! }
//! ```
//!
//! The connection is any [`blink::Connection`]. The package `blink-pg`, whose crate is `blink`, makes one of
//! `tokio_postgres::Client` by its default features, so that it belongs into your `Cargo.toml` beside this one.
//!
//! # What happens
//!
//! [`fill()`] reads the catalog, plans, asks the server about what only it can say, stores some rows of each table and takes
//! them back, and then fills all tables in one transaction: an error leaves the database as it was. In a transaction of
//! yours it joins that.
//!
//! - Filled are all tables without rows, of all schemas that are neither the server's nor an extension's; [`Fill`] has what
//!   chooses others. Tables that have rows are left as they are and referred to.
//! - [`Filled::left_alone`] are tables that tools keep for themselves, such as records of migrations.
//! - [`Filled::left_out`] are tables that cannot be filled, and those that need a row of one, each with the reason. The
//!   others are filled. A name that no table has is a mistake ([`Error::mistakes`]).
//! - The same schema, options and seed give the same rows. Times end with the first of the current month, unless
//!   [`Fill::until`] says when.
//! - Nothing is written where the database or the role says `blink.writes = 'never'`.
//!
//! # Step by step
//!
//! [`Filling`] does the same in steps, so that the plan can be looked at before a row is stored. It shows each table, column
//! and constraint with the reason for each decision:
//!
//! ```no_run
//! use blink_schema::Filling;
//! use blink_schema::plan::Options;
//!
//! # async fn run(mut client: tokio_postgres::Client) -> Result<(), blink_schema::Error> {
//! let mut options = Options::until_this_month();
//! options.rows = 1_000;
//! let mut filling = Filling::read(&mut client, options).await?;
//! println!("{}", filling.plan());
//! // What the server refuses is known before the first row.
//! filling.rehearse(&mut client).await?;
//! let report = filling.plan().seeder().insert(&mut client).await?;
//! # Ok(())
//! # }
//! ```
//!
//! [`Plan::add_to`](plan::Plan::add_to) adds the tables to a seeder of yours. A table that matters can be your own
//! `Table::generate`, with the rest filled around it: [`Plan::around`](plan::Plan::around).
//!
//! The program `blink`, in the package `blink-cli`, does this from the command line, by `blink plan` and `blink seed`.

mod clock;
pub mod domain;
mod error;
pub mod expr;
pub mod facts;
mod fill;
mod filling;
pub mod make;
pub mod meaning;
mod mistakes;
pub mod plan;
mod rehearse;
mod sizes;
pub mod value;
pub mod words;

pub use error::Error;
pub use fill::{Fill, Filled, fill};
pub use filling::Filling;
pub use mistakes::{Mistake, Mistakes};
pub use rehearse::{Cell, Refusal, Rehearsal};

#[cfg(doctest)]
#[doc = include_str!("../../../docs/seeding-a-schema.md")]
mod guide {}
