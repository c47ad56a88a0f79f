//! Errors of reading a file.

use std::error::Error;
use std::{fmt, io};

use super::encoding::Encoding;
use super::format::Format;
use super::likely::Likely;

/// The reason why a file could not be read, and the line. The name of the file is the caller's to say.
#[derive(Debug)]
pub(crate) struct InputError {
    line: Option<u64>,
    kind: InputErrorKind,
    /// The encoding in which the bytes would mean something.
    likely: Option<Likely>,
}

/// The kinds of errors.
#[derive(Debug)]
pub(crate) enum InputErrorKind {
    Open(io::Error),
    Folder,
    Format(Format),
    Read(io::Error),
    /// The byte order mark contradicts the encoding that was given.
    Mark {
        given: Encoding,
        mark: Encoding,
    },
    /// Bytes that mean nothing in the encoding.
    Invalid {
        encoding: Encoding,
        bytes: Vec<u8>,
    },
    /// The file ends within a character.
    CutOff(Encoding),
    Nul(Encoding),
    /// The file changed while it was read; in which way.
    Changed(String),
}

impl InputError {
    pub(super) fn at(line: u64, kind: InputErrorKind) -> Self {
        Self {
            line: Some(line),
            kind,
            likely: None,
        }
    }

    /// Adds what the bytes around the error are likely to be.
    pub(super) fn with_likely(self, bytes: &[u8]) -> Self {
        let likely = match &self.kind {
            InputErrorKind::Invalid { encoding, .. } | InputErrorKind::Nul(encoding) => Likely::of(bytes, *encoding),
            _ => None,
        };
        Self { likely, ..self }
    }

    /// The line of the file, from 1, if the error has one.
    pub(crate) fn line(&self) -> Option<u64> {
        self.line
    }

    /// The advice on what to do.
    pub(crate) fn advice(&self) -> String {
        match &self.kind {
            InputErrorKind::Open(_) | InputErrorKind::Read(_) => {
                "check the file, and whether you may read it".to_owned()
            }
            InputErrorKind::Folder => "name its files".to_owned(),
            InputErrorKind::Format(format) => format.advice(),
            InputErrorKind::Mark { .. } => "leave out --encoding".to_owned(),
            InputErrorKind::Invalid { .. } | InputErrorKind::Nul(_) => match (&self.likely, &self.kind) {
                (Some(likely), _) => likely.advice(),
                (None, InputErrorKind::Nul(_)) => "remove it, or name the file's encoding by --encoding".to_owned(),
                _ => "name the file's encoding by --encoding".to_owned(),
            },
            InputErrorKind::CutOff(_) => "get the whole file".to_owned(),
            InputErrorKind::Changed(_) => "load it again when nothing writes to it".to_owned(),
        }
    }
}

impl From<InputErrorKind> for InputError {
    fn from(kind: InputErrorKind) -> Self {
        Self {
            line: None,
            kind,
            likely: None,
        }
    }
}

/// The message, without the line, the advice, and the system's error, which is its source.
impl fmt::Display for InputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            InputErrorKind::Open(_) => f.write_str("cannot be opened"),
            InputErrorKind::Folder => f.write_str("is a folder, not a file"),
            InputErrorKind::Format(format) => write!(f, "{format}"),
            InputErrorKind::Read(_) => f.write_str("cannot be read"),
            InputErrorKind::Mark { given, mark } => write!(
                f,
                "begins with the byte order mark of {mark}, but its encoding is said to be {given}"
            ),
            InputErrorKind::Invalid { encoding, bytes } => {
                let noun = if bytes.len() == 1 { "byte" } else { "bytes" };
                f.write_str(noun)?;
                for byte in bytes {
                    write!(f, " 0x{byte:02X}")?;
                }
                let verb = if bytes.len() == 1 { "means" } else { "mean" };
                write!(f, " {verb} nothing in {encoding}")
            }
            InputErrorKind::CutOff(encoding) => {
                write!(f, "ends within a character of {encoding}: the file is not complete")
            }
            InputErrorKind::Nul(_) => f.write_str("a NUL byte, which PostgreSQL cannot store in a text"),
            InputErrorKind::Changed(change) => write!(f, "changed while it was read: {change}"),
        }
    }
}

impl Error for InputError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match &self.kind {
            InputErrorKind::Open(error) | InputErrorKind::Read(error) => Some(error),
            _ => None,
        }
    }
}
