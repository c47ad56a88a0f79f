//! Decimal numbers.

use std::cmp::Ordering;
use std::fmt;

/// A decimal number: `unscaled / 10^scale`.
///
/// All arithmetic is exact or returns `None`. `numeric` keeps trailing zeros, which show when it is turned into text, so
/// the scales are those that the server would give; numbers that differ in nothing else are equal.
#[derive(Clone, Copy, Debug)]
pub struct Decimal {
    /// The digits as an integer.
    pub unscaled: i128,
    /// The number of digits behind the point.
    pub scale: u8,
}

/// The greatest power of ten that an `i128` holds.
const MAX_POWER: u8 = 38;

fn power_of_ten(exponent: u8) -> Option<i128> {
    10_i128.checked_pow(u32::from(exponent))
}

impl PartialEq for Decimal {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Decimal {}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        let (whole, part) = self.parts();
        let (other_whole, other_part) = other.parts();
        whole
            .cmp(&other_whole)
            .then_with(|| compare_parts((part, self.scale), (other_part, other.scale)))
    }
}

/// Compares what is behind two points, digit by digit, so that nothing overflows.
fn compare_parts((mut left, mut left_scale): (i128, u8), (mut right, mut right_scale): (i128, u8)) -> Ordering {
    while left_scale > 0 || right_scale > 0 {
        let (left_digit, left_rest) = first_digit(left, left_scale);
        let (right_digit, right_rest) = first_digit(right, right_scale);
        match left_digit.cmp(&right_digit) {
            Ordering::Equal => (left, right) = (left_rest, right_rest),
            unequal => return unequal,
        }
        left_scale = left_scale.saturating_sub(1);
        right_scale = right_scale.saturating_sub(1);
    }
    Ordering::Equal
}

fn first_digit(part: i128, scale: u8) -> (i128, i128) {
    match scale.checked_sub(1).and_then(power_of_ten) {
        Some(place) => (part / place, part % place),
        None => (0, part),
    }
}

impl From<i64> for Decimal {
    fn from(number: i64) -> Self {
        Self {
            unscaled: number.into(),
            scale: 0,
        }
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.unscaled.unsigned_abs().to_string();
        let scale = usize::from(self.scale);
        let digits = format!("{digits:0>width$}", width = scale + 1);
        let (whole, part) = digits.split_at(digits.len() - scale);
        let sign = if self.unscaled < 0 { "-" } else { "" };
        let point = if scale > 0 { "." } else { "" };
        write!(f, "{sign}{whole}{point}{part}")
    }
}

impl Decimal {
    /// The integer below or at it towards zero, and what is behind the point, in units of the last digit.
    fn parts(self) -> (i128, i128) {
        match power_of_ten(self.scale) {
            Some(unit) => (self.unscaled / unit, self.unscaled % unit),
            None => (0, self.unscaled),
        }
    }

    /// Reads digits with an optional sign, point and exponent. `None` for anything else, and for what has more digits
    /// than fit.
    pub fn parse(text: &str) -> Option<Self> {
        let (digits, exponent) = match text.find(['e', 'E']) {
            Some(at) => (text.get(..at)?, text.get(at + 1..)?.parse::<i32>().ok()?),
            None => (text, 0),
        };
        let unsigned = digits.strip_prefix(['-', '+']).unwrap_or(digits);
        let (whole, part) = unsigned.split_once('.').unwrap_or((unsigned, ""));
        let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if whole.len() + part.len() == 0 || !all_digits(whole) || !all_digits(part) {
            return None;
        }
        let mut unscaled = 0_i128;
        for digit in whole.bytes().chain(part.bytes()) {
            unscaled = unscaled.checked_mul(10)?.checked_add(i128::from(digit - b'0'))?;
        }
        if digits.starts_with('-') {
            unscaled = -unscaled;
        }
        let scale = i32::try_from(part.len()).ok()?.checked_sub(exponent)?;
        match u8::try_from(scale) {
            Ok(scale) if scale <= MAX_POWER => Some(Self { unscaled, scale }),
            Ok(_) => None,
            Err(_) => {
                let zeros = u8::try_from(scale.checked_neg()?).ok()?;
                let unscaled = unscaled.checked_mul(power_of_ten(zeros)?)?;
                Some(Self { unscaled, scale: 0 })
            }
        }
    }

    /// The same number with this scale, rounded half away from zero, as the server rounds.
    pub fn rounded(self, scale: u8) -> Option<Self> {
        if scale >= self.scale {
            let unscaled = self.unscaled.checked_mul(power_of_ten(scale - self.scale)?)?;
            return (scale <= MAX_POWER).then_some(Self { unscaled, scale });
        }
        let Some(unit) = power_of_ten(self.scale - scale) else {
            return Some(Self { unscaled: 0, scale });
        };
        let half_up = (self.unscaled % unit).unsigned_abs() >= unit.unsigned_abs().div_ceil(2);
        let unscaled = self.unscaled / unit + if half_up { self.unscaled.signum() } else { 0 };
        Some(Self { unscaled, scale })
    }

