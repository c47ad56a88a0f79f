//! Copies one table: chunks in, batch by batch.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Instant;

use bytes::Bytes;
use futures_util::FutureExt as _;
use tokio::sync::mpsc;

use super::copy_command::{ChunkSource, CopyCommand, CopyError, RowCounts};
use super::max_value::MaxTracker;
use super::rebuild::{FirstRows, Rebuilder};
use super::source_error::{next_row, source_error};
use crate::connection::Connection;
use crate::connection::deadline::Elapsed;
use crate::connection::session::Session;
use crate::declare::options::RunOptions;
use crate::declare::progress::{OnProgress, Progress};
use crate::declare::table::{ProduceChunks, Threads};
use crate::error::Error;
use crate::plan::TablePlan;
use crate::produce::drive::drive;
use crate::produce::stall_timeout::StallTimeout;
use crate::produce::{BufferPool, CHUNKS_AHEAD, Cause, Chunk, Chunker};
use crate::report::phase::Phase;
use crate::rows::store::{Slot, Store};

/// The copying of one table.
pub(super) struct TableCopy<'t, 'p> {
    table: &'t TablePlan,
    rebuilding: &'t mut Rebuilder<'p>,
    sql: String,
    stall: StallTimeout,
    on_progress: Option<OnProgress>,
    buffers: BufferPool,
    threads: Threads,
    started: Instant,
    /// Chunks made before the decision about the indexes.
    first_rows: VecDeque<Chunk>,
    rows: RowCounts,
    bytes: u64,
    tracker: &'t mut MaxTracker,
}

impl<'t, 'p> TableCopy<'t, 'p> {
    pub(super) fn new(
        table: &'t TablePlan,
        stall: StallTimeout,
        options: &RunOptions,
        tracker: &'t mut MaxTracker,
        rebuilding: &'t mut Rebuilder<'p>,
    ) -> Self {
        Self {
            table,
            rebuilding,
            sql: table.copy_sql().unwrap_or_default(),
            stall,
            on_progress: options.on_progress.clone(),
            buffers: BufferPool::new(options.threads()),
            threads: options.threads(),
            started: Instant::now(),
            first_rows: VecDeque::new(),
            rows: RowCounts::default(),
            bytes: 0,
            tracker,
        }
    }

    pub(super) fn rows(&self) -> RowCounts {
        self.rows
    }

    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Makes the rows and copies them.
    pub(super) async fn run<C: Connection>(
        &mut self,
        produce: ProduceChunks,
        store: Arc<Store>,
        session: &mut Session<'_, C>,
    ) -> Result<Option<Slot>, Error> {
        let (sender, receiver) = mpsc::channel(CHUNKS_AHEAD);
        let progress = self.stall.progress.clone();
        let table = self.table;
        let chunker = Chunker::new(
            Arc::clone(&table.layout),
            table.batch_size(),
            self.buffers.clone(),
            progress.clone(),
        );
        let producer = produce(store, chunker, sender, self.threads);
        let consumer = self.copy(receiver, session).map(|copied| match copied {
            Err(CopyError::Failed(error)) => Err(error),
            ended => Ok(ended),
        });
        let (failure, lost) = match drive(producer, consumer).await {
            Ok((Ok(kept), Ok(()))) => return Ok(kept),
            Ok((produced, copied)) => (
                // A producer that ends well ends its last batch, so that there always is an error.
                produced.err().unwrap_or(Cause::ReceiverClosed.into()),
                matches!(copied, Err(CopyError::SourceEnded { connection_lost: true })),
            ),
            Err((Some(failure), error)) => (failure, error.is_connection_lost()),
            Err((None, error)) => return Err(error),
        };
        Err(source_error(failure, progress.current_row() + 1, Some(table)).with_connection_lost(lost))
    }

