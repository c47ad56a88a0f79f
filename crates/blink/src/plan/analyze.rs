//! The choice of tables that are analyzed at the end of a run.

use crate::catalog::{RelKind, TableInfo};
use crate::declare::options::AnalyzeScope;

/// The minimum number of rows. ANALYZE reads a sample of 30,000 rows of a table of any size, which took 75 ms for the
/// posts of Blink for Elixir's README: a seventh of copying a million of them into a bare table, 2 % of two million
/// with keys.
pub(super) const LARGE: u64 = 2_000_000;

/// The share of a table that must be new for its statistics to be out of date: `autovacuum_analyze_scale_factor`.
const SHARE: f64 = 0.1;

/// The condition under which a table is analyzed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Analyze {
    Never,
    /// Analyzed if it gets at least this number of rows.
    AtLeast(u64),
    /// A partitioned table, with the same condition: autovacuum analyzes its partitions, but never itself. Before PostgreSQL
    /// 18 one cannot be analyzed without the other.
    ParentAtLeast(u64),
    /// The same condition, but this role may not analyze the table.
    NotOwned(u64),
}

impl Analyze {
    pub(super) fn of(table: &TableInfo, scope: AnalyzeScope) -> Self {
        // The effect of ANALYZE on a foreign table depends on its server.
        if scope == AnalyzeScope::None || !matches!(table.kind, RelKind::Table | RelKind::PartitionedTable) {
            return Self::Never;
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "not negative, and `as` saturates"
        )]
        let share = (table.estimated_rows.max(0.0) * SHARE) as u64;
        let from = if scope == AnalyzeScope::All {
            1
        } else {
            LARGE.max(share)
        };
        match table.kind {
            _ if !table.may_analyze => Self::NotOwned(from),
            RelKind::PartitionedTable if scope != AnalyzeScope::All => Self::ParentAtLeast(from),
            _ => Self::AtLeast(from),
        }
    }
}
