//! The phases of a run, and the time spent on each.

use std::fmt;
use std::time::Duration;

use crate::human::format_duration;

/// A part of a run whose time is measured; see [`Report::phase`](crate::Report::phase).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Phase {
    /// Waiting for rows to be made. Rows are made while others are copied, so only the time in which COPY had to wait
    /// counts.
    Generate,
    /// Sending rows and waiting for the server to store them; also the time of the user's own functions that insert
    /// rows.
    Copy,
    /// Dropping indexes and keys, and rebuilding all but the foreign keys.
    Indexes,
    /// Adding foreign keys again, for which the server checks all rows.
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
            Self::Generate => "generate",
            Self::Copy => "copy",
            Self::Indexes => "indexes",
            Self::ForeignKeys => "foreign keys",
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

/// Prints one line, or nothing if no time was measured.
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
