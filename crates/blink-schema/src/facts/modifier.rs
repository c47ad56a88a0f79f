//! Type modifiers.

use super::types::{TypeRef, Types};

/// The modifier of a type, such as the `(10,2)` of `numeric(10,2)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Modifier {
    /// There is none.
    None,
    /// The `n` of `char(n)` and `varchar(n)`, in characters, of `bit(n)` and `bit varying(n)`, in bits.
    Length(u32),
    /// Those of `numeric(p,s)`. The scale may be negative or above the precision, since PostgreSQL 15.
    Numeric {
        /// The number of digits.
        precision: u16,
        /// The number of digits behind the point.
        scale: i16,
    },
    /// The number of digits of a second, of `time`, `timestamp` and their kinds with a time zone.
    SecondDigits(u8),
    /// Those of an `interval`.
    Interval {
        /// The fields.
        fields: IntervalFields,
        /// The number of digits of a second.
        second_digits: Option<u8>,
    },
    /// That of another type, whose meaning the type alone knows.
    Other(i32),
}

/// The fields that an `interval` keeps: from a larger one to a smaller one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IntervalFields {
    /// The years.
    pub years: bool,
    /// The months.
    pub months: bool,
    /// The days.
    pub days: bool,
    /// The hours.
    pub hours: bool,
    /// The minutes.
    pub minutes: bool,
    /// The seconds.
    pub seconds: bool,
}

impl IntervalFields {
    /// All fields.
    pub const ALL: Self = Self {
        years: true,
        months: true,
        days: true,
        hours: true,
        minutes: true,
        seconds: true,
    };
}

/// The OIDs of the types whose modifiers are known (`pg_type.dat`).
pub(super) mod oid {
    pub(crate) const CHAR: u32 = 1042;
    pub(crate) const VARCHAR: u32 = 1043;
    pub(crate) const TIME: u32 = 1083;
    pub(crate) const TIMESTAMP: u32 = 1114;
    pub(crate) const TIMESTAMPTZ: u32 = 1184;
    pub(crate) const INTERVAL: u32 = 1186;
    pub(crate) const TIMETZ: u32 = 1266;
    pub(crate) const BIT: u32 = 1560;
    pub(crate) const VARBIT: u32 = 1562;
    pub(crate) const NUMERIC: u32 = 1700;
}

/// `VARHDRSZ`, which some modifiers have added.
pub(super) const HEADER: i32 = 4;

/// The bits of an interval's fields (`MONTH` and so on in datetime.h).
pub(super) mod field {
    pub(crate) const MONTH: u32 = 1 << 1;
    pub(crate) const YEAR: u32 = 1 << 2;
    pub(crate) const DAY: u32 = 1 << 3;
    pub(crate) const HOUR: u32 = 1 << 10;
    pub(crate) const MINUTE: u32 = 1 << 11;
    pub(crate) const SECOND: u32 = 1 << 12;
    /// `INTERVAL_FULL_RANGE` in timestamp.h.
    pub(crate) const ALL: u32 = 0x7fff;
}

/// `INTERVAL_FULL_PRECISION` in timestamp.h.
pub(super) const ANY_DIGITS: u32 = 0xffff;

impl Types {
    /// The modifier of a type, of what a domain is over, and of the elements of an array.
    pub fn modifier(&self, ty: &TypeRef) -> Modifier {
        let mut element = self.base(ty).clone();
        while let Some(inner) = self.element(&element) {
            element = self.base(&inner).clone();
        }
        element.own_modifier()
    }
}

impl TypeRef {
    /// The modifier of a base type. [`Types::modifier`] looks through domains and arrays.
    pub fn own_modifier(&self) -> Modifier {
        let Ok(bits) = u32::try_from(self.modifier) else {
            return Modifier::None;
        };
        match self.oid {
            oid::CHAR | oid::VARCHAR => match bits.checked_sub(HEADER.unsigned_abs()) {
                Some(length) => Modifier::Length(length),
                None => Modifier::None,
            },
            oid::BIT | oid::VARBIT => Modifier::Length(bits),
            oid::NUMERIC => numeric(self.modifier),
            oid::TIME | oid::TIMETZ | oid::TIMESTAMP | oid::TIMESTAMPTZ => match u8::try_from(bits) {
                Ok(digits) => Modifier::SecondDigits(digits),
                Err(_) => Modifier::Other(self.modifier),
            },
            oid::INTERVAL => interval(bits),
            _ => Modifier::Other(self.modifier),
        }
    }
}

/// `numeric_typmod_precision` and `numeric_typmod_scale` in numeric.c: the scale has 11 bits and a sign.
fn numeric(modifier: i32) -> Modifier {
    let Some(bits) = modifier.checked_sub(HEADER).filter(|bits| *bits >= 0) else {
        return Modifier::None;
    };
    let scale = ((bits & 0x7ff) ^ 1024) - 1024;
    match (u16::try_from((bits >> 16) & 0xffff), i16::try_from(scale)) {
        (Ok(precision), Ok(scale)) => Modifier::Numeric { precision, scale },
        _ => Modifier::Other(modifier),
    }
}

/// `INTERVAL_RANGE` and `INTERVAL_PRECISION` in timestamp.h.
fn interval(bits: u32) -> Modifier {
    let (range, digits) = ((bits >> 16) & field::ALL, bits & ANY_DIGITS);
    let has = |field: u32| range & field != 0;
    let fields = if range == field::ALL {
        IntervalFields::ALL
    } else {
        IntervalFields {
            years: has(field::YEAR),
            months: has(field::MONTH),
            days: has(field::DAY),
            hours: has(field::HOUR),
            minutes: has(field::MINUTE),
            seconds: has(field::SECOND),
        }
    };
    Modifier::Interval {
        fields,
        second_digits: u8::try_from(digits).ok(),
    }
}
