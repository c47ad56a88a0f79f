//! The checked options of each command.

use std::fmt;
use std::num::{NonZeroU64, NonZeroUsize};

use blink::{Indexes, OnConflict, TableName};
use blink_files::CsvOptions;
use blink_schema::plan::Selection;
use clap_complete::Shell;

use super::sources::Sources;
use crate::progress::Form;

/// A command, and all that was said about it.
#[derive(Debug)]
pub enum Command {
    /// `blink load`.
    Load(LoadOptions),
    /// `blink seed`.
    Seed(SeedOptions),
    /// `blink plan` of files.
    Plan(PlanOptions),
    /// `blink plan` of a seeding.
    PlanSeed(PlanSeedOptions),
    /// `blink preview`.
    Preview(PreviewOptions),
    /// `blink completions`.
    Completions(Shell),
    /// `blink man`; the command whose page is wanted, or the program's.
    Man(Option<String>),
}

/// The options of `blink load`.
#[derive(Debug)]
pub struct LoadOptions {
    /// The files, and how they are read.
    pub files: FileOptions,
    /// The writing of rows.
    pub writes: WriteOptions,
    /// The record of what was imported.
    pub import: ImportOptions,
    /// The database.
    pub connect: Connect,
    /// The number of threads that read and convert; None leaves it to Blink. It changes nothing but the time.
    pub threads: Option<NonZeroUsize>,
    /// The most faults that are told.
    pub max_faults: NonZeroUsize,
    /// The database's name, given to confirm it.
    pub confirm: Option<String>,
    /// The form of the progress.
    pub progress: Form,
    /// True if the report is one JSON object.
    pub json: bool,
}

/// The options of `blink seed`.
#[derive(Debug)]
pub struct SeedOptions {
    /// The rows that are made.
    pub rows: RowOptions,
    /// True if nothing is written where a table would be left out.
    pub strict: bool,
    /// The rehearsal.
    pub rehearsal: Rehearsal,
    /// The database.
    pub connect: Connect,
    /// As for `blink load`.
    pub threads: Option<NonZeroUsize>,
    /// The database's name, given to confirm it.
    pub confirm: Option<String>,
    /// The form of the progress.
    pub progress: Form,
    /// True if the report is one JSON object.
    pub json: bool,
}

/// The options of `blink plan` without files.
#[derive(Debug)]
pub struct PlanSeedOptions {
    /// The rows that would be made.
    pub rows: RowOptions,
    /// True if a table that would be left out is a failure.
    pub strict: bool,
    /// The rehearsal.
    pub rehearsal: Rehearsal,
    /// The database's name, given to confirm it before a rehearsal or a measurement.
    pub confirm: Option<String>,
    /// The database.
    pub connect: Connect,
    /// As for `blink load`.
    pub threads: Option<NonZeroUsize>,
    /// True if the plan is one JSON object.
    pub json: bool,
}

/// The options of `blink preview`.
#[derive(Debug)]
pub struct PreviewOptions {
    /// The table.
    pub table: TableName,
    /// The number of rows that are shown.
    pub shown: u64,
    /// True if the rows that they refer to are shown, too.
    pub parents: bool,
    /// The rows that would be made.
    pub rows: RowOptions,
    /// The database's name, given to confirm it before a measurement.
    pub confirm: Option<String>,
    /// The database.
    pub connect: Connect,
    /// True if the rows are one JSON object.
    pub json: bool,
}

/// The tables of which some rows are stored beforehand and taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rehearsal {
    /// None.
    Off,
    /// All but those that reach outside of the database.
    On,
    /// All.
    All,
}

/// The rows that are made out of a schema. What is None is left to Blink.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RowOptions {
    /// The number of rows of the largest kind of table.
    pub rows: Option<NonZeroU64>,
    /// The bytes of the tables with their indexes, in place of the number of rows.
    pub size: Option<NonZeroU64>,
    /// The seed.
    pub seed: Option<u64>,
    /// The end of the span of time that rows come from, in days since 2000-01-01.
    pub until: Option<i32>,
    /// The tables.
    pub selection: Selection,
}

impl RowOptions {
    /// The options of the plan and its rehearsal.
    pub fn of_filling(&self, rehearsal: Rehearsal) -> blink_schema::plan::Options {
        blink_schema::plan::Options {
            rehearse_all: rehearsal == Rehearsal::All,
            ..self.of_plan()
        }
    }

    /// The options of the plan.
    pub fn of_plan(&self) -> blink_schema::plan::Options {
        let mut options = match self.until {
            Some(days) => blink_schema::plan::Options::until(days),
            None => blink_schema::plan::Options::until_this_month(),
        };
        options.rows = self.rows.map_or(options.rows, NonZeroU64::get);
        options.size = self.size.map(NonZeroU64::get);
        options.seed = self.seed.unwrap_or(options.seed);
        options.selection = self.selection.clone();
        options
    }
}

/// The options of `blink plan` of files.
#[derive(Debug)]
pub struct PlanOptions {
    /// The files, and how they are read.
    pub files: FileOptions,
    /// The writing of rows, if they were written.
    pub writes: WriteOptions,
    /// The database.
    pub connect: Connect,
    /// As for `blink load`.
    pub threads: Option<NonZeroUsize>,
    /// True if the plan is one JSON object.
    pub json: bool,
}

/// The files, and how they are read. What is None is found out.
#[derive(Debug)]
pub struct FileOptions {
    /// The files.
    pub sources: Sources,
    /// The tables that they go into.
    pub destination: Destination,
    /// The columns, the grammar and the values of each file, as far as they were given.
    pub csv: CsvOptions,
}

/// The tables that files go into.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Destination {
    /// All files go into one table.
    Table(TableName),
    /// Each file goes into the table of its name, in this schema or along the `search_path`.
    ByFileName {
        /// The schema.
        schema: Option<String>,
    },
}

/// The writing of rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WriteOptions {
    /// True if the tables are emptied first.
    pub truncate: bool,
    /// The action taken when a row already exists; None makes it an error.
    pub on_conflict: Option<OnConflict>,
    /// The handling of indexes and keys.
    pub indexes: Indexes,
    /// One transaction, or many.
    pub mode: Mode,
}

/// The record of what was imported, which is kept only if it is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportOptions {
    /// The name of the import.
    pub id: Option<String>,
    /// True if an import that ended early goes on where it ended.
    pub resume: bool,
}

/// One transaction, or many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// All or nothing.
    Atomic,
    /// Batch by batch, over several connections; None leaves their number to Blink.
    NonAtomic {
        /// The number of connections.
        connections: Option<NonZeroUsize>,
    },
}

/// The database, as the command line names it.
#[derive(Clone, Debug, Default)]
pub struct Connect {
    /// The URL or connection string of `--db`. None leaves it to `DATABASE_URL` and `PG*`.
    pub db: Option<Secret>,
}

/// A text with a password in it, which is not shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    pub(super) fn new(text: String) -> Self {
        Self(text)
    }

    /// The text itself.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}
