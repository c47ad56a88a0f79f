//! The steps of planning, in their order.

use std::collections::BTreeSet;

use super::branching::{Ways, references_in, ways};
use super::carriers::Carriers;
use super::checks::{Checked, nested};
use super::choice::Choice;
use super::columns::{Draft, begin_with_birth};
use super::counts::{Counts, Wanted};
use super::joints::{make_different, make_distinct};
use super::kind::{Kind, kinds};
use super::options::Options;
use super::owner::Owners;
use super::pools::Pool;
use super::references::{Reference, References};
use super::rows::numbers_of_rows;
use super::scope::{NotFilled, Scope};
use super::shapes::{Decided, NO_ROWS, Relations, relations_of_own};
use super::subtypes::Subtypes;
use crate::domain::Domain;
use crate::facts::Table;
use crate::make::births::DAY;

/// A plan in the making.
pub(super) struct Planning<'p, 'f> {
    pub(super) scope: &'p Scope<'f>,
    pub(super) options: &'p Options,
    pub(super) references: References<'f>,
    pub(super) kinds: Vec<Kind>,
    pub(super) owners: Owners,
    pub(super) subtypes: Subtypes,
    pub(super) relations: Vec<Relations>,
    pub(super) pools: Vec<Pool>,
    pub(super) checked: Vec<Checked>,
    pub(super) drafts: Vec<Vec<Draft<'f>>>,
    pub(super) carriers: Vec<Carriers>,
    pub(super) ways: Vec<Result<Vec<Ways>, String>>,
    pub(super) counts: Counts,
}

impl<'p, 'f> Planning<'p, 'f> {
    pub(super) fn new(scope: &'p Scope<'f>, options: &'p Options) -> Self {
        let planning = Self::with(scope, options, &BTreeSet::new());
        if planning.counts.scarce.is_empty() {
            return planning;
        }
        Self::with(scope, options, &planning.counts.scarce)
    }

    /// Plans, if of these tables not every owner can have rows.
    fn with(scope: &'p Scope<'f>, options: &'p Options, scarce: &BTreeSet<usize>) -> Self {
        let references = References::new(scope);
        let kinds = kinds(scope, &references);
        let owners = Owners::new(scope, &references, &kinds);
        let rows = wanted_rows(scope, options, &kinds, &references);
        let pools = Pool::all(scope, &references);
        let checked = scope
            .filled
            .iter()
            .map(|table| Checked::new(scope.facts, table, until(options)))
            .collect::<Vec<_>>();
        let subtypes = Subtypes::new(scope, &references, &owners, &checked, options, until(options));
        let decided = Decided {
            scope,
            references: &references,
            kinds: &kinds,
            owners: &owners,
            scarce,
            classes: subtypes.of_references(),
            owner_classes: subtypes.owner_classes(),
            relations: &[],
        };
        let mut relations = relations(decided, &rows, &pools);
        for (table, of_table) in relations.iter_mut().enumerate() {
            if scope.own(table).is_some() {
                continue;
            }
            let pairs = checked[table].differing(of_table);
            make_different(owners.of[table], owners.parent(&references, table), &pairs, of_table);
        }
        let drafts = drafts(scope, &relations, &checked, until(options));
        let mut planning = Self {
            scope,
            options,
            references,
            kinds,
            owners,
            subtypes,
            relations,
            pools,
            checked,
            drafts,
            carriers: Vec::new(),
            ways: Vec::new(),
            counts: Counts::default(),
        };
        planning.mind_brought_values();
        planning.carriers = planning.carriers(&rows);
        planning.ways = planning.ways();
        planning.counts = planning.counts(&rows);
        planning
    }

    fn carriers(&self, rows: &[u64]) -> Vec<Carriers> {
        let of_table = |table: usize| {
            if self.scope.own(table).is_some() {
                return Carriers::none(self.drafts[table].len());
            }
            let mut carriers = Carriers::choose(&Choice {
                table: self.scope.filled[table],
                types: &self.scope.facts.types,
                drafts: &self.drafts[table],
                relations: &self.relations[table],
                owner: self.owners.of[table],
                rows: rows[table],
                parents: self.owners.parent(&self.references, table).map(|parent| rows[parent]),
                until: until(self.options),
            });
            self.checked[table].move_carriers(&self.drafts[table], &mut carriers);
            carriers
        };
        let mut carriers = (0..self.scope.filled.len()).map(of_table).collect::<Vec<_>>();
        self.deal(&mut carriers);
        carriers
    }

    fn ways(&self) -> Vec<Result<Vec<Ways>, String>> {
        let of_table = |table: usize| {
            if self.scope.own(table).is_some() {
                return Ok(Vec::new());
            }
            let selections = &self.carriers[table].selections;
            ways(
                &self.checked[table],
                selections,
                &self.drafts[table],
                &self.relations[table],
                self.subtypes.split(table),
            )
        };
        (0..self.scope.filled.len()).map(of_table).collect()
    }

