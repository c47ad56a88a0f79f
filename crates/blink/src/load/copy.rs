//! One table through COPY: chunks in, batch by batch.

use std::collections::VecDeque;
use std::ops::RangeInclusive;
use std::pin::pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use futures_util::future::{Either, select};
use tokio::sync::mpsc;
use tracing::Instrument as _;

use super::highest::Tracker;
use super::locate::{self, Batch};
use super::rebuild::{Ahead, Rebuilding};
use super::recheck;
use super::{Failed, GRACE, answer, halted, next_row};
use crate::chunks::{Buffers, CHUNKS_AHEAD, Chunk, Chunker, Halt};
use crate::connection::{Connection, CopySink, DriverError, last_words, send_all};
use crate::deadline::{Deadline, Late, Stall};
use crate::error::{Error, Kind, Place};
use crate::phase::Phase;
use crate::plan::TablePlan;
use crate::progress::{OnProgress, Progress};
use crate::seeder::Options;
use crate::store::{Slot, Store};
use crate::table::{MakeChunks, Threads};

/// How much of a batch is kept, for tables with foreign keys, to find the row that broke one.
const LARGEST_KEPT: usize = 8 * 1024 * 1024;

/// Why the copying ended early.
enum Ended {
    Failed(Failed),
    /// The maker gave up in the middle of a batch, and says why itself.
    WithTheMaker {
        broken: bool,
    },
}

impl From<Failed> for Ended {
    fn from(failed: Failed) -> Self {
        Self::Failed(failed)
    }
}

impl From<Error> for Ended {
    fn from(error: Error) -> Self {
        Self::Failed(error.into())
    }
}

/// The copying of one table.
pub(super) struct Copying<'t, 'p> {
    table: &'t TablePlan,
    rebuilding: &'t mut Rebuilding<'p>,
    sql: String,
    stall: Stall,
    on_progress: Option<OnProgress>,
    buffers: Buffers,
    threads: Threads,
    started: Instant,
    /// Chunks that were made before it was decided what becomes of the indexes.
    ahead: VecDeque<Chunk>,
    rows: u64,
    bytes: u64,
    tracker: &'t mut Tracker,
}

