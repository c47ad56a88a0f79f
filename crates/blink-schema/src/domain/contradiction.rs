//! Facts that leave no value.

use super::values::{Domain, Fact, Values};

/// The facts that together leave no value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contradiction {
    /// The facts, as they were given to [`Domain::of`].
    pub facts: Vec<String>,
}

impl Domain {
    /// The facts that leave neither a value nor NULL; the fewest that do, up to two.
    pub fn contradiction(&self) -> Option<Contradiction> {
        if !self.is_empty() {
            return None;
        }
        let none = |nullable: bool, values: &Values| !nullable && values.is_empty();
        let of = |facts: &[&Fact]| Contradiction {
            facts: facts.iter().map(|fact| fact.text.clone()).collect(),
        };
        for (at, fact) in self.facts.iter().enumerate() {
            if none(fact.nullable, &fact.values) {
                return Some(of(&[fact]));
            }
            for before in self.facts.iter().take(at) {
                if none(fact.nullable && before.nullable, &before.values.intersect(&fact.values)) {
                    return Some(of(&[before, fact]));
                }
            }
        }
        Some(of(&self.facts.iter().collect::<Vec<_>>()))
    }
}
