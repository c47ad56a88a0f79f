//! The checked options of each command.

use std::fmt;
use std::num::NonZeroUsize;

use blink::{Indexes, OnConflict, TableName};
use blink_files::CsvOptions;
use clap_complete::Shell;

use super::sources::Sources;
use crate::progress::Form;

/// A command, and all that was said about it.
#[derive(Debug)]
pub enum Command {
    /// `blink load`.
    Load(LoadOptions),
    /// `blink plan`.
    Plan(PlanOptions),
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

/// The options of `blink plan`.
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
