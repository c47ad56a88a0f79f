//! A gallery of schemas, each the same after a run as before: into empty tables, once more on top, and after runs that
//! fail at any of their steps.

use std::borrow::BorrowMut;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use blink::{BoxError, Connection, DriverError, Indexes, TextRow, Transaction};
use tokio_postgres::Client;

use super::{kept, rebuilt, seed};
use crate::faults::dropped::{Dropped, polled};
use crate::support::{Db, catalog, connect};

/// A schema, and what is done to it.
struct Case {
    schema: &'static str,
    /// Table, columns, values.
    tables: &'static [(&'static str, &'static str, &'static str)],
    rebuilt: &'static [&'static str],
    /// The beginnings of what is said of what is kept.
    kept: &'static [&'static str],
}

const ROWS: u64 = 25;

impl Case {
    /// The seed of the next rows behind these.
    fn seed(&self, from: u64) -> blink::Seeder {
        let tables = self.tables.iter().map(|&(table, columns, values)| {
            let row = move |n: u64| {
                let n = (from + n).to_string();
                values
                    .split('|')
                    .map(|value| value.replace('#', &n))
                    .collect::<Vec<_>>()
            };
            blink::Table::records(table, columns.split(' '), (1..=ROWS).map(row))
        });
        seed(Indexes::Rebuild, tables.collect::<Vec<_>>())
    }

    async fn has_rows(&self, db: &Db, rows: u64) {
        for (table, ..) in self.tables {
            assert_eq!(count(db, table).await, rows);
        }
    }

    /// The rows of the first table.
    async fn rows(&self, db: &Db) -> u64 {
        count(db, self.tables[0].0).await
    }
}

async fn count(db: &Db, table: &str) -> u64 {
    db.count(&quoted(table)).await
}

fn quoted(table: &str) -> String {
    let name = blink::TableName::from(table);
    let parts = [name.schema(), Some(name.table())].into_iter().flatten();
    parts.map(blink::quote_identifier).collect::<Vec<_>>().join(".")
}

/// Words that a version brought, and what says it, or nothing, on those before.
const NEWER: [(u32, &str, &str); 5] = [
    (13, "words tsvector_ops (siglen = 100)", "words"),
    (13, ", deduplicate_items = off", ""),
    (14, "n int4_minmax_multi_ops (values_per_range = 16)", "n"),
    (15, " NULLS NOT DISTINCT", ""),
    (15, "SET DEFAULT (a)", "SET DEFAULT"),
];

/// The schema as far as this server's version knows its words.
fn known(schema: &str) -> String {
    let newer = NEWER
        .into_iter()
        .filter(|(since, ..)| *since > blink_testdb::server().version());
    newer.fold(schema.to_owned(), |schema, (_, word, before)| {
        schema.replace(word, before)
    })
}

async fn shown(case: &Case) {
    let mut db = Db::new(&known(case.schema)).await;
    let before = catalog(&db.client).await;
    for round in 0..2 {
        let report = case
            .seed(round * ROWS)
            .insert(&mut db.client)
            .await
            .unwrap_or_else(|error| panic!("round {round}: {error:#}"));
        let mut names = rebuilt(&report);
        names.sort_unstable();
        assert_eq!(names, case.rebuilt, "{report}");
        let reasons = kept(&report);
        assert_eq!(reasons.len(), case.kept.len(), "{report}");
        for (reason, expected) in reasons.iter().zip(case.kept) {
            assert!(reason.starts_with(expected), "{reason}");
        }
        assert_eq!(catalog(&db.client).await, before);
        case.has_rows(&db, (round + 1) * ROWS).await;
        db.works().await;
    }
    faults(case, &mut db, 2 * ROWS).await;
    assert_eq!(catalog(&db.client).await, before);
    apart(case, &db).await;
    assert_eq!(
        but_for_indexes_of_keys(&catalog(&db.client).await),
        but_for_indexes_of_keys(&before)
    );
}

/// The facts but for which of two indexes that it can refer to a foreign key has.
fn but_for_indexes_of_keys(catalog: &[String]) -> Vec<&String> {
    let of_key = |line: &str| {
        [".conindid = ", ".tgconstrindid = "]
            .iter()
            .any(|column| line.contains(column))
            || line.starts_with("table constraint ") && line.contains(": depends (n) on index ")
    };
    catalog.iter().filter(|line| !of_key(line)).collect()
}

