//! A machine that is made up.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};

use crate::connect::platform::{FileKind, FileStatus, Files, Platform, System};

#[derive(Clone)]
pub(super) struct Machine {
    system: System,
    environment: BTreeMap<String, OsString>,
    files: MadeUpFiles,
    home: Option<PathBuf>,
    user: Option<String>,
}

#[derive(Clone, Default)]
struct MadeUpFiles(BTreeMap<PathBuf, (FileStatus, Vec<u8>)>);

impl Machine {
    /// A Linux on which ann works, with nothing set and no file.
    pub(super) fn linux() -> Self {
        Self {
            system: System::Linux,
            environment: BTreeMap::new(),
            files: MadeUpFiles::default(),
            home: Some(PathBuf::from("/home/ann")),
            user: Some("ann".to_owned()),
        }
    }

    pub(super) fn mac() -> Self {
        Self {
            system: System::MacOs,
            home: Some(PathBuf::from("/Users/ann")),
            ..Self::linux()
        }
    }

    pub(super) fn windows() -> Self {
        Self {
            system: System::Windows,
            home: Some(PathBuf::from(r"C:\Users\ann")),
            ..Self::linux().variable("APPDATA", r"C:\Users\ann\AppData\Roaming")
        }
    }

    pub(super) fn variable(mut self, name: &str, value: &str) -> Self {
        self.environment.insert(name.to_owned(), value.into());
        self
    }

    #[cfg(unix)]
    pub(super) fn variable_not_utf8(mut self, name: &str) -> Self {
        use std::os::unix::ffi::OsStringExt as _;
        self.environment
            .insert(name.to_owned(), OsString::from_vec(vec![b'a', 0xff]));
        self
    }

    /// Without a home directory and a name for the user.
    pub(super) fn nobody(mut self) -> Self {
        (self.home, self.user) = (None, None);
        self
    }

    /// A file that only its owner can read.
    pub(super) fn file(self, path: &str, text: &str) -> Self {
        self.file_of(path, text.as_bytes(), 0o600, 1000)
    }

    pub(super) fn file_of(self, path: &str, bytes: &[u8], mode: u32, owner: u32) -> Self {
        self.entry(path, FileKind::Regular, bytes, mode, owner)
    }

    pub(super) fn directory(self, path: &str) -> Self {
        self.entry(path, FileKind::Directory, b"", 0o755, 0)
    }

    pub(super) fn pipe(self, path: &str) -> Self {
        self.entry(path, FileKind::Other, b"", 0o600, 1000)
    }

    fn entry(mut self, path: &str, kind: FileKind, bytes: &[u8], mode: u32, owner: u32) -> Self {
        let on_unix = self.system != System::Windows;
        let status = FileStatus {
            kind,
            mode: on_unix.then_some(mode),
            owner: on_unix.then_some(owner),
        };
        self.files.0.insert(PathBuf::from(path), (status, bytes.to_vec()));
        self
    }

    pub(super) fn platform(&self) -> Platform {
        Platform {
            system: self.system,
            environment: self.environment.clone(),
            home: self.home.clone(),
            user: self.user.clone(),
            files: Box::new(self.files.clone()),
        }
    }
}

impl Files for MadeUpFiles {
    fn status(&self, path: &Path) -> io::Result<FileStatus> {
        let entry = self.0.get(path);
        entry.map(|(status, _)| *status).ok_or_else(not_found)
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        let (status, bytes) = self.0.get(path).ok_or_else(not_found)?;
        // What the owner may not read, nobody may.
        if status.mode.is_some_and(|mode| mode & 0o400 == 0) {
            return Err(io::Error::new(io::ErrorKind::PermissionDenied, "permission denied"));
        }
        Ok(bytes.clone())
    }
}

fn not_found() -> io::Error {
    io::Error::new(io::ErrorKind::NotFound, "no such file")
}
