//! Values by number.

use std::borrow::Cow;
use std::sync::Arc;

use super::array::Arrays;
use super::bytes::ByteStrings;
use super::discrete::Discrete;
use super::extent::Extent;
use super::graph::fold;
use super::json::Json;
use super::language::Language;
use super::lengths::Lengths;
use super::network::Network;
use super::numbered::Numbered;
use super::range::Ranges;
use super::row::Rows;
use super::text::{NumberedTexts, Text};
use super::values::{Domain, Values};
use crate::value::Value;

/// Values by number: distinct places are values that the type tells apart.
#[derive(Clone, Debug)]
pub struct Numbering {
    capacity: u128,
    kind: Kind,
}

#[derive(Clone, Debug)]
enum Kind {
    Discrete(Discrete),
    Listed(Vec<Value<'static>>),
    Text(Texts),
    Bytes(ByteStrings),
    Uuid,
    Network(Network),
    Json(Json),
    Array(Arrays<Numbering>),
    Range(Ranges<Numbering>),
    Row(Rows<Numbering>),
}

#[derive(Clone, Debug)]
struct Texts {
    numbered: Arc<NumberedTexts>,
    padded: bool,
    literal: bool,
}

/// The bits of a random UUID that are always the same (RFC 9562, version 4).
const UUID_VERSION: u128 = 0x4000_8000_0000_0000_0000;

impl Numbering {
    pub(super) fn new(values: &Values, extent: Extent, until: i64) -> Option<Self> {
        let (capacity, kind) = match values {
            Values::Any => return None,
            Values::Listed(list) => (u128::try_from(list.len()).ok()?, Kind::Listed(list.clone())),
            Values::Discrete(values) => {
                let values = values.narrowed(extent, until);
                (values.count_all(), Kind::Discrete(values))
            }
            Values::Text(text) => match text.distinct() {
                Some(texts) => {
                    let values = texts.into_iter().map(|text| Value::Text(Cow::Owned(text)));
                    let values = values.collect::<Vec<_>>();
                    (u128::try_from(values.len()).ok()?, Kind::Listed(values))
                }
                None => Self::texts(text, extent, false)?,
            },
            Values::Bits(lengths) => Self::texts(&bits(*lengths), extent, true)?,
            Values::Bytes(lengths) => {
                let strings = ByteStrings::new(*lengths)?;
                (strings.capacity(), Kind::Bytes(strings))
            }
            Values::Uuid => (1 << 122, Kind::Uuid),
            Values::Network(network) => (network.capacity(), Kind::Network(*network)),
            Values::Json(json) => (json.capacity(), Kind::Json(json.clone())),
            Values::Array(array) => {
                let element = array.element.numbering(extent, until);
                let arrays = Arrays::new(array, element, extent)?;
                (arrays.capacity(), Kind::Array(arrays))
            }
            Values::Range(range) => {
                let ranges = Ranges::new(range, extent, until, |bound| bound.numbering(extent, until))?;
                (ranges.capacity(), Kind::Range(ranges))
            }
            Values::Row(fields) => {
                let numbering = |(_, field): &(String, Domain)| match field.numbering(extent, until) {
                    // One that has nothing but NULL.
                    None if !field.nullable => None,
                    numbering => Some(numbering),
                };
                let rows = Rows::new(fields.iter().map(numbering).collect::<Option<_>>()?);
                (rows.capacity(), Kind::Row(rows))
            }
        };
        (capacity > 0).then_some(Self { capacity, kind })
    }

    fn texts(text: &Text, extent: Extent, literal: bool) -> Option<(u128, Kind)> {
        let numbered = text.numbered(extent, extent.wanted()).ok()?;
        let capacity = numbered.words.capacity();
        let texts = Texts {
            numbered,
            padded: text.padded.is_some(),
            literal,
        };
        Some((capacity, Kind::Text(texts)))
    }

    /// The number of values, at least one.
    pub fn capacity(&self) -> u128 {
        self.capacity
    }

    /// The value of a place; `None` if the place is not below the capacity.
    pub fn value(&self, place: u128) -> Option<Value<'static>> {
        if place >= self.capacity {
            return None;
        }
        match &self.kind {
            Kind::Discrete(values) => values.unit.value(values.at(place)?),
            Kind::Listed(list) => list.get(usize::try_from(place).ok()?).cloned(),
            Kind::Text(texts) => texts.value(texts.numbered.words.text(place)?),
            Kind::Bytes(strings) => strings.bytes(place).map(|bytes| Value::Bytes(Cow::Owned(bytes))),
            Kind::Uuid => Some(Value::Uuid(uuid(place))),
            Kind::Network(network) => network.address(place).map(|text| Value::Literal(Cow::Owned(text))),
            Kind::Json(json) => json.json(place).map(|text| Value::Json(Cow::Owned(text))),
            Kind::Array(arrays) => arrays.array(place),
            Kind::Range(ranges) => ranges.range(place),
            Kind::Row(rows) => rows.row(place),
        }
    }

