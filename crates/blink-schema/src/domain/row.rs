//! Composite values by number.

use super::numbered::Numbered;
use crate::value::Value;

/// Composite values by number: the fields are digits of the place.
#[derive(Clone, Debug)]
pub(super) struct Rows<N> {
    /// A field that has nothing but NULL has no numbering.
    fields: Vec<Option<N>>,
}

impl<N: Numbered> Rows<N> {
    pub(super) fn new(fields: Vec<Option<N>>) -> Self {
        Self { fields }
    }

    pub(super) fn capacity(&self) -> u128 {
        let fields = self.fields.iter().flatten();
        fields.fold(1, |product: u128, field| product.saturating_mul(field.capacity()))
    }

    pub(super) fn row(&self, mut place: u128) -> Option<Value<'static>> {
        let fields = self.fields.iter().map(|field| match field {
            None => Some(Value::Null),
            Some(field) => {
                let digit = place % field.capacity();
                place /= field.capacity();
                field.value(digit)
            }
        });
        fields.collect::<Option<Vec<_>>>().map(Value::Row)
    }

    pub(super) fn sample(&self, random: &mut dyn FnMut() -> u64) -> Option<Value<'static>> {
        let fields = self.fields.iter().map(|field| match field {
            None => Some(Value::Null),
            Some(field) => field.sample(random),
        });
        fields.collect::<Option<Vec<_>>>().map(Value::Row)
    }

    pub(super) fn place(&self, value: &Value<'_>) -> Option<u128> {
        let Value::Row(values) = value else {
            return None;
        };
        if values.len() != self.fields.len() {
            return None;
        }
        let mut digits = self.fields.iter().zip(values).rev();
        digits.try_fold(0, |place: u128, (field, value)| match field {
            None => (*value == Value::Null).then_some(place),
            Some(field) => place.checked_mul(field.capacity())?.checked_add(field.place_of(value)?),
        })
    }
}
