//! Files, pipes and standard input as bytes.

use std::fs::{File, Metadata};
use std::io::{self, ErrorKind, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::error::{InputError, InputErrorKind};

/// An opened source of bytes.
pub(super) struct Source {
    reader: Reader,
    /// The state of a regular file when it was opened.
    regular: Option<State>,
    /// The path of a regular file, unless it is standard input.
    path: Option<PathBuf>,
}

/// A regular file with a path.
#[derive(Clone)]
pub(super) struct RegularFile {
    path: PathBuf,
    state: State,
}

enum Reader {
    File(File),
    Closed,
    Other(Box<dyn Read + Send>),
}

/// The state of a regular file.
#[derive(Clone, Copy, PartialEq, Eq)]
struct State {
    size: u64,
    /// None where the system does not say.
    modified: Option<SystemTime>,
    /// The position at which reading began: standard input may be a file that another program has begun to read.
    from: u64,
}

impl Source {
    pub(super) fn open(path: &Path) -> Result<Self, InputError> {
        // `/dev/stdin` cannot be opened by its path if it is a socket (proc(5)).
        let is_stdin = path == Path::new("-") || path == Path::new("/dev/stdin");
        let opened = if is_stdin { stdin() } else { File::open(path) };
        let mut file = opened.map_err(InputErrorKind::Open)?;
        let metadata = file.metadata().map_err(InputErrorKind::Open)?;
        if metadata.is_dir() {
            return Err(InputErrorKind::Folder.into());
        }
        let is_regular = metadata.is_file() && (metadata.len() > 0 || is_empty(&file));
        let regular = is_regular.then(|| State {
            from: file.stream_position().unwrap_or(0),
            ..State::of(&metadata)
        });
        Ok(Self {
            reader: Reader::File(file),
            path: (regular.is_some() && !is_stdin).then(|| path.to_owned()),
            regular,
        })
    }

    pub(super) fn reader(reader: impl Read + Send + 'static) -> Self {
        Self {
            reader: Reader::Other(Box::new(reader)),
            regular: None,
            path: None,
        }
    }

    /// Closes the file.
    pub(super) fn close(&mut self) {
        self.reader = Reader::Closed;
    }

    pub(super) fn total_bytes(&self) -> Option<u64> {
        self.regular.map(|state| state.size.saturating_sub(state.from))
    }

    pub(super) fn regular_file(&self) -> Option<RegularFile> {
        Some(RegularFile {
            path: self.path.clone()?,
            state: self.regular?,
        })
    }

    pub(super) fn reopen(file: &RegularFile) -> Result<Self, InputError> {
        let again = Self::open(&file.path)?;
        match again.regular {
            Some(now) => file.state.compare(now)?,
            None => return Err(InputErrorKind::Changed("it is no regular file now".to_owned()).into()),
        }
        Ok(again)
    }

    /// Compares a regular file with its state when it was opened. So many bytes were read of it.
    pub(super) fn check_unchanged(&self, read: u64) -> Result<(), InputError> {
        let (Some(before), Reader::File(file)) = (self.regular, &self.reader) else {
            return Ok(());
        };
        let metadata = file.metadata().map_err(InputErrorKind::Read)?;
        before.compare(State {
            from: before.from,
            ..State::of(&metadata)
        })?;
        // A file may have grown and been cut back within the clock's resolution.
        let total = before.size.saturating_sub(before.from);
        if read > total {
            let change = format!("{read} bytes were read where {total} were expected");
            return Err(InputErrorKind::Changed(change).into());
        }
        Ok(())
    }

    /// Goes to this position of a regular file; false if it is none.
    pub(super) fn seek(&mut self, position: u64) -> Result<bool, InputError> {
        let (Some(state), Reader::File(file)) = (self.regular, &mut self.reader) else {
            return Ok(false);
        };
        let position = state.from.saturating_add(position);
        file.seek(SeekFrom::Start(position)).map_err(InputErrorKind::Read)?;
        Ok(true)
    }

    /// Reads once; 0 is the end.
    pub(super) fn read(&mut self, space: &mut [u8]) -> io::Result<usize> {
        loop {
            let read = match &mut self.reader {
                Reader::File(file) => file.read(space),
                Reader::Closed => return Ok(0),
                Reader::Other(reader) => reader.read(space),
            };
            match read {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                other => return other,
            }
        }
    }
}

impl State {
    fn of(metadata: &Metadata) -> Self {
        Self {
            size: metadata.len(),
            modified: metadata.modified().ok(),
            from: 0,
        }
    }

    fn compare(self, now: Self) -> Result<(), InputError> {
        if self == now {
            return Ok(());
        }
        let change = if self.size == now.size {
            "it was written to".to_owned()
        } else {
            format!("it had {} bytes and has {} now", self.size, now.size)
        };
        Err(InputErrorKind::Changed(change).into())
    }
}

/// Returns true if a file without a size is empty. A file of the system's that is made while it is read has none either
/// (proc(5)).
#[cfg(unix)]
fn is_empty(file: &File) -> bool {
    use std::os::unix::fs::FileExt;
    file.read_at(&mut [0], 0).is_ok_and(|read| read == 0)
}

#[cfg(not(unix))]
fn is_empty(_: &File) -> bool {
    true
}

/// Standard input without the buffer of [`io::Stdin`], so that its kind can be asked for.
#[cfg(unix)]
fn stdin() -> io::Result<File> {
    use std::os::fd::AsFd;
    Ok(File::from(io::stdin().as_fd().try_clone_to_owned()?))
}

#[cfg(windows)]
fn stdin() -> io::Result<File> {
    use std::os::windows::io::AsHandle;
    Ok(File::from(io::stdin().as_handle().try_clone_to_owned()?))
}
