//! The machine, as far as a connection depends on it. It is passed in, so that the paths of Windows and macOS are tested
//! on every machine.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use super::error::ConnectError;

/// The kind of operating system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum System {
    /// Linux, and every other Unix but macOS.
    Linux,
    /// macOS.
    MacOs,
    /// Windows.
    Windows,
}

/// The machine: its system, its environment, its user and its files.
pub struct Platform {
    /// The kind of operating system.
    pub system: System,
    /// The environment variables.
    pub environment: BTreeMap<String, OsString>,
    /// The home directory. On Windows `%APPDATA%` stands in for it, as in libpq.
    pub home: Option<PathBuf>,
    /// The name of the system's user.
    pub user: Option<String>,
    /// The files.
    pub files: Box<dyn Files + Send + Sync>,
}

impl Platform {
    /// The machine that this process runs on.
    pub fn of_this_process() -> Self {
        let system = if cfg!(windows) {
            System::Windows
        } else if cfg!(target_os = "macos") {
            System::MacOs
        } else {
            System::Linux
        };
        #[allow(
            deprecated,
            reason = "the deprecation was for Windows, is lifted since Rust 1.87, and Unix is meant"
        )]
        let home = std::env::home_dir().filter(|home| !home.as_os_str().is_empty());
        Self {
            system,
            environment: std::env::vars_os()
                .filter_map(|(name, value)| Some((name.into_string().ok()?, value)))
                .collect(),
            home,
            user: whoami::username().ok().filter(|name| !name.is_empty()),
            files: Box::new(RealFiles),
        }
    }

    /// The value of an environment variable.
    pub(crate) fn variable(&self, name: &str) -> Result<Option<&str>, ConnectError> {
        let Some(value) = self.environment.get(name) else {
            return Ok(None);
        };
        match value.to_str() {
            Some(value) => Ok(Some(value)),
            None => Err(ConnectError::settings(format!("{name} is not UTF-8"))),
        }
    }

    /// A file of the user's PostgreSQL configuration, by its name on Unix, relative to the home directory, and its name
    /// on Windows, relative to `%APPDATA%\postgresql` (`pqGetHomeDirectory` in fe-connect.c).
    pub(crate) fn user_file(&self, unix: &str, windows: &str) -> Option<PathBuf> {
        if self.system != System::Windows {
            return Some(self.home.as_ref()?.join(unix));
        }
        let folder = self.environment.get("APPDATA").filter(|folder| !folder.is_empty())?;
        // The separator is written out: this may run on another system, in a test.
        let mut path = folder.clone();
        path.push("\\postgresql\\");
        path.push(windows);
        Some(PathBuf::from(path))
    }

    /// The directory of the Unix socket where no host is named; none on Windows, where libpq takes `localhost`.
    ///
    /// libpq compiles one directory in: that of its package. Blink takes the packages' `/var/run/postgresql` where it
    /// exists, else `/tmp`, which is PostgreSQL's own. Whether a socket is in it does not count: in `/tmp` anyone may
    /// make one while the server is down.
    pub(crate) fn socket_directory(&self) -> Option<&'static str> {
        const PACKAGED: &str = "/var/run/postgresql";
        match self.system {
            System::Windows => None,
            System::MacOs => Some("/tmp"),
            System::Linux => {
                let packaged = self.files.status(Path::new(PACKAGED));
                let exists = packaged.is_ok_and(|status| status.kind == FileKind::Directory);
                Some(if exists { PACKAGED } else { "/tmp" })
            }
        }
    }

    /// Returns true if a host is a path of a socket's directory (`is_unixsock_path` in pqcomm.h).
    pub(crate) fn is_socket_path(&self, host: &str) -> bool {
        let drive = || {
            let mut letters = host.chars();
            let letter = letters.next().is_some_and(|letter| letter.is_ascii_alphabetic());
            letter && letters.next() == Some(':') && matches!(letters.next(), Some('/' | '\\'))
        };
        host.starts_with(['/', '@']) || self.system == System::Windows && (host.starts_with('\\') || drive())
    }

    /// The files in which a service of the whole machine may be defined.
    ///
    /// libpq compiles its package's directory in; `PGSYSCONFDIR` names another. These are Debian's, Fedora's, Arch's,
    /// Homebrew's and PostgreSQL's own.
    pub(crate) fn system_service_files(&self) -> Result<Vec<PathBuf>, ConnectError> {
        let separator = if self.system == System::Windows { '\\' } else { '/' };
        if let Some(directory) = self.variable("PGSYSCONFDIR")?.filter(|directory| !directory.is_empty()) {
            return Ok(vec![PathBuf::from(format!("{directory}{separator}pg_service.conf"))]);
        }
        let directories: &[&str] = match self.system {
            System::Windows => &[],
            System::MacOs => &[
                "/opt/homebrew/etc/postgresql",
                "/usr/local/etc/postgresql",
                "/usr/local/pgsql/etc",
            ],
            System::Linux => &[
                "/etc/postgresql-common",
                "/etc/sysconfig/pgsql",
                "/etc/postgresql",
                "/usr/local/pgsql/etc",
            ],
        };
        Ok(directories
            .iter()
            .map(|directory| PathBuf::from(format!("{directory}/pg_service.conf")))
            .collect())
    }
}

impl fmt::Debug for Platform {
    // Not the environment, in which there are passwords.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Platform")
            .field("system", &self.system)
            .field("home", &self.home)
            .field("user", &self.user)
            .finish_non_exhaustive()
    }
}

/// The kind of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// A file with bytes in it.
    Regular,
    /// A directory.
    Directory,
    /// A pipe, a socket, a device.
    Other,
}

/// The status of a file, symbolic links followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileStatus {
    /// The kind.
    pub kind: FileKind,
    /// The permission bits; none on Windows.
    pub mode: Option<u32>,
    /// The number of the owner; none on Windows.
    pub owner: Option<u32>,
}

/// Access to files.
pub trait Files {
    /// The status of a file.
    ///
    /// # Errors
    ///
    /// If the file is not there, or may not be looked at.
    fn status(&self, path: &Path) -> io::Result<FileStatus>;

    /// The bytes of a file.
    ///
    /// # Errors
    ///
    /// If the file is not there, or may not be read.
    fn read(&self, path: &Path) -> io::Result<Vec<u8>>;
}

/// The files of this machine.
#[derive(Clone, Copy, Debug)]
pub struct RealFiles;

impl Files for RealFiles {
    fn status(&self, path: &Path) -> io::Result<FileStatus> {
        let metadata = std::fs::metadata(path)?;
        let kind = if metadata.is_file() {
            FileKind::Regular
        } else if metadata.is_dir() {
            FileKind::Directory
        } else {
            FileKind::Other
        };
        #[cfg(unix)]
        let (mode, owner) = {
            use std::os::unix::fs::MetadataExt as _;
            (Some(metadata.mode() & 0o7777), Some(metadata.uid()))
        };
        #[cfg(not(unix))]
        let (mode, owner) = (None, None);
        Ok(FileStatus { kind, mode, owner })
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        std::fs::read(path)
    }
}
