//! A gallery of schemas, each the same after a run as before: into empty tables, once more on top, and after runs that
//! fail at any of their steps.

mod blockers;
mod connections;
mod faults;
mod foreign_keys;
mod indexes;
mod names;
mod partitions;

use blink::Indexes;

use self::connections::apart;
use self::faults::faults;
use super::{kept, rebuilt, seed};
use crate::support::{Db, catalog};

/// A schema, and what is done to it.
struct Case {
    schema: &'static str,
    /// Table, columns, values.
    tables: &'static [(&'static str, &'static str, &'static str)],
    rebuilt: &'static [&'static str],
    /// The beginnings of what is said of what is kept.
    kept: &'static [&'static str],
}

const ROWS: u64 = 25;

impl Case {
    /// The seed of the next rows behind these.
    fn seed(&self, from: u64) -> blink::Seeder {
        let tables = self.tables.iter().map(|&(table, columns, values)| {
            let row = move |n: u64| {
                let n = (from + n).to_string();
                values
                    .split('|')
                    .map(|value| value.replace('#', &n))
                    .collect::<Vec<_>>()
            };
            blink::Table::records(table, columns.split(' '), (1..=ROWS).map(row))
        });
        seed(Indexes::Rebuild, tables.collect::<Vec<_>>())
    }

    async fn has_rows(&self, db: &Db, rows: u64) {
        for (table, ..) in self.tables {
            assert_eq!(count(db, table).await, rows);
        }
    }

    /// The rows of the first table.
    async fn rows(&self, db: &Db) -> u64 {
        count(db, self.tables[0].0).await
    }
}

async fn count(db: &Db, table: &str) -> u64 {
    db.count(&quoted(table)).await
}

fn quoted(table: &str) -> String {
    let name = blink::TableName::from(table);
    let parts = [name.schema(), Some(name.table())].into_iter().flatten();
    parts.map(blink::quote_identifier).collect::<Vec<_>>().join(".")
}

/// Words that a version brought, and what says it, or nothing, on those before.
const NEWER: [(u32, &str, &str); 5] = [
    (13, "words tsvector_ops (siglen = 100)", "words"),
    (13, ", deduplicate_items = off", ""),
    (14, "n int4_minmax_multi_ops (values_per_range = 16)", "n"),
    (15, " NULLS NOT DISTINCT", ""),
    (15, "SET DEFAULT (a)", "SET DEFAULT"),
];

/// The schema as far as this server's version knows its words.
fn known(schema: &str) -> String {
    let newer = NEWER
        .into_iter()
        .filter(|(since, ..)| *since > blink_testdb::server().version());
    newer.fold(schema.to_owned(), |schema, (_, word, before)| {
        schema.replace(word, before)
    })
}

async fn shown(case: &Case) {
    let (db, before) = shown_in_one_transaction(case).await;
    apart(case, &db).await;
    assert_same(
        &but_for_indexes_of_keys(&catalog(&db.client).await),
        &but_for_indexes_of_keys(&before),
    );
}

/// Returns the database after the runs, and its catalog before.
async fn shown_in_one_transaction(case: &Case) -> (Db, Vec<String>) {
    let mut db = Db::new(&known(case.schema)).await;
    let before = catalog(&db.client).await;
    for round in 0..2 {
        let report = case
            .seed(round * ROWS)
            .insert(&mut db.client)
            .await
            .unwrap_or_else(|error| panic!("round {round}: {error:#}"));
        let mut names = rebuilt(&report);
        names.sort_unstable();
        assert_eq!(names, case.rebuilt, "{report}{:#?}", kept(&report));
        let reasons = kept(&report);
        assert_eq!(reasons.len(), case.kept.len(), "{report}");
        for (reason, expected) in reasons.iter().zip(case.kept) {
            assert!(reason.starts_with(expected), "{reason}");
        }
        assert_same(&catalog(&db.client).await, &before);
        case.has_rows(&db, (round + 1) * ROWS).await;
        db.works().await;
    }
    faults(case, &mut db, 2 * ROWS).await;
    assert_same(&catalog(&db.client).await, &before);
    (db, before)
}

/// Fails with the facts that differ, of the many that a catalog has.
fn assert_same(after: &[String], before: &[String]) {
    if after == before {
        return;
    }
    let of_one = |one: &[String], other: &[String]| {
        let lines = one.iter().filter(|line| !other.contains(line));
        lines.cloned().collect::<Vec<_>>()
    };
    let (gone, new) = (of_one(before, after), of_one(after, before));
    assert!(gone.is_empty() && new.is_empty(), "gone: {gone:#?}\nnew: {new:#?}");
}

/// The facts but for which of two indexes that it can refer to a foreign key has.
fn but_for_indexes_of_keys(catalog: &[String]) -> Vec<String> {
    let of_key = |line: &str| {
        [".conindid = ", ".tgconstrindid = "]
            .iter()
            .any(|column| line.contains(column))
            || line.starts_with("table constraint ") && line.contains(": depends (n) on index ")
    };
    catalog.iter().filter(|line| !of_key(line)).cloned().collect()
}
