//! Foreign keys to tables that are filled later.

use std::fmt;

use postgres_types::Oid;

use super::mode::Mode;
use super::steps::Steps;
use crate::catalog::{ForeignKey, TableInfo};
use crate::sql::{TableName, comma_separated};

/// A foreign key of a table, some of whose rows may refer to rows that come later.
#[derive(Clone, Debug)]
pub(crate) struct ForwardKey {
    /// The table that has the key.
    pub(crate) table: Oid,
    pub(crate) name: TableName,
    columns: Vec<String>,
    to: TableName,
    to_itself: bool,
    /// True if the run defers the key, unless it is dropped.
    pub(crate) may_defer: bool,
    mode: Mode,
}

/// Returns the keys of a table that rows of any of its steps may violate until later rows come.
pub(super) fn forward_keys(steps: Steps<'_, '_>, info: &TableInfo, mode: Mode) -> Vec<ForwardKey> {
    let schema = info.name.schema().unwrap_or_default();
    let keys = info.foreign_keys.iter();
    keys.filter(|key| key.checked && !(key.deferred && mode.is_atomic()) && refers_forward(steps, info, key))
        .map(|key| ForwardKey {
            table: info.oid,
            name: TableName::qualified(schema, key.name.clone()),
            columns: key.columns.clone(),
            to: referenced_name(steps, info, key),
            to_itself: key.to == info.oid,
            may_defer: key.may_defer && mode.is_atomic(),
            mode,
        })
        .collect()
}

/// The name of the referenced table.
fn referenced_name(steps: Steps<'_, '_>, info: &TableInfo, key: &ForeignKey) -> TableName {
    let partition = || steps.partitions.get(key.to).map(|partition| &partition.name);
    let step = steps.first(key.to).map(|n| &steps.tables[n].info.name);
    step.or_else(partition).unwrap_or(&info.name).clone()
}

/// Returns true if any step of the table has values for a key to rows that come later.
fn refers_forward(steps: Steps<'_, '_>, info: &TableInfo, key: &ForeignKey) -> bool {
    let of_table = steps.tables.iter().enumerate();
    let mut of_table = of_table.filter(|(_, step)| step.oid() == info.oid);
    of_table.any(|(n, step)| step.has_values_for(key) && steps.comes_later(n, key))
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
