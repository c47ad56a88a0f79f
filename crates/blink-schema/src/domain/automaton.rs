//! The automaton of a language.

use std::collections::HashMap;

use super::characters::Alphabet;
use super::derivatives::{Derivatives, TooLarge};
use super::language::Language;

/// A deterministic automaton; it begins in state 0.
#[derive(Clone, Debug)]
pub(super) struct Automaton {
    alphabet: Alphabet,
    /// For each state, the next state by part of the alphabet.
    next: Vec<Vec<u32>>,
    accepts: Vec<bool>,
}

/// The number of states that one language may have.
const MOST_STATES: usize = 20_000;
/// The number of transitions that one language may have.
const MOST_TRANSITIONS: usize = 1_000_000;

impl Automaton {
    pub(super) fn new(language: &Language) -> Result<Self, TooLarge> {
        let mut classes = Vec::new();
        language.visit_classes(&mut |class| classes.push(class));
        let (alphabet, members) = Alphabet::new(&classes)?;
        let mut derivatives = Derivatives::default();
        let start = derivatives.language(language, &mut members.into_iter())?;
        let mut states = vec![start];
        let mut numbers = HashMap::from([(start, 0_u32)]);
        let mut automaton = Self {
            alphabet,
            next: Vec::new(),
            accepts: Vec::new(),
        };
        let mut at = 0;
        while let Some(state) = states.get(at).copied() {
            let mut row = Vec::with_capacity(automaton.alphabet.len());
            for part in 0..automaton.alphabet.len() {
                let id = derivatives.derive(state, part)?;
                let fresh = u32::try_from(states.len()).map_err(|_| TooLarge)?;
                let number = *numbers.entry(id).or_insert(fresh);
                if number == fresh {
                    states.push(id);
                }
                row.push(number);
            }
            if states.len() > MOST_STATES || states.len() * automaton.alphabet.len() > MOST_TRANSITIONS {
                return Err(TooLarge);
            }
            automaton.next.push(row);
            automaton.accepts.push(derivatives.is_nullable(state));
            at += 1;
        }
        Ok(automaton)
    }

    /// The number of transitions.
    pub(super) fn size(&self) -> usize {
        self.next.iter().map(Vec::len).sum()
    }

    pub(super) fn alphabet(&self) -> &Alphabet {
        &self.alphabet
    }

    pub(super) fn accepts(&self) -> &[bool] {
        &self.accepts
    }

    /// The next states of a state, by part of the alphabet.
    pub(super) fn next(&self, state: usize) -> &[u32] {
        self.next.get(state).map_or(&[], Vec::as_slice)
    }

    /// True if the text is in the language.
    pub(super) fn matches(&self, text: &str) -> bool {
        let state = text.chars().try_fold(0, |state: usize, c| {
            let next = self.next(state).get(self.alphabet.part(c))?;
            usize::try_from(*next).ok()
        });
        state.is_some_and(|state| self.accepts.get(state) == Some(&true))
    }
}
