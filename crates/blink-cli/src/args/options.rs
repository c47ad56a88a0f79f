//! The checked options of each command.

use std::fmt;
use std::num::NonZeroUsize;

use blink::{Indexes, OnConflict, TableName};
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
    /// How rows are written.
    pub writes: WriteOptions,
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
    /// How rows would be written.
    pub writes: WriteOptions,
    /// The database.
    pub connect: Connect,
    /// As for `blink load`.
    pub threads: Option<NonZeroUsize>,
    /// As for `blink load`.
    pub max_faults: NonZeroUsize,
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
    /// Which column of a file is which of the table.
    pub columns: ColumnOptions,
    /// The grammar of the files.
    pub dialect: DialectOptions,
    /// How values are written.
    pub values: ValueOptions,
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

/// The columns of the files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ColumnOptions {
    /// Names in the file, each with the table's column that it stands for.
    pub map: Vec<(String, String)>,
    /// True if columns that the table has not are left out.
    pub ignore_extra: bool,
    /// The file's columns in order, in place of a header.
    pub names: Option<Vec<String>>,
}

/// The grammar of the files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DialectOptions {
    /// The character between fields; ASCII, and no line break.
    pub delimiter: Option<char>,
    /// The character around fields.
    pub quote: Option<Quote>,
    /// The way of writing a quote within a field.
    pub escape: Option<Escape>,
    /// The encoding's name, as it was given.
    pub encoding: Option<String>,
    /// Whether the first line is a header.
    pub header: Option<bool>,
}

/// The character around fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quote {
    /// This one; ASCII, and no line break.
    Char(char),
    /// None: quotes are characters like others.
    None,
}

/// The way of writing a quote within a quoted field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Escape {
    /// Two quotes.
    Doubled,
    /// A backslash before it.
    Backslash,
}

/// How values are written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ValueOptions {
    /// The words that mean NULL.
    pub nulls: Vec<String>,
    /// The words that mean NULL but in columns of text.
    pub nulls_but_in_text: Vec<String>,
    /// The meaning of an empty field without quotes.
    pub empty_as: Option<EmptyAs>,
    /// A word for true and one for false.
    pub booleans: Option<(String, String)>,
    /// The order of day, month and year.
    pub dates: Option<Order>,
    /// The first of the hundred years that years of two digits stand for.
    pub two_digit_years: Option<i32>,
    /// The decimal mark, `.` or `,`.
    pub decimal: Option<char>,
    /// The separator between groups of three digits.
    pub thousands: Option<char>,
    /// The zone of times that are written without one.
    pub timezone: Option<String>,
    /// True if values may be rounded, cut or padded.
    pub round: bool,
}

/// The meaning of an empty field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum EmptyAs {
    /// A text of no characters.
    Text,
    /// NULL.
    Null,
}

/// The order of a date's numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Order {
    /// Year, month, day.
    Ymd,
    /// Day, month, year.
    Dmy,
    /// Month, day, year.
    Mdy,
}

/// How rows are written.
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
