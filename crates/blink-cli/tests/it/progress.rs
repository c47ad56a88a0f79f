//! Progress: what the server builds is seen from another connection.

use std::sync::Arc;

use blink_cli::progress::{Form, Meter, backend_pid, poll_builds, start};
use blink_cli::stage::{Stage, Work};
use blink_testdb::needs_several_connections;

use crate::support::{Db, connect};

#[tokio::test]
async fn what_the_server_builds_is_polled() {
    if !needs_several_connections("progress::what_the_server_builds_is_polled") {
        return;
    }
    let db = Db::new(
        "CREATE TABLE t AS SELECT generate_series(1, 1000) n;
         CREATE FUNCTION slow(int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS
         $$ BEGIN IF $1 = 500 THEN PERFORM pg_advisory_lock(1); END IF; RETURN $1; END $$",
    )
    .await;
    let builder = connect(db.database.url(), "blink").await;
    db.rows("SELECT pg_advisory_lock(1)").await;
    let pid = backend_pid(&builder).await.unwrap();
    let stage = Stage::new();
    let meter = Meter::new(Some(10), Vec::new(), Arc::clone(&stage));
    let url = db.database.url().to_owned();
    let polling = tokio::spawn(poll_builds(Arc::clone(&meter), pid, async move {
        Ok(connect(&url, "blink").await)
    }));
    let building = tokio::spawn(async move { builder.batch_execute("CREATE INDEX t_slow ON t (slow(n))").await });
    stage.begins(Work::Building("t_slow".to_owned()));
    let build = loop {
        if let [build] = meter.snapshot().builds.as_slice() {
            break build.clone();
        }
        db.rows("SELECT pg_sleep(0.01)").await;
    };
    assert_eq!(build.table, "t");
    assert!(build.to_string().contains(" of t"), "{build}");
    stage.begins(Work::Committing);
    assert!(meter.snapshot().builds.is_empty(), "an index is not built by COMMIT");
    stage.begins(Work::Building("t_slow".to_owned()));
    db.rows("SELECT pg_advisory_unlock(1)").await;
    building.await.unwrap().unwrap();
    while !meter.snapshot().builds.is_empty() {
        db.rows("SELECT pg_sleep(0.01)").await;
    }
    polling.abort();
}

#[tokio::test]
async fn without_a_second_connection_progress_goes_on() {
    let stage = Stage::new();
    stage.begins(Work::Building("t_slow".to_owned()));
    let meter = Meter::new(None, Vec::new(), stage);
    poll_builds(meter.clone(), 1, async { Err("no connection is left".into()) }).await;
    assert!(meter.snapshot().builds.is_empty());
}

#[test]
fn the_teller_ends_when_it_is_told_to() {
    let meter = Meter::new(Some(100), Vec::new(), Stage::new());
    for form in [Form::Auto, Form::Plain, Form::Json, Form::None] {
        let running = start(&meter, form);
        let mut written = false;
        running.suspend(|| written = true);
        assert!(written);
        running.finish();
        drop(start(&meter, form));
    }
}
