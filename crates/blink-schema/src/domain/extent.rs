//! The part of a domain that is numbered.

/// The values of a domain that are numbered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// All, but for some that are never drawn, such as texts with control characters.
    Whole,
    /// Those that read well, such as positive numbers, recent times, and texts of letters and digits: some billions where
    /// the domain has as many.
    Readable,
    /// Those that look natural where values need not be unique, such as numbers up to a thousand.
    Natural,
}

impl Extent {
    /// The number of texts that is enough.
    pub(super) fn wanted(self) -> u128 {
        match self {
            Self::Whole => 1 << 64,
            Self::Readable | Self::Natural => 1 << 40,
        }
    }
}
