//! Things that have values by number.

use crate::value::Value;

/// Values by number: distinct places below the capacity are distinct values.
pub(super) trait Numbered {
    /// The number of values.
    fn capacity(&self) -> u128;

    /// The value of a place.
    fn value(&self, place: u128) -> Option<Value<'static>>;

    /// The place of a value.
    fn place_of(&self, value: &Value<'_>) -> Option<u128>;

    /// A value that random numbers choose.
    fn sample(&self, random: &mut dyn FnMut() -> u64) -> Option<Value<'static>>;
}
