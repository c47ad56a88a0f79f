//! Intervals, and the numbers that they are written with.

use std::fmt::Write as _;

use blink::__private::calendar::SECOND;
use bytes::{BufMut, BytesMut};

use super::reason::Reason;
use super::scanner::Scanner;

pub(super) const NOT: Reason = Reason::Not("an interval");

/// A value of the type.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Interval {
    pub(super) months: i32,
    pub(super) days: i32,
    pub(super) microseconds: i64,
}

/// A number as it is written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Quantity<'a> {
    pub(super) negative: bool,
    pub(super) whole: &'a [u8],
    pub(super) fraction: &'a [u8],
}

impl<'a> Quantity<'a> {
    pub(super) const ZERO: Quantity<'static> = Quantity {
        negative: false,
        whole: &[],
        fraction: &[],
    };

    pub(super) fn scan(rest: &mut Scanner<'a>) -> Result<Self, Reason> {
        let negative = rest.eat(b'-');
        if !negative {
            rest.eat(b'+');
        }
        Self::unsigned(rest, negative)
    }

    pub(super) fn unsigned(rest: &mut Scanner<'a>, negative: bool) -> Result<Self, Reason> {
        let whole = rest.digits();
        let has_point = rest.eat(b'.');
        let fraction = if has_point { rest.digits() } else { &[] };
        // PostgreSQL overlooks a point before or behind a number.
        if whole.is_empty() || has_point && fraction.is_empty() {
            return Err(NOT);
        }
        Ok(Self {
            negative,
            whole,
            fraction,
        })
    }

    pub(super) fn signed(self, negative: bool) -> Self {
        Self { negative, ..self }
    }
}

impl Interval {
    pub(super) fn write(self, out: &mut BytesMut) {
        out.put_i64(self.microseconds);
        out.put_i32(self.days);
        out.put_i32(self.months);
    }

    /// Writes every sign, so that IntervalStyle changes nothing (`DecodeInterval` in datetime.c).
    pub(super) fn write_text(self, out: &mut String) {
        let sign = if self.microseconds < 0 { '-' } else { '+' };
        let time = self.microseconds.unsigned_abs();
        let second = SECOND.unsigned_abs();
        let (seconds, microseconds) = (time / second, time % second);
        let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        // A String takes all that is written to it.
        let _ = write!(
            out,
            "{:+} mons {:+} days {sign}{hours:02}:{minutes:02}:{seconds:02}.{microseconds:06}",
            self.months, self.days
        );
    }
}
