//! The reasons for which indexes and keys stay in place.

use std::fmt;

/// The reason for which something stays in place while rows are copied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum KeepReason {
    /// [`Indexes::Keep`](crate::Indexes::Keep).
    Requested,
    /// [`Indexes::Auto`](crate::Indexes::Auto) in a run that is not atomic.
    NonAtomic,
    TooFewRows(u64),
    Partitioned,
    HasRows,
    MayHaveRows,
    CustomInsert,
    OnConflict,
    /// Code that runs on the server, and when, as the catalog's query words it.
    ServerCode(String),
    /// Whatever rules it out on the server, as the catalog's query words it.
    Blocked(String),
    /// Deferrable, in a transaction of the caller's.
    CallersCommit,
    /// Its table is none of the run's.
    NotInRun,
    /// Dropping it would lock another table.
    WouldLock {
        table: String,
        because: Untouchable,
    },
    /// A check of this foreign key may be pending, with which a table cannot be altered.
    PendingCheck(String),
    /// A foreign key that stays needs it.
    NeededBy {
        key: String,
        table: String,
        reason: Box<KeepReason>,
    },
    /// The lock could not be had at once.
    InUse,
    /// The server's message.
    Refused(String),
    /// It was rebuilt on trial, and was not the same.
    Differs,
}

/// The reason for which a table that a foreign key refers to is not locked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Untouchable {
    NotInRun,
    HasRows,
    MayHaveRows,
}

impl KeepReason {
    /// Returns true if the table's own indexes alone are kept for it, not its foreign keys where another table's keys go.
    pub(super) fn spares_foreign_keys(&self) -> bool {
        matches!(
            self,
            Self::CustomInsert | Self::OnConflict | Self::ServerCode(_) | Self::TooFewRows(_)
        )
    }
}

impl fmt::Display for KeepReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Self::Requested => "the table's indexes and keys are to be kept",
            Self::NonAtomic => {
                "the run is not atomic, and what it drops is gone if it is killed; Indexes::Rebuild does so all the same"
            }
            Self::TooFewRows(1) => "1 row is too few to gain by it",
            Self::TooFewRows(rows) => return write!(f, "{rows} rows are too few to gain by it"),
            Self::Partitioned => "the table is partitioned",
            Self::HasRows => "the table has rows",
            Self::MayHaveRows => {
                "whether the table has rows could not be read: this role may not, or another session holds its lock"
            }
            Self::CustomInsert => "a function of the caller's inserts its rows",
            Self::OnConflict => "they tell which rows are there already",
            Self::ServerCode(code) => return write!(f, "{code}, and may need them"),
            Self::Blocked(blocker) => blocker,
            Self::CallersCommit => "it may be checked only at the caller's COMMIT",
            Self::NotInRun => "this run does not fill its table",
            Self::WouldLock { table, because } => return write!(f, "dropping it would lock {table}, which {because}"),
            Self::PendingCheck(key) => return write!(f, "{key} is kept, and may be checked late"),
            Self::NeededBy { key, table, reason } => {
                return write!(f, "the foreign key {key} of {table} needs it, which is kept: {reason}");
            }
            Self::InUse => "another session is using the table, or one that has to be locked with it",
            Self::Refused(message) => return write!(f, "the server refused: {message}"),
            Self::Differs => "the server would build it otherwise than it is",
        };
        f.write_str(text)
    }
}

impl fmt::Display for Untouchable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotInRun => "this run does not fill",
            Self::HasRows => "has rows",
            Self::MayHaveRows => "may have rows",
        })
    }
}

/// Something that stays in place, and the reason as people read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct KeptObject {
    pub(crate) name: String,
    pub(crate) reason: String,
}

impl KeptObject {
    pub(super) fn new(name: String, reason: &KeepReason) -> Self {
        Self {
            name,
            reason: reason.to_string(),
        }
    }

    /// All of a table.
    pub(crate) fn all(reason: &KeepReason) -> Self {
        Self::new("indexes and keys".to_owned(), reason)
    }
}
