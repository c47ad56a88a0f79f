//! Decimal numbers, taken apart.

use super::scanner::{Scanner, trim};

/// A number with a decimal point and perhaps an exponent: its digits as they are written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Decimal<'a> {
    pub(super) negative: bool,
    whole: &'a [u8],
    fraction: &'a [u8],
    exponent: i32,
}

/// PostgreSQL takes no exponent as large as this (`set_var_from_str` in numeric.c).
const EXPONENT_LIMIT: i32 = i32::MAX / 2;

/// The places of a number's digits, counted from its first digit.
#[derive(Clone, Copy, Debug)]
pub(super) struct Places {
    /// The first digit that is not 0.
    pub(super) first: usize,
    /// The place after the last digit that is not 0.
    pub(super) end: usize,
    /// The place of the decimal point: before this digit. It can be far beyond either end.
    pub(super) point: i64,
}

impl Places {
    /// True for 0.
    #[inline]
    pub(super) fn is_zero(self) -> bool {
        self.first >= self.end
    }

    /// The number of digits before the point without leading zeros; negative for the zeros after it.
    #[inline]
    pub(super) fn whole_digits(self) -> i64 {
        self.point - place(self.first)
    }

    /// The number of digits after the point without trailing zeros; negative for the zeros before it.
    #[inline]
    pub(super) fn decimals(self) -> i64 {
        place(self.end) - self.point
    }
}

/// A place as a signed number. A field is shorter than 1 GiB.
#[inline]
fn place(place: usize) -> i64 {
    i64::try_from(place).unwrap_or(i64::MAX)
}

impl<'a> Decimal<'a> {
    /// Reads `-12.50e3`, white space at its ends left out; None for anything else.
    #[inline]
    pub(super) fn scan(text: &'a [u8]) -> Option<Self> {
        let mut rest = Scanner(trim(text));
        let negative = rest.eat(b'-');
        if !negative {
            rest.eat(b'+');
        }
        let whole = rest.digits();
        let fraction = if rest.eat(b'.') { rest.digits() } else { &[] };
        if whole.is_empty() && fraction.is_empty() {
            return None;
        }
        let exponent = if rest.eat(b'e') || rest.eat(b'E') {
            scan_exponent(&mut rest)?
        } else {
            0
        };
        rest.is_empty().then_some(Self {
            negative,
            whole,
            fraction,
            exponent,
        })
    }

    /// The digits, with the point left out.
    #[inline]
    pub(super) fn digits(&self) -> impl DoubleEndedIterator<Item = u8> + use<'a> {
        self.whole.iter().chain(self.fraction).map(|digit| digit - b'0')
    }

    /// The number of digits after the point that PostgreSQL shows (`set_var_from_str` in numeric.c).
    #[inline]
    pub(super) fn scale(&self) -> i64 {
        (place(self.fraction.len()) - i64::from(self.exponent)).max(0)
    }

    /// True if PostgreSQL refuses the exponent, whatever the digits.
    #[inline]
    pub(super) fn has_absurd_exponent(&self) -> bool {
        self.exponent.abs() >= EXPONENT_LIMIT
    }

    #[inline]
    pub(super) fn places(&self) -> Places {
        let zeros = |digits: &[u8]| digits.iter().take_while(|&&digit| digit == b'0').count();
        let zeros_at_end = |digits: &[u8]| digits.iter().rev().take_while(|&&digit| digit == b'0').count();
        let count = self.whole.len() + self.fraction.len();
        let mut first = zeros(self.whole);
        if first == self.whole.len() {
            first += zeros(self.fraction);
        }
        let mut last_zeros = zeros_at_end(self.fraction);
        if last_zeros == self.fraction.len() {
            last_zeros += zeros_at_end(self.whole);
        }
        Places {
            first,
            end: count - last_zeros,
            point: place(self.whole.len()) + i64::from(self.exponent),
        }
    }
}

/// Reads an exponent; one that is too large for any number becomes the limit.
#[cold]
fn scan_exponent(rest: &mut Scanner<'_>) -> Option<i32> {
    let negative = rest.eat(b'-');
    if !negative {
        rest.eat(b'+');
    }
    let digits = rest.digits();
    if digits.is_empty() {
        return None;
    }
    let value = digits.iter().fold(0_i32, |value, digit| {
        value
            .saturating_mul(10)
            .saturating_add(i32::from(digit - b'0'))
            .min(EXPONENT_LIMIT)
    });
    Some(if negative { -value } else { value })
}
