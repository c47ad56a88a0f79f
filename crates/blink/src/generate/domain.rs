//! Ranges of numbers as domains of distinct values.

use std::ops::{Range, RangeInclusive};

/// The numbers that [`Draw::unique`](super::Draw::unique) takes from: a range of integers.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no domain of distinct values",
    label = "expected a range of integers, such as `0..1_000_000` or `1..=9_999`",
    note = "for anything else draw a number and make the value of it, such as `format!(\"{{:06}}\", draw.unique(0..1_000_000))`"
)]
pub trait Domain {
    /// What is drawn.
    type Value;

    /// How many values there are; the largest `u64` stands for itself and more.
    fn size(&self) -> u64;

    /// One of them, by its number from 0 below `size`.
    fn value(&self, number: u64) -> Self::Value;

    /// What tells this domain from others of the same size.
    fn start(&self) -> u64;
}

macro_rules! ranges {
    ($($type:ty),+) => {$(
        #[expect(
            clippy::allow_attributes,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_possible_wrap,
            reason = "the start and what is added wrap round to a number of the range"
        )]
        #[allow(clippy::cast_lossless, reason = "the same for every width")]
        impl Domain for RangeInclusive<$type> {
            type Value = $type;

            fn size(&self) -> u64 {
                if self.is_empty() {
                    return 0;
                }
                (*self.end() as u64).wrapping_sub(*self.start() as u64).saturating_add(1)
            }

            fn value(&self, number: u64) -> $type {
                (*self.start() as u64).wrapping_add(number) as $type
            }

            fn start(&self) -> u64 {
                *self.start() as u64
            }
        }

        impl Domain for Range<$type> {
            type Value = $type;

            fn size(&self) -> u64 {
                if self.is_empty() { 0 } else { Domain::size(&(self.start..=self.end - 1)) }
            }

            fn value(&self, number: u64) -> $type {
                (self.start..=self.end).value(number)
            }

            fn start(&self) -> u64 {
                Domain::start(&(self.start..=self.end))
            }
        }
    )+};
}

ranges!(i8, i16, i32, i64, isize, u8, u16, u32, u64, usize);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_of_any_width_and_sign_are_counted_and_numbered() {
        assert_eq!(Domain::size(&(i64::MIN..i64::MAX)), u64::MAX);
        assert_eq!(Domain::size(&(i64::MIN..=i64::MAX)), u64::MAX);
        assert_eq!(Domain::size(&(-3_i8..=3)), 7);
        assert_eq!((0..7).map(|n| (-3_i8..=3).value(n)).collect::<Vec<_>>(), [-3, -2, -1, 0, 1, 2, 3]);
        assert_eq!(Domain::size(&(i8::MIN..=i8::MAX)), 256);
        assert_eq!((i8::MIN..=i8::MAX).value(255), i8::MAX);
        assert_eq!((i64::MIN..i64::MAX).value(u64::MAX - 1), i64::MAX - 1);
        assert_eq!((10_u64..20).value(9), 19);
        #[expect(clippy::reversed_empty_ranges, reason = "that there is nothing in it is what is tested")]
        let empty = (5..3, 5..=3);
        assert_eq!((Domain::size(&empty.0), Domain::size(&empty.1)), (0, 0));
    }
}
