//! The rule that decides about each table's indexes and keys while its rows are copied.

use postgres_types::Oid;

pub(crate) use super::draft::MIN_ROWS_TO_REBUILD;
use super::draft::TableDraft;
use super::forward::{ForwardKey, comes_later, forward_keys};
use super::keep_reason::{KeepReason, Untouchable};
use super::mode::Mode;
use crate::catalog::rebuild_blockers::{Candidate, RebuildBlockers, ServerAnswers};
use crate::catalog::{RelKind, TableInfo};
use crate::declare::indexes::Indexes;
use crate::sql::TableName;

/// The number of bytes above which the rows need not be counted.
const BYTES_WORTH_IT: u64 = 4 * 1024 * 1024;

/// The decision about a table's indexes and keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Rebuild {
    /// The table has neither.
    Nothing,
    Keep(KeepReason),
    /// Only the foreign keys to tables that are filled later are dropped and rebuilt.
    ForwardReferences {
        kept: KeepReason,
    },
    /// All are dropped and rebuilt if more rows come, or more bytes.
    Above {
        rows: u64,
        bytes: u64,
    },
    Always,
}

/// The part of a table's indexes and keys that is dropped before its rows come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum RebuildScope {
    Nothing,
    Kept(KeepReason),
    /// The foreign keys to tables that are filled later; all else is kept for this reason.
    ForwardReferences(KeepReason),
    All,
}

/// The rows of a table that were made before the first was copied.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct FirstRows {
    pub(crate) rows: u64,
    pub(crate) bytes: u64,
}

/// The decisions for a run: one for each table, even if several steps fill it.
#[derive(Debug)]
pub(crate) struct Rebuilds(Vec<TableRebuild>);

/// A table of a run, and the decision about its indexes and keys.
#[derive(Debug)]
pub(crate) struct TableRebuild {
    pub(crate) table: Oid,
    pub(crate) name: TableName,
    pub(crate) declared: String,
    pub(crate) policy: Rebuild,
    /// True if the user asked for it: then Blink waits for locks and locks any table.
    pub(crate) is_forced: bool,
    /// True if it had no row before the run; None if that is not known.
    pub(crate) empty: Option<bool>,
    /// True if filling it may use any index: it runs the user's code on the server, or has ON CONFLICT.
    runs_code: bool,
    /// True if its indexes call the user's code: for each row, where they are kept.
    pub(crate) index_code: bool,
    /// Foreign keys to tables that are filled later; they must be dropped, or no row could reference anything.
    pub(super) forward: Vec<String>,
    /// All foreign keys to rows that come later, of which some may have to stay.
    pub(crate) forward_keys: Vec<ForwardKey>,
    /// The tables of the run that have a foreign key to it.
    pub(crate) children: Vec<Oid>,
    /// The tables that it has a foreign key to.
    parents: Vec<Oid>,
}

/// The facts that decide, apart from the steps themselves.
pub(super) struct Facts<'a> {
    /// The state of the tables; None if it was not read, because no table can gain.
    pub(super) answers: Option<&'a ServerAnswers>,
    /// True if the run empties its tables first.
    pub(super) truncated: bool,
    pub(super) mode: Mode,
    /// The setting of tables that have none of their own.
    pub(super) default_indexes: Indexes,
}

/// Returns the tables about which the server has to be asked before the rule can decide. None if, to judge by the
/// steps, no table of the run can gain. The answer takes the server as long as storing some thousand rows.
pub(super) fn candidates<'a>(steps: &[TableDraft<'a>], facts: &Facts<'_>) -> Option<Vec<Candidate<'a>>> {
    if !(0..steps.len()).any(|n| can_gain(steps, n, facts)) {
        return None;
    }
    let candidates = steps.iter().filter_map(|step| {
        let requested = requested(steps, step.oid(), facts.default_indexes);
        let is_candidate = requested != Indexes::Keep && step.info.has_indexes_or_foreign_keys();
        is_candidate.then(|| Candidate {
            table: step.info,
            empty: facts.empty(step.info),
            must_be_empty: requested == Indexes::Auto,
        })
    });
    Some(candidates.collect())
}

