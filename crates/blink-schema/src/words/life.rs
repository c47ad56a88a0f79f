//! The times that a row has in its state.
use super::timeline::Station;

/// The states that say how far a row has come, each with the last station that it has passed.
const REACHED: [(&str, Station); 62] = [
    ("draft", Station::Created),
    ("pending", Station::Created),
    ("new", Station::Created),
    ("open", Station::Created),
    ("todo", Station::Created),
    ("to_do", Station::Created),
    ("backlog", Station::Created),
    ("queued", Station::Created),
    ("waiting", Station::Created),
    ("invited", Station::Created),
    ("tentative", Station::Created),
    ("planned", Station::Created),
    ("scheduled", Station::Created),
    ("unpaid", Station::Created),
    ("unverified", Station::Created),
    ("unread", Station::Sent),
    ("confirmed", Station::Confirmed),
    ("accepted", Station::Confirmed),
    ("verified", Station::Confirmed),
    ("activated", Station::Confirmed),
    ("processing", Station::Begun),
    ("in_progress", Station::Begun),
    ("started", Station::Begun),
    ("running", Station::Begun),
    ("assigned", Station::Begun),
    ("in_review", Station::Begun),
    ("blocked", Station::Begun),
    ("on_hold", Station::Begun),
    ("approved", Station::Approved),
    ("paid", Station::Approved),
    ("authorized", Station::Approved),
    ("packed", Station::Approved),
    ("sent", Station::Sent),
    ("issued", Station::Sent),
    ("overdue", Station::Sent),
    ("shipped", Station::Sent),
    ("published", Station::Sent),
    ("released", Station::Sent),
    ("in_transit", Station::Sent),
    ("delivered", Station::Received),
    ("received", Station::Received),
    ("read", Station::Received),
    ("returned", Station::Received),
    ("completed", Station::Completed),
    ("complete", Station::Completed),
    ("succeeded", Station::Completed),
    ("success", Station::Completed),
    ("closed", Station::Completed),
    ("resolved", Station::Completed),
    ("done", Station::Completed),
    ("finished", Station::Completed),
    ("merged", Station::Completed),
    ("fulfilled", Station::Completed),
    ("cancelled", Station::Cancelled),
    ("canceled", Station::Cancelled),
    ("rejected", Station::Cancelled),
    ("declined", Station::Cancelled),
    ("refunded", Station::Cancelled),
    ("failed", Station::Cancelled),
    ("expired", Station::Cancelled),
    ("archived", Station::Archived),
    ("deleted", Station::Deleted),
];

/// Returns true if a row in this state has a time of this station, false if it has none; `None` if the state says
/// nothing of it. A column that may be NULL is fit to be shown if it follows: a pending order was not shipped.
///
/// ```
/// use blink_schema::words::{Station, reached};
///
/// assert_eq!(reached("pending", Station::Sent), Some(false));
/// assert_eq!(reached("Shipped", Station::Sent), Some(true));
/// assert_eq!(reached("pending", Station::Updated), None);
/// assert_eq!(reached("purple", Station::Sent), None);
/// ```
pub fn reached(state: &str, station: Station) -> Option<bool> {
    let same = |label: &str| {
        let marks = |byte: u8| {
            if matches!(byte, b'-' | b' ') {
                b'_'
            } else {
                byte.to_ascii_lowercase()
            }
        };
        label.len() == state.len() && label.bytes().zip(state.bytes()).all(|(one, two)| one == marks(two))
    };
    let last = REACHED.iter().find(|(label, _)| same(label)).map(|(_, last)| *last)?;
    match station {
        // All rows have these, and may have them in any state.
        Station::Created | Station::Updated | Station::Seen => None,
        Station::Cancelled | Station::Archived | Station::Deleted => Some(last == station),
        // What ended early may have come any way.
        _ if last > Station::Completed => None,
        _ => Some(station <= last),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_follow_the_order_of_stations() {
        for (label, last) in REACHED {
            assert!(
                label.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'),
                "{label}"
            );
            if last <= Station::Completed {
                let passed: Vec<bool> = Station::ALL
                    .iter()
                    .filter_map(|station| reached(label, *station))
                    .collect();
                assert!(passed.is_sorted_by(|one, two| one >= two), "{label}: {passed:?}");
            }
        }
        assert_eq!(reached("In Progress", Station::Begun), Some(true));
        assert_eq!(reached("cancelled", Station::Cancelled), Some(true));
        assert_eq!(reached("cancelled", Station::Sent), None);
        assert_eq!(reached("completed", Station::Cancelled), Some(false));
        assert_eq!(reached("", Station::Sent), None);
    }
}
