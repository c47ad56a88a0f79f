//! Callbacks that panic and sources that fail: an error that says where, nothing stored, a connection that works.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use blink::{DriverError, Error, RowStream, Rows, Seeder, Table};
use futures_util::FutureExt as _;
use futures_util::stream;

use super::NOTHING;
use crate::drivers::scenarios::{COUNTS, Child, Parent, SCHEMA, children, parents, seed};
use crate::support::Db;

/// 20 parents in commands of 7 rows, and then what is given, which fails.
async fn fails<K>(table: Table<Child, K>) -> Error {
    fails_in(|seed| {
        seed.add_table(table);
    })
    .await
}

async fn fails_in(last: impl FnOnce(&mut Seeder)) -> Error {
    let mut db = Db::new(SCHEMA).await;
    let mut seeder = Seeder::new();
    seeder.batch_size(7);
    seeder.add_table(Table::from_rows(parents(20)));
    last(&mut seeder);
    let error = seeder.insert(&mut db.client).await.unwrap_err();
    assert_eq!(db.one(COUNTS).await, NOTHING);
    db.works().await;
    error
}

/// The 16th of 20.
fn at_16(child: Child) -> Child {
    assert!(child.id != 16, "boom");
    child
}

fn assert_panicked_at_16(error: &Error) {
    assert!(error.is_panic(), "{error}");
    assert_eq!((error.table(), error.row()), (Some("children"), Some(16)), "{error}");
    assert_eq!(error.to_string(), "table children, row 16: the callback panicked: boom");
}

/// The error of a connection that is not the run's, as a callback may return it.
fn of_another_connection() -> DriverError {
    DriverError::failed("another server went away")
}

/// An earlier release took the run's connection for the lost one, and gave it up without ROLLBACK.
#[tokio::test]
async fn the_error_of_another_connection_does_not_cost_the_runs_own() {
    let from_context = fails_in(|seeder| {
        seeder.try_add_context(|_| Err::<(), _>(of_another_connection()));
    });
    let from_source = fails(Table::from_fn(|_| {
        let rows = children(20).map(|child| {
            if child.id < 16 {
                Ok(child)
            } else {
                Err(of_another_connection())
            }
        });
        Rows::try_new(rows)
    }));
    let from_function =
        fails(Table::from_rows(children(20)).insert_with(|_| Box::pin(async { Err(of_another_connection().into()) })));
    for error in [from_context.await, from_source.await, from_function.await] {
        assert!(!error.is_connection_lost(), "{error:#}");
        assert!(format!("{error:#}").ends_with("another server went away"), "{error:#}");
    }
}

#[tokio::test]
async fn a_context_panics() {
    let error = fails_in(|seed| {
        seed.add_context(|_| -> u8 { panic!("boom {}", 1) });
    })
    .await;
    assert!(error.is_panic());
    let shown = error.to_string();
    assert!(shown.starts_with("context declared at "), "{shown}");
    assert!(shown.ends_with("the callback panicked: boom 1"), "{shown}");
    assert!(shown.contains("callbacks.rs:"), "{shown}");
}

#[tokio::test]
async fn a_context_fails() {
    let error = fails_in(|seed| {
        seed.try_add_context(|_| "x".parse::<u8>());
    })
    .await;
    assert!(!error.is_panic());
    assert!(format!("{error:#}").ends_with("invalid digit found in string"));
}

#[tokio::test]
async fn an_iterator_panics() {
    assert_panicked_at_16(&fails(Table::from_rows(children(20).map(at_16))).await);
}

