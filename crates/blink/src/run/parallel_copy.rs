//! Stores the batches of one table over several connections, one transaction each.
//!
//! Rows are made once, in order. Each batch goes to an idle connection through a channel that holds most of a batch, so
//! that the next batch can be made for the next connection while the server stores this one. A connection is opened
//! when there is a batch and none is idle. The first worker to fail stops the others. They roll back their batch,
//! unless its COMMIT has been sent: that one is awaited, so that every batch has a known outcome.

mod counters;
mod state;
mod worker;

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use futures_util::future::{Either, select};
use tokio::sync::{Semaphore, mpsc};

use super::connections::Connections;
use super::max_value::MaxTracker;
use super::source_error::{next_row, source_error};
use crate::connection::deadline::{Deadline, GRACE};
use crate::connection::pooled::PooledConnection;
use crate::declare::table::{BatchSize, ProduceChunks};
use crate::error::Error;
use crate::produce::drive::drive;
use crate::produce::{CHUNKS_AHEAD, Chunk, Chunker};
use crate::report::TableReport;
use crate::report::phase::{Phase, Phases};
use crate::rows::store::{Slot, Store};
pub(super) use counters::CommitCounters;
use state::Job;
pub(super) use state::ParallelCopy;
use worker::{Workers, next_failure};

/// The most chunks of 64 KiB that may wait for one connection.
const CHUNKS_WAITING: usize = 64;

/// The size at which a batch ends if no batch size was set: no more than may wait, or the next connection would have to
/// wait for this one.
const MAX_BATCH_BYTES: usize = CHUNKS_WAITING * 64 * 1024;

/// The connections as seen by the code that hands out batches.
struct Dispatcher<'s> {
    idle: mpsc::UnboundedReceiver<usize>,
    jobs: Vec<mpsc::Sender<Job>>,
    /// A permit is added for each connection that is to be opened.
    connections_wanted: &'s Semaphore,
    unopened: usize,
}

impl Dispatcher<'_> {
    /// Hands a batch to the first idle connection.
    async fn assign(&mut self, job: Job) {
        let free = if let Ok(free) = self.idle.try_recv() {
            Some(free)
        } else {
            if self.unopened > 0 {
                self.unopened -= 1;
                self.connections_wanted.add_permits(1);
            }
            self.idle.recv().await
        };
        match free.and_then(|free| self.jobs.get(free)) {
            // The channel has room: an idle connection has no other job.
            Some(jobs) if jobs.send(job).await.is_ok() => {}
            // A closed channel means that the worker failed; its failure is reported by the code that watches it.
            _ => std::future::pending().await,
        }
    }
}

/// The reason for which making or handing out rows ended early.
enum StopReason {
    /// The source failed; the rows made before are stored.
    Source(Error),
    /// A connection failed, or the time is over; the other workers have to end.
    Abort(Error),
}

