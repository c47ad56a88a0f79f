//! The shapes of relations in words.

use super::planning::Planning;
use super::relation::RelationPlan;
use crate::make::shape::{Joint, Population, Shape};

impl Planning<'_, '_> {
    /// The relations of a table, for people.
    pub(super) fn relation_plans(&self, table: usize) -> Vec<RelationPlan> {
        let relations = self.references.of[table].iter().zip(&self.relations[table].shapes);
        let relations = relations.enumerate().map(|(place, (reference, shape))| {
            let mut said = self.said(table, shape);
            let may_be_null = matches!(shape, Shape::Pick(_) | Shape::Earlier { .. } | Shape::Previous);
            if reference.is_optional && may_be_null {
                said.push_str(", or none");
            } else if *shape == Shape::Previous {
                "the row itself".clone_into(&mut said);
            }
            RelationPlan {
                constraint: reference.key.name.clone(),
                columns: reference.key.columns.clone(),
                parent: reference.key.parent.clone(),
                shape: said,
                place,
            }
        });
        relations.collect()
    }

    fn said(&self, table: usize, shape: &Shape) -> String {
        match shape {
            Shape::Run => "each parent has its own rows".to_owned(),
            Shape::Pick(population) => {
                let said = self.population(population);
                format!("{said}, some far more often")
            }
            Shape::Joint { joint, digit } => match self.relations[table].joints.get(*joint) {
                Some(joint) => self.joint(joint, *digit),
                None => "each combination once".to_owned(),
            },
            Shape::Follow(path) => {
                let columns = path.first().and_then(|place| self.references.of[table].get(*place));
                let columns = columns.map(|reference| reference.key.columns.join(", "));
                format!("the row that {} leads to", columns.unwrap_or_default())
            }
            Shape::Earlier { in_run: true } => "an earlier row of the same owner".to_owned(),
            Shape::Earlier { in_run: false } => "an earlier row".to_owned(),
            Shape::Previous => "the row before".to_owned(),
            Shape::Absent(because) => format!("NULL, since {because}"),
        }
    }

    fn joint(&self, joint: &Joint, digit: usize) -> String {
        let population = joint
            .populations
            .get(digit)
            .map(|population| self.population(population));
        let within = if joint.in_run { " within the owner" } else { "" };
        let population = population.unwrap_or_default();
        format!("{population}, no combination twice{within}")
    }

    fn population(&self, population: &Population) -> String {
        let name = |table: &usize| self.scope.filled[*table].name.to_string();
        match population {
            Population::All(_) => "any row".to_owned(),
            Population::OfClass { .. } => "any row of its subtype".to_owned(),
            Population::WithRows(_) => "any of the rows that are there".to_owned(),
            Population::Below { ancestor, .. } => format!("any row of the same {}", name(ancestor)),
            Population::Members { ancestor, members, .. } => {
                format!("any that {} has of the same {}", name(members), name(ancestor))
            }
        }
    }
}