/// The same runs where they are not one transaction: what is dropped is gone for others, too, and comes back whatever
/// fails. What is refused as it is built again is missing, as the error says; its statements bring it back.
async fn apart(case: &Case, db: &Db) {
    if !blink_testdb::needs_several_connections("the gallery over several connections") {
        return;
    }
    let mut before = catalog(&db.client).await;
    let mut missed = 0;
    // Connections are new each time, which takes a while.
    for n in (0..).step_by(5) {
        for (table, ..) in case.tables {
            let sql = format!("TRUNCATE {} CASCADE", quoted(table));
            db.client.batch_execute(&sql).await.unwrap();
        }
        let left = Arc::new(AtomicUsize::new(n));
        let connecting = || async {
            Ok::<_, BoxError>(Refusing {
                client: connect(db.database.url()).await,
                left: Arc::clone(&left),
            })
        };
        let run = case.seed(0).non_atomic().concurrency(2);
        match run.insert(connecting).await {
            Ok(report) => {
                case.has_rows(db, ROWS).await;
                assert_eq!(catalog(&db.client).await, before, "{report}");
                // What is refused as it is dropped is kept.
                if left.load(Ordering::Relaxed) > n {
                    continue;
                }
                let mut names = rebuilt(&report);
                names.sort_unstable();
                assert_eq!(names, case.rebuilt, "{report}");
                assert!(n > 10 && (missed > 0 || names.len() < 3), "{n}");
                return;
            }
            Err(error) => {
                assert!(left.load(Ordering::Relaxed) > n, "{error:#}");
                for (table, ..) in case.tables {
                    let mut stored = error
                        .committed_rows()
                        .iter()
                        .filter(|stored| stored.table() == blink::TableName::from(*table).to_string());
                    let stored = stored.next().map_or(0, blink::CommittedRows::rows);
                    assert_eq!(count(db, table).await, stored, "{error}");
                }
                // A foreign key to rows that are missing cannot be brought back before them.
                for (table, ..) in case.tables.iter().filter(|_| !error.unrestored_sql().is_empty()) {
                    let sql = format!("TRUNCATE {} CASCADE", quoted(table));
                    db.client.batch_execute(&sql).await.unwrap();
                }
                for sql in error.unrestored_sql() {
                    missed += 1;
                    db.client.batch_execute(sql).await.unwrap();
                }
                let after = catalog(&db.client).await;
                if error.unrestored_sql().is_empty() {
                    assert_eq!(after, before, "{n}: {error}");
                } else {
                    // What was made last may be the second of two indexes that a foreign key can refer to, and not the first.
                    assert_eq!(
                        but_for_indexes_of_keys(&after),
                        but_for_indexes_of_keys(&before),
                        "{n}: {error}"
                    );
                    before = after;
                }
            }
        }
    }
}

/// A fault in a run, at one of its steps.
#[derive(Clone, Copy, Debug)]
enum Fault {
    /// The server refuses what it is asked.
    Refused,
    /// The future is dropped.
    Dropped(Dropped),
}

/// The run fails at its first step, at its second, and so on, until there is none left: the schema and the rows are
/// what they were. In all these schemas together that is more than five hundred runs.
async fn faults(case: &Case, db: &mut Db, mut rows: u64) {
    let before = catalog(&db.client).await;
    for fault in [
        Fault::Refused,
        Fault::Dropped(Dropped::AtOnce),
        Fault::Dropped(Dropped::Woken),
    ] {
        // A run is polled two or three times for what it asks once.
        let steps = match fault {
            Fault::Refused => 1,
            Fault::Dropped(_) => 3,
        };
        for n in (0..).step_by(steps) {
            let left = Arc::new(AtomicUsize::new(n));
            let done = match fault {
                Fault::Refused => {
                    let mut refusing = Refusing {
                        client: &mut db.client,
                        left: Arc::clone(&left),
                    };
                    case.seed(rows).insert(&mut refusing).await.is_ok()
                }
                Fault::Dropped(dropped) => polled(case.seed(rows).insert(&mut db.client), n, dropped)
                    .await
                    .is_some_and(|done| done.map(drop).is_ok()),
            };
            assert_eq!(catalog(&db.client).await, before, "{fault:?} at {n}");
            // COMMIT may have been on its way.
            let committed = matches!(fault, Fault::Dropped(_)) && case.rows(db).await > rows;
            if done || committed {
                rows += ROWS;
            }
            case.has_rows(db, rows).await;
            // What is refused as it is dropped is kept.
            let done = done && left.load(Ordering::Relaxed) <= n;
            assert!(!done || n > 10, "{fault:?} at {n}");
            if done {
                break;
            }
        }
    }
}

