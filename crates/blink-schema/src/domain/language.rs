//! Sets of texts as regular expressions that also have intersection and complement.

use std::sync::OnceLock;

use regex_syntax::hir::{ClassUnicode, ClassUnicodeRange};

/// A set of texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Language {
    /// The texts of one character out of a class.
    Class(ClassUnicode),
    /// A text of the first, followed by one of the second and so on; of none, the empty text.
    Concat(Vec<Language>),
    /// From so many to so many texts, one behind the other; without an upper bound, any number.
    Repeat(Box<Language>, u32, Option<u32>),
    /// The texts that one of them has; of none, no text.
    Or(Vec<Language>),
    /// The texts that all have; of none, all texts.
    And(Vec<Language>),
    /// The texts that it has not.
    Not(Box<Language>),
}

impl Language {
    /// The empty text.
    pub fn empty_text() -> Self {
        Self::Concat(Vec::new())
    }

    /// No text.
    pub fn none() -> Self {
        Self::Or(Vec::new())
    }

    /// All texts.
    pub fn all() -> Self {
        Self::And(Vec::new())
    }

    /// One text.
    pub fn text(text: &str) -> Self {
        Self::Concat(text.chars().map(Self::character).collect())
    }

    /// One character.
    pub fn character(c: char) -> Self {
        Self::Class(ClassUnicode::new([ClassUnicodeRange::new(c, c)]))
    }

    /// Any one character.
    pub fn any() -> Self {
        Self::Class(ClassUnicode::new([ClassUnicodeRange::new('\0', char::MAX)]))
    }

    /// One character between two.
    pub fn between(first: char, last: char) -> Self {
        Self::Class(ClassUnicode::new([ClassUnicodeRange::new(first, last)]))
    }

    /// Texts of ASCII alone.
    pub fn ascii() -> Self {
        Self::between('\0', '\x7f').repeated(0, None)
    }

    /// Texts of ASCII and these characters.
    pub fn ascii_and(others: &str) -> Self {
        let ascii = ClassUnicodeRange::new('\0', '\x7f');
        let others = others.chars().map(|c| ClassUnicodeRange::new(c, c));
        Self::Class(ClassUnicode::new(others.chain([ascii]))).repeated(0, None)
    }

    /// Texts without a character that has a lower case of its own.
    pub fn without_upper_case() -> Self {
        static CLASS: OnceLock<ClassUnicode> = OnceLock::new();
        let class = CLASS.get_or_init(|| class_where(|c| c.to_lowercase().eq([c])));
        Self::Class(class.clone()).repeated(0, None)
    }

    /// Texts without a character that has an upper case of its own.
    pub fn without_lower_case() -> Self {
        static CLASS: OnceLock<ClassUnicode> = OnceLock::new();
        let class = CLASS.get_or_init(|| class_where(|c| c.to_uppercase().eq([c])));
        Self::Class(class.clone()).repeated(0, None)
    }

    /// Texts that begin with none of these characters.
    pub fn not_beginning_with(characters: &str) -> Self {
        Self::Concat(vec![Self::one_of(characters), Self::all()]).negated()
    }

    /// Texts that end with none of these characters.
    pub fn not_ending_with(characters: &str) -> Self {
        Self::Concat(vec![Self::all(), Self::one_of(characters)]).negated()
    }

    /// Texts that begin with a letter or digit between two of one case, and have the same order in every collation. No
    /// two letters behind one another are one in some language, as `ch` and `ly` are.
    pub fn beginning_between(first: char, last: char) -> Self {
        let behind = match first {
            '0'..='9' => Self::between('0', '9'),
            'A'..='Z' => Self::one_of("EIMNOTU"),
            _ => Self::one_of("eimnotu"),
        };
        Self::between(first, last).then(behind.repeated(0, None))
    }

    /// One of these characters.
    pub fn one_of(characters: &str) -> Self {
        Self::Class(ClassUnicode::new(
            characters.chars().map(|c| ClassUnicodeRange::new(c, c)),
        ))
    }

