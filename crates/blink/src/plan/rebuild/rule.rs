//! The rule that decides about each table's indexes and keys.

use std::collections::{BTreeSet, HashMap};

use postgres_types::Oid;

use super::facts::Facts;
use super::lock_budget;
use super::tree::Tree;
use super::{MIN_ROWS_TO_REBUILD, Rebuild, Rebuilds, TableRebuild};
use crate::catalog::rebuild_blockers::Candidate;
use crate::declare::indexes::Indexes;
use crate::plan::draft::TableDraft;
use crate::plan::forward::forward_keys;
use crate::plan::keep_reason::KeepReason;
use crate::plan::steps::Steps;

/// The number of bytes above which the rows need not be counted.
const BYTES_WORTH_IT: u64 = 4 * 1024 * 1024;

/// The number of rows more that each partition has to bring. Of a table with a key, two indexes and a foreign key, rebuilding
/// pays from 7,000 rows on in one partition, 27,000 in 24 and 76,000 in 96; without the foreign key from 14,000, 60,000 and
/// some 170,000.
const MIN_ROWS_FOR_PARTITION: u64 = 1_000;

/// Returns the tables about which the server has to be asked before the rule can decide. None if, to judge by the
/// steps, no table of the run can gain. The answer takes the server as long as storing some thousand rows.
pub(in crate::plan) fn candidates<'a>(steps: Steps<'_, 'a>, facts: &Facts<'_>) -> Option<Vec<Candidate<'a>>> {
    let mut places = 0..steps.tables.len();
    if !places.any(|n| can_gain(steps, n, facts)) {
        return None;
    }
    let candidates = steps.tables.iter().filter_map(|step| {
        let requested = requested(steps, step.oid(), facts.default_indexes);
        let is_candidate = requested != Indexes::Keep && Tree::of(steps, step.oid()).has_indexes_or_foreign_keys();
        is_candidate.then(|| Candidate {
            table: step.info,
            empty: facts.empty(step.info),
            must_be_empty: requested == Indexes::Auto,
        })
    });
    Some(candidates.collect())
}

/// Returns true if the table of the step `n` can gain from a rebuild, to judge by the steps.
fn can_gain(steps: Steps<'_, '_>, n: usize, facts: &Facts<'_>) -> bool {
    let step = &steps.tables[n];
    match requested(steps, step.oid(), facts.default_indexes) {
        Indexes::Keep => false,
        Indexes::Rebuild => true,
        Indexes::Auto => {
            let tree = Tree::of(steps, step.oid());
            facts.mode.is_atomic()
                && (step
                    .rows
                    .is_none_or(|rows| rows.max(tree.known_rows()) > MIN_ROWS_TO_REBUILD)
                    || steps.may_refer_forward(n))
        }
    }
}

/// Returns the setting of a table with its partitions. If several steps fill it, the first one that sets it decides.
fn requested(steps: Steps<'_, '_>, table: Oid, default: Indexes) -> Indexes {
    let of_tree = steps.of_tree(steps.topmost(table)).iter().map(|&n| &steps.tables[n]);
    let mut set = of_tree.filter_map(|step| step.spec.indexes);
    set.next().unwrap_or(default)
}

impl Tree<'_, '_> {
    /// Returns the reason for which nothing of it may be dropped.
    fn keep_reason(&self, requested: Indexes, facts: &Facts<'_>) -> Option<KeepReason> {
        let rows = || self.filled().filter_map(|step| step.rows).max().unwrap_or(0);
        match requested {
            Indexes::Keep => return Some(KeepReason::Requested),
            Indexes::Auto if !facts.mode.is_atomic() => return Some(KeepReason::NonAtomic),
            Indexes::Auto if facts.answers.is_none() => return Some(KeepReason::TooFewRows(rows())),
            Indexes::Auto | Indexes::Rebuild => {}
        }
        if self.tables.len() > 1 && !facts.mode.is_atomic() {
            return Some(KeepReason::NonAtomicPartitions);
        }
        if let Some(partition) = self.foreign_partition() {
            return Some(KeepReason::ForeignPartition(partition.clone()));
        }
        if let Some(blocker) = self.blocker(facts) {
            return Some(KeepReason::Blocked(blocker));
        }
        match self.empty(facts) {
            _ if requested == Indexes::Rebuild => None,
            Some(true) => None,
            Some(false) => Some(KeepReason::HasRows),
            None => Some(KeepReason::MayHaveRows),
        }
    }

