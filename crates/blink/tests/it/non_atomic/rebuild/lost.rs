//! Connections that are lost, or that do not answer.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

use blink::{BoxError, OnConflict, Table};
use tokio_postgres::Client;

use super::{SCHEMA, TABLES, people, seed, teams};
use crate::faults::proxy::{Cut, cutting};
use crate::non_atomic::{assert_stays, database};
use crate::support::{Session, catalog, connect};

#[tokio::test]
async fn what_a_lost_connection_was_building_is_built_over_another() {
    let test = "what_a_lost_connection_was_building_is_built_over_another";
    let Some(db) = database(test, SCHEMA).await else {
        return;
    };
    let before = catalog(&db.client).await;
    let building = |body: &[u8]| {
        body.windows(11)
            .any(|part| part == b"people_team" || part == b"people_boss")
    };
    for cut in [Cut::BeforeItArrives, Cut::BeforeItIsAnswered] {
        for at in [&b"CREATE INDEX"[..], b"COMMIT"] {
            let done = Arc::new(AtomicBool::new(false));
            let connecting = || {
                let done = Arc::clone(&done);
                let mut built = false;
                let url = cutting(db.database.url(), cut, move |kind, body| {
                    let holds = |part: &[u8]| body.windows(part.len()).any(|window| window == part);
                    let builds = kind == b'Q' && holds(b"CREATE INDEX") && building(body) && !holds(b"DROP");
                    built |= builds;
                    let here = if at == b"COMMIT" {
                        kind == b'Q' && body.starts_with(at) && built
                    } else {
                        builds
                    };
                    here && !done.swap(true, Ordering::Relaxed)
                });
                async move { Ok::<Client, BoxError>(connect(&url).await) }
            };
            let report = seed([people(200), teams()])
                .non_atomic()
                .concurrency(1)
                .insert(connecting)
                .await;
            assert!(done.load(Ordering::Relaxed), "{cut:?}");
            // While it is tried out, nothing is dropped yet.
            if let Err(error) = &report {
                assert!(
                    error.committed_rows().is_empty() && error.unrestored_sql().is_empty(),
                    "{error:#}"
                );
            }
            assert_eq!(catalog(&db.client).await, before, "{cut:?} {report:?}");
            db.client.batch_execute("TRUNCATE people, teams").await.unwrap();
        }
    }
}

#[tokio::test]
async fn a_server_that_is_gone_leaves_the_statements() {
    let test = "a_server_that_is_gone_leaves_the_statements";
    let Some(db) = database(test, SCHEMA).await else {
        return;
    };
    let before = catalog(&db.client).await;
    let url = db.database.url().to_owned();
    let opened = AtomicU32::new(0);
    let connecting = || async {
        match opened.fetch_add(1, Ordering::Relaxed) {
            0 => Ok(connect(&url).await),
            _ => Err("no more connections"),
        }
    };
    let elsewhere = url.clone();
    let teams = Table::records(
        "teams",
        ["id", "lead", "name"],
        (1..=50).map(move |n: u64| {
            if n == 20 {
                let kill = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                    WHERE datname = current_database() AND pid <> pg_backend_pid() AND query LIKE 'COPY%'";
                let session = Session::open(&elsewhere);
                while session.ask(kill).is_empty() {}
            }
            vec![n.to_string(), n.to_string(), "x".repeat(100_000)]
        }),
    );
    let error = seed([people(700), teams.single_batch()])
        .non_atomic()
        .concurrency(1)
        .insert(connecting)
        .await
        .unwrap_err();
    assert!(error.is_connection_lost(), "{error:#}");
    assert_stays(&db, &error, &TABLES).await;
    assert_eq!(error.unrestored_sql().len(), 9, "{error:#}");
    db.client.batch_execute("TRUNCATE people, teams").await.unwrap();
    for sql in error.unrestored_sql() {
        db.client.batch_execute(sql).await.unwrap();
    }
    assert_eq!(catalog(&db.client).await, before);
}

#[tokio::test]
async fn what_is_gone_is_not_built_over_a_connection_that_does_not_answer() {
    let test = "what_is_gone_is_not_built_over_a_connection_that_does_not_answer";
    let Some(db) = database(test, &format!("{SCHEMA}; CREATE TABLE notes (id int8 PRIMARY KEY)")).await else {
        return;
    };
    let before = catalog(&db.client).await;
    let opened = AtomicU32::new(0);
    let connecting = || {
        let url = match opened.fetch_add(1, Ordering::Relaxed) {
            0 => cutting(db.database.url(), Cut::Never, |_, body| {
                String::from_utf8_lossy(body).contains("CREATE TEMPORARY TABLE")
            }),
            _ => db.database.url().to_owned(),
        };
        async move { Ok::<Client, BoxError>(connect(&url).await) }
    };
    let notes = Table::records("notes", ["id"], [["1".to_owned()].to_vec()]).on_conflict(OnConflict::DoNothing);
    let mut seed = seed([people(200), teams(), notes]);
    // Longer than all before it takes; the foreign keys are gone then.
    seed.timeout(Duration::from_secs(15));
    let error = seed.non_atomic().concurrency(1).insert(connecting).await.unwrap_err();
    assert!(error.is_timeout() && error.unrestored_sql().is_empty(), "{error:#}");
    assert_eq!(opened.load(Ordering::Relaxed), 2);
    assert_stays(&db, &error, &TABLES).await;
    assert_eq!(catalog(&db.client).await, before);
}
