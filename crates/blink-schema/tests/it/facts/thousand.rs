//! A thousand tables.

use std::time::Instant;

use super::{Db, table};

/// 1,000 tables with 15 columns, keys, foreign keys, checks, indexes, comments and triggers.
const SCHEMA: &str = include_str!("thousand.sql");

/// `cargo test --release -p blink-schema --test it thousand -- --ignored --nocapture` prints the times.
#[tokio::test]
#[ignore = "it takes half a minute to make the tables"]
async fn a_thousand_tables_are_read() {
    let mut db = Db::new("").await;
    for part in SCHEMA.split("-- next") {
        db.client.batch_execute(part).await.unwrap();
    }
    for turn in ["the first time", "again", "and again"] {
        let begun = Instant::now();
        let facts = db.facts().await;
        println!("{} tables {turn}: {:?}", facts.tables.len(), begun.elapsed());
        assert_eq!(facts.tables.len(), 1_000);
        assert_eq!(table(&facts, "big.t999").columns.len(), 15);
    }
    db.client
        .batch_execute(
            "DO $$ BEGIN FOR n IN 0..999 LOOP EXECUTE format('ALTER TABLE big.t%s DISABLE TRIGGER ALL', n);
            EXECUTE format('INSERT INTO big.t%s (parent_id, name) VALUES (1, ''x'')', n); END LOOP; END $$",
        )
        .await
        .unwrap();
    for turn in ["the first time", "again"] {
        let begun = Instant::now();
        let facts = db.facts().await;
        println!("{} tables with rows {turn}: {:?}", facts.tables.len(), begun.elapsed());
        assert!(facts.tables.iter().all(|table| table.rows == 1 && table.rows_are_exact));
    }
}
