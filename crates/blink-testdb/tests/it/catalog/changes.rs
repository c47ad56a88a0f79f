//! Every kind of change is seen.

use std::collections::BTreeSet;

use blink_testdb::catalog;

use super::statements::{CHANGES, NEWER_CHANGES};
use super::{SCHEMA, lines};
use crate::connect;

#[test]
fn every_kind_of_change_is_seen() {
    let db = blink_testdb::database();
    let mut client = connect(db.url());
    client.batch_execute(SCHEMA).unwrap();
    let before = lines(&mut client);
    let version = blink_testdb::server().version();
    let newer = NEWER_CHANGES.iter().filter(|(since, ..)| *since <= version);
    let changes = CHANGES.iter().copied().chain(newer.map(|&(_, sql, line)| (sql, line)));
    let mut unseen = Vec::new();
    for (sql, line) in changes {
        let sql = sql.replace("DATABASE postgres", &format!("DATABASE {}", db.name()));
        let line = line.replace("\\\"", "\"");
        let mut transaction = client.transaction().unwrap();
        transaction
            .batch_execute(&sql)
            .unwrap_or_else(|error| panic!("{sql}: {error:?}"));
        let query = catalog::query(version);
        let after: BTreeSet<String> = (transaction.query(&query, &[]).unwrap().iter())
            .map(|row| row.get(0))
            .collect();
        transaction.rollback().unwrap();
        let changed: Vec<_> = before.symmetric_difference(&after).collect();
        if !changed
            .iter()
            .any(|changed| changed.replace("\\\"", "\"").contains(&line))
        {
            unseen.push(format!("{sql}\n    wants {line}\n    {changed:#?}"));
        }
    }
    assert!(unseen.is_empty(), "{}", unseen.join("\n"));
    assert_eq!(lines(&mut client), before);
}
