//! The tables that a plan empties, and those that a later run with `--truncate` would.

use blink::TableName;
use blink_schema::Filling;
use blink_schema::plan::{Options, Plan, plan};

use crate::args::RowOptions;

/// The number of rows that is offered after a run whose size was left to Blink.
pub(super) const MORE_ROWS: u64 = 1_000_000;

/// The tables that a plan fills or empties.
pub(super) fn tables(plan: &Plan) -> Vec<TableName> {
    let filled = plan.tables.iter().map(|table| &table.name);
    let emptied = plan.emptied.iter().map(|emptied| &emptied.table);
    filled.chain(emptied).cloned().collect()
}

/// The tables that the same command would empty and fill if `--truncate` was added to it, with this number of rows; None
/// if that cannot be told.
pub(super) fn emptied(filling: &Filling, rows: &RowOptions, number: Option<u64>) -> Option<Vec<TableName>> {
    let of_plan = rows.of_plan();
    let mut options = Options {
        rows: number.unwrap_or(of_plan.rows),
        size: None,
        ..of_plan
    };
    options.selection.truncate = true;
    let planned = plan(filling.facts(), &options).ok()?;
    Some(tables(&planned))
}

/// The tables of which the same command with more rows and `--truncate` would remove rows that this run has not made; None
/// if that cannot be told. Those of `had_rows` had some when the run began.
pub(super) fn lost(filling: &Filling, rows: &RowOptions, had_rows: &[TableName]) -> Option<Vec<TableName>> {
    let ran = filling.plan();
    let is_made = |name: &TableName| tables(ran).contains(name) && (ran.truncates || !had_rows.contains(name));
    let has_rows = |name: &TableName| {
        let known = filling.facts().tables.iter().find(|table| table.name == *name);
        // What is not known may have some.
        known.is_none_or(|table| table.rows > 0 || !table.rows_are_exact) || had_rows.contains(name)
    };
    let emptied = emptied(filling, rows, Some(MORE_ROWS))?;
    Some(
        emptied
            .into_iter()
            .filter(|name| has_rows(name) && !is_made(name))
            .collect(),
    )
}
