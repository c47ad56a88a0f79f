//! An index that is being built.

use std::fmt;

/// An index that the server builds, as `pg_stat_progress_create_index` tells it. That does not name the index; the
/// statement that builds it does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Build {
    /// The table.
    pub table: String,
    /// The phase in the server's words, such as `building index: scanning table`.
    pub phase: String,
    /// The blocks or rows of the phase that are done.
    pub done: u64,
    /// The blocks or rows of the phase; 0 if the phase has no count.
    pub total: u64,
}

impl Build {
    /// The part of the phase that is done.
    pub fn percent(&self) -> u64 {
        let percent = u128::from(self.done) * 100 / u128::from(self.total.max(1));
        u64::try_from(percent).unwrap_or(100).min(100)
    }
}

/// Prints `scanning table of users, 45 %`.
impl fmt::Display for Build {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let phase = self.phase.strip_prefix("building index: ").unwrap_or(&self.phase);
        write!(f, "{phase} of {}", self.table)?;
        if self.total > 0 {
            write!(f, ", {} %", self.percent())?;
        }
        Ok(())
    }
}
