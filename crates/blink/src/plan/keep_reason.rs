//! The reasons for which indexes and keys stay in place.

use std::fmt;

use crate::human::with_thousands;
use crate::sql::TableName;

/// The reason for which something stays in place while rows are copied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum KeepReason {
    /// [`Indexes::Keep`](crate::Indexes::Keep).
    Requested,
    /// [`Indexes::Auto`](crate::Indexes::Auto) in a run that is not atomic.
    NonAtomic,
    /// Partitions may come and go between the transactions of a run that is not atomic.
    NonAtomicPartitions,
    TooFewRows(u64),
    /// The partition's rows go to another server.
    ForeignPartition(TableName),
    HasRows,
    MayHaveRows,
    CustomInsert,
    OnConflict,
    /// Code that runs on the server, and its event, in the words of the catalog's query.
    ServerCode(String),
    /// A reason that the catalog gives, in the words of its query.
    Blocked(String),
    /// Deferrable, in the caller's transaction.
    CallersCommit,
    /// It is part of an index or a key of its table's parent.
    Attached,
    /// Its table is not part of the run.
    NotInRun,
    /// With what needs this number of locks the run would take more than half of those that are free.
    LockMemory {
        needed: u64,
        /// The number of locks that the server has room for.
        all: u64,
    },
    /// Dropping it would lock another table.
    WouldLock {
        table: String,
        because: Untouchable,
    },
    /// A check of this foreign key may be pending, and a table with a pending check cannot be altered.
    PendingCheck(String),
    /// A foreign key that stays needs it.
    NeededBy {
        key: String,
        table: String,
        reason: Box<KeepReason>,
    },
    /// The lock was not available at once.
    InUse,
    /// The server's message.
    Refused(String),
    /// A trial rebuild gave a different definition.
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
    /// Returns true if this reason keeps only the table's own indexes. Its foreign keys may go if another table's keys
    /// do.
    pub(super) fn spares_foreign_keys(&self) -> bool {
        matches!(
            self,
            Self::CustomInsert | Self::OnConflict | Self::ServerCode(_) | Self::TooFewRows(_) | Self::LockMemory { .. }
        )
    }
}

impl fmt::Display for KeepReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Self::Requested => "Indexes::Keep was requested",
            Self::NonAtomic => {
                "the run is not atomic, and if it is killed, dropped indexes stay dropped; Indexes::Rebuild overrides this"
            }
            Self::NonAtomicPartitions => {
                "the table is partitioned and the run is not atomic, so its partitions may be others at the end"
            }
            Self::TooFewRows(rows) => return write!(f, "too few rows to benefit ({})", with_thousands(*rows)),
            Self::ForeignPartition(partition) => return write!(f, "its partition {partition} is a foreign table"),
            Self::HasRows => "the table has rows",
            Self::MayHaveRows => {
                "it is unknown whether the table has rows: this role may not read all of them, or another session holds its lock"
            }
            Self::CustomInsert => "a custom function inserts its rows",
            Self::OnConflict => "on_conflict needs them to find existing rows",
            Self::ServerCode(code) => return write!(f, "{code}, and may need them"),
            Self::Blocked(blocker) => blocker,
            Self::CallersCommit => "it may be checked as late as the caller's COMMIT",
            Self::Attached => {
                "it belongs to that of the partitioned table, some of whose partitions this run does not fill"
            }
            Self::NotInRun => "this run does not fill its table",
            Self::LockMemory { needed, all } => {
                return write!(
                    f,
                    "the run would hold {} more locks, and with them more than half of those that are free of the server's {}; \
                     raise max_locks_per_transaction",
                    with_thousands(*needed),
                    with_thousands(*all)
                );
            }
            Self::WouldLock { table, because } => return write!(f, "dropping it would lock {table}, which {because}"),
            Self::PendingCheck(key) => return write!(f, "{key} is kept, and its check may be deferred"),
            Self::NeededBy { key, table, reason } => {
                return write!(f, "the foreign key {key} of {table} needs it and is kept: {reason}");
            }
            Self::InUse => "another session is using the table, or one that must be locked with it",
            Self::Refused(message) => return write!(f, "the server refused: {message}"),
            Self::Differs => "rebuilding it would change its definition",
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

/// An object that stays in place, and the reason as text.
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

    /// Returns all indexes and keys of a table.
    pub(crate) fn all(reason: &KeepReason) -> Self {
        Self::new("indexes and keys".to_owned(), reason)
    }
}
