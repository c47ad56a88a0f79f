//! The state of the session before a run, and the settings that the run changes.

use std::time::Duration;

use crate::catalog::{RowReader, statement};
use crate::connection::deadline::Deadline;
use crate::connection::session::Session;
use crate::connection::{Connection, TextRow};
use crate::error::{Diagnostic, Error, ErrorKind};
use crate::plan::{Mode, Plan};

const SESSION: &str = include_str!("../catalog/sql/session.sql");

/// The oldest server whose catalog has every column that Blink reads: `attgenerated` came with 12.
const MIN_VERSION: u32 = 120_000;

/// A setting of the session, and a value for it.
pub(super) type Setting = (&'static str, String);

/// The state of a session, as the server reports it.
pub(super) struct SessionState {
    version: u32,
    pub(super) in_transaction: bool,
    read_only: bool,
    in_recovery: bool,
    client_encoding: String,
    client_min_messages: String,
    array_nulls: String,
    idle_in_transaction_timeout: String,
    statement_timeout: String,
    statement_timeout_ms: u128,
    /// 0 before PostgreSQL 17, as is the next before 14.
    transaction_timeout: String,
    idle_session_timeout: String,
    /// The setting `blink.writes`, with which a database or a role forbids Blink to write.
    writes: String,
}

impl SessionState {
    /// Returns true if the server can analyze a partitioned table without its partitions.
    pub(super) fn analyzes_without_partitions(&self) -> bool {
        self.version >= 180_000
    }

    /// Returns the question. A session is in a transaction if that began before this very statement: both clocks are the
    /// server's, and outside a transaction they have the same value (`xact_start` is set from `stmtStartTimestamp` in
    /// xact.c). Names are qualified with their schema, operators too: a `search_path` may put others first, as tests
    /// that mock `now()` do.
    pub(super) fn question() -> String {
        statement(SESSION)
    }

    /// Takes the answer.
    pub(super) fn new(rows: Vec<TextRow>) -> Result<Self, Error> {
        let mut row = RowReader::new(rows.into_iter().next().unwrap_or_default());
        let state = Self {
            version: row.number()?,
            in_transaction: row.bool_or_false()?,
            read_only: row.bool_or_false()?,
            in_recovery: row.bool_or_false()?,
            client_encoding: row.text()?,
            client_min_messages: row.text()?,
            array_nulls: row.text()?,
            idle_in_transaction_timeout: row.text()?,
            statement_timeout: row.text()?,
            statement_timeout_ms: row.number()?,
            transaction_timeout: row.text()?,
            idle_session_timeout: row.text()?,
            writes: row.text()?.trim().to_owned(),
        };
        row.end()?;
        Ok(state)
    }

    /// Returns an error if every run on this session would fail. `begins_own` is true for a run that begins its own
    /// transactions.
    pub(super) fn check(&self, begins_own: bool) -> Result<(), Error> {
        let (what, advice) = if self.version < MIN_VERSION {
            ("the server is older than PostgreSQL 12", "use a newer server")
        } else if self.in_recovery {
            (
                "the server is a standby, which accepts no rows",
                "connect to the primary",
            )
        } else if self.read_only {
            (
                "the transaction is read-only",
                "begin it READ WRITE, or set default_transaction_read_only = off",
            )
        } else if let Some(refusal) = refusal_of(&self.writes) {
            refusal
        } else if begins_own && self.in_transaction {
            (
                "the connection is in a transaction, but a run that is not atomic begins its own",
                "pass connections outside a transaction, or call `insert`, which joins it",
            )
        } else {
            return Ok(());
        };
        Err(refused(what, advice))
    }

    /// The settings to change for a run, and their values.
    pub(super) fn settings(&self, timeout: Option<Duration>) -> Vec<Setting> {
        let mut settings = Vec::new();
        // A server that sends a notice for each row, as a trigger may, stops once nobody reads them, and some drivers
        // do not read while they write.
        if !["error", "fatal", "panic"].contains(&self.client_min_messages.as_str()) {
            settings.push(("client_min_messages", "error".to_owned()));
        }
        // COPY's option ENCODING does not apply to the binary format.
        if self.client_encoding != "UTF8" {
            settings.push(("client_encoding", "UTF8".to_owned()));
        }
        // Otherwise NULL in an array that is sent as text is read as the text NULL.
        if self.array_nulls != "on" {
            settings.push(("array_nulls", "on".to_owned()));
        }
        settings.extend(self.unlimited_idle_transaction());
        settings.extend(self.unlimited_transaction());
        settings.extend(timeout.and_then(|timeout| self.statement_timeout(timeout)));
        settings
    }

    /// Returns true if the server ends sessions that wait outside of a transaction, or that take long for one statement.
    pub(super) fn limits_planning(&self) -> bool {
        self.limits_idle_sessions() || self.transaction_timeout != "0"
    }

    /// Returns true if the server ends sessions that wait in a transaction.
    pub(super) fn limits_idle_transactions(&self) -> bool {
        self.idle_in_transaction_timeout != "0"
    }

    /// The settings of a transaction that begins before the plan is made, which may take long.
    pub(super) fn while_planning(&self) -> Vec<Setting> {
        let lifted = [self.unlimited_idle_transaction(), self.unlimited_transaction()];
        lifted.into_iter().flatten().collect()
    }

    /// The limit would end a session that waits for a context, or for a table's first row.
    fn unlimited_idle_transaction(&self) -> Option<Setting> {
        (self.idle_in_transaction_timeout != "0").then(|| ("idle_in_transaction_session_timeout", "0".to_owned()))
    }

    /// The limit would end the session once a transaction has taken too long. In the caller's transaction, it is the
    /// caller's.
    fn unlimited_transaction(&self) -> Option<Setting> {
        let is_limited = self.transaction_timeout != "0" && !self.in_transaction;
        is_limited.then(|| ("transaction_timeout", "0".to_owned()))
    }

    /// The note on a limit of the caller's transaction, under which the server would end the session in mid-run, or on
    /// one that is lifted outside of a transaction.
    pub(super) fn note(&self, mode: Mode) -> Option<String> {
        match mode {
            Mode::Joined if self.transaction_timeout != "0" => Some(format!(
                "transaction_timeout is {}: the server ends the session if your transaction takes longer; \
                 SET LOCAL transaction_timeout = 0 lifts it",
                self.transaction_timeout
            )),
            Mode::NonAtomic { .. } if self.limits_idle_sessions() => Some(format!(
                "idle_session_timeout is {}: set to 0 on each connection until the run ends",
                self.idle_session_timeout
            )),
            _ => None,
        }
    }

    /// Returns true if the server ends sessions that wait outside of a transaction.
    pub(super) fn limits_idle_sessions(&self) -> bool {
        self.idle_session_timeout != "0"
    }

    /// The `statement_timeout` to set so that no statement takes longer, unless the session's own is shorter.
    pub(super) fn statement_timeout(&self, limit: Duration) -> Option<Setting> {
        let limit = limit.as_millis().clamp(1, u128::from(i32::MAX.unsigned_abs()));
        let longer = self.statement_timeout_ms == 0 || self.statement_timeout_ms > limit;
        longer.then(|| ("statement_timeout", format!("{limit}ms")))
    }

    /// The values of these settings before the run, for those that a run changes in the caller's transaction.
    pub(super) fn original_values(&self, settings: &[Setting]) -> Vec<Setting> {
        let settings = settings.iter();
        let originals = settings.filter_map(|(name, _)| Some((*name, self.original_value(name)?.to_owned())));
        originals.collect()
    }

    fn original_value(&self, name: &str) -> Option<&str> {
        match name {
            "client_min_messages" => Some(&self.client_min_messages),
            "client_encoding" => Some(&self.client_encoding),
            "array_nulls" => Some(&self.array_nulls),
            "idle_in_transaction_session_timeout" => Some(&self.idle_in_transaction_timeout),
            "statement_timeout" => Some(&self.statement_timeout),
            _ => None,
        }
    }
}

/// The reason why a value of `blink.writes` forbids to write, and the advice.
fn refusal_of(writes: &str) -> Option<(&'static str, &'static str)> {
    match writes {
        "" => None,
        never if never.eq_ignore_ascii_case("never") => Some((
            "Blink may not write here: blink.writes = 'never' is set",
            "if it may, RESET blink.writes where it was set: of the database, the role, or the session",
        )),
        _ => Some((
            "the setting blink.writes has a value that Blink does not know",
            "set it to 'never', which forbids Blink to write, or RESET it",
        )),
    }
}

fn refused(what: &str, advice: &str) -> Error {
    let mistake = Diagnostic::new("", what, advice);
    Error::new(ErrorKind::Invalid(vec![mistake]))
}

/// Asks if Blink may write in this session, for what writes outside of a run.
///
/// # Errors
/// If `blink.writes` forbids it, as before a run, or the error of the connection.
pub async fn check_may_write<C: Connection>(connection: &mut C) -> Result<(), Error> {
    const WRITES: &str = "SELECT coalesce(pg_catalog.current_setting('blink.writes', true), '')";
    let rows = connection.query(WRITES).await.map_err(Error::driver)?;
    let writes = RowReader::new(rows.into_iter().next().unwrap_or_default()).text()?;
    refusal_of(writes.trim()).map_or(Ok(()), |(what, advice)| Err(refused(what, advice)))
}

/// The start time of the open transaction, which identifies it.
pub(super) async fn transaction_started_at<C: Connection>(session: &mut Session<'_, C>) -> Result<String, Error> {
    let rows = session.query("SELECT pg_catalog.transaction_timestamp()").await?;
    RowReader::new(rows.into_iter().next().unwrap_or_default()).text()
}

/// The time that a statement may take: the time left of the run, and a moment more, so that the run's limit ends first.
pub(super) fn time_left(deadline: Deadline) -> Option<Duration> {
    deadline
        .remaining()
        .map(|remaining| remaining + Duration::from_millis(1))
}

/// The statement that applies a setting for the rest of the transaction.
pub(super) fn set_local_sql((name, value): &Setting) -> String {
    format!("SET LOCAL {name} = '{value}'")
}

/// The settings of a transaction, which limit each statement to the time left of the run.
pub(super) fn transaction_settings(plan: &Plan, state: &SessionState, deadline: Deadline) -> Vec<Setting> {
    let mut settings = plan.settings.clone();
    if let Some(limit) = time_left(deadline).and_then(|remaining| state.statement_timeout(remaining)) {
        settings.retain(|(name, _)| *name != limit.0);
        settings.push(limit);
    }
    settings
}
