//! An automaton with the characters that are written.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::automaton::Automaton;
use super::characters::readable;
use super::derivatives::TooLarge;

/// States and the characters that lead from one to another; it begins in state 0.
#[derive(Clone, Debug)]
pub(super) struct Graph {
    /// For each state, characters in ascending order and the state that they lead to.
    pub(super) edges: Vec<Vec<Edge>>,
    pub(super) accepts: Vec<bool>,
}

/// Characters that lead to a state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Edge {
    pub(super) characters: Vec<char>,
    pub(super) target: usize,
}

impl Graph {
    /// All that is written of an automaton's language.
    pub(super) fn new(automaton: &Automaton) -> Self {
        let accepts = automaton.accepts().to_vec();
        let edges_of = |state| {
            let mut by_target: BTreeMap<usize, Vec<char>> = BTreeMap::new();
            for (part, target) in automaton.next(state).iter().enumerate() {
                let target = usize::try_from(*target).unwrap_or(usize::MAX);
                let written = automaton.alphabet().written(part);
                by_target.entry(target).or_default().extend(written);
            }
            by_target
                .into_iter()
                .map(|(target, characters)| Edge::new(characters, target))
                .collect()
        };
        Self {
            edges: (0..accepts.len()).map(edges_of).collect(),
            accepts,
        }
        .without_dead_ends()
    }

    /// The least number of characters to the end of a text, for each state.
    fn distances(&self) -> Vec<Option<usize>> {
        let mut before = vec![Vec::new(); self.edges.len()];
        for (state, edges) in self.edges.iter().enumerate() {
            for edge in edges.iter().filter(|edge| !edge.characters.is_empty()) {
                if let Some(sources) = before.get_mut(edge.target) {
                    sources.push(state);
                }
            }
        }
        let mut distances = vec![None; self.edges.len()];
        let accepting = self.accepts.iter().enumerate().filter(|(_, accepts)| **accepts);
        let mut layer = accepting.map(|(state, _)| state).collect::<Vec<_>>();
        for distance in 0.. {
            layer.retain(|state| distances.get(*state) == Some(&None));
            for state in &layer {
                if let Some(known) = distances.get_mut(*state) {
                    *known = Some(distance);
                }
            }
            layer = layer
                .iter()
                .filter_map(|state| before.get(*state))
                .flatten()
                .copied()
                .collect();
            layer.sort_unstable();
            layer.dedup();
            if layer.is_empty() {
                break;
            }
        }
        distances
    }

    fn without_dead_ends(mut self) -> Self {
        let distances = self.distances();
        let lives = |state: usize| distances.get(state).is_some_and(Option::is_some);
        for edges in &mut self.edges {
            edges.retain(|edge| !edge.characters.is_empty() && lives(edge.target));
        }
        self
    }

    /// The number of characters at all edges.
    pub(super) fn size(&self) -> usize {
        self.edges.iter().flatten().map(|edge| edge.characters.len()).sum()
    }

    /// Of the characters that lead nearer to the end, and of the others, those that read best.
    pub(super) fn readable(&self) -> Self {
        let distances = self.distances();
        let of = |state: usize| distances.get(state).copied().flatten();
        let edges_of = |(state, edges): (usize, &Vec<Edge>)| {
            let nearer = |edge: &&Edge| of(edge.target) < of(state);
            let characters = |wanted: &dyn Fn(&&Edge) -> bool| {
                let edges = edges.iter().filter(wanted);
                let mut all = edges
                    .flat_map(|edge| edge.characters.iter().copied())
                    .collect::<Vec<_>>();
                all.sort_unstable();
                readable(&all)
            };
            let mut kept = characters(&|edge| nearer(edge));
            kept.extend(characters(&|edge| !nearer(edge)));
            kept.sort_unstable();
            Edge::restricted(edges, &|c| kept.binary_search(&c).is_ok())
        };
        Self {
            edges: self.edges.iter().enumerate().map(edges_of).collect(),
            accepts: self.accepts.clone(),
        }
        .without_dead_ends()
    }

    /// Texts of these characters alone.
    pub(super) fn restricted(&self, wanted: impl Fn(char) -> bool) -> Self {
        Self {
            edges: self
                .edges
                .iter()
                .map(|edges| Edge::restricted(edges, &wanted))
                .collect(),
            accepts: self.accepts.clone(),
        }
        .without_dead_ends()
    }

