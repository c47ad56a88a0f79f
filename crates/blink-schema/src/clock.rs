//! The only look at a clock: the default end of the span of time that rows come from.

use std::time::SystemTime;

use blink::__private::calendar::{Day, UNIX_EPOCH};

/// The first day of the current month in UTC, in days since 2000-01-01.
pub(crate) fn first_of_this_month() -> i32 {
    let since_1970 = SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap_or_default();
    let days = i32::try_from(since_1970.as_secs() / 86_400).unwrap_or(-UNIX_EPOCH);
    let first = Day::of(days.saturating_add(UNIX_EPOCH)).first_of_month();
    i32::try_from(first.number()).unwrap_or(0)
}