/// A client that is refused what it asks after so many other things.
struct Refusing<C> {
    client: C,
    left: Arc<AtomicUsize>,
}

impl<C> Refusing<C> {
    /// The SQL that is sent instead. Only this once: the count goes on from the highest number.
    fn ask<'s>(&mut self, sql: &'s str) -> &'s str {
        match self.left.fetch_sub(1, Ordering::Relaxed) {
            0 => "SELECT 1 / 0",
            _ => sql,
        }
    }
}

impl<C: BorrowMut<Client> + Send> Connection for Refusing<C> {
    type Sink<'s>
        = <Client as Connection>::Sink<'s>
    where
        Self: 's;

    async fn execute(&mut self, sql: &str) -> Result<u64, DriverError> {
        let sql = self.ask(sql);
        Connection::execute(self.client.borrow_mut(), sql).await
    }

    async fn query(&mut self, sql: &str) -> Result<Vec<TextRow>, DriverError> {
        let sql = self.ask(sql);
        Connection::query(self.client.borrow_mut(), sql).await
    }

    async fn copy_in(&mut self, sql: &str) -> Result<Self::Sink<'_>, DriverError> {
        let asked = self.ask(sql);
        if asked != sql {
            Connection::execute(self.client.borrow_mut(), asked).await?;
        }
        Connection::copy_in(self.client.borrow_mut(), sql).await
    }

    fn abandon(&mut self, transaction: Transaction) {
        self.client.borrow_mut().abandon(transaction);
    }
}

#[tokio::test]
async fn keys_and_indexes() {
    shown(&Case {
        schema: "
            CREATE TABLE users (id int8 PRIMARY KEY, email text UNIQUE, age int);
            CREATE TABLE posts (id int8 PRIMARY KEY, user_id int8 NOT NULL REFERENCES users, title text);
            CREATE INDEX ON posts (user_id);
            CREATE INDEX posts_title ON posts (title);
            COMMENT ON INDEX posts_title IS 'it''s a \\ comment; DROP TABLE posts';
            COMMENT ON INDEX users_pkey IS 'of the index';
            COMMENT ON CONSTRAINT users_pkey ON users IS 'of the key';
            COMMENT ON CONSTRAINT posts_user_id_fkey ON posts IS $$of 'the' foreign key$$",
        tables: &[
            ("users", "id email age", "#|e#|3"),
            ("posts", "id user_id title", "#|#|t"),
        ],
        rebuilt: &[
            "posts_pkey",
            "posts_title",
            "posts_user_id_fkey",
            "posts_user_id_idx",
            "users_email_key",
            "users_pkey",
        ],
        kept: &[],
    })
    .await;
}

#[tokio::test]
async fn whatever_an_index_can_be() {
    shown(&Case {
        schema: r#"
            CREATE TABLE t (id int8, a text, b text COLLATE "C", n int, words tsvector, r int4range, flag bool,
                CONSTRAINT key PRIMARY KEY (id) INCLUDE (n) WITH (fillfactor = 71, deduplicate_items = off),
                CONSTRAINT several UNIQUE NULLS NOT DISTINCT (a, b) INCLUDE (flag) WITH (fillfactor = 82));
            CREATE INDEX ordered ON t (n DESC NULLS LAST, id ASC NULLS FIRST);
            CREATE INDEX collated ON t (a COLLATE "C", b COLLATE "POSIX" DESC);
            CREATE INDEX classed ON t (a text_pattern_ops, b varchar_pattern_ops);
            CREATE UNIQUE INDEX partial ON t (n, a) INCLUDE (id) WHERE flag AND a <> 'it''s; \';
            CREATE INDEX expressed ON t ((n + id), lower(a), (words @@ 'cat'::tsquery)) WITH (fillfactor = 50);
            ALTER INDEX expressed ALTER COLUMN 1 SET STATISTICS 777;
            ALTER INDEX expressed ALTER COLUMN 2 SET STATISTICS 0;
            COMMENT ON INDEX expressed IS 'with statistics';
            CREATE INDEX hashed ON t USING hash (a);
            CREATE INDEX inverted ON t USING gin (words) WITH (fastupdate = off, gin_pending_list_limit = 128);
            CREATE INDEX general ON t USING gist (words tsvector_ops (siglen = 100)) WITH (buffering = off);
            CREATE INDEX spaced ON t USING spgist (r);
            CREATE INDEX ranged ON t USING brin (n int4_minmax_multi_ops (values_per_range = 16), id) WITH (pages_per_range = 7, autosummarize = on);
            CREATE UNIQUE INDEX together ON t (id, n) NULLS NOT DISTINCT"#,
        tables: &[("t", "id a b n words r flag", "#|a#|b|#|a cat|[1,2)|t")],
        rebuilt: &[
            "classed", "collated", "expressed", "general", "hashed", "inverted", "key", "ordered", "partial", "ranged", "several",
            "spaced", "together",
        ],
        kept: &[],
    })
    .await;
}

