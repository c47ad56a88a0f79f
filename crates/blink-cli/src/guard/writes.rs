//! `blink.writes`: the word of a database or a role that Blink may not write.

use blink::__private::statement;
use tokio_postgres::Client;

use super::question::{LIMIT, Values, ask, ask_if_allowed, failed};
use crate::exit::Failure;
use crate::terminal::escape;

/// The only value that is known.
const NEVER: &str = "never";

/// The value in force, which a configuration file or `PGOPTIONS` may have set.
const OF_SESSION: &str = "SELECT NULL, NULL, pg_catalog.current_setting('blink.writes', true)";

/// A value of the setting, and what it was set for.
struct Setting {
    of_database: Option<String>,
    of_role: Option<String>,
    value: String,
}

impl Setting {
    /// The object that it is set for, and the statement that takes it away, if it is stored in the catalog.
    fn place(&self) -> (String, String) {
        let quoted = |name: &str| escape(&blink::quote_identifier(name)).into_owned();
        match (&self.of_database, &self.of_role) {
            (Some(database), None) => (
                format!("for the database {}", escape(database)),
                format!("ALTER DATABASE {} RESET blink.writes", quoted(database)),
            ),
            (None, Some(role)) => (
                format!("for the role {}", escape(role)),
                format!("ALTER ROLE {} RESET blink.writes", quoted(role)),
            ),
            (Some(database), Some(role)) => (
                format!("for the role {} in the database {}", escape(role), escape(database)),
                format!(
                    "ALTER ROLE {} IN DATABASE {} RESET blink.writes",
                    quoted(role),
                    quoted(database)
                ),
            ),
            (None, None) => (
                "for the session, by the server's configuration, PGOPTIONS or ALTER ROLE ALL".to_owned(),
                "ALTER ROLE ALL RESET blink.writes, or the line in postgresql.conf or PGOPTIONS".to_owned(),
            ),
        }
    }
}

/// Fails if the database, the role or the server forbids Blink to write, or says something that is not understood.
pub(super) async fn check(client: &Client) -> Result<(), Failure> {
    // What is stored says more than the session's value, which comes of it.
    let mut rows = ask_if_allowed(client, &statement(include_str!("sql/writes.sql")))
        .await?
        .unwrap_or_default();
    rows.extend(ask(client, OF_SESSION, LIMIT).await.map_err(|error| failed(&error))?);
    let settings = rows.into_iter().map(|row| {
        let mut values = Values::new(row);
        Setting {
            of_database: values.nullable(),
            of_role: values.nullable(),
            value: values.nullable().unwrap_or_default(),
        }
    });
    // An empty value is that of a setting that was reset.
    let mut settings = settings.collect::<Vec<_>>();
    settings.retain(|setting| !setting.value.is_empty());
    let is_never = |setting: &&Setting| setting.value.trim().eq_ignore_ascii_case(NEVER);
    if let Some(never) = settings.iter().find(is_never) {
        let (place, reset) = never.place();
        let message = format!("Blink may not write here: blink.writes = 'never' is set {place}");
        return Err(Failure::refused(message).with_help(format!(
            "no option overrides that; check the address of the database, or have it reset: {reset}"
        )));
    }
    if let Some(unknown) = settings.first() {
        let (place, reset) = unknown.place();
        let message = format!(
            "blink.writes = '{}' is set {place}, and the only value that Blink knows is 'never'",
            escape(&unknown.value)
        );
        return Err(Failure::refused(message).with_help(format!("set it to 'never', or reset it: {reset}")));
    }
    Ok(())
}
