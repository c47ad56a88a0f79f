//! The distances at which two values of a type may lie.

use crate::domain::Unit;
use crate::value::Value;

const HOUR: i128 = 3_600_000_000;
const DAY: i128 = 24 * HOUR;

/// The days of the shortest month.
const MONTH: i128 = 28;

/// A constant that is added to values of a type, in its unit; of months and days the least that they can be. None if it
/// is not positive.
pub(super) fn distance(unit: &Unit, added: &Value<'static>) -> Option<i128> {
    let distance = match (unit, added) {
        (Unit::Timestamp { zoned }, Value::Interval(interval)) => {
            let days = i128::from(interval.months) * MONTH + i128::from(interval.days);
            // A day on which the clocks are put forward is shorter.
            let shorter = if *zoned && days != 0 { HOUR } else { 0 };
            days * DAY + i128::from(interval.micros) - shorter
        }
        (Unit::Date, Value::Interval(interval)) => i128::from(interval.months) * MONTH + i128::from(interval.days),
        (Unit::Date, Value::Int(days)) => i128::from(*days),
        (Unit::Int | Unit::Decimal { .. } | Unit::Numeric | Unit::Float { .. }, number) => {
            unit.locate(number).filter(|at| at.exact)?.floor
        }
        _ => return None,
    };
    (distance > 0).then_some(distance)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Interval;

    #[test]
    fn the_least_counts() {
        let interval = |months, days, micros| Value::Interval(Interval { months, days, micros });
        let zoned = Unit::Timestamp { zoned: true };
        let plain = Unit::Timestamp { zoned: false };
        assert_eq!(distance(&zoned, &interval(0, 2, 0)), Some(47 * HOUR));
        assert_eq!(distance(&plain, &interval(1, 0, 5)), Some(28 * DAY + 5));
        assert_eq!(distance(&zoned, &interval(0, 0, 7)), Some(7));
        assert_eq!(distance(&Unit::Date, &Value::Int(30)), Some(30));
        assert_eq!(distance(&Unit::Date, &interval(0, 3, 5)), Some(3));
        assert_eq!(distance(&Unit::Decimal { scale: 2 }, &Value::Int(3)), Some(300));
        for (unit, added) in [
            (&plain, interval(0, -1, 0)),
            (&Unit::Int, Value::Int(0)),
            (&Unit::Time, interval(0, 0, 9)),
            (&Unit::Bool, Value::Int(1)),
        ] {
            assert_eq!(distance(unit, &added), None);
        }
    }
}
