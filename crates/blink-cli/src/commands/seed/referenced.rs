//! Tables that cannot be emptied, because others refer to them that are not emptied.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use blink::TableName;
use blink_schema::Filling;
use blink_schema::facts::Facts;

use super::emptied::tables;
use crate::exit::Failure;
use crate::terminal::escape;

/// The refusal of a seeding that empties tables first, if the server would not: TRUNCATE wants to empty all that refers to
/// them, too, even tables without rows.
pub(super) fn referenced(filling: &Filling) -> Option<Failure> {
    let (plan, facts) = (filling.plan(), filling.facts());
    if !plan.truncates {
        return None;
    }
    let parents = facts.tables.iter().filter_map(|table| {
        let partition = table.partition_of.as_ref()?;
        Some((&table.name, &partition.parent))
    });
    let parents = parents.collect::<BTreeMap<_, _>>();
    let emptied = tables(plan).into_iter().collect::<BTreeSet<_>>();
    let is_emptied = |name: &TableName| {
        let mut above = std::iter::successors(Some(name), |name| parents.get(name).copied());
        above.any(|name| emptied.contains(name))
    };
    let lines = lines(facts, is_emptied);
    if lines.is_empty() {
        return None;
    }
    let mut message = "TRUNCATE would be refused; nothing was written:".to_owned();
    for line in &lines {
        // Writing to a String does not fail.
        _ = write!(message, "\n  - {line}");
    }
    Some(
        Failure::refused(message)
            .with_help("let these tables be filled, too (--tables), or empty tables by hand and leave --truncate out"),
    )
}

/// The foreign keys of tables that stay to tables that are emptied.
fn lines(facts: &Facts, is_emptied: impl Fn(&TableName) -> bool) -> Vec<String> {
    let mut lines = Vec::new();
    for table in facts.tables.iter().filter(|table| !is_emptied(&table.name)) {
        // What a partition has from its table is told of that.
        let keys = table
            .foreign_keys
            .iter()
            .filter(|key| key.enforced && !key.is_inherited);
        for key in keys.filter(|key| is_emptied(&key.parent)) {
            let (name, parent) = (table.name.to_string(), key.parent.to_string());
            let (name, parent, key) = (escape(&name), escape(&parent), escape(&key.name));
            lines.push(format!("{name}, which is not emptied, refers to {parent} with {key}"));
        }
    }
    lines
}
