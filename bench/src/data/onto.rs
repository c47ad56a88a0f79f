//! Some rows for a table with keys and indexes that already has many.

use blink::ToRow;
use bytes::{BufMut as _, BytesMut};
use tokio_postgres::types::{ToSql, Type};

use super::{Dataset, Fill, Spec, put};
use crate::row::Row;

#[derive(ToRow)]
#[blink(table = "many")]
pub(crate) struct One {
    pub(crate) id: i64,
    pub(crate) n: i64,
}

/// The number of rows to add.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Onto {
    rows: u64,
}

impl Dataset for Onto {
    const SPEC: Spec = Spec {
        tables: &["many"],
        bare: "CREATE TABLE many (id int8 NOT NULL, n int8 NOT NULL)",
        keyed: "
            CREATE TABLE many (id int8 PRIMARY KEY, n int8 NOT NULL);
            CREATE INDEX many_n ON many (n)",
        drop: "
            ALTER TABLE many DROP CONSTRAINT many_pkey;
            DROP INDEX many_n",
        build: "
            ALTER TABLE many ADD CONSTRAINT many_pkey PRIMARY KEY (id);
            CREATE INDEX many_n ON many (n)",
        before: Some(|rows| format!("INSERT INTO many SELECT n, n FROM generate_series(1, {rows}) n")),
        empty: &["DELETE FROM many WHERE id < 0", "VACUUM many"],
        compared: "WHERE id < 0",
        made: "",
    };

    fn of_rows(rows: u64) -> Self {
        Self { rows: rows.max(1) }
    }

    fn rows(self) -> u64 {
        self.rows
    }

    async fn fill(self, tool: &mut impl Fill) -> anyhow::Result<()> {
        tool.table("many", self.rows, one).await
    }
}

fn one(n: u64) -> One {
    let n = n.cast_signed() + 1;
    One { id: -n, n }
}

impl Row for One {
    const COLUMNS: &'static [&'static str] = &["id", "n"];

    type Values<'r> = [&'r (dyn ToSql + Sync); 2];

    fn types() -> Vec<Type> {
        vec![Type::INT8, Type::INT8]
    }

    fn values(&self) -> Self::Values<'_> {
        [&self.id, &self.n]
    }

    fn put(&self, out: &mut BytesMut) {
        out.put_i16(2);
        put::int8(out, self.id);
        put::int8(out, self.n);
    }
}
