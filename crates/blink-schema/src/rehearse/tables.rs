//! The tables that are rehearsed: which are not, which go together, and what has to be done beforehand.

use std::collections::{BTreeMap, BTreeSet};

use blink::TableName;

use crate::facts::{Facts, Fires, Table, TableKind, Trigger};
use crate::plan::outside::{OutsideCalls, moves_sequences};
use crate::plan::{NotFilled, Plan, filled_by_triggers, quoted};

/// The triggers that fire when rows are stored.
fn triggers<'f>(family: &[&'f Table]) -> impl Iterator<Item = &'f Trigger> {
    let all = family.iter().flat_map(|table| &table.triggers).collect::<Vec<_>>();
    all.into_iter().filter(|trigger| {
        (trigger.before_insert || trigger.after_insert) && matches!(trigger.fires, Fires::Origin | Fires::Always)
    })
}

/// The tables of a plan that are not rehearsed, by their places, each with the reason; with `all`, even those are that
/// reach outside of the database.
pub(super) fn not_rehearsed(plan: &Plan, facts: &Facts, all: bool) -> BTreeMap<usize, String> {
    let outside = OutsideCalls::new(facts);
    let mut reasons = BTreeMap::new();
    for (place, table) in plan.tables.iter().enumerate() {
        let family = facts.with_partitions(&table.name);
        let foreign = family.iter().find(|one| one.kind == TableKind::Foreign);
        let of_triggers = || {
            let functions = triggers(&family).flat_map(|trigger| {
                let own = std::iter::once(trigger.function_oid);
                own.chain(trigger.functions.iter().copied())
            });
            outside.reached(functions)
        };
        let of_columns = || {
            let columns = family.iter().flat_map(|one| &one.columns);
            outside.reached(columns.flat_map(|column| column.default_functions.iter().copied()))
        };
        let of_checks = || {
            let checks = family.iter().flat_map(|one| &one.checks);
            outside.reached(checks.flat_map(|check| check.functions.iter().copied()))
        };
        let own = table.is_own.then(|| "its rows are your own".to_owned());
        let because = own.or_else(|| foreign.map(|foreign| format!("{} is a foreign table", foreign.name)));
        let outside = || of_triggers().or_else(of_columns).or_else(of_checks);
        let because = because.or_else(|| if all { None } else { outside() });
        reasons.extend(because.map(|because| (place, because)));
    }
    reasons
}

/// Adds the tables that refer to a table that is not rehearsed.
pub(super) fn with_children(plan: &Plan, reasons: &mut BTreeMap<usize, String>) {
    loop {
        let mut more = BTreeMap::new();
        for (place, _) in plan
            .tables
            .iter()
            .enumerate()
            .filter(|(place, _)| !reasons.contains_key(place))
        {
            let parent = parents(plan, place)
                .into_iter()
                .find(|parent| reasons.contains_key(parent));
            if let Some(parent) = parent.and_then(|parent| plan.tables.get(parent)) {
                more.insert(place, format!("it refers to {}, which is not rehearsed", parent.name));
            }
        }
        if more.is_empty() {
            return;
        }
        reasons.extend(more);
    }
}

/// The places of the tables that a table of the plan refers to.
pub(super) fn parents(plan: &Plan, place: usize) -> BTreeSet<usize> {
    let Some(table) = plan.tables.get(place) else {
        return BTreeSet::new();
    };
    let relations = plan
        .cells
        .related
        .tables
        .get(table.index)
        .map_or(&[] as &[_], |related| &related.relations);
    let parents = relations
        .iter()
        .filter(|relation| !relation.is_absent())
        .filter_map(|relation| relation.parent);
    let place = |index: usize| plan.tables.iter().position(|table| table.index == index);
    parents.filter_map(place).collect()
}

/// The places of the tables that go together, since their triggers, or they themselves and triggers of others, fill the same
/// table: no key may come twice there.
pub(super) fn tied_by_triggers(plan: &Plan, facts: &Facts) -> Vec<BTreeSet<usize>> {
    let place = |name: &TableName| plan.tables.iter().position(|table| table.name == *name);
    let filled = filled_by_triggers(facts).into_iter();
    let ties = filled.map(|(table, of)| of.iter().chain([&table]).filter_map(place).collect::<BTreeSet<_>>());
    ties.filter(|tie| tie.len() > 1).collect()
}

/// The tables tied by foreign keys or otherwise, parents first; each group is a list of lists: the tables of one refer to one
/// another, and are filled by one statement.
pub(super) fn groups(parents: &[BTreeSet<usize>], tied: &[BTreeSet<usize>]) -> Vec<Vec<Vec<usize>>> {
    let mut group_of = (0..parents.len()).collect::<Vec<_>>();
    let mut tie = |one: usize, another: usize| {
        let (own, other) = (group_of.get(one).copied(), group_of.get(another).copied());
        for group in &mut group_of {
            if Some(*group) == other {
                *group = own.unwrap_or(*group);
            }
        }
    };
    for (place, of_table) in parents.iter().enumerate() {
        for parent in of_table {
            tie(place, *parent);
        }
    }
    for together in tied {
        for (one, another) in together.iter().zip(together.iter().skip(1)) {
            tie(*one, *another);
        }
    }
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (place, group) in group_of.iter().enumerate() {
        groups.entry(*group).or_default().push(place);
    }
    groups.into_values().map(|group| statements(group, parents)).collect()
}

