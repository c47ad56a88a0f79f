//! Errors of reading a file.

use std::error::Error;
use std::{fmt, io};

use super::encoding::Encoding;

/// The reason why a file could not be read, and the line. The name of the file is the caller's to say.
#[derive(Debug)]
pub(crate) struct InputError {
    line: Option<u64>,
    kind: InputErrorKind,
}

/// The kinds of errors.
#[derive(Debug)]
pub(crate) enum InputErrorKind {
    Open(io::Error),
    Folder,
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
        Self { line: Some(line), kind }
    }

    /// The line of the file, from 1, if the error has one.
    pub(crate) fn line(&self) -> Option<u64> {
        self.line
    }
}

impl From<InputErrorKind> for InputError {
    fn from(kind: InputErrorKind) -> Self {
        Self { line: None, kind }
    }
}

/// The message, without the line and the system's error, which is its source.
impl fmt::Display for InputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            InputErrorKind::Open(_) => f.write_str("cannot be opened"),
            InputErrorKind::Folder => f.write_str("is a folder, not a file"),
            InputErrorKind::Read(_) => f.write_str("cannot be read"),
            InputErrorKind::Mark { given, mark } => write!(
                f,
                "begins with the byte order mark of {mark}, but its encoding is said to be {given}. Leave out --encoding"
            ),
            InputErrorKind::Invalid { encoding, bytes } => {
                let noun = if bytes.len() == 1 { "byte" } else { "bytes" };
                f.write_str(noun)?;
                for byte in bytes {
                    write!(f, " 0x{byte:02X}")?;
                }
                let verb = if bytes.len() == 1 { "means" } else { "mean" };
                write!(
                    f,
                    " {verb} nothing in {encoding}. Name the file's encoding, such as --encoding "
                )?;
                f.write_str(if *encoding == Encoding::Windows1252 {
                    "utf-8"
                } else {
                    "windows-1252"
                })
            }
            InputErrorKind::CutOff(encoding) => {
                write!(f, "ends within a character of {encoding}: the file is not complete")
            }
            InputErrorKind::Nul(encoding) => {
                f.write_str("has a NUL byte, which PostgreSQL cannot store in a text. ")?;
                f.write_str(match encoding {
                    Encoding::Utf8 => "If the file is UTF-16, say --encoding utf-16le or --encoding utf-16be",
                    _ => "Remove it, or name the file's encoding by --encoding",
                })
            }
            InputErrorKind::Changed(change) => {
                write!(
                    f,
                    "changed while it was read: {change}. Load it again when nothing writes to it"
                )
            }
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
