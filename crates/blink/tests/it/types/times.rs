use chrono::{DateTime, Datelike, Days, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Utc};
use postgres_types::private::BytesMut;
use postgres_types::{Date, IsNull, Timestamp, ToSql, Type, to_sql_checked};
use proptest::prelude::*;

use crate::arrivals::{Arrivals, Cases, Route};

/// The dates that both PostgreSQL and chrono can represent: 4713 BC to 262142.
fn days() -> impl Strategy<Value = NaiveDate> {
    let first = NaiveDate::from_ymd_opt(-4712, 1, 1).expect("a day");
    let last = (NaiveDate::MAX - first).num_days();
    let near = (NaiveDate::from_ymd_opt(1990, 1, 1).expect("a day") - first).num_days();
    prop_oneof![0..last, near..near + 10_000, 0..3_000_000_i64, Just(0), Just(last)]
        .prop_map(move |days| first + Days::new(days.unsigned_abs()))
}

fn moments() -> impl Strategy<Value = NaiveDateTime> {
    (days(), clock()).prop_map(|(day, time)| day.and_time(time))
}

fn clock() -> impl Strategy<Value = NaiveTime> {
    let microseconds = prop_oneof![
        0..86_400_000_000_i64,
        Just(0),
        Just(86_399_999_999),
        (0..86_400_i64).prop_map(|s| s * 1_000_000)
    ];
    microseconds.prop_map(|us| NaiveTime::MIN.overflowing_add_signed(TimeDelta::microseconds(us)).0)
}

/// As ISO 8601 does not: with the era behind, and no year 0.
fn written(moment: NaiveDateTime, form: &str) -> String {
    let (year, era) = match moment.year() {
        year @ 1.. => (year, ""),
        year => (1 - year, " BC"),
    };
    format!("{year:04}-{}{era}", moment.format(form))
}

pub fn day_cases() -> impl Cases<NaiveDate> {
    days().prop_map(|day| (day, written(day.into(), "%m-%d")))
}

pub fn moment_cases() -> impl Cases<NaiveDateTime> {
    moments().prop_map(|moment| (moment, written(moment, "%m-%d %H:%M:%S%.6f")))
}

pub fn utc_cases() -> impl Cases<DateTime<Utc>> {
    moments().prop_map(|moment| (moment.and_utc(), written(moment, "%m-%d %H:%M:%S%.6fZ")))
}

pub async fn dates(route: Route) {
    let mut arrivals = Arrivals::new(route).await;
    arrivals.check("date", day_cases()).await;
    let infinite = [
        (Date::PosInfinity, "infinity"),
        (Date::NegInfinity, "-infinity"),
        (Date::Value(NaiveDate::default()), "1970-01-01"),
    ];
    arrivals.check_each("date", infinite).await;
    // Before the first day that the server knows.
    arrivals.refused("date", NaiveDate::MIN).await;
}

pub async fn timestamps(route: Route) {
    let mut arrivals = Arrivals::new(route).await;
    arrivals.check("timestamp", moment_cases()).await;
    arrivals.check("timestamptz", utc_cases()).await;
    let elsewhere = (moment_cases(), -43_000..43_000_i32).prop_map(|((moment, _), east)| {
        let zone = FixedOffset::east_opt(east).expect("an offset");
        (zone.from_utc_datetime(&moment), written(moment, "%m-%d %H:%M:%S%.6fZ"))
    });
    arrivals.check("timestamptz", elsewhere).await;
    let infinite = [
        (Timestamp::PosInfinity, "infinity"),
        (Timestamp::NegInfinity, "-infinity"),
        (Timestamp::Value(NaiveDateTime::default()), "1970-01-01 00:00"),
    ];
    arrivals.check_each("timestamp", infinite).await;
    let infinite = [
        (Timestamp::PosInfinity, "infinity"),
        (Timestamp::NegInfinity, "-infinity"),
        (Timestamp::Value(DateTime::<Utc>::default()), "1970-01-01 00:00Z"),
    ];
    arrivals.check_each("timestamptz", infinite).await;
    arrivals
        .check_each(
            "timestamp(0)",
            [(
                NaiveDateTime::default() + TimeDelta::milliseconds(700),
                "1970-01-01 00:00:01",
            )],
        )
        .await;
}

