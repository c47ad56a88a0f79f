//! The columns that expressions name.

use crate::expr::parse;
use crate::facts::Table;

/// The columns that an expression names.
pub(crate) fn named_in(text: &str, table: &Table) -> Vec<String> {
    let mut names = parse(text).columns();
    names.retain(|name| table.columns.iter().any(|column| column.name == *name));
    names
}
