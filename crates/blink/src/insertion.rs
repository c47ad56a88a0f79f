//! A table's rows through a function of the user's own.

use std::fmt;
use std::ops::ControlFlow;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::FutureExt as _;
use futures_util::future::{Either, select};
use tokio::sync::mpsc;

use crate::chunks::{Halt, Retain, RowCount};
use crate::connection::{Connection, CopySink as _, DriverError, TextRow};
use crate::deadline::{Late, Stall};
use crate::error::BoxError;
use crate::store::{Slot, Store};
use crate::table::{BoxFuture, Source};
use crate::thread::{self, Fault};

/// What the function given to [`Table::insert_with`](crate::Table::insert_with) works with: the rows, and the connection
/// within the run's transaction.
///
/// Do not end the transaction: the run notices, and fails.
pub struct Insertion<'a, T> {
    session: &'a mut dyn Session,
    lots: &'a mut Lots<T>,
    store: &'a Store,
}

impl<T> Insertion<'_, T> {
    /// The next lot of rows: as many as the table's `batch_size`, or 1,000 where it has none; None at the end.
    pub async fn next(&mut self) -> Option<&[T]> {
        self.lots.next().await
    }

    /// What earlier steps left.
    pub fn store(&self) -> &Store {
        self.store
    }

    /// Runs one or more statements and gives the number of rows that the last of them changed.
    ///
    /// # Errors
    /// What the server or the driver said.
    pub async fn execute(&mut self, sql: &str) -> Result<u64, DriverError> {
        self.session.execute(sql).await
    }

    /// Runs one statement and gives its rows as text.
    ///
    /// # Errors
    /// What the server or the driver said.
    pub async fn query(&mut self, sql: &str) -> Result<Vec<TextRow>, DriverError> {
        self.session.query(sql).await
    }

    /// Runs a `COPY … FROM STDIN` with this data and gives the number of rows that were stored.
    ///
    /// # Errors
    /// What the server or the driver said.
    pub async fn copy(&mut self, sql: &str, data: Bytes) -> Result<u64, DriverError> {
        self.session.copy(sql, data).await
    }
}

impl<T> fmt::Debug for Insertion<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Insertion").finish_non_exhaustive()
    }
}

/// A [`Connection`] without its type.
pub(crate) trait Session: Send {
    fn execute<'a>(&'a mut self, sql: &'a str) -> BoxFuture<'a, Result<u64, DriverError>>;
    fn query<'a>(&'a mut self, sql: &'a str) -> BoxFuture<'a, Result<Vec<TextRow>, DriverError>>;
    fn copy<'a>(&'a mut self, sql: &'a str, data: Bytes) -> BoxFuture<'a, Result<u64, DriverError>>;
}

impl<C: Connection> Session for C {
    fn execute<'a>(&'a mut self, sql: &'a str) -> BoxFuture<'a, Result<u64, DriverError>> {
        Box::pin(Connection::execute(self, sql))
    }

    fn query<'a>(&'a mut self, sql: &'a str) -> BoxFuture<'a, Result<Vec<TextRow>, DriverError>> {
        Box::pin(Connection::query(self, sql))
    }

    fn copy<'a>(&'a mut self, sql: &'a str, data: Bytes) -> BoxFuture<'a, Result<u64, DriverError>> {
        Box::pin(async move {
            let mut sink = self.copy_in(sql).await?;
            sink.send(data).await?;
            sink.finish().await
        })
    }
}

/// The user's function, waiting for the rows.
pub(crate) type Custom<T> = Box<dyn FnOnce(Source<T>, Box<dyn Retain<T>>) -> MakeInsertion + Send>;

type Function<T> = Box<dyn for<'a> FnOnce(Insertion<'a, T>) -> BoxFuture<'a, Result<u64, BoxError>> + Send>;

/// What a run lends to an insertion.
pub(crate) struct Lent<'s> {
    pub(crate) session: &'s mut dyn Session,
    pub(crate) store: Arc<Store>,
    pub(crate) made: RowCount,
    pub(crate) lot: usize,
    pub(crate) stall: Stall,
}

pub(crate) enum Failure {
    Source(Halt),
    Function(BoxError),
    Panic(Fault),
    Late(Late),
}

pub(crate) type MakeInsertion =
    Box<dyn for<'s> FnOnce(Lent<'s>) -> BoxFuture<'s, Result<(u64, Option<Slot>), Failure>> + Send>;

