//! The connection: where the server is, who connects, and how it is encrypted.
//!
//! ```no_run
//! # async fn connect() -> Result<(), blink_cli::connect::ConnectError> {
//! use blink_cli::connect::{Platform, Target};
//!
//! let target = Target::resolve(Some("postgres://ann@localhost/shop"), &Platform::of_this_process())?;
//! println!("{target}"); // postgres://ann:***@localhost:5432/shop
//! let connected = target.connect().await?;
//! let second = connected.target.connect().await?; // at the same host
//! # drop(second);
//! # Ok(())
//! # }
//! ```
//!
//! The rules are libpq's (src/interfaces/libpq in PostgreSQL's source), so that what works for `psql` works here. The
//! differences:
//!
//! - What Blink does not support is an error that names it. Only what can change nothing is ignored: `sslcompression`,
//!   `krbsrvname`, `gsslib`, `gssdelegation`, `gssencmode=prefer`, `PGCLIENTENCODING`, and `PGDATESTYLE`, `PGTZ` and
//!   `PGGEQO`, which the settings of a run replace.
//! - A password file that others can read is an error, where libpq warns and connects without it. A certificate, a key
//!   or a list that is named and not there is an error, too, where libpq does without it.
//! - `sslmode=verify-full` takes the system's roots where no root certificate is named or in its usual place.
//! - The usual directory of the socket and the usual directory of `pg_service.conf` are looked for, where libpq has them
//!   compiled in.
//! - TLS is 1.2 or 1.3.

mod advice;
mod attempt;
mod connected;
mod conninfo;
mod error;
mod failure;
mod gather;
mod host;
mod mask;
mod network;
mod notices;
mod open;
mod parameters;
mod passfile;
mod platform;
mod secret;
mod service;
mod session;
mod settings;
mod ssl;
mod target;
#[cfg(test)]
mod tests;
mod tls;
mod url;

pub use connected::{Cancel, Connected};
pub use error::{ConnectError, ConnectErrorKind};
pub use host::Host;
pub use mask::mask;
pub use notices::Notices;
pub use platform::{FileKind, FileStatus, Files, Platform, RealFiles, System};
pub use target::Target;
