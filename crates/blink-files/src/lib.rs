//! Files that become tables of a [`Seeder`](blink::Seeder): their values by the columns' own types, exactly, all or
//! nothing.
//!
//! ```no_run
//! use blink::Seeder;
//! use blink_files::{CsvFile, CsvOptions, Target};
//!
//! # async fn run(mut client: tokio_postgres::Client) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
//! let people = Target::read(&mut client, &"people".into()).await?.ok_or("no table people")?;
//! let file = CsvFile::open("people.csv", people, &CsvOptions::default()).map_err(|mistakes| mistakes[0].clone())?;
//! for decision in file.decisions() {
//!     println!("{decision}");
//! }
//! let mut seeder = Seeder::new();
//! seeder.add_table(file.table());
//! if let Err(error) = seeder.insert(&mut client).await {
//!     // Nothing is stored, and the whole file is checked.
//!     for fault in file.faults().groups {
//!         eprintln!("people.csv: {fault}");
//!     }
//!     return Err(error.into());
//! }
//! # Ok(())
//! # }
//! ```

mod convert;
mod csv;
mod csv_file;
mod detect;
mod faults;
mod file_identity;
mod file_rows;
mod input;
mod left_out;
mod mapping;
mod mistake;
mod options;
mod read_failure;
mod reading;
mod row_places;
mod size;
mod target;
mod text;

pub use convert::{ColumnType, DateOrder, Notation, TypeKind};
pub use csv::Escape;
pub use csv_file::CsvFile;
pub use detect::Decision;
pub use faults::{FaultGroup, FileFaults};
pub use file_identity::FileDigest;
pub use input::Encoding;
pub use jiff;
pub use mistake::Mistake;
pub use options::{CsvOptions, EmptyField, NullWord};
pub use read_failure::ReadFailure;
pub use row_places::RowPlaces;
pub use size::{ExpectedSize, StoredSize};
pub use target::{ForeignTables, Relation, Target, TargetColumn};
