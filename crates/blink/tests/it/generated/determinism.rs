//! The same rows whenever, wherever and on however many threads they are made.

use std::sync::{Arc, Mutex};

use blink::{Connection, CopySink, DriverError, Seeder, Table, TextRow, Transaction};
use bytes::{Bytes, BytesMut};
use proptest::prelude::*;
use rand::RngExt as _;

use super::{Post, SCHEMA, User, users};
use crate::support::Db;

/// A connection that also writes down what is copied, each COPY by itself.
struct WritesDown<'c> {
    client: &'c mut tokio_postgres::Client,
    copies: Arc<Mutex<Vec<BytesMut>>>,
}

impl Connection for WritesDown<'_> {
    type Sink<'s>
        = Copy<<tokio_postgres::Client as Connection>::Sink<'s>>
    where
        Self: 's;

    async fn execute(&mut self, sql: &str) -> Result<u64, DriverError> {
        Connection::execute(self.client, sql).await
    }

    async fn query(&mut self, sql: &str) -> Result<Vec<TextRow>, DriverError> {
        Connection::query(self.client, sql).await
    }

    async fn copy_in(&mut self, sql: &str) -> Result<Self::Sink<'_>, DriverError> {
        self.copies.lock().unwrap().push(BytesMut::new());
        Ok(Copy {
            sink: Connection::copy_in(self.client, sql).await?,
            copies: Arc::clone(&self.copies),
        })
    }

    fn abandon(&mut self, transaction: Transaction) {
        self.client.abandon(transaction);
    }
}

struct Copy<S> {
    sink: S,
    copies: Arc<Mutex<Vec<BytesMut>>>,
}

impl<S: CopySink> CopySink for Copy<S> {
    async fn send(&mut self, chunk: Bytes) -> Result<(), DriverError> {
        self.copies
            .lock()
            .unwrap()
            .last_mut()
            .unwrap()
            .extend_from_slice(&chunk);
        self.sink.send(chunk).await
    }

    async fn finish(self) -> Result<u64, DriverError> {
        self.sink.finish().await
    }

    async fn abort(self) -> Result<(), DriverError> {
        self.sink.abort().await
    }
}

/// The rows' bytes, without what begins and ends each COPY, and the number of these.
async fn copied(db: &mut Db, seeder: Seeder) -> (Vec<u8>, usize) {
    db.client.batch_execute("TRUNCATE users, posts").await.unwrap();
    let copies = Arc::default();
    let mut conn = WritesDown {
        client: &mut db.client,
        copies: Arc::clone(&copies),
    };
    let report = seeder.insert(&mut conn).await.unwrap();
    let copies = copies.lock().unwrap();
    let sent: usize = copies.iter().map(BytesMut::len).sum();
    assert_eq!(report.bytes(), sent as u64);
    let rows = copies.iter().map(|copy| {
        let rows = copy.strip_prefix(b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0").unwrap();
        rows.strip_suffix(b"\xff\xff").unwrap()
    });
    (rows.flatten().copied().collect(), copies.len())
}

/// Users, posts of any of them, and more posts for each, with long and short rows.
fn seed(threads: usize, batch_size: Option<u64>, rows: u64) -> Seeder {
    let mut seeder = Seeder::new();
    seeder.threads(threads);
    match batch_size {
        Some(rows) => seeder.batch_size(rows),
        None => seeder.single_batch(),
    };
    let people = users(&mut seeder, rows);
    let offset = i64::try_from(rows * 2).unwrap();
    seeder.add_table(Table::generate(rows * 2, move |draw| Post {
        id: draw.number(),
        user_id: draw.pick(people).id,
        title: "x".repeat(draw.rng().random_range(0..300)),
    }));
    seeder.add_table(
        Table::per_parent(people, 0..=3, move |draw, user| Post {
            id: offset + draw.number(),
            user_id: user.id,
            title: format!("{} {}", user.name, draw.nth()),
        })
        .append(),
    );
    seeder
}

#[tokio::test]
async fn the_bytes_are_the_same_on_any_number_of_threads_and_in_batches_of_any_size() {
    let mut db = Db::new(SCHEMA).await;
    let (expected, commands) = copied(&mut db, seed(1, None, 3_000)).await;
    assert_eq!(commands, 3);
    assert!(expected.len() > 500_000);
    for threads in [1, 2, 8] {
        for batch_size in [None, Some(1_000), Some(997), Some(1_000_000)] {
            let (bytes, _) = copied(&mut db, seed(threads, batch_size, 3_000)).await;
            assert!(bytes == expected, "{threads} threads, {batch_size:?}");
        }
    }
}

#[test]
fn the_bytes_are_the_same_in_any_case() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let db = std::cell::RefCell::new(runtime.block_on(Db::new(SCHEMA)));
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(24));
    let cases = (1_usize..9, prop_oneof![1_u64..50, 50_u64..3_000], 0_u64..1_500);
    runner
        .run(&cases, |(threads, batch_size, rows)| {
            let db = &mut *db.borrow_mut();
            let expected = runtime.block_on(copied(db, seed(1, None, rows))).0;
            let (bytes, _) = runtime.block_on(copied(db, seed(threads, Some(batch_size.max(rows / 20 + 1)), rows)));
            prop_assert!(bytes == expected);
            Ok(())
        })
        .unwrap();
}

