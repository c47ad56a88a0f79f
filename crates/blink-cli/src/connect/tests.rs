//! Tests of the resolving, on machines that are made up.

mod handshakes;
mod machine;
mod passwords;
mod places;
mod properties;
mod refused;
mod services;
mod ssl;

use machine::Machine;

use super::error::ConnectErrorKind;
use super::target::Target;

/// A target, or the error.
fn resolved(machine: &Machine, db: &str) -> Result<Target, String> {
    let db = Some(db).filter(|db| !db.is_empty());
    Target::resolve(db, &machine.platform()).map_err(|error| {
        assert_eq!(error.kind(), ConnectErrorKind::Settings);
        error.to_string()
    })
}

/// A target as it is shown, or the error.
fn shown(machine: &Machine, db: &str) -> String {
    match resolved(machine, db) {
        Ok(target) => target.to_string(),
        Err(error) => error,
    }
}
