//! One COPY command: its chunks in, and what it says at the end.

use std::ops::RangeInclusive;
use std::time::Duration;

use bytes::Bytes;
use futures_util::TryFutureExt as _;
use tracing::Instrument as _;

use super::framed::Framed;
use super::locate::{self, Batch};
use super::{Failed, GRACE, answer};
use crate::chunks::Chunk;
use crate::connection::{Connection, CopySink, DriverError};
use crate::deadline::Deadline;
use crate::error::{Error, Kind, among};
use crate::plan::TablePlan;
use crate::sqlstate;

/// How much of a batch is kept, for tables with foreign keys, to find the row that broke one.
const LARGEST_KEPT: usize = 8 * 1024 * 1024;

/// Why a command ended early.
pub(super) enum Ended {
    Failed(Failed),
    /// No more chunks came in the middle of it; whoever makes them says why.
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

/// Where a command's chunks come from, and who is told what became of them.
pub(super) trait Feed: Send {
    /// The next chunk; None if no more come.
    fn next(&mut self) -> impl Future<Output = Result<Option<Chunk>, Failed>> + Send;
    /// A chunk is about to be sent.
    fn sending(&mut self, chunk: &Bytes);
    /// So many bytes are about to be sent that are no rows.
    fn framing(&mut self, bytes: usize);
    /// A chunk with so many rows was sent.
    fn sent(&mut self, rows: u64);
    /// A chunk is not needed any more.
    fn give(&mut self, chunk: Bytes);
}

/// One COPY command.
pub(super) struct Command<'c> {
    pub(super) table: &'c TablePlan,
    pub(super) sql: &'c str,
    /// Whether what is sent is kept, to find the row that broke a foreign key.
    pub(super) keeps: bool,
    /// How many rows of the table come before it.
    pub(super) before: u64,
    pub(super) deadline: Deadline,
}

impl Command<'_> {
    /// Sends the chunks up to the one that ends it, and gives the number of rows that were stored.
    pub(super) async fn copy<C: Connection>(&self, first: Chunk, feed: impl Feed, conn: &mut C) -> Result<u64, Ended> {
        let span = tracing::debug_span!("blink.batch", first_row = self.before + 1);
        self.copy_chunks(first, feed, conn).instrument(span).await
    }

    async fn copy_chunks<C: Connection>(&self, first: Chunk, mut feed: impl Feed, conn: &mut C) -> Result<u64, Ended> {
        let mut kept = KeptChunks::new(self.keeps);
        let format = self.table.layout.format;
        let mut copying = match self.deadline.watch(GRACE, conn.copy_in(self.sql)).await {
            Ok(sink) => Framed::begin(sink.map_err(Error::driver)?, format),
            Err(late) => return Err(Failed::unanswered(late).into()),
        };
        feed.framing(format.header().len());
        let mut sent = 0;
        let mut chunk = first;
        loop {
            let Chunk {
                bytes,
                rows,
                ends_batch,
            } = chunk;
            feed.sending(&bytes);
            match self.deadline.watch(GRACE, copying.send(bytes.clone())).await {
                Ok(Ok(())) => {}
                Ok(Err(error)) => {
                    let rows = self.rows(sent + rows);
                    return Err(match self.deadline.watch(GRACE, copying.last_words(error)).await {
                        Ok(error) => self.refused(error, rows, &kept).into(),
                        Err(late) => Failed::unanswered(late).into(),
                    });
                }
                Err(late) => return Err(Failed::unanswered(late).into()),
            }
            if let Some(unneeded) = kept.sent(bytes) {
                feed.give(unneeded);
            }
            sent += rows;
            feed.sent(rows);
            if ends_batch {
                break;
            }
            chunk = match feed.next().await {
                Ok(Some(chunk)) => chunk,
                Ok(None) => {
                    let broken = abort(copying).await;
                    return Err(Ended::WithTheMaker { broken });
                }
                Err(failed) => {
                    let broken = abort(copying).await;
                    return Err(Failed { broken, ..failed }.into());
                }
            };
        }
        feed.framing(format.trailer().len());
        let finished = match self.deadline.watch(GRACE, copying.finish()).await {
            Ok(finished) => finished,
            Err(late) => return Err(Failed::unanswered(late).into()),
        };
        let stored = finished.map_err(|error| self.refused(error, self.rows(sent), &kept))?;
        if stored != sent {
            return Err(Error::new(Kind::Count { sent, stored })
                .at(among(self.rows(sent)))
                .into());
        }
        self.still_stands(sent, conn).await?;
        tracing::debug!(rows = stored, "copied");
        Ok(stored)
    }

    /// Between statements, too, a server looks whether `statement_timeout` is over (`ProcessInterrupts` in postgres.c). If that
    /// is so just when it has answered the COPY, it takes the transaction back and says so to nobody: drivers drop what comes
    /// behind the answer, and COMMIT would be a ROLLBACK without an error.
    async fn still_stands<C: Connection>(&self, sent: u64, conn: &mut C) -> Result<(), Ended> {
        let asked = answer(self.deadline, conn.execute("SELECT").map_err(Error::driver)).await;
        asked.map(drop).map_err(|failed| {
            let error = failed.error;
            let error = match error.sqlstate() {
                Some(sqlstate::IN_FAILED_SQL_TRANSACTION) => {
                    error.of_kind(Kind::CancelledLate).at(among(self.rows(sent)))
                }
                _ => error,
            };
            Ended::Failed(Failed { error, ..failed })
        })
    }

    /// Of the whole table, those that were sent.
    fn rows(&self, sent: u64) -> RangeInclusive<u64> {
        self.before + 1..=self.before + sent
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
}

/// Gives up a COPY; true if the connection is not fit for anything then.
async fn abort(copying: Framed<impl CopySink>) -> bool {
    match Deadline::starting(Some(GRACE))
        .watch(Duration::ZERO, copying.abort())
        .await
    {
        Ok(aborted) => aborted.is_err(),
        Err(_) => true,
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
