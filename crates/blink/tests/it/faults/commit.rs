//! The network fails.

use std::time::Duration;

use blink::{Error, Seeder, Table};
use tokio_postgres::Client;

use super::proxy::{Cut, cutting};
use super::{ALL, NOTHING, assert_lost, counts_elsewhere, every_driver, large_parents};
use crate::drivers::Driver;
use crate::drivers::scenarios::{COUNTS, SCHEMA, seed};
use crate::support::elsewhere;

every_driver! {
    cut_before_commit_arrives
    cut_before_commit_is_answered
    cut_in_mid_copy
    cut_before_a_copy_is_answered
    cut_before_rollback_arrives
}

async fn cut_at<D: Driver>(
    url: &str,
    cut: Cut,
    seeder: Seeder,
    at: impl FnMut(u8, &[u8]) -> bool + Send + 'static,
) -> Error {
    elsewhere(url, SCHEMA);
    let mut driver = D::open(&cutting(url, cut, at)).await;
    let error = driver.insert(seeder).await.unwrap_err();
    assert!(!driver.answers().await);
    error
}

/// As the drivers send it.
fn is(sql: &'static str) -> impl FnMut(u8, &[u8]) -> bool + Send {
    move |ty, body| ty == b'Q' && body.to_ascii_uppercase() == format!("{sql}\0").into_bytes()
}

fn assert_unknown(error: &Error) {
    assert!(error.is_commit_unknown() && error.is_connection_lost(), "{error:#}");
    assert!(!error.is_timeout(), "{error:#}");
    assert_eq!((error.table(), error.rows(), error.sqlstate()), (None, None, None));
    let shown = format!("{error:#}");
    let starts = "the connection failed after COMMIT was sent: it is unknown whether the rows were committed; check for one of them";
    assert!(shown.starts_with(starts), "{shown}");
    assert!(!shown.contains("roll"), "{shown}");
}

async fn cut_before_commit_arrives<D: Driver>(url: &str) {
    let error = cut_at::<D>(url, Cut::BeforeItArrives, seed(), is("SELECT; COMMIT")).await;
    assert_unknown(&error);
    assert_eq!(counts_elsewhere(url), NOTHING);
}

async fn cut_before_commit_is_answered<D: Driver>(url: &str) {
    let error = cut_at::<D>(url, Cut::BeforeItIsAnswered, seed(), is("SELECT; COMMIT")).await;
    assert_unknown(&error);
    assert_eq!(counts_elsewhere(url), ALL);
}

async fn cut_in_mid_copy<D: Driver>(url: &str) {
    let mut seeder = Seeder::new();
    seeder.add_table(Table::from_rows(large_parents(200)).single_batch());
    let mut chunks = 0;
    let tenth_chunk = move |ty, _: &[u8]| {
        chunks += u8::from(ty == b'd');
        chunks == 10
    };
    let error = cut_at::<D>(url, Cut::BeforeItArrives, seeder, tenth_chunk).await;
    assert_lost(&error, "parents");
    assert_eq!(counts_elsewhere(url), NOTHING);
}

/// The first command of two.
async fn cut_before_a_copy_is_answered<D: Driver>(url: &str) {
    let error = cut_at::<D>(url, Cut::BeforeItIsAnswered, seed(), |ty, _| ty == b'c').await;
    assert_lost(&error, "parents");
    assert_eq!(error.rows(), Some(1..=7), "{error:#}");
    assert_eq!(counts_elsewhere(url), NOTHING);
}

/// Nobody says that the connection is gone. A run that has no time left waits for five seconds more.
#[tokio::test]
async fn nothing_is_heard_of_the_server_any_more() {
    if !blink_testdb::needs_several_connections("nothing_is_heard_of_the_server_any_more") {
        return;
    }
    let in_time = || {
        let mut seed = seed();
        seed.timeout(Duration::from_secs(10));
        seed
    };
    let (at_commit, at_copy) = (blink_testdb::database(), blink_testdb::database());
    for database in [&at_commit, &at_copy] {
        elsewhere(database.url(), SCHEMA);
    }
    let mut first = Client::open(&cutting(at_commit.url(), Cut::Never, is("SELECT; COMMIT"))).await;
    let mut second = Client::open(&cutting(at_copy.url(), Cut::Never, |ty, _| ty == b'c')).await;
    let (first, second) = tokio::join!(in_time().insert(&mut first), in_time().insert(&mut second));
    let (unknown, late) = (first.unwrap_err(), second.unwrap_err());
    assert_unknown(&unknown);
    assert!(
        late.is_timeout() && late.is_connection_lost() && !late.is_commit_unknown(),
        "{late:#}"
    );
    assert_eq!(late.table(), Some("parents"), "{late:#}");
    for database in [&at_commit, &at_copy] {
        assert_eq!(elsewhere(database.url(), COUNTS), [NOTHING]);
    }
}

/// The error is that which made it roll back.
async fn cut_before_rollback_arrives<D: Driver>(url: &str) {
    let seed = crate::drivers::scenarios::broken_seed();
    let error = cut_at::<D>(url, Cut::BeforeItArrives, seed, is("ROLLBACK")).await;
    assert_eq!(
        (error.table(), error.row(), error.sqlstate()),
        (Some("children"), Some(16), Some("23505"))
    );
    assert!(error.is_connection_lost() && !error.is_commit_unknown(), "{error:#}");
    assert_eq!(counts_elsewhere(url), NOTHING);
}
