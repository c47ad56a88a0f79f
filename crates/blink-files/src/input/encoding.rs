//! Encodings of a file.

use std::fmt;

/// The length of the longest byte order mark.
pub(super) const LONGEST_MARK: usize = 3;

/// The encoding of a file's text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Encoding {
    /// UTF-8.
    Utf8,
    /// UTF-16, the low byte first.
    Utf16Le,
    /// UTF-16, the high byte first.
    Utf16Be,
    /// Windows-1252. Its five bytes without a character are faults, as in PostgreSQL's WIN1252.
    Windows1252,
    /// ISO 8859-1 as PostgreSQL's LATIN1 has it. In the WHATWG's standard this name means Windows-1252.
    Latin1,
    /// Another of the WHATWG's encodings.
    Other(&'static encoding_rs::Encoding),
}

impl Encoding {
    /// The encoding of this name: one of PostgreSQL, of IANA or of the WHATWG's standard, in any case.
    pub fn from_name(name: &str) -> Option<Self> {
        let name = name.trim().to_ascii_lowercase();
        let letters: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
        Some(match letters.as_str() {
            // ASCII is a part of UTF-8. In the WHATWG's standard it means Windows-1252.
            "utf8" | "cp65001" | "unicode" | "ascii" | "usascii" | "sqlascii" => Self::Utf8,
            "utf16" | "utf16le" => Self::Utf16Le,
            "utf16be" => Self::Utf16Be,
            "latin1" | "iso88591" | "l1" => Self::Latin1,
            "windows1252" | "win1252" | "cp1252" => Self::Windows1252,
            "latin9" => Self::Other(encoding_rs::ISO_8859_15),
            "koi8r" => Self::Other(encoding_rs::KOI8_R),
            "koi8u" => Self::Other(encoding_rs::KOI8_U),
            "eucjp" => Self::Other(encoding_rs::EUC_JP),
            "euckr" | "uhc" | "cp949" => Self::Other(encoding_rs::EUC_KR),
            // Windows' numbers, by which Python names them.
            "cp932" => Self::Other(encoding_rs::SHIFT_JIS),
            "cp936" => Self::Other(encoding_rs::GBK),
            "cp950" => Self::Other(encoding_rs::BIG5),
            other => {
                let label = match other.strip_prefix("win125") {
                    Some(page) => format!("windows-125{page}"),
                    None => name,
                };
                Self::of_standard(encoding_rs::Encoding::for_label_no_replacement(label.as_bytes())?)
            }
        })
    }

    pub(super) fn of_standard(encoding: &'static encoding_rs::Encoding) -> Self {
        match encoding {
            _ if encoding == encoding_rs::UTF_8 => Self::Utf8,
            _ if encoding == encoding_rs::UTF_16LE => Self::Utf16Le,
            _ if encoding == encoding_rs::UTF_16BE => Self::Utf16Be,
            _ if encoding == encoding_rs::WINDOWS_1252 => Self::Windows1252,
            other => Self::Other(other),
        }
    }

    /// The encoding of the WHATWG's standard that is nearest to it.
    pub(super) fn standard(self) -> &'static encoding_rs::Encoding {
        match self {
            Self::Utf8 => encoding_rs::UTF_8,
            Self::Utf16Le => encoding_rs::UTF_16LE,
            Self::Utf16Be => encoding_rs::UTF_16BE,
            Self::Windows1252 | Self::Latin1 => encoding_rs::WINDOWS_1252,
            Self::Other(other) => other,
        }
    }

    /// The encoding whose byte order mark these bytes begin with, and the length of the mark.
    pub(super) fn of_mark(bytes: &[u8]) -> Option<(Self, usize)> {
        let (encoding, length) = encoding_rs::Encoding::for_bom(bytes)?;
        Some((Self::of_standard(encoding), length))
    }

    /// The name, which `--encoding` takes.
    pub fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Utf16Le => "UTF-16LE",
            Self::Utf16Be => "UTF-16BE",
            Self::Windows1252 => "Windows-1252",
            Self::Latin1 => "ISO-8859-1",
            Self::Other(encoding) => encoding.name(),
        }
    }
}

impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
