//! Arrays by number.

use super::extent::Extent;
use super::lengths::Lengths;
use super::numbered::Numbered;
use super::values::Array;
use crate::value::Value;

/// Arrays by number: the elements are digits of the place.
#[derive(Clone, Debug)]
pub(super) struct Arrays<N> {
    element: Option<Box<N>>,
    /// The lengths of the dimensions but the outermost, from there inwards.
    inner: Vec<usize>,
    least: usize,
    most: usize,
}

/// The number of arrays that is enough.
const ENOUGH: u128 = 1 << 64;
/// The number of elements that an array may have.
const MOST_ELEMENTS: usize = 10_000;

impl<N: Numbered> Arrays<N> {
    pub(super) fn new(array: &Array, element: Option<N>, extent: Extent) -> Option<Self> {
        let (outer, inner) = array.dimensions.split_first()?;
        let least_of = |lengths: &Lengths| usize::try_from(lengths.least).ok();
        let inner = inner
            .iter()
            .map(|lengths| Some(least_of(lengths)?.max(1)))
            .collect::<Option<Vec<_>>>()?;
        let mut arrays = Self {
            element: element.map(Box::new),
            inner,
            least: least_of(outer)?,
            most: 0,
        };
        // An empty array is drawn only where all values are asked for.
        if extent != Extent::Whole && arrays.element.is_some() && outer.most != Some(0) {
            arrays.least = arrays.least.max(1);
        }
        let limit = outer.most.map_or(Some(usize::MAX), |most| usize::try_from(most).ok())?;
        arrays.most = arrays.least;
        while arrays.most < limit && arrays.of_length(arrays.most + 1) > 1 && arrays.capacity() < ENOUGH {
            arrays.most += 1;
        }
        let fits = |length: usize| arrays.elements(length) <= MOST_ELEMENTS;
        (arrays.least <= limit && fits(arrays.most) && arrays.capacity() > 0).then_some(arrays)
    }

    fn elements(&self, length: usize) -> usize {
        self.inner
            .iter()
            .fold(length, |count, inner| count.saturating_mul(*inner))
    }

    fn of_length(&self, length: usize) -> u128 {
        let each = self.element.as_ref().map_or(0, |element| element.capacity());
        let elements = u32::try_from(self.elements(length)).unwrap_or(u32::MAX);
        each.saturating_pow(elements)
    }

    pub(super) fn capacity(&self) -> u128 {
        let lengths = self.least..=self.most;
        lengths.fold(0, |sum: u128, length| sum.saturating_add(self.of_length(length)))
    }

    pub(super) fn array(&self, mut place: u128) -> Option<Value<'static>> {
        for length in self.least..=self.most {
            let count = self.of_length(length);
            if place < count {
                let mut flat = (0..self.elements(length)).map(|_| {
                    let element = self.element.as_ref()?;
                    let digit = place % element.capacity();
                    place /= element.capacity();
                    element.value(digit)
                });
                let flat = flat.by_ref().collect::<Option<Vec<_>>>()?;
                return Some(Value::Array(self.nested(flat)));
            }
            place -= count;
        }
        None
    }

    pub(super) fn sample(&self, random: &mut dyn FnMut() -> u64) -> Option<Value<'static>> {
        let lengths = u64::try_from((self.most - self.least).min(3)).ok()? + 1;
        let length = self.least + usize::try_from(random() % lengths).ok()?;
        let flat = (0..self.elements(length)).map(|_| self.element.as_ref()?.sample(random));
        let flat = flat.collect::<Option<Vec<_>>>()?;
        Some(Value::Array(self.nested(flat)))
    }

    fn nested(&self, flat: Vec<Value<'static>>) -> Vec<Value<'static>> {
        let wrap = |flat: Vec<Value<'static>>, length: usize| {
            let mut rest = flat.into_iter().peekable();
            let mut nested = Vec::new();
            while rest.peek().is_some() {
                nested.push(Value::Array(rest.by_ref().take(length.max(1)).collect()));
            }
            nested
        };
        self.inner.iter().rev().fold(flat, |flat, length| wrap(flat, *length))
    }

    pub(super) fn place(&self, value: &Value<'_>) -> Option<u128> {
        let Value::Array(elements) = value else {
            return None;
        };
        let mut flat = elements.iter().collect::<Vec<_>>();
        for _ in &self.inner {
            flat = flat
                .into_iter()
                .flat_map(|value| match value {
                    Value::Array(elements) => elements.iter().collect(),
                    _ => Vec::new(),
                })
                .collect();
        }
        let mut within = 0_u128;
        for value in flat.into_iter().rev() {
            let element = self.element.as_ref()?;
            within = within
                .checked_mul(element.capacity())?
                .checked_add(element.place_of(value)?)?;
        }
        let shorter = self.least..elements.len().min(self.most);
        let place = shorter.fold(within, |sum, length| sum.saturating_add(self.of_length(length)));
        (self.array(place).as_ref() == Some(value)).then_some(place)
    }
}
