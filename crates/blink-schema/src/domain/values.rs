//! Values of one type, with or without NULL. A domain, an array and a range have domains in them.

use std::sync::Arc;

use super::discrete::Discrete;
use super::json::Json;
use super::lengths::Lengths;
use super::network::Network;
use super::text::{Comparison, Text};
use crate::value::{Range, Value};

/// The values that a column may have, and because of what.
#[derive(Clone, Debug, PartialEq)]
pub struct Domain {
    /// True if NULL is one of them.
    pub nullable: bool,
    /// The others.
    pub values: Values,
    pub(super) facts: Vec<Fact>,
}

/// A reason why values are left out.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Fact {
    pub(super) text: String,
    pub(super) nullable: bool,
    /// Shared: the values of a field have facts of their own, and those of its fields again.
    pub(super) values: Arc<Values>,
}

impl Domain {
    /// The values and NULL, because of this fact.
    pub fn of(values: Values, fact: impl Into<String>) -> Self {
        Self::with(true, values, fact)
    }

    /// All values but NULL, because of this fact.
    pub fn not_null(fact: impl Into<String>) -> Self {
        Self::with(false, Values::Any, fact)
    }

    /// NULL alone, because of this fact.
    pub fn only_null(fact: impl Into<String>) -> Self {
        Self::with(true, Values::Listed(Vec::new()), fact)
    }

    fn with(nullable: bool, values: Values, fact: impl Into<String>) -> Self {
        let fact = Fact {
            text: fact.into(),
            nullable,
            values: Arc::new(values.clone()),
        };
        Self {
            nullable,
            values,
            facts: vec![fact],
        }
    }

    /// The facts that it comes from.
    pub fn facts(&self) -> impl Iterator<Item = &str> {
        self.facts.iter().map(|fact| fact.text.as_str())
    }

    /// The values that both have.
    #[must_use]
    pub fn intersect(&self, other: &Self) -> Self {
        let mut facts = self.facts.clone();
        for fact in &other.facts {
            if !facts.contains(fact) {
                facts.push(fact.clone());
            }
        }
        Self {
            nullable: self.nullable && other.nullable,
            values: self.values.intersect(&other.values),
            facts,
        }
    }

    /// The values that one of them has, where these can be put together; else `None`.
    pub fn union(&self, other: &Self, fact: impl Into<String>) -> Option<Self> {
        let values = self.values.union(&other.values)?;
        Some(Self::with(self.nullable || other.nullable, values, fact))
    }

    /// True if none of the values, NULL aside, is left out by the other; false, too, if that is not known.
    pub fn is_within(&self, other: &Self) -> bool {
        let is_known =
            |fact: &Fact| *fact.values == Values::Any || self.facts.iter().any(|own| own.values == fact.values);
        other.facts.iter().all(is_known) || self.values.intersect(&other.values) == self.values
    }

    /// True if there is neither a value nor NULL.
    pub fn is_empty(&self) -> bool {
        !self.nullable && self.values.is_empty()
    }

    /// True if the value, which may be NULL, is one of them.
    pub fn contains(&self, value: &Value<'_>) -> bool {
        match value {
            Value::Null => self.nullable,
            value => self.values.contains(value),
        }
    }
}

/// Values of one type, NULL aside.
#[derive(Clone, Debug, PartialEq)]
pub enum Values {
    /// Every value that the type has.
    Any,
    /// The values of a list.
    Listed(Vec<Value<'static>>),
    /// Values of an ordered discrete type.
    Discrete(Discrete),
    /// Texts.
    Text(Text),
    /// `bit(n)` and `bit varying(n)` by the number of bits.
    Bits(Lengths),
    /// `bytea` by the number of bytes.
    Bytes(Lengths),
    /// `uuid`.
    Uuid,
    /// Addresses.
    Network(Network),
    /// `json` and `jsonb`.
    Json(Json),
    /// Arrays.
    Array(Array),
    /// Ranges.
    Range(RangeOf),
    /// Composite values: the fields by name.
    Row(Vec<(String, Domain)>),
}

impl Values {
    /// No value.
    pub fn none() -> Self {
        Self::Listed(Vec::new())
    }

