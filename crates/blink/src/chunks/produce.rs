//! Generated rows into chunks on several threads, handed over in the order of the rows.
//!
//! Each thread claims the next few rows, about a chunk of them, and makes and encodes them; whose turn it is to hand over
//! is known from the order of the claims. So what is sent does not depend on the number of threads, and no more than a few
//! chunks a thread are ever held: a thread that is ahead waits for its turn.

use std::io;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use futures_util::future::try_join_all;
use tokio::sync::mpsc;

use super::{CHUNK, CHUNKS_AHEAD, Chunk, Chunker, Encode, Halt};
use crate::generate::Generated;
use crate::table::BoxFuture;
use crate::thread::{self, Fault};

/// The rows of a first claim, before anybody knows how large they are.
const FIRST_CLAIM: u64 = 64;

/// The rows of a claim at the most, so that a thread that stops in the middle is not far behind.
const LARGEST_CLAIM: u64 = 16 * 1024;

/// The rows from which on another thread is worth its while.
const ROWS_A_THREAD: u64 = 1024;

/// What a thread hands over.
enum Piece {
    Chunk(Chunk),
    /// The claim's rows end here.
    End,
    /// The claim's rows end early, at this row, counted from 0.
    Failed(u64, Halt),
}

/// Who makes which rows.
struct Claims {
    rest: Range<u64>,
    /// The threads whose turn it is, one for each claim. Gone once one thread has given up.
    turns: Option<mpsc::UnboundedSender<usize>>,
}

impl Claims {
    fn claim(&mut self, thread: usize, rows: u64) -> Option<Range<u64>> {
        if self.rest.is_empty() || self.turns.as_ref()?.send(thread).is_err() {
            self.turns = None;
            return None;
        }
        let end = self.rest.start.saturating_add(rows).min(self.rest.end);
        let claimed = self.rest.start..end;
        self.rest.start = end;
        Some(claimed)
    }
}

/// Makes all rows and sends them in order; why and at which row it ended early, if it did.
pub(crate) async fn produce<T: 'static>(
    generated: Generated<T>,
    encode: Encode<T>,
    chunker: Chunker,
    chunks: mpsc::Sender<Chunk>,
    threads: usize,
) -> Result<(), Halt> {
    let len = generated.len();
    let useful = usize::try_from(len.div_ceil(ROWS_A_THREAD)).unwrap_or(usize::MAX);
    let threads = threads.min(useful).max(1);
    let (turns, mut next_turn) = mpsc::unbounded_channel();
    let claims = Arc::new(Mutex::new(Claims {
        rest: 0..len,
        turns: Some(turns),
    }));
    // Only those that are made for a thread count rows.
    chunker.made.set_idle();
    let mut pieces = Vec::new();
    let mut makers = Vec::new();
    for thread in 0..threads {
        let (sender, receiver) = mpsc::channel(CHUNKS_AHEAD);
        let maker = Maker {
            thread,
            claims: Arc::clone(&claims),
            generated: generated.clone(),
            encode,
            chunker: chunker.for_thread(),
            pieces: sender,
        };
        match maker.start() {
            Ok(ended) => makers.push(ended),
            // Fewer make the same.
            Err(error) if thread > 0 => {
                tracing::warn!(threads = thread, %error, "no more threads could be had to make rows");
                break;
            }
            Err(error) => return Err(Halt::Fault(Fault::Thread(error))),
        }
        pieces.push(receiver);
    }
    drop(claims);
    let in_order = async {
        while let Some(thread) = next_turn.recv().await {
            loop {
                match pieces[thread].recv().await {
                    Some(Piece::Chunk(chunk)) => chunks.send(chunk).await.map_err(|_| Halt::Unwanted)?,
                    Some(Piece::End) => break,
                    Some(Piece::Failed(row, why)) => return Err(Halt::AtRow(row + 1, Box::new(why))),
                    // It ended without a word, which its own result explains.
                    None => return Ok(()),
                }
            }
        }
        Ok(())
    };
    in_order.await?;
    // They have nothing left to do.
    try_join_all(makers).await.map(drop).map_err(Halt::Fault)
}

struct Maker<T> {
    thread: usize,
    claims: Arc<Mutex<Claims>>,
    generated: Generated<T>,
    encode: Encode<T>,
    chunker: Chunker,
    pieces: mpsc::Sender<Piece>,
}

impl<T: 'static> Maker<T> {
    fn start(self) -> io::Result<BoxFuture<'static, Result<(), Fault>>> {
        thread::start(move || self.run())
    }

    fn run(mut self) {
        let mut rows = FIRST_CLAIM;
        loop {
            let mut claims = self.claims.lock().unwrap_or_else(PoisonError::into_inner);
            let Some(claimed) = claims.claim(self.thread, rows) else {
                break;
            };
            drop(claims);
            let count = claimed.end - claimed.start;
            let Some(bytes) = self.make(claimed) else { break };
            // Somewhat less than a chunk if they are as large as these, so that it is one; but not at once many more.
            let fitting = (CHUNK as u64 / 16 * 15).saturating_mul(count) / bytes.max(1);
            rows = fitting.clamp(1, count.saturating_mul(16)).min(LARGEST_CLAIM);
        }
        self.chunker.made.set_idle();
    }

    /// Makes the rows of a claim and hands them over, and gives the number of their bytes; None if nobody wants more.
    fn make(&mut self, rows: Range<u64>) -> Option<u64> {
        let end = rows.end;
        let mut row = rows.start;
        let mut bytes = 0;
        let mut halt = None;
        let Self {
            generated,
            encode,
            chunker,
            pieces,
            ..
        } = self;
        chunker.begin_at(rows.start);
        let mut give = |chunk: Option<Chunk>| {
            let Some(chunk) = chunk else { return Ok(()) };
            bytes += chunk.bytes.len() as u64;
            pieces.blocking_send(Piece::Chunk(chunk)).map_err(|_| Halt::Unwanted)
        };
        let made = thread::catch(|| {
            generated.each(rows, &mut |made| {
                let sent = chunker.row(&made, *encode).map_err(Halt::Encode).and_then(&mut give);
                match sent {
                    Ok(()) => {
                        row += 1;
                        chunker.made.add_one();
                        std::ops::ControlFlow::Continue(())
                    }
                    Err(why) => {
                        halt = Some(why);
                        std::ops::ControlFlow::Break(())
                    }
                }
            })
        });
        let halt = match made {
            Ok(_) => halt,
            Err(fault) => Some(Halt::Fault(fault)),
        };
        let last = match halt {
            Some(Halt::Unwanted) => return None,
            Some(why) => {
                let _unwanted = pieces.blocking_send(Piece::Failed(row, why));
                return None;
            }
            None if end == generated.len() => chunker.finish(),
            None => chunker.flush(),
        };
        give(last).ok()?;
        pieces.blocking_send(Piece::End).ok()?;
        Some(bytes)
    }
}
