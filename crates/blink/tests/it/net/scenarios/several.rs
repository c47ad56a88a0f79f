//! Runs that are not one transaction.

use std::time::Duration;

use blink::{Indexes, OnConflict, Rows, Seeder, Table};

use super::super::recorder::At::{After, Before};
use super::super::scenario;
use super::kinds::{cycle, family, filled, inserted, leaked, rebuilt, with};
use super::{CYCLE, THINGS, people, scenarios, table, teams, things};
use crate::drivers::scenarios::{Child, SCHEMA, broken_seed, children, parents, seed};

scenarios! {
    non_atomic_one => scenario(SCHEMA, seed).non_atomic(1)
    non_atomic_two => scenario(SCHEMA, seed).non_atomic(2)
    non_atomic_timeout_long => scenario(SCHEMA, || with(|seed| {
        family(seed.timeout(Duration::from_secs(600)));
    })).non_atomic(1)
    non_atomic_truncate => scenario(filled(), || with(|seed| family(seed.truncate()))).non_atomic(1)
    non_atomic_truncate_two => scenario(filled(), || with(|seed| {
        family(seed.batch_size(7).truncate_cascade());
    })).non_atomic(2)
    non_atomic_rebuild => scenario(CYCLE, rebuilding).non_atomic(1)
    non_atomic_rebuild_two => scenario(CYCLE, rebuilding).non_atomic(2)
    non_atomic_rebuild_in_filled_table => scenario(
        leaked(THINGS, "INSERT INTO things VALUES (0, 0, 0)"),
        || with(|seed| rebuilt(seed, things(5))),
    ).non_atomic(1)
    non_atomic_rebuild_before_code => scenario(THINGS, || with(|seed| {
        rebuilt(seed, things(5));
        seed.add_table(inserted(4).append());
    })).non_atomic(1)
    non_atomic_conflict => scenario(
        leaked(THINGS, "INSERT INTO things VALUES (2, 20, 0)"),
        || with(|seed| seed.add_table(things(5).on_conflict(OnConflict::update(["id"])))),
    ).non_atomic(1)
    non_atomic_insert_with => scenario(THINGS, || with(|seed| seed.add_table(inserted(5)))).non_atomic(1)
    non_atomic_sequence => scenario(SERIAL, counted).non_atomic(1)
    non_atomic_analyze => scenario(SCHEMA, || with(|seed| family(seed.analyze(true)))).non_atomic(1)

    non_atomic_error_unique => scenario(SCHEMA, broken_seed).non_atomic(1)
    non_atomic_error_with_sequence => scenario(SERIAL, || with(|seed| {
        seed.batch_size(2);
        seed.add_table(table("things", "id", 5, |n| [n % 4 + 1]));
    })).non_atomic(1)
    non_atomic_error_not_built => scenario(THINGS, || with(|seed| {
        rebuilt(seed, table("things", "id n", 5, |n| [n, n % 4]));
    })).non_atomic(1)
    non_atomic_error_in_conflict => scenario(THINGS, || with(|seed| {
        let rows = table("things", "id n", 5, |n| [n % 3, n]);
        seed.add_table(rows.on_conflict(OnConflict::update(["id"])));
    })).non_atomic(1)
    non_atomic_error_after_rebuild => scenario(CYCLE, || with(|seed| {
        seed.indexes(Indexes::Rebuild);
        seed.add_table(people(5));
        seed.add_table(Table::records("teams", ["id"], [vec!["1".to_owned()], vec!["x".to_owned()]]));
    })).non_atomic(1)
    non_atomic_source_error => scenario(SCHEMA, || with(|seed| {
        seed.batch_size(2);
        seed.add_table(Table::from_rows(parents(5)));
        let rows = || children(5).map(Ok).chain([Err("no more")]);
        seed.add_table(Table::<Child>::from_fn(move |_| Rows::try_new(rows())));
    })).non_atomic(1)
    non_atomic_context_error => scenario(CYCLE, || with(|seed| {
        seed.indexes(Indexes::Rebuild);
        seed.add_table(people(5));
        seed.try_add_context(|_| Err::<u8, _>("no"));
        seed.add_table(teams());
    })).non_atomic(1)
    non_atomic_mistake => scenario(SCHEMA, || with(|seed| {
        seed.add_table(table("parent", "id", 1, |n| [n]));
    })).non_atomic(1)

    non_atomic_dropped_at_data => scenario(SCHEMA, seed).non_atomic(1).dropped(Before, "data ", 1)
    non_atomic_dropped_at_commit => scenario(SCHEMA, seed).non_atomic(1).dropped(After, "COMMIT", 2)
    non_atomic_dropped_at_index => scenario(CYCLE, rebuilding).non_atomic(1).dropped(Before, "CREATE INDEX people_team", 1)
    non_atomic_lost_at_copy => scenario(SCHEMA, seed).non_atomic(1).lost(Before, "copy COPY", 2)
    non_atomic_lost_at_commit => scenario(SCHEMA, seed).non_atomic(1).lost(Before, "COMMIT", 2)
    non_atomic_lost_after_commit => scenario(SCHEMA, seed).non_atomic(1).lost(After, "COMMIT", 2)
    non_atomic_lost_at_index => scenario(CYCLE, rebuilding).non_atomic(1).lost(Before, "CREATE INDEX people_team", 1)
}

const SERIAL: &str = "CREATE TABLE things (id serial PRIMARY KEY, n int8, m int8)";

fn counted() -> Seeder {
    with(|seed| {
        seed.add_table(things(5));
        seed.add_table(table("things", "n", 3, |n| [n + 100]).append());
    })
}

fn rebuilding() -> Seeder {
    with(|seed| {
        seed.indexes(Indexes::Rebuild).batch_size(7);
        cycle::<30>(seed);
    })
}
