//! Times of the row's life.

use blink::__private::calendar::{DAY, Day, HOUR, MINUTE, SECOND, weekday};

use super::job::Job;
use crate::words::form::Form;
use crate::words::made::Made;
use crate::words::meaning::Meaning;

pub(super) fn make(meaning: Meaning, job: &mut Job<'_>) -> Made {
    let timeline = job.identity.timeline();
    if let Some(station) = meaning.station() {
        return Made::Moment(timeline.at(station));
    }
    let day = Day::of_time(timeline.created).0;
    match meaning {
        Meaning::BirthDate => Made::Moment(timeline.birth(job.identity.person().age)),
        Meaning::Starts => Made::Moment(timeline.starts()),
        // What has no time of the day lasts for days.
        Meaning::Ends if job.limits.form != Form::Date => Made::Moment(timeline.ends()),
        Meaning::Ends | Meaning::PeriodEnds => Made::Moment(timeline.period_ends()),
        Meaning::Due => Made::Moment(timeline.due()),
        Meaning::Expires => Made::Moment(timeline.expires()),
        Meaning::Year => {
            let before = i64::try_from(job.bits.long_tail(4)).unwrap_or(0).min(60);
            Made::Number(i64::from(day.year) - before, 0)
        }
        Meaning::Month => Made::Number(day.month.into(), 0),
        Meaning::DayOfWeek => Made::Number(weekday(day.number()), 0),
        Meaning::TimeOfDay => Made::Clock(opening(job)),
        Meaning::EndOfDay => {
            let hours = job.identity.bits(27).between(1, 9);
            Made::Clock((opening(job) + hours * HOUR).min(DAY - MINUTE))
        }
        Meaning::DurationMinutes => Made::Span(job.bits.between(1, 36) * 5 * MINUTE, MINUTE),
        Meaning::DurationMillis => {
            let millis = 1 + i64::try_from(job.bits.long_tail(120)).unwrap_or(0);
            Made::Span(millis * 1000, 1000)
        }
        _ => Made::Span(
            (1 + i64::try_from(job.bits.long_tail(600)).unwrap_or(0).min(80_000)) * SECOND,
            SECOND,
        ),
    }
}

/// The row's time of the day, on a quarter of an hour, from 7 to 14.
fn opening(job: &Job<'_>) -> i64 {
    job.identity.bits(26).between(28, 56) * 15 * MINUTE
}
