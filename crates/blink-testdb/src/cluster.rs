//! A temporary cluster that uses PostgreSQL programs found on the machine.

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

/// The settings of a server whose data need not survive a power cut. Dynamic shared memory is kept in the data
/// directory, where the guardian finds it, since containers limit the size of `/dev/shm`. JIT is off: the cost of
/// catalog queries is overestimated, and compiling one would take longer than running it.
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

/// The maximum length of a socket's path, which must fit into `sockaddr_un`; the smallest limit is macOS's.
const LONGEST_SOCKET_PATH: usize = 103;

/// A separate PostgreSQL server. It is stopped and its files are removed when the handle is dropped.
#[derive(Debug)]
pub struct Cluster {
    // Dropped first: the guardian stops the server, which `Drop` below could not do in order.
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
            // The port is free now, but another process may take it first, so several attempts are made.
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

    /// The superuser's URL of the database `postgres`: `postgres://…`.
    pub fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    /// The directory of the Unix socket; `None` if the path would be too long.
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

    /// Creates a new, empty database, which is dropped with the handle.
    ///
    /// # Panics
    ///
    /// If the server is stopped.
    pub fn database(&self) -> Database {
        match self.try_database() {
            Ok(database) => database,
            Err(error) => panic!("no database for the tests: {error:#}"),
        }
    }

    pub(crate) fn try_database(&self) -> anyhow::Result<Database> {
        Database::create(&self.url(), self.version(), self.socket_dir())
    }

    /// Stops the server as `pg_ctl stop -m immediate` does: every connection breaks at once, and uncommitted data is
    /// lost. Returns when the server has ended. Stopping it again does nothing.
    ///
    /// # Panics
    ///
    /// If the server cannot be signalled.
    pub fn stop_immediate(&mut self) {
        if matches!(self.server.try_wait(), Ok(None)) {
            // The shell's built-in `kill`: the standard library sends only SIGKILL, and containers may lack the
            // program.
            let sent = Command::new("sh")
                .args(["-c", "kill -QUIT \"$1\"", "sh", &self.server.id().to_string()])
                .status();
            assert!(sent.is_ok_and(|status| status.success()), "the server took no signal");
        }
        let _ = self.server.wait();
    }

    /// Restarts the server after it was stopped or killed, on the same port and with the same data. Returns when it
    /// accepts connections. It may also be running, and recovering from the end of one of its processes.
    ///
    /// # Panics
    ///
    /// If the server accepts no connection within a minute.
    pub fn bring_up(&mut self) {
        let start = Instant::now();
        loop {
            // A killed server's shared memory keeps a new server from starting until all old processes have noticed.
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
    /// If the server cannot be signalled.
    pub fn kill(&mut self) {
        self.server.kill().expect("the server's process is ours");
        let _ = self.server.wait();
        // The process number in it may belong to another process by the time the guardian reads it.
        let _ = std::fs::remove_file(self.data.join("postmaster.pid"));
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.guardian.take());
        // Reaps the zombie. The guardian has stopped the process; if that failed, waiting would never end.
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
    // Not on the command line, which would override a test's ALTER SYSTEM. The file keeps its owner, the server's user.
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
        // A Ctrl-C would trigger a smart shutdown during the tests' cleanup.
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
        // The eighth line is the state; `pg_ctl start` waits for the same.
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