#[tokio::test]
async fn the_making_of_an_iterator_panics() {
    let error = fails(Table::from_fn(|_| -> Rows<'_, Child> { panic!("boom") })).await;
    assert!(error.is_panic());
    assert_eq!((error.table(), error.row()), (Some("children"), Some(1)));
}

#[tokio::test]
async fn a_stream_panics() {
    let rows = || stream::iter(children(20).map(at_16));
    assert_panicked_at_16(&fails(Table::from_stream(move |_| RowStream::new(rows()))).await);
}

#[tokio::test]
async fn the_making_of_a_stream_panics() {
    let error = fails(Table::from_stream(|_| -> RowStream<'_, Child> { panic!("boom") })).await;
    assert!(error.is_panic());
    assert_eq!((error.table(), error.row()), (Some("children"), Some(1)));
}

fn keep_16(child: &Child) -> i64 {
    assert!(child.id != 16, "boom");
    child.id
}

#[tokio::test]
async fn the_row_is_right_where_the_closure_that_keeps_panics() {
    assert_panicked_at_16(&fails(Table::from_rows(children(20)).keep(keep_16)).await);
    let streamed = Table::from_stream(|_| RowStream::new(stream::iter(children(20))));
    assert_panicked_at_16(&fails(streamed.keep(keep_16)).await);
    let folded = Table::from_rows(children(20)).fold(0, |sum, child| *sum += keep_16(child));
    assert_panicked_at_16(&fails(folded).await);
}

#[tokio::test]
async fn a_function_of_ones_own_panics_in_its_second_lot() {
    let error = fails(
        Table::from_rows(children(20))
            .batch_size(5)
            .insert_with(|mut insertion| {
                Box::pin(async move {
                    while let Some(lot) = insertion.next().await {
                        assert!(lot[0].id != 6, "boom");
                        insertion.execute("INSERT INTO children VALUES (1, 1)").await?;
                    }
                    Ok(0)
                })
            }),
    )
    .await;
    assert!(error.is_panic());
    assert_eq!((error.table(), error.rows()), (Some("children"), Some(6..=10)));
}

#[tokio::test]
async fn a_function_of_ones_own_fails_in_its_second_lot() {
    let error = fails(
        Table::from_rows(children(20))
            .batch_size(5)
            .insert_with(|mut insertion| {
                Box::pin(async move {
                    insertion.next().await;
                    insertion.next().await;
                    Err("no more".into())
                })
            }),
    )
    .await;
    assert_eq!((error.table(), error.rows()), (Some("children"), Some(6..=10)));
    assert!(format!("{error:#}").ends_with("the custom insert returned an error: no more"));
}

/// The values that a lot keeps are taken when the next lot is requested, or when the function has ended.
#[tokio::test]
async fn a_panic_in_keeping_the_last_lot_of_a_function_is_an_error() {
    let error = fails(
        Table::from_rows(children(16))
            .batch_size(20)
            .keep(keep_16)
            .insert_with(|mut insertion| {
                Box::pin(async move {
                    insertion.next().await;
                    Ok(0)
                })
            }),
    )
    .await;
    assert!(error.is_panic());
    assert_eq!((error.table(), error.rows()), (Some("children"), Some(1..=16)));
}

#[tokio::test]
async fn a_function_that_ends_the_transaction_is_found_out() {
    for sql in ["ROLLBACK", "ROLLBACK; BEGIN", "ROLLBACK AND CHAIN"] {
        let error = fails(
            Table::from_rows(children(3))
                .insert_with(move |mut insertion| Box::pin(async move { Ok(insertion.execute(sql).await?) })),
        )
        .await;
        assert!(
            format!("{error:#}").contains("the function ended the run's transaction"),
            "{error:#}"
        );
    }
}

#[tokio::test]
async fn an_error_of_the_server_that_a_function_swallowed_is_found() {
    let error = fails(Table::from_rows(children(3)).insert_with(|mut insertion| {
        Box::pin(async move {
            insertion.execute("SELECT 1 / 0").await.unwrap_err();
            Ok(0)
        })
    }))
    .await;
    assert_eq!((error.table(), error.sqlstate()), (Some("children"), Some("25P02")));
}

/// Its answer would be taken for the next statement's, at least by some drivers.
#[tokio::test]
async fn a_function_that_drops_a_statement_half_way_is_found_out() {
    let goes_on = |on: bool| {
        Table::from_rows(children(3)).insert_with(move |mut insertion| {
            Box::pin(async move {
                let half = insertion.execute("INSERT INTO children VALUES (1, 1)").now_or_never();
                assert!(half.is_none());
                if on {
                    insertion.query("SELECT 1").await?;
                }
                Ok(0)
            })
        })
    };
    for on in [false, true] {
        let error = fails(goes_on(on)).await;
        let shown = format!("{error:#}");
        assert!(
            shown.ends_with("the future of a statement was dropped before it ended"),
            "{shown}"
        );
    }
}

#[derive(Debug)]
struct Broken;

impl std::fmt::Display for Broken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the file ends here")
    }
}

impl std::error::Error for Broken {}

#[tokio::test]
async fn a_source_fails_after_the_last_row_of_the_last_table() {
    let rows = || children(14).map(Ok).chain([Err(Broken)]);
    let iterated = Table::from_fn(move |_| Rows::try_new(rows()));
    let streamed = Table::from_stream(move |_| RowStream::try_new(stream::iter(rows())));
    for table in [iterated, streamed] {
        let error = fails(table).await;
        assert_eq!((error.table(), error.row()), (Some("children"), Some(15)));
        assert!(format!("{error:#}").ends_with("the callback returned an error: the file ends here"));
        let source = std::error::Error::source(&error).unwrap();
        assert!(source.is::<Broken>());
    }
}

/// The maker's end and its result come one after the other, so that the end could be taken for that of the rows, or
/// reported without its cause: many runs, since it takes one of them to be unlucky.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_source_that_fails_is_never_taken_for_one_that_ended() {
    let mut db = Db::new(SCHEMA).await;
    let rows = || children(3).map(Ok).chain([Err(Broken)]);
    for n in 0..150 {
        let table = Table::from_fn(move |_| Rows::try_new(rows()));
        let table = if n % 2 == 0 {
            table.insert_with(|mut insertion| {
                Box::pin(async move {
                    while insertion.next().await.is_some() {}
                    Ok(3)
                })
            })
        } else {
            table.single_batch()
        };
        let error = blink::copy_to_table(&mut db.client, table).await.unwrap_err();
        assert_eq!(error.row(), Some(4));
        assert!(format!("{error:#}").ends_with("the file ends here"), "{error:#}");
    }
}

/// As above, in the middle of a command, which is given up at once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_panic_in_the_middle_of_a_command_is_reported_as_such() {
    let mut db = Db::new(SCHEMA).await;
    for _ in 0..100 {
        let large = parents(10).map(|row| {
            assert!(row.id != 5, "boom");
            Parent {
                name: "x".repeat(40_000),
                ..row
            }
        });
        let error = blink::copy_to_table(&mut db.client, Table::from_rows(large))
            .await
            .unwrap_err();
        assert_eq!(error.to_string(), "table parents, row 5: the callback panicked: boom");
    }
    db.works().await;
}

