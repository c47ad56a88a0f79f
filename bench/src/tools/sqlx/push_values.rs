//! sqlx's `QueryBuilder::push_values`: INSERT with many rows of VALUES.

use sqlx::query_builder::Separated;
use sqlx::{Acquire as _, Postgres, QueryBuilder, Transaction};

use crate::data::onto::One;
use crate::data::pgbench;
use crate::data::seed::{Post, User};
use crate::data::uuid::{Account, Event};
use crate::data::wide::Order;
use crate::data::{Dataset, Fill, Make, rows};
use crate::measure::Run;
use crate::row::columns::{Column, Columns, Visit};
use crate::row::{BindRow, Row};
use crate::target::Target;
use crate::tools::sqlx::connect;

/// The rows of a statement. As many as its 65,535 parameters allow would be slower: the server takes longer.
const BATCH: usize = 1_000;

pub(crate) async fn fill(target: &Target, data: impl Dataset) -> anyhow::Result<Run> {
    let mut connection = connect(target).await?;
    let watch = target.watch();
    let mut tool = PushValues(connection.begin().await?);
    data.fill(&mut tool).await?;
    tool.0.commit().await?;
    watch.stop()
}

struct PushValues<'c>(Transaction<'c, Postgres>);

impl Fill for PushValues<'_> {
    async fn table<R: Row>(&mut self, name: &'static str, count: u64, make: impl Make<R>) -> anyhow::Result<()> {
        let mut rows = rows(count, make).peekable();
        let columns = R::COLUMNS.join(", ");
        while rows.peek().is_some() {
            let mut query = QueryBuilder::<Postgres>::new(format!("INSERT INTO {name} ({columns}) "));
            let batch = rows.by_ref().take(BATCH);
            query.push_values(batch, |tuple, row| row.push_binds(tuple));
            query.build().execute(&mut *self.0).await?;
        }
        Ok(())
    }
}

impl BindRow for User {
    fn push_binds(&self, mut tuple: Separated<'_, Postgres, &'static str>) {
        tuple
            .push_bind(self.id)
            .push_bind(&self.name)
            .push_bind(&self.email)
            .push_bind(self.inserted_at);
    }
}

impl BindRow for Post {
    fn push_binds(&self, mut tuple: Separated<'_, Postgres, &'static str>) {
        tuple
            .push_bind(self.id)
            .push_bind(&self.title)
            .push_bind(&self.body)
            .push_bind(self.user_id)
            .push_bind(self.inserted_at);
    }
}

impl BindRow for Account {
    fn push_binds(&self, mut tuple: Separated<'_, Postgres, &'static str>) {
        tuple.push_bind(self.id).push_bind(&self.name);
    }
}

impl BindRow for Event {
    fn push_binds(&self, mut tuple: Separated<'_, Postgres, &'static str>) {
        tuple.push_bind(self.id).push_bind(self.account_id).push_bind(self.n);
    }
}

impl BindRow for Order {
    fn push_binds(&self, mut tuple: Separated<'_, Postgres, &'static str>) {
        tuple
            .push_bind(self.id)
            .push_bind(self.total)
            .push_bind(&self.details)
            .push_bind(&self.tags)
            .push_bind(&self.quantities)
            .push_bind(self.status)
            .push_bind(self.placed_at)
            .push_bind(self.local_time)
            .push_bind(self.due)
            .push_bind(self.gift)
            .push_bind(self.weight)
            .push_bind(&self.note);
    }
}

impl Visit for Separated<'_, Postgres, &'static str> {
    fn field(&mut self, value: &impl Column) {
        self.push_bind(value.clone());
    }
}

impl<R: Columns> BindRow for R {
    fn push_binds(&self, mut tuple: Separated<'_, Postgres, &'static str>) {
        self.each(&mut tuple);
    }
}

impl BindRow for One {
    fn push_binds(&self, mut tuple: Separated<'_, Postgres, &'static str>) {
        tuple.push_bind(self.id).push_bind(self.n);
    }
}

impl BindRow for pgbench::Branch {
    fn push_binds(&self, mut tuple: Separated<'_, Postgres, &'static str>) {
        tuple
            .push_bind(self.bid)
            .push_bind(self.bbalance)
            .push_bind(&self.filler);
    }
}

impl BindRow for pgbench::Teller {
    fn push_binds(&self, mut tuple: Separated<'_, Postgres, &'static str>) {
        tuple
            .push_bind(self.tid)
            .push_bind(self.bid)
            .push_bind(self.tbalance)
            .push_bind(&self.filler);
    }
}

impl BindRow for pgbench::Account {
    fn push_binds(&self, mut tuple: Separated<'_, Postgres, &'static str>) {
        tuple
            .push_bind(self.aid)
            .push_bind(self.bid)
            .push_bind(self.abalance)
            .push_bind(self.filler);
    }
}
