//! The rows that a table's callback returns, one after the other.

pub(crate) mod block;
pub(crate) mod numbered;
pub(crate) mod record;
pub(crate) mod source;
pub(crate) mod store;
pub(crate) mod to_row;

use std::fmt;
use std::ops::ControlFlow;
use std::pin::Pin;

use futures_util::{Stream, StreamExt as _};

use crate::error::BoxError;

/// The function that takes the rows; it breaks when no more are wanted.
pub(crate) type RowSink<'a, T> = &'a mut dyn FnMut(T) -> ControlFlow<()>;

/// Passes a source's rows to `row` until one fails; returns the source's result and the first failure.
pub(crate) fn try_each<T, R, E>(
    source: impl FnOnce(RowSink<'_, T>) -> R,
    mut row: impl FnMut(T) -> Result<(), E>,
) -> (R, Result<(), E>) {
    let mut result = Ok(());
    let returned = source(&mut |made| match row(made) {
        Ok(()) => ControlFlow::Continue(()),
        Err(error) => {
            result = Err(error);
            ControlFlow::Break(())
        }
    });
    (returned, result)
}

/// The rows of a table, made one after the other while they are copied, on a separate thread.
///
/// ```
/// use blink::Rows;
///
/// let squares = Rows::new((1..=1_000).map(|n| n * n));
/// let lines = Rows::try_new(std::io::BufRead::lines(&b"a\nb"[..]));
/// # let _ = (squares, lines);
/// ```
pub struct Rows<'s, T> {
    for_each_row: ForEachRow<'s, T>,
}

/// Passes every row to a sink.
type ForEachRow<'s, T> = Box<dyn FnOnce(RowSink<'_, T>) -> Result<(), BoxError> + 's>;

impl<'s, T> Rows<'s, T> {
    /// The rows of an iterator.
    pub fn new<I>(rows: I) -> Self
    where
        I: IntoIterator<Item = T>,
        I::IntoIter: 's,
    {
        let mut rows = rows.into_iter();
        Self {
            for_each_row: Box::new(move |each| {
                // Internal iteration is faster for chains such as flat_map.
                let _stopped = rows.try_for_each(each);
                Ok(())
            }),
        }
    }

    /// The rows of an iterator that may fail. The first error ends the run, whose error names the row.
    pub fn try_new<I, E>(rows: I) -> Self
    where
        I: IntoIterator<Item = Result<T, E>>,
        I::IntoIter: 's,
        E: Into<BoxError>,
    {
        let rows = rows.into_iter();
        Self {
            for_each_row: Box::new(move |each| {
                for row in rows {
                    if each(row.map_err(Into::into)?).is_break() {
                        break;
                    }
                }
                Ok(())
            }),
        }
    }

    pub(crate) fn for_each(self, each: RowSink<'_, T>) -> Result<(), BoxError> {
        (self.for_each_row)(each)
    }
}

impl<T> fmt::Debug for Rows<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rows").finish_non_exhaustive()
    }
}

/// The rows of a table from an asynchronous stream, which the run's future polls.
///
/// ```
/// use blink::RowStream;
/// use futures_util::stream;
///
/// let squares = RowStream::new(stream::iter((1..=1_000).map(|n| n * n)));
/// let parsed = RowStream::try_new(stream::iter(["1", "2", "x"].map(str::parse::<i64>)));
/// # let _ = (squares, parsed);
/// ```
pub struct RowStream<'s, T> {
    stream: Pin<Box<dyn Stream<Item = Result<T, BoxError>> + Send + 's>>,
}

impl<'s, T> RowStream<'s, T> {
    /// The rows of a stream.
    pub fn new(rows: impl Stream<Item = T> + Send + 's) -> Self
    where
        T: 's,
    {
        Self {
            stream: Box::pin(rows.map(Ok)),
        }
    }

    /// The rows of a stream that may fail. The first error ends the run, whose error names the row.
    pub fn try_new<E>(rows: impl Stream<Item = Result<T, E>> + Send + 's) -> Self
    where
        T: 's,
        E: Into<BoxError> + 's,
    {
        Self {
            stream: Box::pin(rows.map(|row| row.map_err(Into::into))),
        }
    }

    pub(crate) async fn next(&mut self) -> Option<Result<T, BoxError>> {
        self.stream.next().await
    }
}

impl<T> fmt::Debug for RowStream<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RowStream").finish_non_exhaustive()
    }
}
