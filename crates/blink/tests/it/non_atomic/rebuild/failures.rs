//! Rows that are refused, and the statements for what could not be built again.

use std::time::Duration;

use blink::Table;

use super::{SCHEMA, TABLES, people, seed, teams};
use crate::non_atomic::{assert_stays, database, deadpool};
use crate::support::catalog;

#[tokio::test]
async fn what_was_dropped_is_there_again_after_a_failure() {
    let Some(db) = database("what_was_dropped_is_there_again_after_a_failure", SCHEMA).await else {
        return;
    };
    let before = catalog(&db.client).await;
    let pool = deadpool(db.database.url(), 3);
    let refused = Table::records(
        "teams",
        ["id", "lead", "name"],
        [["1", "x", ""].map(str::to_owned).to_vec()],
    );
    let panicking = Table::records(
        "teams",
        ["id", "lead", "name"],
        (1..).map(|n: u64| {
            assert!(n < 300, "out of teams");
            [n, n, n].map(|n| n.to_string()).to_vec()
        }),
    );
    // What was dropped comes back however long that takes.
    let endless = (1..).map(|n: u64| [n, 1, n].map(|n| n.to_string()).to_vec());
    let mut late = seed([Table::records("people", ["id", "team", "name"], endless)]);
    late.timeout(Duration::from_millis(300));
    for (n, seed) in [seed([people(700), refused]), seed([people(700), panicking]), late]
        .into_iter()
        .enumerate()
    {
        let error = seed
            .non_atomic()
            .concurrency(3)
            .insert(|| pool.get())
            .await
            .unwrap_err();
        assert_stays(&db, &error, &TABLES).await;
        // Where the teams are not there, the foreign key to them cannot be.
        let missing = error.unrestored_sql().iter().map(String::as_str).collect::<Vec<_>>();
        if n == 0 {
            let [team, ..] = missing[..] else { panic!("{error:#}") };
            assert!(
                team.contains("ADD CONSTRAINT people_team_fkey FOREIGN KEY (team) REFERENCES teams(id)"),
                "{team}"
            );
            assert!(error.to_string().contains(team), "{error}");
        }
        db.client.batch_execute("TRUNCATE people, teams").await.unwrap();
        for sql in missing {
            db.client.batch_execute(sql).await.unwrap();
        }
        assert_eq!(catalog(&db.client).await, before, "{n}: {error:#}");
    }
}

#[tokio::test]
async fn what_the_rows_break_is_missing_and_all_else_is_built() {
    let test = "what_the_rows_break_is_missing_and_all_else_is_built";
    let Some(db) = database(test, SCHEMA).await else {
        return;
    };
    let before = catalog(&db.client).await;
    let pool = deadpool(db.database.url(), 2);
    let again = Table::records(
        "people",
        ["id", "team", "name"],
        [["7000", "1", "7"].map(str::to_owned).to_vec()],
    );
    let error = seed([people(700), again.append(), teams()])
        .non_atomic()
        .concurrency(2)
        .insert(|| pool.get())
        .await
        .unwrap_err();
    assert_eq!((error.table(), error.sqlstate()), (Some("people"), Some("23505")));
    assert!(
        format!("{error:#}").starts_with(
            "table people: people_name_key, dropped for the load, could not be rebuilt; with Indexes::Keep nothing is dropped, and a refused row is named: could not create unique index"
        ),
        "{error:#}"
    );
    assert_eq!(error.unrestored_sql().len(), 1);
    assert_eq!(
        error.unrestored_sql()[0],
        "BEGIN; SELECT pg_catalog.set_config('search_path', '\"$user\", public', true); \
         ALTER TABLE ONLY public.people ADD CONSTRAINT people_name_key UNIQUE (name); COMMIT"
    );
    assert_stays(&db, &error, &TABLES).await;
    db.client
        .batch_execute("DELETE FROM people WHERE id = 7000")
        .await
        .unwrap();
    db.client.batch_execute(&error.unrestored_sql()[0]).await.unwrap();
    assert_eq!(catalog(&db.client).await, before);
}

#[tokio::test]
async fn the_statements_for_what_is_missing_run_under_any_search_path() {
    let test = "the_statements_for_what_is_missing_run_under_any_search_path";
    let Some(db) = database(test, SCHEMA).await else {
        return;
    };
    let name = db.database.name();
    for path in ["''", "pg_catalog, public"] {
        db.client
            .batch_execute(&format!("ALTER DATABASE {name} SET search_path = {path}"))
            .await
            .unwrap();
        let before = catalog(&db.client).await;
        let pool = deadpool(db.database.url(), 2);
        let twice = (1..=2).map(|id: u64| vec![id.to_string(), "1".to_owned(), "1".to_owned(), "same".to_owned()]);
        let people = Table::records("public.people", ["id", "team", "boss", "name"], twice);
        let error = seed([people])
            .non_atomic()
            .concurrency(2)
            .insert(|| pool.get())
            .await
            .unwrap_err();
        assert_eq!(error.unrestored_sql().len(), 2, "{error:#}");
        db.client.batch_execute("TRUNCATE people, teams").await.unwrap();
        for sql in error.unrestored_sql() {
            db.client.batch_execute(sql).await.unwrap();
        }
        assert_eq!(catalog(&db.client).await, before);
    }
}
