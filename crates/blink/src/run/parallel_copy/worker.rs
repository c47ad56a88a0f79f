//! A worker: one connection that stores batches of one table.

use std::pin::pin;
use std::sync::atomic::Ordering;

use bytes::Bytes;
use futures_util::StreamExt as _;
use futures_util::future::{BoxFuture, Either, select};
use futures_util::stream::FuturesUnordered;
use tokio::sync::mpsc;

use super::state::{Job, ParallelCopy};
use crate::connection::Connection;
use crate::connection::pooled::Connect;
use crate::connection::pooled::PooledConnection;
use crate::connection::session::Session;
use crate::error::{Error, ErrorKind};
use crate::produce::Chunk;
use crate::run::copy_command::{ChunkSource, CopyCommand, CopyError};
use crate::run::session_state::transaction_settings;
use crate::run::transaction::OpenTransaction;

/// The end of a worker's part in this table.
pub(super) struct WorkerExit<L> {
    /// The connection, if it is usable.
    lease: Option<L>,
    /// The error if the connection could not be opened.
    connect_error: Option<Error>,
    error: Option<Error>,
}

pub(super) type Workers<'w, L> = FuturesUnordered<BoxFuture<'w, WorkerExit<L>>>;

impl ParallelCopy<'_> {
    /// Opens a connection once it is wanted, and stores batch after batch.
    pub(super) async fn work<By, L: PooledConnection<By>>(
        &self,
        n: usize,
        lease: Option<L>,
        connect: &Connect<'_, L>,
        idle: mpsc::UnboundedSender<usize>,
        mut jobs: mpsc::Receiver<Job>,
    ) -> WorkerExit<L> {
        let mut exit = WorkerExit {
            lease: None,
            connect_error: None,
            error: None,
        };
        let mut lease = match lease {
            Some(lease) => lease,
            None => match self.open(connect, &mut jobs).await {
                Some(Ok(lease)) => lease,
                Some(Err(error)) => {
                    tracing::warn!(error = format!("{error:#}"), "no more connections");
                    exit.connect_error = Some(error);
                    return exit;
                }
                None => return exit,
            },
        };
        loop {
            let _nobody_asks = idle.send(n);
            let Some(job) = jobs.recv().await else { break };
            match self.store(job, lease.connection()).await {
                Ok(()) => {}
                Err(CopyError::SourceEnded { connection_lost }) => {
                    exit.lease = (!connection_lost).then_some(lease);
                    return exit;
                }
                Err(CopyError::Failed(error)) => {
                    exit.lease = (!error.is_connection_lost()).then_some(lease);
                    exit.error = Some(error);
                    return exit;
                }
            }
        }
        exit.lease = Some(lease);
        exit
    }

    /// Opens a connection once it is wanted; None if the table's end comes first. It gets no job before it is idle.
    async fn open<L>(&self, connect: &Connect<'_, L>, jobs: &mut mpsc::Receiver<Job>) -> Option<Result<L, Error>> {
        let opening = pin!(async {
            match self.connections_wanted.acquire().await {
                Ok(wanted) => wanted.forget(),
                Err(_) => std::future::pending().await,
            }
            connect().await
        });
        match select(opening, pin!(jobs.recv())).await {
            Either::Left((opened, _)) => Some(opened),
            Either::Right(_) => None,
        }
    }

    /// Stores a batch as a whole, or not at all.
    async fn store<C: Connection>(&self, job: Job, conn: &mut C) -> Result<(), CopyError> {
        let deadline = self.stall.deadline;
        let mut feed = Batches {
            copy: self,
            chunks: job.chunks,
        };
        let Some(first) = feed.next().await? else {
            return Err(CopyError::SourceEnded { connection_lost: false });
        };
        let settings = transaction_settings(self.plan, self.state, deadline);
        let mut transaction = OpenTransaction::begin(Session::new(conn, deadline), &settings);
        let command = CopyCommand {
            table: self.table,
            sql: &self.sql,
            lock: Some(&self.rebuilt),
            retain_for_errors: self.has_foreign_keys,
            before: job.before,
        };
        match command.copy(first, feed, &mut transaction.session).await {
            Ok(rows) if !self.is_stopped() => {
                let batch = job.before + 1..=job.before + rows.sent;
                if let Err(error) = self.recorder.record(batch.clone(), &mut transaction.session).await {
                    let error = error.with_rows(self.table.step, batch);
                    return Err(CopyError::Failed(transaction.roll_back(error).await));
                }
                self.counters.begin_commit(rows.stored);
                let committed = transaction.commit(self.plan).await;
                self.counters.ended(rows, committed.as_ref().copied());
                Ok(committed.map_err(|error| match error.table() {
                    Some(other) if other != self.table.declared => error,
                    _ => error.with_rows(self.table.step, batch),
                })?)
            }
            Err(CopyError::Failed(error)) => Err(CopyError::Failed(transaction.roll_back(error).await)),
            Ok(_) => Err(roll_back(transaction, false).await),
            Err(CopyError::SourceEnded { connection_lost }) => Err(roll_back(transaction, connection_lost).await),
        }
    }
}

/// Rolls back a batch that is not to be stored although the batch itself did not fail.
async fn roll_back<C: Connection>(transaction: OpenTransaction<'_, C>, connection_lost: bool) -> CopyError {
    let error = Error::new(ErrorKind::Source).with_connection_lost(connection_lost);
    CopyError::SourceEnded {
        connection_lost: transaction.roll_back(error).await.is_connection_lost(),
    }
}

/// The next worker that failed; None once all have ended.
pub(super) async fn next_failure<L>(
    workers: &mut Workers<'_, L>,
    free: &mut Vec<L>,
    connect_error: &mut Option<Error>,
) -> Option<Error> {
    while let Some(exit) = workers.next().await {
        free.extend(exit.lease);
        *connect_error = exit.connect_error.or(connect_error.take());
        if exit.error.is_some() {
            return exit.error;
        }
    }
    None
}

/// The batches that come to one connection.
struct Batches<'s, 't> {
    copy: &'s ParallelCopy<'t>,
    chunks: mpsc::Receiver<Chunk>,
}

impl ChunkSource for Batches<'_, '_> {
    async fn next(&mut self) -> Result<Option<Chunk>, Error> {
        let next = self.chunks.recv().await;
        Ok(next.filter(|_| !self.copy.is_stopped()))
    }

    fn sending(&mut self, chunk: &Bytes) {
        self.copy
            .counters
            .bytes
            .fetch_add(chunk.len() as u64, Ordering::Relaxed);
    }

    fn framing(&mut self, bytes: usize) {
        self.copy.counters.bytes.fetch_add(bytes as u64, Ordering::Relaxed);
    }

    fn sent(&mut self, rows: u64) {
        self.copy.counters.sent.fetch_add(rows, Ordering::Relaxed);
        self.copy.report(false);
    }

    fn recycle(&mut self, chunk: Bytes) {
        self.copy.buffers.release(chunk);
    }
}
