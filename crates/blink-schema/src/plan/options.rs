//! The options of a plan.

use std::collections::BTreeMap;

use blink::TableName;

use super::own_table::OwnTable;
use super::rows::DEFAULT_ROWS;
use super::scope::Selection;
use crate::clock;

/// The options of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// The number of rows of the largest kind of table; 1,000 by default.
    pub rows: u64,
    /// The bytes that the tables are to take with their indexes and all that is stored out of line, as
    /// `pg_total_relation_size` counts them. The number of rows follows from it, whatever `rows` says. None by default.
    pub size: Option<u64>,
    /// The numbers of rows of single tables.
    pub rows_of: BTreeMap<TableName, u64>,
    /// The seed: another one gives other rows. 0 by default.
    pub seed: u64,
    /// The end of the span of time that rows come from, in days since 2000-01-01; by default the first of the current month.
    pub until: i32,
    /// The tables.
    pub selection: Selection,
    /// The tables that you fill with your own typed rows; none by default.
    pub own: Vec<OwnTable>,
    /// True if a rehearsal stores rows of tables, too, whose triggers, constraints or defaults call what reaches outside of
    /// the database, which no rollback takes back; false by default.
    pub rehearse_all: bool,
}

impl Options {
    /// The defaults, with the first of the current month, in UTC, as the end of the span of time.
    pub fn until_this_month() -> Self {
        Self::until(clock::first_of_this_month())
    }

    /// The defaults, with the end of the span of time in days since 2000-01-01.
    pub fn until(until: i32) -> Self {
        Self {
            rows: DEFAULT_ROWS,
            size: None,
            rows_of: BTreeMap::new(),
            seed: 0,
            until,
            selection: Selection::default(),
            own: Vec::new(),
            rehearse_all: false,
        }
    }
}
