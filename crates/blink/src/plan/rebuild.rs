//! Which indexes and keys are dropped for the load and built again, and why the others are kept.

use postgres_types::Oid;

use super::TablePlan;
use crate::catalog::objects::Object;
use crate::catalog::{Catalog, ForeignKey, Standing};
use crate::indexes::Indexes;
use crate::sql::TableName;

/// From how many rows on an empty table's indexes and keys are dropped and built again. Doing so takes the server some
/// 20 ms for a table with a key, a foreign key and two indexes, as long as it takes to keep those up to date for some
/// 4,000 rows; and the error of a row that breaks one names the row only where they are kept.
pub(crate) const WORTH_IT: u64 = 10_000;

/// Why the indexes and keys of a table that is to get so many rows are kept.
pub(crate) fn too_few_rows(rows: u64) -> String {
    format!(
        "{rows} {} too few to gain by it",
        if rows == 1 { "row is" } else { "rows are" }
    )
}

/// Whether dropping and building again may pay for any table of the run, as far as its steps say. Where all are known to get few
/// rows, the server need not be asked what stands against it, which takes as long as storing some thousand rows.
pub(crate) fn may_pay(steps: &[TablePlan], asked: &[Indexes], catalog: &Catalog) -> bool {
    let later = |n: usize, to: Oid| steps[n..].iter().any(|step| step.oid == to);
    let refers_forward = |n: usize, table: Oid| {
        let info = catalog.tables.by_oid(table);
        info.is_some_and(|info| info.foreign_keys.iter().any(|key| later(n, key.to)))
    };
    steps
        .iter()
        .zip(asked)
        .enumerate()
        .any(|(n, (step, asked))| match asked {
            Indexes::Keep => false,
            Indexes::Rebuild => true,
            Indexes::Auto => step.rows.is_none_or(|rows| rows > WORTH_IT) || refers_forward(n, step.oid),
        })
}

/// The tables of a run, each once however many steps fill it, as dropping their indexes and keys goes.
#[derive(Debug, Default)]
pub(crate) struct Rebuilds(Vec<Rebuild>);

/// A table of a run.
#[derive(Debug)]
pub(crate) struct Rebuild {
    pub(crate) table: Oid,
    pub(crate) name: TableName,
    pub(crate) declared: String,
    indexes: Indexes,
    has_any: bool,
    /// Whether it had no row before the run, if that is known.
    pub(crate) empty: Option<bool>,
    standing: Standing,
    /// What needs its indexes in a step that fills it.
    needed: Option<&'static str>,
    /// Foreign keys to tables that the run fills only later, so that a row that refers to anything there could not come in.
    forward: Vec<String>,
    /// The tables of the run that have a foreign key to it.
    pub(crate) children: Vec<Oid>,
    /// The tables that it has a foreign key to.
    parents: Vec<Oid>,
}

/// Something that stays in place, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Kept {
    pub(crate) name: String,
    pub(crate) why: String,
}

/// What of a table is dropped before its rows come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    All,
    /// Only the foreign keys to tables that are filled later.
    Forward,
}

/// What is to be dropped, and what of the table is kept.
#[derive(Debug, Default)]
pub(crate) struct Decision {
    pub(crate) dropped: Vec<Object>,
    pub(crate) kept: Vec<Kept>,
}

