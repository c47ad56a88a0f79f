//! Readings of meters, a partition a month, with keys from and to the partitioned table.

use chrono::{DateTime, Utc};

use super::{Dataset, Fill, Spec, pick};
use crate::row::columns::rows;

rows! {
    Meter { id: i64, name: String }

    Reading { id: i64, meter_id: i64, taken_at: DateTime<Utc>, kwh: f64 }

    /// A reading that someone should look at.
    Alarm { id: i64, reading_id: i64, taken_at: DateTime<Utc>, note: Option<String> }
}

const READINGS_A_METER: u64 = 100;

const READINGS_AN_ALARM: u64 = 20;

const ALARMS_A_METER: u64 = READINGS_A_METER / READINGS_AN_ALARM;

/// The days of 24 months, the first of which is January 2024.
pub(crate) const DAYS: u64 = 731;

/// The number of meters; each has readings and alarms.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Partitioned {
    meters: u64,
}

impl Dataset for Partitioned {
    const SPEC: Spec = Spec {
        tables: &["meters", "readings", "alarms"],
        bare: include_str!("partitioned/tables.sql"),
        keyed: concat!(
            include_str!("partitioned/tables.sql"),
            include_str!("partitioned/keys.sql")
        ),
        drop: include_str!("drop.sql"),
        build: include_str!("partitioned/keys.sql"),
        before: None,
        empty: &["TRUNCATE meters, readings, alarms"],
        compared: "",
        made: "ORDER BY id",
    };

    fn of_rows(rows: u64) -> Self {
        Self {
            meters: (rows / (1 + READINGS_A_METER + ALARMS_A_METER)).max(1),
        }
    }

    fn rows(self) -> u64 {
        self.meters * (1 + READINGS_A_METER + ALARMS_A_METER)
    }

    async fn fill(self, tool: &mut impl Fill) -> anyhow::Result<()> {
        tool.table("meters", self.meters, meter).await?;
        tool.table("readings", self.meters * READINGS_A_METER, reading).await?;
        tool.table("alarms", self.meters * ALARMS_A_METER, alarm).await
    }
}

/// A second of a day from 2024-01-01 on, in UTC.
pub(crate) fn second(second: u64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_704_067_200 + second.cast_signed(), 0).unwrap_or_default()
}

/// The time of a reading, in no order: each goes to another partition than the one before.
fn taken_at(reading: u64) -> DateTime<Utc> {
    second(pick(reading, DAYS * 86_400))
}

fn meter(n: u64) -> Meter {
    let id = n.cast_signed() + 1;
    Meter {
        id,
        name: format!("Meter {id}"),
    }
}

fn reading(n: u64) -> Reading {
    Reading {
        id: n.cast_signed() + 1,
        meter_id: (n / READINGS_A_METER).cast_signed() + 1,
        taken_at: taken_at(n),
        kwh: pick(n ^ 0x6b77, 40_000) as f64 / 8.0,
    }
}

fn alarm(n: u64) -> Alarm {
    let reading = n * READINGS_AN_ALARM;
    Alarm {
        id: n.cast_signed() + 1,
        reading_id: reading.cast_signed() + 1,
        taken_at: taken_at(reading),
        note: n.is_multiple_of(3).then(|| format!("Alarm {n}")),
    }
}
