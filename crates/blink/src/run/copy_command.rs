//! One COPY command: its chunks in, and what it says at the end.

use std::ops::RangeInclusive;
use std::time::Duration;

use bytes::Bytes;
use tracing::Instrument as _;

use super::error_location::{self, FailedBatch};
use super::framed::Framed;
use crate::connection::deadline::{Deadline, GRACE};
use crate::connection::session::Session;
use crate::connection::{Connection, CopySink};
use crate::error::sqlstate;
use crate::error::{Error, ErrorKind, rows_location};
use crate::plan::TablePlan;
use crate::produce::Chunk;

/// How much of a batch is kept, for tables with foreign keys, to find the row that broke one.
const MAX_RETAINED: usize = 8 * 1024 * 1024;

/// The reason why a command ended early.
pub(super) enum CopyError {
    Failed(Error),
    /// No more chunks came in the middle of it; the producer has the error.
    SourceEnded {
        connection_lost: bool,
    },
}

impl From<Error> for CopyError {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

/// Where a command's chunks come from, and who is told what became of them.
pub(super) trait ChunkSource: Send {
    /// The next chunk; None if no more come.
    fn next(&mut self) -> impl Future<Output = Result<Option<Chunk>, Error>> + Send;
    /// A chunk is about to be sent.
    fn sending(&mut self, chunk: &Bytes);
    /// So many bytes are about to be sent that are no rows.
    fn framing(&mut self, bytes: usize);
    /// A chunk with so many rows was sent.
    fn sent(&mut self, rows: u64);
    /// A chunk is not needed any more.
    fn recycle(&mut self, chunk: Bytes);
}

/// One COPY command.
pub(super) struct CopyCommand<'c> {
    pub(super) table: &'c TablePlan,
    pub(super) sql: &'c str,
    /// Whether what is sent is kept, to find the row that broke a foreign key.
    pub(super) retain_for_errors: bool,
    /// How many rows of the table come before it.
    pub(super) before: u64,
}

impl CopyCommand<'_> {
    /// Sends the chunks up to the one that ends it, and returns the number of rows that were stored.
    pub(super) async fn copy<C: Connection>(
        &self,
        first: Chunk,
        feed: impl ChunkSource,
        session: &mut Session<'_, C>,
    ) -> Result<u64, CopyError> {
        let span = tracing::debug_span!("blink.batch", first_row = self.before + 1);
        let copied = async {
            let stored = self.copy_chunks(first, feed, session).await?;
            self.check_not_rolled_back(stored, session).await?;
            tracing::debug!(rows = stored, "copied");
            Ok(stored)
        };
        copied.instrument(span).await
    }

    async fn copy_chunks<C: Connection>(
        &self,
        first: Chunk,
        mut feed: impl ChunkSource,
        session: &mut Session<'_, C>,
    ) -> Result<u64, CopyError> {
        let deadline = session.deadline;
        let mut kept = KeptChunks::new(self.retain_for_errors);
        let format = self.table.layout.format;
        let mut copying = Framed::begin(deadline.answer(session.conn.copy_in(self.sql)).await?, format);
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
            if let Err(error) = deadline.answered(copying.send(bytes.clone())).await? {
                let error = deadline.answered(copying.last_words(error)).await?;
                return Err(self.refused(Error::driver(error), sent + rows, &kept).into());
            }
            if let Some(unneeded) = kept.sent(bytes) {
                feed.recycle(unneeded);
            }
            sent += rows;
            feed.sent(rows);
            if ends_batch {
                break;
            }
            chunk = match feed.next().await {
                Ok(Some(chunk)) => chunk,
                Ok(None) => {
                    let connection_lost = abort(copying).await.is_err();
                    return Err(CopyError::SourceEnded { connection_lost });
                }
                Err(error) => {
                    let aborted = abort(copying).await;
                    return Err(if aborted.is_ok() {
                        error
                    } else {
                        error.with_connection_lost()
                    }
                    .into());
                }
            };
        }
        feed.framing(format.trailer().len());
        let stored = deadline.answered(copying.finish()).await?;
        let stored = stored.map_err(|error| self.refused(Error::driver(error), sent, &kept))?;
        if stored == sent {
            Ok(stored)
        } else {
            let counts = ErrorKind::RowCountMismatch { sent, stored };
            Err(Error::new(counts).with_location(rows_location(self.rows(sent))).into())
        }
    }

    /// Between statements, too, a server looks whether `statement_timeout` is over (`ProcessInterrupts` in postgres.c). If that
    /// is so just when it has answered the COPY, it rolls the transaction back and says so to nobody: drivers drop what comes
    /// behind the answer, and COMMIT would be a ROLLBACK without an error.
    async fn check_not_rolled_back<C: Connection>(&self, sent: u64, session: &mut Session<'_, C>) -> Result<(), Error> {
        let asked = session.execute("SELECT").await;
        asked.map(drop).map_err(|error| match error.sqlstate() {
            Some(sqlstate::IN_FAILED_SQL_TRANSACTION) => error
                .with_kind(ErrorKind::RolledBackAfterCopy)
                .with_location(rows_location(self.rows(sent))),
            _ => error,
        })
    }

    /// Of the whole table, those that were sent.
    fn rows(&self, sent: u64) -> RangeInclusive<u64> {
        self.before + 1..=self.before + sent
    }

    /// An error of the server's or the driver's, with the row that it is about.
    fn refused(&self, error: Error, sent: u64, kept: &KeptChunks) -> Error {
        let batch = FailedBatch {
            table: self.table,
            rows: self.rows(sent),
            data: kept.whole(),
        };
        error_location::in_batch(error, &batch)
    }
}

/// Gives up a COPY; if that fails, the connection is lost.
async fn abort(copying: Framed<impl CopySink>) -> Result<(), Error> {
    let limit = Deadline::after(Some(GRACE));
    limit
        .timeout(Duration::ZERO, copying.abort())
        .await?
        .map_err(Error::driver)
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
        if self.size > MAX_RETAINED {
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
