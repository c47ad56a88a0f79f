//! The type numeric, and its binary form: `numeric_recv` in numeric.c.

use bytes::{BufMut, BytesMut};

use super::decimal::{Decimal, Places};
use super::number_style::{Buffer, NumberStyle};
use super::reason::Reason;
use super::scanner::trim;

const POSITIVE: u16 = 0x0000;
const NEGATIVE: u16 = 0x4000;
const NAN: u16 = 0xC000;
const POSITIVE_INFINITY: u16 = 0xD000;
const NEGATIVE_INFINITY: u16 = 0xF000;

/// The most digits before the point: `NUMERIC_WEIGHT_MAX` groups of four.
const MAX_WHOLE_DIGITS: i64 = 131_072;
/// `NUMERIC_DSCALE_MAX`.
const MAX_SCALE: i64 = 0x3FFF;

/// The p and s of `numeric(p,s)`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Precision {
    precision: u16,
    scale: i16,
}

impl Precision {
    /// Takes a modifier apart (`numeric_typmod_precision` and `numeric_typmod_scale` in numeric.c).
    pub(super) fn of(typmod: i32) -> Option<Self> {
        let packed = typmod.checked_sub(4).filter(|packed| *packed >= 0)?;
        Some(Self {
            precision: u16::try_from((packed >> 16) & 0xFFFF).ok()?,
            scale: i16::try_from(((packed & 0x7FF) ^ 1024) - 1024).ok()?,
        })
    }
}

/// A value of numeric.
#[derive(Clone, Copy, Debug)]
pub(super) enum Numeric<'a> {
    Finite(Decimal<'a>, Places),
    NaN,
    Infinity { negative: bool },
}

/// Reads a number as PostgreSQL does, and makes sure that the column keeps it.
#[inline]
pub(super) fn parse<'b>(
    field: &'b str,
    style: NumberStyle,
    precision: Option<Precision>,
    round: bool,
    buffer: &'b mut Buffer,
) -> Result<Numeric<'b>, Reason> {
    let number = style.plain(field, buffer).map(str::as_bytes).and_then(Decimal::scan);
    let Some(number) = number else {
        return parse_word(field, style, precision);
    };
    let places = number.places();
    check_range(&number, places)?;
    if let Some(precision) = precision
        && !places.is_zero()
    {
        precision.check(&number, places, round)?;
    }
    Ok(Numeric::Finite(number, places))
}

/// Makes sure that numeric has this number (`make_result` in numeric.c).
#[inline]
pub(super) fn check_range(number: &Decimal<'_>, places: Places) -> Result<(), Reason> {
    let is_kept = !number.has_absurd_exponent()
        && number.scale() <= MAX_SCALE
        && (places.is_zero() || places.whole_digits() <= MAX_WHOLE_DIGITS);
    if is_kept {
        Ok(())
    } else {
        Err(Reason::OutOfRange("numeric"))
    }
}

#[cold]
fn parse_word<'b>(field: &str, style: NumberStyle, precision: Option<Precision>) -> Result<Numeric<'b>, Reason> {
    let word = trim(field.as_bytes());
    if word.eq_ignore_ascii_case(b"nan") {
        return Ok(Numeric::NaN);
    }
    let Some(negative) = super::float::infinity(word) else {
        return Err(style.fault(field, "a number"));
    };
    match precision {
        None => Ok(Numeric::Infinity { negative }),
        // `apply_typmod_special` in numeric.c.
        Some(Precision { precision, scale }) => Err(Reason::TooManyDigits { precision, scale }),
    }
}

impl Precision {
    #[inline]
    fn check(self, number: &Decimal<'_>, places: Places, round: bool) -> Result<(), Reason> {
        let Self { precision, scale } = self;
        let is_rounded = places.decimals() > i64::from(scale);
        if is_rounded && !round {
            return Err(Reason::TooManyDecimals(scale));
        }
        let carry = is_rounded && carries(number, places, scale);
        if places.whole_digits() + i64::from(carry) > i64::from(precision) - i64::from(scale) {
            return Err(Reason::TooManyDigits { precision, scale });
        }
        Ok(())
    }
}

/// True if rounding makes a number of one digit more: 9.96 becomes 10.0.
#[cold]
fn carries(number: &Decimal<'_>, places: Places, scale: i16) -> bool {
    let Ok(kept) = usize::try_from(places.whole_digits() + i64::from(scale)) else {
        return false;
    };
    let mut digits = number.digits().skip(places.first);
    digits.by_ref().take(kept).all(|digit| digit == 9) && digits.next().is_some_and(|digit| digit >= 5)
}

impl Numeric<'_> {
    /// Writes the binary form: the number of groups, the weight of the first, a sign, the scale shown, then groups
    /// of four digits. The server rounds to the column's scale.
    #[inline]
    pub(super) fn write(&self, out: &mut BytesMut) {
        let special = match self {
            Self::Finite(number, places) => return write_finite(number, *places, out),
            Self::NaN => NAN,
            Self::Infinity { negative: false } => POSITIVE_INFINITY,
            Self::Infinity { negative: true } => NEGATIVE_INFINITY,
        };
        out.put_u32(0);
        out.put_u16(special);
        out.put_u16(0);
    }

    /// The value as a word, if it is no number.
    pub(super) fn word(&self) -> Option<&'static str> {
        match self {
            Self::Finite(..) => None,
            Self::NaN => Some("NaN"),
            Self::Infinity { negative: false } => Some("Infinity"),
            Self::Infinity { negative: true } => Some("-Infinity"),
        }
    }
}

#[inline]
fn write_finite(number: &Decimal<'_>, places: Places, out: &mut BytesMut) {
    // `parse` has seen to it that none of these is out of range.
    let scale = u16::try_from(number.scale()).unwrap_or(u16::MAX);
    if places.is_zero() {
        out.put_u32(0);
        out.put_u16(POSITIVE);
        out.put_u16(scale);
        return;
    }
    let power_of_ten = places.whole_digits() - 1;
    let weight = i16::try_from(power_of_ten.div_euclid(4)).unwrap_or(i16::MAX);
    let in_first_group = usize::try_from(power_of_ten.rem_euclid(4)).unwrap_or(0) + 1;
    let count = places.end - places.first;
    let groups = (4 - in_first_group + count).div_ceil(4);
    out.put_u16(u16::try_from(groups).unwrap_or(u16::MAX));
    out.put_i16(weight);
    out.put_u16(if number.negative { NEGATIVE } else { POSITIVE });
    out.put_u16(scale);
    let mut group = 0;
    let mut missing = in_first_group;
    for digit in number.digits().skip(places.first).take(count) {
        group = group * 10 + u16::from(digit);
        missing -= 1;
        if missing == 0 {
            out.put_u16(group);
            (group, missing) = (0, 4);
        }
    }
    if missing < 4 {
        for _ in 0..missing {
            group *= 10;
        }
        out.put_u16(group);
    }
}
