//! sqlx with an array for each column: INSERT … SELECT … FROM UNNEST.

use anyhow::ensure;
use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use rust_decimal::Decimal;
use serde_json::Value;
use sqlx::{Acquire as _, AssertSqlSafe, Postgres, SqlSafeStr as _, Transaction};
use uuid::Uuid;

use crate::data::onto::One;
use crate::data::pgbench;
use crate::data::seed::{Post, User};
use crate::data::uuid::{Account, Event};
use crate::data::wide::{Order, Status};
use crate::data::{Dataset, Fill, Make, rows};
use crate::measure::Run;
use crate::row::columns::Columns;
use crate::row::text::{int_array, text_array};
use crate::row::{Insert, Row, UnnestRow};
use crate::target::Target;
use crate::tools::sqlx::connect;

/// The rows of a statement; more are no faster.
const BATCH: usize = 10_000;

pub(crate) async fn fill(target: &Target, data: impl Dataset) -> anyhow::Result<Run> {
    let mut connection = connect(target).await?;
    let watch = target.watch();
    let mut tool = Unnest(connection.begin().await?);
    data.fill(&mut tool).await?;
    tool.0.commit().await?;
    watch.stop()
}

struct Unnest<'c>(Transaction<'c, Postgres>);

impl Fill for Unnest<'_> {
    async fn table<R: Row>(&mut self, name: &'static str, count: u64, make: impl Make<R>) -> anyhow::Result<()> {
        ensure!(!R::SELECT.is_empty(), "nobody has written arrays of the rows of {name}");
        let columns = R::COLUMNS.join(", ");
        let insert = AssertSqlSafe(format!("INSERT INTO {name} ({columns}) {}", R::SELECT)).into_sql_str();
        let mut rows = rows(count, make).peekable();
        while rows.peek().is_some() {
            let mut arrays = R::Arrays::default();
            rows.by_ref().take(BATCH).for_each(|row| row.push(&mut arrays));
            R::bind(sqlx::query(insert.clone()), &arrays)
                .execute(&mut *self.0)
                .await?;
        }
        Ok(())
    }
}

impl UnnestRow for User {
    const SELECT: &'static str = "SELECT * FROM UNNEST($1::int8[], $2::text[], $3::text[], $4::timestamptz[])";

    type Arrays = (Vec<i64>, Vec<String>, Vec<String>, Vec<DateTime<Utc>>);

    fn push(self, (ids, names, emails, times): &mut Self::Arrays) {
        ids.push(self.id);
        names.push(self.name);
        emails.push(self.email);
        times.push(self.inserted_at);
    }

    fn bind<'q>(insert: Insert<'q>, (ids, names, emails, times): &'q Self::Arrays) -> Insert<'q> {
        insert.bind(ids).bind(names).bind(emails).bind(times)
    }
}

impl UnnestRow for Post {
    const SELECT: &'static str =
        "SELECT * FROM UNNEST($1::int8[], $2::text[], $3::text[], $4::int8[], $5::timestamptz[])";

    type Arrays = (Vec<i64>, Vec<String>, Vec<String>, Vec<i64>, Vec<DateTime<Utc>>);

    fn push(self, (ids, titles, bodies, users, times): &mut Self::Arrays) {
        ids.push(self.id);
        titles.push(self.title);
        bodies.push(self.body);
        users.push(self.user_id);
        times.push(self.inserted_at);
    }

    fn bind<'q>(insert: Insert<'q>, (ids, titles, bodies, users, times): &'q Self::Arrays) -> Insert<'q> {
        insert.bind(ids).bind(titles).bind(bodies).bind(users).bind(times)
    }
}

impl UnnestRow for Account {
    const SELECT: &'static str = "SELECT * FROM UNNEST($1::uuid[], $2::text[])";

    type Arrays = (Vec<Uuid>, Vec<String>);

    fn push(self, (ids, names): &mut Self::Arrays) {
        ids.push(self.id);
        names.push(self.name);
    }

    fn bind<'q>(insert: Insert<'q>, (ids, names): &'q Self::Arrays) -> Insert<'q> {
        insert.bind(ids).bind(names)
    }
}

impl UnnestRow for Event {
    const SELECT: &'static str = "SELECT * FROM UNNEST($1::uuid[], $2::uuid[], $3::int4[])";

    type Arrays = (Vec<Uuid>, Vec<Uuid>, Vec<i32>);

    fn push(self, (ids, accounts, numbers): &mut Self::Arrays) {
        ids.push(self.id);
        accounts.push(self.account_id);
        numbers.push(self.n);
    }

    fn bind<'q>(insert: Insert<'q>, (ids, accounts, numbers): &'q Self::Arrays) -> Insert<'q> {
        insert.bind(ids).bind(accounts).bind(numbers)
    }
}

/// No work uses it, and `fill` refuses: arrays of arrays would have to be written for each type of row.
impl<R: Columns> UnnestRow for R {
    const SELECT: &'static str = "";

    type Arrays = ();

    fn push(self, (): &mut ()) {}

