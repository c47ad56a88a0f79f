//! A table with all its partitions.

use std::collections::HashSet;

use postgres_types::Oid;

use super::facts::Facts;
use crate::plan::draft::TableDraft;
use crate::plan::steps::Steps;
use crate::sql::TableName;

/// A table with all its partitions, for which the rule decides at once.
pub(super) struct Tree<'s, 'a> {
    pub(super) steps: Steps<'s, 'a>,
    /// The topmost table and its partitions.
    pub(super) tables: Vec<Oid>,
    /// The places of the steps that fill one of them.
    places: &'s [usize],
}

impl<'s, 'a> Tree<'s, 'a> {
    /// The tree of a table that the run fills.
    pub(super) fn of(steps: Steps<'s, 'a>, table: Oid) -> Self {
        let topmost = steps.topmost(table);
        Self {
            steps,
            tables: steps.partitions.tree(topmost),
            places: steps.of_tree(topmost),
        }
    }

    pub(super) fn topmost(&self) -> Oid {
        self.tables[0]
    }

    pub(super) fn name(&self) -> &'a TableName {
        match self.steps.partitions.get(self.topmost()) {
            Some(partition) => &partition.name,
            // Without partitions, the steps fill the table itself.
            None => &self.steps.tables[self.first_step()].info.name,
        }
    }

    /// The first step that fills a table of the tree.
    pub(super) fn first_step(&self) -> usize {
        self.places.first().copied().unwrap_or_default()
    }

    /// The steps that fill a table of the tree.
    pub(super) fn filled(&self) -> impl Iterator<Item = &'s TableDraft<'a>> {
        self.places.iter().map(|&n| &self.steps.tables[n])
    }

    /// The first step of each of its tables that the run fills.
    pub(super) fn first_steps(&self) -> impl Iterator<Item = usize> {
        let mut seen = HashSet::new();
        let firsts = self.places.iter().copied();
        firsts.filter(move |&n| seen.insert(self.steps.tables[n].oid()))
    }

    /// The rows of all steps together, as far as is known. Of a table without partitions each step counts by itself.
    pub(super) fn known_rows(&self) -> u64 {
        if self.tables.len() == 1 {
            return 0;
        }
        self.filled().filter_map(|step| step.rows).fold(0, u64::saturating_add)
    }

    pub(super) fn leaves(&self) -> Vec<Oid> {
        let tables = self.tables.iter().copied();
        let is_leaf = |table: &Oid| {
            self.steps
                .partitions
                .get(*table)
                .is_none_or(|partition| partition.is_leaf)
        };
        tables.filter(is_leaf).collect()
    }

    pub(super) fn has_indexes_or_foreign_keys(&self) -> bool {
        let mut partitions = self.tables.iter().filter_map(|table| self.steps.partitions.get(*table));
        self.filled().any(|step| step.info.has_indexes_or_foreign_keys())
            || partitions.any(|partition| partition.has_index || !partition.own_references.is_empty())
    }

    /// True if none of its tables has a row; None if that is not known.
    pub(super) fn empty(&self, facts: &Facts<'_>) -> Option<bool> {
        let topmost = self.filled().find(|step| step.oid() == self.topmost());
        if let Some(step) = topmost {
            return facts.empty(step.info);
        }
        let all = self.filled().map(|step| facts.empty(step.info)).collect::<Vec<_>>();
        if all.contains(&Some(false)) {
            return Some(false);
        }
        (!all.contains(&None)).then_some(true)
    }

    /// The name of a partition whose rows go to another server.
    pub(super) fn foreign_partition(&self) -> Option<&'a TableName> {
        let mut partitions = self.tables.iter().filter_map(|table| self.steps.partitions.get(*table));
        partitions
            .find(|partition| partition.is_foreign)
            .map(|partition| &partition.name)
    }

    /// The reason against dropping anything that the catalog gives for one of its tables.
    pub(super) fn blocker(&self, facts: &Facts<'_>) -> Option<String> {
        let answers = facts.answers?;
        self.tables.iter().find_map(|table| {
            let blocker = answers.blockers(*table)?.blocker.clone()?;
            let partition = self.steps.partitions.get(*table);
            let partition = partition.filter(|_| *table != self.topmost());
            Some(match partition {
                Some(partition) => format!("of its partition {}: {blocker}", partition.name),
                None => blocker,
            })
        })
    }

    /// The user's code that runs for the rows of its tables.
    pub(super) fn server_code(&self, facts: &Facts<'_>) -> Option<String> {
        let answers = facts.answers?;
        self.filled()
            .find_map(|step| answers.blockers(step.oid())?.server_code.clone())
    }

    pub(super) fn index_code(&self, facts: &Facts<'_>) -> bool {
        let answers = facts.answers;
        let blockers = |step: &TableDraft<'_>| answers.and_then(|answers| answers.blockers(step.oid()));
        self.filled().filter_map(blockers).any(|blockers| blockers.index_code)
    }

    /// The tables that it has foreign keys to, and those of its partitions that are not its own.
    pub(super) fn references(&self) -> Vec<Oid> {
        let of_steps = self
            .filled()
            .flat_map(|step| step.info.foreign_keys.iter().map(|key| key.to));
        let partitions = self.tables.iter().filter_map(|table| self.steps.partitions.get(*table));
        let of_partitions = partitions.flat_map(|partition| partition.own_references.iter().copied());
        let mut references = of_steps.chain(of_partitions).collect::<Vec<_>>();
        references.sort_unstable();
        references.dedup();
        references
    }

    /// The foreign keys that reference rows filled only later, each with its table. A key whose columns are not all sent
    /// references nothing, since the missing ones are NULL.
    pub(super) fn forward_references(&self) -> Vec<(Oid, String)> {
        let steps = self.steps;
        let forward = self.first_steps().flat_map(|n| {
            let step = &steps.tables[n];
            let keys = step.info.foreign_keys.iter();
            let forward =
                keys.filter(move |key| step.copies_values_for(key) && !key.deferred && steps.comes_later(n, key));
            forward.map(|key| (step.oid(), key.name.clone()))
        });
        forward.collect()
    }
}
