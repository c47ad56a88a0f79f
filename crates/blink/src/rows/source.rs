//! Sources that give rows one after the other.

use super::store::Store;
use super::{RowSink, RowStream};
use crate::error::BoxError;

type EachOnThread<T> = Box<dyn FnOnce(&Store, RowSink<'_, T>) -> Result<(), BoxError> + Send>;
type StreamOfStore<T> = Box<dyn for<'s> FnOnce(&'s Store) -> RowStream<'s, T> + Send>;

/// A source that gives rows one after the other.
pub(crate) enum Source<T> {
    /// An iterator, on its own thread.
    Thread(EachOnThread<T>),
    /// A stream, in the run's future.
    Stream(StreamOfStore<T>),
}
