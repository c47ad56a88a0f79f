//! The stage that a run has come to, seen by whoever waits for it.

mod current;
mod observed;
mod work;

pub use current::Stage;
pub use observed::Observed;
pub use work::Work;
