//! Signals: the run is stopped, what was sent is rolled back, and what is said about it is true.

use blink_testdb::needs_several_connections;
use tokio_postgres::Client;

use crate::child::{Running, program};
use crate::support::{Db, connect};

const STOPPING: &str = "stopping (Ctrl-C); once more leaves at once\n";

/// Waits for the run's own session to be at it.
async fn wait_for(db: &Db, state: &str) {
    let session = format!(
        "EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND {state})"
    );
    db.wait_until(&session).await;
}

/// Nothing is stored, and nobody holds a lock on the table.
async fn assert_nothing_is_left(db: &Db) {
    db.rows("SET lock_timeout = '10s'; LOCK TABLE t").await;
    assert_eq!(db.one("SELECT count(*) FROM t").await, "0");
}

/// A deferred trigger, so that COMMIT takes as long as `body` does.
fn at_commit(body: &str) -> String {
    format!(
        "CREATE TABLE t (n bigint);
         CREATE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} RETURN NULL; END $$;
         CREATE CONSTRAINT TRIGGER hold AFTER INSERT ON t DEFERRABLE INITIALLY DEFERRED
         FOR EACH ROW WHEN (NEW.n = 1) EXECUTE FUNCTION hold()"
    )
}

/// Waits for another session's lock, and lets no cancel request interrupt that, but for one that comes between two such waits.
const STUBBORN: &str = "LOOP
    BEGIN
        PERFORM pg_advisory_xact_lock(1);
        EXIT;
    EXCEPTION WHEN query_canceled THEN
        NULL;
    END;
END LOOP;";

/// The end of a program whose COMMIT waits for the lock of a session as [`STUBBORN`] does, after what `signal` does to it. Once
/// more if the request to cancel came between two waits, so that the server did roll back.
async fn end_at_commit(db: &Db, holder: &Client, signal: impl AsyncFn(&mut Running)) -> (i32, String) {
    for _ in 0..10 {
        holder.batch_execute("SELECT pg_advisory_lock(1)").await.unwrap();
        let mut child = Running::start("few", db.database.url());
        wait_for(db, "query LIKE '%COMMIT' AND wait_event_type = 'Lock'").await;
        signal(&mut child).await;
        let (status, said) = child.end();
        if status != 130 {
            return (status, said);
        }
        assert!(
            said.ends_with("rolled back 3 rows of t; nothing was written\n"),
            "{said}"
        );
        assert_eq!(db.one("SELECT count(*) FROM t").await, "0");
    }
    panic!("each COMMIT was cancelled");
}

/// Sends Ctrl-C to a program once its session is in this state: it says what was rolled back, and nothing is left.
async fn is_stopped(db: &Db, source: &str, state: &str, rolled_back: &str) {
    let child = Running::start(source, db.database.url());
    wait_for(db, state).await;
    child.signal("INT");
    let said = format!("{STOPPING}error: stopped by Ctrl-C: {rolled_back}; nothing was written\n");
    assert_eq!(child.end(), (130, said));
    assert_nothing_is_left(db).await;
}

#[tokio::test]
async fn during_copy() {
    if !needs_several_connections("signals::during_copy") {
        return;
    }
    for (signal, name) in [("INT", "Ctrl-C"), ("TERM", "SIGTERM"), ("HUP", "SIGHUP")] {
        let db = Db::new("CREATE TABLE t (n bigint)").await;
        let child = Running::start("endless", db.database.url());
        // Some rows are there, though nobody sees them.
        db.wait_until("pg_relation_size('t') > 1000000").await;
        child.signal(signal);
        let (status, said) = child.end();
        let (stopping, error) = said.split_once('\n').unwrap();
        assert_eq!(stopping, format!("stopping ({name}); once more leaves at once"));
        let rows = error
            .strip_prefix(&format!("error: stopped by {name}: rolled back "))
            .expect(error);
        let rows = rows.strip_suffix(" rows of t; nothing was written\n").expect(error);
        assert!(rows.chars().all(|c| c.is_ascii_digit() || c == ','), "{error}");
        assert_eq!(status, 130);
        assert_nothing_is_left(&db).await;
    }
}

