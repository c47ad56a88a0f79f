//! Two small tables with keys, as a test would fill them.

use super::small::node;
use super::{Dataset, Fill, Spec};

/// The number of rows in each of the two.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pair {
    each: u64,
}

impl Dataset for Pair {
    const SPEC: Spec = Spec {
        tables: &["teams", "members"],
        bare: "
            CREATE TABLE teams (id int8 NOT NULL, parent int8, name text NOT NULL);
            CREATE TABLE members (id int8 NOT NULL, parent int8, name text NOT NULL)",
        keyed: "
            CREATE TABLE teams (id int8 PRIMARY KEY, parent int8, name text NOT NULL UNIQUE);
            CREATE TABLE members (id int8 PRIMARY KEY, parent int8 REFERENCES teams, name text NOT NULL);
            CREATE INDEX members_parent ON members (parent)",
        drop: "
            ALTER TABLE members DROP CONSTRAINT members_parent_fkey, DROP CONSTRAINT members_pkey;
            ALTER TABLE teams DROP CONSTRAINT teams_pkey, DROP CONSTRAINT teams_name_key;
            DROP INDEX members_parent",
        build: "
            ALTER TABLE teams ADD CONSTRAINT teams_pkey PRIMARY KEY (id);
            ALTER TABLE teams ADD CONSTRAINT teams_name_key UNIQUE (name);
            ALTER TABLE members ADD CONSTRAINT members_pkey PRIMARY KEY (id);
            CREATE INDEX members_parent ON members (parent);
            ALTER TABLE members ADD CONSTRAINT members_parent_fkey FOREIGN KEY (parent) REFERENCES teams (id)",
        before: None,
        empty: &["TRUNCATE teams, members"],
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
        tool.table("teams", self.each, |n| node(n, false)).await?;
        tool.table("members", self.each, |n| node(n, true)).await
    }
}
