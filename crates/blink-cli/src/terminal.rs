//! Output for people: what is shown is safe to show, and fits.

mod ask;
mod escape;
mod numbers;
mod output;
mod style;
mod width;

pub use ask::Terminal;
pub use escape::{escape, escape_lines};
pub use numbers::{counted, duration, size, with_thousands};
pub use output::Output;
pub use style::{ERROR, HELP, LABEL, WARNING};
pub use width::{pad, shorten, width};
