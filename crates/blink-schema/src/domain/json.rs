//! JSON values.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::lengths::Lengths;

/// The kinds of a JSON value, as `jsonb_typeof` names them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum JsonKind {
    /// `object`
    Object,
    /// `array`
    Array,
    /// `string`
    String,
    /// `number`
    Number,
    /// `boolean`
    Boolean,
    /// `null`
    Null,
}

impl JsonKind {
    /// All kinds; those first that are drawn first.
    pub const ALL: [Self; 6] = [
        Self::Object,
        Self::Array,
        Self::String,
        Self::Number,
        Self::Boolean,
        Self::Null,
    ];

    /// The kind of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// The name that `jsonb_typeof` gives.
    pub fn name(self) -> &'static str {
        match self {
            Self::Object => "object",
            Self::Array => "array",
            Self::String => "string",
            Self::Number => "number",
            Self::Boolean => "boolean",
            Self::Null => "null",
        }
    }
}

/// The elements that an array may have.
const MOST_ELEMENTS: u32 = 10_000;

/// JSON values of some kinds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Json {
    /// The kinds.
    pub kinds: BTreeSet<JsonKind>,
    /// The keys that an object must have.
    pub keys: BTreeSet<String>,
    /// The number of elements of an array.
    pub elements: Lengths,
}

impl Default for Json {
    fn default() -> Self {
        Self {
            kinds: BTreeSet::from(JsonKind::ALL),
            keys: BTreeSet::new(),
            elements: Lengths::default(),
        }
    }
}

impl Json {
    /// The values that both have.
    #[must_use]
    pub fn intersect(&self, other: &Self) -> Self {
        Self {
            kinds: self.kinds.intersection(&other.kinds).copied().collect(),
            keys: self.keys.union(&other.keys).cloned().collect(),
            elements: self.elements.intersect(other.elements),
        }
    }

    /// The kind of the values that are drawn.
    pub fn drawn(&self) -> Option<JsonKind> {
        self.kinds.iter().copied().find(|kind| match kind {
            JsonKind::Array => self.keys.is_empty() && !self.elements.is_empty(),
            JsonKind::Object => true,
            _ => self.keys.is_empty(),
        })
    }

    /// The number of values that are numbered.
    pub fn capacity(&self) -> u128 {
        match self.drawn() {
            None => 0,
            Some(JsonKind::Null) => 1,
            Some(JsonKind::Array) if self.elements.most == Some(0) => 1,
            Some(JsonKind::Array) if self.elements.least > MOST_ELEMENTS => 0,
            Some(JsonKind::Boolean) => 2,
            Some(_) => 1 << 62,
        }
    }

    /// The value of a number below the capacity.
    pub(super) fn json(&self, place: u128) -> Option<String> {
        if place >= self.capacity() {
            return None;
        }
        Some(match self.drawn()? {
            JsonKind::Object => {
                let mut text = "{".to_owned();
                let default = ["id".to_owned()];
                let keys: Vec<_> = if self.keys.is_empty() {
                    default.iter().collect()
                } else {
                    self.keys.iter().collect()
                };
                for (at, key) in keys.into_iter().enumerate() {
                    let comma = if at == 0 { "" } else { ", " };
                    let _ = write!(text, "{comma}{}: {place}", quoted(key));
                }
                text + "}"
            }
            JsonKind::Array => {
                let least = usize::try_from(self.elements.least).ok()?;
                let length = if self.elements.most == Some(0) { 0 } else { least.max(1) };
                format!("[{}]", vec![place.to_string(); length].join(", "))
            }
            JsonKind::String => format!("\"{place}\""),
            JsonKind::Number => place.to_string(),
            JsonKind::Boolean => (place == 1).to_string(),
            JsonKind::Null => "null".to_owned(),
        })
    }

    /// The opposite of [`json`](Self::json).
    pub(super) fn place(&self, text: &str) -> Option<u128> {
        let digits = |c: char| c.is_ascii_digit();
        let end = text.rfind(digits).map_or(0, |at| at + 1);
        let number = text.get(..end)?;
        let start = number.rfind(|c| !digits(c)).map_or(0, |at| at + 1);
        let place = match self.drawn()? {
            JsonKind::Boolean => u128::from(text == "true"),
            JsonKind::Null => 0,
            JsonKind::Array if self.elements.most == Some(0) => 0,
            _ => number.get(start..)?.parse().ok()?,
        };
        (self.json(place).as_deref() == Some(text)).then_some(place)
    }

    /// True if the text is such a value; what is not written as expected is not.
    pub fn contains(&self, text: &str) -> bool {
        let text = text.trim();
        let kind = match text.chars().next() {
            Some('{') => JsonKind::Object,
            Some('[') => JsonKind::Array,
            Some('"') => JsonKind::String,
            Some('t' | 'f') => JsonKind::Boolean,
            Some('n') => JsonKind::Null,
            Some(c) if c == '-' || c.is_ascii_digit() => JsonKind::Number,
            _ => return false,
        };
        if !self.kinds.contains(&kind) {
            return false;
        }
        let (keys, elements) = outline(text);
        let counts = kind != JsonKind::Array || self.elements.contains(elements);
        counts
            && (self.keys.is_empty()
                || kind == JsonKind::Object && self.keys.iter().all(|key| keys.contains(&quoted(key))))
    }
}

/// A JSON string.
fn quoted(text: &str) -> String {
    let mut quoted = "\"".to_owned();
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if c < ' ' => {
                let _ = write!(quoted, "\\u{:04x}", u32::from(c));
            }
            c => quoted.push(c),
        }
    }
    quoted + "\""
}

/// The strings of the first level, with their quotes, and the number of elements of an array.
fn outline(text: &str) -> (BTreeSet<String>, usize) {
    let mut strings = BTreeSet::new();
    let (mut depth, mut commas, mut content) = (0_u32, 0, false);
    let mut characters = text.char_indices();
    let mut last = None;
    while let Some((at, c)) = characters.next() {
        content |= depth > 0 && !c.is_whitespace() && c != ']';
        match c {
            '"' => {
                let mut escaped = false;
                let end = characters.find(|(_, c)| {
                    let ends = *c == '"' && !escaped;
                    escaped = *c == '\\' && !escaped;
                    ends
                });
                let end = end.map_or(text.len(), |(end, _)| end + 1);
                last = text.get(at..end).filter(|_| depth == 1);
            }
            // Only what a colon follows is a key.
            ':' if depth == 1 => strings.extend(last.take().map(str::to_owned)),
            ',' if depth == 1 => commas += 1,
            '{' | '[' => depth += 1,
            '}' | ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    (strings, if content { commas + 1 } else { 0 })
}
