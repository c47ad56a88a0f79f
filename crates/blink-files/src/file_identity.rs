//! The identity of a file, by which a later run knows it again.

use std::fmt;

use crate::csv::{Dialect, ReadError};
use crate::input::{Encoding, Input, Reopener};
use crate::read_failure::ReadFailure;

/// The digest of a file's bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileDigest {
    /// The SHA-256, as `sha256sum` prints it.
    pub sha256: String,
    /// The number of bytes.
    pub bytes: u64,
}

/// The content of a file, and the way its records are told apart.
pub(crate) struct FileIdentity {
    reopener: Option<Reopener>,
    record_form: String,
}

impl FileIdentity {
    pub(crate) fn new(input: &Input, dialect: Dialect, has_header: bool) -> Self {
        Self {
            reopener: input.reopener(),
            record_form: record_form(dialect, has_header, input.encoding()),
        }
    }

    /// All that decides where a record begins and which number it has.
    pub(crate) fn record_form(&self) -> &str {
        &self.record_form
    }

    /// Reads the whole file once more; None if that is not possible.
    pub(crate) fn digest(&self) -> Result<Option<FileDigest>, ReadFailure> {
        let Some(reopener) = &self.reopener else {
            return Ok(None);
        };
        match reopener.sha256() {
            Ok((sha256, bytes)) => Ok(Some(FileDigest { sha256, bytes })),
            Err(error) => Err(ReadFailure::from(&ReadError::Input(error))),
        }
    }
}

impl fmt::Debug for FileIdentity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FileIdentity")
            .field("record_form", &self.record_form)
            .finish_non_exhaustive()
    }
}

fn record_form(dialect: Dialect, has_header: bool, encoding: Encoding) -> String {
    let header = if has_header { "a header" } else { "no header" };
    format!("{}, {header}, {}", dialect.record_form(), encoding.name())
}
