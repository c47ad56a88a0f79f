//! The PostgreSQL programs on this machine.

use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, ensure};

/// The end of the error message if there are no programs.
pub(crate) const HOW_TO_GET_THEM: &str = "install PostgreSQL's server (Debian: `apt install postgresql`, macOS: `brew install postgresql`), or set DATABASE_URL";

/// The major versions that `scripts/servers` fetches.
pub(crate) const FETCHED: RangeInclusive<u32> = 12..=18;

/// The programs of one version.
#[derive(Clone, Debug)]
pub(crate) struct Programs {
    /// The directory of the programs.
    pub(crate) bindir: PathBuf,
    /// The readable version: `15.18`.
    pub(crate) version: String,
    /// The major version: `15`.
    pub(crate) major: u32,
}

impl Programs {
    fn at(bindir: PathBuf) -> Option<Programs> {
        if !bindir.join("initdb").is_file() {
            return None;
        }
        // A directory on the PATH may hold links to only some of them.
        let postgres = bindir.join("postgres").canonicalize().ok()?;
        let bindir = postgres
            .parent()
            .filter(|dir| dir.join("initdb").is_file())
            .map_or(bindir, Path::to_owned);
        let text = output(Command::new(postgres).arg("--version"))?;
        let version = version_in(&text)?;
        let major = version.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()?;
        Some(Programs { bindir, version, major })
    }
}

/// Returns the first programs in the order that a user expects.
pub(crate) fn first() -> Option<Programs> {
    directories().into_iter().find_map(Programs::at)
}

/// Returns the newest programs, for tests that need as many features as possible.
pub(crate) fn newest() -> Option<Programs> {
    // The first of several with the same version.
    directories()
        .into_iter()
        .rev()
        .filter_map(Programs::at)
        .max_by_key(|programs| programs.major)
}

/// Returns the programs of this major version; `scripts/servers` fetches them if they are missing.
pub(crate) fn fetched(major: u32) -> anyhow::Result<Programs> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scripts/servers");
    // The script's output goes to stderr, past the test harness.
    let output = Command::new(&script)
        .args(["fetch", &major.to_string()])
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| format!("running {}", script.display()))?;
    ensure!(
        output.status.success(),
        "PostgreSQL {major} could not be fetched; why is said above"
    );
    let bindir = PathBuf::from(String::from_utf8_lossy(&output.stdout).trim());
    Programs::at(bindir.clone()).with_context(|| format!("the programs in {} do not run", bindir.display()))
}

/// Returns the directory of a `psql` that is new enough for this server.
pub(crate) fn client(major: u32) -> Option<PathBuf> {
    newest()
        .filter(|programs| programs.major >= major && programs.bindir.join("psql").is_file())
        .map(|programs| programs.bindir)
}

fn directories() -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = std::env::var_os("PATH")
        .iter()
        .flat_map(std::env::split_paths)
        .collect();
    found.extend(output(Command::new("pg_config").arg("--bindir")).map(|line| PathBuf::from(line.trim())));
    found.extend(versions_in("/usr/lib/postgresql", ""));
    found.extend(versions_in("/opt/homebrew/opt", "postgresql"));
    found.extend(versions_in("/usr/local/opt", "postgresql"));
    found
}

/// Returns `bin` of the subdirectories named `prefix`, with or without a version, newest first.
fn versions_in(parent: &str, prefix: &str) -> Vec<PathBuf> {
    let entries = Path::new(parent).read_dir().into_iter().flatten().flatten();
    let mut found: Vec<(f32, PathBuf)> = entries
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            let version = name.strip_prefix(prefix)?.trim_start_matches('@');
            // Homebrew's `postgresql` without a version is the newest one.
            let version = if version.is_empty() {
                f32::INFINITY
            } else {
                version.parse().ok()?
            };
            Some((version, entry.path().join("bin")))
        })
        .collect();
    found.sort_by(|a, b| b.0.total_cmp(&a.0));
    found.into_iter().map(|(_, path)| path).collect()
}

fn output(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Finds the version in `postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)`.
fn version_in(text: &str) -> Option<String> {
    text.split(' ')
        .map(str::trim)
        .find(|word| word.starts_with(|c: char| c.is_ascii_digit()))
        .map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::version_in;

    #[test]
    fn the_version_that_postgres_prints() {
        let debian = "postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)\n";
        assert_eq!(version_in(debian).as_deref(), Some("15.18"));
        assert_eq!(
            version_in("postgres (PostgreSQL) 19devel\n").as_deref(),
            Some("19devel")
        );
        assert_eq!(version_in("something else\n"), None);
    }
}
