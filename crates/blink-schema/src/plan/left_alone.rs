//! The tables that are not for rows of this kind: what tools keep for themselves, and what triggers fill.

use std::collections::BTreeMap;

use blink::TableName;

use crate::facts::{Facts, Fires, ForeignKey, Table};

/// The tables that tools keep, a rule a line: `name | columns | what it is`. A name may begin or end with `*`, and
/// have a schema.
const RULES: &str = include_str!("left_alone.txt");

/// The reason why a table is left alone; None if it is not.
pub(super) fn reason(table: &Table) -> Option<String> {
    RULES
        .lines()
        .filter_map(Rule::parse)
        .find_map(|rule| rule.is_of(table).then(|| format!("it is {}", rule.what)))
}

/// A rule: by the name and by the columns, so that a table of the user's that merely has the name is filled.
struct Rule<'r> {
    name: &'r str,
    columns: Vec<&'r str>,
    what: &'r str,
}

impl<'r> Rule<'r> {
    fn parse(line: &'r str) -> Option<Self> {
        let mut fields = line.split('|').map(str::trim);
        let (name, columns, what) = (fields.next()?, fields.next()?, fields.next()?);
        (!name.starts_with('#')).then(|| Self {
            name,
            columns: columns.split_whitespace().collect(),
            what,
        })
    }

    fn is_of(&self, table: &Table) -> bool {
        let (schema, pattern) = match self.name.split_once('.') {
            Some((schema, pattern)) => (Some(schema), pattern),
            None => (None, self.name),
        };
        let in_schema = |schema: &str| table.name.schema().is_some_and(|own| own.eq_ignore_ascii_case(schema));
        let name = table.name.table();
        let named = match (pattern.strip_prefix('*'), pattern.strip_suffix('*')) {
            (Some(end), _) => name.ends_with(end),
            (_, Some(start)) => name.starts_with(start),
            _ => name.eq_ignore_ascii_case(pattern),
        };
        let has = |column: &&str| table.columns.iter().any(|one| one.name.eq_ignore_ascii_case(column));
        schema.is_none_or(in_schema) && named && self.columns.iter().all(has)
    }
}

/// The tables into which a trigger of another table inserts, with the reason why they are left to it.
pub(super) fn filled_by_triggers(facts: &Facts) -> BTreeMap<TableName, String> {
    let mut found = BTreeMap::new();
    let sources = facts.tables.iter().flat_map(|table| {
        table
            .triggers
            .iter()
            .map(move |trigger| (table, trigger, inserted_tables(&trigger.source)))
    });
    for (table, trigger, targets) in sources {
        for target in targets {
            let filled = facts
                .tables
                .iter()
                .filter(|one| one.name != table.name && is_named(one, &target));
            for one in filled {
                let because = format!("the trigger {} of {} fills it", trigger.name, table.name);
                found.entry(one.name.clone()).or_insert(because);
            }
        }
    }
    found
}

/// Returns true if a trigger of a table stores the row that a key refers to, by the key's own values, before each of the
/// table's rows is stored.
pub(super) fn stores_before(table: &Table, key: &ForeignKey) -> bool {
    let mut triggers = table.triggers.iter();
    triggers.any(|trigger| {
        let fires = matches!(trigger.fires, Fires::Origin | Fires::Always);
        let is_before = fires && trigger.before_insert && trigger.for_each_row && !trigger.is_conditional;
        let source = trigger.source.to_lowercase();
        let takes = |column: &String| source.contains(&format!("new.{}", column.to_lowercase()));
        let inserts = || {
            inserted_tables(&trigger.source)
                .iter()
                .any(|name| has_name(&key.parent, name))
        };
        is_before && key.columns.iter().all(takes) && inserts()
    })
}

/// The names behind INSERT INTO in a function's source, in lower case.
fn inserted_tables(source: &str) -> Vec<String> {
    let words = source
        .split(|c: char| c.is_whitespace() || c == '(' || c == ';')
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect::<Vec<_>>();
    words
        .windows(3)
        .filter(|three| three[0] == "insert" && three[1] == "into")
        .map(|three| three[2].replace('"', ""))
        .collect()
}

fn is_named(table: &Table, name: &str) -> bool {
    has_name(&table.name, name)
}

fn has_name(table: &TableName, name: &str) -> bool {
    match name.rsplit_once('.') {
        Some((schema, name)) => {
            table.table().eq_ignore_ascii_case(name)
                && table.schema().is_some_and(|own| own.eq_ignore_ascii_case(schema))
        }
        None => table.table().eq_ignore_ascii_case(name),
    }
}
