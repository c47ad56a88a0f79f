//! The look itself.

use std::time::Duration;

use blink::__private::statement;
use blink::TableName;
use tokio_postgres::Client;

use super::facts::{Facts, Session};
use super::host::Host;
use super::question::{LIMIT, Values, ask, ask_if_allowed, failed};
use super::{tables, writes};
use crate::exit::Failure;

/// The times after which the sessions are looked at again. A client that has just disconnected, such as the command
/// before this one in a script, is still listed until its server process has ended.
const LOOKS: [Duration; 4] = [
    Duration::from_millis(50),
    Duration::from_millis(100),
    Duration::from_millis(200),
    Duration::from_millis(400),
];

/// The receivers of the server's WAL.
const STANDBYS: &str = "SELECT pg_catalog.count(*) FROM pg_catalog.pg_stat_replication";

/// The server's replication slots.
const SLOTS: &str = "SELECT pg_catalog.count(*) FROM pg_catalog.pg_replication_slots";

/// The database that is about to be written to.
#[derive(Clone, Debug)]
pub struct Target<'t> {
    /// The host that the client is connected to.
    pub host: Host,
    /// The tables that the run fills.
    pub tables: &'t [TableName],
    /// True if the database's name was given, which is enough whoever else is in the database.
    pub is_named: bool,
}

/// Looks at the database, over a connection that is in no transaction. No other connection of the run may be open yet:
/// it would count as another client's.
///
/// # Errors
/// If the database forbids Blink to write, if it is a standby's, or if the look fails.
pub async fn look(client: &Client, target: Target<'_>) -> Result<Facts, Failure> {
    writes::check(client).await?;
    let rows = ask(client, &statement(include_str!("sql/database.sql")), LIMIT)
        .await
        .map_err(|error| failed(&error))?;
    let mut values = Values::new(rows.into_iter().next().unwrap_or_default());
    let (database, role, login, version) = (values.text()?, values.text()?, values.text()?, values.text()?);
    if values.bool() {
        return Err(Failure::refused("the server is a standby, and takes no rows").with_help("connect to its primary"));
    }
    Ok(Facts {
        server_address: values.nullable().and_then(|address| address.parse().ok()),
        bytes: values.nullable().and_then(|bytes| bytes.parse().ok()),
        tables: values.number()?,
        standbys: number(client, STANDBYS).await?,
        slots: number(client, SLOTS).await?,
        targets: tables::look(client, target.tables).await?,
        sessions: sessions(client, if target.is_named { &[] } else { &LOOKS }).await?,
        host: target.host,
        database,
        role,
        login,
        version,
    })
}

/// The only number of an answer; None if this role may not see it.
async fn number(client: &Client, sql: &str) -> Result<Option<u64>, Failure> {
    let Some(rows) = ask_if_allowed(client, sql).await? else {
        return Ok(None);
    };
    Values::new(rows.into_iter().next().unwrap_or_default())
        .number()
        .map(Some)
}

/// The other sessions, unless there are none at one of the looks, which follow each other in these times; None if this role
/// may not see them.
async fn sessions(client: &Client, looks: &[Duration]) -> Result<Option<Vec<Session>>, Failure> {
    let mut sessions = sessions_now(client).await?;
    for pause in looks {
        if sessions.as_ref().is_none_or(Vec::is_empty) {
            break;
        }
        tokio::time::sleep(*pause).await;
        sessions = sessions_now(client).await?;
    }
    Ok(sessions)
}

async fn sessions_now(client: &Client) -> Result<Option<Vec<Session>>, Failure> {
    let Some(rows) = ask_if_allowed(client, &statement(include_str!("sql/sessions.sql"))).await? else {
        return Ok(None);
    };
    let session = |row| {
        let mut values = Values::new(row);
        Session {
            program: values.nullable().unwrap_or_default(),
            role: values.nullable().unwrap_or_default(),
            is_hidden: values.bool(),
        }
    };
    Ok(Some(rows.into_iter().map(session).collect()))
}
