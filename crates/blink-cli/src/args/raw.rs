//! The arguments as clap reads them.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use super::examples::{EXAMPLES, LOAD_EXAMPLES, PLAN_EXAMPLES, PREVIEW_EXAMPLES, SEED_EXAMPLES};
use super::values::{
    Quote, TableNames, boolean_words, day, delimiter, first_year, number_of_rows, on_conflict, quote, separator, size,
    tables,
};

/// Fill a PostgreSQL database fast, all or nothing
#[derive(Debug, Parser)]
#[command(name = "blink", version, after_help = EXAMPLES, max_term_width = 100, arg_required_else_help = false)]
pub(super) struct Cli {
    #[command(subcommand)]
    pub(super) command: RawCommand,
}

#[derive(Debug, Subcommand)]
pub(super) enum RawCommand {
    /// Load CSV files into tables: all rows, or none and an error that says where
    #[command(after_help = LOAD_EXAMPLES)]
    Load(Box<LoadArgs>),
    /// Fill all empty tables with rows that fit the schema and its constraints, without code
    #[command(after_help = SEED_EXAMPLES)]
    Seed(Box<SeedArgs>),
    /// Show what `seed` would make, or `load` would do with files, without writing
    #[command(after_help = PLAN_EXAMPLES)]
    Plan(Box<PlanArgs>),
    /// Show the first rows that `seed` would make for a table, without writing
    #[command(after_help = PREVIEW_EXAMPLES)]
    Preview(Box<PreviewArgs>),
    /// Print completions for a shell
    #[command(after_help = "Example:\n  blink completions bash > ~/.local/share/bash-completion/completions/blink")]
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Print the manual page
    #[command(after_help = "Example:\n  blink man load | man -l -")]
    Man {
        /// The command whose page is wanted; without it, the program's
        command: Option<String>,
    },
}

#[derive(Debug, Args)]
pub(super) struct LoadArgs {
    /// Files, patterns such as 'export/*.csv', folders, or - for standard input
    #[arg(required = true, value_name = "FILES")]
    pub(super) files: Vec<PathBuf>,
    /// The schema of the tables that are named by their files
    #[arg(long, help_heading = "Tables and columns")]
    pub(super) schema: Option<String>,
    #[command(flatten)]
    pub(super) file: FileArgs,
    /// Empty the tables first
    #[arg(long, help_heading = "Writing")]
    pub(super) truncate: bool,
    #[command(flatten)]
    pub(super) writes: WriteArgs,
    #[command(flatten)]
    pub(super) import: ImportArgs,
    #[command(flatten)]
    pub(super) run: RunArgs,
    /// The most faults that are told
    #[arg(long, value_name = "N", default_value = "20", help_heading = "Running")]
    pub(super) max_faults: std::num::NonZeroUsize,
    #[command(flatten)]
    pub(super) told: ToldArgs,
}

#[derive(Debug, Args)]
pub(super) struct SeedArgs {
    #[command(flatten)]
    pub(super) rows: RowArgs,
    /// Only tables of this schema
    #[arg(long, help_heading = "Tables")]
    pub(super) schema: Vec<String>,
    /// Empty the tables first, so that those with rows are filled, too
    #[arg(long, help_heading = "Tables")]
    pub(super) truncate: bool,
    /// Refuse to begin if a table would be left out
    #[arg(long, help_heading = "Tables")]
    pub(super) strict: bool,
    #[command(flatten)]
    pub(super) rehearsal: RehearsalArgs,
    #[command(flatten)]
    pub(super) run: RunArgs,
    #[command(flatten)]
    pub(super) told: ToldArgs,
}

/// The rehearsal: some rows of each table are stored and taken back.
#[derive(Debug, Args)]
#[command(next_help_heading = "Rehearsal")]
pub(super) struct RehearsalArgs {
    /// Store some rows of each table beforehand and take them back, so that what the server would refuse is known; `seed`
    /// does it unless told otherwise, `plan` only if asked
    #[arg(long)]
    pub(super) rehearse: bool,
    /// Store no rows beforehand
    #[arg(long, conflicts_with_all = ["rehearse", "rehearse_all"])]
    pub(super) no_rehearsal: bool,
    /// Rehearse even tables whose triggers or defaults reach outside of the database, which nothing takes back
    #[arg(long)]
    pub(super) rehearse_all: bool,
}

#[derive(Debug, Args)]
pub(super) struct PreviewArgs {
    /// The table
    #[arg(value_name = "[SCHEMA.]TABLE")]
    pub(super) table: String,
    /// The number of rows that are shown
    #[arg(short, value_name = "N", default_value = "5", value_parser = clap::value_parser!(u64).range(1..=10_000))]
    pub(super) n: u64,
    /// Show the rows that they refer to, too
    #[arg(long)]
    pub(super) parents: bool,
    #[command(flatten)]
    pub(super) rows: RowArgs,
    /// Only tables of this schema
    #[arg(long, help_heading = "Tables")]
    pub(super) schema: Vec<String>,
    /// As if the tables were emptied first
    #[arg(long, help_heading = "Tables")]
    pub(super) truncate: bool,
    /// The database's name, in place of typing it before --size when there are signs that it is not your own
    #[arg(long, value_name = "NAME", help_heading = "Database")]
    pub(super) confirm: Option<String>,
    #[command(flatten)]
    pub(super) database: DatabaseArgs,
}

