//! What a run spends its time on.

use std::fmt;
use std::time::Duration;

use crate::human::format_duration;

/// A part of a run, by what its time is spent on; see [`Report::phase`](crate::Report::phase).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Phase {
    /// Waiting for rows to be made. Rows are made while others are copied: this is what the copying had to wait.
    Generate,
    /// Sending rows, and the server's storing them; also what functions of the caller's took that insert rows.
    Copy,
    /// Dropping indexes and keys, and building all but the foreign keys again.
    Indexes,
    /// Adding foreign keys again, which checks them.
    ForeignKeys,
    /// COMMIT.
    Commit,
}

impl Phase {
    pub(crate) const ALL: [Self; 5] = [
        Self::Generate,
        Self::Copy,
        Self::Indexes,
        Self::ForeignKeys,
        Self::Commit,
    ];
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Generate => "make",
            Self::Copy => "copy",
            Self::Indexes => "indexes",
            Self::ForeignKeys => "keys",
            Self::Commit => "commit",
        })
    }
}

/// The time of each phase.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Phases([Duration; Phase::ALL.len()]);

impl Phases {
    pub(crate) fn get(&self, phase: Phase) -> Duration {
        self.0[phase as usize]
    }

    pub(crate) fn add(&mut self, phase: Phase, elapsed: Duration) {
        self.0[phase as usize] += elapsed;
    }

    pub(crate) fn total(&self) -> Duration {
        self.0.iter().sum()
    }
}

/// One line, or none.
impl fmt::Display for Phases {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let spent = Phase::ALL.into_iter().filter(|phase| !self.get(*phase).is_zero());
        let spent = spent
            .map(|phase| format!("{phase} {}", format_duration(self.get(phase))))
            .collect::<Vec<_>>();
        if spent.is_empty() {
            return Ok(());
        }
        writeln!(f, "{}", spent.join(", "))
    }
}
