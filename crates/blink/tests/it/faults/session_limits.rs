//! The server's limits for a session that waits, or takes long.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use blink::{Rows, Seeder, Table};

use crate::drivers::scenarios::{COUNTS, Child, Parent, SCHEMA, parents};
use crate::support::{Db, Session, elsewhere, since};

/// Sees the value of a setting within the run.
fn seeing(setting: &'static str, value: &'static str) -> Table<Child> {
    Table::<Child>::from_fn(|_| Rows::new([])).insert_with(move |mut insertion| {
        Box::pin(async move {
            let sql = format!("SELECT current_setting('{setting}')");
            assert_eq!(insertion.query(&sql).await?, [[Some(value.to_owned())]]);
            Ok(0)
        })
    })
}

/// A session that waits for a context is idle in its transaction, and so is one that waits for a table's first row.
#[tokio::test]
async fn the_idle_timeout_is_lifted_within_the_run() {
    let mut db = Db::new(SCHEMA).await;
    let set = "SET idle_in_transaction_session_timeout = '1h'";
    db.client.batch_execute(set).await.unwrap();
    let mut seeder = Seeder::new();
    seeder.add_table(seeing("idle_in_transaction_session_timeout", "0"));
    seeder.add_table(Table::from_rows(parents(20)));
    let plan = seeder.plan(&mut db.client).await.unwrap();
    let settings = plan.settings().collect::<Vec<_>>();
    assert!(
        settings.contains(&("idle_in_transaction_session_timeout", "0")),
        "{settings:?}"
    );
    seeder.insert(&mut db.client).await.unwrap();
    assert_eq!(db.one(COUNTS).await, "20|0");
    assert_eq!(db.one("SHOW idle_in_transaction_session_timeout").await, "1h");
}

/// While the plan is made, rows are tried, which may take long. A server that ends sessions after a while must not end this one.
#[tokio::test]
async fn while_rows_are_tried_a_transaction_is_open_only_where_idle_sessions_are_ended() {
    let test = "while_rows_are_tried_a_transaction_is_open_only_where_idle_sessions_are_ended";
    if !blink_testdb::needs_several_connections(test) {
        return;
    }
    tried("SELECT", "idle", "SELECT").await;
    if !since(test, "idle_session_timeout", 14) {
        return;
    }
    let lifted = "BEGIN; SET LOCAL idle_in_transaction_session_timeout = '0'";
    let set = "SET idle_session_timeout = '1h'; SET idle_in_transaction_session_timeout = '1h'";
    tried(set, "idle in transaction", lifted).await;
    if !since(test, "transaction_timeout", 17) {
        return;
    }
    let lifted = "BEGIN; SET LOCAL transaction_timeout = '0'";
    tried("SET transaction_timeout = '1h'", "idle in transaction", lifted).await;
}

/// In the caller's transaction, a context or the first rows may take longer than the limit.
#[tokio::test]
async fn the_idle_timeout_of_the_callers_transaction_is_lifted_before_the_first_context() {
    let test = "the_idle_timeout_of_the_callers_transaction_is_lifted_before_the_first_context";
    if !blink_testdb::needs_several_connections(test) {
        return;
    }
    let mut db = Db::new(SCHEMA).await;
    let begin = "SET idle_in_transaction_session_timeout = '1h'; BEGIN";
    db.client.batch_execute(begin).await.unwrap();
    let pid = db.one("SELECT pg_backend_pid()").await;
    let url = db.database.url().to_owned();
    let mut seeder = Seeder::new();
    seeder.add_context(move |_| {
        let last = elsewhere(&url, &format!("SELECT query FROM pg_stat_activity WHERE pid = {pid}")).join(" ");
        let lifted = "SET LOCAL idle_in_transaction_session_timeout = '0'";
        assert!(last.contains(lifted), "{last}");
    });
    seeder.add_table(Table::from_rows(parents(20)));
    seeder.insert(&mut db.client).await.unwrap();
    assert_eq!(db.one("SHOW idle_in_transaction_session_timeout").await, "1h");
    db.client.batch_execute("COMMIT").await.unwrap();
    assert_eq!(db.one(COUNTS).await, "20|0");
}

/// The state of the session while rows are tried, and the end of the last statement before.
async fn tried(set: &str, state: &'static str, last: &'static str) {
    let mut db = Db::new(SCHEMA).await;
    db.client.batch_execute(set).await.unwrap();
    let pid = db.one("SELECT pg_backend_pid()").await;
    let (watcher, first) = (Session::open(db.database.url()), AtomicBool::new(true));
    let watcher = Mutex::new(watcher);
    let mut seeder = Seeder::new();
    seeder.add_table(Table::generate(20, move |draw| {
        if first.swap(false, Ordering::Relaxed) {
            let now = format!("SELECT state, query FROM pg_stat_activity WHERE pid = {pid}");
            let now = watcher.lock().unwrap().ask(&now).join(" ");
            assert!(now.starts_with(&format!("{state}|{last}")), "{now}");
        }
        let id = i32::try_from(draw.number()).unwrap();
        Parent {
            id,
            name: String::new(),
        }
    }));
    seeder.insert(&mut db.client).await.unwrap();
    assert_eq!(db.one(COUNTS).await, "20|0");
}

#[tokio::test]
async fn the_transaction_timeout_is_lifted_within_the_run() {
    let test = "the_transaction_timeout_is_lifted_within_the_run";
    if !since(test, "transaction_timeout", 17) {
        return;
    }
    let mut db = Db::new(SCHEMA).await;
    db.client.batch_execute("SET transaction_timeout = '1h'").await.unwrap();
    let mut seeder = Seeder::new();
    seeder.add_table(seeing("transaction_timeout", "0"));
    seeder.add_table(Table::from_rows(parents(20)));
    seeder.insert(&mut db.client).await.unwrap();
    assert_eq!(db.one(COUNTS).await, "20|0");
    assert_eq!(db.one("SHOW transaction_timeout").await, "1h");
}

#[tokio::test]
async fn the_transaction_timeout_of_the_callers_transaction_is_a_note() {
    let test = "the_transaction_timeout_of_the_callers_transaction_is_a_note";
    if !since(test, "transaction_timeout", 17) {
        return;
    }
    let mut db = Db::new(SCHEMA).await;
    let begin = "SET transaction_timeout = '1h'; BEGIN";
    db.client.batch_execute(begin).await.unwrap();
    let seeder = || {
        let mut seeder = Seeder::new();
        seeder.add_table(seeing("transaction_timeout", "1h"));
        seeder
    };
    let note = "transaction_timeout is 1h: the server ends the session if your transaction takes longer; \
                SET LOCAL transaction_timeout = 0 lifts it";
    let plan = seeder().plan(&mut db.client).await.unwrap();
    assert!(plan.to_string().contains(note), "{plan}");
    let report = seeder().insert(&mut db.client).await.unwrap();
    assert_eq!(report.notes().collect::<Vec<_>>(), [note]);
}
