//! Thirty small tables with keys and indexes, each of which refers to the one before.

use super::{Dataset, Fill, Spec};
use crate::row::columns::rows;

/// The number of rows in each table.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Small {
    each: u64,
}

rows! {
    /// The row of all tables: the compiler compiles every tool for each type of row.
    Node { id: i64, parent: Option<i64>, name: String }
}

const TABLES: &[&str] = &[
    "t0", "t1", "t2", "t3", "t4", "t5", "t6", "t7", "t8", "t9", "t10", "t11", "t12", "t13", "t14", "t15", "t16", "t17",
    "t18", "t19", "t20", "t21", "t22", "t23", "t24", "t25", "t26", "t27", "t28", "t29",
];

impl Dataset for Small {
    const SPEC: Spec = Spec {
        tables: TABLES,
        bare: "DO $$ BEGIN FOR n IN 0 .. 29 LOOP
            EXECUTE format('CREATE TABLE t%s (id int8 NOT NULL, parent int8, name text)', n);
        END LOOP; END $$",
        keyed: "DO $$ BEGIN FOR n IN 0 .. 29 LOOP
            EXECUTE format('CREATE TABLE t%s (id int8 PRIMARY KEY, parent int8, name text UNIQUE)', n);
            EXECUTE format('CREATE INDEX t%1$s_parent ON t%1$s (parent)', n);
            IF n > 0 THEN
                EXECUTE format('ALTER TABLE t%s ADD FOREIGN KEY (parent) REFERENCES t%s (id)', n, n - 1);
            END IF;
        END LOOP; END $$",
        drop: "DO $$ BEGIN FOR n IN REVERSE 29 .. 0 LOOP
            IF n > 0 THEN
                EXECUTE format('ALTER TABLE t%1$s DROP CONSTRAINT t%1$s_parent_fkey', n);
            END IF;
            EXECUTE format('ALTER TABLE t%1$s DROP CONSTRAINT t%1$s_name_key', n);
            EXECUTE format('DROP INDEX t%s_parent', n);
        END LOOP;
        FOR n IN 0 .. 29 LOOP
            EXECUTE format('ALTER TABLE t%1$s DROP CONSTRAINT t%1$s_pkey', n);
        END LOOP; END $$",
        build: "DO $$ BEGIN FOR n IN 0 .. 29 LOOP
            EXECUTE format('ALTER TABLE t%1$s ADD CONSTRAINT t%1$s_pkey PRIMARY KEY (id)', n);
            EXECUTE format('ALTER TABLE t%1$s ADD CONSTRAINT t%1$s_name_key UNIQUE (name)', n);
            EXECUTE format('CREATE INDEX t%1$s_parent ON t%1$s (parent)', n);
            IF n > 0 THEN
                EXECUTE format('ALTER TABLE t%1$s ADD CONSTRAINT t%1$s_parent_fkey
                    FOREIGN KEY (parent) REFERENCES t%2$s (id)', n, n - 1);
            END IF;
        END LOOP; END $$",
        before: None,
        empty: &["TRUNCATE t0 CASCADE"],
        compared: "",
        made: "",
    };

    fn of_rows(rows: u64) -> Self {
        let each = rows / TABLES.len() as u64;
        Self { each: each.max(1) }
    }

    fn rows(self) -> u64 {
        self.each * TABLES.len() as u64
    }

    async fn fill(self, tool: &mut impl Fill) -> anyhow::Result<()> {
        for (n, table) in TABLES.iter().enumerate() {
            let refers = n > 0;
            tool.table(table, self.each, move |n| node(n, refers)).await?;
        }
        Ok(())
    }
}

pub(super) fn node(n: u64, refers: bool) -> Node {
    let id = n.cast_signed() + 1;
    Node {
        id,
        parent: refers.then_some(id),
        name: format!("name {id}"),
    }
}
