//! A temporary directory that the server can use.

use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _, PermissionsExt as _};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

use anyhow::{Context as _, bail};

/// A directory, and the user that its server runs as. The creator must ensure that it is removed.
#[derive(Debug)]
pub(crate) struct Directory {
    pub(crate) path: PathBuf,
    /// The server's user if this process is root, since PostgreSQL refuses to run as root.
    user: Option<(u32, u32)>,
}

impl Directory {
    /// Creates `blink-testdb-<pid>-<n>` in the directory for temporary files.
    pub(crate) fn create() -> anyhow::Result<Directory> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let parents = [std::env::temp_dir(), PathBuf::from("/tmp"), PathBuf::from("/var/tmp")];
        // Root's own TMPDIR may be closed to the server's user.
        let parent = parents.iter().find(|path| open_to_all(path)).unwrap_or(&parents[0]);
        let path = loop {
            let count = COUNT.fetch_add(1, Ordering::Relaxed);
            let path = parent.join(format!("blink-testdb-{}-{count}", std::process::id()));
            match std::fs::DirBuilder::new().mode(0o700).create(&path) {
                Ok(()) => break path,
                // Left by a process with the same number whose guardian was killed.
                Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error).with_context(|| format!("making {}", path.display())),
            }
        };
        let user = if std::fs::metadata(&path)?.uid() == 0 {
            Some(unprivileged()?)
        } else {
            None
        };
        if let Some((uid, gid)) = user {
            std::os::unix::fs::chown(&path, Some(uid), Some(gid))?;
        }
        Ok(Directory { path, user })
    }

    /// Makes the command for a program that runs as the server's user, in this directory.
    pub(crate) fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.path);
        if let Some((uid, gid)) = self.user {
            command.uid(uid).gid(gid);
        }
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("PG")) {
            command.env_remove(name);
        }
        command.env("LC_ALL", "C");
        command
    }
}

fn open_to_all(path: &Path) -> bool {
    path.is_absolute()
        && path
            .ancestors()
            .all(|path| std::fs::metadata(path).is_ok_and(|metadata| metadata.permissions().mode() & 0o001 != 0))
}

fn unprivileged() -> anyhow::Result<(u32, u32)> {
    let users = std::fs::read_to_string("/etc/passwd").context("/etc/passwd")?;
    for wanted in ["postgres", "_postgres", "nobody"] {
        for line in users.lines() {
            let fields: Vec<&str> = line.split(':').collect();
            let [name, _, uid, gid, ..] = fields[..] else { continue };
            if let (true, Ok(uid), Ok(gid)) = (name == wanted, uid.parse(), gid.parse()) {
                return Ok((uid, gid));
            }
        }
    }
    bail!("PostgreSQL refuses to run as root, and there is no user `postgres` or `nobody` to run it as")
}