    /// So many of these texts, one behind the other.
    #[must_use]
    pub fn repeated(self, least: u32, most: Option<u32>) -> Self {
        Self::Repeat(Box::new(self), least, most)
    }

    /// Texts of this many characters.
    pub fn of_length(least: u32, most: Option<u32>) -> Self {
        Self::any().repeated(least, most)
    }

    /// The texts that both have.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::And(mut all), Self::And(others)) => {
                for other in others {
                    if !all.contains(&other) {
                        all.push(other);
                    }
                }
                Self::And(all)
            }
            (Self::And(mut all), one) | (one, Self::And(mut all)) => {
                if !all.contains(&one) {
                    all.push(one);
                }
                Self::And(all)
            }
            (one, other) if one == other => one,
            (one, other) => Self::And(vec![one, other]),
        }
    }

    /// The texts that one of the two has.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        match (self, other) {
            // Thousands of alternatives are one level, since all that walks through them does so by recursion.
            (Self::Or(mut all), other) => {
                all.push(other);
                Self::Or(all)
            }
            (one, other) => Self::Or(vec![one, other]),
        }
    }

    /// The texts that it has not.
    #[must_use]
    pub fn negated(self) -> Self {
        match self {
            Self::Not(language) => *language,
            language => Self::Not(Box::new(language)),
        }
    }

    /// A text of this and then one of the other.
    #[must_use]
    pub fn then(self, other: Self) -> Self {
        match self {
            Self::Concat(mut all) => {
                all.push(other);
                Self::Concat(all)
            }
            one => Self::Concat(vec![one, other]),
        }
    }

    /// Those of the texts that do not end with a blank, and blanks behind them: what a `char(n)` makes of a text.
    #[must_use]
    pub fn padded(self) -> Self {
        let content = self.and(Self::not_ending_with(" "));
        Self::Concat(vec![content, Self::character(' ').repeated(0, None)])
    }

    /// Some of the texts: no more repetitions than these where fewer will do, so that they are worked out with less.
    #[must_use]
    pub fn shortened(&self, repetitions: u32) -> Self {
        let each = |all: &[Self]| all.iter().map(|one| one.shortened(repetitions)).collect();
        match self {
            // What is left out of fewer texts would be more.
            Self::Class(_) | Self::Not(_) => self.clone(),
            Self::Concat(all) => Self::Concat(each(all)),
            Self::Or(all) => Self::Or(each(all)),
            Self::And(all) => Self::And(each(all)),
            Self::Repeat(language, least, most) => {
                let most = most.map(|most| most.min(repetitions.max(*least)));
                Self::Repeat(Box::new(language.shortened(repetitions)), *least, most)
            }
        }
    }

    /// True if the empty text is one of them.
    pub fn has_empty_text(&self) -> bool {
        match self {
            Self::Class(_) => false,
            Self::Concat(all) | Self::And(all) => all.iter().all(Self::has_empty_text),
            Self::Repeat(language, least, _) => *least == 0 || language.has_empty_text(),
            Self::Or(all) => all.iter().any(Self::has_empty_text),
            Self::Not(language) => !language.has_empty_text(),
        }
    }

    /// The classes in it.
    pub(super) fn visit_classes<'a>(&'a self, visit: &mut impl FnMut(&'a ClassUnicode)) {
        match self {
            Self::Class(class) => visit(class),
            Self::Concat(all) | Self::Or(all) | Self::And(all) => {
                for language in all {
                    language.visit_classes(visit);
                }
            }
            Self::Repeat(language, ..) | Self::Not(language) => language.visit_classes(visit),
        }
    }
}

fn class_where(wanted: impl Fn(char) -> bool) -> ClassUnicode {
    let chars = ('\0'..=char::MAX).filter(|c| wanted(*c));
    ClassUnicode::new(chars.map(|c| ClassUnicodeRange::new(c, c)))
}
