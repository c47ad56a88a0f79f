//! Turns rows into chunks on several threads, sent in the order of the rows.
//!
//! Each worker claims the next rows, about a chunk of them, and makes and encodes them. Chunks are sent in the order of
//! the claims, so that the data does not depend on the number of threads. A worker that is ahead waits for its turn, so
//! that each thread holds only a few chunks.

use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use futures_util::future::BoxFuture;
use tokio::sync::mpsc;

use super::{CHUNK, CHUNKS_AHEAD, Cause, Chunk, Chunker, ProduceError, RowProgress};
use crate::encode::{EncodeError, RowEncoder};
use crate::produce::spawn::{self, TaskError};

/// The number of rows of a first claim, before their size is known.
const FIRST_CLAIM: u64 = 64;

/// The maximum number of rows of a claim, so that a worker that stops in the middle is not far behind.
const MAX_CLAIM: u64 = 16 * 1024;

/// The rows of a table, handed out to the workers in order.
pub(super) trait Supply: Send + 'static {
    type Portion: Send + 'static;

    /// Takes the next rows, as many as these if it has a choice.
    fn next(&mut self, rows: u64) -> Result<Option<Self::Portion>, Cause>;

    fn rows(portion: &Self::Portion) -> u64;
}

/// Makes the rows of a portion.
pub(super) trait Make<P>: Clone + Send + 'static {
    fn make(&self, portion: P, output: &mut Output) -> Result<(), Cause>;
}

/// The rows that no worker has claimed yet, and the order of the claims.
struct WorkQueue<S> {
    supply: S,
    /// The number of rows claimed so far.
    claimed: u64,
    /// The worker of each claim, in the order of sending; None after the last.
    order: Option<mpsc::UnboundedSender<usize>>,
}

/// A worker's turn to send chunks.
struct Claim<P> {
    first_row: u64,
    /// The rows; None after the last, or the reason why there are no more.
    portion: Result<Option<P>, Cause>,
}

impl<S: Supply> WorkQueue<S> {
    fn claim(&mut self, worker: usize, rows: u64) -> Option<Claim<S::Portion>> {
        // It is put back only if the supply goes on: after an error, or a panic, nobody asks it again.
        let order = self.order.take()?;
        order.send(worker).ok()?;
        let first_row = self.claimed;
        let portion = self.supply.next(rows);
        if let Ok(Some(portion)) = &portion {
            self.claimed = self.claimed.saturating_add(S::rows(portion));
            self.order = Some(order);
        }
        Some(Claim { first_row, portion })
    }
}

/// Makes all rows and sends them in order.
pub(super) async fn produce<S: Supply>(
    supply: S,
    make: impl Make<S::Portion>,
    chunker: Chunker,
    chunks: mpsc::Sender<Chunk>,
    threads: usize,
) -> Result<(), ProduceError> {
    let (turns, next_turn) = mpsc::unbounded_channel();
    let queue = WorkQueue {
        supply,
        claimed: 0,
        order: Some(turns),
    };
    let mut workers = start_workers(&make, &chunker, queue, threads)?;
    merge_in_order(next_turn, &mut workers, &chunks).await?;
    // The workers have no rows left.
    for worker in workers {
        worker.ended.await??;
    }
    Ok(())
}

fn start_workers<S: Supply, M: Make<S::Portion>>(
    make: &M,
    chunker: &Chunker,
    queue: WorkQueue<S>,
    threads: usize,
) -> Result<Vec<RunningWorker>, ProduceError> {
    let queue = Arc::new(Mutex::new(queue));
    // Only workers count rows.
    chunker.progress.set_idle();
    let mut workers = Vec::new();
    for number in 0..threads.max(1) {
        let (sender, messages) = mpsc::channel(CHUNKS_AHEAD);
        let chunker = chunker.for_thread();
        let progress = chunker.progress.clone();
        let worker = Worker {
            number,
            queue: Arc::clone(&queue),
            make: make.clone(),
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
                tracing::warn!(threads = number, %error, "could not start more threads to make rows");
                progress.set_idle();
                break;
            }
            Err(error) => return Err(TaskError::Spawn(error).into()),
        }
    }
    Ok(workers)
}

/// Sends the chunks of all workers in the order of their claims, and ends the last batch.
async fn merge_in_order(
    mut turns: mpsc::UnboundedReceiver<usize>,
    workers: &mut [RunningWorker],
    chunks: &mpsc::Sender<Chunk>,
) -> Result<(), ProduceError> {
    let mut batch_is_open = false;
    while let Some(number) = turns.recv().await {
        workers[number].send_claim(chunks, &mut batch_is_open).await?;
    }
    if batch_is_open {
        let end = Chunk {
            bytes: Bytes::new(),
            rows: 0,
            ends_batch: true,
        };
        chunks.send(end).await.map_err(|_| Cause::ReceiverClosed)?;
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
    async fn send_claim(&mut self, chunks: &mpsc::Sender<Chunk>, batch_is_open: &mut bool) -> Result<(), ProduceError> {
        loop {
            match self.messages.recv().await {
                Some(WorkerMessage::Chunk(chunk)) => {
                    *batch_is_open = !chunk.ends_batch;
                    chunks.send(chunk).await.map_err(|_| Cause::ReceiverClosed)?;
                }
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

struct Worker<S, M> {
    number: usize,
    queue: Arc<Mutex<WorkQueue<S>>>,
    make: M,
    output: Output,
}

impl<S: Supply, M: Make<S::Portion>> Worker<S, M> {
    fn run(mut self) -> Result<(), Cause> {
        let mut rows = FIRST_CLAIM;
        while let Some(claim) = self.claim(rows) {
            self.output.chunker.begin_at(claim.first_row);
            let Some(portion) = claim.portion? else {
                self.output.end_claim()?;
                break;
            };
            let count = S::rows(&portion);
            self.make.make(portion, &mut self.output)?;
            let bytes = self.output.end_claim()?;
            // Slightly less than a chunk, if the next rows are as large as these; at most 16 times as many at once.
            let fitting = (CHUNK as u64 / 16 * 15).saturating_mul(count) / bytes.max(1);
            rows = fitting.clamp(1, count.saturating_mul(16).max(1)).min(MAX_CLAIM);
        }
        self.output.chunker.progress.set_idle();
        Ok(())
    }

    fn claim(&self, rows: u64) -> Option<Claim<S::Portion>> {
        let mut queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
        queue.claim(self.number, rows)
    }
}

/// The destination of a worker's rows.
pub(super) struct Output {
    chunker: Chunker,
    messages: mpsc::Sender<WorkerMessage>,
    /// The bytes of the claim's chunks so far.
    bytes: u64,
}

impl Output {
    pub(super) fn add_row(
        &mut self,
        encode: impl FnOnce(&mut RowEncoder<'_>) -> Result<(), EncodeError>,
    ) -> Result<(), Cause> {
        if let Some(chunk) = self.chunker.add_row(encode).map_err(Cause::Encode)? {
            self.send_chunk(chunk)?;
        }
        self.chunker.progress.add_one();
        Ok(())
    }

    /// Ends the claim; returns its number of bytes.
    fn end_claim(&mut self) -> Result<u64, Cause> {
        if let Some(chunk) = self.chunker.flush() {
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