/// Returns true if the table of the step `n` can gain from a rebuild, to judge by the steps.
fn can_gain(steps: &[TableDraft<'_>], n: usize, facts: &Facts<'_>) -> bool {
    let step = &steps[n];
    match requested(steps, step.oid(), facts.default_indexes) {
        Indexes::Keep => false,
        Indexes::Rebuild => true,
        Indexes::Auto => {
            facts.mode.is_atomic()
                && (step.rows.is_none_or(|rows| rows > MIN_ROWS_TO_REBUILD)
                    || may_refer_forward(&steps[n..], step.info))
        }
    }
}

fn may_refer_forward(later: &[TableDraft<'_>], info: &TableInfo) -> bool {
    let mut keys = info.foreign_keys.iter();
    keys.any(|key| later.iter().any(|step| step.oid() == key.to))
}

/// Returns the setting of a table. If several steps fill it, the first one that sets it decides.
fn requested(steps: &[TableDraft<'_>], table: Oid, default: Indexes) -> Indexes {
    let mut of_table = steps.iter().filter(|step| step.oid() == table);
    of_table.find_map(|step| step.spec.indexes).unwrap_or(default)
}

impl Facts<'_> {
    fn empty(&self, table: &TableInfo) -> Option<bool> {
        if self.truncated {
            return (table.kind == RelKind::Table).then_some(true);
        }
        let probed = self.answers.and_then(|answers| answers.empty(table.oid));
        table.empty.or(probed)
    }

    fn blockers(&self, table: &TableInfo) -> Option<&RebuildBlockers> {
        self.answers?.blockers(table.oid)
    }
}

impl Rebuilds {
    pub(super) fn new(steps: &[TableDraft<'_>], facts: &Facts<'_>) -> Self {
        let firsts = (0..steps.len()).filter(|&n| steps[..n].iter().all(|step| step.oid() != steps[n].oid()));
        Self(firsts.map(|n| TableRebuild::new(steps, n, facts)).collect())
    }

    pub(crate) fn get(&self, table: Oid) -> Option<&TableRebuild> {
        self.0.iter().find(|rebuild| rebuild.table == table)
    }

    /// Returns true if anything may be dropped.
    pub(crate) fn may_drop(&self) -> bool {
        let mut policies = self.0.iter().map(|rebuild| &rebuild.policy);
        policies.any(|policy| !matches!(policy, Rebuild::Nothing | Rebuild::Keep(_)))
    }

    /// Returns true if the foreign keys of a table are dropped if it gets many rows, as far as is known before.
    pub(super) fn drops_keys_of(&self, table: Oid) -> bool {
        self.get(table).is_some_and(|rebuild| match rebuild.policy {
            Rebuild::Always => true,
            Rebuild::Above { .. } => {
                let mut parents = rebuild.parents.iter();
                parents.all(|parent| self.untouchable(*parent).is_none())
            }
            Rebuild::Nothing | Rebuild::Keep(_) | Rebuild::ForwardReferences { .. } => false,
        })
    }

    /// Returns the reason not to lock a table for a foreign key that references it. A table whose own keys are dropped
    /// whatever it holds may be locked.
    pub(super) fn untouchable(&self, table: Oid) -> Option<Untouchable> {
        let Some(rebuild) = self.get(table) else {
            return Some(Untouchable::NotInRun);
        };
        match rebuild.empty {
            _ if rebuild.policy == Rebuild::Always => None,
            Some(true) => None,
            Some(false) => Some(Untouchable::HasRows),
            None => Some(Untouchable::MayHaveRows),
        }
    }
}

impl TableRebuild {
    /// Decides about the table of the step `n`, which is the first that fills it.
    fn new(steps: &[TableDraft<'_>], n: usize, facts: &Facts<'_>) -> Self {
        let info = steps[n].info;
        let of_table = steps.iter().filter(|step| step.oid() == info.oid).collect::<Vec<_>>();
        let requested = requested(steps, info.oid, facts.default_indexes);
        let needed = of_table.iter().find_map(|step| step.needs_indexes_because());
        let blockers = facts.blockers(info);
        let code = blockers.and_then(|blockers| blockers.server_code.clone());
        let forward = forward_references(steps, n);
        Self {
            table: info.oid,
            name: info.name.clone(),
            declared: steps[n].declared.clone(),
            is_forced: requested == Indexes::Rebuild,
            empty: facts.empty(info),
            runs_code: needed.is_some() || code.is_some(),
            index_code: blockers.is_some_and(|blockers| blockers.index_code),
            children: children(steps, info.oid),
            parents: info.foreign_keys.iter().map(|key| key.to).collect(),
            policy: if info.has_indexes_or_foreign_keys() {
                let code = code.filter(|_| requested == Indexes::Auto).map(KeepReason::ServerCode);
                let rows = of_table.iter().filter_map(|step| step.rows).max();
                match (table_reason(info, requested, rows, facts), needed.or(code)) {
                    (Some(reason), _) => Rebuild::Keep(reason),
                    (None, Some(kept)) => Rebuild::keep_indexes(kept, &forward),
                    (None, None) if requested == Indexes::Rebuild => Rebuild::Always,
                    (None, None) => Rebuild::Above {
                        rows: MIN_ROWS_TO_REBUILD,
                        bytes: BYTES_WORTH_IT,
                    },
                }
            } else {
                Rebuild::Nothing
            },
            forward,
            forward_keys: forward_keys(steps, info, facts.mode),
        }
    }

    /// Returns the objects to drop, given the first rows.
    pub(crate) fn now(&self, ahead: FirstRows) -> RebuildScope {
        self.policy_for(ahead).scope()
    }

    /// Returns the policy without a condition.
    pub(super) fn policy_for(&self, ahead: FirstRows) -> Rebuild {
        match self.policy {
            Rebuild::Above { rows, bytes } if ahead.rows > rows || ahead.bytes > bytes => Rebuild::Always,
            Rebuild::Above { .. } => Rebuild::keep_indexes(KeepReason::TooFewRows(ahead.rows), &self.forward),
            _ => self.policy.clone(),
        }
    }

    /// Returns true if the run defers this foreign key, unless it is dropped.
    pub(super) fn defers(&self, key: &str) -> bool {
        self.forward_keys
            .iter()
            .any(|forward| forward.may_defer && forward.name.table() == key)
    }

    /// Returns true if more rows than these may change the decision.
    pub(crate) fn depends_on_more_than(&self, ahead: FirstRows) -> bool {
        matches!(self.policy, Rebuild::Above { rows, bytes } if ahead.rows <= rows && ahead.bytes <= bytes)
    }

    /// Returns the reason for which its own indexes are not dropped, however many rows come.
    pub(crate) fn indexes_kept_because(&self) -> Option<&KeepReason> {
        match &self.policy {
            Rebuild::Keep(reason) | Rebuild::ForwardReferences { kept: reason } => Some(reason),
            Rebuild::Nothing | Rebuild::Above { .. } | Rebuild::Always => None,
        }
    }

    /// Returns the reason for which nothing of it is dropped, not even a foreign key to a table whose keys are.
    pub(crate) fn all_kept_because(&self) -> Option<&KeepReason> {
        match &self.policy {
            Rebuild::Keep(reason) if !reason.spares_foreign_keys() => Some(reason),
            _ => None,
        }
    }

    /// Returns true if the user's code runs on the server for its rows, and its indexes are not dropped for them.
    pub(crate) fn needs_indexes(&self, ahead: FirstRows) -> bool {
        let all_dropped = matches!(self.policy, Rebuild::Above { .. } | Rebuild::Always);
        self.runs_code && !all_dropped || self.index_code && self.policy_for(ahead) != Rebuild::Always
    }
}

impl Rebuild {
    /// Returns the objects to drop if the condition is met.
    pub(super) fn scope(&self) -> RebuildScope {
        match self {
            Self::Nothing => RebuildScope::Nothing,
            Self::Keep(reason) => RebuildScope::Kept(reason.clone()),
            Self::ForwardReferences { kept } => RebuildScope::ForwardReferences(kept.clone()),
            Self::Above { .. } | Self::Always => RebuildScope::All,
        }
    }

    fn keep_indexes(kept: KeepReason, forward: &[String]) -> Self {
        if forward.is_empty() {
            Self::Keep(kept)
        } else {
            Self::ForwardReferences { kept }
        }
    }
}

/// Returns the reason for which nothing of a table may be dropped.
fn table_reason(info: &TableInfo, requested: Indexes, rows: Option<u64>, facts: &Facts<'_>) -> Option<KeepReason> {
    match requested {
        Indexes::Keep => return Some(KeepReason::Requested),
        Indexes::Auto if !facts.mode.is_atomic() => return Some(KeepReason::NonAtomic),
        Indexes::Auto if facts.answers.is_none() => return Some(KeepReason::TooFewRows(rows.unwrap_or(0))),
        Indexes::Auto | Indexes::Rebuild => {}
    }
    if info.kind == RelKind::PartitionedTable {
        return Some(KeepReason::Partitioned);
    }
    if let Some(blocker) = facts.blockers(info).and_then(|blockers| blockers.blocker.clone()) {
        return Some(KeepReason::Blocked(blocker));
    }
    match facts.empty(info) {
        _ if requested == Indexes::Rebuild => None,
        Some(true) => None,
        Some(false) => Some(KeepReason::HasRows),
        None => Some(KeepReason::MayHaveRows),
    }
}

/// Returns the foreign keys of a step's table that reference rows filled only later. A key whose columns are not all
/// sent references nothing, since the missing ones are NULL.
fn forward_references(steps: &[TableDraft<'_>], n: usize) -> Vec<String> {
    let step = &steps[n];
    let keys = step.info.foreign_keys.iter();
    keys.filter(|key| step.copies_values_for(key) && !key.deferred && comes_later(steps, n, key))
        .map(|key| key.name.clone())
        .collect()
}

fn children(steps: &[TableDraft<'_>], table: Oid) -> Vec<Oid> {
    let others = steps.iter().map(|step| step.info).filter(|info| info.oid != table);
    let children = others.filter(|info| info.foreign_keys.iter().any(|key| key.to == table));
    let mut children = children.map(|info| info.oid).collect::<Vec<_>>();
    children.sort_unstable();
    children.dedup();
    children
}
