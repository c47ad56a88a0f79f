//! The report of a run.

pub(crate) mod phase;
mod row;
mod sequence;
mod table;

use std::fmt;
use std::ops::Index;
use std::sync::Arc;
use std::time::Duration;

use crate::human::{format_duration, plural};
use crate::report::phase::{Phase, Phases};
use crate::report::row::{ReportRow, show_rows};
use crate::rows::store::{self, Handle, Store};
use crate::sql::{TableName, comma_separated};
pub use sequence::SequenceReport;
pub use table::TableReport;

/// The result of a run: rows, bytes and time for each table, and the values of its steps.
///
/// `report[handle]` reads a context or the values that a table kept. `{}` prints a table of rows, bytes and time.
///
/// ```no_run
/// # use blink::{Seeder, Table, ToRow};
/// # #[derive(ToRow)]
/// # #[blink(table = "users")]
/// # struct User { id: i64 }
/// # async fn run(mut client: tokio_postgres::Client) -> Result<(), blink::Error> {
/// let mut seeder = Seeder::new();
/// let users = seeder.add_table(Table::from_rows((1..=3).map(|id| User { id })).keep(|user| user.id));
/// let report = seeder.insert(&mut client).await?;
/// assert_eq!(report[users], [1, 2, 3]);
/// assert_eq!(report.table(users).rows(), 3);
/// println!("{report}");
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Report {
    pub(crate) store: Arc<Store>,
    /// True if any table's rows were generated.
    pub(crate) generated: bool,
    /// The tables, each with the number of its step.
    pub(crate) tables: Vec<(usize, TableReport)>,
    pub(crate) sequences: Vec<SequenceReport>,
    pub(crate) analyzed: Option<Analyzed>,
    /// Notes for the user: things that could not be done but are no error.
    pub(crate) notes: Vec<String>,
    pub(crate) phases: Phases,
    /// The number of connections, if the run was not one transaction.
    pub(crate) connections: Option<usize>,
    pub(crate) elapsed: Duration,
}

/// The tables that were analyzed at the end of a run.
#[derive(Debug)]
pub(crate) struct Analyzed {
    pub(crate) tables: Vec<TableName>,
    pub(crate) elapsed: Duration,
}

impl Report {
    /// The tables, in the order in which they were filled.
    pub fn tables(&self) -> impl ExactSizeIterator<Item = &TableReport> {
        self.tables.iter().map(|(_, table)| table)
    }

    /// Returns the report of one table.
    ///
    /// # Panics
    /// If the handle belongs to another seeder, or is a context's.
    #[track_caller]
    pub fn table<K>(&self, handle: Handle<K>) -> &TableReport {
        let step = handle.index_for(self.store.seeder_id());
        let report = self.tables.iter().find(|(of, _)| *of == step);
        &report.expect("the handle is a context's, not a table's").1
    }

    /// The random seed of generated rows: the same seed gives the same rows again.
    pub fn random_seed(&self) -> u64 {
        self.store.seed()
    }

    /// The rows of all tables.
    pub fn rows(&self) -> u64 {
        self.tables().map(TableReport::rows).sum()
    }

    /// The bytes of COPY data of all tables.
    pub fn bytes(&self) -> u64 {
        self.tables().map(TableReport::bytes).sum()
    }

    /// The sequences that were advanced, and those that were left unchanged although they may be behind the rows.
    /// Sequences that were ahead of the rows anyway are not listed.
    pub fn sequences(&self) -> impl ExactSizeIterator<Item = &SequenceReport> {
        self.sequences.iter()
    }

    /// The tables that were analyzed at the end, by their names in the catalog.
    pub fn analyzed(&self) -> &[TableName] {
        self.analyzed.as_ref().map_or(&[], |analyzed| &analyzed.tables)
    }

    /// Notes on things that could not be done but are no error. The plan shows the same notes.
    pub fn notes(&self) -> impl ExactSizeIterator<Item = &str> {
        self.notes.iter().map(String::as_str)
    }

    /// The time that a part of the run took. The rest of [`elapsed`](Self::elapsed) was spent on reading the catalog
    /// and on contexts.
    ///
    /// ```
    /// # use blink::{Phase, Report};
    /// fn checking_keys_took_most(report: &Report) -> bool {
    ///     report.phase(Phase::ForeignKeys) > report.elapsed() / 2
    /// }
    /// ```
    pub fn phase(&self, phase: Phase) -> Duration {
        self.phases.get(phase)
    }

