//! The runs of a case over several connections.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use blink::BoxError;

use super::faults::Refusing;
use super::{Case, ROWS, assert_same, but_for_indexes_of_keys, count, quoted};
use crate::rebuild::rebuilt;
use crate::support::{Db, catalog, connect};

/// The same runs where they are not one transaction: what is dropped is gone for others, too, and comes back whatever
/// fails. What is refused as it is built again is missing, as the error says; its statements bring it back.
pub(super) async fn apart(case: &Case, db: &Db) {
    if !blink_testdb::needs_several_connections("the gallery over several connections") {
        return;
    }
    let mut before = catalog(&db.client).await;
    let mut missed = 0;
    // Connections are new each time, which takes a while.
    for n in (0..).step_by(5) {
        for (table, ..) in case.tables {
            let sql = format!("TRUNCATE {} CASCADE", quoted(table));
            db.client.batch_execute(&sql).await.unwrap();
        }
        let left = Arc::new(AtomicUsize::new(n));
        let connecting = || async {
            Ok::<_, BoxError>(Refusing {
                client: connect(db.database.url()).await,
                left: Arc::clone(&left),
            })
        };
        let run = case.seed(0).non_atomic().concurrency(2);
        match run.insert(connecting).await {
            Ok(report) => {
                case.has_rows(db, ROWS).await;
                assert_same(&catalog(&db.client).await, &before);
                // What is refused as it is dropped is kept.
                if left.load(Ordering::Relaxed) > n {
                    continue;
                }
                let mut names = rebuilt(&report);
                names.sort_unstable();
                assert_eq!(names, case.rebuilt, "{report}");
                assert!(n > 10 && (missed > 0 || names.len() < 3), "{n}");
                return;
            }
            Err(error) => {
                assert!(left.load(Ordering::Relaxed) > n, "{error:#}");
                for (table, ..) in case.tables {
                    let mut stored = error
                        .committed_rows()
                        .iter()
                        .filter(|stored| stored.table() == blink::TableName::from(*table).to_string());
                    let stored = stored.next().map_or(0, blink::CommittedRows::rows);
                    assert_eq!(count(db, table).await, stored, "{error}");
                }
                // A foreign key to rows that are missing cannot be brought back before them.
                for (table, ..) in case.tables.iter().filter(|_| !error.unrestored_sql().is_empty()) {
                    let sql = format!("TRUNCATE {} CASCADE", quoted(table));
                    db.client.batch_execute(&sql).await.unwrap();
                }
                for sql in error.unrestored_sql() {
                    missed += 1;
                    db.client.batch_execute(sql).await.unwrap();
                }
                let after = catalog(&db.client).await;
                if error.unrestored_sql().is_empty() {
                    assert_same(&after, &before);
                } else {
                    // What was made last may be the second of two indexes that a foreign key can refer to, and not the first.
                    assert_same(&but_for_indexes_of_keys(&after), &but_for_indexes_of_keys(&before));
                    before = after;
                }
            }
        }
    }
}
