//! The sizes of what is held in memory.

/// The sizes of blocks and records, and of the index of lines.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sizes {
    /// The bytes of a block, at least, unless the file ends.
    pub(crate) block: usize,
    /// The bytes of a record, at most.
    pub(crate) record: usize,
    /// The parts of the index, at most.
    pub(crate) parts: usize,
    /// The bytes of the lists of line breaks in the index, at most.
    pub(crate) lists: usize,
}

impl Default for Sizes {
    fn default() -> Self {
        Self {
            block: 128 * 1024,
            // A record and what is read with it must stay below the 1 GiB that the server allocates at once
            // (`MaxAllocSize` in memutils.h).
            record: (1 << 30) - (1 << 20),
            parts: 16 * 1024,
            lists: 4 << 20,
        }
    }
}
