//! One table through COPY: chunks in, batch by batch.

use std::ops::RangeInclusive;
use std::pin::pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use futures_util::future::{Either, select};
use tokio::sync::mpsc;
use tracing::Instrument as _;

use super::locate::{self, Batch};
use super::{Failed, GRACE, halted};
use crate::chunks::{Buffers, CHUNKS_AHEAD, Chunk, Chunker, Halt};
use crate::connection::{Connection, CopySink, DriverError};
use crate::deadline::{Deadline, Late, Stall};
use crate::error::{Error, Kind, Place};
use crate::plan::TablePlan;
use crate::progress::{OnProgress, Progress};
use crate::store::{Slot, Store};
use crate::table::MakeChunks;

/// A chunk is cut into pieces of this size at the most: a message of more than 1 GiB is refused, and a driver may copy
/// what it is given.
const LARGEST_PIECE: usize = 1024 * 1024;

/// How much of a batch is kept, for tables with foreign keys, to find the row that broke one.
const LARGEST_KEPT: usize = 8 * 1024 * 1024;

/// The copying of one table.
pub(super) struct Copying<'t> {
    table: &'t TablePlan,
    sql: String,
    stall: Stall,
    on_progress: Option<OnProgress>,
    buffers: Buffers,
    started: Instant,
    rows: u64,
    bytes: u64,
}

impl<'t> Copying<'t> {
    pub(super) fn new(table: &'t TablePlan, stall: Stall, on_progress: Option<OnProgress>) -> Self {
        Self {
            table,
            sql: table.copy_sql().unwrap_or_default(),
            stall,
            on_progress,
            buffers: Buffers::default(),
            started: Instant::now(),
            rows: 0,
            bytes: 0,
        }
    }

    pub(super) fn rows(&self) -> u64 {
        self.rows
    }

    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Makes the rows and copies them.
    pub(super) async fn run<C: Connection>(
        &mut self,
        make: MakeChunks,
        store: Arc<Store>,
        conn: &mut C,
    ) -> Result<Option<Slot>, Failed> {
        let (sender, receiver) = mpsc::channel(CHUNKS_AHEAD);
        let made = self.stall.made.clone();
        let table = self.table;
        let chunker = Chunker::new(
            Arc::clone(&table.layout),
            table.batch_size(),
            self.buffers.clone(),
            made.clone(),
        );
        let making = make(store, chunker, sender);
        let copying = pin!(self.copy(receiver, conn));
        let halted = |why| Failed::from(halted(why, &made, Some(table)));
        match select(copying, making).await {
            // Without waiting for the maker, which may be in the middle of anything.
            Either::Left((Err(failed), _)) => Err(failed),
            Either::Left((Ok(()), making)) => making.await.map_err(halted),
            Either::Right((Err(why), copying)) => {
                let copied = copying.await;
                Err(match (why, copied) {
                    (Halt::Unwanted, Err(failed)) => failed,
                    (why, Err(failed)) => Failed {
                        broken: failed.broken,
                        ..halted(why)
                    },
                    (why, Ok(())) => halted(why),
                })
            }
            Either::Right((Ok(kept), copying)) => copying.await.map(|()| kept),
        }
    }

    async fn copy<C: Connection>(&mut self, mut chunks: mpsc::Receiver<Chunk>, conn: &mut C) -> Result<(), Failed> {
        while let Some(first) = self.next(&mut chunks).await? {
            let span = tracing::debug_span!("blink.batch", first_row = self.rows + 1);
            self.copy_batch(first, &mut chunks, conn).instrument(span).await?;
        }
        self.report(true);
        Ok(())
    }

    async fn next(&self, chunks: &mut mpsc::Receiver<Chunk>) -> Result<Option<Chunk>, Failed> {
        // Rows that were made but are not in a chunk yet are the source's, too.
        self.stall.watch(chunks).await.map_err(|late| self.late(late).into())
    }

    fn late(&self, late: Late) -> Error {
        let row = self.stall.made.get() + 1;
        Error::from(late).at(Place {
            rows: Some(row..=row),
            ..Place::default()
        })
    }

