//! The queries that the server gets, and those that it is spared.

use blink::{Table, ToRow};

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
