//! The way to read a file once more.

use super::encoding::Encoding;
use super::source::RegularFile;

/// A regular file that was read and can be opened again, from any thread.
#[derive(Clone)]
pub(crate) struct Reopener {
    pub(super) encoding: Encoding,
    pub(super) file: RegularFile,
}