    /// The texts in lower case, each once.
    pub(super) fn folded(&self) -> Result<Self, TooLarge> {
        let mut sets = vec![BTreeSet::from([0])];
        let mut numbers = HashMap::from([(BTreeSet::from([0]), 0)]);
        let (mut edges, mut accepts) = (Vec::new(), Vec::new());
        let mut at = 0;
        while let Some(set) = sets.get(at).cloned() {
            let mut by_target: BTreeMap<usize, Vec<char>> = BTreeMap::new();
            for (c, targets) in self.folded_edges(&set) {
                let number = *numbers.entry(targets.clone()).or_insert(sets.len());
                if number == sets.len() {
                    sets.push(targets);
                }
                by_target.entry(number).or_default().push(c);
            }
            if sets.len() > 10_000 {
                return Err(TooLarge);
            }
            edges.push(
                by_target
                    .into_iter()
                    .map(|(target, characters)| Edge::new(characters, target))
                    .collect(),
            );
            accepts.push(set.iter().any(|state| self.accepts.get(*state) == Some(&true)));
            at += 1;
        }
        Ok(Self { edges, accepts }.without_dead_ends())
    }

    fn folded_edges(&self, states: &BTreeSet<usize>) -> BTreeMap<char, BTreeSet<usize>> {
        let mut edges: BTreeMap<char, BTreeSet<usize>> = BTreeMap::new();
        for edge in states.iter().filter_map(|state| self.edges.get(*state)).flatten() {
            for c in &edge.characters {
                edges.entry(fold(*c)).or_default().insert(edge.target);
            }
        }
        edges
    }

    /// A text of this graph that is `folded` in lower case, in lower case itself as far as it can be.
    pub(super) fn unfolded(&self, folded: &str) -> Option<String> {
        let characters = folded.chars().collect::<Vec<_>>();
        let mut reached = vec![BTreeSet::from([0])];
        for c in &characters {
            let states = reached.last()?.iter();
            let next = states
                .flat_map(|state| self.folding_to(*state, *c))
                .map(|(_, target)| target);
            reached.push(next.collect());
        }
        // Backwards: of those the states from which the rest can be written.
        let mut able = reached.pop()?;
        able.retain(|state| self.accepts.get(*state) == Some(&true));
        let mut ables = vec![able];
        for (c, mut states) in characters.iter().zip(reached).rev() {
            let after = ables.last()?;
            states.retain(|state| self.folding_to(*state, *c).any(|(_, target)| after.contains(&target)));
            ables.push(states);
        }
        ables.pop().filter(|states| states.contains(&0))?;
        let mut state = 0;
        let mut text = String::with_capacity(folded.len());
        for c in characters {
            let after = ables.pop()?;
            let choices = self.folding_to(state, c).filter(|(_, target)| after.contains(target));
            let (written, target) = choices.max()?;
            text.push(written);
            state = target;
        }
        Some(text)
    }

    /// The characters that are the same in lower case, and the states that they lead to.
    fn folding_to(&self, state: usize, c: char) -> impl Iterator<Item = (char, usize)> {
        let edges = self.edges.get(state).into_iter().flatten();
        edges.flat_map(move |edge| edge.folding_to(c).into_iter().map(|d| (d, edge.target)))
    }
}

impl Edge {
    /// The characters that are this one in lower case.
    fn folding_to(&self, c: char) -> Vec<char> {
        if !c.is_ascii() {
            return self.characters.iter().copied().filter(|d| fold(*d) == c).collect();
        }
        // The Kelvin sign is the only other character that is an ASCII one in lower case.
        let kelvin = (c == 'k').then_some('\u{212a}');
        let all = [Some(c.to_ascii_uppercase()), Some(c), kelvin].into_iter().flatten();
        let mut written = all
            .filter(|d| fold(*d) == c && self.characters.binary_search(d).is_ok())
            .collect::<Vec<_>>();
        written.dedup();
        written
    }

    fn new(mut characters: Vec<char>, target: usize) -> Self {
        characters.sort_unstable();
        Self { characters, target }
    }

    fn restricted(edges: &[Self], wanted: &dyn Fn(char) -> bool) -> Vec<Self> {
        let keep = |edge: &Self| Self {
            characters: edge.characters.iter().copied().filter(|c| wanted(*c)).collect(),
            target: edge.target,
        };
        edges
            .iter()
            .map(keep)
            .filter(|edge| !edge.characters.is_empty())
            .collect()
    }
}

/// The character in lower case, where that is one character.
pub(super) fn fold(c: char) -> char {
    let mut lower = c.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(one), None) => one,
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_characters_that_are_ascii_in_lower_case_are_known() {
        let edge = Edge::new((' '..=char::MAX).collect(), 0);
        let mut all: BTreeMap<char, Vec<char>> = BTreeMap::new();
        for d in &edge.characters {
            all.entry(fold(*d)).or_default().push(*d);
        }
        for c in '\0'..='\x7f' {
            let mut found = edge.folding_to(c);
            found.sort_unstable();
            assert_eq!(found, all.remove(&c).unwrap_or_default(), "{c:?}");
        }
    }
}
