//! PostgreSQL's own client programs.

use std::path::PathBuf;

use crate::target::Target;

/// Finds a program beside the server's programs, so that it has the server's version; else on the PATH.
pub(crate) fn find(name: &str, target: &Target) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut directories = target.programs.iter().cloned().chain(std::env::split_paths(&path));
    directories.find_map(|directory| Some(directory.join(name)).filter(|program| program.is_file()))
}
