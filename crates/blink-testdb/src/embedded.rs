//! The embedded server: a program of this crate, compiled at first use, with one process per database.

use std::io::{BufRead as _, BufReader};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{ChildStdin, Command, Stdio};
use std::time::SystemTime;

use anyhow::{Context as _, ensure};

use crate::directory::Directory;
use crate::guardian::Guardian;
use crate::{programs, say};

const NAME: &str = "blink-embedded-server";

/// The compiled program.
#[derive(Debug)]
pub(crate) struct Embedded {
    program: PathBuf,
}

impl Embedded {
    /// The major version of PostgreSQL in pglite-oxide 0.5.1.
    pub(crate) const VERSION: u32 = 17;

    /// Compiles the program unless it is already compiled.
    pub(crate) fn built() -> anyhow::Result<Embedded> {
        let manifest_dir = Path::new(env!("CARGO_MANIFEST_DIR"));
        let target = target_dir(manifest_dir).join("embedded");
        let program = target.join("release").join(NAME);
        let stamp = target.join("built");
        if !program.exists() || !is_fresh(&stamp, manifest_dir) {
            say(&format!(
                "blink-testdb: compiling the embedded PostgreSQL server, which takes some minutes the first time \
                 (instead: {})",
                programs::HOW_TO_GET_THEM
            ));
            build(manifest_dir, &target)?;
            // Cargo keeps the program's own date if there was nothing to do. Setting the date is refused while another
            // process runs the program.
            std::fs::write(stamp, "").context("noting that the embedded server is built")?;
        }
        Ok(Embedded { program })
    }

    /// Starts a server, which has one database.
    pub(crate) fn start(&self) -> anyhow::Result<Child> {
        Child::start(&self.program)
    }
}

/// Returns the directory of this workspace's build products.
fn target_dir(manifest_dir: &Path) -> PathBuf {
    let workspace = manifest_dir.ancestors().nth(2).unwrap_or(manifest_dir);
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| workspace.join("target"), |dir| workspace.join(dir))
}

/// Returns true if the program is up to date. Asking cargo instead would take a third of a second and a lock, for every
/// test if a runner starts a process for each.
fn is_fresh(stamp: &Path, manifest_dir: &Path) -> bool {
    let modified = |path: &Path| std::fs::metadata(path).and_then(|metadata| metadata.modified()).ok();
    let Some(built) = modified(stamp) else { return false };
    let sources = manifest_dir.join("src/bin").join(NAME);
    let files = sources
        .read_dir()
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path());
    files
        .chain([manifest_dir.join("Cargo.toml")])
        .all(|file| modified(&file).unwrap_or(SystemTime::UNIX_EPOCH) <= built)
}

fn build(manifest_dir: &Path, target: &Path) -> anyhow::Result<()> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    // If two processes reach this together, the second waits for cargo's lock and finds the program compiled.
    // PostgreSQL itself is precompiled. With the surrounding code at optimization level 1 a COPY of a million rows took
    // 0.35 s here, at level 3 0.33 s, but level 3 takes a minute longer to compile.
    let status = Command::new(cargo)
        .args([
            "build",
            "--release",
            "-p",
            "blink-testdb",
            "--features",
            "embedded",
            "--bin",
            NAME,
            "--target-dir",
        ])
        .arg(target)
        .args([
            "--config",
            "profile.release.debug=false",
            "--config",
            "profile.release.opt-level=1",
        ])
        .current_dir(manifest_dir)
        // The flags of a coverage or sanitizer run would force recompilation each time.
        .env_remove("RUSTFLAGS")
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .env_remove("RUSTC_WORKSPACE_WRAPPER")
        .env_remove("CARGO_BUILD_TARGET")
        .stdin(Stdio::null())
        .status()
        .context("running cargo")?;
    ensure!(
        status.success(),
        "the embedded server did not compile (it needs Rust 1.93 and the crates of its dependencies); instead: {}",
        programs::HOW_TO_GET_THEM
    );
    Ok(())
}

/// A running embedded server. It ends with the handle or with this process, and its files are removed.
#[derive(Debug)]
pub(crate) struct Child {
    process: std::process::Child,
    /// The server ends when this pipe is closed.
    _stdin: Option<ChildStdin>,
    guardian: Option<Guardian>,
    port: u16,
}

impl Child {
    fn start(program: &Path) -> anyhow::Result<Child> {
        let directory = Directory::create()?.path;
        let guardian = Guardian::of(&directory)?;
        let spawned = Command::new(program)
            .env("TMPDIR", &directory)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            // A Ctrl-C must reach only the tests, which may still need the server.
            .process_group(0)
            .spawn();
        let mut process = spawned.with_context(|| format!("starting {}", program.display()))?;
        let (stdin, stdout) = (process.stdin.take(), process.stdout.take());
        let mut child = Child {
            process,
            _stdin: stdin,
            guardian: Some(guardian),
            port: 0,
        };
        let mut line = String::new();
        BufReader::new(stdout.context("its stdout")?).read_line(&mut line)?;
        child.port = line
            .trim()
            .parse()
            .context("the embedded server did not start; what it says is above")?;
        Ok(child)
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        // The server is dropped first, then its files.
        let _ = self.process.kill();
        let _ = self.process.wait();
        drop(self.guardian.take());
    }
}
