//! The faults of a file's values, counted by kind.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use blink::__private::with_thousands;

use crate::csv::{Fault, FaultKind, Field, Record};
use crate::read_failure::ReadFailure;
use crate::reading::{FieldFault, ReadColumn};
use crate::text::shown;

/// The kinds of faults that are told apart; the others are only counted.
const MAX_KINDS: usize = 1_000;

/// The faults of a file, collected by several threads.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    state: Mutex<State>,
    /// Notified when no block is being read any more.
    idle: Condvar,
}

#[derive(Debug, Default)]
struct State {
    kinds: HashMap<Key, FaultGroup>,
    /// The faults of further kinds.
    others: u64,
    /// The blocks that threads are reading.
    reading: usize,
}

/// The kind of a fault: those of one kind are told together.
#[derive(Debug, PartialEq, Eq, Hash)]
enum Key {
    /// A fault of the file's form; the number of fields that a record has.
    Form(&'static str, usize),
    Field(usize, FieldFault),
}

/// All that is wrong with a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileFaults {
    /// Equal faults together, in the order of their first lines.
    pub groups: Vec<FaultGroup>,
    /// The number of faults of further kinds.
    pub others: u64,
    /// The reason why the file could not be read to its end, if that is no fault of its form.
    pub failure: Option<ReadFailure>,
}

impl FileFaults {
    /// Returns true if nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty() && self.failure.is_none()
    }
}

/// Faults of the same kind in one column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FaultGroup {
    /// The number of them.
    pub count: u64,
    /// The column of the table; None for a fault of the file's form.
    pub column: Option<String>,
    /// The fault in words.
    pub what: String,
    /// The line of the first, from 1.
    pub line: u64,
    /// The first value, shortened; None for a fault of the file's form.
    pub value: Option<String>,
    /// The option that cures it, if there is one.
    pub flag: Option<&'static str>,
}

impl fmt::Display for FaultGroup {
    /// `12,401 × birth_date: day.month.year; first at line 18: "03.04.2024"; --dates dmy`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.count > 1 {
            write!(f, "{} × ", with_thousands(self.count))?;
        }
        if let Some(column) = &self.column {
            write!(f, "{column}: ")?;
        }
        let place = if self.count > 1 { "first at line" } else { "line" };
        write!(f, "{}; {place} {}", self.what, self.line)?;
        if let Some(value) = &self.value {
            write!(f, ": {value}")?;
        }
        match self.flag {
            Some(flag) => write!(f, "; {flag}"),
            None => Ok(()),
        }
    }
}

impl Faults {
    /// Notes that a thread reads a block until what is returned is dropped.
    pub(crate) fn begin_block(self: &std::sync::Arc<Self>) -> BlockBeingRead {
        self.state().reading += 1;
        BlockBeingRead(std::sync::Arc::clone(self))
    }

    /// Waits until no thread reads a block.
    pub(crate) fn wait_until_idle(&self) {
        let state = self.state();
        let _idle = self.idle.wait_while(state, |state| state.reading > 0);
    }

    pub(crate) fn add_form(&self, fault: &Fault) {
        let (name, found) = kind_of(&fault.kind);
        let group = FaultGroup {
            count: 1,
            column: None,
            what: if fault.ends_reading() {
                format!("{fault}; what is behind it is not checked")
            } else {
                fault.to_string()
            },
            line: fault.line,
            value: None,
            flag: None,
        };
        self.state().add(Key::Form(name, found), group);
    }

    pub(crate) fn add_field(&self, record: &Record<'_>, column: &ReadColumn, field: Field<'_>, fault: FieldFault) {
        let group = FaultGroup {
            count: 1,
            column: Some(column.name.clone()),
            what: fault.to_string(),
            line: record.line_of(column.field()),
            value: (!field.text.is_empty()).then(|| shown(field.text)),
            flag: fault.flag(),
        };
        self.state().add(Key::Field(column.field(), fault), group);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.state().kinds.is_empty()
    }

    /// The groups, in the order of their first lines, and the number of faults of further kinds.
    pub(crate) fn groups(&self) -> (Vec<FaultGroup>, u64) {
        let state = self.state();
        let mut groups = state.kinds.values().cloned().collect::<Vec<_>>();
        groups.sort_by(|a, b| (a.line, &a.column).cmp(&(b.line, &b.column)));
        (groups, state.others)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn add(&mut self, key: Key, fault: FaultGroup) {
        let is_full = self.kinds.len() >= MAX_KINDS;
        match self.kinds.get_mut(&key) {
            Some(group) => {
                group.count += 1;
                // Threads do not come in the order of the lines.
                if fault.line < group.line {
                    *group = FaultGroup {
                        count: group.count,
                        ..fault
                    };
                }
            }
            None if is_full => self.others += 1,
            None => {
                self.kinds.insert(key, fault);
            }
        }
    }
}

/// A block that a thread reads.
pub(crate) struct BlockBeingRead(std::sync::Arc<Faults>);

impl Drop for BlockBeingRead {
    fn drop(&mut self) {
        self.0.state().reading -= 1;
        self.0.idle.notify_all();
    }
}

/// The parts that tell kinds apart: the name, and the number of fields that were found.
fn kind_of(kind: &FaultKind) -> (&'static str, usize) {
    match kind {
        FaultKind::StrayQuote { .. } => ("stray quote", 0),
        FaultKind::TextAfterQuote { .. } => ("text after quote", 0),
        FaultKind::UnclosedQuote => ("unclosed quote", 0),
        FaultKind::RecordTooLong { .. } => ("record too long", 0),
        FaultKind::LineBreak { .. } => ("line break", 0),
        FaultKind::FieldCount { found, .. } => ("field count", *found),
    }
}