    /// The number of connections that copied rows, if the run was [not atomic](crate::NonAtomic).
    pub fn connections(&self) -> Option<usize> {
        self.connections
    }

    /// The time from the first catalog query to the end of COMMIT.
    pub fn elapsed(&self) -> Duration {
        self.elapsed
    }
}

impl<T: store::Readable> Index<Handle<T>> for Report {
    type Output = T;

    /// # Panics
    /// If the handle belongs to another seeder.
    #[track_caller]
    fn index(&self, handle: Handle<T>) -> &T {
        &self.store[handle]
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut lines = self.tables().map(TableReport::row).collect::<Vec<_>>();
        lines.push(ReportRow::new("total", self.rows(), self.bytes(), self.elapsed));
        show_rows(&lines, f)?;
        write!(f, "{}", self.phases)?;
        if let Some(n) = self.connections {
            writeln!(f, "not atomic, on {n} connection{}", plural(n))?;
        }
        for table in self.tables() {
            table.show_rebuilt(f)?;
        }
        if self.generated {
            writeln!(f, "rows generated from random seed {}", self.random_seed())?;
        }
        for table in self.tables() {
            table.show_conflicts(f)?;
        }
        for sequence in &self.sequences {
            writeln!(f, "sequence {sequence}")?;
        }
        if let Some(Analyzed { tables, elapsed }) = &self.analyzed {
            writeln!(
                f,
                "analyzed {} in {}",
                comma_separated(tables),
                format_duration(*elapsed)
            )?;
        }
        for note in &self.notes {
            writeln!(f, "{note}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::{KeepReason, KeptObject};

    fn table(table: &str, rows: u64, bytes: u64, milliseconds: u64) -> TableReport {
        TableReport {
            table: table.to_owned(),
            rows,
            updated: Some(0),
            skipped: 0,
            skipped_by: None,
            bytes,
            elapsed: Duration::from_millis(milliseconds),
            rebuilt: Vec::new(),
            kept: Vec::new(),
        }
    }

    #[test]
    fn a_report_is_a_table_that_people_can_read() {
        let mut users = table("users", 200_000, 13_400_000, 125);
        users.rebuilt = vec!["users_pkey".to_owned(), "users_email_key".to_owned()];
        let mut log = table("audit.log", 1_000_000, 2_100_000_000, 2_500);
        log.kept = vec![KeptObject::all(&KeepReason::HasRows)];
        let mut phases = Phases::default();
        phases.add(Phase::Copy, Duration::from_millis(2_400));
        phases.add(Phase::Indexes, Duration::from_millis(80));
        let report = Report {
            store: Arc::new(Store::new(0, 42)),
            generated: true,
            sequences: vec![
                SequenceReport::new(&"users_id_seq".into(), Some(200_000), &[]),
                SequenceReport::new(&"audit.log_id_seq".into(), None, &["this role may not".to_owned()]),
            ],
            analyzed: Some(Analyzed {
                tables: vec!["audit.log".into()],
                elapsed: Duration::from_millis(75),
            }),
            notes: vec!["and a note".to_owned()],
            phases,
            connections: None,
            tables: vec![(0, users), (1, log)],
            elapsed: Duration::from_millis(2_700),
        };
        let printed = report.to_string();
        let expected = "\
table           rows     size      time     rows/s
users        200,000  13.4 MB  125.0 ms  1,600,000
audit.log  1,000,000  2.10 GB    2.50 s    400,000
total      1,200,000  2.11 GB    2.70 s    444,444
copy 2.40 s, indexes 80.0 ms
users: rebuilt users_pkey, users_email_key
audit.log: indexes and keys kept: the table has rows
rows generated from random seed 42
sequence users_id_seq: advanced to 200000
sequence audit.log_id_seq: left unchanged; this role may not
analyzed audit.log in 75.0 ms
and a note
";
        assert_eq!(printed, expected);
        assert_eq!(table("t", 0, 0, 0).to_string(), "t: 0 rows, 0 B, 0.0 ms, 0 rows/s");
    }
}
