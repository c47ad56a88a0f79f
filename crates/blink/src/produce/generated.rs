//! Generated rows, made on several threads.

use std::ops::Range;

use tokio::sync::mpsc;

use super::parallel::{self, Make, Output, Supply};
use super::{Cause, Chunk, Chunker, Encode, ProduceError};
use crate::generate::Generated;
use crate::rows::try_each;

/// The number of rows per thread that makes another thread worthwhile.
const MIN_ROWS_PER_THREAD: u64 = 1024;

/// Makes all rows and sends them in order.
pub(crate) async fn produce_generated<T: 'static>(
    generated: Generated<T>,
    encode: Encode<T>,
    chunker: Chunker,
    chunks: mpsc::Sender<Chunk>,
    threads: usize,
) -> Result<(), ProduceError> {
    let rows = generated.len();
    produce_numbers(rows, MakeRows { generated, encode }, chunker, chunks, threads).await
}

/// Makes all rows by their numbers and sends them in order.
pub(super) async fn produce_numbers(
    rows: u64,
    make: impl Make<Range<u64>>,
    chunker: Chunker,
    chunks: mpsc::Sender<Chunk>,
    threads: usize,
) -> Result<(), ProduceError> {
    let useful = usize::try_from(rows.div_ceil(MIN_ROWS_PER_THREAD)).unwrap_or(usize::MAX);
    parallel::produce(Unclaimed(0..rows), make, chunker, chunks, threads.min(useful)).await
}

/// The numbers of the rows that no thread makes yet.
struct Unclaimed(Range<u64>);

impl Supply for Unclaimed {
    type Portion = Range<u64>;

    fn next(&mut self, rows: u64) -> Result<Option<Range<u64>>, Cause> {
        let Range { start, end } = self.0;
        self.0.start = start.saturating_add(rows).min(end);
        Ok((start < end).then_some(start..self.0.start))
    }

    fn rows(portion: &Range<u64>) -> u64 {
        portion.end - portion.start
    }
}

struct MakeRows<T> {
    generated: Generated<T>,
    encode: Encode<T>,
}

impl<T> Clone for MakeRows<T> {
    fn clone(&self) -> Self {
        Self {
            generated: self.generated.clone(),
            encode: self.encode,
        }
    }
}

impl<T: 'static> Make<Range<u64>> for MakeRows<T> {
    fn make(&self, rows: Range<u64>, output: &mut Output) -> Result<(), Cause> {
        let (_stopped, made) = try_each(
            |each| self.generated.for_each_in(rows, each),
            |row| output.add_row(|encoder| (self.encode)(&row, encoder)),
        );
        made
    }
}
