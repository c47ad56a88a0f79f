//! A source of rows and an encoder as chunks of COPY data.
//!
//! Rows are made and encoded on a thread of the run's own, or, for a stream, in the run's future. Chunks go through a
//! short channel, so that the next is made while the last is sent, and no more than a few are ever held.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::{Bytes, BytesMut};
use tokio::sync::mpsc;

use crate::encode::{EncodeError, Format, Layout, RowEncoder, Scratch, binary};
use crate::error::BoxError;
use crate::rows::{Each, RowStream};
use crate::store::{Slot, Store};
use crate::thread::Fault;

/// A chunk is handed over once it has this many bytes: the size that COPY takes fastest (4 KiB to 1 MiB are near).
const CHUNK: usize = 64 * 1024;

/// A buffer that one huge row has blown up beyond this is not used again.
const LARGEST_REUSED: usize = 256 * 1024;

/// How many chunks wait between the maker and the sender.
pub(crate) const CHUNKS_AHEAD: usize = 2;

/// Some data of one COPY command.
#[derive(Debug)]
pub(crate) struct Chunk {
    pub(crate) bytes: Bytes,
    /// The rows that end in it.
    pub(crate) rows: u64,
    /// Whether the command ends behind it.
    pub(crate) ends_batch: bool,
}

/// Buffers that go round between the maker and the sender.
#[derive(Clone, Debug, Default)]
pub(crate) struct Buffers(Arc<Mutex<Vec<BytesMut>>>);

impl Buffers {
    fn take(&self) -> BytesMut {
        let mut buffers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        buffers
            .pop()
            .unwrap_or_else(|| BytesMut::with_capacity(CHUNK + CHUNK / 4))
    }

    /// Takes back what has been sent, unless the driver still holds it.
    pub(crate) fn give(&self, sent: Bytes) {
        if let Ok(mut buffer) = sent.try_into_mut() {
            buffer.clear();
            let mut buffers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if buffer.capacity() <= LARGEST_REUSED && buffers.len() <= CHUNKS_AHEAD {
                buffers.push(buffer);
            }
        }
    }
}

/// How many rows a source has given; shared with the run, which watches for a source that stalls and names the row that
/// a panic came from.
#[derive(Clone, Debug, Default)]
pub(crate) struct RowCount(Arc<AtomicU64>);

impl RowCount {
    pub(crate) fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }

    pub(crate) fn add_one(&self) {
        // Written by one maker alone, so that it need not be one atomic step.
        self.0.store(self.get() + 1, Ordering::Relaxed);
    }
}

/// Why a maker stopped before its source ended.
#[derive(Debug)]
pub(crate) enum Halt {
    /// The source failed.
    Source(BoxError),
    /// The row cannot be sent.
    Encode(EncodeError),
    /// Nobody takes chunks any more.
    Unwanted,
    /// The source panicked, or could not be started.
    Fault(Fault),
}

/// Puts rows into chunks and chunks into batches.
pub(crate) struct Chunker {
    layout: Arc<Layout>,
    batch_size: Option<u64>,
    buffers: Buffers,
    made: RowCount,
    chunk: BytesMut,
    rows_in_chunk: u64,
    rows_in_batch: u64,
    scratch: Scratch,
}