    fn counts(&self, rows: &[u64]) -> Counts {
        let required = self
            .ways
            .iter()
            .zip(&self.drafts)
            .map(|(ways, drafts)| references_in(ways.as_deref().unwrap_or_default(), drafts))
            .collect::<Vec<BTreeSet<usize>>>();
        let differing = self.checked.iter().zip(&self.relations);
        let differing = differing.map(|(checked, relations)| checked.differing(relations));
        let limits = self.carriers.iter().map(|carriers| carriers.limit.clone());
        Wanted {
            references: &self.references,
            owners: &self.owners,
            relations: &self.relations,
            rows,
            limits: &limits.collect::<Vec<_>>(),
            required: &required,
            pools: &self.pools.iter().map(Pool::size).collect::<Vec<_>>(),
            differing: &differing.collect::<Vec<_>>(),
            subtypes: &self.subtypes,
        }
        .counts()
    }

    /// The tables that cannot be filled, each with the reason.
    pub(super) fn unresolved(&self) -> Vec<NotFilled> {
        let tables = self.scope.filled.iter().enumerate();
        let because = |table: usize| {
            let relations = self.relations[table].unresolved.first();
            let carriers = self.carriers[table].unresolved.first();
            let nowhere = self.scope.nowhere(table);
            let impossible = self.drafts[table].iter().find_map(impossible);
            let ways = self.ways[table].as_ref().err();
            relations.or(carriers).or(ways).cloned().or(nowhere).or(impossible)
        };
        let made = tables.filter(|(table, _)| self.scope.own(*table).is_none());
        let mut unresolved = made
            .filter_map(|(table, _)| Some((table, because(table)?)))
            .collect::<Vec<_>>();
        self.add_dependents(&mut unresolved);
        let not_filled = |(table, because): (usize, String)| NotFilled {
            table: self.scope.filled[table].name.clone(),
            because,
        };
        unresolved.into_iter().map(not_filled).collect()
    }

    /// Adds the tables that need a row of one that cannot be filled, which planning again without those would find.
    fn add_dependents(&self, unresolved: &mut Vec<(usize, String)>) {
        let mut known = unresolved.iter().map(|(table, _)| *table).collect::<BTreeSet<_>>();
        for &table in &self.references.order {
            let facts = self.scope.filled[table];
            let needs = |reference: &&Reference<'_>| {
                let parent = reference.filled_parent();
                let may_lead_elsewhere = self.scope.by_triggers.lead(&facts.name, &reference.key.name).is_some();
                !reference.is_optional && !may_lead_elsewhere && parent.is_some_and(|one| known.contains(&one))
            };
            let needed = self.references.of[table]
                .iter()
                .find(needs)
                .map(|reference| reference.key);
            let needed = needed.filter(|_| self.scope.own(table).is_none());
            if let Some(key) = needed.filter(|_| known.insert(table)) {
                let because = format!("{} must refer to {}: {NO_ROWS}", key.name, key.parent);
                unresolved.push((table, because));
            }
        }
    }
}

/// The numbers of rows that are asked for, before what keys can hold is looked at.
fn wanted_rows(scope: &Scope<'_>, options: &Options, kinds: &[Kind], references: &References<'_>) -> Vec<u64> {
    let mut rows = numbers_of_rows(options.rows, kinds, references);
    for (index, (table, rows)) in scope.filled.iter().zip(&mut rows).enumerate() {
        if let Some(own) = scope.own(index) {
            *rows = own.rows;
            continue;
        }
        if let Some(asked) = options.rows_of.get(&table.name) {
            *rows = *asked;
        }
    }
    rows
}

fn relations(decided: Decided<'_, '_>, rows: &[u64], pools: &[Pool]) -> Vec<Relations> {
    let filled = &decided.scope.filled;
    let mut relations = vec![Relations::default(); filled.len()];
    let pools = pools.iter().map(Pool::size).collect::<Vec<_>>();
    for &table in &decided.references.order {
        if decided.scope.own(table).is_some() {
            relations[table] = relations_of_own(&decided.references.of[table]);
            continue;
        }
        let decided = Decided {
            relations: &relations,
            ..decided
        };
        let mut of_table = decided.relations_of(table);
        make_distinct(decided, table, &mut of_table, rows, &pools);
        relations[table] = of_table;
    }
    relations
}

fn drafts<'f>(scope: &Scope<'f>, relations: &[Relations], checked: &[Checked], until: i64) -> Vec<Vec<Draft<'f>>> {
    let types = &scope.facts.types;
    let of_table = |((table, relations), checked): ((&&'f Table, &Relations), &Checked)| {
        let table: &'f Table = table;
        table
            .columns
            .iter()
            .map(|column| {
                let mut domain = nested(scope.facts, &column.ty, until);
                if let Some(values) = checked.columns.get(&column.name) {
                    domain = domain.intersect(values);
                }
                if column.not_null {
                    domain = domain.intersect(&Domain::not_null("NOT NULL"));
                }
                Draft::new(table, column, domain, types, relations)
            })
            .collect::<Vec<_>>()
    };
    let of_table = |table| {
        let mut drafts = of_table(table);
        begin_with_birth(&mut drafts);
        drafts
    };
    scope.filled.iter().zip(relations).zip(checked).map(of_table).collect()
}

/// The reason why a column can have no value.
fn impossible(draft: &Draft<'_>) -> Option<String> {
    let contradiction = draft.domain.contradiction()?;
    draft.is_free().then(|| {
        format!(
            "no value of {} meets {}",
            draft.column.name,
            contradiction.facts.join(" and ")
        )
    })
}

/// The end of the span of time in microseconds.
pub(super) fn until(options: &Options) -> i64 {
    i64::from(options.until).saturating_mul(DAY)
}
