//! Made-up schemas: whatever the server lets be made, Rebuild stores what Keep stores, fails only where Keep fails, and leaves
//! the schema as it was, also where it is dropped half-way.

use blink::{Indexes, Seeder, Table};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::errors::polled;
use super::seed;
use crate::support::{Db, catalog};

const TABLES: [&str; 3] = ["x", "y", "z"];

const ROWS: i64 = 12;

/// `$t`: a table; `$u`: perhaps another; `$n`: the statement's number; `$m`: that of an earlier one. Some are refused.
const STATEMENTS: &[&str] = &[
    "ALTER TABLE $t ADD PRIMARY KEY (id)",
    "ALTER TABLE $t ADD PRIMARY KEY (id) INCLUDE (b) WITH (fillfactor = 77)",
    "ALTER TABLE $t ADD CONSTRAINT i$n PRIMARY KEY (a, id) DEFERRABLE INITIALLY DEFERRED",
    "ALTER TABLE $t ADD UNIQUE (a)",
    "ALTER TABLE $t ADD CONSTRAINT i$n UNIQUE (id)",
    "ALTER TABLE $t ADD UNIQUE (b, a) DEFERRABLE",
    "ALTER TABLE $t ADD UNIQUE (a, id) WITH (fillfactor = 50) DEFERRABLE INITIALLY DEFERRED",
    "ALTER TABLE $t ADD EXCLUDE USING gist (c WITH &&)",
    "ALTER TABLE $t ADD EXCLUDE USING btree (a WITH =) WHERE (a > 3) DEFERRABLE INITIALLY DEFERRED",
    "CREATE UNIQUE INDEX i$n ON $t (id)",
    "CREATE UNIQUE INDEX i$n ON $t (id) INCLUDE (a) WITH (fillfactor = 33)",
    "ALTER TABLE $t ADD CONSTRAINT k$n UNIQUE USING INDEX i$m",
    "CREATE INDEX i$n ON $t (a)",
    "CREATE INDEX i$n ON $t (b text_pattern_ops DESC NULLS LAST, a)",
    "CREATE INDEX i$n ON $t (b COLLATE \"C\") WHERE a > 2 AND b <> 'q'",
    "CREATE INDEX i$n ON $t (lower(b), (a + 1))",
    "CREATE INDEX i$n ON $t (twice(a))",
    "CREATE INDEX i$n ON $t USING hash (b)",
    "CREATE INDEX i$n ON $t USING gist (c)",
    "CREATE INDEX i$n ON $t USING brin (a) WITH (pages_per_range = 3)",
    "ALTER TABLE $t ADD FOREIGN KEY (a) REFERENCES $u (id)",
    "ALTER TABLE $t ADD FOREIGN KEY (a) REFERENCES $u (id)",
    "ALTER TABLE $t ADD FOREIGN KEY (id) REFERENCES $u (a) MATCH FULL ON DELETE SET NULL ON UPDATE CASCADE",
    "ALTER TABLE $t ADD FOREIGN KEY (a) REFERENCES $u (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED",
    "ALTER TABLE $t ADD FOREIGN KEY (a, id) REFERENCES $u (a, id) DEFERRABLE",
    "ALTER TABLE $t ADD FOREIGN KEY (a) REFERENCES $u (id) NOT VALID",
    "ALTER TABLE $t REPLICA IDENTITY USING INDEX i$m",
    "ALTER TABLE $t REPLICA IDENTITY FULL",
    "ALTER TABLE $t CLUSTER ON i$m",
    "COMMENT ON INDEX i$m IS 'what''s $m \\'",
    "COMMENT ON CONSTRAINT i$m ON $t IS 'a key'",
    "ALTER INDEX i$m ALTER COLUMN 1 SET STATISTICS 99",
    "ALTER INDEX i$m DEPENDS ON EXTENSION plpgsql",
    "ALTER INDEX i$m SET (fillfactor = 88)",
    "ALTER INDEX i$m RENAME TO \"Index $m\"",
    "CREATE VIEW v$n AS SELECT id, b FROM $t GROUP BY id",
    "CREATE TABLE p$n () INHERITS ($t)",
    "CREATE PUBLICATION p$n FOR TABLE $t",
    "CREATE TRIGGER g$n AFTER INSERT ON $t FOR EACH ROW EXECUTE FUNCTION nothing()",
    "CREATE CONSTRAINT TRIGGER g$n AFTER INSERT ON $t DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION nothing()",
    "ALTER TABLE $t DISABLE TRIGGER ALL",
    "ALTER TABLE $t SET UNLOGGED",
    "ALTER TABLE $t ADD CHECK (twice(a) > 0)",
];

const BASE: &str = "
    CREATE FUNCTION twice(n int8) RETURNS int8 IMMUTABLE LANGUAGE sql AS 'SELECT 2 * n';
    CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
    CREATE TABLE x (id int8 NOT NULL, a int8 NOT NULL, b text, c int4range);
    CREATE TABLE y (LIKE x INCLUDING ALL);
    CREATE TABLE z (LIKE x INCLUDING ALL);
    CREATE TABLE outside (LIKE x INCLUDING ALL, PRIMARY KEY (id), UNIQUE (a), UNIQUE (a, id));
    INSERT INTO outside SELECT n, n, 'b' || n, int4range(n::int, n::int, '[]') FROM generate_series(1, 12) n";

