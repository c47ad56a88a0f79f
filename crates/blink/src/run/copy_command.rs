//! One COPY command: the chunks that go in, and the server's answer at the end.

use std::ops::RangeInclusive;
use std::time::Duration;

use bytes::Bytes;
use tracing::Instrument as _;

use super::error_location::{self, FailedBatch};
use super::framed::Framed;
use super::lock_and_verify;
use crate::connection::deadline::{Deadline, GRACE};
use crate::connection::session::Session;
use crate::connection::{Connection, CopySink, TextRow};
use crate::error::{Error, ErrorKind, ErrorLocation, rows_location};
use crate::plan::{DroppingTriggers, TablePlan};
use crate::produce::Chunk;
use crate::report::TableReport;

/// The most bytes of a batch that are kept, for tables with foreign keys, to find the row that broke one.
const MAX_RETAINED: usize = 8 * 1024 * 1024;

/// The reason why a command ended early.
pub(super) enum CopyError {
    Failed(Error),
    /// The source ended in the middle of the command; the producer has the error.
    SourceEnded {
        connection_lost: bool,
    },
}

impl From<Error> for CopyError {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

/// The source of a command's chunks, which is also notified of what is sent.
pub(super) trait ChunkSource: Send {
    /// The next chunk; None at the end.
    fn next(&mut self) -> impl Future<Output = Result<Option<Chunk>, Error>> + Send;
    /// Called when a chunk is about to be sent.
    fn sending(&mut self, chunk: &Bytes);
    /// Called when this many bytes that are not rows are about to be sent.
    fn framing(&mut self, bytes: usize);
    /// Called when a chunk with this many rows was sent.
    fn sent(&mut self, rows: u64);
    /// Called when a chunk is no longer needed.
    fn recycle(&mut self, chunk: Bytes);
}

/// The rows of one or more commands.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct RowCounts {
    pub(super) sent: u64,
    /// The rows that the table holds. The others were skipped, or dropped by a trigger.
    pub(super) stored: u64,
}

impl RowCounts {
    /// Returns the counts of a table that was filled.
    pub(super) fn of(table: &TableReport) -> Self {
        Self {
            sent: table.rows + table.skipped,
            stored: table.rows,
        }
    }

    pub(super) fn dropped(self) -> u64 {
        self.sent.saturating_sub(self.stored)
    }
}

/// One COPY command.
pub(super) struct CopyCommand<'c> {
    pub(super) table: &'c TablePlan,
    pub(super) sql: &'c str,
    /// The table's indexes and keys that the run has dropped; None if the table is locked already.
    pub(super) lock: Option<&'c [String]>,
    /// True if the data sent is kept, to find the row that broke a foreign key.
    pub(super) retain_for_errors: bool,
    /// The number of the table's rows before this command's first row.
    pub(super) before: u64,
}

impl CopyCommand<'_> {
    /// Sends the chunks up to the one that ends the command.
    pub(super) async fn copy<C: Connection>(
        &self,
        first: Chunk,
        feed: impl ChunkSource,
        session: &mut Session<'_, C>,
    ) -> Result<RowCounts, CopyError> {
        let span = tracing::debug_span!("blink.batch", first_row = self.before + 1);
        let copied = async {
            let rows = self.lock_and_copy(first, feed, session).await?;
            session.copied(ErrorLocation {
                table: Some(self.table.declared.clone()),
                step: Some(self.table.step),
                ..rows_location(self.rows(rows.sent))
            });
            tracing::debug!(rows = rows.stored, "copied");
            Ok(rows)
        };
        copied.instrument(span).await
    }

    async fn lock_and_copy<C: Connection>(
        &self,
        first: Chunk,
        feed: impl ChunkSource,
        session: &mut Session<'_, C>,
    ) -> Result<RowCounts, CopyError> {
        let deadline = session.deadline;
        if let Some(rebuilt) = self.lock {
            let question = lock_and_verify::question(self.table);
            let is_as_planned = |rows: &[TextRow]| lock_and_verify::is_as_planned(self.table, rows);
            let asked = session.query_then_copy_in(&question, self.sql, is_as_planned);
            let asked = Box::pin(asked).await;
            let rows = match asked.map_err(lock_and_verify::refused)? {
                (_, Some(began)) => return Box::pin(self.copy_chunks(first, feed, began?, deadline)).await,
                (rows, None) => rows,
            };
            lock_and_verify::verify(self.table, &rows, rebuilt, session).await?;
        }
        let sink = session.copy_in(self.sql).await?;
        Box::pin(self.copy_chunks(first, feed, sink, deadline)).await
    }

    async fn copy_chunks(
        &self,
        first: Chunk,
        mut feed: impl ChunkSource,
        sink: impl CopySink,
        deadline: Deadline,
    ) -> Result<RowCounts, CopyError> {
        let mut kept = KeptChunks::new(self.retain_for_errors);
        let format = self.table.layout.format;
        let mut copying = Framed::begin(sink, format);
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
            if let Err(error) = deadline.wait(copying.send(bytes.clone())).await? {
                let error = deadline.wait(copying.last_words(error)).await?;
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
                    return Err(error.with_connection_lost(aborted.is_err()).into());
                }
            };
        }
        feed.framing(format.trailer().len());
        let stored = deadline.wait(copying.finish()).await?;
        let stored = stored.map_err(|error| self.refused(Error::driver(error), sent, &kept))?;
        let may_drop = matches!(self.table.dropping, Some(DroppingTriggers::Inserts(_)));
        if stored == sent || may_drop && stored < sent {
            Ok(RowCounts { sent, stored })
        } else {
            let counts = ErrorKind::RowCountMismatch { sent, stored };
            Err(Error::new(counts).with_location(rows_location(self.rows(sent))).into())
        }
    }

    /// The numbers, in the whole table, of the rows that were sent.
    fn rows(&self, sent: u64) -> RangeInclusive<u64> {
        self.before + 1..=self.before + sent
    }

    /// An error of the server or the driver, with the row that it is about.
    fn refused(&self, error: Error, sent: u64, kept: &KeptChunks) -> Error {
        let batch = FailedBatch {
            table: self.table,
            rows: self.rows(sent),
            data: kept.whole(),
        };
        error_location::in_batch(error, &batch)
    }
}

/// Aborts a COPY; if that fails, the connection is lost.
async fn abort(copying: Framed<impl CopySink>) -> Result<(), Error> {
    let limit = Deadline::after(Some(GRACE));
    limit
        .timeout(Duration::ZERO, copying.abort())
        .await?
        .map_err(Error::driver)
}

/// The last chunk, which the driver may still hold, or all chunks of a batch.
struct KeptChunks {
    /// True if all chunks of the batch are kept.
    keeps_all: bool,
    size: usize,
    chunks: Vec<Bytes>,
}

impl KeptChunks {
    fn new(keeps_all: bool) -> Self {
        Self {
            keeps_all,
            size: 0,
            chunks: Vec::new(),
        }
    }

    /// Keeps a chunk that was sent, and returns one that is no longer needed.
    fn sent(&mut self, chunk: Bytes) -> Option<Bytes> {
        self.size += chunk.len();
        self.chunks.push(chunk);
        if !self.keeps_all {
            return (self.chunks.len() > 1).then(|| self.chunks.swap_remove(0));
        }
        if self.size > MAX_RETAINED {
            self.keeps_all = false;
            self.chunks.clear();
        }
        None
    }

    /// The whole batch, if all of it was kept.
    fn whole(&self) -> Option<Vec<u8>> {
        self.keeps_all.then(|| self.chunks.concat())
    }
}
