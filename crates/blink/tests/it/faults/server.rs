//! The server's side of the connection ends.

use std::process::Command;
use std::sync::{Arc, Mutex};
use std::thread;

use blink::{Seeder, Table};
use blink_testdb::Cluster;

use super::{NOTHING, assert_lost, counts_elsewhere, every_driver, seed_with};
use crate::drivers::Driver;
use crate::drivers::scenarios::{SCHEMA, children, parents};
use crate::support::{Session, elsewhere, texts};

every_driver! {
    terminated_in_mid_copy
    terminated_between_tables
    terminated_while_it_waits_for_a_lock
    the_server_ends_in_mid_copy
}

/// Ends every other session of this database.
const TERMINATE: &str = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()";

async fn terminated_in_mid_copy<D: Driver>(url: &str) {
    elsewhere(url, SCHEMA);
    let mut driver = D::open(url).await;
    let theirs = url.to_owned();
    let seed = seed_with(move || assert_eq!(elsewhere(&theirs, TERMINATE), ["t"]));
    let error = driver.insert(seed).await.unwrap_err();
    assert_lost(&error, "parents");
    // The driver may have read no more than that the connection ended.
    assert!([None, Some("57P01")].contains(&error.sqlstate()), "{error:#}");
    assert!(!driver.answers().await);
    assert_eq!(counts_elsewhere(url), NOTHING);
}

async fn terminated_between_tables<D: Driver>(url: &str) {
    elsewhere(url, SCHEMA);
    let mut driver = D::open(url).await;
    let mut seeder = Seeder::new();
    seeder.add_table(Table::from_rows(parents(20)));
    let theirs = url.to_owned();
    seeder.add_context(move |_| {
        let session = Session::open(&theirs);
        assert_eq!(session.ask(TERMINATE), ["t"]);
        while !session.ask(TERMINATE).is_empty() {}
    });
    seeder.add_table(Table::from_rows(children(15)));
    let error = driver.insert(seeder).await.unwrap_err();
    assert_lost(&error, "children");
    // The driver may have read no more than that the connection ended.
    assert!([None, Some("57P01")].contains(&error.sqlstate()), "{error:#}");
    assert!(!driver.answers().await);
    assert_eq!(counts_elsewhere(url), NOTHING);
}

async fn terminated_while_it_waits_for_a_lock<D: Driver>(url: &str) {
    elsewhere(url, SCHEMA);
    let holder = Session::open(url);
    holder.ask("BEGIN; LOCK TABLE children IN ACCESS EXCLUSIVE MODE");
    let mut driver = D::open(url).await;
    let who_waits = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock'";
    let terminating = Session::open(url);
    let terminating = thread::spawn(move || while terminating.ask(who_waits).is_empty() {});
    let mut seeder = Seeder::new();
    seeder.add_table(Table::from_rows(parents(20)));
    seeder.add_table(Table::from_rows(children(15)));
    let error = driver.insert(seeder).await.unwrap_err();
    terminating.join().unwrap();
    assert_lost(&error, "children");
    // The driver may have read no more than that the connection ended.
    assert!([None, Some("57P01")].contains(&error.sqlstate()), "{error:#}");
    assert!(!driver.answers().await);
    holder.ask("COMMIT");
    assert_eq!(counts_elsewhere(url), NOTHING);
}

/// The process that copies, on a server of the test's own.
fn copying(cluster: &Cluster) -> String {
    let pids = elsewhere(
        &cluster.url(),
        "SELECT pid FROM pg_stat_activity WHERE query LIKE 'COPY%' AND pid <> pg_backend_pid()",
    );
    assert_eq!(pids.len(), 1);
    pids.into_iter().next().unwrap()
}

fn kill(pid: &str) {
    let killed = Command::new("sh").args(["-c", "kill -KILL \"$1\"", "sh", pid]).status();
    assert!(killed.unwrap().success());
}

/// A process that lives as long as the server does between two recoveries; None while nobody is let in.
fn checkpointer(url: &str) -> Option<String> {
    let ask = || {
        let mut client = postgres::Client::connect(url, postgres::NoTls)?;
        client.simple_query("SELECT pid FROM pg_stat_activity WHERE backend_type = 'checkpointer'")
    };
    // On a thread, since the blocking client brings a runtime, and there may be one already.
    let asked = thread::scope(|scope| scope.spawn(ask).join().unwrap());
    texts(&asked.ok()?).pop()
}

/// The ends of a server of the test's own, which is brought up again each time to look at the rows.
const ENDS: [fn(&mut Cluster); 3] = [
    // As the kernel does where memory runs out: the server then ends every other session, too, and recovers.
    |cluster| kill(&copying(cluster)),
    // A process of a server whose first one is killed goes on until it waits for something, so it is killed as well.
    |cluster| {
        let pid = copying(cluster);
        cluster.kill();
        kill(&pid);
    },
    Cluster::stop_immediate,
];

async fn the_server_ends_in_mid_copy<D: Driver>(_: &str) {
    let Some(cluster) = blink_testdb::own_cluster() else {
        return;
    };
    let url = cluster.url();
    elsewhere(&url, SCHEMA);
    elsewhere(&url, "INSERT INTO parents VALUES (1000, 'there before')");
    // What was committed is on the disk.
    elsewhere(&url, "CHECKPOINT");
    let cluster = Arc::new(Mutex::new(cluster));
    for end in ENDS {
        let mut driver = D::open(&url).await;
        let theirs = Arc::clone(&cluster);
        let before = checkpointer(&url).unwrap();
        let error = driver
            .insert(seed_with(move || end(&mut theirs.lock().unwrap())))
            .await
            .unwrap_err();
        assert_lost(&error, "parents");
        assert!(!driver.answers().await);
        // The end of one process is noticed a moment later, and is then the end of all.
        while checkpointer(&url).is_none_or(|now| now == before) {
            cluster.lock().unwrap().bring_up();
        }
        assert_eq!(counts_elsewhere(&url), "1|0");
    }
}
