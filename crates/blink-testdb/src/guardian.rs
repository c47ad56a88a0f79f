//! The process that stops a server and removes its files when this process ends for any reason.

use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use anyhow::Context as _;

/// The script of the guardian. It waits for the end of its standard input, which comes when no process holds the pipe
/// any more, even after SIGKILL. SIGQUIT is PostgreSQL's immediate stop: the server frees its shared memory, and
/// removes `postmaster.pid` last. A killed server leaves that file, so waiting ends after two seconds. A server or
/// initdb that is about to start recreates files, so the directory must be found missing twice.
const SCRIPT: &str = r#"
trap '' HUP INT TERM
while read -r line; do :; done
tries=0
gone=0
while [ "$gone" -lt 2 ] && [ "$tries" -lt 200 ]; do
    tries=$((tries + 1))
    if [ ! -e "$1" ]; then
        gone=$((gone + 1))
        [ "$gone" -eq 2 ] || sleep 0.02
    elif [ "$tries" -lt 100 ] && read -r pid < "$1/data/postmaster.pid" && kill -QUIT "$pid"; then
        sleep 0.02
    else
        rm -rf "$1" || sleep 0.05
    fi
done
"#;

/// The guardian of one directory, perhaps with a cluster in its `data`. Dropping it stops the cluster and removes the
/// directory.
#[derive(Debug)]
pub(crate) struct Guardian {
    child: Child,
}

impl Guardian {
    /// Starts the guardian; call it before anything is put into the directory.
    pub(crate) fn of(directory: &Path) -> anyhow::Result<Guardian> {
        let child = Command::new("sh")
            .args(["-c", SCRIPT, "blink-testdb-guardian"])
            .arg(directory)
            .current_dir("/")
            .stdin(Stdio::piped())
            // If inherited, they would keep open the pipe of a test runner that waits for its end.
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            // A Ctrl-C, or a runner's kill of its process group, must reach only the tests.
            .process_group(0)
            .spawn()
            .context("starting `sh` as guardian")?;
        Ok(Guardian { child })
    }
}

impl Drop for Guardian {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}
