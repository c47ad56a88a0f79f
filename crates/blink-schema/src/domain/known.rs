//! Results that are worked out once: a plan asks for the same texts for many columns, and again in each of its rounds.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The results that were asked for last.
pub(super) struct Known<Q, R>(Mutex<Results<Q, R>>);

struct Results<Q, R> {
    /// The questions with their results and sizes, the oldest first.
    kept: VecDeque<(Q, R, usize)>,
    size: usize,
}

/// The largest size of all results together: states and counts of 4 to 16 bytes each, so at most 32 MiB. They stay with
/// the process.
const MOST: usize = 2_000_000;

impl<Q: Clone + PartialEq, R: Clone> Known<Q, R> {
    pub(super) const fn new() -> Self {
        Self(Mutex::new(Results {
            kept: VecDeque::new(),
            size: 0,
        }))
    }

    /// The result for a question, which is worked out unless it is known; its size decides how many others are kept.
    pub(super) fn result(&self, question: &Q, work_out: impl FnOnce() -> R, size: impl FnOnce(&R) -> usize) -> R {
        if let Some((_, result, _)) = self.results().kept.iter().find(|(known, ..)| known == question) {
            return result.clone();
        }
        // Others may ask meanwhile: at the worst it is worked out twice.
        let result = work_out();
        let size = size(&result).saturating_add(1);
        self.results().keep(question.clone(), result.clone(), size);
        result
    }

    fn results(&self) -> MutexGuard<'_, Results<Q, R>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<Q, R> Results<Q, R> {
    fn keep(&mut self, question: Q, result: R, size: usize) {
        self.kept.push_back((question, result, size));
        self.size = self.size.saturating_add(size);
        while self.size > MOST
            && let Some((_, _, oldest)) = self.kept.pop_front()
        {
            self.size = self.size.saturating_sub(oldest);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_is_worked_out_once_and_the_oldest_make_room() {
        let known = Known::new();
        let mut worked_out = 0;
        for question in [1, 2, 1, 2] {
            let mut work_out = || {
                worked_out += 1;
                question * 10
            };
            assert_eq!(known.result(&question, &mut work_out, |_| MOST / 2 - 1), question * 10);
        }
        assert_eq!(worked_out, 2);
        known.result(&3, || 30, |_| MOST / 2 - 1);
        let is_known = |question| {
            let mut fresh = false;
            known.result(
                &question,
                || {
                    fresh = true;
                    question * 10
                },
                |_| 0,
            );
            !fresh
        };
        assert!(is_known(3));
        assert!(is_known(2));
        assert!(!is_known(1));
    }
}
