//! The plan that comes of the decisions.

use std::collections::BTreeMap;
use std::sync::Arc;

use blink::{Contract, Format, TableRng};

use super::carrier::Carrier;
use super::columns::{Draft, Source};
use super::expected::ExpectedSizes;
use super::hashes::Hashes;
use super::judging::Judging;
use super::kind::Kind;
use super::makers::{Makers, table_cells};
use super::own::OwnPlan;
use super::planned::{ColumnPlan, ConstraintPlan, Plan, TablePlan};
use super::planning::{Planning, until};
use super::questions::{Asked, Asking, Question};
use super::references::Reference;
use super::scope::NotFilled;
use super::times::Times;
use crate::make::birth::Births;
use crate::make::cells::Cells;
use crate::make::related::RelatedTables;

impl Planning<'_, '_> {
    /// The plan.
    pub(super) fn finish(self, left_out: Vec<NotFilled>) -> Plan {
        let rngs = self.rngs();
        let judging = self.judging();
        let own = self.own();
        let hashes = Hashes::new(self.options.seed);
        let mut cells = Cells {
            related: RelatedTables::default(),
            births: self.births(&rngs, &judging, &own),
            tables: Vec::new(),
            until: until(self.options),
            pools: Vec::new(),
            tuples: Vec::new(),
        };
        let mut tables = Vec::new();
        for table in 0..self.scope.filled.len() {
            if let Some(own) = &own[table] {
                let (related, of_table) = self.cells_of_own(own, rngs[table]);
                cells.related.tables.push(related);
                cells.tables.push(of_table);
                tables.push(self.table(table, Vec::new()));
                continue;
            }
            let makers = self.makers(table, &judging[table], &hashes, rngs[table]);
            let (related, of_table, columns) = table_cells(&makers);
            cells.related.tables.push(related);
            cells.tables.push(of_table);
            tables.push(self.table(table, columns));
        }
        let questions = self.asking().flat_map(|asking| asking.questions());
        let questions = questions.map(|question| self.unless_of_own(question)).collect();
        let of_triggers = self.asking().filter_map(|asking| asking.of_triggers()).collect();
        tables.sort_by_key(|table| self.references.place(table.index));
        Plan {
            tables,
            left_alone: self.scope.left_alone.clone(),
            left_out,
            pools: self.pools,
            with_rows: self.scope.with_rows.iter().map(|table| table.name.clone()).collect(),
            not_asked: self.scope.not_asked.clone(),
            until: self.options.until,
            seed: self.options.seed,
            truncates: self.options.selection.truncate,
            emptied: self.scope.emptied.clone(),
            rehearsed: None,
            not_measured: Vec::new(),
            sizes: ExpectedSizes::new(),
            questions,
            not_judged: BTreeMap::new(),
            of_triggers,
            own: own.into_iter().flatten().collect(),
            cells: Arc::new(cells),
        }
    }

    /// The questions about the tables' constraints that only the server can answer, parents first.
    fn asking(&self) -> impl Iterator<Item = Asking<'_, '_>> {
        let tables = self.references.order.iter();
        let made = tables.filter(|table| self.scope.own(**table).is_none());
        made.map(|table| Asking {
            facts: self.scope.facts,
            table: self.scope.filled[*table],
            index: *table,
            drafts: &self.drafts[*table],
            carriers: &self.carriers[*table],
            checked: &self.checked[*table],
        })
    }

    /// A question that is not asked if the server would need the user's own rows for it.
    fn unless_of_own(&self, mut question: Question) -> Question {
        let table = question.table;
        let is_own = |asked: &Asked| match &self.drafts[table][asked.place].source {
            Source::Reference { place, .. } => {
                let parent = self.references.of[table].get(*place).and_then(Reference::filled_parent);
                parent.is_some_and(|parent| self.scope.own(parent).is_some())
            }
            _ => false,
        };
        if question.columns.iter().any(is_own) {
            let because = || "it is about keys of rows that are your own".to_owned();
            question.not_asked.get_or_insert_with(because);
        }
        question
    }

    fn judging(&self) -> Vec<Judging> {
        let of_table = |table: usize| {
            if self.scope.own(table).is_some() {
                return Judging::default();
            }
            Judging::new(
                &self.checked[table],
                &self.drafts[table],
                &self.carriers[table],
                &self.relations[table],
                self.ways[table].as_deref().unwrap_or_default(),
            )
        };
        (0..self.scope.filled.len()).map(of_table).collect()
    }

    fn births(&self, rngs: &[TableRng], judging: &[Judging], own: &[Option<OwnPlan>]) -> Births {
        let has_time = self.drafts.iter().zip(own).map(|(drafts, own)| match own {
            Some(own) => own.born.is_some(),
            None => drafts.iter().any(Draft::has_time),
        });
        let is_distinct = self
            .carriers
            .iter()
            .map(|carriers| carriers.of.iter().flatten().any(|one| matches!(one, Carrier::Birth)));
        Times {
            references: &self.references,
            relations: &self.relations,
            has_time: &has_time.collect::<Vec<_>>(),
            own: &own.iter().map(|own| own.as_ref()?.born).collect::<Vec<_>>(),
            until: until(self.options),
            rngs,
            judging,
            is_distinct: &is_distinct.collect::<Vec<_>>(),
        }
        .births()
    }

    fn makers<'m>(&'m self, table: usize, judging: &'m Judging, hashes: &'m Hashes, rng: TableRng) -> Makers<'m, 'm> {
        let parent = self.owners.parent(&self.references, table);
        Makers {
            scope: self.scope,
            references: &self.references.of[table],
            table: self.scope.filled[table],
            relations: &self.relations[table],
            drafts: &self.drafts[table],
            carriers: &self.carriers[table],
            ways: self.ways[table].as_deref().unwrap_or_default(),
            judging,
            types: &self.scope.facts.types,
            pools: &self.pools,
            hashes,
            is_list: self.kinds[table] == Kind::Lookup,
            owner: self.owners.of[table],
            rows: self.counts.rows[table],
            parents: parent.map(|parent| self.counts.rows[parent]),
            children: self.counts.children[table],
            classes: self.subtypes.classes(table, self.counts.rows[table]),
            owner_class: parent.and_then(|parent| self.subtypes.of_owner(table, parent, self.counts.rows[parent])),
            rng,
            until: until(self.options),
        }
    }

    fn table(&self, table: usize, columns: Vec<ColumnPlan>) -> TablePlan {
        let is_own = self.scope.own(table).is_some();
        let is_binary = columns.iter().all(|column| column.is_binary);
        let met = self.checked[table].met.iter().filter(|_| !is_own);
        TablePlan {
            name: self.scope.filled[table].name.clone(),
            kind: self.kinds[table],
            is_own,
            rows: self.counts.rows[table],
            because: self.counts.because[table].clone(),
            format: if is_binary { Format::Binary } else { Format::Text },
            relations: if is_own { Vec::new() } else { self.relation_plans(table) },
            columns,
            constraints: met.map(ConstraintPlan::new).collect(),
            index: table,
            parents: self.references.of[table]
                .iter()
                .filter(|reference| !reference.is_cut)
                .filter_map(Reference::filled_parent)
                .collect(),
        }
    }

    fn rngs(&self) -> Vec<TableRng> {
        let tables = self.scope.filled.iter();
        tables
            .map(|table| {
                let schema = table.name.schema().unwrap_or_default();
                TableRng::new(Contract::CURRENT, self.options.seed, schema, table.name.table())
            })
            .collect()
    }
}