    /// The values that both have; none if the two are of types that have none in common.
    #[must_use]
    pub fn intersect(&self, other: &Self) -> Self {
        match (self, other) {
            (Self::Any, values) | (values, Self::Any) => values.clone(),
            (Self::Text(text), Self::Listed(list)) | (Self::Listed(list), Self::Text(text)) => {
                let texts = list.iter().filter_map(|value| match value {
                    Value::Text(text) | Value::Literal(text) => Some(text.to_string()),
                    _ => None,
                });
                Self::Text(text.intersect(&Text::listed(texts.collect())))
            }
            (Self::Listed(list), values) | (values, Self::Listed(list)) => {
                Self::Listed(list.iter().filter(|value| values.contains(value)).cloned().collect())
            }
            (Self::Discrete(a), Self::Discrete(b)) => a.intersect(b).map_or_else(Self::none, Self::Discrete),
            (Self::Text(a), Self::Text(b)) => Self::Text(a.intersect(b)),
            (Self::Bits(a), Self::Bits(b)) => Self::Bits(a.intersect(*b)),
            (Self::Bytes(a), Self::Bytes(b)) => Self::Bytes(a.intersect(*b)),
            (Self::Uuid, Self::Uuid) => Self::Uuid,
            (Self::Network(a), Self::Network(b)) => a.intersect(*b).map_or_else(Self::none, Self::Network),
            (Self::Json(a), Self::Json(b)) => Self::Json(a.intersect(b)),
            (Self::Array(a), Self::Array(b)) => Self::Array(a.intersect(b)),
            (Self::Range(a), Self::Range(b)) => Self::Range(a.intersect(b)),
            (Self::Row(a), Self::Row(b)) if a.len() == b.len() => {
                let fields = a.iter().zip(b);
                Self::Row(
                    fields
                        .map(|((name, a), (_, b))| (name.clone(), a.intersect(b)))
                        .collect(),
                )
            }
            _ => Self::none(),
        }
    }

    /// The values that one of them has, where these can be put together; else `None`.
    pub fn union(&self, other: &Self) -> Option<Self> {
        Some(match (self, other) {
            (one, other) if one == other || other.is_none() => one.clone(),
            (one, other) if one.is_none() => other.clone(),
            (Self::Any, _) | (_, Self::Any) => Self::Any,
            (Self::Discrete(a), Self::Discrete(b)) if a.unit == b.unit && a.steps == b.steps => {
                let mut both = a.clone();
                both.set = a.set.union(&b.set);
                Self::Discrete(both)
            }
            (Self::Text(a), Self::Text(b)) => Self::Text(a.union(b)?),
            (Self::Json(a), Self::Json(b)) if a.keys == b.keys && a.elements == b.elements => {
                let mut both = a.clone();
                both.kinds.extend(b.kinds.iter().copied());
                Self::Json(both)
            }
            (Self::Listed(a), Self::Listed(b)) => {
                let fresh = b.iter().filter(|value| !a.contains(value));
                Self::Listed(a.iter().chain(fresh).cloned().collect())
            }
            _ => return None,
        })
    }

    fn is_none(&self) -> bool {
        matches!(self, Self::Listed(list) if list.is_empty())
    }

    /// True if there is no value, as far as it is known.
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Any | Self::Uuid | Self::Network(_) => false,
            Self::Listed(list) => list.is_empty(),
            Self::Discrete(values) => values.is_empty(),
            Self::Text(text) => text.is_empty() == Some(true),
            Self::Bits(lengths) | Self::Bytes(lengths) => lengths.is_empty(),
            Self::Json(json) => json.drawn().is_none(),
            Self::Array(array) => array.is_empty(),
            Self::Range(range) => range.is_empty(),
            Self::Row(fields) => fields.iter().any(|(_, field)| field.is_empty()),
        }
    }

    /// True if the value is one of them. NULL never is.
    pub fn contains(&self, value: &Value<'_>) -> bool {
        match (self, value) {
            (_, Value::Null) => false,
            (Self::Any, _) | (Self::Uuid, Value::Uuid(_)) => true,
            (Self::Listed(list), value) => list.iter().any(|listed| listed == value),
            (Self::Discrete(values), value) => values.contains(value),
            (Self::Text(text), Value::Text(value) | Value::Literal(value)) => text.contains(value),
            (Self::Bits(lengths), Value::Literal(bits) | Value::Text(bits)) => {
                lengths.contains(bits.len()) && bits.bytes().all(|bit| bit == b'0' || bit == b'1')
            }
            (Self::Bytes(lengths), Value::Bytes(bytes)) => lengths.contains(bytes.len()),
            (Self::Network(network), Value::Literal(text) | Value::Text(text)) => network.contains(text),
            (Self::Json(json), Value::Json(text)) => json.contains(text),
            (Self::Array(array), Value::Array(elements)) => array.contains(elements),
            (Self::Range(range), Value::Range(value)) => range.contains(value),
            (Self::Row(fields), Value::Row(values)) => {
                fields.len() == values.len()
                    && fields
                        .iter()
                        .zip(values)
                        .all(|((_, field), value)| field.contains(value))
            }
            _ => false,
        }
    }

    /// Texts that a collation or type compares in this way.
    #[must_use]
    pub fn compared(self, comparison: Comparison) -> Self {
        match self {
            Self::Text(mut text) => {
                text.comparison = text.comparison.max(comparison);
                Self::Text(text)
            }
            other => other,
        }
    }
}

