//! The arguments that every command with a database has.

use super::options::{Connect, Secret};
use super::raw::{DatabaseArgs, ProgressArg, ToldArgs};
use crate::exit::Failure;
use crate::progress::Form;

/// The name that confirms the database, and the form of the progress.
pub(super) fn told(args: ToldArgs) -> Result<(Option<String>, Form), Failure> {
    let progress = match args.progress {
        ProgressArg::Auto => Form::Auto,
        ProgressArg::Plain => Form::Plain,
        ProgressArg::Json => Form::Json,
        ProgressArg::None => Form::None,
    };
    Ok((confirm(args.confirm)?, progress))
}

/// The name that confirms the database.
pub(super) fn confirm(name: Option<String>) -> Result<Option<String>, Failure> {
    if name.as_deref() == Some("") {
        return Err(Failure::usage("--confirm names no database").with_help("give the name of the database"));
    }
    Ok(name)
}

pub(super) fn connect(DatabaseArgs { db, .. }: DatabaseArgs) -> Result<Connect, Failure> {
    if db.as_deref().is_some_and(|db| db.trim().is_empty()) {
        return Err(Failure::usage("--db is empty").with_help("give a URL, or leave it out to use DATABASE_URL or PG*"));
    }
    Ok(Connect {
        db: db.map(Secret::new),
    })
}