    /// The place of a value; `None` if it is not numbered.
    pub fn place_of(&self, value: &Value<'_>) -> Option<u128> {
        let place = match (&self.kind, value) {
            (Kind::Discrete(values), value) => {
                let at = values.unit.locate(value).filter(|at| at.exact)?;
                values.place(at.floor)
            }
            (Kind::Listed(list), value) => {
                let at = list.iter().position(|listed| listed == value)?;
                u128::try_from(at).ok()
            }
            (Kind::Text(texts), Value::Text(text) | Value::Literal(text)) => texts.place(text),
            (Kind::Bytes(strings), Value::Bytes(bytes)) => strings.place(bytes),
            (Kind::Uuid, Value::Uuid(bits)) => Some(uuid_place(*bits)).filter(|place| uuid(*place) == *bits),
            (Kind::Network(network), Value::Literal(text) | Value::Text(text)) => network.place(text),
            (Kind::Json(json), Value::Json(text)) => json.place(text),
            (Kind::Array(arrays), value) => arrays.place(value),
            (Kind::Range(ranges), value) => ranges.place(value),
            (Kind::Row(rows), value) => rows.place(value),
            _ => None,
        };
        place.filter(|place| *place < self.capacity)
    }

    /// A value that random numbers choose; the same numbers choose the same value.
    pub fn sample(&self, random: &mut dyn FnMut() -> u64) -> Option<Value<'static>> {
        match &self.kind {
            Kind::Text(texts) => texts.value(texts.numbered.words.sample(random)?),
            Kind::Array(arrays) => arrays.sample(random),
            Kind::Range(ranges) => ranges.sample(random),
            Kind::Row(rows) => rows.sample(random),
            _ => {
                let number = u128::from(random()) << 64 | u128::from(random());
                self.value(number % self.capacity)
            }
        }
    }
}

impl Numbered for Numbering {
    fn capacity(&self) -> u128 {
        self.capacity
    }

    fn value(&self, place: u128) -> Option<Value<'static>> {
        Self::value(self, place)
    }

    fn place_of(&self, value: &Value<'_>) -> Option<u128> {
        Self::place_of(self, value)
    }

    fn sample(&self, random: &mut dyn FnMut() -> u64) -> Option<Value<'static>> {
        Self::sample(self, random)
    }
}

impl Domain {
    /// The number of values that can be told apart, NULL aside: exact, unless there are more than 2^62 or so, or some that
    /// are never drawn, such as control characters. Zero if they are not numbered.
    pub fn capacity(&self) -> u128 {
        self.numbering(Extent::Whole, 0)
            .map_or(0, |numbering| numbering.capacity())
    }

    /// The values by number, NULL aside; `None` if there are none, or none that could be numbered.
    ///
    /// `until` is the end of the time that drawn values may come from, in microseconds since 2000-01-01.
    pub fn numbering(&self, extent: Extent, until: i64) -> Option<Numbering> {
        Numbering::new(&self.values, extent, until)
    }
}

impl Texts {
    fn value(&self, text: String) -> Option<Value<'static>> {
        let mut text = match &self.numbered.original {
            None => text,
            Some(graph) => graph.unfolded(&text)?,
        };
        if self.padded {
            text.truncate(text.trim_end_matches(' ').len());
        }
        let text = Cow::Owned(text);
        Some(if self.literal {
            Value::Literal(text)
        } else {
            Value::Text(text)
        })
    }

    fn place(&self, text: &str) -> Option<u128> {
        let padded = match self.numbered.words.only_length() {
            Some(length) if self.padded => format!("{text:length$}"),
            _ => text.to_owned(),
        };
        match &self.numbered.original {
            None => self.numbered.words.place(&padded),
            Some(_) => self.numbered.words.place(&padded.chars().map(fold).collect::<String>()),
        }
    }
}

fn bits(lengths: Lengths) -> Text {
    let mut text = Text::matching(Language::one_of("01").repeated(0, None));
    text.characters = lengths;
    text
}

fn uuid(place: u128) -> u128 {
    let (high, middle, low) = (place >> 74, place >> 62 & 0xfff, place & ((1 << 62) - 1));
    high << 80 | middle << 64 | low | UUID_VERSION
}

fn uuid_place(bits: u128) -> u128 {
    let (high, middle, low) = (bits >> 80, bits >> 64 & 0xfff, bits & ((1 << 62) - 1));
    high << 74 | middle << 62 | low
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Domain, Language};

    #[test]
    fn long_texts_are_drawn() {
        for values in [
            Values::Text(Text::matching(Language::one_of("0123456789").repeated(16, Some(16)))),
            Values::Text(Text::of_length(Lengths::exactly(20))),
        ] {
            for extent in [Extent::Natural, Extent::Readable, Extent::Whole] {
                let numbering = Domain::of(values.clone(), "").numbering(extent, 0).unwrap();
                let mut n = 7_u64;
                let mut random = || {
                    n = n.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                    n
                };
                for _ in 0..50 {
                    assert!(
                        numbering.sample(&mut random).is_some(),
                        "{extent:?} {}",
                        numbering.capacity()
                    );
                }
            }
        }
    }

    #[test]
    fn texts_of_the_same_constraints_are_worked_out_once() {
        let numbered = || {
            let codes = Language::one_of("abc").repeated(3, Some(3));
            Text::matching(codes).numbered(Extent::Whole, 1 << 64)
        };
        let (one, other) = (numbered().unwrap(), numbered().unwrap());
        assert!(Arc::ptr_eq(&one, &other));
    }
}
