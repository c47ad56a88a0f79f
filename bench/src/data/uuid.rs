//! Accounts and as many events, with keys that are as good as random.

use blink::ToRow;
use bytes::{BufMut as _, BytesMut};
use tokio_postgres::types::{ToSql, Type};
use uuid::Uuid;

use super::{Dataset, Fill, Spec, mixed, pick, put};
use crate::row::Row;

#[derive(ToRow)]
#[blink(table = "accounts")]
pub(crate) struct Account {
    pub(crate) id: Uuid,
    pub(crate) name: String,
}

#[derive(ToRow)]
#[blink(table = "events")]
pub(crate) struct Event {
    pub(crate) id: Uuid,
    pub(crate) account_id: Uuid,
    pub(crate) n: i32,
}

/// The number of accounts, and of events.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Uuids {
    each: u64,
}

impl Dataset for Uuids {
    const SPEC: Spec = Spec {
        tables: &["accounts", "events"],
        bare: "
            CREATE TABLE accounts (id uuid NOT NULL, name text NOT NULL);
            CREATE TABLE events (id uuid NOT NULL, account_id uuid NOT NULL, n int4 NOT NULL)",
        keyed: "
            CREATE TABLE accounts (id uuid PRIMARY KEY, name text NOT NULL);
            CREATE TABLE events (id uuid PRIMARY KEY, account_id uuid NOT NULL REFERENCES accounts, n int4 NOT NULL);
            CREATE INDEX events_account_id ON events (account_id)",
        drop: "
            ALTER TABLE events DROP CONSTRAINT events_account_id_fkey, DROP CONSTRAINT events_pkey;
            ALTER TABLE accounts DROP CONSTRAINT accounts_pkey;
            DROP INDEX events_account_id",
        build: "
            ALTER TABLE accounts ADD CONSTRAINT accounts_pkey PRIMARY KEY (id);
            ALTER TABLE events ADD CONSTRAINT events_pkey PRIMARY KEY (id);
            CREATE INDEX events_account_id ON events (account_id);
            ALTER TABLE events ADD CONSTRAINT events_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts (id)",
        before: None,
        empty: &["TRUNCATE accounts, events"],
        compared: "",
        made: "",
    };

    fn of_rows(rows: u64) -> Self {
        Self {
            each: (rows / 2).max(1),
        }
    }

    fn rows(self) -> u64 {
        2 * self.each
    }

    async fn fill(self, tool: &mut impl Fill) -> anyhow::Result<()> {
        let accounts = self.each;
        tool.table("accounts", accounts, account).await?;
        tool.table("events", self.each, move |n| event(n, accounts)).await
    }
}

fn account(n: u64) -> Account {
    Account {
        id: uuid(n, 1),
        name: format!("Account {n}"),
    }
}

fn event(n: u64, accounts: u64) -> Event {
    Event {
        id: uuid(n, 2),
        account_id: uuid(pick(n ^ 0xabcd, accounts), 1),
        n: 7,
    }
}

/// The key of row `n` of one kind of row.
pub(crate) fn uuid(n: u64, of: u64) -> Uuid {
    Uuid::from_u64_pair(mixed(2 * n + of), mixed(mixed(n) ^ of))
}

impl Row for Account {
    const COLUMNS: &'static [&'static str] = &["id", "name"];

    type Values<'r> = [&'r (dyn ToSql + Sync); 2];

    fn types() -> Vec<Type> {
        vec![Type::UUID, Type::TEXT]
    }

    fn values(&self) -> Self::Values<'_> {
        [&self.id, &self.name]
    }

    fn put(&self, out: &mut BytesMut) {
        out.put_i16(2);
        put::uuid(out, self.id);
        put::text(out, &self.name);
    }
}

impl Row for Event {
    const COLUMNS: &'static [&'static str] = &["id", "account_id", "n"];

    type Values<'r> = [&'r (dyn ToSql + Sync); 3];

    fn types() -> Vec<Type> {
        vec![Type::UUID, Type::UUID, Type::INT4]
    }

    fn values(&self) -> Self::Values<'_> {
        [&self.id, &self.account_id, &self.n]
    }

    fn put(&self, out: &mut BytesMut) {
        out.put_i16(3);
        put::uuid(out, self.id);
        put::uuid(out, self.account_id);
        put::int4(out, self.n);
    }
}