/// The first rows of a table.
fn first<T: Clone + 'static>(
    seed: impl FnOnce(&mut Seeder) -> blink::Handle<blink::Generated<T>>,
    rows: usize,
) -> Vec<T> {
    let mut seeder = Seeder::new();
    let table = seed(&mut seeder);
    let store = seeder.preview().unwrap();
    store[table].iter().take(rows).collect()
}

#[test]
fn more_rows_leave_the_first_as_they_were() {
    assert_eq!(
        first(|seeder| users(seeder, 100), 100),
        first(|seeder| users(seeder, 100_000), 100)
    );
    let posts = |rows| {
        move |seeder: &mut Seeder| {
            let people = users(seeder, rows);
            seeder.add_table(Table::per_parent(people, 0..=9, |draw, user| Post {
                id: draw.number(),
                user_id: user.id,
                title: format!("{} {}", draw.nth(), draw.between(0, 1_000)),
            }))
        }
    };
    assert_eq!(first(posts(100), 300), first(posts(5_000), 300));
}

#[test]
fn other_tables_and_contexts_change_nothing() {
    let alone = first(|seed| users(seed, 100), 100);
    let among = first(
        |seed| {
            seed.add_context(|_| 7);
            seed.add_table(
                Table::generate(5, |draw| User {
                    id: draw.number(),
                    name: String::new(),
                })
                .named("others"),
            );
            let people = users(seed, 100);
            seed.add_table(
                Table::from_rows([User {
                    id: 1,
                    name: String::new(),
                }])
                .named("more"),
            );
            people
        },
        100,
    );
    assert_eq!(alone, among);
}

#[test]
fn a_field_that_is_drawn_last_changes_no_other() {
    let without = first(|seed| users(seed, 100), 100);
    let with = first(
        |seed| {
            seed.add_table(Table::generate(100, |draw| {
                let (id, drawn) = (draw.number(), draw.between(0, 999_999));
                let more = draw.between(0, 9);
                assert!((0..=9).contains(&more) && draw.unique(0..200) < 200);
                User {
                    id,
                    name: format!("User {id} {drawn}"),
                }
            }))
        },
        100,
    );
    assert_eq!(without, with);
}

#[test]
fn another_seed_name_or_step_gives_other_rows() {
    let names = |rows: Vec<User>| rows.into_iter().map(|user| user.name).collect::<Vec<_>>();
    let usual = names(first(|seed| users(seed, 100), 100));
    let differs = |other: Vec<String>| {
        let same = usual.iter().zip(&other).filter(|(one, other)| one == other).count();
        assert!(same < 3, "{same} of 100 are the same");
    };
    differs(names(first(
        |seed| {
            seed.random_seed(1);
            users(seed, 100)
        },
        100,
    )));
    differs(names(first(
        |seed| {
            users(seed, 100);
            users(seed, 100)
        },
        100,
    )));
    differs(names(first(
        |seed| {
            let row = |draw: &mut blink::Draw<'_>| {
                let id = draw.number();
                User {
                    id,
                    name: format!("User {id} {}", draw.between(0, 999_999)),
                }
            };
            seed.add_table(Table::generate(100, row).named("people"))
        },
        100,
    )));
}
