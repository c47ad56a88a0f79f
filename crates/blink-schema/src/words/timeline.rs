//! The times of a row, which run forward.

use blink::__private::calendar::{DAY, HOUR, MINUTE, SECOND};

use super::bits::Bits;

/// A point in the life of what a row stands for. A later one is never before an earlier one in the same row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Station {
    /// It came to be.
    Created,
    /// It was confirmed, verified, accepted.
    Confirmed,
    /// Work on it began; it was assigned, opened.
    Begun,
    /// It was approved or paid.
    Approved,
    /// It was sent, shipped, published.
    Sent,
    /// It was delivered, received, read.
    Received,
    /// It was completed, closed, resolved.
    Completed,
    /// It was changed.
    Updated,
    /// It was seen or used.
    Seen,
    /// It was cancelled, rejected, refunded.
    Cancelled,
    /// It was archived.
    Archived,
    /// It was deleted.
    Deleted,
}

impl Station {
    /// All stations, in their order.
    pub const ALL: [Self; 12] = [
        Self::Created,
        Self::Confirmed,
        Self::Begun,
        Self::Approved,
        Self::Sent,
        Self::Received,
        Self::Completed,
        Self::Updated,
        Self::Seen,
        Self::Cancelled,
        Self::Archived,
        Self::Deleted,
    ];

    /// The time that passes on the way to the station, as a typical number of microseconds.
    fn typical(self) -> i64 {
        match self {
            Self::Created => 0,
            Self::Confirmed => 20 * MINUTE,
            Self::Begun => 3 * HOUR,
            Self::Approved => 5 * HOUR,
            Self::Sent => 20 * HOUR,
            Self::Received => DAY + 12 * HOUR,
            Self::Completed => DAY,
            Self::Updated => 2 * DAY,
            Self::Seen | Self::Cancelled => 6 * HOUR,
            Self::Archived | Self::Deleted => 5 * DAY,
        }
    }
}

/// The times of a row. All are microseconds since 2000-01-01 in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeline {
    key: u64,
    /// The time at which the row's life begins.
    pub created: i64,
    /// The end of the run's span, after which nothing has happened yet.
    pub until: i64,
}

impl Timeline {
    pub(crate) fn of(key: u64, created: i64, until: i64) -> Self {
        Self {
            key,
            created: created.min(until),
            until,
        }
    }

    /// The time of a station: not before any earlier station of the row, and not after the end of the span.
    pub fn at(&self, station: Station) -> i64 {
        let mut bits = Bits::of(self.key, 5);
        let mut passed: i64 = 0;
        let mut at_station: i64 = 0;
        for each in Station::ALL {
            let step = bits.long_tail(u64::try_from(each.typical()).unwrap_or(0));
            passed = passed.saturating_add(i64::try_from(step).unwrap_or(i64::MAX));
            if each <= station {
                at_station = passed;
            }
        }
        let left = self.until.saturating_sub(self.created);
        // What would end after the span is told faster.
        let offset = if passed <= left {
            at_station
        } else {
            i64::try_from(i128::from(at_station) * i128::from(left) / i128::from(passed.max(1))).unwrap_or(left)
        };
        // Whole seconds, as people write them and as the row itself came to be.
        self.created.saturating_add(offset.min(left) / SECOND * SECOND)
    }

    /// The beginning of something that lasts, on a quarter of an hour, after the row came to be; it may lie after the
    /// span.
    pub fn starts(&self) -> i64 {
        let mut bits = Bits::of(self.key, 6);
        let days = 1 + i64::try_from(bits.long_tail(10)).unwrap_or(0).min(120);
        let quarter = bits.between(8 * 4, 20 * 4);
        start_of_day(self.created)
            .saturating_add(days * DAY)
            .saturating_add(quarter * 15 * MINUTE)
    }

    /// The end of it.
    pub fn ends(&self) -> i64 {
        self.starts().saturating_add(self.lasts())
    }

    /// The end of a period that starts then: weeks or months later.
    pub fn period_ends(&self) -> i64 {
        let mut bits = Bits::of(self.key, 11);
        let days = bits.pick(&[14, 30, 30, 30, 60, 90, 180, 365]).copied().unwrap_or(30);
        self.starts().saturating_add(days * DAY)
    }

    /// The time that it lasts: quarters of an hour, seldom days.
    pub fn lasts(&self) -> i64 {
        let mut bits = Bits::of(self.key, 7);
        match bits.below(10) {
            0 => DAY * bits.between(1, 3),
            1 => 8 * HOUR,
            _ => 15 * MINUTE * bits.between(2, 16),
        }
    }

    /// The day on which something falls due: one to six weeks later.
    pub fn due(&self) -> i64 {
        let mut bits = Bits::of(self.key, 8);
        let days = bits.pick(&[7, 14, 14, 30, 30, 30, 45]).copied().unwrap_or(14);
        start_of_day(self.created).saturating_add(days * DAY)
    }

    /// The time at which something stops being valid: a month to two years later.
    pub fn expires(&self) -> i64 {
        let mut bits = Bits::of(self.key, 9);
        let days = bits.pick(&[30, 90, 180, 365, 365, 365, 730]).copied().unwrap_or(365);
        self.created.saturating_add(days * DAY)
    }

    /// The day on which a person of this age was born.
    pub fn birth(&self, age: u64) -> i64 {
        let mut bits = Bits::of(self.key, 10);
        // A year has 365.2425 days on average; one more day keeps an adult one.
        let days = i64::try_from(age).unwrap_or(40).saturating_mul(3_652_425) / 10_000 + 1 + bits.between(0, 364);
        start_of_day(self.created).saturating_sub(days.saturating_mul(DAY))
    }
}

/// Midnight of the day.
pub(crate) fn start_of_day(micros: i64) -> i64 {
    micros.saturating_sub(micros.rem_euclid(DAY))
}

/// A time of a span, more of them lately, none in the small hours more often than in the day.
///
/// ```
/// use blink_schema::words::{Bits, recent};
///
/// let time = recent(0, 1_000_000, &mut Bits::new(1));
/// assert!((0..=1_000_000).contains(&time));
/// ```
pub fn recent(from: i64, until: i64, bits: &mut Bits) -> i64 {
    bits.between(from, until).max(bits.between(from, until))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_run_forward_and_none_is_after_the_span() {
        for key in 0..3000_u64 {
            let until = i64::try_from(key).unwrap() * HOUR;
            let timeline = Timeline::of(key, 0, until);
            let times: Vec<i64> = Station::ALL.iter().map(|station| timeline.at(*station)).collect();
            assert!(times.is_sorted(), "{times:?}");
            assert!(times.iter().all(|time| (0..=until).contains(time)), "{times:?}");
            assert!(times.iter().all(|time| time % SECOND == 0), "{times:?}");
            assert!(timeline.created < timeline.starts() && timeline.starts() < timeline.ends());
            assert!(timeline.ends() < timeline.period_ends());
            assert!(timeline.created <= timeline.due() && timeline.created < timeline.expires());
            assert!(timeline.birth(18) <= -18 * 365 * DAY);
        }
    }

    #[test]
    fn edges_do_not_panic() {
        for (created, until) in [(i64::MIN, i64::MAX), (i64::MAX, i64::MIN), (i64::MAX, i64::MAX), (0, 0)] {
            let timeline = Timeline::of(1, created, until);
            for station in Station::ALL {
                timeline.at(station);
            }
            let _ = (
                timeline.ends(),
                timeline.due(),
                timeline.expires(),
                timeline.birth(u64::MAX),
            );
            recent(created, until, &mut Bits::new(0));
        }
    }
}
