//! The digest of a file's bytes.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use super::error::{InputError, InputErrorKind};
use super::reopener::Reopener;
use super::source::Source;

/// The bytes of one read.
const READ: usize = 256 * 1024;

impl Reopener {
    /// Reads the whole file, and returns the SHA-256 of its bytes as hexadecimal digits, and their number.
    ///
    /// # Errors
    ///
    /// If the file cannot be read, or is not as it was when it was opened first.
    pub(crate) fn sha256(&self) -> Result<(String, u64), InputError> {
        let mut source = Source::reopen(&self.file)?;
        let mut space = vec![0; READ];
        let (mut hash, mut bytes) = (Sha256::new(), 0);
        loop {
            let read = source.read(&mut space).map_err(InputErrorKind::Read)?;
            if read == 0 {
                break;
            }
            hash.update(space.get(..read).unwrap_or_default());
            bytes += read as u64;
        }
        source.check_unchanged(bytes)?;
        let mut digits = String::new();
        for byte in hash.finalize() {
            // Writing to a String does not fail.
            _ = write!(digits, "{byte:02x}");
        }
        Ok((digits, bytes))
    }
}