/// The rows that are made.
#[derive(Debug, Args)]
pub(super) struct RowArgs {
    /// The number of rows of the largest kind of table [default: 1000]
    #[arg(long, value_name = "N", value_parser = number_of_rows, help_heading = "Rows")]
    pub(super) rows: Option<std::num::NonZeroU64>,
    /// The size of the tables with their indexes, as in 500MB or 10GB, in place of a number of rows; to measure them, some
    /// rows are stored in temporary tables and taken back
    #[arg(long, value_name = "SIZE", value_parser = size, conflicts_with = "rows", help_heading = "Rows")]
    pub(super) size: Option<std::num::NonZeroU64>,
    /// The seed: another number gives other rows [default: 0]
    #[arg(long, value_name = "N", help_heading = "Rows")]
    pub(super) seed: Option<u64>,
    /// The end of the span of time that rows come from, as in 2024-06-30 [default: the first of this month]
    #[arg(long, value_name = "DATE", value_parser = day, help_heading = "Rows")]
    pub(super) until: Option<i32>,
    /// Only these tables, even those that would be left alone
    #[arg(long, value_name = "A,B,C", value_parser = tables, help_heading = "Tables")]
    pub(super) tables: Vec<TableNames>,
    /// None of these tables
    #[arg(long, value_name = "A,B,C", value_parser = tables, help_heading = "Tables")]
    pub(super) except: Vec<TableNames>,
}

/// The words of who writes, and what is told meanwhile.
#[derive(Debug, Args)]
pub(super) struct ToldArgs {
    /// The database's name, in place of typing it when there are signs that it is not your own
    #[arg(long, value_name = "NAME", help_heading = "Database")]
    pub(super) confirm: Option<String>,
    /// The form of the progress on stderr: a bar, lines, JSON in each line, or none
    #[arg(
        long,
        value_enum,
        value_name = "FORM",
        default_value = "auto",
        help_heading = "Output"
    )]
    pub(super) progress: ProgressArg,
}

#[derive(Debug, Args)]
pub(super) struct PlanArgs {
    /// Files, patterns such as 'export/*.csv', folders, or - for standard input; without any, the plan is that of `seed`
    #[arg(value_name = "FILES")]
    pub(super) files: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) rows: RowArgs,
    /// The schema of the tables
    #[arg(long, help_heading = "Tables")]
    pub(super) schema: Vec<String>,
    /// As if the tables were emptied first
    #[arg(long, help_heading = "Tables")]
    pub(super) truncate: bool,
    /// Exit with 1 if a table would be left out
    #[arg(long, conflicts_with = "files", help_heading = "Tables")]
    pub(super) strict: bool,
    #[command(flatten)]
    pub(super) rehearsal: RehearsalArgs,
    /// The database's name, in place of typing it before --rehearse or --size when there are signs that it is not your own
    #[arg(long, value_name = "NAME", help_heading = "Database")]
    pub(super) confirm: Option<String>,
    #[command(flatten)]
    pub(super) file: FileArgs,
    #[command(flatten)]
    pub(super) writes: WriteArgs,
    #[command(flatten)]
    pub(super) run: RunArgs,
}

#[derive(Debug, Args)]
pub(super) struct FileArgs {
    #[command(flatten)]
    pub(super) columns: ColumnArgs,
    #[command(flatten)]
    pub(super) dialect: DialectArgs,
    #[command(flatten)]
    pub(super) values: ValueArgs,
}

/// Each group of these options is of its own: clap's group of a struct has not the options of others in it.
#[derive(Debug, Args)]
#[group(requires = "files")]
pub(super) struct ColumnArgs {
    /// The table that all files go into; without it, each goes into the table of its name
    #[arg(long, value_name = "[SCHEMA.]TABLE", help_heading = "Tables and columns")]
    pub(super) into: Option<String>,
    /// A column of the file and the table's that it stands for, as in --map "E-Mail=email"
    #[arg(long, value_name = "FILE=TABLE", help_heading = "Tables and columns")]
    pub(super) map: Vec<String>,
    /// Leave out columns of the file that the table has not
    #[arg(long, help_heading = "Tables and columns")]
    pub(super) ignore_extra: bool,
    /// The file's columns in order, in place of a header
    #[arg(long, value_name = "A,B,C", help_heading = "Tables and columns")]
    pub(super) columns: Option<String>,
}

