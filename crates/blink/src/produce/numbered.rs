//! Rows by number that encode themselves, on several threads.

use std::ops::Range;
use std::sync::Arc;

use tokio::sync::mpsc;

use super::blocks::add_all;
use super::generated::produce_numbers;
use super::parallel::{Make, Output};
use super::regenerator::Regenerator;
use super::{Cause, Chunk, Chunker, ProduceError};
use crate::encode::Layout;
use crate::generate::numbered::NumberedSpec;
use crate::rows::numbered::{NumberedRows, check_added};

/// The rows of a table by number, without their type.
pub(crate) struct NumberedSource {
    pub(crate) spec: NumberedSpec,
    /// The layout of the columns as they were declared.
    pub(crate) layout: Layout,
    pub(crate) regenerator: Regenerator,
}

/// Encodes all rows and sends them in order.
pub(crate) async fn produce_numbered(
    rows: Arc<dyn NumberedRows>,
    chunker: Chunker,
    chunks: mpsc::Sender<Chunk>,
    threads: usize,
) -> Result<(), ProduceError> {
    produce_numbers(rows.rows(), EncodeRows(rows), chunker, chunks, threads).await
}

#[derive(Clone)]
struct EncodeRows(Arc<dyn NumberedRows>);

impl Make<Range<u64>> for EncodeRows {
    fn make(&self, numbers: Range<u64>, output: &mut Output) -> Result<(), Cause> {
        let added = add_all(|rows| self.0.encode(numbers.clone(), rows), output)?;
        check_added(&numbers, added).map_err(Cause::Encode)
    }
}