/// Arrays of a type.
#[derive(Clone, Debug, PartialEq)]
pub struct Array {
    /// The length of each dimension, from the outermost.
    pub dimensions: Vec<Lengths>,
    /// The elements.
    pub element: Box<Domain>,
}

impl Array {
    /// Arrays of one dimension, of whatever length.
    pub fn new(element: Domain) -> Self {
        Self {
            dimensions: vec![Lengths::default()],
            element: Box::new(element),
        }
    }

    /// The arrays that both have.
    #[must_use]
    pub fn intersect(&self, other: &Self) -> Self {
        let count = self.dimensions.len().max(other.dimensions.len());
        let length = |of: &Self, at: usize| of.dimensions.get(at).copied().unwrap_or_default();
        Self {
            dimensions: (0..count)
                .map(|at| length(self, at).intersect(length(other, at)))
                .collect(),
            element: Box::new(self.element.intersect(&other.element)),
        }
    }

    fn is_empty(&self) -> bool {
        let needed = self.dimensions.iter().all(|lengths| lengths.least > 0);
        self.dimensions.iter().any(|lengths| lengths.is_empty()) || needed && self.element.is_empty()
    }

    fn contains(&self, elements: &[Value<'_>]) -> bool {
        self.contains_below(elements, 0)
    }

    fn contains_below(&self, elements: &[Value<'_>], depth: usize) -> bool {
        let Some(lengths) = self.dimensions.get(depth) else {
            return false;
        };
        let last = depth + 1 == self.dimensions.len();
        let below = |value: &Value<'_>| match value {
            Value::Array(elements) if !last => self.contains_below(elements, depth + 1),
            value => last && self.element.contains(value),
        };
        lengths.contains(elements.len()) && elements.iter().all(below)
    }
}

/// Ranges of a type.
#[derive(Clone, Debug, PartialEq)]
pub struct RangeOf {
    /// The lower bounds; NULL is the bound that is not there.
    pub lower: Box<Domain>,
    /// The upper bounds, the same.
    pub upper: Box<Domain>,
    /// True if the range without values is one of them.
    pub may_be_empty: bool,
}

impl RangeOf {
    /// All ranges of these values.
    pub fn new(element: &Domain) -> Self {
        Self {
            lower: Box::new(element.clone()),
            upper: Box::new(element.clone()),
            may_be_empty: true,
        }
    }

    /// The ranges that both have.
    #[must_use]
    pub fn intersect(&self, other: &Self) -> Self {
        Self {
            lower: Box::new(self.lower.intersect(&other.lower)),
            upper: Box::new(self.upper.intersect(&other.upper)),
            may_be_empty: self.may_be_empty && other.may_be_empty,
        }
    }

    fn is_empty(&self) -> bool {
        !self.may_be_empty && (self.lower.is_empty() || self.upper.is_empty())
    }

    fn contains(&self, range: &Range<'_>) -> bool {
        let bound = |domain: &Domain, bound: &Option<(Value<'_>, bool)>| {
            bound
                .as_ref()
                .map_or(domain.nullable, |(value, _)| domain.contains(value))
        };
        match range {
            Range::Empty => self.may_be_empty,
            Range::Between { lower, upper } => bound(&self.lower, lower) && bound(&self.upper, upper),
        }
    }
}
