//! Expressions as the server prints them.

mod hostile;
mod oracle;
mod printed;
