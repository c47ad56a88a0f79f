//! Rows that come in blocks, encoded on several threads.

use tokio::sync::mpsc;

use super::parallel::{self, Make, Output, Supply};
use super::{Cause, Chunk, Chunker, ProduceError};
use crate::encode::EncodeError;
use crate::error::BoxError;
use crate::rows::block::{BlockRows, Refusal, RowBlock, add_rows};

/// The blocks of a table, in order.
pub(crate) type Blocks<B> = Box<dyn Iterator<Item = Result<B, BoxError>> + Send>;

/// Encodes all blocks and sends their rows in order.
pub(crate) async fn produce_blocks<B: RowBlock>(
    blocks: Blocks<B>,
    chunker: Chunker,
    chunks: mpsc::Sender<Chunk>,
    threads: usize,
) -> Result<(), ProduceError> {
    parallel::produce(Unclaimed(blocks), EncodeBlock, chunker, chunks, threads).await
}

/// The blocks that no thread encodes yet.
struct Unclaimed<B>(Blocks<B>);

impl<B: RowBlock> Supply for Unclaimed<B> {
    type Portion = B;

    fn next(&mut self, _: u64) -> Result<Option<B>, Cause> {
        self.0.next().transpose().map_err(Cause::Source)
    }

    fn rows(block: &B) -> u64 {
        block.rows()
    }
}

#[derive(Clone)]
struct EncodeBlock;

impl<B: RowBlock> Make<B> for EncodeBlock {
    fn make(&self, block: B, output: &mut Output) -> Result<(), Cause> {
        let declared = block.rows();
        let added = add_all(|rows| block.encode(rows), output)?;
        if added != declared {
            let miscounted = format!("the block says that it has {declared} rows, and adds {added}");
            return Err(Cause::Encode(EncodeError::row(miscounted)));
        }
        Ok(())
    }
}

/// Puts the rows that `encode` adds into the output; returns their number.
pub(super) fn add_all(
    encode: impl FnOnce(&mut BlockRows<'_>) -> Result<(), EncodeError>,
    output: &mut Output,
) -> Result<u64, Cause> {
    let added = add_rows(encode, |row| {
        output.add_row(row).map_err(|cause| match cause {
            Cause::Encode(error) => Refusal::Encode(error),
            cause => Refusal::Stopped(cause),
        })
    });
    added.map_err(|refusal| match refusal {
        Refusal::Encode(error) => Cause::Encode(error),
        Refusal::Stopped(cause) => cause,
    })
}
