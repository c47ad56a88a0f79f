//! A temporary cluster of PostgreSQL programs found on the machine.

use std::fmt::Write as _;
use std::net::TcpListener;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail, ensure};

use crate::admin;
use crate::database::Database;
use crate::directory::Directory;
use crate::guardian::Guardian;
use crate::programs::Programs;

/// Nothing here has to survive a power cut. What dynamic shared memory there is lies in the data directory, where the
/// guardian finds it, and not in a `/dev/shm` that containers keep small. Queries over the catalog are estimated too high, and
/// compiling one would take longer than running it.
const SETTINGS: &str = "
fsync = off
full_page_writes = off
synchronous_commit = off
max_connections = 200
dynamic_shared_memory_type = mmap
timezone = 'UTC'
jit = off
listen_addresses = '127.0.0.1'
";

/// A socket's path has to fit into `sockaddr_un`; the smallest limit is macOS's.
const LONGEST_SOCKET_PATH: usize = 103;

/// A PostgreSQL server of its own. It is stopped, and its files are removed, with the handle.
#[derive(Debug)]
pub struct Cluster {
    // Dropped first: it stops the server, which `Drop` below could not do in order.
    guardian: Option<Guardian>,
    server: Child,
    programs: Programs,
    directory: Directory,
    data: PathBuf,
    socket_dir: Option<PathBuf>,
    port: u16,
    settings: Vec<String>,
}

impl Cluster {
    pub(crate) fn start(programs: &Programs, settings: &[&str]) -> anyhow::Result<Cluster> {
        let directory = Directory::create()?;
        let guardian = Guardian::of(&directory.path)?;
        let data = directory.path.join("data");
        initialize(programs, &directory, &data)?;

        let settings = settings.iter().map(ToString::to_string).collect::<Vec<_>>();
        let mut last = None;
        for _ in 0..5 {
            // Free now; another process may be faster, so this is tried several times.
            let port = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port();
            let socket = directory.path.join(format!(".s.PGSQL.{port}"));
            let socket_dir = (socket.as_os_str().len() <= LONGEST_SOCKET_PATH).then(|| directory.path.clone());
            match serve(programs, &directory, &data, port, socket_dir.as_deref(), &settings) {
                Ok(server) => {
                    return Ok(Cluster {
                        guardian: Some(guardian),
                        server,
                        programs: programs.clone(),
                        directory,
                        data,
                        socket_dir,
                        port,
                        settings,
                    });
                }
                Err(error) if format!("{error:#}").contains("in use") => last = Some(error),
                Err(error) => return Err(error),
            }
        }
        Err(last.context("no free port")?)
    }

    /// `postgres://…` of the superuser, to the database `postgres`.
    pub fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    /// The directory of the Unix socket; `None` where the path would be too long for one.
    pub fn socket_dir(&self) -> Option<&Path> {
        self.socket_dir.as_deref()
    }

    /// The data directory: `postgresql.conf`, `pg_wal`.
    pub fn data_dir(&self) -> &Path {
        &self.data
    }

    /// The major version: 15, 18.
    pub fn version(&self) -> u32 {
        self.programs.major
    }

    /// The process number of the server's first process.
    pub fn postmaster_pid(&self) -> u32 {
        self.server.id()
    }

    /// A new, empty database, dropped with the handle.
    ///
    /// # Panics
    ///
    /// Where the server is stopped.
    pub fn database(&self) -> Database {
        match self.try_database() {
            Ok(database) => database,
            Err(error) => panic!("no database for the tests: {error:#}"),
        }
    }

    pub(crate) fn try_database(&self) -> anyhow::Result<Database> {
        Database::create(&self.url(), self.version(), self.socket_dir())
    }

    /// Stops the server as `pg_ctl stop -m immediate` does: every connection breaks at once, and what was not committed
    /// is lost. Comes back when the server has ended. Stopping it again does nothing.
    ///
    /// # Panics
    ///
    /// Where the server cannot be signalled.
    pub fn stop_immediate(&mut self) {
        if matches!(self.server.try_wait(), Ok(None)) {
            // The shell's own `kill`: the standard library sends SIGKILL only, and containers may lack the program.
            let sent = Command::new("sh")
                .args(["-c", "kill -QUIT \"$1\"", "sh", &self.server.id().to_string()])
                .status();
            assert!(sent.is_ok_and(|status| status.success()), "the server took no signal");
        }
        let _ = self.server.wait();
    }

