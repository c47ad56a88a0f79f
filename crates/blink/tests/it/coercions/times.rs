//! Times and dates.

use chrono::{DateTime, NaiveDate, Utc};
use postgres_types::{Date, Timestamp};

use crate::arrivals::{Arrivals, ROUTES};

#[tokio::test]
async fn times() {
    let day = |text: &str| text.parse::<NaiveDate>().unwrap();
    for route in ROUTES {
        let mut arrivals = Arrivals::new(route).await;
        let moment = "2024-02-29T23:59:59.999999+05:30".parse::<DateTime<Utc>>().unwrap();
        arrivals
            .check_each("timestamp", [(moment, "2024-02-29 18:29:59.999999")])
            .await;
        let infinite = [
            (Timestamp::<DateTime<Utc>>::PosInfinity, "infinity"),
            (Timestamp::NegInfinity, "-infinity"),
        ];
        arrivals.check_each("timestamp", infinite).await;
        let days = [
            (day("2024-02-29"), "2024-02-29 00:00"),
            (day("1969-12-31"), "1969-12-31 00:00"),
            (day("-0043-03-15"), "0044-03-15 00:00 BC"),
            (day("+262142-12-31"), "262142-12-31 00:00"),
        ];
        arrivals.check_each("timestamp", days).await;
        let infinite = [
            (Date::<NaiveDate>::PosInfinity, "infinity"),
            (Date::NegInfinity, "-infinity"),
        ];
        arrivals.check_each("timestamp", infinite).await;
        // Before what the server knows, in either type.
        arrivals.refused("timestamp", NaiveDate::MIN).await;
        arrivals
            .check_each("timestamp[]", [(vec![day("2024-02-29")], "{2024-02-29 00:00}")])
            .await;
    }
}
