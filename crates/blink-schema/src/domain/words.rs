//! Texts by number.

use super::derivatives::TooLarge;
use super::graph::{Edge, Graph};
use super::mix::mix;

/// Characters that the longest text has more than the shortest, where no length is given.
const MOST_LONGER: usize = 255;
/// Counts that are held at the most.
const MOST_COUNTS: usize = 500_000;

/// The texts of a graph, numbered by length and then by the graph's edges.
///
/// If more texts exist than are wanted, the first characters of a text are chosen by its number, so that texts look alike
/// all over, and the rest tells it from others.
#[derive(Clone, Debug)]
pub(super) struct Words {
    graph: Graph,
    /// For each number of characters and state, the number of texts from there.
    counts: Vec<Vec<u128>>,
    least: usize,
    wanted: u128,
}

impl Words {
    /// The texts of so many characters; longer ones only until there are as many as `wanted`.
    pub(super) fn new(graph: Graph, least: usize, most: Option<usize>, wanted: u128) -> Result<Self, TooLarge> {
        let mut words = Self {
            counts: vec![graph.accepts.iter().map(|accepts| u128::from(*accepts)).collect()],
            graph,
            least,
            wanted,
        };
        let states = words.graph.edges.len().max(1);
        for length in 1.. {
            let ended = words
                .counts
                .last()
                .is_none_or(|counts| counts.iter().all(|count| *count == 0));
            let shortest = words.lengths().next().map(|(length, _)| length);
            let long = shortest.is_some_and(|shortest| length > shortest.saturating_add(MOST_LONGER));
            if ended || long || words.total() >= wanted || most.is_some_and(|most| length > most) {
                break;
            }
            if length * states > MOST_COUNTS {
                if words.total() == 0 {
                    return Err(TooLarge);
                }
                break;
            }
            let counts = (0..states).map(|state| words.count_next(state)).collect();
            words.counts.push(counts);
        }
        Ok(words)
    }

    /// The number of counts and edges that are held.
    pub(super) fn size(&self) -> usize {
        let counts = self.counts.iter().map(Vec::len).sum::<usize>();
        counts.saturating_add(self.graph.size())
    }

    fn count_next(&self, state: usize) -> u128 {
        let edges = self.graph.edges.get(state).into_iter().flatten();
        let rest = self.counts.len() - 1;
        edges.fold(0, |sum: u128, edge| {
            sum.saturating_add(self.count(rest, edge.target).saturating_mul(edge.size()))
        })
    }

    fn count(&self, length: usize, state: usize) -> u128 {
        self.counts
            .get(length)
            .and_then(|counts| counts.get(state))
            .copied()
            .unwrap_or(0)
    }

    /// The lengths that there are texts of, with their number.
    fn lengths(&self) -> impl Iterator<Item = (usize, u128)> + '_ {
        let lengths = (self.least..self.counts.len()).map(|length| (length, self.count(length, 0)));
        lengths.filter(|(_, count)| *count > 0)
    }

    fn total(&self) -> u128 {
        self.lengths()
            .fold(0, |sum: u128, (_, count)| sum.saturating_add(count))
    }

    /// The number of characters that all texts have.
    pub(super) fn only_length(&self) -> Option<usize> {
        let mut lengths = self.lengths();
        let (length, _) = lengths.next()?;
        lengths.next().is_none().then_some(length)
    }

    /// The number of texts that are numbered.
    pub(super) fn capacity(&self) -> u128 {
        self.total().min(self.wanted)
    }

    /// The text of a number.
    pub(super) fn text(&self, place: u128) -> Option<String> {
        if place >= self.capacity() {
            return None;
        }
        if let Some((length, _)) = self.lengths().find(|(_, count)| *count >= self.wanted) {
            return self.text_of_length(length, place);
        }
        let mut rest = place;
        for (length, count) in self.lengths() {
            if rest < count {
                return self.text_of_length(length, rest);
            }
            rest -= count;
        }
        None
    }

    /// The number of a text.
    pub(super) fn place(&self, text: &str) -> Option<u128> {
        let characters = text.chars().collect::<Vec<_>>();
        let within = self.place_in_length(&characters)?;
        let long = self.lengths().any(|(_, count)| count >= self.wanted);
        let before = if long {
            0
        } else {
            let shorter = self.lengths().take_while(|(length, _)| *length < characters.len());
            shorter.fold(0, |sum: u128, (_, count)| sum.saturating_add(count))
        };
        let place = before.checked_add(within)?;
        self.text(place).filter(|made| made == text).map(|_| place)
    }

    /// A text that random numbers choose: its length out of the shortest, then the text.
    pub(super) fn sample(&self, random: &mut dyn FnMut() -> u64) -> Option<String> {
        let lengths = self.lengths().take(8).collect::<Vec<_>>();
        let choices = u64::try_from(lengths.len()).ok().filter(|choices| *choices > 0)?;
        let (length, count) = *lengths.get(usize::try_from(random() % choices).ok()?)?;
        let place = u128::from(random()) % count.min(self.wanted);
        self.text_of_length(length, place)
    }

    fn free(&self, rest: usize, state: usize) -> impl Iterator<Item = &Edge> + Clone {
        let edges = self.graph.edges.get(state).map_or(&[] as &[Edge], Vec::as_slice);
        edges
            .iter()
            .filter(move |edge| self.count(rest, edge.target) >= self.wanted)
    }

    fn text_of_length(&self, length: usize, place: u128) -> Option<String> {
        let mut text = String::with_capacity(length);
        let (mut state, mut place_left) = (0, place);
        for rest in (0..length).rev() {
            let choices = self.free(rest, state).map(Edge::size).sum::<u128>();
            let mut at = if choices > 0 {
                u128::from(mix(place, rest)) % choices
            } else {
                place_left
            };
            let mut chosen = None;
            for edge in self.graph.edges.get(state)? {
                let count = self.count(rest, edge.target);
                let each = match choices {
                    0 => count,
                    _ => u128::from(count >= self.wanted),
                };
                let size = each.saturating_mul(edge.size());
                if at < size {
                    chosen = Some((edge, at / each, at % each));
                    break;
                }
                at -= size;
            }
            let (edge, index, left) = chosen?;
            text.push(*edge.characters.get(usize::try_from(index).ok()?)?);
            state = edge.target;
            if choices == 0 {
                place_left = left;
            }
        }
        Some(text)
    }

    fn place_in_length(&self, characters: &[char]) -> Option<u128> {
        let (mut state, mut place) = (0, 0_u128);
        for (at, c) in characters.iter().enumerate() {
            let rest = characters.len() - 1 - at;
            let free = self.free(rest, state).next().is_some();
            let mut before = 0_u128;
            let mut found = None;
            for edge in self.graph.edges.get(state)? {
                let count = self.count(rest, edge.target);
                if let Ok(index) = edge.characters.binary_search(c) {
                    found = Some((edge, u128::try_from(index).ok()?.saturating_mul(count)));
                    break;
                }
                before = before.saturating_add(count.saturating_mul(edge.size()));
            }
            let (edge, within) = found?;
            if !free {
                place = place.checked_add(before)?.checked_add(within)?;
            }
            state = edge.target;
        }
        (self.graph.accepts.get(state) == Some(&true)).then_some(place)
    }
}

impl Edge {
    fn size(&self) -> u128 {
        u128::try_from(self.characters.len()).unwrap_or(u128::MAX)
    }
}
