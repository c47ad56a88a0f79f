//! Faults of generated rows: found in the plan, or reported with the row's number; nothing is stored.

use std::sync::atomic::{AtomicBool, Ordering};

use blink::{Error, Generated, Indexes, Seeder, Table};

use super::{Post, SCHEMA, User, users};
use crate::support::{Db, patiently};

const COUNTS: &str = "SELECT (SELECT count(*) FROM users), (SELECT count(*) FROM posts)";

/// 3,000 users, and a table that fails.
async fn fails(threads: usize, table: impl FnOnce(&mut Seeder) -> Table<Post, Generated<Post>>) -> Error {
    let mut db = Db::new(SCHEMA).await;
    let mut seeder = Seeder::new();
    seeder.threads(threads).batch_size(700);
    users(&mut seeder, 3_000);
    let table = table(&mut seeder);
    seeder.add_table(table);
    let error = seeder.insert(&mut db.client).await.unwrap_err();
    assert_eq!(db.one(COUNTS).await, "0|0");
    db.works().await;
    error
}

fn post(id: i64) -> Post {
    Post {
        id,
        user_id: 1,
        title: String::new(),
    }
}

#[tokio::test]
async fn a_panic_names_the_first_row_that_panicked() {
    for threads in [1, 2, 8] {
        let error = fails(threads, |_| {
            Table::generate(20_000, |draw| {
                assert!(draw.number() < 4_711, "boom");
                post(draw.number())
            })
        })
        .await;
        assert!(error.is_panic());
        assert_eq!(
            (error.table(), error.row(), error.to_string().as_str()),
            (
                Some("posts"),
                Some(4_711),
                "table posts, row 4711: the callback panicked: boom"
            )
        );
    }
}

#[tokio::test]
async fn a_value_that_cannot_be_sent_names_its_row_and_column() {
    for threads in [1, 2, 8] {
        let error = fails(threads, |_| {
            Table::generate(20_000, |draw| Post {
                title: if draw.number() == 13_000 {
                    "\0".to_owned()
                } else {
                    String::new()
                },
                ..post(draw.number())
            })
        })
        .await;
        // The server's own refusal: it counts the rows of a command, of which this is one of several.
        assert_eq!(
            (error.table(), error.row(), error.column()),
            (Some("posts"), Some(13_000), Some("title"))
        );
    }
    let error = fails(2, |_| {
        let twice = Table::generate(20_000, |draw| {
            post(if draw.number() == 15_001 { 1 } else { draw.number() })
        });
        twice.indexes(Indexes::Keep)
    })
    .await;
    assert_eq!(
        (error.row(), error.sqlstate(), error.constraint()),
        (Some(15_001), Some("23505"), Some("posts_pkey"))
    );
}

#[tokio::test]
async fn a_number_that_does_not_fit_its_column_names_its_row() {
    let mut db = Db::new("CREATE TABLE users (id int4, name text)").await;
    let table = Table::generate(9_000, |draw| User {
        id: if draw.number() == 7_000 { 1 << 40 } else { draw.number() },
        name: String::new(),
    });
    let error = blink::copy_to_table(&mut db.client, table).await.unwrap_err();
    assert_eq!(
        (error.table(), error.row(), error.column()),
        (Some("users"), Some(7_000), Some("id"))
    );
    assert_eq!(db.count("users").await, 0);
}

/// Nothing is asked of the server that would need an answer: no table is even begun.
#[tokio::test]
async fn what_cannot_be_drawn_is_a_mistake_of_the_plan() {
    let mut db = Db::new(SCHEMA).await;
    let declare = || {
        let mut seeder = Seeder::new();
        seeder.add_table(Table::generate(10, |draw| {
            assert!(draw.number() == 1, "only the first row is made");
            User {
                id: 1,
                name: String::new(),
            }
        }));
        let none = seeder.add_table(
            Table::generate(0, |_| User {
                id: 1,
                name: String::new(),
            })
            .append(),
        );
        seeder.add_table(Table::generate(5_000, |draw| post(draw.unique(0..1_000))));
        seeder.add_table(Table::generate(1, move |draw| post(draw.pick(none).id)).append());
        seeder.add_table(Table::generate(1, |_| -> Post { panic!("boom") }).append());
        seeder.add_table(Table::per_parent(none, [(1, -1.0)], |_, _| post(1)).append());
        seeder.add_table(Table::generate(u64::MAX, |_| post(1)).append());
        seeder
    };
    let expected = [
        "table posts: 1,000 values for 5,000 rows, and none can be used twice; draw from more values, or generate fewer rows",
        "table posts: there is nothing to pick from: the earlier step has no rows; give it at least one row",
        "table posts: the row function panicked at the first row: boom; fix the row function",
        "table posts: [-1.0] are not valid weights; use numbers of 0 or more; their sum must be finite and not 0",
        "table posts: 18446744073709551615 rows are more than a bigint can number; generate fewer rows",
    ];
    let seeder = declare();
    for error in [
        seeder.plan(&mut db.client).await.unwrap_err(),
        seeder.insert(&mut db.client).await.unwrap_err(),
    ] {
        let mistakes = error.diagnostics().iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(mistakes, expected);
    }
    db.works().await;
}

