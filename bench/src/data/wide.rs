//! One table of many types, with a random key and two indexes.

use blink::ToRow;
use bytes::{BufMut as _, BytesMut};
use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeDelta, Utc};
use rust_decimal::Decimal;
use serde_json::{Value, json};
use tokio_postgres::types::{Kind, ToSql, Type};
use uuid::Uuid;

use super::{Dataset, Fill, Spec, mixed, pick, put};
use crate::row::Row;

#[derive(Clone, Copy, Debug, ToSql)]
#[postgres(name = "order_status", rename_all = "snake_case")]
pub(crate) enum Status {
    Open,
    Paid,
    Shipped,
    Returned,
}

impl Status {
    pub(crate) const ALL: [Self; 4] = [Self::Open, Self::Paid, Self::Shipped, Self::Returned];

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Paid => "paid",
            Self::Shipped => "shipped",
            Self::Returned => "returned",
        }
    }
}

#[derive(ToRow)]
#[blink(table = "orders")]
pub(crate) struct Order {
    pub(crate) id: Uuid,
    pub(crate) total: Decimal,
    pub(crate) details: Value,
    pub(crate) tags: Vec<String>,
    pub(crate) quantities: Vec<i32>,
    pub(crate) status: Status,
    pub(crate) placed_at: DateTime<Utc>,
    pub(crate) local_time: NaiveDateTime,
    pub(crate) due: NaiveDate,
    pub(crate) gift: bool,
    pub(crate) weight: f64,
    pub(crate) note: Option<String>,
}

/// The number of orders.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wide {
    rows: u64,
}

impl Dataset for Wide {
    const SPEC: Spec = Spec {
        tables: &["orders"],
        bare: "
            CREATE TYPE order_status AS ENUM ('open', 'paid', 'shipped', 'returned');
            CREATE TABLE orders (id uuid NOT NULL, total numeric(12, 2) NOT NULL, details jsonb NOT NULL,
                tags text[] NOT NULL, quantities int4[] NOT NULL, status order_status NOT NULL,
                placed_at timestamptz NOT NULL, local_time timestamp NOT NULL, due date NOT NULL, gift bool NOT NULL,
                weight float8 NOT NULL, note text)",
        keyed: "
            CREATE TYPE order_status AS ENUM ('open', 'paid', 'shipped', 'returned');
            CREATE TABLE orders (id uuid PRIMARY KEY, total numeric(12, 2) NOT NULL, details jsonb NOT NULL,
                tags text[] NOT NULL, quantities int4[] NOT NULL, status order_status NOT NULL,
                placed_at timestamptz NOT NULL, local_time timestamp NOT NULL, due date NOT NULL, gift bool NOT NULL,
                weight float8 NOT NULL, note text);
            CREATE INDEX orders_placed_at ON orders (placed_at);
            CREATE INDEX orders_status_due ON orders (status, due)",
        drop: "
            ALTER TABLE orders DROP CONSTRAINT orders_pkey;
            DROP INDEX orders_placed_at, orders_status_due",
        build: "
            ALTER TABLE orders ADD CONSTRAINT orders_pkey PRIMARY KEY (id);
            CREATE INDEX orders_placed_at ON orders (placed_at);
            CREATE INDEX orders_status_due ON orders (status, due)",
        before: None,
        empty: &["TRUNCATE orders"],
        compared: "",
        made: "",
    };

    fn of_rows(rows: u64) -> Self {
        Self { rows: rows.max(1) }
    }

    fn rows(self) -> u64 {
        self.rows
    }

    async fn fill(self, tool: &mut impl Fill) -> anyhow::Result<()> {
        tool.table("orders", self.rows, order).await
    }
}

#[expect(clippy::cast_possible_wrap, reason = "small numbers")]
fn order(n: u64) -> Order {
    const TAGS: [&str; 6] = ["new", "fragile", "express", "returned before", "bulk", "abroad"];
    let random = mixed(n);
    let tags = (0..pick(n ^ 0x7a65, 4)).map(|tag| TAGS[((random >> (8 * tag)) % 6) as usize].to_owned());
    let quantities = (0..=pick(n ^ 0x9174, 5)).map(|line| 1 + ((random >> (6 * line)) % 20) as i32);
    // 2024-01-01 00:00:00 UTC, and a second of the year from then on.
    let placed_at = DateTime::from_timestamp(1_704_067_200 + (random % 31_536_000) as i64, 0).unwrap_or_default();
    Order {
        id: super::uuid::uuid(n, 3),
        total: Decimal::new((random % 100_000_000) as i64, 2),
        details: json!({ "customer": random % 50_000, "coupon": random.is_multiple_of(3), "channel": TAGS[(random % 6) as usize] }),
        tags: tags.collect(),
        quantities: quantities.collect(),
        status: Status::ALL[(random % 4) as usize],
        placed_at,
        local_time: placed_at.naive_utc() + TimeDelta::hours(2),
        due: (placed_at + TimeDelta::days(3)).date_naive(),
        gift: random.is_multiple_of(11),
        weight: (random % 40_000) as f64 / 1000.0,
        note: random
            .is_multiple_of(2)
            .then(|| format!("Leave it at door {}", random % 900)),
    }
}

impl Row for Order {
    const COLUMNS: &'static [&'static str] = &[
        "id",
        "total",
        "details",
        "tags",
        "quantities",
        "status",
        "placed_at",
        "local_time",
        "due",
        "gift",
        "weight",
        "note",
    ];

    type Values<'r> = [&'r (dyn ToSql + Sync); 12];

    fn types() -> Vec<Type> {
        let labels = Status::ALL.map(|status| status.as_str().to_owned()).to_vec();
        // The OID is not sent in COPY.
        let status = Type::new("order_status".to_owned(), 0, Kind::Enum(labels), "public".to_owned());
        vec![
            Type::UUID,
            Type::NUMERIC,
            Type::JSONB,
            Type::TEXT_ARRAY,
            Type::INT4_ARRAY,
            status,
            Type::TIMESTAMPTZ,
            Type::TIMESTAMP,
            Type::DATE,
            Type::BOOL,
            Type::FLOAT8,
            Type::TEXT,
        ]
    }

    fn values(&self) -> Self::Values<'_> {
        [
            &self.id,
            &self.total,
            &self.details,
            &self.tags,
            &self.quantities,
            &self.status,
            &self.placed_at,
            &self.local_time,
            &self.due,
            &self.gift,
            &self.weight,
            &self.note,
        ]
    }

    fn put(&self, out: &mut BytesMut) {
        out.put_i16(12);
        put::uuid(out, self.id);
        put::numeric(out, &self.total);
        put::jsonb(out, &self.details);
        put::array(out, Type::TEXT.oid(), &self.tags, |out, tag| put::text(out, tag));
        put::array(out, Type::INT4.oid(), &self.quantities, |out, &n| put::int4(out, n));
        put::text(out, self.status.as_str());
        put::timestamptz(out, self.placed_at);
        put::timestamp(out, self.local_time);
        put::date(out, self.due);
        put::bool(out, self.gift);
        put::float8(out, self.weight);
        match &self.note {
            Some(note) => put::text(out, note),
            None => put::null(out),
        }
    }
}
