//! A step whose generated rows are made again, to find those with the key of an error.

use std::ops::ControlFlow;
use std::sync::{Arc, Weak};

use postgres_types::Type;

use super::stored_rows::StoredRows;
use crate::catalog::keys::IndexOrConstraint;
use crate::encode::{Layout, decode};
use crate::plan::{Route, TablePlan};
use crate::produce::regenerator::Regenerator;
use crate::produce::spawn;
use crate::rows::store::Slot;
use crate::run::error_location::value_text;

/// A step whose rows can be made again.
pub(in crate::run) struct GeneratedStep<'p> {
    pub(super) table: &'p TablePlan,
    regenerator: Regenerator,
    /// The value that the step has kept, which makes the rows.
    value: Slot,
}

/// The generated rows with the key of an error.
#[derive(Default)]
pub(super) struct MadeRows {
    count: u64,
    /// The numbers, from 1, of the first and the second.
    first: Option<u64>,
    second: Option<u64>,
    /// The key's values.
    key: Option<Vec<String>>,
    /// True if the text of the key is that of several.
    ambiguous: bool,
}

impl<'p> GeneratedStep<'p> {
    pub(in crate::run) fn new(table: &'p TablePlan, regenerator: Regenerator, value: Slot) -> Self {
        Self {
            table,
            regenerator,
            value,
        }
    }

    /// Returns true if every row is stored with the values that were sent, so far as the table's own triggers go.
    pub(super) fn stores_what_it_sends(&self) -> bool {
        matches!(self.table.route, Route::Copy { .. }) && self.table.dropping.is_none() && !self.table.foreign
    }

    /// Makes the rows again, on a thread of its own, and finds those with this key. Dropping the future stops the thread.
    pub(super) async fn rows_with(&self, key: String, columns: &[usize]) -> Option<MadeRows> {
        let typed = columns.iter().map(|&column| {
            let planned = self.table.columns.get(column)?;
            Some((column, planned.ty.clone()))
        });
        let search = KeySearch {
            key,
            columns: typed.collect::<Option<_>>()?,
            layout: Arc::clone(&self.table.layout),
        };
        let (regenerator, value) = (self.regenerator.clone(), Arc::clone(&self.value));
        let wanted = Arc::new(());
        let still = Arc::downgrade(&wanted);
        let found = spawn::spawn(move || search.run(&regenerator, &value, &still)).await;
        drop(wanted);
        found.ok().flatten()
    }
}

/// The search for a key among rows that are made again.
struct KeySearch {
    /// The values, separated by commas.
    key: String,
    /// The positions and types of the key's columns.
    columns: Vec<(usize, Type)>,
    layout: Arc<Layout>,
}

impl KeySearch {
    fn run(&self, regenerator: &Regenerator, value: &Slot, wanted: &Weak<()>) -> Option<MadeRows> {
        let mut found = MadeRows::default();
        let mut number = 0;
        let made = regenerator.for_each(value, &self.layout, &mut |row| {
            number += 1;
            if let Some(key) = self.matching(row) {
                found.add(number, key);
            }
            if wanted.strong_count() == 0 {
                return ControlFlow::Break(());
            }
            ControlFlow::Continue(())
        });
        made.ok().map(|()| found)
    }

    /// The values of a row, if their text is that of the key.
    fn matching(&self, row: &[u8]) -> Option<Vec<String>> {
        let format = self.layout.format;
        let row = decode::rows(format, row).next()?;
        let mut rest = self.key.as_str();
        let mut values = Vec::new();
        for (n, (column, ty)) in self.columns.iter().enumerate() {
            if n > 0 {
                rest = rest.strip_prefix(", ")?;
            }
            let value = value_text(format, ty, row.get(*column)?)?;
            rest = rest.strip_prefix(value.as_str())?;
            values.push(value);
        }
        rest.is_empty().then_some(values)
    }
}

impl MadeRows {
    fn add(&mut self, number: u64, key: Vec<String>) {
        self.count += 1;
        match self.count {
            1 => self.first = Some(number),
            2 => self.second = Some(number),
            _ => {}
        }
        match &self.key {
            Some(known) => self.ambiguous |= *known != key,
            None => self.key = Some(key),
        }
    }

    /// The row at fault, if all new rows with the key are among these.
    pub(super) fn at_fault(&self, stored: &StoredRows, object: &IndexOrConstraint) -> Option<u64> {
        if self.ambiguous || self.count != stored.new {
            return None;
        }
        // Of two rows with one key, the later one breaks a unique index.
        if object.is_foreign_key() || stored.old > 0 {
            self.first
        } else {
            self.second
        }
    }
}