#[tokio::test]
async fn whatever_a_constraint_can_be() {
    shown(&Case {
        schema: "
            CREATE TABLE rooms (id int8, booked int4range, kind int,
                CONSTRAINT rooms_key PRIMARY KEY (id) DEFERRABLE INITIALLY DEFERRED,
                CONSTRAINT apart EXCLUDE USING gist (booked WITH &&) WITH (fillfactor = 66) WHERE (kind > 3)
                    DEFERRABLE INITIALLY DEFERRED,
                CONSTRAINT others EXCLUDE USING btree (kind WITH =, id WITH =),
                CONSTRAINT late UNIQUE (id, kind) WITH (fillfactor = 60) DEFERRABLE,
                CONSTRAINT named_like_a_key UNIQUE (kind, id));
            COMMENT ON CONSTRAINT apart ON rooms IS 'apart';
            CREATE UNIQUE INDEX taken ON rooms (kind, booked, id) INCLUDE (kind) WITH (fillfactor = 55);
            ALTER TABLE rooms ADD CONSTRAINT taken UNIQUE USING INDEX taken;
            ALTER TABLE rooms ADD CHECK (kind < 1000)",
        tables: &[("rooms", "id booked kind", "#|[#,#]|#")],
        rebuilt: &["apart", "late", "named_like_a_key", "others", "rooms_key", "taken"],
        kept: &[],
    })
    .await;
}

#[tokio::test]
async fn whatever_a_foreign_key_can_be() {
    shown(&Case {
        schema: "
            CREATE TABLE p (a int8, b int8, c int8 UNIQUE, PRIMARY KEY (a, b), UNIQUE (b, a));
            CREATE TABLE c (id int8 PRIMARY KEY, a int8, b int8, c int8, d int8, e int8, f int8,
                CONSTRAINT full_match FOREIGN KEY (a, b) REFERENCES p MATCH FULL ON UPDATE CASCADE ON DELETE SET NULL,
                CONSTRAINT turned FOREIGN KEY (b, a) REFERENCES p (b, a) ON DELETE SET DEFAULT (a) ON UPDATE RESTRICT,
                CONSTRAINT late FOREIGN KEY (c) REFERENCES p (c) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
                CONSTRAINT later FOREIGN KEY (d) REFERENCES p (c) DEFERRABLE,
                CONSTRAINT itself FOREIGN KEY (e) REFERENCES c);
            ALTER TABLE c ADD CONSTRAINT \"a \"\"name\"\"\" FOREIGN KEY (f) REFERENCES p (c);
            COMMENT ON CONSTRAINT \"a \"\"name\"\"\" ON c IS 'quoted'",
        tables: &[("p", "a b c", "#|#|#"), ("c", "id a b c d e f", "#|#|#|#|#|#|#")],
        rebuilt: &[
            "a \"name\"",
            "c_pkey",
            "full_match",
            "itself",
            "late",
            "later",
            "p_b_a_key",
            "p_c_key",
            "p_pkey",
            "turned",
        ],
        kept: &[],
    })
    .await;
}

