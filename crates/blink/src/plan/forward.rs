//! Foreign keys to tables that are filled later.

use std::fmt;

use postgres_types::Oid;

use super::draft::TableDraft;
use super::mode::Mode;
use crate::catalog::{ForeignKey, TableInfo};
use crate::sql::{TableName, comma_separated};

/// A foreign key of a table, some of whose rows may refer to rows that come later.
#[derive(Clone, Debug)]
pub(crate) struct ForwardKey {
    pub(crate) name: TableName,
    columns: Vec<String>,
    to: TableName,
    to_itself: bool,
    /// True if the run defers the key, unless it is dropped.
    pub(crate) may_defer: bool,
    mode: Mode,
}

/// Returns the keys of a table that rows of any of its steps may violate until later rows come.
pub(super) fn forward_keys(steps: &[TableDraft<'_>], info: &TableInfo, mode: Mode) -> Vec<ForwardKey> {
    let schema = info.name.schema().unwrap_or_default();
    let keys = info.foreign_keys.iter();
    keys.filter(|key| key.checked && !(key.deferred && mode.is_atomic()) && refers_forward(steps, info, key))
        .map(|key| ForwardKey {
            name: TableName::qualified(schema, key.name.clone()),
            columns: key.columns.clone(),
            to: first(steps, key.to).map_or_else(|| info.name.clone(), |n| steps[n].info.name.clone()),
            to_itself: key.to == info.oid,
            may_defer: key.may_defer && mode.is_atomic(),
            mode,
        })
        .collect()
}

/// Returns true if any step of the table has values for a key to rows that come later.
fn refers_forward(steps: &[TableDraft<'_>], info: &TableInfo, key: &ForeignKey) -> bool {
    let mut of_table = steps.iter().enumerate().filter(|(_, step)| step.oid() == info.oid);
    of_table.any(|(n, step)| step.has_values_for(key) && comes_later(steps, n, key))
}

/// Returns true if rows of the step `n` may refer to rows that a later step, or a later batch, stores.
pub(super) fn comes_later(steps: &[TableDraft<'_>], n: usize, key: &ForeignKey) -> bool {
    let step = &steps[n];
    first(steps, key.to).is_some_and(|first| first > n || key.to == step.oid() && step.comes_in_batches())
}

fn first(steps: &[TableDraft<'_>], table: Oid) -> Option<usize> {
    steps.iter().position(|step| step.oid() == table)
}

/// The line of the plan about a key that is not dropped.
impl fmt::Display for ForwardKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (name, to) = (self.name.table(), &self.to);
        let later = if self.to_itself {
            "later batches come".to_owned()
        } else {
            format!("{to} is filled later")
        };
        if self.may_defer {
            write!(f, "{name}: deferred until the run ends, since {later}")?;
            if self.mode == Mode::Joined {
                f.write_str("; then IMMEDIATE, even if you have deferred it")?;
            }
            return Ok(());
        }
        let columns = comma_separated(&self.columns);
        let reach = if self.to_itself {
            "a row of its batch, or an earlier one"
        } else {
            "a row that exists before"
        };
        write!(
            f,
            "{name} stays, though {later}: where {columns} is not NULL, it must refer to {reach}"
        )?;
        if self.mode.is_atomic() {
            f.write_str("; make the key DEFERRABLE, or change the order")
        } else {
            f.write_str("; use Indexes::Rebuild or one transaction, or change the order")
        }
    }
}