#[tokio::test]
async fn while_the_server_waits_for_rows() {
    if !needs_several_connections("signals::while_the_server_waits_for_rows") {
        return;
    }
    let db = Db::new("CREATE TABLE t (n bigint)").await;
    is_stopped(
        &db,
        "stalled",
        "usename IS NOT NULL AND backend_xid IS NULL AND application_name = 'blink'",
        "rolled back",
    )
    .await;
}

#[tokio::test]
async fn during_an_index_build() {
    if !needs_several_connections("signals::during_an_index_build") {
        return;
    }
    let db = Db::new(
        "CREATE TABLE t (n bigint);
         CREATE FUNCTION slow(bigint) RETURNS bigint IMMUTABLE SET search_path = pg_catalog LANGUAGE plpgsql
         AS $$ BEGIN PERFORM pg_sleep(3600); RETURN $1; END $$;
         CREATE INDEX t_slow ON t (slow(n))",
    )
    .await;
    is_stopped(
        &db,
        "rebuilt",
        "query LIKE '%CREATE INDEX t_slow%' AND state = 'active' AND wait_event = 'PgSleep'",
        "rolled back 3 rows of t",
    )
    .await;
    assert_eq!(
        db.one("SELECT count(*) FROM pg_index WHERE indrelid = 't'::regclass")
            .await,
        "1"
    );
}

#[tokio::test]
async fn during_commit_that_can_be_cancelled() {
    if !needs_several_connections("signals::during_commit_that_can_be_cancelled") {
        return;
    }
    let db = Db::new(&at_commit("PERFORM pg_sleep(3600);")).await;
    is_stopped(
        &db,
        "few",
        "query LIKE '%COMMIT' AND state = 'active' AND wait_event = 'PgSleep'",
        "rolled back 3 rows of t",
    )
    .await;
}

#[tokio::test]
async fn during_commit_that_wins() {
    if !needs_several_connections("signals::during_commit_that_wins") {
        return;
    }
    let db = Db::new(&at_commit(STUBBORN)).await;
    let holder = connect(db.database.url(), "holder").await;
    let (status, said) = end_at_commit(&db, &holder, async |child| {
        child.signal("INT");
        assert_eq!(child.line(), STOPPING);
        holder.batch_execute("SELECT pg_advisory_unlock(1)").await.unwrap();
    })
    .await;
    assert_eq!(said, "Ctrl-C came too late: everything was committed\nstored 3 rows\n");
    assert_eq!(status, 0);
    assert_eq!(db.one("SELECT count(*) FROM t").await, "3");
}

#[tokio::test]
async fn a_second_signal_during_commit() {
    if !needs_several_connections("signals::a_second_signal_during_commit") {
        return;
    }
    let db = Db::new(&at_commit(STUBBORN)).await;
    let holder = connect(db.database.url(), "holder").await;
    let (status, said) = end_at_commit(&db, &holder, async |child| {
        child.signal("INT");
        child.signal("TERM");
    })
    .await;
    assert_eq!(
        said,
        format!(
            "{STOPPING}error: left at once (SIGTERM) after COMMIT was sent: it is unknown whether the rows were \
             committed; look for one of them\n"
        )
    );
    assert_eq!(status, 4);
}

#[tokio::test]
async fn commit_that_is_not_answered() {
    if !needs_several_connections("signals::commit_that_is_not_answered") {
        return;
    }
    let db = Db::new(&at_commit(STUBBORN)).await;
    let holder = connect(db.database.url(), "holder").await;
    let (status, said) = end_at_commit(&db, &holder, async |child| child.signal("INT")).await;
    assert_eq!(
        said,
        format!(
            "{STOPPING}error: stopped by Ctrl-C, and the server has not answered for 10 s after COMMIT was sent: it is \
             unknown whether the rows were committed; look for one of them\n"
        )
    );
    assert_eq!(status, 4);
}

/// A table whose rows the server does not get rid of.
fn stuck() -> String {
    format!(
        "CREATE TABLE t (n bigint);
         CREATE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {STUBBORN} RETURN NEW; END $$;
         CREATE TRIGGER hold BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION hold()"
    )
}