    async fn copy<C: Connection>(
        &mut self,
        mut chunks: mpsc::Receiver<Chunk>,
        session: &mut Session<'_, C>,
    ) -> Result<(), CopyError> {
        self.buffer_first_rows(&mut chunks, session).await?;
        while let Some(first) = self.next(&mut chunks).await? {
            let is_first = self.rows.sent == 0;
            let rebuilt = self.rebuilding.rebuilt(self.table.oid).to_vec();
            let command = CopyCommand {
                table: self.table,
                sql: &self.sql.clone(),
                lock: is_first.then_some(&rebuilt),
                retain_for_errors: self.rebuilding.has_foreign_keys(self.table),
                before: self.rows.sent,
            };
            let feed = BatchSource {
                copy: self,
                chunks: &mut chunks,
            };
            // Boxed, as are the futures in it: without optimization, the stack of each caller holds them several times.
            self.rows.stored += Box::pin(command.copy(first, feed, session)).await?.stored;
        }
        self.report(true);
        Ok(())
    }

    /// Waits for the first rows, or for enough of them to decide whether dropping indexes and keys pays.
    async fn buffer_first_rows<C: Connection>(
        &mut self,
        chunks: &mut mpsc::Receiver<Chunk>,
        session: &mut Session<'_, C>,
    ) -> Result<(), Error> {
        let mut ahead = FirstRows::default();
        let mut seen = VecDeque::new();
        while let Some(chunk) = self.next(chunks).await? {
            ahead.rows += chunk.rows;
            ahead.bytes += chunk.bytes.len() as u64;
            seen.push_back(chunk);
            if self.table.rows.is_some() || !self.rebuilding.depends_on_rows(self.table.oid, ahead) {
                break;
            }
        }
        self.first_rows = seen;
        if self.first_rows.is_empty() {
            return Ok(());
        }
        ahead.rows = self.table.rows.unwrap_or(ahead.rows);
        if self.rebuilding.prepare_table(self.table.oid, ahead, session).await? {
            self.sql = self.table.copy_command(true).unwrap_or_default();
        }
        Ok(())
    }

    async fn next(&mut self, chunks: &mut mpsc::Receiver<Chunk>) -> Result<Option<Chunk>, Error> {
        if let Some(chunk) = self.first_rows.pop_front() {
            return Ok(Some(chunk));
        }
        let started = Instant::now();
        // The source is making progress, too, while it makes rows that are not in a chunk yet.
        let next = self.stall.receive(chunks).await.map_err(|late| self.late(late));
        self.rebuilding.phases.add(Phase::Generate, started.elapsed());
        next
    }

    fn late(&self, late: Elapsed) -> Error {
        Error::from(late).with_location(next_row(&self.stall.progress))
    }

    fn report(&self, done: bool) {
        if let Some(on_progress) = &self.on_progress {
            on_progress(&Progress {
                table: self.table.declared.clone(),
                rows: self.rows.sent,
                bytes: self.bytes,
                elapsed: self.started.elapsed(),
                done,
            });
        }
    }
}

/// The chunks of a table's rows for one command.
struct BatchSource<'f, 't, 'p> {
    copy: &'f mut TableCopy<'t, 'p>,
    chunks: &'f mut mpsc::Receiver<Chunk>,
}

impl ChunkSource for BatchSource<'_, '_, '_> {
    fn next(&mut self) -> impl Future<Output = Result<Option<Chunk>, Error>> + Send {
        self.copy.next(self.chunks)
    }

    fn sending(&mut self, chunk: &Bytes) {
        self.copy.bytes += chunk.len() as u64;
        self.copy.tracker.read(chunk);
    }

    fn framing(&mut self, bytes: usize) {
        self.copy.bytes += bytes as u64;
    }

    fn sent(&mut self, rows: u64) {
        self.copy.rows.sent += rows;
        self.copy.report(false);
    }

    fn recycle(&mut self, chunk: Bytes) {
        self.copy.buffers.release(chunk);
    }
}