    /// Starts it again after it was stopped or killed, on the same port and with the same data. Comes back when it takes
    /// connections, also where it is up and recovers from the end of one of its processes.
    ///
    /// # Panics
    ///
    /// Where it does not within a minute.
    pub fn bring_up(&mut self) {
        let start = Instant::now();
        loop {
            // What the processes of a killed server share keeps a new one from starting, until all of them have noticed.
            let error = match self.try_bring_up() {
                Ok(()) => return,
                Err(error) => error,
            };
            assert!(
                start.elapsed() < Duration::from_secs(60),
                "the server is not up again: {error:#}"
            );
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    fn try_bring_up(&mut self) -> anyhow::Result<()> {
        if self.server.try_wait()?.is_some() {
            self.server = serve(
                &self.programs,
                &self.directory,
                &self.data,
                self.port,
                self.socket_dir.as_deref(),
                &self.settings,
            )?;
        }
        admin::version(&self.url()).map(drop)
    }

    /// Kills the server's first process with SIGKILL; its children end when they notice.
    ///
    /// # Panics
    ///
    /// Where the server cannot be signalled.
    pub fn kill(&mut self) {
        self.server.kill().expect("the server's process is ours");
        let _ = self.server.wait();
        // The number in it may be another process's by the time the guardian reads it.
        let _ = std::fs::remove_file(self.data.join("postmaster.pid"));
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.guardian.take());
        // So that no zombie stays. The guardian has stopped it; if that failed, waiting would be for ever.
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

fn initialize(programs: &Programs, directory: &Directory, data: &Path) -> anyhow::Result<()> {
    let output = directory
        .command(&programs.bindir.join("initdb"))
        .args([
            "--no-sync",
            "--auth=trust",
            "--username=postgres",
            "--encoding=UTF8",
            "--locale=C",
            "-D",
        ])
        .arg(data)
        .stdin(Stdio::null())
        .output()
        .context("running initdb")?;
    ensure!(
        output.status.success(),
        "initdb: {}",
        String::from_utf8_lossy(&output.stderr).trim()
    );
    Ok(())
}

fn serve(
    programs: &Programs,
    directory: &Directory,
    data: &Path,
    port: u16,
    socket_dir: Option<&Path>,
    settings: &[String],
) -> anyhow::Result<Child> {
    let mut lines = SETTINGS.to_owned();
    let socket_dir = socket_dir.unwrap_or(Path::new("")).display();
    write!(lines, "port = {port}\nunix_socket_directories = '{socket_dir}'\n")?;
    for setting in settings {
        writeln!(lines, "{setting}")?;
    }
    // Not on the command line, where they would win over a test's ALTER SYSTEM. The file stays that of the server's user.
    std::fs::write(data.join("blink.conf"), lines)?;
    let file = data.join("postgresql.conf");
    let old = std::fs::read_to_string(&file)?;
    if !old.contains("include 'blink.conf'") {
        std::fs::write(&file, format!("{old}\ninclude 'blink.conf'\n"))?;
    }

    let log = directory.path.join("log");
    let output = std::fs::File::create(&log)?;
    let mut server = directory
        .command(&programs.bindir.join("postgres"))
        .arg("-D")
        .arg(data)
        .stdin(Stdio::null())
        .stdout(output.try_clone()?)
        .stderr(output)
        // A Ctrl-C would be a smart shutdown, in the middle of the tests' own cleaning up.
        .process_group(0)
        .spawn()
        .context("starting postgres")?;
    let result = wait_until_ready(&mut server, data, &log);
    if result.is_err() {
        let _ = server.kill();
        let _ = server.wait();
    }
    result.map(|()| server)
}

fn wait_until_ready(server: &mut Child, data: &Path, log: &Path) -> anyhow::Result<()> {
    let start = Instant::now();
    loop {
        // Its eighth line is the state; `pg_ctl start` waits for the same.
        let state = std::fs::read_to_string(data.join("postmaster.pid")).unwrap_or_default();
        if state.lines().nth(7).is_some_and(|state| state.trim() == "ready") {
            return Ok(());
        }
        let ended = server.try_wait()?;
        if ended.is_some() || start.elapsed() > Duration::from_secs(60) {
            let log = std::fs::read_to_string(log).unwrap_or_default();
            bail!("postgres did not start: {}", log.trim());
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}