#[tokio::test]
async fn what_needs_a_context_is_found_with_the_first_row() {
    let error = fails(2, |seed| {
        let size = seed.add_context(|_| 100);
        Table::generate(5_000, move |draw| post(draw.unique(0..*draw.read(size))))
    })
    .await;
    assert_eq!((error.table(), error.row()), (Some("posts"), Some(1)));
    assert!(
        error
            .to_string()
            .contains("100 values for 5,000 rows, and none can be used twice"),
        "{error}"
    );
}

#[tokio::test]
async fn no_threads_are_a_mistake() {
    let mut db = Db::new(SCHEMA).await;
    let mut seeder = Seeder::new();
    seeder.threads(0);
    users(&mut seeder, 1);
    let error = seeder.insert(&mut db.client).await.unwrap_err();
    assert_eq!(error.diagnostics().len(), 1);
    assert!(error.diagnostics()[0].message().contains("threads is 0"));
}

#[tokio::test]
async fn a_run_that_is_dropped_ends_its_threads() {
    let mut db = Db::new(SCHEMA).await;
    let alive = std::sync::Arc::new(());
    let held = std::sync::Arc::clone(&alive);
    let mut seeder = Seeder::new();
    seeder.threads(4);
    seeder.add_table(Table::generate(u64::MAX >> 1, move |draw| {
        let _held = &held;
        User {
            id: draw.number(),
            name: "x".repeat(1_000),
        }
    }));
    let begun = std::sync::Arc::new(AtomicBool::new(false));
    let seen = std::sync::Arc::clone(&begun);
    seeder.on_progress(move |_| seen.store(true, Ordering::Relaxed));
    {
        let mut run = std::pin::pin!(seeder.insert(&mut db.client));
        std::future::poll_fn(|cx| {
            let polled = run.as_mut().poll(cx);
            assert!(polled.is_pending());
            if begun.load(Ordering::Relaxed) {
                std::task::Poll::Ready(())
            } else {
                std::task::Poll::Pending
            }
        })
        .await;
    }
    assert_eq!(db.one(COUNTS).await, "0|0");
    db.works().await;
    // The threads hold the row's function, and end when they would hand over more.
    while std::sync::Arc::strong_count(&alive) > 1 {
        tokio::task::yield_now().await;
    }
}

/// The other threads go on for a while, so that the number of rows made says nothing.
#[tokio::test]
async fn a_row_that_takes_too_long_is_a_stalled_source() {
    for threads in [1, 2, 8] {
        let mut db = Db::new(SCHEMA).await;
        let run = async |limit| {
            let (_release, gate) = std::sync::mpsc::channel::<()>();
            let gate = std::sync::Mutex::new(gate);
            let mut seeder = Seeder::new();
            seeder.threads(threads).stall_timeout(limit);
            seeder.add_table(Table::generate(30_000, move |draw| {
                if draw.number() == 5_000 {
                    let _released = gate.lock().unwrap().recv();
                }
                User {
                    id: draw.number(),
                    name: String::new(),
                }
            }));
            seeder.insert(&mut db.client).await.unwrap_err()
        };
        let (_, error) = patiently(run, |error| error.row() == Some(5_000)).await;
        assert!(error.is_timeout(), "{error}");
        assert_eq!((error.table(), error.row()), (Some("users"), Some(5_000)), "{error}");
        assert_eq!(db.one(COUNTS).await, "0|0");
    }
}
