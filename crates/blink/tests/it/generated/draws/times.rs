//! Times that are drawn.

use std::collections::HashSet;
use std::time::{Duration, SystemTime};

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};

use super::drawn;

#[test]
fn times_are_between_their_ends() {
    let stamp = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
    let (first, last) = (stamp("2024-01-01T00:00:00Z"), stamp("2024-01-01T00:00:00.000003Z"));
    let times = drawn(400, move |draw| draw.between(first, last));
    assert_eq!(times.iter().collect::<HashSet<_>>().len(), 4);
    assert!(times.iter().all(|time| (first..=last).contains(time)));
    assert_eq!(drawn(1, move |draw| draw.between(first, first)), [first]);

    let day = |day| NaiveDate::from_ymd_opt(2024, 2, day).unwrap();
    let days = drawn(400, move |draw| draw.between(day(27), day(29)));
    assert_eq!(days.iter().collect::<HashSet<_>>().len(), 3);

    let local: NaiveDateTime = first.naive_utc();
    let later = drawn(100, move |draw| draw.after(local));
    assert!(
        later
            .iter()
            .all(|time| *time > local && *time <= local + TimeDelta::days(30))
    );
    let later = drawn(100, move |draw| draw.after(day(1)));
    assert!(
        later
            .iter()
            .all(|time| *time > day(1) && *time <= day(1) + TimeDelta::days(30))
    );
    let later = drawn(100, move |draw| draw.after_within(first, Duration::from_micros(2)));
    assert!(
        later
            .iter()
            .all(|time| *time > first && *time <= first + TimeDelta::microseconds(2))
    );

    let (morning, noon) = (
        NaiveTime::from_hms_opt(8, 0, 0).unwrap(),
        NaiveTime::from_hms_opt(12, 0, 0).unwrap(),
    );
    let hours = drawn(100, move |draw| draw.between(morning, noon));
    assert!(hours.iter().all(|time| (morning..=noon).contains(time)));

    let epoch = SystemTime::UNIX_EPOCH;
    let times = drawn(10, move |draw| draw.between(epoch, epoch + Duration::from_secs(10)));
    assert!(
        times
            .iter()
            .all(|time| (epoch..=epoch + Duration::from_secs(10)).contains(time))
    );

    // The same day, also where chrono would go on at midnight.
    let late = NaiveTime::from_hms_opt(23, 59, 50).unwrap();
    let later = drawn(1_000, move |draw| draw.after(late));
    assert!(later.iter().all(|time| *time > late));
    let later = drawn(1_000, move |draw| draw.after_within(late, Duration::from_secs(60)));
    assert!(later.iter().all(|time| *time > late));

    assert!(
        drawn(100, |draw| draw.between(-3_i16, 3))
            .iter()
            .all(|number| (-3..=3).contains(number))
    );
    assert!(drawn(100, |draw| draw.between(i64::MIN, i64::MAX)).len() == 100);
}
