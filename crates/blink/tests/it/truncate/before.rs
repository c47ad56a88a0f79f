//! A statement before the tables are emptied.

use blink::Error;

use super::{SCHEMA, seed};
use crate::support::{Db, connect};

/// Both kinds of runs empty nothing if the caller's statement is refused.
#[tokio::test]
async fn a_statement_before_the_tables_are_emptied_decides() {
    let test = "a_statement_before_the_tables_are_emptied_decides";
    if !blink_testdb::needs_several_connections(test) {
        return;
    }
    let mut db = Db::new(&format!("{SCHEMA}; CREATE TABLE marks (run int NOT NULL)")).await;
    let mark = |run: &str| format!("INSERT INTO marks VALUES ({run})");
    let seeder = |run: &str| {
        let mut seeder = seed(3, |id| id);
        seeder.before_truncate(mark(run));
        seeder
    };
    let url = db.database.url().to_owned();
    let connecting = || async { Ok::<_, Error>(connect(&url).await) };
    for is_atomic in [true, false] {
        let error = if is_atomic {
            seeder("NULL").insert(&mut db.client).await.unwrap_err()
        } else {
            seeder("NULL").non_atomic().insert(connecting).await.unwrap_err()
        };
        assert_eq!(error.sqlstate(), Some("23502"), "{error:#}");
        assert_eq!(
            db.rows("SELECT min(id) FROM users").await,
            [if is_atomic { "100" } else { "1" }]
        );
        if is_atomic {
            seeder("1").insert(&mut db.client).await.unwrap();
        } else {
            seeder("2").non_atomic().insert(connecting).await.unwrap();
        }
        assert_eq!(db.rows("SELECT count(*), max(id) FROM users").await, ["3|3"]);
    }
    assert_eq!(db.rows("SELECT run FROM marks ORDER BY run").await, ["1", "2"]);
}