impl ParallelCopy<'_> {
    /// Makes the rows and stores them.
    pub(super) async fn run<By, L: PooledConnection<By>>(
        self,
        produce: ProduceChunks,
        store: Arc<Store>,
        tracker: &mut MaxTracker,
        phases: &mut Phases,
        connections: &mut Connections<'_, '_, L>,
    ) -> Result<(TableReport, Option<Slot>), Error> {
        let mut waited = Duration::ZERO;
        let count = self.worker_count(connections.max);
        let (idle, idle_workers) = mpsc::unbounded_channel();
        let mut dispatcher = Dispatcher {
            idle: idle_workers,
            jobs: Vec::new(),
            connections_wanted: &self.connections_wanted,
            unopened: count.saturating_sub(connections.free.len()),
        };
        let mut workers = Workers::new();
        for n in 0..count {
            let (sender, jobs) = mpsc::channel(1);
            dispatcher.jobs.push(sender);
            let lease = connections.free.pop();
            workers.push(Box::pin(self.work(n, lease, connections.connect, idle.clone(), jobs)));
        }
        drop(idle);
        let mut free = Vec::new();
        let mut connect_error = None;
        let produced = {
            let producer = pin!(self.produce(produce, store, tracker, &mut waited, dispatcher));
            let failure = pin!(next_failure(&mut workers, &mut free, &mut connect_error));
            match select(producer, failure).await {
                Either::Left((produced, _)) => produced,
                Either::Right((Some(failure), _)) => Err(StopReason::Abort(failure)),
                // The workers are done, but the source has yet to report how it ended.
                Either::Right((None, producer)) => producer.await,
            }
        };
        if matches!(produced, Err(StopReason::Abort(_))) {
            self.stopped.store(true, Ordering::Relaxed);
        }
        let late_failure = self.finish(&mut workers, &mut free, &mut connect_error).await;
        drop(workers);
        connections.free.extend(free);
        connections.opened = connections.opened.max(connections.free.len());
        connections.last_error = connect_error.or(connections.last_error.take());
        let kept = match (produced, late_failure) {
            (Ok(kept), None) => kept,
            (Err(StopReason::Source(failure) | StopReason::Abort(failure)), _) | (Ok(_), Some(failure)) => {
                return Err(failure);
            }
        };
        self.report(true);
        phases.add(Phase::Generate, waited);
        phases.add(Phase::Copy, self.started.elapsed().saturating_sub(waited));
        Ok((self.table_report(), kept))
    }

    /// Returns the number of workers. Rows that refer to each other are stored in their order, by one.
    fn worker_count(&self, max_connections: usize) -> usize {
        if self.table.needs_earlier_batches && self.has_foreign_keys {
            1
        } else {
            max_connections.max(1)
        }
    }

    fn table_report(&self) -> TableReport {
        let skipped = self.counters.dropped();
        TableReport {
            table: self.table.declared.clone(),
            rows: self.counters.stored(),
            updated: Some(0),
            skipped,
            skipped_by: self.table.dropping.clone().filter(|_| skipped > 0),
            bytes: self.counters.bytes.load(Ordering::Relaxed),
            elapsed: Duration::ZERO,
            rebuilt: Vec::new(),
            kept: Vec::new(),
        }
    }

    /// Waits until every connection has ended, and returns the first failure.
    async fn finish<L>(
        &self,
        workers: &mut Workers<'_, L>,
        free: &mut Vec<L>,
        connect_error: &mut Option<Error>,
    ) -> Option<Error> {
        if !self.is_stopped() {
            let failure = next_failure(workers, free, connect_error).await?;
            self.stopped.store(true, Ordering::Relaxed);
            let _others = self.stop(workers, free, connect_error).await;
            return Some(failure);
        }
        self.stop(workers, free, connect_error).await
    }

    /// Waits likewise after the workers were told to end. A worker that does not react is abandoned together with its
    /// connection.
    async fn stop<L>(
        &self,
        workers: &mut Workers<'_, L>,
        free: &mut Vec<L>,
        connect_error: &mut Option<Error>,
    ) -> Option<Error> {
        let all_ended = async {
            let mut first = None;
            while let Some(failure) = next_failure(workers, free, connect_error).await {
                first.get_or_insert(failure);
            }
            first
        };
        let first = Deadline::after(Some(GRACE)).timeout(Duration::ZERO, all_ended).await;
        first.unwrap_or(None)
    }

    /// Makes the rows and hands them out.
    async fn produce(
        &self,
        produce: ProduceChunks,
        store: Arc<Store>,
        tracker: &mut MaxTracker,
        waited: &mut Duration,
        dispatcher: Dispatcher<'_>,
    ) -> Result<Option<Slot>, StopReason> {
        let (sender, receiver) = mpsc::channel(CHUNKS_AHEAD);
        // If no batch size was set, batches are cut here.
        let batch_size = if self.splits_batches() {
            None
        } else {
            self.table.batch_size()
        };
        let progress = self.stall.progress.clone();
        let chunker = Chunker::new(
            Arc::clone(&self.table.layout),
            batch_size,
            self.buffers.clone(),
            progress.clone(),
        );
        let producer = produce(store, chunker, sender, self.threads);
        let consumer = self.dispatch(receiver, tracker, waited, dispatcher);
        let source_failure = match drive(producer, consumer).await {
            Ok((Ok(kept), ())) => return Ok(kept),
            Ok((Err(failure), ())) | Err((Some(failure), _)) => failure,
            Err((None, error)) => return Err(StopReason::Abort(error)),
        };
        let error = source_error(source_failure, progress.rows_made() + 1, Some(self.table));
        Err(StopReason::Source(error))
    }

    fn splits_batches(&self) -> bool {
        matches!(self.table.batch_size, BatchSize::Default(_))
    }

    async fn dispatch(
        &self,
        mut chunks: mpsc::Receiver<Chunk>,
        tracker: &mut MaxTracker,
        waited: &mut Duration,
        mut dispatcher: Dispatcher<'_>,
    ) -> Result<(), Error> {
        let mut open: Option<OpenBatch> = None;
        let mut before = 0;
        loop {
            let started = Instant::now();
            let next = self.stall.receive(&mut chunks).await;
            *waited += started.elapsed();
            let next = next.map_err(|late| Error::from(late).with_location(next_row(&self.stall.progress)))?;
            let Some(chunk) = next else { return Ok(()) };
            tracker.read(&chunk.bytes);
            let batch = match &mut open {
                Some(batch) => batch,
                // The end of a batch that was cut exactly where it ended.
                None if chunk.rows == 0 => continue,
                None => {
                    let (sender, receiver) = mpsc::channel(CHUNKS_WAITING);
                    let job = Job {
                        before,
                        chunks: receiver,
                    };
                    dispatcher.assign(job).await;
                    open.insert(OpenBatch {
                        sender,
                        rows: 0,
                        bytes: 0,
                    })
                }
            };
            before += chunk.rows;
            batch.rows += chunk.rows;
            batch.bytes += chunk.bytes.len();
            let ends_batch = chunk.ends_batch || (self.splits_batches() && batch.is_full(self.table.batch_size()));
            batch.send(Chunk { ends_batch, ..chunk }).await;
            if ends_batch {
                open = None;
            }
        }
    }
}

/// A batch that is being handed to a connection.
struct OpenBatch {
    sender: mpsc::Sender<Chunk>,
    rows: u64,
    bytes: usize,
}

impl OpenBatch {
    async fn send(&self, chunk: Chunk) {
        if self.sender.send(chunk).await.is_err() {
            // A closed channel means that the worker failed; its failure is reported by the code that watches it.
            std::future::pending::<()>().await;
        }
    }

    fn is_full(&self, rows: Option<u64>) -> bool {
        self.bytes >= MAX_BATCH_BYTES || rows.is_some_and(|rows| self.rows >= rows)
    }
}
