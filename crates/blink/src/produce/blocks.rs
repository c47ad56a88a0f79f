//! Rows that come in blocks, encoded on several threads.

use tokio::sync::mpsc;

use super::parallel::{self, Make, Output, Supply};
use super::{Cause, Chunk, Chunker, ProduceError};
use crate::encode::EncodeError;
use crate::error::BoxError;
use crate::rows::block::{BlockRows, RowBlock};

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
        let mut added = 0_u64;
        // After it no row is sent: those before are still encoded, in order.
        let mut stopped = None;
        let encoded = block.encode(&mut BlockRows::new(&mut |row| {
            if stopped.is_some() {
                return Err(EncodeError::row("the rows before this one were not sent"));
            }
            match output.add_row(row) {
                Ok(()) => {
                    added += 1;
                    Ok(())
                }
                Err(Cause::Encode(error)) => Err(error),
                Err(cause) => {
                    stopped = Some(cause);
                    Err(EncodeError::row("the run has ended"))
                }
            }
        }));
        if let Some(cause) = stopped {
            return Err(cause);
        }
        encoded.map_err(Cause::Encode)?;
        if added != declared {
            let miscounted = format!("the block says that it has {declared} rows, and adds {added}");
            return Err(Cause::Encode(EncodeError::row(miscounted)));
        }
        Ok(())
    }
}
