//! The text is that of the schema alone, and always the same.

use std::collections::BTreeSet;

use blink_testdb::catalog;

use super::{SCHEMA, lines};
use crate::connect;

#[test]
fn the_same_statements_give_the_same_text() {
    let (one, other) = (blink_testdb::database(), blink_testdb::database());
    let version = blink_testdb::server().version();
    let mut client = connect(one.url());
    client.batch_execute(SCHEMA).unwrap();
    let before = lines(&mut client);
    drop(client);
    let mut client = connect(other.url());
    // Other numbers, and files of other names.
    client
        .batch_execute(&format!(
            "{SCHEMA}; DROP PUBLICATION news; DROP SCHEMA app CASCADE; {SCHEMA}"
        ))
        .unwrap();
    assert_eq!(lines(&mut client), before);
    // What is not of the schema: rows, statistics, temporary tables.
    client
        .batch_execute(
            "INSERT INTO app.teams VALUES (1, 'a'), (2, 'b'); INSERT INTO app.people (team) SELECT 1;
            CREATE TEMPORARY TABLE passing (id int PRIMARY KEY, name text UNIQUE REFERENCES passing (name));
            ANALYZE app.teams; SELECT nextval('app.numbers')",
        )
        .unwrap();
    client.batch_execute("TRUNCATE app.people").unwrap();
    assert_eq!(lines(&mut client), before, "{version}");
    client.batch_execute("VACUUM FULL app.teams").unwrap();
    assert_eq!(lines(&mut client), before, "{version}");
}

/// `text` speaks to the server over a connection of its own.
#[test]
fn the_text_of_a_url() {
    let db = blink_testdb::database();
    connect(db.url()).batch_execute("CREATE TABLE here (id int)").unwrap();
    let text = catalog::text(db.url()).unwrap();
    assert!(
        text.contains("\ntable column public.here.id: pg_attribute.atttypid = \"integer\"\n"),
        "{text}"
    );
    let mut lines: Vec<_> = text.lines().collect();
    lines.sort_unstable();
    assert_eq!(text, lines.join("\n"));
}

/// A column of a later version that holds OIDs would be told as numbers.
#[test]
fn no_number_of_an_object_is_told() {
    let db = blink_testdb::database();
    let mut client = connect(db.url());
    client.batch_execute(SCHEMA).unwrap();
    let numbers: BTreeSet<String> = (client.query("SELECT oid::text FROM pg_class WHERE oid >= 16384 UNION SELECT oid::text FROM pg_type WHERE oid >= 16384 UNION SELECT oid::text FROM pg_constraint WHERE oid >= 16384", &[]).unwrap().iter())
        .map(|row| row.get(0))
        .collect();
    for line in lines(&mut client) {
        let told = line
            .split(|c: char| !c.is_ascii_digit())
            .find(|word| numbers.contains(*word));
        assert_eq!(told, None, "{line}");
    }
}
