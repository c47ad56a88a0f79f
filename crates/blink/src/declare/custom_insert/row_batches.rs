//! The rows of a custom insert in batches: sent by their source, read by the user's function.

use std::ops::RangeInclusive;
use std::sync::Arc;

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use tokio::sync::mpsc;

use crate::connection::deadline::Elapsed;
use crate::error::BoxError;
use crate::produce::spawn::{self, TaskError};
use crate::produce::stall_timeout::StallTimeout;
use crate::produce::{Cause, Collector, ProduceError, RowProgress};
use crate::rows::source::Source;
use crate::rows::store::{Slot, Store};
use crate::rows::{RowSink, RowStream, try_each};

/// Makes the rows and sends them in batches.
pub(super) fn produce<T: Send + 'static>(
    source: Source<T>,
    store: Arc<Store>,
    batch_rows: usize,
    progress: RowProgress,
    batches: mpsc::Sender<Vec<T>>,
) -> BoxFuture<'static, Result<(), ProduceError>> {
    let produced = match source {
        Source::Thread(rows) => {
            spawn::spawn(move || send_each(|each| rows(&store, each), batch_rows, &progress, &batches))
        }
        Source::Stream(rows) => {
            let sending = async move { send_stream(rows(&store), batch_rows, &progress, &batches).await };
            spawn::catch_panic(sending).boxed()
        }
    };
    produced
        .map(|produced| produced.unwrap_or_else(|fault| Err(fault.into())))
        .boxed()
}

fn send_each<T>(
    source: impl FnOnce(RowSink<'_, T>) -> Result<(), BoxError>,
    batch_rows: usize,
    progress: &RowProgress,
    batches: &mpsc::Sender<Vec<T>>,
) -> Result<(), ProduceError> {
    let mut current = Vec::new();
    let (source, sent) = try_each(source, |row| {
        progress.add_one();
        current.push(row);
        if current.len() < batch_rows {
            return Ok(());
        }
        batches.blocking_send(std::mem::take(&mut current))
    });
    source.map_err(Cause::Source)?;
    sent.map_err(|_| Cause::ReceiverClosed)?;
    if !current.is_empty() {
        batches.blocking_send(current).map_err(|_| Cause::ReceiverClosed)?;
    }
    Ok(())
}

async fn send_stream<T>(
    mut rows: RowStream<'_, T>,
    batch_rows: usize,
    progress: &RowProgress,
    batches: &mpsc::Sender<Vec<T>>,
) -> Result<(), ProduceError> {
    let mut current = Vec::new();
    while let Some(row) = rows.next().await {
        current.push(row.map_err(Cause::Source)?);
        progress.add_one();
        if current.len() == batch_rows {
            let full = std::mem::take(&mut current);
            batches.send(full).await.map_err(|_| Cause::ReceiverClosed)?;
        }
    }
    if !current.is_empty() {
        batches.send(current).await.map_err(|_| Cause::ReceiverClosed)?;
    }
    Ok(())
}

/// The batches as the function reads them.
pub(super) struct RowBatches<T> {
    receiver: mpsc::Receiver<Vec<T>>,
    current: Vec<T>,
    /// The number of rows given so far, with those of the current batch.
    yielded: u64,
    pub(super) position: Position,
    retain: Box<dyn Collector<T>>,
    stall: StallTimeout,
}

/// The place of the function among the batches.
pub(super) enum Position {
    /// Before the first batch, or waiting for the next.
    Between,
    /// At the batch with these rows.
    Rows(RangeInclusive<u64>),
    End,
    Elapsed(Elapsed),
}

impl Position {
    pub(super) fn rows(&self) -> Option<RangeInclusive<u64>> {
        match self {
            Self::Rows(rows) => Some(rows.clone()),
            Self::Between | Self::End | Self::Elapsed(_) => None,
        }
    }
}

impl<T> RowBatches<T> {
    pub(super) fn new(receiver: mpsc::Receiver<Vec<T>>, retain: Box<dyn Collector<T>>, stall: StallTimeout) -> Self {
        Self {
            receiver,
            current: Vec::new(),
            yielded: 0,
            position: Position::Between,
            retain,
            stall,
        }
    }

    pub(super) async fn next(&mut self) -> Option<&[T]> {
        self.retain_current();
        self.position = Position::Between;
        match self.stall.receive(&mut self.receiver).await {
            Ok(Some(batch)) => {
                let before = self.yielded;
                self.yielded += batch.len() as u64;
                self.position = Position::Rows(before + 1..=self.yielded);
                self.current = batch;
                Some(&self.current)
            }
            Ok(None) => {
                self.position = Position::End;
                None
            }
            Err(elapsed) => {
                self.position = Position::Elapsed(elapsed);
                None
            }
        }
    }

    fn retain_current(&mut self) {
        for row in self.current.drain(..) {
            self.retain.add(row);
        }
    }

    pub(super) fn finish(mut self) -> Result<Option<Slot>, TaskError> {
        spawn::catch(move || {
            self.retain_current();
            self.retain.finish()
        })
    }
}
