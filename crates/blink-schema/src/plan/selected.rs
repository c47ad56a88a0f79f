//! The rows that meet the predicate of a partial unique index: at most the first of each group.

use std::collections::BTreeMap;

use crate::domain::{Branch, Columns, Derived, derive_not_true, derive_true, from_type};
use crate::expr::{Type, normalize, parse};
use crate::facts::{Table, Types};
use crate::make::group::Group;

/// A predicate that at most the first row of each group meets.
#[derive(Clone, Debug)]
pub(crate) struct Selection {
    /// The unique index.
    pub(crate) set: String,
    pub(crate) group: Group,
    /// The ways to meet the predicate, and those not to.
    pub(crate) meeting: Vec<Branch>,
    pub(crate) others: Vec<Branch>,
}

/// The share of the first rows that meet the predicate, beside one of those that do not.
const MEETING: u32 = 4;

impl Selection {
    /// The ways of a predicate; None if it is not known what meets it.
    pub(crate) fn new(
        set: &str,
        predicate: &str,
        group: Group,
        table: &Table,
        types: &Types,
        until: i64,
    ) -> Option<Self> {
        let of_columns = table
            .columns
            .iter()
            .map(|column| (column.name.clone(), from_type(&column.ty, types)));
        let of_columns = of_columns.collect::<BTreeMap<_, _>>();
        let columns = Columns {
            types: &of_columns,
            until,
        };
        let type_of = |name: &str| {
            let column = table.columns.iter().find(|column| column.name == name)?;
            Some(Type::named(&types.base(&column.ty).name))
        };
        let condition = normalize(&parse(predicate), &type_of, None);
        let fact = format!("{set} WHERE {predicate}");
        let others = branches(derive_not_true(&condition, columns, &fact))?;
        let meeting = branches(derive_true(&condition, columns, &fact)).unwrap_or_default();
        let sum = |branches: &[Branch]| {
            branches
                .iter()
                .map(|branch| branch.weight.max(1))
                .fold(0, u32::saturating_add)
        };
        let (of_meeting, of_others) = (sum(&meeting), sum(&others));
        let weighed = |branches: Vec<Branch>, by: u32| {
            let weigh = |branch: Branch| Branch {
                weight: branch.weight.max(1).saturating_mul(by.max(1)),
                ..branch
            };
            branches.into_iter().map(weigh).collect()
        };
        Some(Self {
            set: set.to_owned(),
            group,
            meeting: weighed(meeting, of_others.saturating_mul(MEETING)),
            others: weighed(others, of_meeting),
        })
    }
}

/// The branches that are left of all that is said; None if not all of it is about single columns.
fn branches(derived: Derived) -> Option<Vec<Branch>> {
    let is_plain = |branch: &Branch| branch.relations.is_empty();
    if !derived.undecided.is_empty() || !derived.relations.is_empty() {
        return None;
    }
    let mut all = vec![Branch {
        weight: 1,
        columns: derived.columns,
        relations: Vec::new(),
    }];
    for list in derived.branches {
        if !list.iter().all(is_plain) {
            return None;
        }
        let both = |one: &Branch, other: &Branch| {
            let mut columns = one.columns.clone();
            for (name, domain) in &other.columns {
                let narrowed = columns
                    .get(name)
                    .map_or_else(|| domain.clone(), |own| own.intersect(domain));
                columns.insert(name.clone(), narrowed);
            }
            Branch {
                weight: one.weight.max(1).saturating_mul(other.weight.max(1)),
                columns,
                relations: Vec::new(),
            }
        };
        all = all
            .iter()
            .flat_map(|one| list.iter().map(move |other| both(one, other)))
            .collect();
    }
    all.retain(|branch| branch.columns.values().all(|domain| !domain.is_empty()));
    Some(all)
}
