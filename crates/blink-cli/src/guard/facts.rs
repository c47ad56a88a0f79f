//! The facts about a database that are shown before it is written to.

use std::fmt;
use std::net::IpAddr;

use super::host::Host;
use super::tables::TableFacts;
use crate::terminal::{LABEL, counted, escape, size};

/// The most tables that are all listed; of more only those that may have rows are.
const LISTED: usize = 20;

/// The facts about a database and its server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// The database's name.
    pub database: String,
    /// The host, as the client sees it.
    pub host: Host,
    /// The address to which the server took the connection; None for a Unix socket.
    pub server_address: Option<IpAddr>,
    /// The role whose rights count.
    pub role: String,
    /// The role that logged in.
    pub login: String,
    /// The server's version.
    pub version: String,
    /// The database's size; None if this role may not know.
    pub bytes: Option<u64>,
    /// The number of tables in the database, without partitions and the system's.
    pub tables: u64,
    /// The tables of the run.
    pub targets: Vec<TableFacts>,
    /// The sessions of other clients in the database; None if this role may not see them.
    pub sessions: Option<Vec<Session>>,
    /// The number of standbys and other receivers of the server's WAL; None if this role may not see it.
    pub standbys: Option<u64>,
    /// The number of the server's replication slots; None if this role may not see it.
    pub slots: Option<u64>,
}

/// A session of another client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Its `application_name`, which may be empty.
    pub program: String,
    /// Its role.
    pub role: String,
    /// True if this role may not see more of it.
    pub is_hidden: bool,
}

impl Facts {
    /// The other sessions in words: `3: psql (app), Rails (web, 2 sessions)`.
    pub(super) fn sessions_in_words(&self) -> String {
        let Some(sessions) = &self.sessions else {
            return "cannot see".to_owned();
        };
        if sessions.is_empty() {
            return "none".to_owned();
        }
        let mut kinds: Vec<(String, usize)> = Vec::new();
        for session in sessions {
            let program = match session.program.as_str() {
                "" => "a program without a name".into(),
                program => escape(program),
            };
            let shown = format!("{program} ({}", escape(&session.role));
            match kinds.iter_mut().find(|(kind, _)| *kind == shown) {
                Some((_, n)) => *n += 1,
                None => kinds.push((shown, 1)),
            }
        }
        let kinds = kinds.into_iter().map(|(kind, n)| match n {
            1 => format!("{kind})"),
            n => format!("{kind}, {n} sessions)"),
        });
        let hidden = sessions.iter().filter(|session| session.is_hidden).count();
        let unseen = match hidden {
            0 => String::new(),
            n if n == sessions.len() => "; this role cannot see what they do".to_owned(),
            n => format!("; this role cannot see what {n} of them do"),
        };
        format!("{}: {}{unseen}", sessions.len(), kinds.collect::<Vec<_>>().join(", "))
    }
}

/// Prints a fact in each line, with styles.
impl fmt::Display for Facts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut line = |label: &str, text: &str| writeln!(f, "  {LABEL}{label:9}{LABEL:#} {text}");
        line("database", &escape(&self.database))?;
        let host = self.host.to_string();
        line(
            "server",
            &format!("{}, PostgreSQL {}", escape(&host), escape(&self.version)),
        )?;
        if self.role == self.login {
            line("role", &escape(&self.role))?;
        } else {
            line(
                "role",
                &format!("{}, logged in as {}", escape(&self.role), escape(&self.login)),
            )?;
        }
        let bytes = self.bytes.map_or_else(|| "size: cannot see".to_owned(), size);
        line("holds", &format!("{}, {bytes}", counted(self.tables, "table")))?;
        let is_listed = |table: &&TableFacts| self.targets.len() <= LISTED || table.rows.may_be_some();
        for table in self.targets.iter().filter(is_listed) {
            line("fills", &table.to_string())?;
        }
        let others = self.targets.iter().filter(|table| !is_listed(table)).count();
        if others > 0 {
            line("fills", &format!("{} without rows", counted(others as u64, "table")))?;
        }
        line("sessions", &self.sessions_in_words())
    }
}
