//! Converts times of any crate to numbers and back.

use std::cell::RefCell;

use bytes::BytesMut;
use postgres_types::{FromSqlOwned, IsNull, ToSql, Type};

use crate::error::unwind::fail_draw;

const DAY: i64 = 24 * 60 * 60 * 1_000_000;

/// A value that can be drawn [between](super::Draw::between) two others: a time stamp, a date, a time of day, or an
/// integer.
///
/// Any type works that converts to and from PostgreSQL's binary form of one of these: the types of chrono, jiff and
/// time do, and `std::time::SystemTime`. So the numbers are those that the database stores: microseconds and days.
pub trait SampleBetween: ToSql + FromSqlOwned {}

impl<T: ToSql + FromSqlOwned> SampleBetween for T {}

/// The kinds of moments.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    /// Microseconds of a time stamp.
    Timestamp,
    Date,
    /// Microseconds of a day.
    Time,
    Integer,
}

static KINDS: [(Type, Unit); 7] = [
    (Type::TIMESTAMPTZ, Unit::Timestamp),
    (Type::TIMESTAMP, Unit::Timestamp),
    (Type::DATE, Unit::Date),
    (Type::TIME, Unit::Time),
    (Type::INT8, Unit::Integer),
    (Type::INT4, Unit::Integer),
    (Type::INT2, Unit::Integer),
];

impl Unit {
    /// The default maximum by which a child is later than its parent: thirty days.
    pub(super) fn thirty_days(self) -> i64 {
        self.of_micros(30 * DAY)
    }

    /// A length of time.
    pub(super) fn of_micros(self, micros: i64) -> i64 {
        match self {
            Self::Timestamp | Self::Time => micros,
            Self::Date => micros / DAY,
            Self::Integer => fail_draw(
                "an integer is not a time, and has no later one",
                "use a timestamp or a date",
            ),
        }
    }

    /// The last value of this kind that is not after a number.
    pub(super) fn last_until(self, number: i64) -> i64 {
        match self {
            // Rust's types have no 24:00, and some silently wrap at midnight.
            Self::Time => number.min(DAY - 1),
            Self::Timestamp | Self::Date | Self::Integer => number,
        }
    }
}

/// The PostgreSQL type that is the binary form of `T`, and its kind.
pub(super) fn type_and_unit<T: SampleBetween>() -> (&'static Type, Unit) {
    let kind = KINDS
        .iter()
        .find(|(ty, _)| <T as ToSql>::accepts(ty) && <T as postgres_types::FromSql<'_>>::accepts(ty));
    match kind {
        Some((ty, scale)) => (ty, *scale),
        None => fail_draw(
            format!(
                "{} is not a timestamp, date, time of day or integer",
                std::any::type_name::<T>()
            ),
            "generate it with draw.rng()",
        ),
    }
}

thread_local! {
    static SCRATCH: RefCell<BytesMut> = RefCell::default();
}

/// A moment as the number that the database holds.
pub(super) fn to_number<T: SampleBetween>(ty: &Type, moment: &T) -> i64 {
    SCRATCH.with_borrow_mut(|bytes| {
        bytes.clear();
        let written = moment.to_sql(ty, bytes);
        let number = match (written, &bytes[..]) {
            (Ok(IsNull::No), &[a, b]) => Some(i16::from_be_bytes([a, b]).into()),
            (Ok(IsNull::No), &[a, b, c, d]) => Some(i32::from_be_bytes([a, b, c, d]).into()),
            (Ok(IsNull::No), bytes) => bytes.try_into().ok().map(i64::from_be_bytes),
            _ => None,
        };
        number.unwrap_or_else(|| {
            fail_draw(
                "a time cannot be sent to PostgreSQL",
                "use one within the range of its type",
            )
        })
    })
}

/// The moment that a number stands for.
pub(super) fn from_number<T: SampleBetween>(ty: &Type, number: i64) -> T {
    let read = match *ty {
        Type::INT2 => i16::try_from(number).map(|number| T::from_sql(ty, &number.to_be_bytes())),
        Type::INT4 | Type::DATE => i32::try_from(number).map(|number| T::from_sql(ty, &number.to_be_bytes())),
        _ => Ok(T::from_sql(ty, &number.to_be_bytes())),
    };
    match read {
        Ok(Ok(moment)) => moment,
        _ => fail_draw(
            "the time drawn is outside the range of its type",
            "use a narrower range",
        ),
    }
}
