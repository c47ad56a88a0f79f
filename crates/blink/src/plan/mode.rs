//! The kind of a run.

/// The transactions that a run consists of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// One transaction that the run begins and commits.
    Own,
    /// One transaction that the caller has begun and commits.
    Joined,
    /// One transaction for each batch, over at most this number of connections.
    NonAtomic { connections: usize },
}

impl Mode {
    pub(crate) fn is_atomic(self) -> bool {
        match self {
            Self::Own | Self::Joined => true,
            Self::NonAtomic { .. } => false,
        }
    }
}
