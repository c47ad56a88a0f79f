//! The queries that the server gets, and those that it is spared.

use std::collections::BTreeSet;

use blink::{Indexes, OnConflict, Seeder, Table, ToRow};

use super::MANY;
use crate::drivers::Driver as _;
use crate::drivers::user_written::Recording;
use crate::support::{Session, elsewhere};

/// The queries that take the server longest are skipped if they make no difference.
#[tokio::test]
async fn few_rows_ask_for_neither_sequences_nor_what_stands_against_dropping() {
    let database = blink_testdb::database();
    let mut conn = Recording::open(database.url()).await;
    let schema =
        "CREATE TABLE plain (id int8 PRIMARY KEY, n int8 UNIQUE); CREATE TABLE counted (id serial PRIMARY KEY, n int8);
        CREATE SEQUENCE owned OWNED BY plain.n";
    conn.sql(schema).await;
    for (table, columns, sequences) in [
        ("plain", "id", false),
        // It owns a sequence.
        ("plain", "id n", true),
        ("counted", "n", false),
        ("counted", "id n", true),
    ] {
        conn.sql("TRUNCATE plain, counted").await;
        let rows = (1..=5).map(|n| columns.split(' ').map(|_| n.to_string()).collect::<Vec<_>>());
        let rows = rows.collect::<Vec<_>>();
        conn.asked.clear();
        blink::copy_to_table(&mut conn, Table::records(table, columns.split(' '), rows))
            .await
            .unwrap();
        assert_eq!(
            asked(&conn, "pg_sequence q ON q.seqrelid = u.seq"),
            sequences,
            "{table} {columns}"
        );
    }
    for (rows, standing) in [(5, false), (MANY, true)] {
        conn.sql("TRUNCATE plain").await;
        conn.asked.clear();
        let table = Table::generate(rows, |draw| Plain { id: draw.number() });
        blink::copy_to_table(&mut conn, table).await.unwrap();
        assert_eq!(asked(&conn, "AS blocker"), standing, "{rows}");
    }
}

/// The questions what has changed about a table since the plan was made.
const XIDS: &str = "FROM (SELECT c.xmin";
const CHANGES: &str = "WITH written (xid)";

/// A run of a few rows asks once about each table, as long as nobody ends a transaction in the meantime. Other tests do all
/// the time, so that it takes some attempts.
#[tokio::test]
async fn what_has_changed_since_the_plan_is_asked_only_if_a_transaction_has_ended() {
    if !blink_testdb::needs_several_connections(
        "what_has_changed_since_the_plan_is_asked_only_if_a_transaction_has_ended",
    ) {
        return;
    }
    let database = blink_testdb::database();
    let mut conn = Recording::open(database.url()).await;
    conn.sql("CREATE TABLE plain (id int8 PRIMARY KEY)").await;
    let mut spared = false;
    for n in 1..=1_000 {
        conn.asked.clear();
        let table = Table::records("plain", ["id"], [[n.to_string()]]);
        blink::copy_to_table(&mut conn, table).await.unwrap();
        assert!(asked(&conn, "txid_current_snapshot"));
        // The table is older than the plan, whatever others do.
        assert!(!asked(&conn, CHANGES));
        spared = !asked(&conn, XIDS);
        if spared {
            break;
        }
    }
    assert!(spared, "asked in each of a thousand runs");
    let mut seeder = Seeder::new();
    let url = database.url().to_owned();
    seeder.add_context(move |_| elsewhere(&url, "SELECT txid_current()"));
    seeder.add_table(Table::records("plain", ["id"], [["0"]]));
    conn.asked.clear();
    seeder.insert(&mut conn).await.unwrap();
    assert!(asked(&conn, XIDS) && !asked(&conn, CHANGES));
}

#[derive(ToRow)]
#[blink(table = "plain")]
struct Plain {
    id: i64,
}

fn asked(conn: &Recording, part: &str) -> bool {
    conn.asked.iter().any(|sql| sql.contains(part))
}