pub(crate) type Encode<T> = fn(&T, &mut RowEncoder<'_>) -> Result<(), EncodeError>;

impl Chunker {
    pub(crate) fn new(layout: Arc<Layout>, batch_size: Option<u64>, buffers: Buffers, made: RowCount) -> Self {
        Self {
            layout,
            batch_size,
            chunk: buffers.take(),
            buffers,
            made,
            rows_in_chunk: 0,
            rows_in_batch: 0,
            scratch: Scratch::default(),
        }
    }

    /// Adds a row, and gives a chunk if one is full.
    fn row<T>(&mut self, row: &T, encode: Encode<T>) -> Result<Option<Chunk>, EncodeError> {
        if self.rows_in_batch == 0 && self.layout.format == Format::Binary {
            self.chunk.extend_from_slice(binary::HEADER);
        }
        let mut encoder = RowEncoder::begin(&self.layout, &mut self.chunk, &mut self.scratch);
        encode(row, &mut encoder)?;
        encoder.end()?;
        self.rows_in_chunk += 1;
        self.rows_in_batch += 1;
        if Some(self.rows_in_batch) == self.batch_size {
            return Ok(self.finish());
        }
        Ok((self.chunk.len() >= CHUNK).then(|| self.cut(false)))
    }

    /// Ends the batch, if one has begun.
    fn finish(&mut self) -> Option<Chunk> {
        if self.rows_in_batch == 0 {
            return None;
        }
        if self.layout.format == Format::Binary {
            self.chunk.extend_from_slice(binary::TRAILER);
        }
        self.rows_in_batch = 0;
        Some(self.cut(true))
    }

    fn cut(&mut self, ends_batch: bool) -> Chunk {
        let full = std::mem::replace(&mut self.chunk, self.buffers.take());
        Chunk {
            bytes: full.freeze(),
            rows: std::mem::take(&mut self.rows_in_chunk),
            ends_batch,
        }
    }
}

/// What becomes of the rows once they are encoded.
pub(crate) trait Retain<T>: Send {
    fn row(&mut self, row: T);
    fn finish(self: Box<Self>) -> Option<Slot>;
}

/// Makes the rows of an iterator, on the calling thread.
pub(crate) fn make<T>(
    source: impl FnOnce(&Store, Each<'_, T>) -> Result<(), BoxError>,
    store: &Store,
    encode: Encode<T>,
    mut retain: Box<dyn Retain<T>>,
    mut chunker: Chunker,
    chunks: &mpsc::Sender<Chunk>,
) -> Result<Option<Slot>, Halt> {
    let mut halt = None;
    let made = chunker.made.clone();
    source(store, &mut |row| {
        // A panic in any of this is this row's, so that it counts only when it is over.
        let sent = chunker.row(&row, encode).map_err(Halt::Encode).and_then(|chunk| {
            retain.row(row);
            made.add_one();
            match chunk {
                Some(chunk) => chunks.blocking_send(chunk).map_err(|_| Halt::Unwanted),
                None => Ok(()),
            }
        });
        match sent {
            Ok(()) => ControlFlow::Continue(()),
            Err(why) => {
                halt = Some(why);
                ControlFlow::Break(())
            }
        }
    })
    .map_err(Halt::Source)?;
    if let Some(why) = halt {
        return Err(why);
    }
    if let Some(chunk) = chunker.finish() {
        chunks.blocking_send(chunk).map_err(|_| Halt::Unwanted)?;
    }
    Ok(retain.finish())
}

/// Makes the rows of a stream, in the calling future.
pub(crate) async fn make_from_stream<T>(
    mut rows: RowStream<'_, T>,
    encode: Encode<T>,
    mut retain: Box<dyn Retain<T>>,
    mut chunker: Chunker,
    chunks: mpsc::Sender<Chunk>,
) -> Result<Option<Slot>, Halt> {
    let made = chunker.made.clone();
    loop {
        // In a block, so that the row, which need not be Send, is gone before the next wait.
        let chunk = {
            let Some(row) = rows.next().await else { break };
            let row = row.map_err(Halt::Source)?;
            let chunk = chunker.row(&row, encode).map_err(Halt::Encode)?;
            retain.row(row);
            made.add_one();
            chunk
        };
        if let Some(chunk) = chunk {
            chunks.send(chunk).await.map_err(|_| Halt::Unwanted)?;
        }
    }
    if let Some(chunk) = chunker.finish() {
        chunks.send(chunk).await.map_err(|_| Halt::Unwanted)?;
    }
    Ok(retain.finish())
}
