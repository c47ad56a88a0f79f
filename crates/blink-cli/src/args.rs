//! The command line: raw arguments become checked values before any work starts.

mod check;
mod csv;
mod database;
mod examples;
mod load;
mod names;
mod options;
mod pages;
mod raw;
mod seed;
mod sources;
mod values;

use std::ffi::OsString;

use clap::Parser as _;
use clap::error::ErrorKind;

pub use options::{
    Command, Connect, Destination, FileOptions, ImportOptions, LoadOptions, Mode, PlanOptions, PlanSeedOptions,
    PreviewOptions, Rehearsal, RowOptions, Secret, SeedOptions, WriteOptions,
};
pub use pages::{completions, man};
pub use sources::{LeftOut, Source, Sources};

use crate::exit::Failure;

/// A command line that was read.
#[derive(Debug)]
pub enum Parsed {
    /// A command with its checked options.
    Command(Box<Command>),
    /// The text of `--help` or `--version`, with styles.
    Text(String),
}

/// Reads a command line, the program's name first.
///
/// # Errors
/// A failure of the status [`crate::exit::ExitStatus::Usage`] that says what to do.
pub fn parse(args: impl IntoIterator<Item = OsString>) -> Result<Parsed, Failure> {
    match raw::Cli::try_parse_from(args) {
        Ok(cli) => Ok(Parsed::Command(Box::new(check::check(cli)?))),
        Err(error) => match error.kind() {
            ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => Ok(Parsed::Text(error.render().ansi().to_string())),
            _ => Err(refused(&error)),
        },
    }
}

/// An error of clap's, without its own label.
fn refused(error: &clap::Error) -> Failure {
    let text = error.render().to_string();
    let message = text.strip_prefix("error: ").unwrap_or(&text).trim_end();
    Failure::usage(message)
}

/// The command line as clap knows it.
pub(crate) fn command() -> clap::Command {
    <raw::Cli as clap::CommandFactory>::command()
}

/// Checks the definition of the command line, as clap's own tests do.
///
/// # Panics
/// If the definition contradicts itself.
pub fn debug_assert() {
    command().debug_assert();
}
