//! The final numbers of rows: what is wanted, within what relations and unique sets can hold.

use std::collections::BTreeSet;

use super::limit::Limit;
use super::owner::Owners;
use super::references::References;
use super::shapes::Relations;
use super::subtypes::Subtypes;
use crate::make::shape::{Joint, Population, Shape};

/// The numbers of rows and of children.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    /// The number of rows of each table.
    pub(crate) rows: Vec<u64>,
    /// The smallest and largest number of children of each parent of the tables that have an owner.
    pub(crate) children: Vec<(u64, u64)>,
    /// The reason why a table has fewer or more rows than its kind would have.
    pub(crate) because: Vec<Option<String>>,
    /// The tables that have too few rows to give each owner those that others would pick among.
    pub(crate) scarce: BTreeSet<usize>,
}

/// The decisions by which the numbers are found.
pub(crate) struct Wanted<'w, 'f> {
    pub(crate) references: &'w References<'f>,
    pub(crate) owners: &'w Owners,
    pub(crate) relations: &'w [Relations],
    pub(crate) rows: &'w [u64],
    pub(crate) limits: &'w [Limit],
    /// The references of each table that some rows must not leave NULL, though they may be.
    pub(crate) required: &'w [BTreeSet<usize>],
    /// The numbers of rows that are known of tables that are not filled.
    pub(crate) pools: &'w [u64],
    /// The pairs of references of each table that must lead to different rows.
    pub(crate) differing: &'w [Vec<(usize, usize)>],
    pub(crate) subtypes: &'w Subtypes,
}

impl Wanted<'_, '_> {
    pub(crate) fn counts(&self) -> Counts {
        let needed = self.needed();
        let tables = self.rows.len();
        let mut counts = Counts {
            rows: self.rows.to_vec(),
            children: vec![(0, u64::MAX); tables],
            because: vec![None; tables],
            scarce: BTreeSet::new(),
        };
        for &table in &self.references.order {
            self.count(table, needed[table], &mut counts);
        }
        counts
    }

    /// The rows of each table that each owner needs, since a reference picks among its own.
    fn needed(&self) -> Vec<u64> {
        let mut needed = vec![0_u64; self.rows.len()];
        for (table, relations) in self.relations.iter().enumerate() {
            let picks = relations.shapes.iter().zip(&self.references.of[table]).enumerate();
            for (place, (shape, reference)) in picks {
                let population = match shape {
                    Shape::Pick(population) => population,
                    Shape::Joint { joint, digit } => &relations.joints[*joint].populations[*digit],
                    _ => continue,
                };
                let is_required = self.required[table].contains(&place);
                if reference.is_optional && matches!(shape, Shape::Pick(_)) && !is_required {
                    continue;
                }
                let (mut at, ancestor) = match population {
                    Population::All(_) | Population::OfClass { .. } | Population::WithRows(_) => continue,
                    Population::Below { parent, ancestor, .. } => (*parent, *ancestor),
                    Population::Members { members, ancestor, .. } => (*members, *ancestor),
                };
                // One that must not be the same leads to another one.
                let has_pair = |(one, other): &(usize, usize)| *one == place || *other == place;
                let mut least = 1 + u64::from(self.differing[table].iter().any(has_pair));
                while at != ancestor {
                    needed[at] = needed[at].max(least);
                    least = 1;
                    let Some(parent) = self.owners.parent(self.references, at) else {
                        break;
                    };
                    at = parent;
                }
            }
        }
        needed
    }

    fn count(&self, table: usize, needed: u64, counts: &mut Counts) {
        let limit = &self.limits[table];
        let relations = &self.relations[table];
        let mut most = (u64::MAX, None);
        if relations.one_each {
            most = (1, None);
        }
        let mut rows = self.rows[table];
        let mut capacity = u64::MAX;
        if let Some((children, set)) = &limit.children
            && *children < most.0
        {
            most = (*children, Some(set.clone()));
        }
        for joint in &relations.joints {
            let product = self.product(joint, counts);
            if joint.in_run {
                most.0 = most.0.min(product);
                continue;
            }
            capacity = capacity.min(product);
            if product < rows {
                rows = product;
                counts.because[table] = Some("no pair of references twice".to_owned());
            }
        }
        if self.refers_to_none(table, counts) {
            rows = 0;
            counts.because[table] = Some("there is no row that it must refer to".to_owned());
        }
        if let Some((of_set, set)) = &limit.rows {
            capacity = capacity.min(*of_set);
            if *of_set < rows {
                rows = *of_set;
                counts.because[table] = Some(format!("{set} has no more values"));
            }
        }
        let Some(parents) = self.parents(table, counts) else {
            counts.rows[table] = rows;
            return;
        };
        let is_scarce = needed.saturating_mul(parents) > capacity;
        if is_scarce {
            counts.scarce.insert(table);
        }
        let least = if needed > 0 && !is_scarce && self.subtypes.owner_class(table).is_none() {
            (rows / parents.max(1) / 2).max(needed).min(most.0)
        } else {
            0
        };
        if rows < least.saturating_mul(parents) {
            rows = least.saturating_mul(parents);
            counts.because[table] = Some(format!("each parent needs {needed}"));
        }
        if rows > most.0.saturating_mul(parents) {
            rows = most.0.saturating_mul(parents);
            counts.because[table] = most.1.map(|set| format!("{set} has no more values"));
        }
        counts.rows[table] = rows;
        counts.children[table] = (least, most.0);
    }

    /// The number of rows that own rows of a table.
    fn parents(&self, table: usize, counts: &Counts) -> Option<u64> {
        let parent = self.owners.parent(self.references, table)?;
        let rows = counts.rows[parent];
        let of_class = self.subtypes.of_owner(table, parent, rows);
        Some(of_class.map_or(rows, |(classes, class)| classes.count(class)))
    }

    /// The number of rows that a joint tells apart.
    fn product(&self, joint: &Joint, counts: &Counts) -> u64 {
        let sizes = joint
            .populations
            .iter()
            .map(|population| self.smallest(population, counts));
        let product = sizes.fold(1_u64, u64::saturating_mul);
        match joint.populations.as_slice() {
            [only, _] if joint.differ => product.saturating_sub(self.smallest(only, counts)),
            [_] if joint.differ => product.saturating_sub(1),
            _ => product,
        }
    }

    /// Returns true if a reference that every row has finds none.
    fn refers_to_none(&self, table: usize, counts: &Counts) -> bool {
        let mut references = self.references.of[table].iter().zip(&self.relations[table].shapes);
        references.any(|(reference, shape)| match shape {
            Shape::Pick(population @ (Population::All(_) | Population::OfClass { .. })) => {
                !reference.is_optional && self.smallest(population, counts) == 0
            }
            _ => false,
        })
    }

    /// The smallest number of rows that a population has.
    fn smallest(&self, population: &Population, counts: &Counts) -> u64 {
        let (mut at, ancestor) = match population {
            Population::All(parent) => return counts.rows[*parent],
            Population::OfClass { parent, class } => {
                let classes = self.subtypes.classes(*parent, counts.rows[*parent]);
                return classes.map_or(0, |classes| classes.count(*class));
            }
            Population::WithRows(parent) => return self.pools[*parent],
            Population::Below { parent, ancestor, .. } => (*parent, *ancestor),
            Population::Members { members, ancestor, .. } => (*members, *ancestor),
        };
        let mut smallest = 1_u64;
        while at != ancestor {
            smallest = smallest.saturating_mul(counts.children[at].0);
            let Some(parent) = self.owners.parent(self.references, at) else {
                break;
            };
            at = parent;
        }
        smallest
    }
}
