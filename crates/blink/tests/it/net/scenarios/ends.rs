//! Every way in which a run in one transaction ends early.

use std::sync::mpsc;
use std::time::Duration;

use blink::{OnConflict, RowStream, Rows, Seeder, Table};
use futures_util::stream::{self, StreamExt as _};

use super::super::recorder::At::{After, Before};
use super::super::{How, scenario};
use super::kinds::{cycle, family, filled, inserted, rebuilt, with};
use super::{CYCLE, MANY, THINGS, scenarios, table, things};
use crate::drivers::scenarios::{Child, Parent, SCHEMA, broken_seed, children, parents, seed};

/// Longer than a run takes to come to what it waits for, on a machine that is busy, too.
const SHORT: Duration = Duration::from_secs(10);

scenarios! {
    error_unique => scenario(SCHEMA, broken_seed)
    error_unique_joined => scenario(SCHEMA, broken_seed).joined()
    error_foreign_key => scenario(SCHEMA, || with(|seed| seed.add_table(Table::from_rows(children(5)))))
    error_syntax => scenario(
        "CREATE TABLE notes (id int4, body json)",
        || with(|seed| {
            let rows = [["1", "{}"], ["2", "{"]].map(|row| row.map(str::to_owned).to_vec());
            seed.add_table(Table::records("notes", ["id", "body"], rows));
        }),
    )
    error_at_commit => scenario(DEFERRED, || with(|seed| seed.add_table(table("notes", "id parent_id", 3, |n| [n, n]))))
    error_at_commit_joined => scenario(
        DEFERRED,
        || with(|seed| seed.add_table(table("notes", "id parent_id", 3, |n| [n, n]))),
    ).joined()
    error_unique_not_built => scenario(THINGS, || with(|seed| {
        rebuilt(seed, table("things", "id n", 5, |n| [n, n % 4]));
    }))
    error_unique_not_built_joined => scenario(THINGS, || with(|seed| {
        rebuilt(seed, table("things", "id n", 5, |n| [n, n % 4]));
    })).joined()
    error_foreign_key_not_built => scenario(CYCLE, || with(|seed| {
        seed.add_table(table("people", "id team", MANY, |n| [n, n % 4 + 1]));
        seed.add_table(table("teams", "id lead", 3, |n| [n, n]));
    }))
    error_check_in_conflict => scenario(
        "CREATE TABLE things (id int8 PRIMARY KEY, n int8 CHECK (n < 4), m int8)",
        || with(|seed| seed.add_table(things(5).on_conflict(OnConflict::DoNothing))),
    )
    error_same_row_twice_in_conflict => scenario(THINGS, || with(|seed| {
        let rows = table("things", "id n", 5, |n| [n % 3, n]);
        seed.add_table(rows.on_conflict(OnConflict::update(["id"])));
    }))
    error_after_truncate => scenario(filled(), || with(|seed| {
        seed.truncate();
        seed.add_table(Table::from_rows(parents(3)));
        seed.add_table(Table::from_rows(children(3).chain(children(1))));
    }))
    error_sequence_moved => scenario(
        "CREATE TABLE things (id serial PRIMARY KEY, n int8, m int8)",
        || with(|seed| {
            seed.add_table(things(5));
            seed.add_table(table("things", "n", 1, |n| [n]).append());
            seed.add_table(things(1).append());
        }),
    )
    error_in_function => scenario(THINGS, || with(|seed| {
        seed.add_table(inserted(5));
        seed.add_table(inserted(1).append());
    }))
    error_function_ends_transaction => scenario(THINGS, || with(|seed| {
        let table = table("things", "id", 1, |n| [n]).insert_with(|mut insertion| Box::pin(async move {
            Ok(insertion.execute("ROLLBACK; BEGIN; SELECT 1").await?)
        }));
        seed.add_table(table);
    }))

    source_error => scenario(SCHEMA, || after_parents(Table::from_fn(|_| Rows::try_new(failing(children(5), "no more")))))
    source_error_joined => scenario(
        SCHEMA,
        || after_parents(Table::from_fn(|_| Rows::try_new(failing(children(5), "no more")))),
    ).joined()
    source_error_in_copy => scenario(SCHEMA, || with(|seed| {
        seed.add_table(Table::from_fn(|_| Rows::try_new(failing(large(9), "no more"))));
    }))
    source_error_in_copy_joined => scenario(SCHEMA, || with(|seed| {
        seed.add_table(Table::from_fn(|_| Rows::try_new(failing(large(9), "no more"))));
    })).joined()
    source_panic => scenario(SCHEMA, || after_parents(Table::from_rows(children(5).inspect(|child| assert!(child.id != 4)))))
    source_panic_in_stream => scenario(SCHEMA, || after_parents(Table::from_stream(|_| {
        RowStream::new(stream::iter(children(5)).inspect(|child| assert!(child.id != 4)))
    })))
    source_stalls => scenario(SCHEMA, || with(|seed| {
        seed.stall_timeout(SHORT);
        seed.add_table(Table::from_stream(|_| RowStream::new(stream::iter(parents(3)).chain(stream::pending()))));
    }))
    source_stalls_in_copy => scenario(SCHEMA, || with(|seed| {
        seed.stall_timeout(SHORT);
        seed.add_table(Table::from_stream(|_| RowStream::new(stream::iter(large(9)).chain(stream::pending()))));
    }))
    context_error => scenario(SCHEMA, || with(|seed| {
        seed.add_table(Table::from_rows(parents(3)));
        seed.try_add_context(|_| Err::<u8, _>("no"));
    }))
    context_panic => scenario(SCHEMA, || with(|seed| {
        seed.add_table(Table::from_rows(parents(3)));
        seed.add_context(|_| -> u8 { panic!("no") });
    }))
    timeout_in_context => scenario(SCHEMA, || with(|seed| {
        seed.timeout(SHORT);
        seed.add_table(Table::from_rows(parents(3)));
        seed.add_context(|_| {
            let (_never, asked) = mpsc::channel::<()>();
            // Nobody sends; the sender lives.
            asked.recv().is_ok()
        });
    }))
    timeout_at_a_lock => scenario(SCHEMA, || with(|seed| family(seed.timeout(SHORT))))
        .meanwhile("LOCK TABLE children IN SHARE MODE")
    timeout_at_a_lock_joined => scenario(SCHEMA, || with(|seed| family(seed.timeout(SHORT))))
        .meanwhile("LOCK TABLE children IN SHARE MODE").joined()

    mistake_no_table => scenario(SCHEMA, || with(|seed| {
        seed.add_table(table("parent", "id", 1, |n| [n]));
        seed.add_table(table("parents", "id nam", 1, |n| [n, n]));
    }))
    mistake_joined => scenario(SCHEMA, || with(|seed| {
        seed.add_table(table("parent", "id", 1, |n| [n]));
    })).joined()
    mistake_before_the_first_question => scenario(SCHEMA, || with(|seed| family(seed.batch_size(0))))
    mistake_truncate_reaches_outside => scenario(filled(), || with(|seed| {
        seed.truncate();
        seed.add_table(Table::from_rows(parents(3)));
    }))
    mistake_read_only => scenario(SCHEMA, seed).how(How::Joined("BEGIN READ ONLY", "COMMIT"))
    mistake_failed_transaction => scenario(SCHEMA, seed).how(How::Joined("BEGIN; SELECT 1 / 0", "COMMIT"))

    dropped_at_session => scenario(SCHEMA, seed).dropped(Before, "statement_timestamp", 1)
    dropped_at_begin => scenario(SCHEMA, seed).dropped(After, "BEGIN", 1)
    dropped_at_question => scenario(SCHEMA, seed).dropped(Before, "pg_attribute", 1)
    dropped_at_copy => scenario(SCHEMA, seed).dropped(After, "copy COPY", 2)
    dropped_at_data => scenario(SCHEMA, seed).dropped(Before, "data ", 3)
    dropped_at_finish => scenario(SCHEMA, seed).dropped(After, "finish", 5)
    dropped_at_commit => scenario(SCHEMA, seed).dropped(Before, "COMMIT", 1)
    dropped_after_commit => scenario(SCHEMA, seed).dropped(After, "COMMIT", 1)
    dropped_at_rollback => scenario(SCHEMA, broken_seed).dropped(Before, "ROLLBACK", 1)
    dropped_at_truncate => scenario(filled(), || with(|seed| family(seed.truncate()))).dropped(After, "TRUNCATE", 1)
    dropped_at_index => scenario(THINGS, || with(|seed| rebuilt(seed, things(5)))).dropped(After, "CREATE INDEX", 2)
    dropped_at_dropping => scenario(THINGS, || with(|seed| rebuilt(seed, things(5)))).dropped(After, "DROP INDEX", 1)
    dropped_in_conflict => scenario(
        THINGS,
        || with(|seed| seed.add_table(things(5).on_conflict(OnConflict::DoNothing))),
    ).dropped(After, "INSERT INTO", 2)
    dropped_in_function => scenario(THINGS, || with(|seed| seed.add_table(inserted(5)))).dropped(After, "INSERT INTO", 2)
    dropped_at_question_joined => scenario(SCHEMA, seed).joined().dropped(Before, "pg_attribute", 1)
    dropped_at_data_joined => scenario(SCHEMA, seed).joined().dropped(Before, "data ", 3)
    dropped_at_refusal_joined => scenario(SCHEMA, broken_seed).joined().dropped(Before, "DO $blink$", 1)

    lost_at_session => scenario(SCHEMA, seed).lost(Before, "statement_timestamp", 1)
    lost_at_begin => scenario(SCHEMA, seed).lost(Before, "BEGIN", 1)
    lost_at_question => scenario(SCHEMA, seed).lost(Before, "pg_attribute", 1)
    lost_at_copy => scenario(SCHEMA, seed).lost(Before, "copy COPY", 2)
    lost_at_data => scenario(SCHEMA, seed).lost(Before, "data ", 3)
    lost_at_finish => scenario(SCHEMA, seed).lost(Before, "finish", 5)
    lost_at_commit => scenario(SCHEMA, seed).lost(Before, "COMMIT", 1)
    lost_after_commit => scenario(SCHEMA, seed).lost(After, "COMMIT", 1)
    lost_at_rollback => scenario(SCHEMA, broken_seed).lost(Before, "ROLLBACK", 1)
    lost_at_index => scenario(THINGS, || with(|seed| rebuilt(seed, things(5)))).lost(After, "CREATE INDEX", 2)
    lost_many_at_key => scenario(CYCLE, || with(cycle::<MANY>)).lost(Before, "FOREIGN KEY", 3)
    lost_at_data_joined => scenario(SCHEMA, seed).joined().lost(Before, "data ", 3)
}

const DEFERRED: &str = "
    CREATE TABLE parents (id int8 PRIMARY KEY);
    CREATE TABLE notes (id int8, parent_id int8 REFERENCES parents DEFERRABLE INITIALLY DEFERRED);
    INSERT INTO parents VALUES (1), (2);";

/// 20 parents in commands of 7 rows, and then what is given.
fn after_parents(table: Table<Child>) -> Seeder {
    with(|seed| {
        seed.batch_size(7);
        seed.add_table(Table::from_rows(parents(20)));
        seed.add_table(table);
    })
}

/// So large that some are sent before the last is made.
fn large(rows: i32) -> impl Iterator<Item = Parent> + Send + 'static {
    parents(rows).map(|parent| Parent {
        name: "x".repeat(30_000),
        ..parent
    })
}

/// All of these, and then an error.
fn failing<T>(rows: impl Iterator<Item = T>, error: &'static str) -> impl Iterator<Item = Result<T, &'static str>> {
    rows.map(Ok).chain([Err(error)])
}