/// Puts tables together with all between them and a parent that comes later: only a cycle has one.
fn statements(group: Vec<usize>, parents: &[BTreeSet<usize>]) -> Vec<Vec<usize>> {
    let mut statements: Vec<Vec<usize>> = Vec::new();
    let mut reach = 0;
    for place in group {
        let last = parents.get(place).and_then(BTreeSet::last).copied().unwrap_or(0);
        match statements.last_mut() {
            Some(statement) if place <= reach => statement.push(place),
            _ => statements.push(vec![place]),
        }
        reach = reach.max(last);
    }
    statements
}

/// Returns true if triggers of a table may move sequences.
pub(super) fn has_moving_triggers(facts: &Facts, name: &TableName) -> bool {
    let family = facts.with_partitions(name);
    let mut triggers = triggers(&family);
    triggers.any(|trigger| {
        let functions = trigger.functions.iter().chain([&trigger.function_oid]);
        let known = functions
            .filter_map(|oid| facts.functions.get(oid))
            .filter(|one| one.oid >= FIRST_OF_USERS);
        let mut known = known.filter(|function| function.extension.is_none());
        known.any(|function| moves_sequences(&function.source)) || moves_sequences(&trigger.source)
    })
}

/// `FirstNormalObjectId` in transam.h.
const FIRST_OF_USERS: u32 = 16_384;

/// Returns true if rows of a table fire triggers that the schema defines.
pub(super) fn has_triggers(facts: &Facts, name: &TableName) -> bool {
    triggers(&facts.with_partitions(name)).next().is_some()
}

/// The tables of a group without a file, whose truncation nobody notices: afterwards they have none again.
pub(super) fn without_file(plan: &Plan, facts: &Facts, group: &[usize]) -> Vec<String> {
    let names = group
        .iter()
        .filter_map(|place| plan.tables.get(*place))
        .map(|table| &table.name);
    let mut chosen = names
        .filter_map(|name| facts.table(name))
        .filter(|table| {
            table.kind == TableKind::Ordinary
                && table.size == 0
                && table.rows == 0
                && table.inheritance.children.is_empty()
                && !table.triggers.iter().any(|trigger| trigger.on_truncate)
        })
        .collect::<Vec<_>>();
    loop {
        let before = chosen.len();
        let names = chosen.iter().map(|table| table.name.clone()).collect::<BTreeSet<_>>();
        chosen.retain(|table| {
            let mut children = facts
                .tables
                .iter()
                .filter(|one| one.foreign_keys.iter().any(|key| key.parent == table.name));
            children.all(|child| names.contains(&child.name))
        });
        if chosen.len() == before {
            return chosen.iter().map(|table| quoted(&table.name)).collect();
        }
    }
}

/// The tables of a group that have rows, which the run takes away first.
pub(super) fn with_rows(plan: &Plan, facts: &Facts, group: &[usize]) -> Vec<usize> {
    let has_rows = |place: &usize| {
        let table = plan.tables.get(*place).and_then(|table| facts.table(&table.name));
        table.is_some_and(|table| table.rows > 0)
    };
    group.iter().copied().filter(has_rows).collect()
}

/// These tables, and those that only triggers fill again and that TRUNCATE wants beside them, since they refer to them.
pub(super) fn emptied_with<'p>(plan: &'p Plan, facts: &Facts, places: &[usize]) -> Vec<&'p TableName> {
    let named = places.iter().filter_map(|place| plan.tables.get(*place));
    let named = named.map(|table| &table.name);
    let is_foreign = |name: &TableName| facts.table(name).is_some_and(|table| table.kind == TableKind::Foreign);
    let mut names = named.filter(|name| !is_foreign(name)).collect::<Vec<_>>();
    loop {
        let refers = |name: &TableName| {
            let keys = facts.table(name).map(|table| table.foreign_keys.as_slice());
            keys.unwrap_or_default().iter().any(|key| names.contains(&&key.parent))
        };
        let emptied = plan.emptied.iter().map(|emptied| &emptied.table);
        let more = emptied.filter(|name| !names.contains(name) && refers(name));
        let more = more.collect::<Vec<_>>();
        if more.is_empty() {
            return names;
        }
        names.extend(more);
    }
}

/// The reason why emptying these tables would reach outside of the database, by triggers for TRUNCATE; None if it does not.
pub(super) fn emptying_reaches_outside(facts: &Facts, names: &[&TableName]) -> Option<String> {
    let families = names.iter().flat_map(|name| facts.with_partitions(name));
    let triggers = families.flat_map(|table| &table.triggers);
    let fired =
        triggers.filter(|trigger| trigger.on_truncate && matches!(trigger.fires, Fires::Origin | Fires::Always));
    let functions = fired.flat_map(|trigger| [&[trigger.function_oid], trigger.functions.as_slice()].concat());
    OutsideCalls::new(facts).reached(functions)
}

/// The tables that are not rehearsed, for people.
pub(super) fn said(plan: &Plan, reasons: &BTreeMap<usize, String>) -> Vec<NotFilled> {
    let said = reasons.iter().filter_map(|(place, because)| {
        Some(NotFilled {
            table: plan.tables.get(*place)?.name.clone(),
            because: because.clone(),
        })
    });
    said.collect()
}
