//! Slots of a grid: the members of a group get one each, so that no two of them overlap.

use blink::RngKey;

use super::group::{Group, Member};
use crate::domain::{Progression, Unit};
use crate::value::{Range, Value};

/// A column that lies in the slot of its row.
#[derive(Clone, Debug)]
pub(crate) struct Slot {
    pub(crate) group: Group,
    pub(crate) grid: Grid,
    pub(crate) part: Part,
    /// The same for all columns of the slot.
    pub(crate) key: RngKey,
}

/// The part of the slot that a column shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// The range.
    Range,
    /// The lower bound.
    Start,
    /// The upper bound.
    End,
    /// A moment of the slot, which is no range.
    Moment,
}

/// The values that bounds may have.
#[derive(Clone, Debug)]
pub(crate) struct Grid {
    pub(crate) unit: Unit,
    /// The lowest lower bound, and the highest upper bound.
    pub(crate) first: i128,
    pub(crate) last: i128,
    pub(crate) steps: Progression,
    /// True if the upper bound is in the range.
    pub(crate) has_upper: bool,
}

const SECOND: i128 = 1_000_000;
const HOUR: i128 = 3_600 * SECOND;
const DAY: i128 = 24 * HOUR;
const YEAR: i128 = 365 * DAY;

/// One, of numbers with any digits, which are held in units of 10^-18.
const ONE: i128 = 1_000_000_000_000_000_000;

impl Grid {
    /// The largest number of slots.
    pub(crate) fn capacity(&self) -> u64 {
        let of_steps = self
            .steps
            .step()
            .saturating_mul(1 + i128::from(self.has_upper || self.steps.step() > 1));
        let least = self.least().max(of_steps);
        let width = self.last.saturating_sub(self.first);
        u64::try_from((width / least.max(1)).max(0)).unwrap_or(u64::MAX)
    }

    /// The width below which a slot has no room.
    fn least(&self) -> i128 {
        match self.unit {
            Unit::Numeric | Unit::Float { .. } => ONE / 100,
            Unit::Timestamp { .. } => SECOND,
            _ => 1 + i128::from(self.has_upper),
        }
    }

    /// The part of the grid that so many members get: of times what lies before `until`.
    fn window(&self, members: u64, until: i64, from: Option<i64>) -> (i128, i128) {
        let members = i128::from(members.max(1));
        let (day, typical) = match &self.unit {
            Unit::Date => (1, DAY),
            Unit::Timestamp { .. } => (DAY, HOUR),
            unit => return self.numbers(unit, members),
        };
        // In microseconds, and then in the type's own.
        let of_day = DAY / day;
        let until = i128::from(until) / of_day;
        let room = members.saturating_mul(typical) / of_day;
        let room = room.max(members.saturating_mul(self.least()));
        let last = if self.first >= until {
            self.last.min(self.first.saturating_add(room.max(3 * YEAR / of_day)))
        } else {
            self.last.min(until)
        };
        let earliest = last.saturating_sub(room.max(3 * YEAR / of_day)).max(self.first);
        // The upper end of the day of the owner's own time.
        let from = from.map(|from| i128::from(from).div_euclid(of_day) + 1);
        match from.filter(|from| *from > earliest && last.saturating_sub(*from) >= room) {
            Some(from) => (from, last),
            None => (earliest, last),
        }
    }

    fn numbers(&self, unit: &Unit, members: i128) -> (i128, i128) {
        let one = match unit {
            Unit::Numeric | Unit::Float { .. } => ONE,
            Unit::Decimal { scale } => u32::try_from(*scale)
                .ok()
                .and_then(|scale| 10_i128.checked_pow(scale))
                .unwrap_or(1),
            Unit::Time | Unit::TimeZoned => return (self.first, self.last),
            Unit::Interval { .. } => HOUR,
            _ => 1,
        };
        let first = if self.first <= one && self.last > one {
            one
        } else {
            self.first
        };
        let wanted = first.saturating_add(members.saturating_mul(100).saturating_mul(one));
        if wanted <= self.last {
            return (first, wanted);
        }
        // As many as there are, from the lowest on.
        (self.first, self.last)
    }

    /// The distance at which bounds look natural in a slot of this width.
    fn grain(&self, width: i128) -> i128 {
        let step = self.steps.step().max(1);
        let natural: &[i128] = match self.unit {
            Unit::Timestamp { .. } | Unit::Time | Unit::TimeZoned | Unit::Interval { .. } => {
                &[HOUR / 4, HOUR / 12, HOUR / 60, SECOND, SECOND / 1_000]
            }
            Unit::Numeric | Unit::Float { .. } => &[ONE, ONE / 100, ONE / 1_000_000],
            Unit::Decimal { scale: 2 } => &[100],
            _ => &[],
        };
        let fits = |grain: &&i128| **grain % step == 0 && width >= 4 * **grain;
        natural.iter().find(fits).copied().unwrap_or(step)
    }

    /// The longest ranges that look natural.
    fn longest(&self, attempt: u64) -> i128 {
        // Conditions may want longer ones.
        let is_long = attempt % 4 == 3;
        match self.unit {
            Unit::Date if is_long => i128::MAX,
            Unit::Date => 366,
            Unit::Timestamp { .. } if is_long => 30 * DAY,
            Unit::Timestamp { .. } => 8 * HOUR,
            _ => i128::MAX,
        }
    }
}

impl Slot {
    /// The window of the slot's group, `from` a time on if there is room.
    pub(crate) fn window(&self, member: Member, until: i64, from: Option<i64>) -> (i128, i128) {
        self.grid.window(member.of, until, from)
    }

