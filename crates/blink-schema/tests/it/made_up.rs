//! Made-up schemas: what no gallery thinks of. A schema is a function of its number; the server accepts every one.

mod columns;
mod random;
mod tables;

use std::collections::BTreeSet;
use std::ops::Range;

use crate::fill::fill;
use crate::judge::{self, Allowed};
use crate::trial::{Schema, connect};
use random::Random;

/// The types and functions that every schema may use.
const BASE: &str = "
CREATE TYPE hue AS ENUM ('red', 'green', 'blue', 'it''s grey');
CREATE DOMAIN word AS text CHECK (VALUE <> '' AND length(VALUE) <= 40);
CREATE DOMAIN code AS word CHECK (VALUE ~ '^[A-Z]{2}[0-9]{4,9}$');
CREATE DOMAIN natural_number AS int CHECK (VALUE >= 0);
CREATE DOMAIN percent AS natural_number CHECK (VALUE <= 100);
CREATE FUNCTION fits(n int) RETURNS boolean IMMUTABLE LANGUAGE plpgsql AS 'BEGIN RETURN n % 3 <> 1; END';
CREATE FUNCTION agree(a int, b int) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT (a + b) % 2 = 0';
";

/// The things that a schema can have, each in a share of all.
pub const FEATURES: [&str; 22] = [
    "composite key",
    "composite foreign key",
    "match full",
    "shared column",
    "self key",
    "self key not null",
    "cycle",
    "cycle not null",
    "subtype",
    "foreign key to unique",
    "unique sets",
    "partial unique",
    "expression unique",
    "generated",
    "partitions",
    "domain",
    "enum",
    "rung 1",
    "rung 2",
    "rung 3",
    "rung 4",
    "deferrable",
];

/// A schema, and what it has.
pub struct MadeUp {
    pub sql: String,
    pub features: BTreeSet<&'static str>,
}

pub fn made_up(number: u64) -> MadeUp {
    let mut random = Random::new(number);
    let (tables, features) = tables::tables(&mut random);
    MadeUp {
        sql: format!("{BASE}{tables}"),
        features,
    }
}

fn cases(default: u64) -> u64 {
    std::env::var("BLINK_MADE_UP").map_or(default, |cases| cases.parse().unwrap())
}

#[tokio::test]
async fn the_server_accepts_every_one() {
    let db = blink_testdb::database();
    let client = connect(&db).await;
    let mut seen: Vec<&str> = Vec::new();
    for number in 0..cases(300) {
        let schema = made_up(number);
        let whole = format!("BEGIN; {}; ROLLBACK", schema.sql);
        if let Err(error) = client.batch_execute(&whole).await {
            panic!("{number}: {error:?}\n{}", schema.sql);
        }
        seen.extend(schema.features);
    }
    for feature in FEATURES {
        let count = seen.iter().filter(|seen| **seen == feature).count();
        assert!(count >= 15, "{feature}: {count}");
    }
}

#[test]
fn the_same_number_is_the_same_schema() {
    assert_eq!(made_up(7).sql, made_up(7).sql);
    assert_ne!(made_up(7).sql, made_up(8).sql);
}

#[tokio::test(flavor = "multi_thread")]
async fn some_made_up_schemas_are_filled() {
    are_filled(0..cases(12)).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "minutes: in .ci/all"]
async fn hundreds_of_made_up_schemas_are_filled() {
    are_filled(0..cases(300)).await;
}

/// At least nine of ten are filled whole, and whatever is there is right.
async fn are_filled(numbers: Range<u64>) {
    let all = numbers.end - numbers.start;
    let (mut whole, mut wrong) = (0, Vec::new());
    for number in numbers {
        let schema = Schema {
            name: format!("made up {number}"),
            sql: made_up(number).sql,
            ..Schema::default()
        };
        let (_db, mut client) = schema.made().await.unwrap();
        if let Err(error) = fill(&mut client, 200).await {
            wrong.push(format!("{}: {error}\n{}", schema.name, schema.sql));
            continue;
        }
        let verdict = judge::judge(&client, &Allowed::default()).await;
        if verdict.empty.is_empty() {
            whole += 1;
        } else {
            println!("{}: left out: {}", schema.name, verdict.empty.join(", "));
        }
        let other = verdict.wrong.into_iter().filter(|line| !line.ends_with("has no rows"));
        wrong.extend(other.map(|line| format!("{}: {line}", schema.name)));
    }
    println!("{whole} of {all} are filled whole");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(whole * 10 >= all * 9, "{whole} of {all}");
}