    fn policy(
        &self,
        requested: Indexes,
        needed: Option<KeepReason>,
        forward: &[(Oid, String)],
        facts: &Facts<'_>,
    ) -> Rebuild {
        if !self.has_indexes_or_foreign_keys() {
            return Rebuild::Nothing;
        }
        match (self.keep_reason(requested, facts), needed) {
            (Some(reason), _) => Rebuild::Keep(reason),
            (None, Some(kept)) => Rebuild::keep_indexes(kept, forward),
            (None, None) if requested == Indexes::Rebuild => Rebuild::Always,
            (None, None) => Rebuild::Above {
                rows: MIN_ROWS_TO_REBUILD + MIN_ROWS_FOR_PARTITION * (self.leaves().len() as u64).saturating_sub(1),
                bytes: BYTES_WORTH_IT,
            },
        }
    }
}

impl Rebuilds {
    /// Decides about each table of the steps.
    pub(in crate::plan) fn new(steps: Steps<'_, '_>, facts: &Facts<'_>) -> Self {
        let mut rebuilds = Self {
            rebuilds: Vec::new(),
            places: HashMap::new(),
        };
        for step in steps.tables {
            if rebuilds.get(step.oid()).is_none() {
                rebuilds.add(TableRebuild::new(&Tree::of(steps, step.oid()), facts));
            }
        }
        let rows = |table| {
            let tree = Tree::of(steps, table);
            let rows = tree.filled().map(|step| step.rows).collect::<Option<Vec<_>>>();
            rows.map(|rows| rows.into_iter().fold(0, u64::saturating_add))
        };
        lock_budget::keep_within(&mut rebuilds.rebuilds, rows, facts);
        rebuilds.connect();
        rebuilds
    }

    /// Finds the children of each table by the parents of the others.
    fn connect(&mut self) {
        for child in 0..self.rebuilds.len() {
            let parents = self.rebuilds[child].parents.iter();
            let parents = parents.filter_map(|parent| self.places.get(parent).copied());
            let parents = parents.filter(|&parent| parent != child).collect::<BTreeSet<_>>();
            let table = self.rebuilds[child].table;
            for parent in parents {
                self.rebuilds[parent].children.push(table);
            }
        }
    }
}

impl TableRebuild {
    fn new(tree: &Tree<'_, '_>, facts: &Facts<'_>) -> Self {
        let requested = requested(tree.steps, tree.topmost(), facts.default_indexes);
        let needed = tree.filled().find_map(TableDraft::needs_indexes_because);
        let code = tree.server_code(facts);
        let forward = tree.forward_references();
        let kept_for_code = code
            .clone()
            .filter(|_| requested == Indexes::Auto)
            .map(KeepReason::ServerCode);
        let infos = tree.first_steps().map(|n| tree.steps.tables[n].info);
        Self {
            table: tree.topmost(),
            name: tree.name().clone(),
            tree: tree.tables.clone(),
            leaves: tree.leaves(),
            known_rows: tree.known_rows(),
            declared: tree.steps.tables[tree.first_step()].declared.clone(),
            is_forced: requested == Indexes::Rebuild,
            empty: tree.empty(facts),
            runs_code: needed.is_some() || code.is_some(),
            index_code: tree.index_code(facts),
            children: Vec::new(),
            parents: tree.references(),
            policy: tree.policy(requested, needed.or(kept_for_code), &forward, facts),
            forward,
            forward_keys: infos
                .flat_map(|info| forward_keys(tree.steps, info, facts.mode))
                .collect(),
        }
    }
}
