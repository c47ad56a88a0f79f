//! Tables whose rows are of subtypes: other tables refer to some of them alone.

use std::collections::{BTreeMap, BTreeSet};

use blink::{Contract, RngKey, TableRng};

use super::checks::{Checked, nested};
use super::options::Options;
use super::owner::Owners;
use super::references::{Reference, References};
use super::scope::Scope;
use crate::domain::{Domain, Extent, Values};
use crate::facts::{Table, UniqueKind, UniqueSet};
use crate::make::classes::Classes;
use crate::value::Value;

/// The classes of a table's rows.
#[derive(Clone, Debug)]
pub(crate) struct Split {
    /// The number of classes.
    pub(crate) classes: u64,
    /// The column that tells them apart, and the values of each class.
    pub(crate) told_by: Option<(String, Vec<Domain>)>,
    key: RngKey,
}

/// The tables whose rows are of subtypes, and the references that lead to one of these alone.
#[derive(Debug, Default)]
pub(crate) struct Subtypes {
    of: Vec<Option<Split>>,
    /// The class that a reference leads to, by the table and the reference's place.
    class: BTreeMap<(usize, usize), u64>,
    /// The class of the rows that own rows of each table.
    owner_class: Vec<Option<u64>>,
}

/// The most values of a column that tells subtypes apart.
const MOST_VALUES: u128 = 64;

impl Subtypes {
    pub(crate) fn new(
        scope: &Scope<'_>,
        references: &References<'_>,
        owners: &Owners,
        checked: &[Checked],
        options: &Options,
        until: i64,
    ) -> Self {
        let mut subtypes = Self {
            of: vec![None; scope.filled.len()],
            class: BTreeMap::new(),
            owner_class: vec![None; scope.filled.len()],
        };
        let deciding = Deciding {
            scope,
            references,
            owners,
            checked,
            until,
        };
        let made = scope.filled.iter().enumerate();
        for (parent, table) in made.filter(|(parent, _)| scope.own(*parent).is_none()) {
            let schema = table.name.schema().unwrap_or_default();
            let rng = TableRng::new(Contract::CURRENT, options.seed, schema, table.name.table());
            let key = rng.purpose("classes");
            if !subtypes.by_references(&deciding, parent, key) {
                subtypes.by_keys(&deciding, parent, key);
            }
        }
        subtypes
    }

    /// The classes of a table's rows.
    pub(crate) fn split(&self, table: usize) -> Option<&Split> {
        self.of.get(table)?.as_ref()
    }

    /// The classes of so many rows of a table.
    pub(crate) fn classes(&self, table: usize, rows: u64) -> Option<Classes> {
        let split = self.split(table)?;
        Some(Classes::new(rows, split.classes, split.key))
    }

    /// The classes that references lead to, by their tables and places; any other may lead to any row.
    pub(crate) fn of_references(&self) -> &BTreeMap<(usize, usize), u64> {
        &self.class
    }

    /// The classes of the rows that own rows of each table; None where any may.
    pub(crate) fn owner_classes(&self) -> &[Option<u64>] {
        &self.owner_class
    }

    /// The class of the rows that own rows of a table; None if any may.
    pub(crate) fn owner_class(&self, table: usize) -> Option<u64> {
        self.owner_class.get(table).copied().flatten()
    }

    /// The classes of the owner's rows, which are so many, and that of those that own rows of a table.
    pub(crate) fn of_owner(&self, table: usize, owner: usize, rows: u64) -> Option<(Classes, u64)> {
        Some((self.classes(owner, rows)?, self.owner_class(table)?))
    }