/// Of a type that `postgres_types` has no Rust type for, by its parts as the binary form has them.
macro_rules! parts {
    ($name:ident($($part:ty),*) as $ty:ident) => {
        #[derive(Clone, Debug)]
        struct $name($($part),*);

        impl ToSql for $name {
            fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, blink::BoxError> {
                self.write(out);
                Ok(IsNull::No)
            }

            fn accepts(ty: &Type) -> bool {
                *ty == Type::$ty
            }

            to_sql_checked!();
        }
    };
}

parts!(TimeTz(i64, i32) as TIMETZ);

impl TimeTz {
    fn write(&self, out: &mut BytesMut) {
        out.extend_from_slice(&self.0.to_be_bytes());
        out.extend_from_slice(&self.1.to_be_bytes());
    }
}

parts!(Interval(i64, i32, i32) as INTERVAL);

impl Interval {
    fn write(&self, out: &mut BytesMut) {
        out.extend_from_slice(&self.0.to_be_bytes());
        out.extend_from_slice(&self.1.to_be_bytes());
        out.extend_from_slice(&self.2.to_be_bytes());
    }
}

pub async fn times_of_day(route: Route) {
    let mut arrivals = Arrivals::new(route).await;
    arrivals
        .check(
            "time",
            clock().prop_map(|time| (time, time.format("%H:%M:%S%.6f").to_string())),
        )
        .await;
    let zoned = (0..=86_400_000_000_i64, -57_599..57_600_i32).prop_map(|(time, west)| {
        let seconds = time / 1_000_000;
        let (sign, zone) = (if west > 0 { '-' } else { '+' }, west.abs());
        let text = format!(
            "{:02}:{:02}:{:02}.{:06}{sign}{:02}:{:02}:{:02}",
            seconds / 3600,
            seconds / 60 % 60,
            seconds % 60,
            time % 1_000_000,
            zone / 3600,
            zone / 60 % 60,
            zone % 60
        );
        (TimeTz(time, west), text)
    });
    arrivals.check("timetz", zoned).await;
}

pub async fn intervals(route: Route) {
    let mut arrivals = Arrivals::new(route).await;
    let parts = (
        -1_000_000_000_000_000..1_000_000_000_000_000_i64,
        any::<i32>(),
        any::<i32>(),
    );
    let cases = parts.prop_map(|(time, days, months)| {
        let sign = if time < 0 { "-" } else { "" };
        let (seconds, rest) = (time.abs() / 1_000_000, time.abs() % 1_000_000);
        // In the form of ISO 8601, where each part has its own sign.
        (
            Interval(time, days, months),
            format!("P{months}M{days}DT{sign}{seconds}.{rest:06}S"),
        )
    });
    arrivals.check("interval", cases).await;
    let cases = [(Interval(-1, 1, -1), "-1 mons +1 day -00:00:00.000001")];
    arrivals.check_each("interval", cases).await;
    // Before 15, the server refuses the text that it writes itself.
    if blink_testdb::server().version() >= 15 {
        let cases = [
            (Interval(-i64::MAX, 0, 0), "-2562047788:00:54.775807"),
            (Interval(i64::MAX, 0, 0), "2562047788:00:54.775807"),
        ];
        arrivals.check_each("interval", cases).await;
    }
    if blink_testdb::server().version() >= 17 {
        let cases = [
            (Interval(i64::MIN, i32::MIN, i32::MIN), "-infinity"),
            (Interval(i64::MAX, i32::MAX, i32::MAX), "infinity"),
        ];
        arrivals.check_each("interval", cases).await;
    }
    if route == Route::Text {
        let texts = [
            "-1 mons +2 days -00:00:03.5",
            "P1Y2M3DT4H5M6S",
            "@ 1 hour ago",
            "-00:00:00.000001",
        ];
        arrivals.check_each("interval", texts.map(|text| (text, text))).await;
        arrivals.refused("interval", "one day").await;
    }
}
