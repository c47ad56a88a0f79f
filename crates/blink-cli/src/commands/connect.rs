//! The connection of a command.

use crate::args;
use crate::connect::{ConnectError, ConnectErrorKind, Connected, Host, Platform, Target};
use crate::exit::{ExitStatus, Failure};
use crate::guard::{self, Place};

/// Connects to the database that the command line or the environment names.
pub(super) async fn connect(options: &args::Connect) -> Result<Connected, Failure> {
    let db = options.db.as_ref().map(args::Secret::reveal);
    let target = Target::resolve(db, &Platform::of_this_process()).map_err(|error| failure(&error))?;
    target.connect().await.map_err(|error| failure(&error))
}

fn failure(error: &ConnectError) -> Failure {
    let status = match error.kind() {
        ConnectErrorKind::Settings => ExitStatus::Usage,
        ConnectErrorKind::Refused => ExitStatus::Refused,
    };
    let failure = Failure::new(status, error.message());
    match error.advice() {
        Some(advice) => failure.with_help(advice),
        None => failure,
    }
}

/// The host that answered, as the look at the database wants it.
pub(super) fn host(host: &Host) -> guard::Host {
    let socket = host.socket().map(|socket| socket.display().to_string());
    guard::Host {
        name: host
            .name()
            .map(str::to_owned)
            .or(socket)
            .unwrap_or_else(|| host.to_string()),
        place: host.address().map_or(Place::Socket, Place::Address),
    }
}