#[tokio::test]
async fn keys_that_must_stay() {
    shown(&Case {
        schema: "
            CREATE TABLE p (id int8 PRIMARY KEY, other int8 UNIQUE, third int8 UNIQUE);
            CREATE TABLE c (id int8 PRIMARY KEY, a int8, b int8);
            ALTER TABLE c ADD CONSTRAINT unchecked FOREIGN KEY (a) REFERENCES p NOT VALID;
            ALTER TABLE c ADD CONSTRAINT off FOREIGN KEY (b) REFERENCES p (other);
            ALTER TABLE c DISABLE TRIGGER ALL;
            CREATE TABLE outside (id int8 REFERENCES p (third));
            CREATE INDEX ON p (id)",
        tables: &[("p", "id other third", "#|#|#"), ("c", "id a b", "#|#|#")],
        rebuilt: &["c_pkey", "p_id_idx"],
        kept: &[
            "p_pkey: the foreign key unchecked of c needs it and is kept: it is NOT VALID",
            "p_other_key: the foreign key off of c needs it and is kept: its triggers are not enabled as usual",
            "p_third_key: the foreign key outside_id_fkey of outside needs it and is kept: this run does not fill its table",
            "unchecked: it is NOT VALID",
            "off: its triggers are not enabled",
        ],
    })
    .await;
}

#[tokio::test]
async fn marks_on_an_index() {
    shown(&Case {
        schema: "
            CREATE TABLE identified (id int8 NOT NULL, n int);
            CREATE UNIQUE INDEX identity ON identified (id);
            ALTER TABLE identified REPLICA IDENTITY USING INDEX identity;
            CREATE INDEX clustered ON identified (n);
            ALTER TABLE identified CLUSTER ON clustered;
            ALTER INDEX clustered DEPENDS ON EXTENSION plpgsql;
            CREATE TABLE whole (id int8 PRIMARY KEY);
            ALTER TABLE whole REPLICA IDENTITY FULL;
            ALTER TABLE whole CLUSTER ON whole_pkey;
            CREATE TABLE nothing (id int8 PRIMARY KEY USING INDEX TABLESPACE pg_default);
            ALTER TABLE nothing REPLICA IDENTITY NOTHING;
            CREATE UNLOGGED TABLE unlogged (id int8 PRIMARY KEY, n int UNIQUE)",
        tables: &[
            ("identified", "id n", "#|#"),
            ("whole", "id", "#"),
            ("nothing", "id", "#"),
            ("unlogged", "id n", "#|#"),
        ],
        rebuilt: &[
            "clustered",
            "identity",
            "nothing_pkey",
            "unlogged_n_key",
            "unlogged_pkey",
            "whole_pkey",
        ],
        kept: &[],
    })
    .await;
}

#[tokio::test]
async fn what_depends_on_a_key() {
    if blink_testdb::server().version() < 14 {
        let why = "needs a function whose body is read when it is made, which came with PostgreSQL 14";
        return blink_testdb::leave_out("what_depends_on_a_key", why);
    }
    shown(&Case {
        schema: "
            CREATE TABLE posts (id int8 PRIMARY KEY, title text, n int UNIQUE);
            CREATE INDEX ON posts (title);
            CREATE VIEW counted AS SELECT id, title, count(*) FROM posts GROUP BY id;
            CREATE TABLE logged (id int8 PRIMARY KEY, n int);
            CREATE FUNCTION put() RETURNS void BEGIN ATOMIC
                INSERT INTO logged VALUES (1, 1) ON CONFLICT ON CONSTRAINT logged_pkey DO NOTHING; END;
            CREATE TABLE pub (id int8 PRIMARY KEY, n int UNIQUE);
            CREATE PUBLICATION everything FOR TABLE pub",
        tables: &[
            ("posts", "id title n", "#|t|#"),
            ("logged", "id n", "#|#"),
            ("pub", "id n", "#|#"),
        ],
        rebuilt: &["posts_n_key", "posts_title_idx", "pub_n_key"],
        kept: &[
            "posts_pkey: rule _RETURN on view counted depends on it",
            "logged_pkey: function put() depends on it",
            "pub_pkey: the table is published",
        ],
    })
    .await;
}

