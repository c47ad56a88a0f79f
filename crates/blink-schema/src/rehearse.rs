//! The server as the judge: of constraints that only it can evaluate, and of some rows of the whole plan.

mod accepted;
mod candidates;
mod deferred;
mod frame;
mod judge;
mod literals;
mod measured;
mod prepare;
mod refusal;
mod refusing;
mod rehearsal;
mod rehearsing;
mod rounds;
mod rows;
mod run;
mod sample;
mod tables;
mod trial;
mod verdict;

pub(crate) use measured::Measured;
pub use refusal::{Cell, Refusal};
pub use rehearsal::Rehearsal;