/// Options of the grammar. Those that are not given are found out, and printed.
#[derive(Debug, Args)]
#[group(requires = "files")]
#[command(next_help_heading = "How the file is written (what is not given is found out)")]
pub(super) struct DialectArgs {
    /// The character between fields, or tab
    #[arg(long, value_name = "CHAR", value_parser = delimiter)]
    pub(super) delimiter: Option<char>,
    /// The character around fields, or none
    #[arg(long, value_name = "CHAR", value_parser = quote)]
    pub(super) quote: Option<Quote>,
    /// The character before a quote within a field: the quote itself, or \
    #[arg(long, value_name = "CHAR")]
    pub(super) escape: Option<String>,
    /// The encoding: utf-8, utf-16, windows-1252, latin1, …
    #[arg(long, value_name = "NAME")]
    pub(super) encoding: Option<String>,
    /// The lines before the header, or before the first row, that are left out
    #[arg(long, value_name = "N", default_value = "0", hide_default_value = true)]
    pub(super) skip_lines: u32,
    /// The first line has the names of the columns
    #[arg(long, conflicts_with = "no_header")]
    pub(super) header: bool,
    /// The first line has values; name the columns with --columns
    #[arg(long)]
    pub(super) no_header: bool,
}

#[derive(Debug, Args)]
#[group(requires = "files")]
#[command(next_help_heading = "How values are written (what is not given is found out)")]
pub(super) struct ValueArgs {
    /// A word that means NULL, besides the empty field
    #[arg(long, value_name = "WORD")]
    pub(super) null: Vec<String>,
    /// A word that means NULL but in columns of text
    #[arg(long, value_name = "WORD")]
    pub(super) null_but_in_text: Vec<String>,
    /// The meaning of an empty field without quotes
    #[arg(long, value_enum, value_name = "MEANING")]
    pub(super) empty_as: Option<EmptyAsArg>,
    /// The words for true and false, as in ja/nein
    #[arg(long, value_name = "TRUE/FALSE", value_parser = boolean_words)]
    pub(super) booleans: Option<(String, String)>,
    /// The order of day, month and year in 03.04.2024
    #[arg(long, value_enum, value_name = "ORDER")]
    pub(super) dates: Option<DatesArg>,
    /// The first of the hundred years that years of two digits stand for, as in 1970
    #[arg(long, value_name = "YEAR", value_parser = first_year)]
    pub(super) two_digit_years: Option<i32>,
    /// The decimal mark
    #[arg(long, value_name = "CHAR", value_parser = ["." , ","])]
    pub(super) decimal: Option<String>,
    /// The separator between groups of three digits: . , ' _ or space
    #[arg(long, value_name = "CHAR", value_parser = separator)]
    pub(super) thousands: Option<char>,
    /// The time zone of times that are written without one, as in Europe/Berlin
    #[arg(long, value_name = "ZONE")]
    pub(super) timezone: Option<String>,
    /// Allow what PostgreSQL would round, cut or pad
    #[arg(long)]
    pub(super) round: bool,
}

#[derive(Debug, Args)]
#[group(requires = "files")]
#[command(next_help_heading = "Writing")]
pub(super) struct WriteArgs {
    /// Rows that exist already: nothing skips them, update=KEY[,KEY] updates them
    #[arg(long, value_name = "ACTION", value_parser = on_conflict)]
    pub(super) on_conflict: Option<blink::OnConflict>,
    /// Indexes and keys: auto drops and rebuilds them where that is faster
    #[arg(long, value_enum, value_name = "HANDLING", default_value = "auto")]
    pub(super) indexes: IndexesArg,
    /// Give up all or nothing: after an error the batches that were committed stay
    #[arg(long)]
    pub(super) non_atomic: bool,
    /// The number of connections, with --non-atomic
    #[arg(long, value_name = "N", requires = "non_atomic")]
    pub(super) connections: Option<std::num::NonZeroUsize>,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Importing once")]
pub(super) struct ImportArgs {
    /// Keep a record in the database, in the schema blink: a second run with this name and these files does nothing
    #[arg(long, value_name = "NAME")]
    pub(super) import_id: Option<String>,
    /// Load the rows that an import with --non-atomic, which has not come to its end, has not stored
    #[arg(long)]
    pub(super) resume: bool,
}

#[derive(Debug, Args)]
pub(super) struct RunArgs {
    #[command(flatten)]
    pub(super) database: DatabaseArgs,
    /// The number of threads that make, read and convert rows; it changes nothing but the time
    #[arg(long, value_name = "N", help_heading = "Running")]
    pub(super) threads: Option<std::num::NonZeroUsize>,
}

#[derive(Debug, Args)]
pub(super) struct DatabaseArgs {
    /// The database's URL; without it, that of DATABASE_URL, PGHOST and the like
    #[arg(long, value_name = "URL", help_heading = "Database")]
    pub(super) db: Option<String>,
    /// Print the result as one JSON object on stdout
    #[arg(long, help_heading = "Output")]
    pub(super) json: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum EmptyAsArg {
    Text,
    Null,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum DatesArg {
    Ymd,
    Dmy,
    Mdy,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum IndexesArg {
    Auto,
    Keep,
    Rebuild,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum ProgressArg {
    Auto,
    Plain,
    Json,
    None,
}
