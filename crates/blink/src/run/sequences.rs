//! Advances sequences past the values that were copied.
//!
//! A change to a sequence takes effect at once, for all sessions, and is never rolled back. So a sequence must only
//! ever move forward, even while other sessions take values. `setval` sets any value that it is given. No lock can stop
//! other sessions meanwhile: every transaction that has called `nextval` holds a lock on the sequence until it ends, so
//! that waiting for it could deadlock. Short gaps are closed with `nextval`, which never moves back; larger ones with a
//! guarded `setval`, which is safe unless others take that many values between its check and its change.

use std::fmt::Write as _;

use super::copy_command::RowCounts;
use super::max_value::{MaxTracker, extreme_of, whole_number};
use crate::catalog::RowReader;
use crate::catalog::sequences::{SequenceColumn, SequenceInfo};
use crate::connection::Connection;
use crate::connection::session::Session;
use crate::error::Error;
use crate::plan::{MaxFrom, MaxValueSource, SequencePlan, TablePlan};
use crate::report::SequenceReport;
use crate::sql::quote_identifier;

/// The largest gap that is closed with `nextval`. A call takes 0.4 µs, a tenth of the time of copying a row with a key. A
/// larger gap is closed with `setval`: between its check and its change, about a microsecond, no other session can take so
/// many values.
const MAX_NEXTVAL_CALLS: i128 = 1_000;

/// The sequences of a run, and their progress.
pub(super) struct Sequences<'p> {
    plans: &'p [SequencePlan],
    states: Vec<SequenceState>,
    /// True if the highest values are read from the tables, also where no index has them.
    reads_tables: bool,
}

#[derive(Clone, Default)]
struct SequenceState {
    /// True if rows were copied since the sequence was last checked.
    due: bool,
    /// The highest value seen on its way to the server.
    sent: Option<i128>,
    /// True if a value was not a whole number.
    unparsable: bool,
    /// True if the sequence ends before it has passed the values.
    out_of_range: bool,
    advanced_to: Option<i64>,
}

impl<'p> Sequences<'p> {
    pub(super) fn new(plans: &'p [SequencePlan]) -> Self {
        Self {
            states: vec![SequenceState::default(); plans.len()],
            plans,
            reads_tables: false,
        }
    }

    /// Chooses whether the highest values are read from the tables, which may have rows of an earlier run.
    pub(super) fn reads_tables(&mut self, reads_tables: bool) {
        self.reads_tables = reads_tables;
    }

    /// The tracker of the columns to read while the rows of this table are sent.
    pub(super) fn tracker(&self, table_index: usize, table: &TablePlan) -> MaxTracker {
        let mut tracker = MaxTracker::new(table);
        for (sequence_index, source) in self.of_table(table_index) {
            if let MaxFrom::SentRows(position) | MaxFrom::DroppedRows(position) = source.from {
                tracker.watch(position, table, self.plans[sequence_index].sequence.increment < 0);
            }
        }
        tracker
    }

    /// Marks the sequences of a table that was copied as due, and remembers the highest values that were sent.
    pub(super) fn filled(&mut self, table_index: usize, rows: RowCounts, tracker: &MaxTracker) {
        if rows.sent == 0 && !self.reads_tables {
            return;
        }
        for (sequence_index, source) in self.of_table(table_index) {
            let descends = self.plans[sequence_index].sequence.increment < 0;
            let state = &mut self.states[sequence_index];
            state.due = true;
            let position = match source.from {
                MaxFrom::SentRows(position) => position,
                MaxFrom::DroppedRows(position) if rows.dropped() > 0 => position,
                MaxFrom::DroppedRows(_) | MaxFrom::Index => continue,
            };
            let seen = tracker.seen(position, descends);
            state.sent = extreme_of(state.sent, seen.extreme, descends);
            state.unparsable |= seen.unparsable;
        }
    }

