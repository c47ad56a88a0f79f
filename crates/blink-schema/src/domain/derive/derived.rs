//! Facts that follow from a condition.

use std::collections::BTreeMap;

use super::relations::Relation;
use crate::domain::values::Domain;
use crate::expr::Expr;

/// The branches that one condition may have; those beyond are not taken.
pub(super) const MOST_BRANCHES: usize = 32;

/// All that a condition says. A row that has in each column one of its values, that one branch of each list holds for, and
/// that all relations hold for, meets the condition as far as it is not undecided.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Derived {
    /// The values of columns by their names.
    pub columns: BTreeMap<String, Domain>,
    /// Lists of branches, one of which must hold.
    pub branches: Vec<Vec<Branch>>,
    /// The relations of columns to one another.
    pub relations: Vec<Relation>,
    /// The conditions that are left to be judged.
    pub undecided: Vec<Expr>,
}

/// A way to meet a condition.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Branch {
    /// The share of the rows, beside those of the other branches.
    pub weight: u32,
    /// The values of columns by their names.
    pub columns: BTreeMap<String, Domain>,
    /// The relations of columns to one another.
    pub relations: Vec<Relation>,
}

impl Derived {
    /// Adds what another condition says.
    pub fn add(&mut self, other: Self) {
        for (name, domain) in other.columns {
            narrow(&mut self.columns, name, domain);
        }
        self.branches.extend(other.branches);
        self.relations.extend(other.relations);
        self.undecided.extend(other.undecided);
    }
}

pub(super) fn narrow(columns: &mut BTreeMap<String, Domain>, name: String, domain: Domain) {
    let narrowed = match columns.get(&name) {
        Some(before) => before.intersect(&domain),
        None => domain,
    };
    columns.insert(name, narrowed);
}
