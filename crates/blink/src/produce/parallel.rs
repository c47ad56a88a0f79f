//! Turns generated rows into chunks on several threads, sent in the order of the rows.
//!
//! Each worker claims the next rows, about a chunk of them, and makes and encodes them. Chunks are sent in the order of
//! the claims, so that the data does not depend on the number of threads. A worker that is ahead waits for its turn, so
//! that each thread holds only a few chunks.

use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use futures_util::future::BoxFuture;
use tokio::sync::mpsc;

use super::{CHUNK, CHUNKS_AHEAD, Cause, Chunk, Chunker, Encode, ProduceError, RowProgress};
use crate::generate::Generated;
use crate::produce::spawn::{self, TaskError};
use crate::rows::try_each;

/// The number of rows of a first claim, before their size is known.
const FIRST_CLAIM: u64 = 64;

/// The maximum number of rows of a claim, so that a worker that stops in the middle is not far behind.
const MAX_CLAIM: u64 = 16 * 1024;

/// The number of rows per thread that makes another thread worthwhile.
const MIN_ROWS_PER_THREAD: u64 = 1024;

/// The rows that no worker has claimed yet, and the order of the claims.
struct WorkQueue {
    unclaimed: Range<u64>,
    /// The worker of each claim, in the order of sending; None after all rows are claimed.
    chunk_order: Option<mpsc::UnboundedSender<usize>>,
}

impl WorkQueue {
    fn claim(&mut self, worker: usize, rows: u64) -> Option<Range<u64>> {
        if self.unclaimed.is_empty() || self.chunk_order.as_ref()?.send(worker).is_err() {
            self.chunk_order = None;
            return None;
        }
        let end = self.unclaimed.start.saturating_add(rows).min(self.unclaimed.end);
        let claimed = self.unclaimed.start..end;
        self.unclaimed.start = end;
        Some(claimed)
    }
}

/// Makes all rows and sends them in order.
pub(crate) async fn produce<T: 'static>(
    generated: Generated<T>,
    encode: Encode<T>,
    chunker: Chunker,
    chunks: mpsc::Sender<Chunk>,
    threads: usize,
) -> Result<(), ProduceError> {
    let (turns, next_turn) = mpsc::unbounded_channel();
    let queue = WorkQueue {
        unclaimed: 0..generated.len(),
        chunk_order: Some(turns),
    };
    let mut workers = start_workers(&generated, encode, &chunker, queue, threads)?;
    merge_in_order(next_turn, &mut workers, &chunks).await?;
    // The workers have no rows left.
    for worker in workers {
        worker.ended.await??;
    }
    Ok(())
}

fn start_workers<T: 'static>(
    generated: &Generated<T>,
    encode: Encode<T>,
    chunker: &Chunker,
    queue: WorkQueue,
    threads: usize,
) -> Result<Vec<RunningWorker>, ProduceError> {
    let useful = usize::try_from(generated.len().div_ceil(MIN_ROWS_PER_THREAD)).unwrap_or(usize::MAX);
    let queue = Arc::new(Mutex::new(queue));
    // Only workers count rows.
    chunker.progress.set_idle();
    let mut workers = Vec::new();
    for number in 0..threads.min(useful).max(1) {
        let (sender, messages) = mpsc::channel(CHUNKS_AHEAD);
        let chunker = chunker.for_thread();
        let progress = chunker.progress.clone();
        let worker = Worker {
            number,
            queue: Arc::clone(&queue),
            generated: generated.clone(),
            encode,
            output: Output {
                chunker,
                messages: sender,
                bytes: 0,
            },
        };
        match spawn::try_spawn(move || worker.run()) {
            Ok(ended) => workers.push(RunningWorker {
                messages,
                ended,
                progress,
            }),
            // Fewer threads make the same rows.
            Err(error) if number > 0 => {
                tracing::warn!(threads = number, %error, "could not start more threads to generate rows");
                progress.set_idle();
                break;
            }
            Err(error) => return Err(TaskError::Spawn(error).into()),
        }
    }
    Ok(workers)
}

/// Sends the chunks of all workers in the order of their claims.
async fn merge_in_order(
    mut turns: mpsc::UnboundedReceiver<usize>,
    workers: &mut [RunningWorker],
    chunks: &mpsc::Sender<Chunk>,
) -> Result<(), ProduceError> {
    while let Some(number) = turns.recv().await {
        workers[number].send_claim(chunks).await?;
    }
    Ok(())
}