#[derive(Clone, Debug)]
struct MadeUp {
    /// Statement, table, other table, how far back the earlier statement is.
    statements: Vec<(usize, usize, usize, usize)>,
    /// True if the run joins the caller's transaction.
    joined: bool,
    /// The number of polls after which a first run is dropped.
    polls: usize,
    /// The first row that breaks whatever is unique; none if it is larger than there are rows.
    broken: i64,
}

fn made_up() -> impl Strategy<Value = MadeUp> {
    let statement = (0..STATEMENTS.len(), 0..TABLES.len(), 0..=TABLES.len(), 1..4_usize);
    let statements = prop::collection::vec(statement, 1..25);
    (statements, any::<bool>(), 0..150_usize, 1..ROWS * 8).prop_map(|(statements, joined, polls, broken)| MadeUp {
        statements,
        joined,
        polls,
        broken,
    })
}

impl MadeUp {
    fn sql(&self) -> impl Iterator<Item = String> {
        self.statements
            .iter()
            .enumerate()
            .map(|(n, &(statement, table, other, back))| {
                let other = TABLES.get(other).unwrap_or(&"outside");
                STATEMENTS[statement]
                    .replace("$t", TABLES[table])
                    .replace("$u", other)
                    .replace("$n", &n.to_string())
                    .replace("$m", &n.saturating_sub(back).to_string())
            })
    }

    fn seed(&self, indexes: Indexes) -> Seeder {
        let broken = self.broken;
        let row = move |n: i64| {
            let n = if n >= broken { n % broken + 1 } else { n };
            vec![n.to_string(), n.to_string(), format!("b{n}"), format!("[{n},{n}]")]
        };
        seed(
            indexes,
            TABLES.map(|table| Table::records(table, ["id", "a", "b", "c"], (1..=ROWS).map(row))),
        )
    }
}

/// The outcome of a run: the SQLSTATE of its error, or all rows.
async fn outcome(db: &mut Db, schema: &MadeUp, indexes: Indexes) -> Result<Vec<String>, Option<String>> {
    if schema.joined {
        db.client.batch_execute("BEGIN").await.unwrap();
    }
    let run = schema.seed(indexes).insert(&mut db.client).await;
    let committed = match (&run, schema.joined) {
        (Ok(_), true) => db.client.batch_execute("COMMIT").await,
        (Err(_), true) => db.client.batch_execute("ROLLBACK").await,
        (_, false) => Ok(()),
    };
    let mut rows = Vec::new();
    for table in TABLES {
        rows.extend(db.rows(&format!("SELECT * FROM ONLY {table} ORDER BY 1, 2")).await);
    }
    db.client.batch_execute("TRUNCATE x, y, z CASCADE").await.unwrap();
    // What refers to the tables went with them, and is there again.
    let again = "INSERT INTO outside SELECT n, n, 'b' || n, int4range(n::int, n::int, '[]') FROM generate_series(1, 12) n \
                 ON CONFLICT DO NOTHING";
    db.client.batch_execute(again).await.unwrap();
    let code = |error: &tokio_postgres::Error| error.code().map(|code| code.code().to_owned());
    match (run, committed) {
        (Err(error), _) => {
            assert!(rows.is_empty(), "{error:#}");
            Err(error.sqlstate().map(str::to_owned))
        }
        (Ok(_), Err(error)) => Err(code(&error)),
        (Ok(_), Ok(())) => Ok(rows),
    }
}

async fn holds(schema: &MadeUp) -> Result<(), TestCaseError> {
    let mut db = Db::new(BASE).await;
    for sql in schema.sql() {
        let _refused = db.client.batch_execute(&sql).await;
    }
    let before = catalog(&db.client).await;
    let kept = outcome(&mut db, schema, Indexes::Keep).await;
    let dropped = polled(schema.seed(Indexes::Rebuild).insert(&mut db.client), schema.polls).await;
    prop_assert_eq!(
        &catalog(&db.client).await,
        &before,
        "after {} polls: {:?}",
        schema.polls,
        dropped.is_some()
    );
    db.client.batch_execute("TRUNCATE x, y, z").await.unwrap();
    let rebuilt = outcome(&mut db, schema, Indexes::Rebuild).await;
    match (&kept, &rebuilt) {
        // A key that waits until all tables are full finds what it refers to.
        (Err(code), Ok(_)) if code.as_deref() == Some("23503") => {}
        (Err(_), Err(_)) => {}
        _ => prop_assert_eq!(&rebuilt, &kept),
    }
    prop_assert_eq!(catalog(&db.client).await, before);
    Ok(())
}

#[test]
fn rebuild_stores_what_keep_stores_and_leaves_the_schema_as_it_was() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let mut runner = TestRunner::new(Config {
        cases: std::env::var("PROPTEST_CASES")
            .ok()
            .and_then(|cases| cases.parse().ok())
            .unwrap_or(32),
        max_shrink_iters: 200,
        failure_persistence: None,
        ..Config::default()
    });
    let made = runner.run(&made_up(), |schema| runtime.block_on(holds(&schema)));
    if let Err(error) = made {
        panic!("{error}");
    }
}