impl Rebuilds {
    /// `asked` is what is to become of the indexes of each step's table.
    pub(crate) fn new(steps: &[TablePlan], asked: &[Indexes], catalog: &Catalog) -> Self {
        let mut rebuilds = Vec::<Rebuild>::new();
        let first = |table: Oid| steps.iter().position(|step| step.oid == table);
        for (n, (plan, asked)) in steps.iter().zip(asked).enumerate() {
            let table = plan.oid;
            let Some(info) = catalog.tables.by_oid(table) else {
                continue;
            };
            let needed = match plan {
                TablePlan { custom: true, .. } => Some("a function of the caller's inserts its rows"),
                TablePlan { conflict: Some(_), .. } => Some("they tell which rows are there already"),
                _ => None,
            };
            // Of a foreign key whose columns are not all sent, those that are not are NULL, and it refers to nothing.
            let sent = |key: &&ForeignKey| plan.foreign_keys.iter().any(|(name, _)| *name == key.name);
            let in_parts = plan.batch_size().is_some_and(|rows| rows < WORTH_IT);
            let comes_later = |key: &&ForeignKey| {
                !key.deferred && first(key.to).is_some_and(|first| first > n || key.to == table && in_parts)
            };
            let keys = info.foreign_keys.iter().filter(sent).filter(comes_later);
            let forward = keys.map(|key| key.name.clone()).collect::<Vec<_>>();
            if let Some(rebuild) = rebuilds.iter_mut().find(|rebuild| rebuild.table == table) {
                rebuild.needed = rebuild.needed.or(needed);
                continue;
            }
            let refers = |info: &&crate::catalog::TableInfo| {
                info.oid != table && info.foreign_keys.iter().any(|key| key.to == table)
            };
            let children = catalog.tables.iter().filter(refers);
            let mut children = children.map(|info| info.oid).collect::<Vec<_>>();
            children.sort_unstable();
            rebuilds.push(Rebuild {
                table,
                name: info.name.clone(),
                declared: plan.declared.clone(),
                indexes: *asked,
                has_any: info.has_any(),
                empty: info.empty,
                standing: info.standing.clone(),
                needed,
                forward,
                children,
                parents: info.foreign_keys.iter().map(|key| key.to).collect(),
            });
        }
        Self(rebuilds)
    }

    pub(crate) fn get(&self, table: Oid) -> Option<&Rebuild> {
        self.0.iter().find(|rebuild| rebuild.table == table)
    }

    /// Whether the foreign keys of a table go if it gets many rows, as far as can be said before.
    pub(super) fn drops_keys_of(&self, table: Oid) -> bool {
        let Some(rebuild) = self.get(table).filter(|rebuild| rebuild.against_all().is_none()) else {
            return false;
        };
        let may_be_locked = |to: &Oid| self.get(*to).is_some_and(|other| other.empty == Some(true));
        rebuild.is_asked() || rebuild.parents.iter().all(may_be_locked)
    }

    /// Why nothing of this table may be dropped.
    fn against(&self, table: Oid) -> Option<String> {
        match self.get(table) {
            None => Some("this run does not fill its table".to_owned()),
            Some(rebuild) => rebuild.against(),
        }
    }

    /// Decides about everything that is dropped with a table: its own objects, and the foreign keys that need its keys.
    ///
    /// `objects` are those of the table and of its children. `joined`: the caller commits. `refused`: what the server did
    /// not let go or bring back.
    pub(crate) fn decide(
        &self,
        table: Oid,
        scope: Scope,
        objects: &[Object],
        joined: bool,
        refused: &[(Oid, String)],
    ) -> Decision {
        let own = |object: &Object| {
            if let Some((_, why)) = refused.iter().find(|(oid, _)| *oid == object.oid) {
                return Some(why.clone());
            }
            if let Some(why) = &object.obstacle {
                return Some(why.clone());
            }
            if joined && object.deferrable {
                return Some("it may be checked only at the caller's COMMIT".to_owned());
            }
            if let Some(why) = self.against(object.table) {
                return Some(why);
            }
            self.against_reference(object)
        };
        // With a check of its own pending, a table cannot be altered (CheckTableNotInUse in tablecmds.c).
        let pending = |table: Oid| {
            let deferred = objects.iter().filter(|object| object.table == table && object.deferred);
            deferred
                .filter(|object| own(object).is_some())
                .map(|object| object.name.clone())
                .next()
        };
        let alone = |object: &Object| {
            own(object).or_else(|| Some(format!("{} is kept, and may be checked late", pending(object.table)?)))
        };
        let why_kept = |object: &Object| {
            alone(object).or_else(|| {
                let needs = |key: &&Object| {
                    !object.is_foreign_key() && key.reference.as_ref().is_some_and(|to| to.index == object.oid)
                };
                let key = objects.iter().filter(needs).find_map(|key| Some((key, alone(key)?)));
                key.map(|(key, why)| {
                    let Object { name, table_name, .. } = key;
                    format!("the foreign key {name} of {table_name} needs it, which is kept: {why}")
                })
            })
        };
        let mut decision = Decision::default();
        let forward = |name: &String| self.get(table).is_some_and(|rebuild| rebuild.forward.contains(name));
        for object in objects {
            let wanted = match scope {
                Scope::All => object.table == table,
                Scope::Forward => object.table == table && object.is_foreign_key() && forward(&object.name),
            };
            if !wanted {
                continue;
            }
            match why_kept(object) {
                Some(why) => decision.kept.push(Kept {
                    name: object.name.clone(),
                    why,
                }),
                None => decision.dropped.push(object.clone()),
            }
        }
        let with_them = |key: &&Object| {
            let index = key.reference.as_ref().map(|to| to.index);
            key.table != table && decision.dropped.iter().any(|object| Some(object.oid) == index)
        };
        let keys = objects.iter().filter(with_them).cloned().collect::<Vec<_>>();
        decision.dropped.extend(keys);
        // What others need goes after them.
        decision
            .dropped
            .sort_by_key(|object| (!object.is_foreign_key(), object.oid));
        decision
    }

