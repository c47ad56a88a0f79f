//! Classes of characters: which of them are told apart, and which are written.

use std::collections::BTreeSet;

use regex_syntax::hir::ClassUnicode;

use super::derivatives::TooLarge;

/// Characters written for a class that has no ASCII.
const MOST_OF_OTHERS: usize = 64;
/// The classes times the ranges that they divide the characters into, at most.
const MOST_MEMBERS: usize = 1 << 24;

/// All characters, divided into parts: each class of a language has a part wholly or not at all.
#[derive(Clone, Debug)]
pub(super) struct Alphabet {
    /// The first character of each range, and the number of its part.
    ranges: Vec<(u32, usize)>,
    /// The characters of each part that are written.
    written: Vec<Vec<char>>,
}

impl Alphabet {
    /// The parts that these classes tell apart, and to each class the parts that it has.
    pub(super) fn new(classes: &[&ClassUnicode]) -> Result<(Self, Vec<Vec<bool>>), TooLarge> {
        let mut starts = BTreeSet::from([0]);
        for range in classes.iter().flat_map(|class| class.ranges()) {
            starts.insert(u32::from(range.start()));
            starts.insert(u32::from(range.end()).saturating_add(1));
        }
        if starts.len().saturating_mul(classes.len()) > MOST_MEMBERS {
            return Err(TooLarge);
        }
        let mut seen: Vec<Vec<bool>> = Vec::new();
        let mut by_membership = std::collections::BTreeMap::new();
        let mut ranges = Vec::new();
        for start in starts {
            // Surrogates are no characters.
            let start = if (0xd800..0xe000).contains(&start) {
                0xe000
            } else {
                start
            };
            let Some(first) = char::from_u32(start) else {
                continue;
            };
            let members = classes.iter().map(|class| has(class, first)).collect::<Vec<_>>();
            let part = *by_membership.entry(members.clone()).or_insert_with(|| {
                seen.push(members);
                seen.len() - 1
            });
            ranges.push((start, part));
        }
        let of_class = |class: usize| seen.iter().map(|members| members.get(class) == Some(&true)).collect();
        let members = (0..classes.len()).map(of_class).collect();
        let mut alphabet = Self {
            ranges,
            written: Vec::new(),
        };
        alphabet.written = (0..seen.len()).map(|part| alphabet.written_of(part)).collect();
        Ok((alphabet, members))
    }

    /// The number of parts.
    pub(super) fn len(&self) -> usize {
        self.written.len()
    }

    /// The part of a character.
    pub(super) fn part(&self, c: char) -> usize {
        let behind = self.ranges.partition_point(|(start, _)| *start <= u32::from(c));
        self.ranges.get(behind.saturating_sub(1)).map_or(0, |range| range.1)
    }

    /// The characters of a part that are written, in the order of their code points.
    pub(super) fn written(&self, part: usize) -> &[char] {
        self.written.get(part).map_or(&[], Vec::as_slice)
    }

    /// All printable ASCII of a part; else some of its other characters, if it is not the part of all that no class names.
    fn written_of(&self, part: usize) -> Vec<char> {
        let ascii = (' '..='~').filter(|c| self.part(*c) == part).collect::<Vec<_>>();
        if !ascii.is_empty() {
            return ascii;
        }
        let mut others = Vec::new();
        for (at, (start, of)) in self.ranges.iter().enumerate() {
            let end = self.ranges.get(at + 1).map_or(u32::from(char::MAX) + 1, |next| next.0);
            if *of == part {
                let room = MOST_OF_OTHERS - others.len();
                // PostgreSQL has no text with the character zero.
                others.extend(
                    (*start..end)
                        .filter_map(char::from_u32)
                        .filter(|c| *c != '\0')
                        .take(room),
                );
            }
        }
        others
    }
}

fn has(class: &ClassUnicode, c: char) -> bool {
    let behind = class.ranges().partition_point(|range| range.start() <= c);
    behind > 0 && class.ranges().get(behind - 1).is_some_and(|range| c <= range.end())
}

/// Those of the characters that read best: letters of one case and digits, else all that is printed but blanks. An `@`
/// would make addresses of what is around it.
pub(super) fn readable(characters: &[char]) -> Vec<char> {
    let lower = |c: &char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let upper = |c: &char| c.is_ascii_uppercase() || c.is_ascii_digit();
    let keep = |wanted: &dyn Fn(&char) -> bool| characters.iter().copied().filter(wanted).collect::<Vec<_>>();
    if characters.iter().any(char::is_ascii_lowercase) {
        keep(&lower)
    } else if characters.iter().any(char::is_ascii_alphanumeric) {
        keep(&upper)
    } else {
        let marks = keep(&|c| "-_./:".contains(*c));
        let printed = if marks.is_empty() { keep(&|c| *c > ' ') } else { marks };
        if printed.is_empty() {
            characters.to_vec()
        } else {
            printed
        }
    }
}