#[tokio::test]
async fn tables_of_which_all_is_kept() {
    shown(&Case {
        schema: "
            CREATE TABLE parted (id int8 PRIMARY KEY, n int) PARTITION BY RANGE (id);
            CREATE TABLE part PARTITION OF parted FOR VALUES FROM (0) TO (1000);
            CREATE INDEX ON parted (n);
            CREATE TABLE parent (id int8 PRIMARY KEY, n int);
            CREATE TABLE child (PRIMARY KEY (id)) INHERITS (parent);
            CREATE TABLE late (id int8 PRIMARY KEY, n int);
            CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
            CREATE CONSTRAINT TRIGGER checked AFTER INSERT ON late DEFERRABLE INITIALLY DEFERRED
                FOR EACH ROW EXECUTE FUNCTION f();
            CREATE TABLE bare (id int8)",
        tables: &[
            ("parted", "id n", "#|#"),
            ("child", "id n", "#|#"),
            ("late", "id n", "#|#"),
            ("bare", "id", "#"),
        ],
        rebuilt: &[],
        kept: &[
            "indexes and keys: the table is partitioned",
            "indexes and keys: the table has parents or children",
            "indexes and keys: the table's trigger checked may be deferred",
        ],
    })
    .await;
}

#[tokio::test]
async fn tables_that_refer_to_each_other_and_to_themselves() {
    shown(&Case {
        schema: "
            CREATE TABLE a (id int8 PRIMARY KEY, b int8 NOT NULL, boss int8 REFERENCES a);
            CREATE TABLE b (id int8 PRIMARY KEY, a int8 NOT NULL REFERENCES a);
            ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES b",
        tables: &[("a", "id b boss", "#|#|#"), ("b", "id a", "#|#")],
        rebuilt: &["a_b_fkey", "a_boss_fkey", "a_pkey", "b_a_fkey", "b_pkey"],
        kept: &[],
    })
    .await;
}

#[tokio::test]
async fn hostile_names() {
    shown(&Case {
        schema: r#"
            CREATE SCHEMA "we""ird.schema";
            CREATE TABLE "we""ird.schema"."ta ble; --" ("i""d" int8 CONSTRAINT "p'k" PRIMARY KEY, "select" text);
            CREATE INDEX "i; DROP SCHEMA public" ON "we""ird.schema"."ta ble; --" ("select");
            ALTER INDEX "we""ird.schema"."p'k" SET (fillfactor = 44);
            COMMENT ON INDEX "we""ird.schema"."p'k" IS '$$ %I %L \';
            CREATE TABLE "Users" ("Id" int8 CONSTRAINT "Users_Id" REFERENCES "we""ird.schema"."ta ble; --")"#,
        tables: &[
            ("\"we\"\"ird.schema\".\"ta ble; --\"", "i\"d select", "#|x"),
            ("Users", "Id", "#"),
        ],
        rebuilt: &["Users_Id", "i; DROP SCHEMA public", "p'k"],
        kept: &[],
    })
    .await;
}

#[tokio::test]
async fn types_functions_and_classes_of_other_schemas() {
    shown(&Case {
        schema: "
            CREATE SCHEMA lib;
            CREATE TYPE lib.mood AS ENUM ('sad', 'happy');
            CREATE FUNCTION lib.twice(n int) RETURNS int IMMUTABLE LANGUAGE sql SET search_path = pg_catalog AS 'SELECT 2 * n';
            CREATE FUNCTION lib.less(a int, b int) RETURNS bool IMMUTABLE LANGUAGE internal AS 'int4lt';
            CREATE COLLATION lib.own (LOCALE = 'C');
            CREATE OPERATOR CLASS lib.ints FOR TYPE int USING btree AS OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =,
                OPERATOR 4 >=, OPERATOR 5 >, FUNCTION 1 btint4cmp(int, int);
            CREATE OPERATOR lib.< (LEFTARG = int, RIGHTARG = int, FUNCTION = lib.less);
            CREATE TABLE t (id int8 PRIMARY KEY, n int, m lib.mood, x text);
            CREATE INDEX twice ON t (lib.twice(n)) WHERE m = 'sad'::lib.mood;
            CREATE INDEX own ON t (x COLLATE lib.own, n lib.ints) WHERE n OPERATOR(lib.<) 7;
            SET search_path = lib, public",
        tables: &[("t", "id n m x", "#|#|sad|x")],
        rebuilt: &["own", "t_pkey", "twice"],
        kept: &[],
    })
    .await;
}