    /// Returns the sources of this table's values, each with the index of its sequence.
    fn of_table(&self, table_index: usize) -> impl Iterator<Item = (usize, &'p MaxValueSource)> + use<'p> {
        let plans = self.plans;
        plans.iter().enumerate().flat_map(move |(sequence_index, plan)| {
            let sources = plan.max_value.iter().filter(move |source| source.table == table_index);
            sources.map(move |source| (sequence_index, source))
        })
    }

    /// Returns true if filling this table may take values of a sequence that is behind the rows copied so far.
    pub(super) fn must_advance_before(&self, table: &TablePlan) -> bool {
        let mut due = self.plans.iter().zip(&self.states).filter(|(_, state)| state.due);
        due.any(|(plan, _)| {
            let mut columns = plan.sequence.columns.iter();
            table.may_use_any_sequence || columns.any(|column| takes_default(table, column))
        })
    }

    /// Advances all sequences that are due, with at most two queries.
    pub(super) async fn advance<C: Connection>(&mut self, session: &mut Session<'_, C>) -> Result<(), Error> {
        let due = (0..self.plans.len())
            .filter(|index| self.states[*index].due)
            .collect::<Vec<_>>();
        if due.is_empty() {
            return Ok(());
        }
        let query = due
            .iter()
            .map(|&index| state_query(index, &self.plans[index], self.reads_tables))
            .collect::<Vec<_>>()
            .join(" UNION ALL ");
        let rows = session.query(&query).await?;
        let mut moves = String::new();
        for row in rows {
            let mut row = RowReader::new(row);
            let index = row.number::<usize>()?;
            let (Some(plan), Some(state)) = (self.plans.get(index), self.states.get_mut(index)) else {
                continue;
            };
            let (index_max, last, called) = (row.nullable_text()?, row.number::<i64>()?, row.bool_or_false()?);
            state.due = false;
            let sequence = &plan.sequence;
            let descends = sequence.increment < 0;
            let mut farthest = state.sent;
            if let Some(text) = index_max {
                let number = whole_number(&text);
                state.unparsable |= number.is_none();
                farthest = extreme_of(farthest, number, descends);
            }
            match farthest.map_or(Advance::None, |farthest| advance_for(sequence, farthest, last, called)) {
                Advance::None => {}
                Advance::OutOfRange => state.out_of_range = true,
                Advance::To { value, calls } => {
                    tracing::debug!(sequence = %sequence.name, to = value, "advanced");
                    moves.push_str(&advance_sql(sequence, value, calls));
                    state.advanced_to = Some(value);
                }
            }
        }
        // The session's cached values may be among those that were copied, and `nextval` would return them first.
        // Afterwards the `nextval` of `moves` has cached values again.
        if due.iter().any(|&index| self.plans[index].sequence.cache > 1) {
            moves = format!("DISCARD SEQUENCES; {moves}DISCARD SEQUENCES");
        }
        if !moves.is_empty() {
            session.execute(&moves).await?;
        }
        Ok(())
    }

    /// The reports of the sequences; those that were ahead anyway are not listed.
    pub(super) fn into_reports(self) -> Vec<SequenceReport> {
        let states = self.plans.iter().zip(self.states);
        states.filter_map(|(plan, state)| report(plan, &state)).collect()
    }
}

/// Returns the report of a sequence; None if it was ahead anyway and there is no note.
fn report(plan: &SequencePlan, state: &SequenceState) -> Option<SequenceReport> {
    let sequence = &plan.sequence;
    let mut notes = Vec::new();
    if state.out_of_range {
        let limit = if sequence.increment < 0 {
            sequence.min
        } else {
            sequence.max
        };
        notes.push(format!(
            "it cannot go past the values in its columns: its limit is {limit}"
        ));
    }
    notes.extend(plan.notes.iter().cloned());
    if state.unparsable {
        notes.push("a value in its columns is not a whole number".to_owned());
    }
    (state.advanced_to.is_some() || !notes.is_empty())
        .then(|| SequenceReport::new(&sequence.name, state.advanced_to, &notes))
}

/// Returns true if the column is one of the table's, and no value is sent for it.
fn takes_default(table: &TablePlan, column: &SequenceColumn) -> bool {
    column.table == table.oid && table.columns.iter().all(|sent| sent.name != column.column)
}

/// The query for the column's maximum, which an index gives or else the whole table, and for the state of the sequence.
fn state_query(sequence_index: usize, plan: &SequencePlan, reads_tables: bool) -> String {
    let (aggregate, farthest) = if plan.sequence.increment < 0 {
        ("pg_catalog.min", "least")
    } else {
        ("pg_catalog.max", "greatest")
    };
    let index_max = plan
        .max_value
        .iter()
        .filter(|source| reads_tables && source.is_readable || source.from == MaxFrom::Index)
        .map(|source| {
            let column = quote_identifier(&source.column);
            format!(
                "(SELECT pg_catalog.trunc({aggregate}({column})::pg_catalog.numeric) FROM {})",
                source.name.sql()
            )
        })
        .collect::<Vec<_>>();
    let index_max = match &index_max[..] {
        [] => "NULL::pg_catalog.numeric".to_owned(),
        all => format!("{farthest}({})", all.join(", ")),
    };
    format!(
        "SELECT {sequence_index}, {index_max}, last_value, is_called FROM {}",
        plan.sequence.name.sql()
    )
}

/// The change that a sequence needs.
#[derive(Debug, PartialEq, Eq)]
enum Advance {
    /// The sequence is already past the values.
    None,
    /// The sequence advances to this value, which is this many calls of `nextval` away.
    To { value: i64, calls: i128 },
    /// The sequence ends before it has passed the values.
    OutOfRange,
}

/// Returns the advance in whole increments, so that a sequence of odd numbers keeps returning odd ones.
fn advance_for(sequence: &SequenceInfo, farthest: i128, last: i64, called: bool) -> Advance {
    let (increment, last) = (i128::from(sequence.increment), i128::from(last));
    // Both values are mirrored if the sequence descends.
    let sign = increment.signum();
    let gap = (farthest - last).saturating_mul(sign);
    if gap < 0 || (gap == 0 && called) {
        return Advance::None;
    }
    let stride = increment.abs().max(1);
    let steps = gap / stride + i128::from(gap % stride != 0);
    let value = i64::try_from(last.saturating_add(steps.saturating_mul(increment)));
    match value {
        Ok(value) if (sequence.min..=sequence.max).contains(&value) => Advance::To {
            value,
            calls: steps + i128::from(!called),
        },
        _ => Advance::OutOfRange,
    }
}

/// The statement that moves a sequence to a value, unless it has reached it. `pg_sequence_last_value` is read for every
/// row, and is NULL until a value is taken.
fn advance_sql(sequence: &SequenceInfo, value: i64, calls: i128) -> String {
    let oid = sequence.oid;
    let order = if sequence.increment < 0 { '>' } else { '<' };
    let behind =
        format!("coalesce(pg_catalog.pg_sequence_last_value('{oid}') OPERATOR(pg_catalog.{order}) {value}, true)");
    let mut sql = String::new();
    let _ = if calls <= MAX_NEXTVAL_CALLS {
        write!(
            sql,
            "SELECT pg_catalog.count(pg_catalog.nextval('{oid}')) FROM pg_catalog.generate_series(1, {calls}) WHERE {behind}; "
        )
    } else {
        write!(sql, "SELECT pg_catalog.setval('{oid}', {value}) WHERE {behind}; ")
    };
    sql
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sql::TableName;

    fn sequence(increment: i64, min: i64, max: i64) -> SequenceInfo {
        SequenceInfo {
            oid: 1,
            name: TableName::new("s"),
            increment,
            min,
            max,
            cache: 1,
            may_advance: true,
            columns: Vec::new(),
        }
    }

    fn to(value: i64, calls: i128) -> Advance {
        Advance::To { value, calls }
    }

    #[test]
    fn a_sequence_goes_past_the_highest_value_in_its_own_steps_and_never_back() {
        let by_one = sequence(1, 1, i64::MAX);
        assert_eq!(advance_for(&by_one, 5, 1, false), to(5, 5));
        assert_eq!(advance_for(&by_one, 1, 1, false), to(1, 1));
        assert_eq!(advance_for(&by_one, 1, 1, true), Advance::None);
        assert_eq!(advance_for(&by_one, 0, 1, false), Advance::None);
        assert_eq!(advance_for(&by_one, -7, 1, false), Advance::None);
        assert_eq!(advance_for(&by_one, 5, 6, true), Advance::None);
        assert_eq!(advance_for(&by_one, 5, 4, true), to(5, 1));
        assert_eq!(
            advance_for(&by_one, i128::from(i64::MAX), 1, true),
            to(i64::MAX, i128::from(i64::MAX) - 1)
        );
        assert_eq!(
            advance_for(&by_one, i128::from(i64::MAX) + 1, 1, true),
            Advance::OutOfRange
        );
        assert_eq!(advance_for(&by_one, i128::MAX, 1, true), Advance::OutOfRange);
        let odd = sequence(2, 1, i64::MAX);
        assert_eq!(advance_for(&odd, 10, 1, false), to(11, 6));
        assert_eq!(advance_for(&odd, 11, 1, true), to(11, 5));
        let small = sequence(10, 1, 100);
        assert_eq!(advance_for(&small, 95, 81, true), Advance::OutOfRange);
        assert_eq!(advance_for(&small, 91, 81, true), to(91, 1));
    }

    #[test]
    fn a_descending_sequence_goes_past_the_lowest() {
        let down = sequence(-1, i64::MIN, -1);
        assert_eq!(advance_for(&down, -5, -1, false), to(-5, 5));
        assert_eq!(advance_for(&down, -5, -9, true), Advance::None);
        assert_eq!(advance_for(&down, 3, -1, false), Advance::None);
        assert_eq!(advance_for(&down, i128::MIN, -1, true), Advance::OutOfRange);
    }
}