/// No row that comes through the parent calls them, so that no index has to be rebuilt before.
#[tokio::test]
async fn a_default_and_a_statement_trigger_of_a_partition_are_not_code() {
    let database = blink_testdb::database();
    let mut conn = Recording::open(database.url()).await;
    let schema = "CREATE FUNCTION called() RETURNS text LANGUAGE plpgsql AS $$ BEGIN RAISE 'called'; END $$;
         CREATE FUNCTION call() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'called'; END $$;
         CREATE TABLE plain (id int8 PRIMARY KEY);
         CREATE TABLE t (x text, y int4range CHECK (abs(lower(y)) > 0), z text[]) PARTITION BY LIST (z);
         CREATE TABLE a PARTITION OF t DEFAULT;
         ALTER TABLE a ALTER x SET DEFAULT called();
         CREATE TRIGGER of_statement BEFORE INSERT ON a FOR EACH STATEMENT EXECUTE FUNCTION call()";
    conn.sql(schema).await;
    let mut seeder = Seeder::new();
    seeder.add_table(Table::generate(MANY, |draw| Plain { id: draw.number() }));
    seeder.add_table(Table::records("t", ["z"], [["{}"]]));
    conn.asked.clear();
    seeder.insert(&mut conn).await.unwrap();
    let last = |part: &str| conn.asked.iter().rposition(|sql| sql.contains(part)).unwrap();
    assert!(last("COPY \"public\".\"t\"") < last("ADD CONSTRAINT plain_pkey"));
}

/// From `jit_above_cost` on the server compiles a query, which takes it longer than all else of a run of a few rows.
#[tokio::test]
async fn no_question_is_so_expensive_to_the_planner_that_it_is_compiled() {
    if !blink_testdb::needs_several_connections("no_question_is_so_expensive_to_the_planner_that_it_is_compiled") {
        return;
    }
    let database = blink_testdb::database();
    let mut conn = Recording::open(database.url()).await;
    conn.sql(
        "CREATE DOMAIN positive AS int8 NOT NULL CHECK (VALUE > 0);
        CREATE TYPE mood AS ENUM ('sad', 'happy');
        CREATE FUNCTION plain(n int8) RETURNS bool IMMUTABLE LANGUAGE plpgsql AS $$ BEGIN RETURN n > 0; END $$;
        CREATE TABLE plain (id int8 PRIMARY KEY);
        CREATE TABLE last (id int8);
        CREATE TABLE parted (id int8 NOT NULL, n int8) PARTITION BY HASH (id);
        DO $$ BEGIN FOR n IN 0 .. 29 LOOP
            EXECUTE format('CREATE TABLE part%1$s PARTITION OF parted FOR VALUES WITH (MODULUS 30, REMAINDER %1$s)', n);
            EXECUTE format('CREATE TABLE t%s (id serial PRIMARY KEY, n positive, mood mood, parent int4, UNIQUE (n))', n);
            EXECUTE format('ALTER TABLE t%s ADD CHECK (plain(n)), ADD FOREIGN KEY (parent) REFERENCES t%s', n, greatest(n - 1, 0));
        END LOOP; END $$",
    )
    .await;
    let mut seeder = Seeder::new();
    seeder.truncate();
    for n in 0..30 {
        let rows = Table::records(format!("t{n}"), ["id", "n"], [["1", "1"]]);
        if n == 0 {
            seeder.add_table(rows.on_conflict(OnConflict::DoNothing));
        } else {
            seeder.add_table(rows);
        }
    }
    // Once a transaction has ended, the next tables are compared with the plan: the run itself has written about them by then.
    let url = database.url().to_owned();
    seeder.add_context(move |_| elsewhere(&url, "SELECT txid_current()"));
    seeder.add_table(Table::records("parted", ["id"], [["1"]]));
    seeder.add_table(Table::records("plain", ["id"], [["1"]]).indexes(Indexes::Rebuild));
    // Written by the TRUNCATE, not by a savepoint, whose number may be the newest of all.
    seeder.add_table(Table::records("last", ["id"], [["1"]]));
    conn.asked.clear();
    seeder.insert(&mut conn).await.unwrap();
    let session = Session::open(database.url());
    let begins = |sql: &str| sql.starts_with("SELECT") || sql.starts_with("WITH");
    // Some go together in one round trip.
    let questions = conn.asked.iter().flat_map(|sql| sql.split(";\nSELECT NULL;\n"));
    let questions = questions.filter(|sql| begins(sql) && !sql.contains(';'));
    let questions = questions.collect::<BTreeSet<_>>();
    let asked = |part: &str| questions.iter().any(|sql| sql.contains(part));
    for part in [
        "AS blocker",
        "pg_amproc",
        "depends_on_search_path",
        "it is not valid",
        "pg_sequence",
        "indnkeyatts",
        XIDS,
        CHANGES,
    ] {
        assert!(asked(part), "{part}");
    }
    for sql in questions {
        let plan = session.ask(&format!("EXPLAIN {sql}"));
        let (_, cost) = plan[0].split_once("..").expect("the plan begins with its cost");
        let cost = cost.split(' ').next().unwrap().parse::<f64>().unwrap();
        assert!(cost < 100_000.0, "{cost}: {sql}");
    }
}
