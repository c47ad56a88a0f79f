//! Planning, until every table of the plan can be filled.

use blink::TableName;

use super::adopted::Adopted;
use super::asked::not_as_asked;
use super::names::resolved;
use super::options::Options;
use super::planned::Plan;
use super::planning::Planning;
use super::scope::{NotFilled, Scope};
use super::stored::StoredRows;
use crate::facts::Facts;
use crate::mistakes::Mistakes;

/// Plans the filling of a schema; nothing is read or written. What cannot be filled is left out, and the rest planned
/// again.
///
/// # Errors
/// All that was asked for by name and cannot be done.
pub fn plan(facts: &Facts, options: &Options) -> Result<Plan, Mistakes> {
    let options = resolved(options, facts)?;
    let plan = plan_without(facts, &options, Vec::new());
    Mistakes::none_in(not_as_asked(&plan, &options)).map(|()| plan)
}

/// The numbers of rows that tables get without these tables; the names in the options are those of the catalog.
pub(crate) fn rows_of_tables(facts: &Facts, options: &Options, left_out: &[NotFilled]) -> Vec<(TableName, u64)> {
    let stored = StoredRows::new(facts);
    let adopted = Adopted::new(&stored, &scope(facts, &stored, options, left_out));
    let scope = as_adopted(facts, adopted.as_ref(), &stored, options, left_out);
    let planning = Planning::new(&scope, options);
    let names = scope.filled.iter().map(|table| table.name.clone());
    names.zip(planning.counts.rows).collect()
}

/// Plans without these tables; the names in the options are those of the catalog.
pub(crate) fn plan_without(facts: &Facts, options: &Options, mut left_out: Vec<NotFilled>) -> Plan {
    let stored = StoredRows::new(facts);
    loop {
        let adopted = Adopted::new(&stored, &scope(facts, &stored, options, &left_out));
        let scope = as_adopted(facts, adopted.as_ref(), &stored, options, &left_out);
        let draft = Planning::new(&scope, options);
        let mut unresolved = draft.unresolved();
        if unresolved.is_empty() {
            let plan = draft.finish(left_out.clone());
            unresolved = plan.unmet();
            if unresolved.is_empty() {
                return plan;
            }
        }
        left_out.extend(unresolved);
    }
}

/// The tables without those that are left out.
fn scope<'f>(facts: &'f Facts, stored: &StoredRows<'_>, options: &Options, left_out: &[NotFilled]) -> Scope<'f> {
    let mut selection = options.selection.clone();
    selection.except.extend(left_out.iter().map(|one| one.table.clone()));
    let mut scope = Scope::new(facts, &selection, &options.own, &stored.left_to_triggers);
    let is_left_out = |table: &TableName| left_out.iter().any(|out| out.table == *table);
    scope.not_asked.retain(|table| !is_left_out(table));
    scope
}

/// Does the same with the constraints of the rows that triggers store.
fn as_adopted<'f>(
    facts: &'f Facts,
    adopted: Option<&'f Adopted>,
    stored: &StoredRows<'_>,
    options: &Options,
    left_out: &[NotFilled],
) -> Scope<'f> {
    let Some(adopted) = adopted else {
        return scope(facts, stored, options, left_out);
    };
    let mut scope = scope(&adopted.facts, stored, options, left_out);
    scope.by_triggers.clone_from(&adopted.by_triggers);
    scope
}