    /// Splits the rows of a table by a column that constraints of other tables narrow along their foreign keys.
    fn by_references(&mut self, deciding: &Deciding<'_, '_>, parent: usize, key: RngKey) -> bool {
        let Some((column, narrowing)) = deciding.narrowing(parent) else {
            return false;
        };
        let Some((theirs, values)) = deciding.values(parent, &column) else {
            return false;
        };
        // Values that the same references may lead to are one class.
        let mut classes: BTreeMap<Vec<usize>, Vec<Value<'static>>> = BTreeMap::new();
        for value in values {
            let allowed = narrowing.iter().enumerate();
            let allowed = allowed.filter(|(_, (_, _, own))| own.contains(&value));
            classes
                .entry(allowed.map(|(at, _)| at).collect())
                .or_default()
                .push(value);
        }
        let of_reference = |at: usize| {
            let mut its = (0_u64..)
                .zip(classes.keys())
                .filter(|(_, allowed)| allowed.contains(&at));
            let only = its.next().map(|(class, _)| class);
            only.filter(|_| its.next().is_none())
        };
        for (at, (table, place, _)) in narrowing.iter().enumerate() {
            let Some(class) = of_reference(at) else { continue };
            self.class.insert((*table, *place), class);
            if deciding.follows_owner(*table, *place) {
                self.owner_class[*table] = Some(class);
            }
        }
        self.of[parent] = Some(split(key, &theirs, &column, classes.into_values()));
        true
    }

    /// Splits the rows of a table among those whose primary keys are foreign keys to it.
    fn by_keys(&mut self, deciding: &Deciding<'_, '_>, parent: usize, key: RngKey) {
        let tables = deciding.with_its_key(parent);
        if tables.len() < 2 {
            return;
        }
        for (class, table) in (0..).zip(&tables) {
            self.owner_class[*table] = Some(class);
        }
        let classes = tables.len() as u64;
        let told = deciding.told_by_names(parent, &tables);
        self.of[parent] = Some(match told {
            Some((column, theirs, values)) => split(key, &theirs, &column, values.into_iter()),
            None => Split {
                classes,
                told_by: None,
                key,
            },
        });
    }
}

fn split(key: RngKey, theirs: &Domain, column: &str, values: impl Iterator<Item = Vec<Value<'static>>>) -> Split {
    let of_class = |values| theirs.intersect(&Domain::of(Values::Listed(values), "its subtype"));
    let domains = values.map(of_class).collect::<Vec<_>>();
    Split {
        classes: domains.len() as u64,
        told_by: Some((column.to_owned(), domains)),
        key,
    }
}

/// The decisions by which subtypes are found.
struct Deciding<'d, 'f> {
    scope: &'d Scope<'f>,
    references: &'d References<'f>,
    owners: &'d Owners,
    checked: &'d [Checked],
    until: i64,
}

/// A reference by its table and place, and the values that its table allows.
type Narrowing = (usize, usize, Domain);

impl Deciding<'_, '_> {
    /// The values that constraints leave of a column.
    fn domain(&self, table: usize, column: &str) -> Option<Domain> {
        let facts = self.scope.filled[table];
        let column = facts.columns.iter().find(|one| one.name == *column)?;
        let domain = nested(self.scope.facts, &column.ty, self.until);
        let checked = self.checked[table].columns.get(&column.name);
        Some(checked.map_or_else(|| domain.clone(), |checked| domain.intersect(checked)))
    }

    /// The values of a column that may tell subtypes apart: one of few that Blink makes.
    fn values(&self, table: usize, column: &str) -> Option<(Domain, Vec<Value<'static>>)> {
        let facts = self.scope.filled[table];
        let is_generated = |name: &str| {
            let mut columns = facts.columns.iter();
            columns.any(|one| one.name == name && one.generated_by().is_some())
        };
        let mut keys = facts.foreign_keys.iter();
        if is_generated(column) || keys.any(|key| key.columns.iter().any(|own| own == column)) {
            return None;
        }
        let domain = self.domain(table, column)?;
        let numbering = domain.numbering(Extent::Whole, self.until)?;
        let count = Some(numbering.capacity()).filter(|count| (2..=MOST_VALUES).contains(count))?;
        let values = (0..count).filter_map(|place| numbering.value(place)).collect();
        Some((domain, values))
    }

