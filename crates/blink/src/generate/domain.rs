//! Ranges of integers as domains of distinct values.

use std::ops::{Bound, RangeBounds};

/// An integer that [`Draw::unique`](super::Draw::unique) can return.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an integer",
    label = "expected a range of integers, such as `0..1_000_000` or `1..=9_999`",
    note = "for any other type draw a number and derive the value from it, such as `format!(\"{{:06}}\", draw.unique(0..1_000_000))`"
)]
pub trait Integer: Copy {
    /// The smallest.
    const MIN: Self;
    /// The largest.
    const MAX: Self;

    /// As 64 bits, those of negative numbers in two's complement.
    fn bits(self) -> u64;

    /// The integer of these bits.
    fn from_bits(bits: u64) -> Self;
}

macro_rules! integers {
    ($($type:ty),+) => {$(
        #[expect(clippy::allow_attributes, reason = "not all of them for every width and sign")]
        #[allow(
            clippy::cast_lossless,
            clippy::cast_possible_truncation,
            clippy::cast_possible_wrap,
            clippy::cast_sign_loss,
            reason = "the bits are what is meant"
        )]
        impl Integer for $type {
            const MIN: Self = <$type>::MIN;
            const MAX: Self = <$type>::MAX;

            fn bits(self) -> u64 {
                self as u64
            }

            fn from_bits(bits: u64) -> Self {
                bits as $type
            }
        }
    )+};
}

integers!(i8, i16, i32, i64, isize, u8, u16, u32, u64, usize);

/// The integers of a range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Domain {
    /// The bits of the first.
    pub(super) start: u64,
    /// The number of integers; `u64::MAX` also stands for 2^64.
    pub(super) size: u64,
}

impl Domain {
    pub(super) fn of<T: Integer + PartialOrd>(range: &impl RangeBounds<T>) -> Self {
        // Both inclusive; None if the range is empty.
        let first = match range.start_bound() {
            Bound::Included(first) => Some(*first),
            Bound::Excluded(before) => (*before < T::MAX).then(|| T::from_bits(before.bits().wrapping_add(1))),
            Bound::Unbounded => Some(T::MIN),
        };
        let last = match range.end_bound() {
            Bound::Included(last) => Some(*last),
            Bound::Excluded(end) => (*end > T::MIN).then(|| T::from_bits(end.bits().wrapping_sub(1))),
            Bound::Unbounded => Some(T::MAX),
        };
        match (first, last) {
            (Some(first), Some(last)) if first <= last => Self {
                start: first.bits(),
                size: last.bits().wrapping_sub(first.bits()).saturating_add(1),
            },
            _ => Self { start: 0, size: 0 },
        }
    }

    /// The integer at a place below `size`.
    pub(super) fn value<T: Integer>(self, place: u64) -> T {
        T::from_bits(self.start.wrapping_add(place))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn size<T: Integer + PartialOrd>(range: impl RangeBounds<T>) -> u64 {
        Domain::of(&range).size
    }

    #[test]
    fn ranges_of_any_width_and_sign_are_counted_and_numbered() {
        assert_eq!(size(i64::MIN..i64::MAX), u64::MAX);
        assert_eq!(size(i64::MIN..=i64::MAX), u64::MAX);
        assert_eq!(size::<u64>(..), u64::MAX);
        assert_eq!(
            (size::<i8>(..), size(100_u8..), size(..=-100_i8), size(..0_u8)),
            (256, 156, 29, 0)
        );
        assert_eq!(size((Bound::Excluded(1), Bound::Excluded(3))), 1);
        assert_eq!(
            (
                size((Bound::Excluded(u8::MAX), Bound::Unbounded)),
                size(i8::MIN..i8::MIN)
            ),
            (0, 0)
        );
        #[expect(
            clippy::reversed_empty_ranges,
            reason = "that there is nothing in it is what is tested"
        )]
        let empty = (size(5..3), size(5..=3));
        assert_eq!(empty, (0, 0));

        let values = |domain: Domain| (0..domain.size).map(|place| domain.value(place)).collect::<Vec<i8>>();
        assert_eq!(values(Domain::of(&(-3_i8..=3))), [-3, -2, -1, 0, 1, 2, 3]);
        assert_eq!(values(Domain::of::<i8>(&..)), (i8::MIN..=i8::MAX).collect::<Vec<_>>());
        assert_eq!(
            Domain::of(&(i64::MIN..i64::MAX)).value::<i64>(u64::MAX - 1),
            i64::MAX - 1
        );
        assert_eq!(Domain::of(&(10_u64..20)).value::<u64>(9), 19);
    }
}
