//! The queries that the server gets, and those that it is spared.

use blink::{Seeder, Table, ToRow};

use super::MANY;
use crate::drivers::Driver as _;
use crate::drivers::user_written::Recording;

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
        assert_eq!(asked(&conn, "AS obstacle"), standing, "{rows}");
    }
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
