//! The way in which a table's rows are stored, without their type.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use tokio::sync::mpsc;

use crate::declare::custom_insert::MakeInsertion;
use crate::produce::{Chunk, Chunker, ProduceError};
use crate::rows::store::{Slot, Store};

/// The function that makes rows into chunks and returns the values kept of them.
pub(crate) type ProduceChunks =
    Box<dyn FnOnce(Arc<Store>, Chunker, mpsc::Sender<Chunk>, Threads) -> BoxFuture<'static, ProduceResult> + Send>;

/// The number of threads that make generated rows.
pub(crate) type Threads = usize;

pub(crate) type ProduceResult = Result<Option<Slot>, ProduceError>;

/// The way in which a table's rows are stored, without their type.
pub(crate) enum TableWriter {
    /// COPY, with chunks of data.
    Copy(ProduceChunks),
    /// The user's own function.
    Insert(MakeInsertion),
}