pub(crate) fn custom<T: Send + 'static>(function: Function<T>) -> Custom<T> {
    Box::new(|source, retain| Box::new(|lent| Box::pin(insert(function, source, retain, lent))))
}

async fn insert<T: Send + 'static>(
    function: Function<T>,
    source: Source<T>,
    retain: Box<dyn Retain<T>>,
    lent: Lent<'_>,
) -> Result<(u64, Option<Slot>), Failure> {
    let Lent {
        session,
        store,
        made,
        lot,
        stall,
    } = lent;
    let (sender, receiver) = mpsc::channel(1);
    let producing = produce(source, Arc::clone(&store), lot, made, sender);
    let mut lots = Lots {
        receiver,
        current: Vec::new(),
        retain,
        stall,
        late: None,
    };
    let insertion = Insertion {
        session,
        lots: &mut lots,
        store: &store,
    };
    let inserting = Box::pin(thread::guard(function(insertion)));
    let (stored, produced) = match select(inserting, producing).await {
        Either::Left((stored, producing)) => {
            let stored = stored.map_err(Failure::Panic)?.map_err(Failure::Function)?;
            // A function that has had enough does not read to the end; then the source's end is of no interest.
            (stored, producing.now_or_never())
        }
        Either::Right((produced, inserting)) => {
            let stored = inserting.await;
            if let Err(halt) = produced {
                return Err(Failure::Source(halt));
            }
            (
                stored.map_err(Failure::Panic)?.map_err(Failure::Function)?,
                Some(Ok(())),
            )
        }
    };
    if let Some(late) = lots.late {
        return Err(Failure::Late(late));
    }
    match produced {
        Some(Err(halt)) if !matches!(halt, Halt::Unwanted) => Err(Failure::Source(halt)),
        _ => Ok((stored, lots.finish())),
    }
}

/// Makes the rows and hands them over in lots.
fn produce<T: Send + 'static>(
    source: Source<T>,
    store: Arc<Store>,
    lot: usize,
    made: RowCount,
    lots: mpsc::Sender<Vec<T>>,
) -> BoxFuture<'static, Result<(), Halt>> {
    match source {
        Source::Thread(rows) => thread::run(move || {
            let mut current = Vec::with_capacity(lot);
            let mut unwanted = false;
            rows(&store, &mut |row| {
                made.add_one();
                current.push(row);
                if current.len() < lot {
                    return ControlFlow::Continue(());
                }
                let full = std::mem::replace(&mut current, Vec::with_capacity(lot));
                unwanted = lots.blocking_send(full).is_err();
                if unwanted {
                    ControlFlow::Break(())
                } else {
                    ControlFlow::Continue(())
                }
            })
            .map_err(Halt::Source)?;
            if !unwanted && !current.is_empty() {
                unwanted = lots.blocking_send(current).is_err();
            }
            if unwanted { Err(Halt::Unwanted) } else { Ok(()) }
        })
        .map(|made| made.unwrap_or_else(|fault| Err(Halt::Fault(fault))))
        .boxed(),
        Source::Stream(rows) => thread::guard(async move {
            let mut rows = rows(&store);
            let mut current = Vec::with_capacity(lot);
            while let Some(row) = rows.next().await {
                current.push(row.map_err(Halt::Source)?);
                made.add_one();
                if current.len() == lot {
                    let full = std::mem::replace(&mut current, Vec::with_capacity(lot));
                    lots.send(full).await.map_err(|_| Halt::Unwanted)?;
                }
            }
            if !current.is_empty() {
                lots.send(current).await.map_err(|_| Halt::Unwanted)?;
            }
            Ok(())
        })
        .map(|made| made.unwrap_or_else(|fault| Err(Halt::Fault(fault))))
        .boxed(),
    }
}

struct Lots<T> {
    receiver: mpsc::Receiver<Vec<T>>,
    current: Vec<T>,
    retain: Box<dyn Retain<T>>,
    stall: Stall,
    late: Option<Late>,
}

impl<T> Lots<T> {
    async fn next(&mut self) -> Option<&[T]> {
        self.retain_current();
        match self.stall.watch(&mut self.receiver).await {
            Ok(lot) => {
                self.current = lot?;
                Some(&self.current)
            }
            Err(late) => {
                self.late = Some(late);
                None
            }
        }
    }

    fn retain_current(&mut self) {
        for row in self.current.drain(..) {
            self.retain.row(row);
        }
    }

    fn finish(mut self) -> Option<Slot> {
        self.retain_current();
        self.retain.finish()
    }
}
