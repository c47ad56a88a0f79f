//! The rows of the datasets, as Diesel inserts them.
#![expect(clippy::ref_option_ref, reason = "what Diesel's derive writes")]

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use diesel::expression::AsExpression;
use diesel::pg::Pg;
use diesel::serialize::{self, IsNull, Output, ToSql};
use diesel::{ExecuteCopyFromDsl as _, Insertable, PgConnection, RunQueryDsl as _};
use rust_decimal::Decimal;
use serde_json::Value;
use uuid::Uuid;

use super::schema::{
    OrderStatus, accounts, events, many, orders, pgbench_accounts, pgbench_branches, pgbench_tellers, posts, users,
};
use crate::data::onto::One;
use crate::data::pgbench;
use crate::data::seed::{Post, User};
use crate::data::uuid::{Account, Event};
use crate::data::wide::Order;
use crate::row::DieselRow;
use crate::row::columns::Columns;

/// Implements the trait as Diesel's own example does: with a struct that borrows for the INSERT.
macro_rules! rows {
    ($($row:ty as $new:ident into $table:ident),*) => {
        $(impl DieselRow for $row {
            fn insert_into(rows: &[Self], connection: &mut PgConnection) -> anyhow::Result<usize> {
                let rows = rows.iter().map($new::from).collect::<Vec<_>>();
                Ok(diesel::insert_into($table::table).values(&rows).execute(connection)?)
            }

            fn copy_from(rows: &[Self], connection: &mut PgConnection) -> anyhow::Result<usize> {
                let rows = rows.iter().map($new::from).collect::<Vec<_>>();
                Ok(diesel::copy_from($table::table).from_insertable(&rows).execute(connection)?)
            }
        })*
    };
}

rows!(
    User as NewUser into users,
    Post as NewPost into posts,
    Account as NewAccount into accounts,
    Event as NewEvent into events,
    Order as NewOrder into orders,
    One as NewOne into many,
    pgbench::Branch as NewBranch into pgbench_branches,
    pgbench::Teller as NewTeller into pgbench_tellers,
    pgbench::Account as NewPgbenchAccount into pgbench_accounts
);

/// No work uses it: all these tables in the schema would cost more time to compile than they are worth.
impl<R: Columns> DieselRow for R {
    fn insert_into(_: &[Self], _: &mut PgConnection) -> anyhow::Result<usize> {
        anyhow::bail!("Diesel's schema does not have these tables")
    }

    fn copy_from(rows: &[Self], connection: &mut PgConnection) -> anyhow::Result<usize> {
        Self::insert_into(rows, connection)
    }
}

#[derive(Insertable)]
#[diesel(table_name = users, treat_none_as_default_value = false)]
struct NewUser<'r> {
    id: i64,
    name: &'r str,
    email: &'r str,
    inserted_at: DateTime<Utc>,
}

impl<'r> From<&'r User> for NewUser<'r> {
    fn from(row: &'r User) -> Self {
        Self {
            id: row.id,
            name: &row.name,
            email: &row.email,
            inserted_at: row.inserted_at,
        }
    }
}

#[derive(Insertable)]
#[diesel(table_name = posts, treat_none_as_default_value = false)]
struct NewPost<'r> {
    id: i64,
    title: &'r str,
    body: &'r str,
    user_id: i64,
    inserted_at: DateTime<Utc>,
}

impl<'r> From<&'r Post> for NewPost<'r> {
    fn from(row: &'r Post) -> Self {
        Self {
            id: row.id,
            title: &row.title,
            body: &row.body,
            user_id: row.user_id,
            inserted_at: row.inserted_at,
        }
    }
}

#[derive(Insertable)]
#[diesel(table_name = accounts, treat_none_as_default_value = false)]
struct NewAccount<'r> {
    id: Uuid,
    name: &'r str,
}

impl<'r> From<&'r Account> for NewAccount<'r> {
    fn from(row: &'r Account) -> Self {
        Self {
            id: row.id,
            name: &row.name,
        }
    }
}

#[derive(Insertable)]
#[diesel(table_name = events, treat_none_as_default_value = false)]
struct NewEvent {
    id: Uuid,
    account_id: Uuid,
    n: i32,
}

impl From<&Event> for NewEvent {
    fn from(row: &Event) -> Self {
        Self {
            id: row.id,
            account_id: row.account_id,
            n: row.n,
        }
    }
}

#[derive(Debug, AsExpression)]
#[diesel(sql_type = OrderStatus)]
struct NewStatus(&'static str);

impl ToSql<OrderStatus, Pg> for NewStatus {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        std::io::Write::write_all(out, self.0.as_bytes())?;
        Ok(IsNull::No)
    }
}

#[derive(Insertable)]
#[diesel(table_name = orders, treat_none_as_default_value = false)]
struct NewOrder<'r> {
    id: Uuid,
    total: Decimal,
    details: &'r Value,
    tags: &'r [String],
    quantities: &'r [i32],
    status: NewStatus,
    placed_at: DateTime<Utc>,
    local_time: NaiveDateTime,
    due: NaiveDate,
    gift: bool,
    weight: f64,
    note: Option<&'r str>,
}

impl<'r> From<&'r Order> for NewOrder<'r> {
    fn from(row: &'r Order) -> Self {
        Self {
            id: row.id,
            total: row.total,
            details: &row.details,
            tags: &row.tags,
            quantities: &row.quantities,
            status: NewStatus(row.status.as_str()),
            placed_at: row.placed_at,
            local_time: row.local_time,
            due: row.due,
            gift: row.gift,
            weight: row.weight,
            note: row.note.as_deref(),
        }
    }
}

#[derive(Insertable)]
#[diesel(table_name = many, treat_none_as_default_value = false)]
struct NewOne {
    id: i64,
    n: i64,
}

impl From<&One> for NewOne {
    fn from(row: &One) -> Self {
        Self { id: row.id, n: row.n }
    }
}

#[derive(Insertable)]
#[diesel(table_name = pgbench_branches, treat_none_as_default_value = false)]
struct NewBranch<'r> {
    bid: i32,
    bbalance: i32,
    filler: Option<&'r str>,
}

impl<'r> From<&'r pgbench::Branch> for NewBranch<'r> {
    fn from(row: &'r pgbench::Branch) -> Self {
        Self {
            bid: row.bid,
            bbalance: row.bbalance,
            filler: row.filler.as_deref(),
        }
    }
}

#[derive(Insertable)]
#[diesel(table_name = pgbench_tellers, treat_none_as_default_value = false)]
struct NewTeller<'r> {
    tid: i32,
    bid: i32,
    tbalance: i32,
    filler: Option<&'r str>,
}

impl<'r> From<&'r pgbench::Teller> for NewTeller<'r> {
    fn from(row: &'r pgbench::Teller) -> Self {
        Self {
            tid: row.tid,
            bid: row.bid,
            tbalance: row.tbalance,
            filler: row.filler.as_deref(),
        }
    }
}

#[derive(Insertable)]
#[diesel(table_name = pgbench_accounts, treat_none_as_default_value = false)]
struct NewPgbenchAccount<'r> {
    aid: i32,
    bid: i32,
    abalance: i32,
    filler: &'r str,
}

impl<'r> From<&'r pgbench::Account> for NewPgbenchAccount<'r> {
    fn from(row: &'r pgbench::Account) -> Self {
        Self {
            aid: row.aid,
            bid: row.bid,
            abalance: row.abalance,
            filler: row.filler,
        }
    }
}