    /// The value of a row in a window that the members of its group share; None if it has not room for all.
    pub(crate) fn value(&self, row: u64, member: Member, window: (i128, i128), attempt: u64) -> Option<Value<'static>> {
        let (start, end) = self.bounds(row, member, window, attempt)?;
        let unit = &self.grid.unit;
        match self.part {
            Part::Start | Part::Moment => unit.value(start),
            Part::End => unit.value(end),
            Part::Range => Some(Value::Range(Box::new(Range::Between {
                lower: Some((unit.value(start)?, true)),
                upper: Some((unit.value(end)?, false)),
            }))),
        }
    }

    fn bounds(&self, row: u64, member: Member, window: (i128, i128), attempt: u64) -> Option<(i128, i128)> {
        let (low, high) = window;
        let width = high.checked_sub(low).filter(|width| *width > 0)?;
        let at = |nth: u64| {
            let share = width.checked_mul(i128::from(nth))? / i128::from(member.of.max(1));
            low.checked_add(share)
        };
        let from = at(member.nth)?;
        let to = at(member.nth.checked_add(1)?)?.checked_sub(i128::from(self.grid.has_upper))?;
        let grain = self.grid.grain(to.checked_sub(from)?);
        let steps = if self.grid.steps.step() == grain {
            self.grid.steps
        } else {
            Progression::new(grain, 0)
        };
        let first = steps.at_or_after(from)?;
        let room = to.checked_sub(first)? / grain;
        if room < 1 {
            return None;
        }
        let longest = match self.part {
            Part::Moment => 1,
            _ => (self.grid.longest(attempt) / grain).clamp(1, room),
        };
        let key = self.key.attempt(attempt);
        let length = 1 + drawn(key.number(row), longest);
        let offset = drawn(key.nth(1).number(row), room - length + 1);
        let start = first.checked_add(offset.checked_mul(grain)?)?;
        Some((start, start.checked_add(length.checked_mul(grain)?)?))
    }
}

/// A number below `below`.
fn drawn(random: u64, below: i128) -> i128 {
    let below = u128::try_from(below).unwrap_or(1).clamp(1, 1 << 62);
    i128::try_from((u128::from(random) * below) >> 64).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slot(unit: Unit, first: i128, last: i128, has_upper: bool) -> Slot {
        Slot {
            group: Group::All,
            grid: Grid {
                unit,
                first,
                last,
                steps: Progression::ALL,
                has_upper,
            },
            part: Part::Range,
            key: RngKey::new(7),
        }
    }

    fn all_bounds(slot: &Slot, of: u64, from: Option<i64>) -> Vec<(i128, i128)> {
        let bounds = |nth: u64| {
            let member = Member { group: 0, nth, of };
            slot.bounds(nth, member, slot.window(member, 9_000 * 86_400_000_000, from), nth % 5)
        };
        (0..of).map(|nth| bounds(nth).unwrap()).collect()
    }

    #[test]
    fn no_two_slots_overlap() {
        let micros = i128::from(i64::MAX / 4);
        for (unit, first, last) in [
            (Unit::Date, -1_000_000, 1_000_000),
            (Unit::Timestamp { zoned: true }, -micros, micros),
            (Unit::Int, i128::from(i64::MIN), i128::from(i64::MAX)),
            (Unit::Int, 1, 4_100),
            (Unit::Numeric, -1_000_000 * ONE, 1_000_000 * ONE),
        ] {
            for has_upper in [false, true] {
                let slot = slot(unit.clone(), first, last, has_upper);
                for of in [1, 2, 3, 100, 2_000] {
                    for from in [None, Some(8_000 * 86_400_000_000)] {
                        let all = all_bounds(&slot, of, from);
                        assert!(
                            all.iter()
                                .all(|(start, end)| start < end && *start >= first && *end <= last)
                        );
                        let apart =
                            |pair: &[(i128, i128)]| pair[0].1 < pair[1].0 || (!has_upper && pair[0].1 == pair[1].0);
                        assert!(all.windows(2).all(apart), "{unit:?} {of}");
                    }
                }
            }
        }
    }

    #[test]
    fn what_has_no_room_is_none() {
        assert_eq!(slot(Unit::Int, 4, 1, false).grid.capacity(), 0);
        let only = Member {
            group: 0,
            nth: 0,
            of: 3,
        };
        let slot = slot(Unit::Int, i128::MIN, i128::MIN + 2, true);
        assert!(slot.value(0, only, (i128::MIN, i128::MIN + 2), 0).is_none());
        let slot = Slot {
            grid: Grid {
                first: 1,
                last: 4,
                has_upper: false,
                ..slot.grid
            },
            ..slot
        };
        assert_eq!(slot.grid.capacity(), 3);
        let member = Member {
            group: 0,
            nth: 5,
            of: 10,
        };
        assert!(slot.value(5, member, (1, 4), 0).is_none());
        assert!(slot.value(5, member, (4, 1), 0).is_none());
        assert!(
            slot.value(
                u64::MAX,
                Member {
                    nth: u64::MAX,
                    ..member
                },
                (i128::MIN, i128::MAX),
                0
            )
            .is_none()
        );
    }

    #[test]
    fn times_begin_after_the_owner_and_end_before_until() {
        let slot = slot(Unit::Date, -1_000_000, 1_000_000, false);
        let all = all_bounds(&slot, 10, Some(8_500 * 86_400_000_000));
        assert!(all.iter().all(|(start, end)| *start > 8_500 && *end <= 9_000));
        let all = all_bounds(&slot, 5_000, Some(8_999 * 86_400_000_000));
        assert!(all[0].0 < 4_500 && all[4_999].1 <= 9_000);
    }
}
