//! Conditions as facts about columns, and how these are put together.

use std::collections::BTreeSet;

use super::derived::{Branch, Derived, MOST_BRANCHES, narrow};
use super::relations::Relation;
use crate::domain::values::{Domain, Values};
use crate::expr::Expr;

/// A condition.
#[derive(Clone, Debug)]
pub(super) enum Formula {
    /// A column has one of these values.
    Column(String, Domain),
    /// Columns are related.
    Relation(Relation),
    /// All hold; of none, true.
    And(Vec<Formula>),
    /// One holds; of none, false.
    Or(Vec<Formula>),
    /// Not known.
    Undecided(Expr),
}

impl Formula {
    pub(super) fn always() -> Self {
        Self::And(Vec::new())
    }

    pub(super) fn never() -> Self {
        Self::Or(Vec::new())
    }

    /// Puts the conjunction together: what is said of one column by itself first.
    pub(super) fn assemble(self, derived: &mut Derived) {
        match self.united() {
            Self::Column(name, domain) => narrow(&mut derived.columns, name, domain),
            Self::Relation(relation) => derived.relations.push(relation),
            Self::And(all) => {
                for formula in all {
                    formula.assemble(derived);
                }
            }
            Self::Undecided(expr) => derived.undecided.push(expr),
            Self::Or(all) => {
                let mut undecided = Vec::new();
                let mut branches = Vec::new();
                for formula in all {
                    match formula.branches() {
                        Ok(more) => branches.extend(more),
                        Err(expr) => undecided.push(*expr),
                    }
                }
                branches.truncate(MOST_BRANCHES);
                // A branch that is known meets the condition without those that are not.
                if branches.is_empty() && !undecided.is_empty() {
                    derived.undecided.push(Expr::Or(undecided));
                } else {
                    derived.branches.push(branches);
                }
            }
        }
    }

    /// The same with the alternatives put together that are about one column.
    fn united(self) -> Self {
        let Self::Or(all) = self else {
            return self;
        };
        let mut rest: Vec<Self> = Vec::new();
        for formula in all {
            // Alternatives within are alternatives.
            let inner = match formula.united() {
                Self::Or(inner) => inner,
                other => vec![other.conjunct()],
            };
            for formula in inner {
                let united = rest.iter_mut().any(|before| before.unite(&formula));
                if !united {
                    rest.push(formula);
                }
            }
        }
        // A relation holds of NULL anyway.
        let related = rest
            .iter()
            .filter_map(Self::holds_of_null)
            .flatten()
            .collect::<Vec<_>>();
        rest.retain(|formula| {
            !formula
                .only_null()
                .is_some_and(|name| related.contains(&name.to_owned()))
        });
        match rest.pop() {
            Some(only) if rest.is_empty() => only,
            Some(last) => {
                rest.push(last);
                Self::Or(rest)
            }
            None => Self::never(),
        }
    }

    fn holds_of_null(&self) -> Option<BTreeSet<String>> {
        match self {
            Self::Relation(relation) if !relation.needs_all_set() => Some(relation.columns()),
            _ => None,
        }
    }

    /// The column that is NULL.
    fn only_null(&self) -> Option<&str> {
        match self {
            Self::Column(name, domain) if domain.nullable && domain.values == Values::none() => Some(name),
            _ => None,
        }
    }

    /// A conjunction about one column as a fact about it.
    fn conjunct(self) -> Self {
        let Self::And(all) = &self else {
            return self;
        };
        let mut found: Option<(String, Domain)> = None;
        for formula in all {
            match (formula.clone().united().conjunct(), &mut found) {
                (Self::Column(name, domain), None) => found = Some((name, domain)),
                (Self::Column(name, domain), Some(before)) if before.0 == name => {
                    before.1 = before.1.intersect(&domain);
                }
                _ => return self,
            }
        }
        match found {
            Some((name, domain)) => Self::Column(name, domain),
            None => self,
        }
    }

    fn unite(&mut self, other: &Self) -> bool {
        let (Self::Column(name, domain), Self::Column(other_name, other_domain)) = (&*self, other) else {
            return false;
        };
        if name != other_name {
            return false;
        }
        let fact = domain.facts().next().unwrap_or_default().to_owned();
        match domain.union(other_domain, fact) {
            Some(both) => {
                *self = Self::Column(name.clone(), both);
                true
            }
            None => false,
        }
    }

    /// The ways in which it holds; the part that is not known, if there is no way without it.
    fn branches(self) -> Result<Vec<Branch>, Box<Expr>> {
        let mut branch = Branch {
            weight: 1,
            ..Branch::default()
        };
        match self {
            Self::Column(name, domain) => {
                branch.columns.insert(name, domain);
                Ok(vec![branch])
            }
            Self::Relation(relation) => {
                branch.relations.push(relation);
                Ok(vec![branch])
            }
            Self::Undecided(expr) => Err(Box::new(expr)),
            Self::Or(all) => {
                let mut branches = Vec::new();
                let mut undecided = None;
                for formula in all {
                    match formula.branches() {
                        Ok(more) => branches.extend(more),
                        Err(expr) => undecided = Some(expr),
                    }
                }
                match undecided {
                    Some(expr) if branches.is_empty() => Err(expr),
                    _ => Ok(branches),
                }
            }
            Self::And(all) => {
                let mut branches = vec![branch];
                for formula in all {
                    let more = formula.united().branches()?;
                    let pairs = branches
                        .iter()
                        .flat_map(|one| more.iter().map(move |other| one.and(other)));
                    branches = pairs.flatten().take(MOST_BRANCHES).collect();
                }
                Ok(branches)
            }
        }
    }
}

impl Branch {
    /// Both at once; `None` if a column would have no value.
    fn and(&self, other: &Self) -> Option<Self> {
        let mut both = self.clone();
        for (name, domain) in &other.columns {
            narrow(&mut both.columns, name.clone(), domain.clone());
        }
        both.relations.extend(other.relations.iter().cloned());
        both.weight = self.weight.saturating_mul(other.weight);
        let holds = other
            .columns
            .keys()
            .filter_map(|name| both.columns.get(name))
            .all(|domain| !domain.is_empty());
        holds.then_some(both)
    }
}