#[tokio::test]
async fn a_second_signal_before_rollback_is_confirmed() {
    if !needs_several_connections("signals::a_second_signal_before_rollback_is_confirmed") {
        return;
    }
    let db = Db::new(&stuck()).await;
    let holder = connect(db.database.url(), "holder").await;
    holder.batch_execute("SELECT pg_advisory_lock(1)").await.unwrap();
    let child = Running::start("few", db.database.url());
    wait_for(&db, "query LIKE 'COPY%' AND wait_event_type = 'Lock'").await;
    child.signal("INT");
    child.signal("TERM");
    let (status, said) = child.end();
    assert_eq!(
        said,
        format!(
            "{STOPPING}error: stopped by Ctrl-C: COMMIT was not sent, so nothing will be written, but ROLLBACK was not \
             waited for (SIGTERM); the server rolls back as soon as it notices, and holds its locks until then\n"
        )
    );
    assert_eq!(status, 130);
    holder.batch_execute("SELECT pg_advisory_unlock(1)").await.unwrap();
    assert_nothing_is_left(&db).await;
}

#[tokio::test]
async fn rollback_that_is_not_confirmed() {
    if !needs_several_connections("signals::rollback_that_is_not_confirmed") {
        return;
    }
    let db = Db::new(&stuck()).await;
    let holder = connect(db.database.url(), "holder").await;
    holder.batch_execute("SELECT pg_advisory_lock(1)").await.unwrap();
    let child = Running::start("few", db.database.url());
    wait_for(&db, "query LIKE 'COPY%' AND wait_event_type = 'Lock'").await;
    child.signal("INT");
    let (status, said) = child.end();
    assert_eq!(
        said,
        format!(
            "{STOPPING}error: stopped by Ctrl-C: COMMIT was not sent, so nothing will be written, but the server has not \
             confirmed ROLLBACK for 10 s; the server rolls back as soon as it notices, and holds its locks until then\n"
        )
    );
    assert_eq!(status, 130);
    holder.batch_execute("SELECT pg_advisory_unlock(1)").await.unwrap();
    assert_nothing_is_left(&db).await;
}

#[tokio::test]
async fn a_run_that_is_not_atomic_ends_by_itself() {
    if !needs_several_connections("signals::a_run_that_is_not_atomic_ends_by_itself") {
        return;
    }
    let db = Db::new("CREATE TABLE t (n bigint)").await;
    let child = Running::start("not atomic", db.database.url());
    db.wait_until("(SELECT count(*) > 1000 FROM t)").await;
    child.signal("INT");
    let (status, said) = child.end();
    let stored = db.one("SELECT to_char(count(*), 'FM999,999,999') FROM t").await;
    let error = format!("error: stopped by Ctrl-C; committed before that: t {stored} rows\n");
    assert_eq!((status, said), (130, format!("{STOPPING}{error}")));
}

#[tokio::test]
async fn before_anything_is_written() {
    let mut child = Running::start("plan", "");
    assert_eq!(child.line(), "waiting\n");
    child.signal("TERM");
    assert_eq!(
        child.end(),
        (130, "error: stopped by SIGTERM; nothing was written\n".to_owned())
    );
}

#[tokio::test]
#[cfg(target_os = "linux")]
async fn a_hang_up_that_is_ignored_stays_ignored() {
    if !needs_several_connections("signals::a_hang_up_that_is_ignored_stays_ignored") {
        return;
    }
    let db = Db::new("CREATE TABLE t (n bigint)").await;
    let child = program("endless", db.database.url());
    // As nohup does.
    let mut ignoring = std::process::Command::new("sh");
    ignoring
        .args(["-c", "trap '' HUP; exec \"$@\"", "sh"])
        .arg(child.get_program())
        .args(child.get_args());
    ignoring.envs(child.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let child = Running::spawn(ignoring);
    db.wait_until("pg_relation_size('t') > 0").await;
    child.signal("HUP");
    let size = db.one("SELECT pg_relation_size('t')").await;
    db.wait_until(&format!("pg_relation_size('t') > {size} + 1000000"))
        .await;
    child.signal("INT");
    let (status, said) = child.end();
    assert!(said.starts_with(STOPPING), "{said}");
    assert_eq!(status, 130);
}
