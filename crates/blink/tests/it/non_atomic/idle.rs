//! The server ends no connection of a run that waits outside of a transaction.

use std::sync::mpsc;

use blink::{Seeder, Table};
use futures_util::future::{Either, select};
use tokio::sync::oneshot;

use super::{MEETING, database, deadpool};
use crate::drivers::scenarios::{COUNTS, SCHEMA, parents, seed};
use crate::support::since;

/// Notes the setting of every session that stores a row.
const WITNESS: &str = "
    CREATE TABLE seen (pid int, setting text);
    CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        INSERT INTO seen VALUES (pg_backend_pid(), current_setting('idle_session_timeout')); RETURN NEW; END $$;
    CREATE TRIGGER note BEFORE INSERT ON children FOR EACH ROW EXECUTE FUNCTION note();";

const LIMIT: &str = "ALTER ROLE CURRENT_USER IN DATABASE";

#[tokio::test]
async fn idle_connections_are_not_ended_and_their_timeout_is_put_back() {
    let test = "idle_connections_are_not_ended_and_their_timeout_is_put_back";
    let Some(db) = database(test, &format!("{SCHEMA};{MEETING}{WITNESS}")).await else {
        return;
    };
    if !since(test, "idle_session_timeout", 14) {
        return;
    }
    let name = db.one("SELECT quote_ident(current_database())").await;
    let limit = format!("{LIMIT} {name} SET idle_session_timeout = '1h'");
    db.client.batch_execute(&limit).await.unwrap();
    for fails in [false, true] {
        let pool = deadpool(db.database.url(), 2);
        let mut seeder = seed();
        if fails {
            seeder.add_table(Table::from_rows(parents(1)).append());
        }
        let done = seeder.non_atomic().concurrency(2).insert(|| pool.get()).await;
        assert_eq!(done.is_err(), fails);
        let seen = db
            .rows("SELECT count(DISTINCT pid), min(setting), max(setting) FROM seen")
            .await;
        assert_eq!(seen, ["2|0|0"]);
        let (one, other) = (pool.get().await.unwrap(), pool.get().await.unwrap());
        for client in [&one, &other] {
            let row = client.query_one("SHOW idle_session_timeout", &[]).await.unwrap();
            assert_eq!(row.get::<_, String>(0), "1h");
        }
        let clean = "TRUNCATE parents, children, seen";
        db.client.batch_execute(clean).await.unwrap();
    }
}

#[tokio::test]
async fn a_run_that_is_dropped_puts_the_idle_timeout_back() {
    let test = "a_run_that_is_dropped_puts_the_idle_timeout_back";
    let Some(db) = database(test, SCHEMA).await else {
        return;
    };
    if !since(test, "idle_session_timeout", 14) {
        return;
    }
    let name = db.one("SELECT quote_ident(current_database())").await;
    let limit = format!("{LIMIT} {name} SET idle_session_timeout = '1h'");
    db.client.batch_execute(&limit).await.unwrap();
    let pool = deadpool(db.database.url(), 1);
    for waits_in_context in [true, false] {
        let (reached, is_reached) = oneshot::channel();
        let (release, released) = mpsc::channel::<()>();
        let wait = move || {
            reached.send(()).unwrap();
            released.recv().unwrap_err();
        };
        let mut seeder = Seeder::new();
        seeder.batch_size(7);
        if waits_in_context {
            let wait = std::sync::Mutex::new(Some(wait));
            seeder.add_context(move |_| wait.lock().unwrap().take().map(|wait| wait()));
            seeder.add_table(Table::from_rows(parents(20)));
        } else {
            let mut wait = Some(wait);
            let rows = parents(20).enumerate().inspect(move |(n, _)| {
                if *n == 10 {
                    wait.take().unwrap()();
                }
            });
            seeder.add_table(Table::from_rows(rows.map(|(_, row)| row)));
        }
        let run = Box::pin(seeder.non_atomic().concurrency(1).insert(|| pool.get()));
        match select(run, is_reached).await {
            Either::Left((done, _)) => panic!("{done:?}"),
            Either::Right((reached, run)) => {
                reached.unwrap();
                drop(run);
            }
        }
        drop(release);
        let client = pool.get().await.unwrap();
        let row = client.query_one("SHOW idle_session_timeout", &[]).await.unwrap();
        assert_eq!(row.get::<_, String>(0), "1h");
    }
    db.works().await;
    assert_eq!(db.one(COUNTS).await.split_once('|').unwrap().1, "0");
}
