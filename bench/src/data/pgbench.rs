//! The tables of pgbench, as pgbench fills them.

use blink::ToRow;
use bytes::{BufMut as _, BytesMut};
use tokio_postgres::types::{ToSql, Type};

use super::{Dataset, Fill, Spec, put};
use crate::row::Row;

#[derive(ToRow)]
pub(crate) struct Branch {
    pub(crate) bid: i32,
    pub(crate) bbalance: i32,
    pub(crate) filler: Option<String>,
}

#[derive(ToRow)]
pub(crate) struct Teller {
    pub(crate) tid: i32,
    pub(crate) bid: i32,
    pub(crate) tbalance: i32,
    pub(crate) filler: Option<String>,
}

#[derive(ToRow)]
pub(crate) struct Account {
    pub(crate) aid: i32,
    pub(crate) bid: i32,
    pub(crate) abalance: i32,
    /// Text that the server pads with blanks.
    pub(crate) filler: &'static str,
}

const TELLERS: u64 = 10;

const ACCOUNTS: u64 = 100_000;

pub(crate) const ROWS_A_BRANCH: u64 = 1 + TELLERS + ACCOUNTS;

/// The number of branches; pgbench calls it the scale.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tables {
    branches: u64,
}

impl Dataset for Tables {
    /// The definitions are those of `initCreateTables` and `initCreatePKeys` in src/bin/pgbench/pgbench.c.
    const SPEC: Spec = Spec {
        tables: &[
            "pgbench_branches",
            "pgbench_tellers",
            "pgbench_accounts",
            "pgbench_history",
        ],
        bare: "
            CREATE TABLE pgbench_history (tid int, bid int, aid int, delta int, mtime timestamp, filler char(22));
            CREATE TABLE pgbench_tellers (tid int NOT NULL, bid int, tbalance int, filler char(84))
                WITH (fillfactor = 100);
            CREATE TABLE pgbench_accounts (aid int NOT NULL, bid int, abalance int, filler char(84))
                WITH (fillfactor = 100);
            CREATE TABLE pgbench_branches (bid int NOT NULL, bbalance int, filler char(88)) WITH (fillfactor = 100)",
        keyed: "
            CREATE TABLE pgbench_history (tid int, bid int, aid int, delta int, mtime timestamp, filler char(22));
            CREATE TABLE pgbench_tellers (tid int PRIMARY KEY, bid int, tbalance int, filler char(84))
                WITH (fillfactor = 100);
            CREATE TABLE pgbench_accounts (aid int PRIMARY KEY, bid int, abalance int, filler char(84))
                WITH (fillfactor = 100);
            CREATE TABLE pgbench_branches (bid int PRIMARY KEY, bbalance int, filler char(88)) WITH (fillfactor = 100)",
        drop: "
            ALTER TABLE pgbench_branches DROP CONSTRAINT pgbench_branches_pkey;
            ALTER TABLE pgbench_tellers DROP CONSTRAINT pgbench_tellers_pkey;
            ALTER TABLE pgbench_accounts DROP CONSTRAINT pgbench_accounts_pkey",
        build: "
            ALTER TABLE pgbench_branches ADD PRIMARY KEY (bid);
            ALTER TABLE pgbench_tellers ADD PRIMARY KEY (tid);
            ALTER TABLE pgbench_accounts ADD PRIMARY KEY (aid)",
        before: None,
        empty: &["TRUNCATE pgbench_branches, pgbench_tellers, pgbench_accounts, pgbench_history"],
        compared: "",
        made: "",
    };

    fn of_rows(rows: u64) -> Self {
        Self {
            branches: (rows / ACCOUNTS).max(1),
        }
    }

    fn rows(self) -> u64 {
        self.branches * ROWS_A_BRANCH
    }

    async fn fill(self, tool: &mut impl Fill) -> anyhow::Result<()> {
        tool.table("pgbench_branches", self.branches, branch).await?;
        tool.table("pgbench_tellers", self.branches * TELLERS, teller).await?;
        tool.table("pgbench_accounts", self.branches * ACCOUNTS, account).await
    }
}

/// The number of a row in pgbench's tables, from 1; int4 at this scale.
#[expect(clippy::cast_possible_truncation, reason = "a scale below 20,000")]
fn number(n: u64) -> i32 {
    n.cast_signed() as i32 + 1
}

fn branch(n: u64) -> Branch {
    Branch {
        bid: number(n),
        bbalance: 0,
        filler: None,
    }
}

fn teller(n: u64) -> Teller {
    Teller {
        tid: number(n),
        bid: number(n / TELLERS),
        tbalance: 0,
        filler: None,
    }
}

fn account(n: u64) -> Account {
    Account {
        aid: number(n),
        bid: number(n / ACCOUNTS),
        abalance: 0,
        filler: "",
    }
}

impl Row for Branch {
    const COLUMNS: &'static [&'static str] = &["bid", "bbalance", "filler"];

    type Values<'r> = [&'r (dyn ToSql + Sync); 3];

    fn types() -> Vec<Type> {
        vec![Type::INT4, Type::INT4, Type::BPCHAR]
    }

    fn values(&self) -> Self::Values<'_> {
        [&self.bid, &self.bbalance, &self.filler]
    }

    fn put(&self, out: &mut BytesMut) {
        out.put_i16(3);
        put::int4(out, self.bid);
        put::int4(out, self.bbalance);
        put::null(out);
    }
}

impl Row for Teller {
    const COLUMNS: &'static [&'static str] = &["tid", "bid", "tbalance", "filler"];

    type Values<'r> = [&'r (dyn ToSql + Sync); 4];

    fn types() -> Vec<Type> {
        vec![Type::INT4, Type::INT4, Type::INT4, Type::BPCHAR]
    }

    fn values(&self) -> Self::Values<'_> {
        [&self.tid, &self.bid, &self.tbalance, &self.filler]
    }

    fn put(&self, out: &mut BytesMut) {
        out.put_i16(4);
        put::int4(out, self.tid);
        put::int4(out, self.bid);
        put::int4(out, self.tbalance);
        put::null(out);
    }
}

impl Row for Account {
    const COLUMNS: &'static [&'static str] = &["aid", "bid", "abalance", "filler"];

    type Values<'r> = [&'r (dyn ToSql + Sync); 4];

    fn types() -> Vec<Type> {
        vec![Type::INT4, Type::INT4, Type::INT4, Type::BPCHAR]
    }

    fn values(&self) -> Self::Values<'_> {
        [&self.aid, &self.bid, &self.abalance, &self.filler]
    }

    fn put(&self, out: &mut BytesMut) {
        out.put_i16(4);
        put::int4(out, self.aid);
        put::int4(out, self.bid);
        put::int4(out, self.abalance);
        put::text(out, self.filler);
    }
}
