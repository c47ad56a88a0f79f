//! Expressions as the server prints them.

mod oracle;
mod printed;