impl<'t, 'p> Copying<'t, 'p> {
    pub(super) fn new(
        table: &'t TablePlan,
        stall: Stall,
        options: &Options,
        tracker: &'t mut Tracker,
        rebuilding: &'t mut Rebuilding<'p>,
    ) -> Self {
        Self {
            table,
            rebuilding,
            sql: table.copy_sql().unwrap_or_default(),
            stall,
            on_progress: options.on_progress.clone(),
            buffers: Buffers::new(options.threads()),
            threads: options.threads(),
            started: Instant::now(),
            ahead: VecDeque::new(),
            rows: 0,
            bytes: 0,
            tracker,
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
        let making = make(store, chunker, sender, self.threads);
        let copying = pin!(self.copy(receiver, conn));
        let (copied, made_all) = match select(copying, making).await {
            // Without waiting for the maker, which may be in the middle of anything.
            Either::Left((Err(Ended::Failed(failed)), _)) => return Err(failed),
            Either::Left((copied, making)) => (copied, making.await),
            Either::Right((made_all, copying)) => (copying.await, made_all),
        };
        let halted = |why, broken| Failed {
            error: halted(why, made.next() + 1, Some(table)),
            broken,
        };
        match (made_all, copied) {
            (Ok(kept), Ok(())) => Ok(kept),
            (Err(Halt::Unwanted) | Ok(_), Err(Ended::Failed(failed))) => Err(failed),
            (Err(why), Err(Ended::Failed(Failed { broken, .. }) | Ended::WithTheMaker { broken })) => {
                Err(halted(why, broken))
            }
            (Err(why), Ok(())) => Err(halted(why, false)),
            // Not reached: a maker that ends well ends its last batch.
            (Ok(_), Err(Ended::WithTheMaker { broken })) => Err(halted(Halt::Unwanted, broken)),
        }
    }

    async fn copy<C: Connection>(&mut self, mut chunks: mpsc::Receiver<Chunk>, conn: &mut C) -> Result<(), Ended> {
        self.look_ahead(&mut chunks, conn).await?;
        while let Some(first) = self.next(&mut chunks).await? {
            if self.rows == 0 {
                answer(self.deadline(), recheck::lock(self.table, conn)).await?;
            }
            let span = tracing::debug_span!("blink.batch", first_row = self.rows + 1);
            self.copy_batch(first, &mut chunks, conn).instrument(span).await?;
        }
        self.report(true);
        Ok(())
    }

    /// Waits for the first rows, or for so many that it is known whether dropping indexes and keys pays.
    async fn look_ahead<C: Connection>(
        &mut self,
        chunks: &mut mpsc::Receiver<Chunk>,
        conn: &mut C,
    ) -> Result<(), Failed> {
        let mut ahead = Ahead::default();
        let depends = self.table.rows.is_none() && self.rebuilding.depends_on_rows(self.table.oid);
        let mut seen = VecDeque::new();
        while let Some(chunk) = self.next(chunks).await? {
            ahead.rows += chunk.rows;
            ahead.bytes += chunk.bytes.len() as u64;
            seen.push_back(chunk);
            if !depends || ahead.is_worth_it() {
                break;
            }
        }
        self.ahead = seen;
        if self.ahead.is_empty() {
            return Ok(());
        }
        ahead.rows = self.table.rows.unwrap_or(ahead.rows);
        if self.rebuilding.before_rows(self.table.oid, ahead, conn).await? {
            self.sql = self.table.copy_command(true).unwrap_or_default();
        }
        Ok(())
    }

    async fn next(&mut self, chunks: &mut mpsc::Receiver<Chunk>) -> Result<Option<Chunk>, Failed> {
        if let Some(chunk) = self.ahead.pop_front() {
            return Ok(Some(chunk));
        }
        let started = Instant::now();
        // Rows that were made but are not in a chunk yet are the source's, too.
        let next = self.stall.watch(chunks).await.map_err(|late| self.late(late).into());
        self.rebuilding.phases.add(Phase::Make, started.elapsed());
        next
    }

    fn late(&self, late: Late) -> Error {
        Error::from(late).at(next_row(&self.stall.made))
    }

    /// One COPY command.
    async fn copy_batch<C: Connection>(
        &mut self,
        first: Chunk,
        chunks: &mut mpsc::Receiver<Chunk>,
        conn: &mut C,
    ) -> Result<(), Ended> {
        let before = self.rows;
        let mut kept = KeptChunks::new(self.rebuilding.has_foreign_keys(self.table));
        let mut sink = match self.deadline().watch(GRACE, conn.copy_in(&self.sql)).await {
            Ok(sink) => sink.map_err(Error::driver)?,
            Err(late) => return Err(Failed::unanswered(late).into()),
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
                    let rows = before + 1..=self.rows + rows;
                    return Err(match self.deadline().watch(GRACE, last_words(sink, error)).await {
                        Ok(error) => self.refused(error, rows, &kept).into(),
                        Err(late) => Failed::unanswered(late).into(),
                    });
                }
                Err(late) => return Err(Failed::unanswered(late).into()),
            }
            self.rows += rows;
            if ends_batch {
                break;
            }
            self.report(false);
            chunk = match self.next(chunks).await {
                Ok(Some(chunk)) => chunk,
                Ok(None) => {
                    let broken = self.abort(sink).await;
                    return Err(Ended::WithTheMaker { broken });
                }
                Err(failed) => {
                    let broken = self.abort(sink).await;
                    return Err(Failed { broken, ..failed }.into());
                }
            };
        }
        let finished = match self.deadline().watch(GRACE, sink.finish()).await {
            Ok(finished) => finished,
            Err(late) => return Err(Failed::unanswered(late).into()),
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
        self.tracker.sent(&chunk.bytes);
        send_all(sink, chunk.bytes.clone()).await?;
        if let Some(sent) = kept.sent(chunk.bytes) {
            self.buffers.give(sent);
        }
        Ok(())
    }

    fn deadline(&self) -> Deadline {
        self.stall.deadline
    }

    /// An error of the server's or the driver's, with the row that it is about.
    fn refused(&self, error: DriverError, rows: RangeInclusive<u64>, kept: &KeptChunks) -> Error {
        let batch = Batch {
            table: self.table,
            rows,
            data: kept.whole(),
        };
        locate::in_batch(error, &batch)
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