#[tokio::test]
async fn the_last_row_of_the_last_table_cannot_be_encoded() {
    let too_large = i64::from(i32::MAX) + 1;
    let rows = move || (1..=14).chain([too_large]).map(|id| Child { id, parent_id: 1 });
    let mut db = Db::new(SCHEMA).await;
    db.client
        .batch_execute("ALTER TABLE children ALTER id TYPE int4")
        .await
        .unwrap();
    let mut seeder = Seeder::new();
    seeder.batch_size(7);
    seeder.add_table(Table::from_rows(parents(20)));
    seeder.add_table(Table::from_rows(rows()));
    let error = seeder.insert(&mut db.client).await.unwrap_err();
    assert_eq!(
        (error.table(), error.row(), error.column()),
        (Some("children"), Some(15), Some("id"))
    );
    assert_eq!(db.one(COUNTS).await, NOTHING);
    db.works().await;
}

/// It runs in the run's own future, and so does its panic.
#[tokio::test]
async fn a_panic_in_on_progress_unwinds_and_leaves_nothing() {
    let mut db = Db::new(SCHEMA).await;
    let calls = Arc::new(AtomicU64::new(0));
    let mut seed = seed();
    let counted = Arc::clone(&calls);
    seed.on_progress(move |_| assert!(counted.fetch_add(1, Ordering::Relaxed) == 0, "boom"));
    let panic = AssertUnwindSafe(seed.insert(&mut db.client)).catch_unwind().await;
    panic.unwrap_err();
    assert_eq!(calls.load(Ordering::Relaxed), 2);
    assert_eq!(db.one(COUNTS).await, NOTHING);
    db.works().await;
}

#[tokio::test]
async fn a_handle_of_another_seeder_is_an_error() {
    let mut other = Seeder::new();
    let foreign = other.add_context(|_| 1_u8);
    let error = fails_in(|seed| {
        seed.add_context(move |store| store[foreign]);
    })
    .await;
    assert!(error.is_panic());
    assert!(error.to_string().contains("another seeder"), "{error}");
}
