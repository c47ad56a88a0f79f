//! The report of a run.

pub(crate) mod phase;

use std::fmt;
use std::ops::Index;
use std::sync::Arc;
use std::time::Duration;

use crate::human::{self, counted, format_bytes, format_duration, plural, with_thousands};
use crate::plan::rebuild::MIN_ROWS_TO_REBUILD;
use crate::plan::{DroppingTriggers, KeptObject};
use crate::report::phase::{Phase, Phases};
use crate::rows::store::{self, Handle, Store};
use crate::sql::{TableName, comma_separated};

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

/// The result for one sequence that belongs to a column of the run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SequenceReport {
    name: TableName,
    advanced_to: Option<i64>,
    note: Option<String>,
}

/// The result for one table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableReport {
    pub(crate) table: String,
    pub(crate) rows: u64,
    pub(crate) updated: Option<u64>,
    pub(crate) skipped: u64,
    /// The triggers that may have dropped the skipped rows, if their rows need not be in conflict.
    pub(crate) skipped_by: Option<DroppingTriggers>,
    pub(crate) bytes: u64,
    pub(crate) elapsed: Duration,
    pub(crate) rebuilt: Vec<String>,
    pub(crate) kept: Vec<KeptObject>,
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
        let found = self.tables.iter().find(|(of, _)| *of == step);
        &found.expect("the handle is a context's, not a table's").1
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

impl SequenceReport {
    pub(crate) fn advanced(name: &TableName, to: i64) -> Self {
        Self {
            name: name.clone(),
            advanced_to: Some(to),
            note: None,
        }
    }

    pub(crate) fn unchanged(name: &TableName, why: String) -> Self {
        Self {
            name: name.clone(),
            advanced_to: None,
            note: Some(why),
        }
    }

    pub(crate) fn with_notes(mut self, notes: &[String]) -> Self {
        if !notes.is_empty() {
            self.note = Some(comma_separated(self.note.iter().chain(notes)));
        }
        self
    }

    /// The sequence's name.
    pub fn name(&self) -> &TableName {
        &self.name
    }

    /// The value to which the sequence was advanced; its next value follows this one. None if it was left unchanged.
    pub fn advanced_to(&self) -> Option<i64> {
        self.advanced_to
    }

    /// The reason for which it was left unchanged, or the columns that were ignored, with the reason.
    pub fn note(&self) -> Option<&str> {
        self.note.as_deref()
    }
}

/// Prints `public.users_id_seq: advanced to 1000`, or the reason for leaving it.
impl fmt::Display for SequenceReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.advanced_to {
            Some(to) => write!(f, "{}: advanced to {to}", self.name)?,
            None => write!(f, "{}: left unchanged", self.name)?,
        }
        match &self.note {
            Some(note) => write!(f, "; {note}"),
            None => Ok(()),
        }
    }
}

impl TableReport {
    /// The table's name, as it was declared.
    pub fn table(&self) -> &str {
        &self.table
    }

    /// The rows that were stored: inserted, or updated by [`Table::on_conflict`](crate::Table::on_conflict). Of a view,
    /// those that its trigger got.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// The rows among these that are new. None if the server cannot tell (`track_counts` is off, or a trigger of the
    /// table changes the table itself).
    pub fn inserted(&self) -> Option<u64> {
        Some(self.rows - self.updated?)
    }

    /// The rows among these that already existed and were updated; None as for [`inserted`](Self::inserted).
    pub fn updated(&self) -> Option<u64> {
        self.updated
    }

    /// The rows that were sent but not stored. They conflicted with a row of the table or an earlier row of the run,
    /// under [`OnConflict::DoNothing`](crate::OnConflict::DoNothing), or a trigger dropped them or left an existing row
    /// unchanged. A trigger that drops a row may have stored it in another table.
    pub fn skipped(&self) -> u64 {
        self.skipped
    }

    /// The skipped rows that triggers may have dropped or stored in another table.
    pub(crate) fn dropped(&self) -> u64 {
        self.skipped_by.as_ref().map_or(0, |_| self.skipped)
    }

    /// The bytes of COPY data that were sent; 0 if the user's own function inserted the rows.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The time that making and copying the rows took, without the rebuilding of indexes and keys.
    pub fn elapsed(&self) -> Duration {
        self.elapsed
    }

    /// The indexes, constraints and foreign keys that were dropped for the load and rebuilt.
    pub fn rebuilt(&self) -> impl ExactSizeIterator<Item = &str> {
        self.rebuilt.iter().map(String::as_str)
    }

