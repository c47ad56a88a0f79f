//! The decision about a table's indexes and keys.

use std::fmt;

use postgres_types::Oid;

use super::decide::{Decider, Decision};
use super::forward::ForwardKey;
use super::keep_reason::KeptObject;
use super::rebuild::{FirstRows, Rebuild, RebuildScope, TableRebuild};
use super::trial::to_try;
use crate::catalog::keys::IndexOrConstraint;
use crate::human::{MAX_LISTED, counted, listed, with_thousands};

/// The decision about a table's indexes and keys, as far as it is known before the run.
#[derive(Debug)]
pub(crate) struct IndexPlan {
    /// The policy; without a condition if the number of rows is known.
    pub(crate) policy: Rebuild,
    /// The objects that this policy drops and rebuilds.
    pub(crate) dropped: Vec<IndexOrConstraint>,
    pub(crate) kept: Vec<KeptObject>,
    /// The foreign keys to rows that come later which are not dropped.
    pub(super) forward: Vec<ForwardKey>,
    /// The tables, as SQL, that are locked against all other sessions until the run ends, each with its partitions.
    pub(crate) locked: Vec<String>,
    pub(crate) freezing: Freezing,
    /// The objects that are rebuilt once before the first row; None if there are rows already.
    pub(crate) tried: Option<Vec<String>>,
    /// The number of partitions, at any depth, whose indexes and keys go with these.
    pub(crate) partitions: usize,
}

/// The way to frozen rows of a table whose indexes are dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Freezing {
    No,
    /// The empty table is truncated before.
    AfterTruncate,
    /// COPY cannot, since the rows come through a partitioned table.
    NotThroughParent,
}

impl IndexPlan {
    pub(super) fn new(
        rebuild: &TableRebuild,
        (table, rows): (Oid, Option<u64>),
        may_truncate: bool,
        decider: &Decider<'_>,
    ) -> Self {
        let policy = match rows {
            Some(rows) => rebuild.policy_for(FirstRows { rows, bytes: 0 }),
            None => rebuild.policy.clone(),
        };
        let scope = policy.scope();
        let Decision { dropped, mut kept } = decider.decide(rebuild, &scope);
        if let RebuildScope::Kept(reason) | RebuildScope::ForwardReferences(reason) = &scope {
            kept.push(KeptObject::all(reason));
        }
        let locked = decider.locked(&dropped);
        let drops_all = rebuild.empty == Some(true) && scope == RebuildScope::All && !dropped.is_empty();
        let tried = to_try(&dropped).into_iter().filter(|object| object.parent.is_none());
        let tried = tried.map(|object| object.name.clone()).collect();
        let forward = rebuild.forward_keys.iter();
        let forward = forward.filter(|key| !contains_foreign_key(&dropped, key.table, key.name.table()));
        let forward = forward.cloned().collect();
        let own = dropped.into_iter();
        // What is attached to another object goes without saying.
        let own = own.filter(|object| rebuild.tree.contains(&object.table) && object.parent.is_none());
        Self {
            tried: (rebuild.empty == Some(true)).then_some(tried),
            freezing: match may_truncate && drops_all {
                false => Freezing::No,
                true if rebuild.is_leaf(table) => Freezing::AfterTruncate,
                true => Freezing::NotThroughParent,
            },
            partitions: rebuild.tree.len() - 1,
            policy,
            forward,
            dropped: own.collect(),
            kept,
            locked,
        }
    }
}

pub(super) fn contains_foreign_key(objects: &[IndexOrConstraint], table: Oid, name: &str) -> bool {
    let mut objects = objects.iter();
    objects.any(|object| object.is_foreign_key() && object.table == table && object.name == name)
}

/// Prints the objects; `{:#}` prints all of them, and adds their statements.
impl fmt::Display for IndexPlan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.dropped.is_empty() {
            self.show_dropped(f)?;
            self.show_trial(f)?;
        }
        match self.freezing {
            Freezing::No => {}
            Freezing::AfterTruncate => {
                writeln!(f, "  truncates the empty table and freezes its rows, where possible")?;
            }
            Freezing::NotThroughParent => {
                writeln!(
                    f,
                    "  its rows are not frozen: COPY freezes none that come through a partitioned table"
                )?;
            }
        }
        for kept in &self.kept {
            writeln!(f, "  {} kept: {}", kept.name, kept.reason)?;
        }
        for key in &self.forward {
            writeln!(f, "  {key}")?;
        }
        Ok(())
    }
}

impl IndexPlan {
    fn show_dropped(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.policy {
            Rebuild::Above { rows, .. } => write!(f, "  if there are more than {}, ", counted(rows, "row"))?,
            _ => f.write_str("  ")?,
        }
        f.write_str("dropped for the load and rebuilt")?;
        if self.partitions > 0 {
            write!(f, ", with those of {}", counted(self.partitions as u64, "partition"))?;
        }
        writeln!(f, "; locks {} (ACCESS EXCLUSIVE):", listed(&self.locked))?;
        let shown = if f.alternate() { self.dropped.len() } else { MAX_LISTED };
        for object in self.dropped.iter().take(shown) {
            let kind = object.kind.display_name();
            match &object.reference {
                Some(to) => writeln!(f, "    {}, {kind} to {}", object.name, to.table_name)?,
                None => writeln!(f, "    {}, {kind}", object.name)?,
            }
            if f.alternate() {
                writeln!(f, "      {};", object.drop_sql)?;
                for statement in object.build_statements() {
                    writeln!(f, "      {statement};")?;
                }
            }
        }
        match self.dropped.len().saturating_sub(shown) {
            0 => Ok(()),
            more => writeln!(f, "    and {} more", with_thousands(more as u64)),
        }
    }

    fn show_trial(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.tried {
            Some(tried) if !tried.is_empty() => {
                writeln!(f, "  rebuilt once before the first row, on trial: {}", listed(tried))
            }
            Some(_) if f.alternate() => {
                writeln!(
                    f,
                    "  not rebuilt on trial: they are plain B-tree indexes and foreign keys"
                )
            }
            _ => Ok(()),
        }
    }
}
