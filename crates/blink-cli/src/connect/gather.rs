//! The settings of a connection, gathered from the connection string, a service file and the environment, in libpq's
//! order (`conninfo_add_defaults` in fe-connect.c).

use super::conninfo;
use super::error::ConnectError;
use super::mask::shown;
use super::platform::Platform;
use super::service;
use super::settings::{Settings, Source};
use super::url;

/// Gathers the settings. `db` is the value of `--db`.
pub(crate) fn gather(db: Option<&str>, platform: &Platform) -> Result<Settings, ConnectError> {
    let mut settings = Settings::default();
    if let Some((text, source)) = connection_string(db, platform)? {
        let place = source.to_string();
        let pairs = if let Some(rest) = url::strip_scheme(text) {
            url::parse(rest, &place)?
        } else {
            refuse_other_forms(text, &place)?;
            conninfo::parse(text, &place)?
        };
        for (parameter, value) in pairs {
            settings.set(parameter, value, source.clone());
        }
    }
    service::add(&mut settings, platform)?;
    settings.add_environment(platform)?;
    settings.refuse_unsupported()?;
    Ok(settings)
}

/// The connection string: `--db`, else `DATABASE_URL`.
fn connection_string<'a>(
    db: Option<&'a str>,
    platform: &'a Platform,
) -> Result<Option<(&'a str, Source)>, ConnectError> {
    if let Some(db) = db {
        if db.trim().is_empty() {
            // Most often a shell's variable that is not set; the default database is not what is meant.
            return Err(ConnectError::settings("--db is empty").help(
                "Write --db postgres://user@host/database, or leave it out for DATABASE_URL and PGHOST, PGDATABASE, …",
            ));
        }
        return Ok(Some((db.trim(), Source::Option)));
    }
    let url = platform
        .variable("DATABASE_URL")?
        .map(str::trim)
        .filter(|url| !url.is_empty());
    Ok(url.map(|url| (url, Source::DatabaseUrl)))
}

/// Refuses what other programs take for the address of a database.
fn refuse_other_forms(text: &str, place: &str) -> Result<(), ConnectError> {
    if let Some((scheme, _)) = text.split_once("://") {
        let is_scheme = scheme
            .chars()
            .all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '+' | '-' | '.' | ':'));
        if is_scheme && !scheme.is_empty() {
            let error = ConnectError::settings(format!("{place}: {}:// is not PostgreSQL's", shown(scheme)));
            return Err(if scheme.to_ascii_lowercase().contains("postgres") {
                error.help("Write postgres:// in its place.")
            } else {
                error.help("Blink fills PostgreSQL: postgres://user@host/database.")
            });
        }
    }
    if !text.contains(['=', ' ', '\'', ':', '@']) {
        return Err(
            ConnectError::settings(format!("{place}: \"{}\" is not a connection string", shown(text))).help(
                "Write postgres://user@host/database, or dbname=database for a database of the server that PGHOST names.",
            ),
        );
    }
    Ok(())
}