    fn bind<'q>(insert: Insert<'q>, (): &'q ()) -> Insert<'q> {
        insert
    }
}

impl UnnestRow for One {
    const SELECT: &'static str = "SELECT * FROM UNNEST($1::int8[], $2::int8[])";

    type Arrays = (Vec<i64>, Vec<i64>);

    fn push(self, (ids, numbers): &mut Self::Arrays) {
        ids.push(self.id);
        numbers.push(self.n);
    }

    fn bind<'q>(insert: Insert<'q>, (ids, numbers): &'q Self::Arrays) -> Insert<'q> {
        insert.bind(ids).bind(numbers)
    }
}

impl UnnestRow for pgbench::Branch {
    const SELECT: &'static str = "SELECT * FROM UNNEST($1::int4[], $2::int4[], $3::bpchar[])";

    type Arrays = (Vec<i32>, Vec<i32>, Vec<Option<String>>);

    fn push(self, (branches, balances, fillers): &mut Self::Arrays) {
        branches.push(self.bid);
        balances.push(self.bbalance);
        fillers.push(self.filler);
    }

    fn bind<'q>(insert: Insert<'q>, (branches, balances, fillers): &'q Self::Arrays) -> Insert<'q> {
        insert.bind(branches).bind(balances).bind(fillers)
    }
}

impl UnnestRow for pgbench::Teller {
    const SELECT: &'static str = "SELECT * FROM UNNEST($1::int4[], $2::int4[], $3::int4[], $4::bpchar[])";

    type Arrays = (Vec<i32>, Vec<i32>, Vec<i32>, Vec<Option<String>>);

    fn push(self, (tellers, branches, balances, fillers): &mut Self::Arrays) {
        tellers.push(self.tid);
        branches.push(self.bid);
        balances.push(self.tbalance);
        fillers.push(self.filler);
    }

    fn bind<'q>(insert: Insert<'q>, (tellers, branches, balances, fillers): &'q Self::Arrays) -> Insert<'q> {
        insert.bind(tellers).bind(branches).bind(balances).bind(fillers)
    }
}

impl UnnestRow for pgbench::Account {
    const SELECT: &'static str = "SELECT * FROM UNNEST($1::int4[], $2::int4[], $3::int4[], $4::bpchar[])";

    type Arrays = (Vec<i32>, Vec<i32>, Vec<i32>, Vec<&'static str>);

    fn push(self, (accounts, branches, balances, fillers): &mut Self::Arrays) {
        accounts.push(self.aid);
        branches.push(self.bid);
        balances.push(self.abalance);
        fillers.push(self.filler);
    }

    fn bind<'q>(insert: Insert<'q>, (accounts, branches, balances, fillers): &'q Self::Arrays) -> Insert<'q> {
        insert.bind(accounts).bind(branches).bind(balances).bind(fillers)
    }
}

#[derive(Default)]
pub(crate) struct Orders {
    ids: Vec<Uuid>,
    totals: Vec<Decimal>,
    details: Vec<Value>,
    tags: Vec<String>,
    quantities: Vec<String>,
    statuses: Vec<Status>,
    placed_at: Vec<DateTime<Utc>>,
    local_times: Vec<NaiveDateTime>,
    due: Vec<NaiveDate>,
    gifts: Vec<bool>,
    weights: Vec<f64>,
    notes: Vec<Option<String>>,
}

impl UnnestRow for Order {
    /// Nested arrays come as text, because UNNEST takes them apart to the last element.
    const SELECT: &'static str = "SELECT id, total, details, tags::text[], quantities::int4[], status, placed_at, local_time, due, gift, weight, note
        FROM UNNEST($1::uuid[], $2::numeric[], $3::jsonb[], $4::text[], $5::text[], $6::order_status[],
            $7::timestamptz[], $8::timestamp[], $9::date[], $10::bool[], $11::float8[], $12::text[])
        AS t (id, total, details, tags, quantities, status, placed_at, local_time, due, gift, weight, note)";

    type Arrays = Orders;

    fn push(self, arrays: &mut Orders) {
        arrays.ids.push(self.id);
        arrays.totals.push(self.total);
        arrays.details.push(self.details);
        arrays.tags.push(text_array(&self.tags));
        arrays.quantities.push(int_array(&self.quantities));
        arrays.statuses.push(self.status);
        arrays.placed_at.push(self.placed_at);
        arrays.local_times.push(self.local_time);
        arrays.due.push(self.due);
        arrays.gifts.push(self.gift);
        arrays.weights.push(self.weight);
        arrays.notes.push(self.note);
    }

    fn bind<'q>(insert: Insert<'q>, arrays: &'q Orders) -> Insert<'q> {
        insert
            .bind(&arrays.ids)
            .bind(&arrays.totals)
            .bind(&arrays.details)
            .bind(&arrays.tags)
            .bind(&arrays.quantities)
            .bind(&arrays.statuses)
            .bind(&arrays.placed_at)
            .bind(&arrays.local_times)
            .bind(&arrays.due)
            .bind(&arrays.gifts)
            .bind(&arrays.weights)
            .bind(&arrays.notes)
    }
}