    /// The same number with this scale, without the digits behind.
    pub fn truncated(self, scale: u8) -> Option<Self> {
        if scale >= self.scale {
            return self.rounded(scale);
        }
        let unscaled = power_of_ten(self.scale - scale).map_or(0, |unit| self.unscaled / unit);
        Some(Self { unscaled, scale })
    }

    /// The greatest integer that is not greater.
    pub fn floor(self) -> i128 {
        let (whole, part) = self.parts();
        if part < 0 { whole - 1 } else { whole }
    }

    /// The least integer that is not less.
    pub fn ceil(self) -> i128 {
        let (whole, part) = self.parts();
        if part > 0 { whole + 1 } else { whole }
    }

    fn aligned(self, other: Self) -> Option<(i128, i128, u8)> {
        let scale = self.scale.max(other.scale);
        Some((self.rounded(scale)?.unscaled, other.rounded(scale)?.unscaled, scale))
    }

    /// The sum.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        let (left, right, scale) = self.aligned(other)?;
        let unscaled = left.checked_add(right)?;
        Some(Self { unscaled, scale })
    }

    /// The difference.
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.checked_add(other.checked_neg()?)
    }

    /// The opposite number.
    pub fn checked_neg(self) -> Option<Self> {
        let unscaled = self.unscaled.checked_neg()?;
        Some(Self { unscaled, ..self })
    }

    /// The product.
    pub fn checked_mul(self, other: Self) -> Option<Self> {
        let scale = self
            .scale
            .checked_add(other.scale)
            .filter(|scale| *scale <= MAX_POWER)?;
        let unscaled = self.unscaled.checked_mul(other.unscaled)?;
        Some(Self { unscaled, scale })
    }

    /// The remainder, which has the sign of `self`; `None` for a divisor of zero, too.
    pub fn checked_rem(self, other: Self) -> Option<Self> {
        let (left, right, scale) = self.aligned(other)?;
        let unscaled = left.checked_rem(right)?;
        Some(Self { unscaled, scale })
    }

    /// The quotient with the digits that the server gives it; `None` for a divisor of zero, too.
    ///
    /// The server works in digits of base 10,000 and gives a quotient at least 16 significant digits
    /// (`select_div_scale` in `numeric.c`).
    pub fn checked_div(self, other: Self) -> Option<Self> {
        let scale = quotient_scale(self, other)?;
        // unscaled = (left / 10^ls) / (right / 10^rs) * 10^scale
        let shift = i32::from(scale) + i32::from(other.scale) - i32::from(self.scale);
        let (mut left, mut right) = (self.unscaled, other.unscaled);
        let zeros = power_of_ten(u8::try_from(shift.unsigned_abs()).ok()?)?;
        if shift >= 0 {
            left = left.checked_mul(zeros)?;
        } else {
            right = right.checked_mul(zeros)?;
        }
        let (quotient, rest) = (left.checked_div(right)?, left.checked_rem(right)?);
        let half_up = rest.unsigned_abs() >= right.unsigned_abs().div_ceil(2);
        let away = left.signum() * right.signum();
        let unscaled = quotient.checked_add(if half_up { away } else { 0 })?;
        Some(Self { unscaled, scale })
    }
}

/// The scale of a quotient, as `select_div_scale` chooses it.
fn quotient_scale(left: Decimal, right: Decimal) -> Option<u8> {
    const MIN_SIGNIFICANT_DIGITS: i32 = 16;
    const DIGITS_OF_BASE: i32 = 4;
    let (left_weight, left_first) = first_base_digit(left)?;
    let (right_weight, right_first) = first_base_digit(right)?;
    let mut weight = left_weight - right_weight;
    if left_first <= right_first {
        weight -= 1;
    }
    let scale = (MIN_SIGNIFICANT_DIGITS - weight * DIGITS_OF_BASE)
        .max(left.scale.into())
        .max(right.scale.into())
        .max(0);
    u8::try_from(scale).ok().filter(|scale| *scale <= MAX_POWER)
}

/// The weight of the first digit of base 10,000 that is not zero, and that digit; of zero 0 and 0.
fn first_base_digit(number: Decimal) -> Option<(i32, u128)> {
    const BASE: u128 = 10_000;
    // The point is between two digits of the base.
    let zeros = (4 - number.scale % 4) % 4;
    let places = (i32::from(number.scale) + i32::from(zeros)) / 4;
    let mut rest = number.unscaled.unsigned_abs().checked_mul(10_u128.pow(zeros.into()))?;
    if rest == 0 {
        return Some((0, 0));
    }
    let mut weight = -places;
    while rest >= BASE {
        rest /= BASE;
        weight += 1;
    }
    Some((weight, rest))
}

#[cfg(test)]
mod tests;