    /// The indexes, constraints and foreign keys that were kept, each with the reason; `indexes and keys` stands for
    /// all.
    pub fn kept(&self) -> impl ExactSizeIterator<Item = (&str, &str)> {
        self.kept.iter().map(|kept| (kept.name.as_str(), kept.reason.as_str()))
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
        let mut lines = self.tables().map(ReportRow::of).collect::<Vec<_>>();
        lines.push(ReportRow::new("total", self.rows(), self.bytes(), self.elapsed));
        let width = |text: fn(&ReportRow) -> &str, head: &str| {
            let widths = lines.iter().map(|line| text(line).chars().count());
            widths.chain([head.len()]).max().unwrap_or(0)
        };
        let table = width(|line| &line.table, "table");
        let rows = width(|line| &line.rows, "rows");
        let size = width(|line| &line.size, "size");
        let time = width(|line| &line.time, "time");
        let rate = width(|line| &line.rate, "rows/s");
        writeln!(
            f,
            "{:table$}  {:>rows$}  {:>size$}  {:>time$}  {:>rate$}",
            "table", "rows", "size", "time", "rows/s"
        )?;
        for line in &lines {
            writeln!(
                f,
                "{:table$}  {:>rows$}  {:>size$}  {:>time$}  {:>rate$}",
                line.table, line.rows, line.size, line.time, line.rate
            )?;
        }
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
                human::format_duration(*elapsed)
            )?;
        }
        for note in &self.notes {
            writeln!(f, "{note}")?;
        }
        Ok(())
    }
}

impl TableReport {
    /// Prints the objects that were rebuilt, and those that were kept although many rows came.
    fn show_rebuilt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.rebuilt.is_empty() {
            writeln!(f, "{}: rebuilt {}", self.table, self.rebuilt.join(", "))?;
        }
        for kept in self.kept.iter().filter(|_| self.rows > MIN_ROWS_TO_REBUILD) {
            writeln!(f, "{}: {} kept: {}", self.table, kept.name, kept.reason)?;
        }
        Ok(())
    }
}

impl fmt::Display for TableReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let line = ReportRow::of(self);
        write!(
            f,
            "{}: {}, {}, {}, {} rows/s",
            line.table,
            counted(self.rows, "row"),
            line.size,
            line.time,
            line.rate
        )
    }
}

impl TableReport {
    /// Prints the numbers of updated and skipped rows, if there are any.
    fn show_conflicts(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (name, skipped) = (&self.table, with_thousands(self.skipped));
        let rest = match &self.skipped_by {
            Some(DroppingTriggers::InsertsAndUpdates(triggers)) => {
                format!(", {skipped} unchanged or dropped by the trigger {triggers}")
            }
            _ => String::new(),
        };
        match (&self.skipped_by, self.updated, self.skipped) {
            (Some(DroppingTriggers::Inserts(triggers)), ..) => writeln!(
                f,
                "{name}: {} sent, {} stored: the trigger {triggers} may have dropped the rest",
                counted(self.rows + self.skipped, "row"),
                with_thousands(self.rows)
            ),
            (None, Some(0), 0) => Ok(()),
            (None, Some(0), skipped) => writeln!(
                f,
                "{name}: skipped {} that conflicted with other rows or that a trigger dropped",
                counted(skipped, "row")
            ),
            (_, Some(updated), _) => writeln!(
                f,
                "{name}: {} inserted, {} updated{rest}",
                counted(self.rows - updated, "row"),
                with_thousands(updated)
            ),
            (_, None, _) => writeln!(
                f,
                "{name}: the server does not report how many rows were inserted and how many were updated{rest}"
            ),
        }
    }
}

struct ReportRow {
    table: String,
    rows: String,
    size: String,
    time: String,
    rate: String,
}

impl ReportRow {
    fn of(report: &TableReport) -> Self {
        Self::new(&report.table, report.rows, report.bytes, report.elapsed)
    }

    fn new(table: &str, rows: u64, bytes: u64, elapsed: Duration) -> Self {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a rate is not negative, and `as` ends at the largest"
        )]
        let rate = (rows as f64 / elapsed.as_secs_f64().max(1e-9)).round() as u64;
        Self {
            table: table.to_owned(),
            rows: with_thousands(rows),
            size: format_bytes(bytes),
            time: format_duration(elapsed),
            rate: with_thousands(rate),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::KeepReason;

    #[test]
    fn a_report_is_a_table_that_people_can_read() {
        let table = |table: &str, rows, bytes, milliseconds| TableReport {
            table: table.to_owned(),
            rows,
            updated: Some(0),
            skipped: 0,
            skipped_by: None,
            bytes,
            elapsed: Duration::from_millis(milliseconds),
            rebuilt: Vec::new(),
            kept: Vec::new(),
        };
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
                SequenceReport::advanced(&"users_id_seq".into(), 200_000),
                SequenceReport::unchanged(&"audit.log_id_seq".into(), "this role may not".to_owned()),
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
        let shown = report.to_string();
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
        assert_eq!(shown, expected);
        assert_eq!(table("t", 0, 0, 0).to_string(), "t: 0 rows, 0 B, 0.0 ms, 0 rows/s");
    }
}
