//! The runs of a case that fail, each at another step.

use std::borrow::{BorrowMut, Cow};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use blink::{Connection, DriverError, TextRow, Transaction};
use tokio_postgres::Client;

use super::{Case, ROWS, assert_same};
use crate::faults::dropped::{Dropped, polled};
use crate::support::{Db, catalog};

/// A fault in a run, at one of its steps.
#[derive(Clone, Copy, Debug)]
enum Fault {
    /// The server refuses what it is asked.
    Refused,
    /// The future is dropped.
    Dropped(Dropped),
}

/// The run fails at its first step, at its second, and so on, until there is none left: the schema and the rows are
/// what they were. In all these schemas together that is more than five hundred runs.
pub(super) async fn faults(case: &Case, db: &mut Db, mut rows: u64) {
    let before = catalog(&db.client).await;
    for fault in [
        Fault::Refused,
        Fault::Dropped(Dropped::AtOnce),
        Fault::Dropped(Dropped::Woken),
    ] {
        // A run is polled two or three times for what it asks once.
        let steps = match fault {
            Fault::Refused => 1,
            Fault::Dropped(_) => 3,
        };
        for n in (0..).step_by(steps) {
            let left = Arc::new(AtomicUsize::new(n));
            let done = match fault {
                Fault::Refused => {
                    let mut refusing = Refusing {
                        client: &mut db.client,
                        left: Arc::clone(&left),
                    };
                    case.seed(rows).insert(&mut refusing).await.is_ok()
                }
                Fault::Dropped(dropped) => polled(case.seed(rows).insert(&mut db.client), n, dropped)
                    .await
                    .is_some_and(|done| done.map(drop).is_ok()),
            };
            assert_same(&catalog(&db.client).await, &before);
            // COMMIT may have been on its way.
            let committed = matches!(fault, Fault::Dropped(_)) && case.rows(db).await > rows;
            if done || committed {
                rows += ROWS;
            }
            case.has_rows(db, rows).await;
            // What is refused as it is dropped is kept.
            let done = done && left.load(Ordering::Relaxed) <= n;
            assert!(!done || n > 10, "{fault:?} at {n}");
            if done {
                break;
            }
        }
    }
}

/// A client that is refused what it asks after so many other things.
pub(super) struct Refusing<C> {
    pub(super) client: C,
    pub(super) left: Arc<AtomicUsize>,
}

impl<C> Refusing<C> {
    /// The SQL that is sent instead. Only this once: the count goes on from the highest number. A savepoint that begins
    /// it is set: no server refuses that, and one without it would be refused what rolls back to it.
    fn ask<'s>(&mut self, sql: &'s str) -> Cow<'s, str> {
        match self.left.fetch_sub(1, Ordering::Relaxed) {
            0 => match sql.split_once("; ") {
                Some((savepoint, _)) if savepoint.starts_with("SAVEPOINT ") => {
                    format!("{savepoint}; SELECT 1 / 0").into()
                }
                _ => "SELECT 1 / 0".into(),
            },
            _ => sql.into(),
        }
    }
}

impl<C: BorrowMut<Client> + Send> Connection for Refusing<C> {
    type Sink<'s>
        = <Client as Connection>::Sink<'s>
    where
        Self: 's;

    async fn execute(&mut self, sql: &str) -> Result<u64, DriverError> {
        let sql = self.ask(sql);
        Connection::execute(self.client.borrow_mut(), &sql).await
    }

    async fn query(&mut self, sql: &str) -> Result<Vec<TextRow>, DriverError> {
        let sql = self.ask(sql);
        Connection::query(self.client.borrow_mut(), &sql).await
    }

    async fn copy_in(&mut self, sql: &str) -> Result<Self::Sink<'_>, DriverError> {
        let asked = self.ask(sql);
        if asked != sql {
            Connection::execute(self.client.borrow_mut(), &asked).await?;
        }
        Connection::copy_in(self.client.borrow_mut(), sql).await
    }

    fn abandon(&mut self, transaction: Transaction) {
        self.client.borrow_mut().abandon(transaction);
    }
}
