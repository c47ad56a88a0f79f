//! The line break of COPY's data.

/// The characters between two records in COPY's data.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum LineBreak {
    Lf,
    CrLf,
    Cr,
}

impl LineBreak {
    /// The characters.
    pub(crate) fn text(self) -> &'static str {
        match self {
            Self::Lf => "\n",
            Self::CrLf => "\r\n",
            Self::Cr => "\r",
        }
    }

    /// The character in quotes of which each is a line to COPY (`CopyReadLineText` in copyfromparse.c).
    pub(super) fn counted(self) -> u8 {
        match self {
            Self::Lf => b'\n',
            Self::CrLf | Self::Cr => b'\r',
        }
    }
}