/// A worker's thread, and the channel of its chunks.
struct RunningWorker {
    messages: mpsc::Receiver<WorkerMessage>,
    ended: BoxFuture<'static, Result<Result<(), Cause>, TaskError>>,
    progress: RowProgress,
}

impl RunningWorker {
    /// Sends the chunks of the worker's next claim.
    async fn send_claim(&mut self, chunks: &mpsc::Sender<Chunk>) -> Result<(), ProduceError> {
        loop {
            match self.messages.recv().await {
                Some(WorkerMessage::Chunk(chunk)) => chunks.send(chunk).await.map_err(|_| Cause::ReceiverClosed)?,
                Some(WorkerMessage::EndOfClaim) => return Ok(()),
                None => return Err(self.failure().await),
            }
        }
    }

    /// Returns the error that ended the worker within a claim.
    async fn failure(&mut self) -> ProduceError {
        let cause = match (&mut self.ended).await {
            Ok(Err(cause)) => cause,
            Err(fault) => Cause::Task(fault),
            // Not reached: a worker that ends well ends its claims.
            Ok(Ok(())) => Cause::ReceiverClosed,
        };
        ProduceError {
            cause,
            row: Some(self.progress.own_row()),
        }
    }
}

/// A message of a worker about its claim.
enum WorkerMessage {
    Chunk(Chunk),
    EndOfClaim,
}

struct Worker<T> {
    number: usize,
    queue: Arc<Mutex<WorkQueue>>,
    generated: Generated<T>,
    encode: Encode<T>,
    output: Output,
}

impl<T: 'static> Worker<T> {
    fn run(mut self) -> Result<(), Cause> {
        let mut rows = FIRST_CLAIM;
        while let Some(claimed) = self.claim(rows) {
            let count = claimed.end - claimed.start;
            let bytes = self.make_rows(claimed)?;
            // Slightly less than a chunk, if the next rows are as large as these; at most 16 times as many at once.
            let fitting = (CHUNK as u64 / 16 * 15).saturating_mul(count) / bytes.max(1);
            rows = fitting.clamp(1, count.saturating_mul(16)).min(MAX_CLAIM);
        }
        self.output.chunker.progress.set_idle();
        Ok(())
    }

    fn claim(&self, rows: u64) -> Option<Range<u64>> {
        let mut queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
        queue.claim(self.number, rows)
    }

    /// Makes the rows of a claim and sends their chunks; returns the number of bytes.
    fn make_rows(&mut self, rows: Range<u64>) -> Result<u64, Cause> {
        let Self {
            generated,
            encode,
            output,
            ..
        } = self;
        let ends_table = rows.end == generated.len();
        output.chunker.begin_at(rows.start);
        let (_stopped, made) = try_each(
            |each| generated.for_each_in(rows, each),
            |row| output.add_row(&row, *encode),
        );
        made?;
        output.end_claim(ends_table)
    }
}

/// The destination of a worker's rows.
struct Output {
    chunker: Chunker,
    messages: mpsc::Sender<WorkerMessage>,
    /// The bytes of the claim's chunks so far.
    bytes: u64,
}

impl Output {
    fn add_row<T>(&mut self, row: &T, encode: Encode<T>) -> Result<(), Cause> {
        if let Some(chunk) = self.chunker.add_row(row, encode).map_err(Cause::Encode)? {
            self.send_chunk(chunk)?;
        }
        self.chunker.progress.add_one();
        Ok(())
    }

    /// Ends the claim; returns its number of bytes.
    fn end_claim(&mut self, ends_table: bool) -> Result<u64, Cause> {
        let last = if ends_table {
            self.chunker.finish()
        } else {
            self.chunker.flush()
        };
        if let Some(chunk) = last {
            self.send_chunk(chunk)?;
        }
        self.send(WorkerMessage::EndOfClaim)?;
        Ok(std::mem::take(&mut self.bytes))
    }

    fn send_chunk(&mut self, chunk: Chunk) -> Result<(), Cause> {
        self.bytes += chunk.bytes.len() as u64;
        self.send(WorkerMessage::Chunk(chunk))
    }

    fn send(&self, message: WorkerMessage) -> Result<(), Cause> {
        let sent = self.messages.blocking_send(message);
        sent.map_err(|_| Cause::ReceiverClosed)
    }
}