    /// The column of a table that foreign keys lead to whose own columns allow only some of its values.
    fn narrowing(&self, parent: usize) -> Option<(String, Vec<Narrowing>)> {
        let mut found: BTreeMap<String, Vec<Narrowing>> = BTreeMap::new();
        for (table, references) in self.references.of.iter().enumerate() {
            for (place, reference) in references.iter().enumerate() {
                if reference.filled_parent() != Some(parent) || reference.is_cut || table == parent {
                    continue;
                }
                let key = reference.key;
                let pairs = key.columns.iter().zip(&key.parent_columns);
                for (column, theirs) in pairs.filter(|_| key.columns.len() > 1) {
                    let Some(own) = self.domain(table, column) else {
                        continue;
                    };
                    let Some((_, values)) = self.values(parent, theirs) else {
                        continue;
                    };
                    let allowed = values.iter().filter(|value| own.contains(value)).count();
                    if allowed > 0 && allowed < values.len() {
                        found.entry(theirs.clone()).or_default().push((table, place, own));
                    }
                }
            }
        }
        // That by which most are narrowed.
        found.into_iter().max_by_key(|(_, narrowing)| narrowing.len())
    }

    /// Returns true if a reference leads to the row that owns the table's.
    fn follows_owner(&self, table: usize, place: usize) -> bool {
        let Some(owner) = self.owners.of[table] else {
            return false;
        };
        let of = |place: usize| &self.references.of[table][place];
        let (owner, own) = (of(owner), of(place));
        let has = |column: &String| own.key.columns.contains(column);
        owner.parent == own.parent && owner.key.columns.iter().all(has)
    }

    /// The tables whose primary keys are foreign keys to a table, of which each has its rows from then on.
    fn with_its_key(&self, parent: usize) -> Vec<usize> {
        let tables = 0..self.scope.filled.len();
        tables
            .filter(|table| {
                let reference = self.owners.of[*table].and_then(|place| self.references.of[*table].get(place));
                let reference = reference.filter(|reference| reference.filled_parent() == Some(parent));
                reference.is_some_and(|reference| has_key_of(self.scope.filled[*table], reference))
            })
            .collect()
    }

    /// The column whose values are the names of the tables, the values of each, and last those of none.
    fn told_by_names(&self, parent: usize, tables: &[usize]) -> Option<(String, Domain, Vec<Vec<Value<'static>>>)> {
        let columns = self.scope.filled[parent].columns.iter();
        let mut told = columns.filter_map(|column| {
            let (domain, values) = self.values(parent, &column.name)?;
            let names = values.iter().map(name_of).collect::<Option<Vec<_>>>()?;
            let mut taken = BTreeSet::new();
            let mut classes = Vec::new();
            for table in tables {
                let table = words(self.scope.filled[*table].name.table());
                let at = names.iter().position(|name| is_named(&table, name))?;
                taken.insert(at).then_some(())?;
                classes.push(vec![values.get(at)?.clone()]);
            }
            let others = values.iter().enumerate().filter(|(at, _)| !taken.contains(at));
            let others = others.map(|(_, value)| value.clone()).collect::<Vec<_>>();
            if !others.is_empty() {
                classes.push(others);
            }
            Some((column.name.clone(), domain, classes))
        });
        told.next()
    }
}

/// Returns true if a table's primary key is a reference's columns, or lies in them.
fn has_key_of(table: &Table, reference: &Reference<'_>) -> bool {
    let mut sets = table.unique_sets.iter();
    let key = sets.find(|set| set.kind == UniqueKind::PrimaryKey);
    let columns = key.and_then(UniqueSet::columns);
    columns.is_some_and(|columns| {
        let in_key = |column: &&str| reference.key.columns.iter().any(|own| own == *column);
        columns.iter().all(in_key)
    })
}

fn name_of(value: &Value<'static>) -> Option<Vec<String>> {
    match value {
        Value::Text(text) | Value::Literal(text) => Some(words(text)).filter(|words| !words.is_empty()),
        _ => None,
    }
}

/// The words of a name, in lower case and singular.
fn words(name: &str) -> Vec<String> {
    let lower = name.to_lowercase();
    let words = lower
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());
    words
        .map(|word| word.strip_suffix('s').unwrap_or(word).to_owned())
        .collect()
}

/// Returns true if a table is called like a value, with or without other words before or behind it.
fn is_named(table: &[String], value: &[String]) -> bool {
    table.starts_with(value) || table.ends_with(value)
}
