//! The notations that read the fields of a column, for the detection of a file's own.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use jiff::tz::TimeZone;

use super::codec::{Codec, Converter};
use super::column_type::ColumnType;
use super::notation::{DateOrder, Notation};
use super::number_style::{NumberStyle, STYLES};

/// Words for true and false in the languages of many files.
const BOOLEANS: [(&str, &str); 15] = [
    ("ja", "nein"),
    ("j", "n"),
    ("wahr", "falsch"),
    ("oui", "non"),
    ("o", "n"),
    ("vrai", "faux"),
    ("sí", "no"),
    ("si", "no"),
    ("s", "n"),
    ("verdadero", "falso"),
    ("sim", "não"),
    ("verdadeiro", "falso"),
    ("vero", "falso"),
    ("ja", "nee"),
    ("tak", "nie"),
];

/// The part of a notation that a column's type depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Aspect {
    Dates,
    Numbers,
    Booleans,
}

/// The evidence of the fields of a column, or of several, about one part of the file's notation.
#[derive(Clone, Debug)]
pub(crate) struct Readings {
    aspect: Aspect,
    candidates: Vec<Candidate>,
    scratch: String,
}

/// A notation, and what it made of the fields.
#[derive(Clone, Debug)]
struct Candidate {
    notation: Notation,
    converter: Converter,
    reads_all: bool,
    /// A hash of all values, so that notations that say the same of all fields are known.
    values: u64,
}

/// The notations that read all fields.
#[derive(Clone, Debug)]
pub(crate) enum Verdict {
    /// No field depends on it: the notation that was there holds.
    Same,
    /// The only notation that reads all fields, or the likelier of some that read them alike.
    One(Notation),
    /// Notations that read the fields differently: the user has to say which one.
    Several(Vec<Notation>),
    /// Some fields are read by one notation, some by another.
    None,
}

impl Aspect {
    /// The part that matters for a type; None if no part does.
    fn of(codec: &Codec) -> Option<Self> {
        match codec {
            Codec::Int2
            | Codec::Int4
            | Codec::Int8
            | Codec::Oid
            | Codec::Float4
            | Codec::Float8
            | Codec::Numeric(_)
            | Codec::Money => Some(Self::Numbers),
            Codec::Bool => Some(Self::Booleans),
            Codec::Date | Codec::Timestamp(_) | Codec::TimestampTz(_) => Some(Self::Dates),
            Codec::Array(array) => array.element.aspect().filter(|aspect| *aspect != Self::Numbers),
            _ => None,
        }
    }

    /// The notations to try. What else could keep one from reading a field is allowed in all.
    fn candidates(self, base: &Notation) -> Vec<Notation> {
        let lenient = Notation {
            timezone: base.timezone.clone().or(Some(TimeZone::UTC)),
            two_digit_years: base.two_digit_years.or(Some(1970)),
            round: true,
            ..base.clone()
        };
        match self {
            Self::Dates => [None, Some(DateOrder::Dmy), Some(DateOrder::Mdy), Some(DateOrder::Ymd)]
                .map(|dates| Notation {
                    dates,
                    ..lenient.clone()
                })
                .into(),
            Self::Numbers => {
                let with = |style: &NumberStyle| {
                    let mut notation = lenient.clone();
                    style.set(&mut notation);
                    notation
                };
                STYLES.iter().map(with).collect()
            }
            Self::Booleans => {
                let with = |booleans| Notation {
                    booleans,
                    ..lenient.clone()
                };
                let words = BOOLEANS.map(|(yes, no)| with(Some((yes.to_owned(), no.to_owned()))));
                std::iter::once(with(None)).chain(words).collect()
            }
        }
    }
}

impl Converter {
    pub(super) fn aspect(&self) -> Option<Aspect> {
        Aspect::of(&self.codec)
    }
}

impl Readings {
    /// The readings of a column without fields; None if no notation matters for its type.
    ///
    /// What `base` says of other parts of the notation holds.
    pub(crate) fn new(ty: &ColumnType, base: &Notation) -> Option<Self> {
        let aspect = Converter::new(ty, base).aspect()?;
        let candidate = |notation: Notation| Candidate {
            converter: Converter::new(ty, &notation),
            notation,
            reads_all: true,
            values: 0,
        };
        Some(Self {
            aspect,
            candidates: aspect.candidates(base).into_iter().map(candidate).collect(),
            scratch: String::new(),
        })
    }

    /// The part of the notation that the fields are asked about.
    pub(crate) fn aspect(&self) -> Aspect {
        self.aspect
    }

    /// Adds a field. One that no notation reads says nothing.
    pub(crate) fn add(&mut self, field: &str) {
        let is_plain = |byte: u8| byte.is_ascii_digit() || byte == b'-' && self.aspect == Aspect::Numbers;
        if self.aspect != Aspect::Booleans && field.bytes().all(is_plain) {
            // All notations read it alike.
            return;
        }
        let mut values = [None; 32];
        for (candidate, value) in self.candidates.iter().zip(&mut values) {
            self.scratch.clear();
            if candidate.converter.text(field, &mut self.scratch).is_ok() {
                *value = Some(hash(candidate.values, &self.scratch));
            }
        }
        if values.iter().all(Option::is_none) {
            return;
        }
        for (candidate, value) in self.candidates.iter_mut().zip(values) {
            match value {
                Some(value) => candidate.values = value,
                None => candidate.reads_all = false,
            }
        }
    }

    /// Joins the readings of another column about the same part.
    pub(crate) fn join(&mut self, other: &Self) {
        if self.aspect != other.aspect {
            return;
        }
        for (own, other) in self.candidates.iter_mut().zip(&other.candidates) {
            own.reads_all &= other.reads_all;
            own.values = hash(own.values, &other.values.to_string());
        }
    }

    /// Decides which notation reads all fields. The settings of `base` that are not asked about stay.
    pub(crate) fn verdict(&self, base: &Notation) -> Verdict {
        let mut different: Vec<&Candidate> = Vec::new();
        let mut all = self
            .candidates
            .iter()
            .filter(|candidate| candidate.reads_all)
            .peekable();
        let is_first = all.peek().is_some_and(|first| {
            self.candidates
                .first()
                .is_some_and(|plainest| std::ptr::eq(plainest, *first))
        });
        for candidate in all {
            if different.iter().all(|other| other.values != candidate.values) {
                different.push(candidate);
            }
        }
        match different.as_slice() {
            [] => Verdict::None,
            [_] if is_first => Verdict::Same,
            [one] => Verdict::One(self.with(base, one)),
            several => Verdict::Several(several.iter().map(|candidate| self.with(base, candidate)).collect()),
        }
    }

    /// The notation of the user, with one part of the candidate's.
    fn with(&self, base: &Notation, candidate: &Candidate) -> Notation {
        let mut notation = base.clone();
        let found = &candidate.notation;
        match self.aspect {
            Aspect::Dates => notation.dates = found.dates,
            Aspect::Numbers => {
                notation.decimal = found.decimal;
                notation.thousands = found.thousands;
            }
            Aspect::Booleans => notation.booleans.clone_from(&found.booleans),
        }
        notation
    }
}

fn hash(before: u64, value: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    before.hash(&mut hasher);
    value.hash(&mut hasher);
    hasher.finish()
}