    /// One COPY command.
    async fn copy_batch<C: Connection>(
        &mut self,
        first: Chunk,
        chunks: &mut mpsc::Receiver<Chunk>,
        conn: &mut C,
    ) -> Result<(), Failed> {
        let before = self.rows;
        let mut kept = KeptChunks::new(!self.table.foreign_keys.is_empty());
        let mut sink = match self.deadline().watch(GRACE, conn.copy_in(&self.sql)).await {
            Ok(sink) => sink.map_err(|error| self.refused(error, before..=before, &KeptChunks::new(false)))?,
            Err(late) => return Err(Failed::unanswered(late)),
        };
        let mut chunk = first;
        loop {
            let rows = chunk.rows;
            let ends_batch = chunk.ends_batch;
            match self
                .deadline()
                .watch(GRACE, self.send(&mut sink, chunk, &mut kept))
                .await
            {
                Ok(Ok(())) => {}
                Ok(Err(error)) => {
                    // Most drivers report here only that the connection is gone; the server's last words come at the end.
                    let error = sink
                        .finish()
                        .await
                        .err()
                        .filter(|last| last.server().is_some())
                        .unwrap_or(error);
                    return Err(self.refused(error, before + 1..=self.rows + rows, &kept));
                }
                Err(late) => return Err(Failed::unanswered(late)),
            }
            self.rows += rows;
            if ends_batch {
                break;
            }
            self.report(false);
            chunk = match self.next(chunks).await {
                Ok(Some(chunk)) => chunk,
                // The maker stopped in the middle of the batch, and says why itself.
                Ok(None) => {
                    let broken = self.abort(sink).await;
                    let error = Error::new(Kind::Source);
                    return Err(Failed { error, broken });
                }
                Err(failed) => {
                    let broken = self.abort(sink).await;
                    return Err(Failed { broken, ..failed });
                }
            };
        }
        let finished = match self.deadline().watch(GRACE, sink.finish()).await {
            Ok(finished) => finished,
            Err(late) => return Err(Failed::unanswered(late)),
        };
        let sent = self.rows - before;
        let stored = finished.map_err(|error| self.refused(error, before + 1..=self.rows, &kept))?;
        if stored != sent {
            return Err(Error::new(Kind::Count { sent, stored })
                .at(Place {
                    rows: Some(before + 1..=self.rows),
                    ..Place::default()
                })
                .into());
        }
        tracing::debug!(rows = stored, "copied");
        self.report(false);
        Ok(())
    }

    /// Gives up a COPY; true if the connection is not fit for anything then.
    async fn abort(&self, sink: impl CopySink) -> bool {
        match Deadline::starting(Some(GRACE))
            .watch(Duration::ZERO, sink.abort())
            .await
        {
            Ok(aborted) => aborted.is_err(),
            Err(_) => true,
        }
    }

    async fn send(&mut self, sink: &mut impl CopySink, chunk: Chunk, kept: &mut KeptChunks) -> Result<(), DriverError> {
        self.bytes += chunk.bytes.len() as u64;
        let whole = chunk.bytes;
        let mut rest = whole.clone();
        while rest.len() > LARGEST_PIECE {
            sink.send(rest.split_to(LARGEST_PIECE)).await?;
        }
        sink.send(rest).await?;
        if let Some(sent) = kept.sent(whole) {
            self.buffers.give(sent);
        }
        Ok(())
    }

    fn deadline(&self) -> Deadline {
        self.stall.deadline
    }

    /// An error of the server's or the driver's, with the row that it is about.
    fn refused(&self, error: DriverError, rows: RangeInclusive<u64>, kept: &KeptChunks) -> Failed {
        if let Some(late) = self.deadline().late() {
            // The server's own timer, which was set to the run's limit.
            if error.server().is_some_and(|server| server.code == "57014") {
                return Error::from(late).into();
            }
        }
        let batch = Batch {
            table: self.table,
            rows,
            data: kept.whole(),
        };
        locate::in_batch(error, &batch).into()
    }

    fn report(&self, done: bool) {
        if let Some(on_progress) = &self.on_progress {
            on_progress(&Progress {
                table: self.table.declared.clone(),
                rows: self.rows,
                bytes: self.bytes,
                elapsed: self.started.elapsed(),
                done,
            });
        }
    }
}

/// The last chunk, which the driver may still hold, or all of a batch.
struct KeptChunks {
    all: bool,
    size: usize,
    chunks: Vec<Bytes>,
}

impl KeptChunks {
    fn new(all: bool) -> Self {
        Self {
            all,
            size: 0,
            chunks: Vec::new(),
        }
    }

    /// Keeps a chunk that was sent, and gives back one that is no longer needed.
    fn sent(&mut self, chunk: Bytes) -> Option<Bytes> {
        self.size += chunk.len();
        self.chunks.push(chunk);
        if !self.all {
            return (self.chunks.len() > 1).then(|| self.chunks.swap_remove(0));
        }
        if self.size > LARGEST_KEPT {
            self.all = false;
            self.chunks.clear();
        }
        None
    }

    /// Everything of the batch, if it is still there.
    fn whole(&self) -> Option<Vec<u8>> {
        self.all.then(|| self.chunks.concat())
    }
}