    /// Dropping a foreign key locks both of its tables (`ATExecDropConstraint` in tablecmds.c).
    fn against_reference(&self, key: &Object) -> Option<String> {
        let to = key.reference.as_ref()?;
        let asked = self.get(key.table).is_some_and(Rebuild::is_asked);
        if asked || to.table == key.table {
            return None;
        }
        match self.get(to.table) {
            None => Some(format!(
                "dropping it would lock {}, which this run does not fill",
                to.table_name
            )),
            Some(other) => match other.empty {
                Some(true) => None,
                Some(false) => Some(format!("dropping it would lock {}, which has rows", to.table_name)),
                None => Some(format!("dropping it would lock {}, which may have rows", to.table_name)),
            },
        }
    }
}

impl Kept {
    /// All of a table.
    pub(crate) fn everything(why: String) -> Self {
        Self {
            name: "indexes and keys".to_owned(),
            why,
        }
    }
}

impl Rebuild {
    /// Why nothing of it may be dropped.
    pub(crate) fn against(&self) -> Option<String> {
        if self.indexes == Indexes::Keep {
            return Some("the table's indexes and keys are to be kept".to_owned());
        }
        if let Some(obstacle) = &self.standing.obstacle {
            return Some(obstacle.clone());
        }
        (self.indexes == Indexes::Auto && self.empty != Some(true)).then(|| match self.empty {
            None => {
                "whether the table has rows could not be read: this role may not, or another session holds its lock"
                    .to_owned()
            }
            _ => "the table has rows".to_owned(),
        })
    }

    /// Why its own indexes are not dropped, even if others' foreign keys to it are.
    pub(crate) fn against_all(&self) -> Option<String> {
        let code = || match &self.standing.code {
            Some(code) if self.indexes == Indexes::Auto => Some(format!("{code} runs for each row, and may need them")),
            _ => None,
        };
        let needed = || self.needed.map(str::to_owned);
        self.against().or_else(needed).or_else(code)
    }

    /// Whether it has anything that could be dropped.
    pub(crate) fn has_any(&self) -> bool {
        self.has_any
    }

    pub(crate) fn is_asked(&self) -> bool {
        self.indexes == Indexes::Rebuild
    }

    /// Whether something of it is dropped however few rows come.
    pub(crate) fn drops_anyway(&self) -> bool {
        let all = self.is_asked() && self.against_all().is_none();
        self.has_any && (all || self.has_forward() && self.against().is_none())
    }

    pub(crate) fn has_forward(&self) -> bool {
        !self.forward.is_empty()
    }

    /// Whether filling it runs code of the user's on the server, which may use any index.
    pub(crate) fn runs_code(&self) -> bool {
        self.needed.is_some() || self.standing.code.is_some()
    }
}
