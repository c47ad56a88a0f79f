//! Formats of files that are no CSV, whatever their names say, by their first bytes.

use std::fmt;

/// A format that is not text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// Compressed; the program that unpacks it.
    Compressed(&'static str),
    Zip,
    /// An Office document since 2007, or one of LibreOffice: a ZIP archive, too.
    Workbook,
    /// An Office document before 2007.
    OldWorkbook,
    Parquet,
    Sqlite,
    Pdf,
    /// A dump of `pg_dump --format=custom`.
    Dump,
    /// COPY's binary format.
    BinaryCopy,
}

/// The first bytes of each format, as its specification has them. None is the beginning of a text.
const FORMATS: [(&[u8], Format); 12] = [
    (b"\x1F\x8B\x08", Format::Compressed("gzip")),
    (b"\x28\xB5\x2F\xFD", Format::Compressed("zstd")),
    (b"\xFD7zXZ\0", Format::Compressed("xz")),
    (b"PK\x03\x04", Format::Zip),
    (b"PK\x05\x06", Format::Zip),
    (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", Format::OldWorkbook),
    (b"PAR1\x15", Format::Parquet),
    (b"SQLite format 3\0", Format::Sqlite),
    (b"%PDF-", Format::Pdf),
    (b"PGDMP", Format::Dump),
    (b"PGCOPY\n\xFF\r\n\0", Format::BinaryCopy),
    // The digit is the size of its blocks, 9 unless another was asked for.
    (b"BZh9\x31\x41\x59\x26\x53\x59", Format::Compressed("bzip2")),
];

/// Names of members that tell that an archive is a workbook: of Excel, and of LibreOffice.
const WORKBOOKS: [&[u8]; 3] = [
    b"[Content_Types].xml",
    b"xl/",
    b"mimetypeapplication/vnd.oasis.opendocument",
];

impl Format {
    /// Returns true if more bytes are needed to tell.
    pub(super) fn is_begun(head: &[u8]) -> bool {
        FORMATS
            .iter()
            .any(|(first, _)| first.len() > head.len() && first.starts_with(head))
    }

    /// The format of a file with this beginning; None if it may be text.
    pub(super) fn of(head: &[u8]) -> Option<Self> {
        let (_, format) = FORMATS.iter().find(|(first, _)| head.starts_with(first))?;
        let has = |name: &[u8]| memchr::memmem::find(head, name).is_some();
        match format {
            Self::Zip if WORKBOOKS.iter().any(|name| has(name)) => Some(Self::Workbook),
            format => Some(*format),
        }
    }

    /// The advice to who took it for CSV.
    pub(super) fn advice(self) -> String {
        match self {
            Self::Compressed(program) => format!("unpack it: {program} -dc < FILE | blink load - --into TABLE"),
            Self::Zip => "unpack it: unzip -p FILE | blink load - --into TABLE".to_owned(),
            Self::Workbook | Self::OldWorkbook => {
                "open it there, and save the sheet as CSV, in UTF-8 if there is a choice".to_owned()
            }
            Self::Parquet | Self::Sqlite | Self::Pdf => "export it as CSV".to_owned(),
            Self::Dump => "restore it with pg_restore".to_owned(),
            Self::BinaryCopy => "load it with \\copy … (FORMAT binary)".to_owned(),
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Compressed(program) => return write!(f, "is compressed by {program}"),
            Self::Zip => "is a ZIP archive",
            Self::Workbook => "is a workbook of Excel or LibreOffice",
            Self::OldWorkbook => "is an old workbook of Excel, or another Office document",
            Self::Parquet => "is a Parquet file",
            Self::Sqlite => "is a SQLite database",
            Self::Pdf => "is a PDF document",
            Self::Dump => "is a dump of pg_dump",
            Self::BinaryCopy => "is in the binary format of COPY",
        })?;
        f.write_str(", not CSV")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_no_other_format_and_is_not_waited_for() {
        for text in [
            "",
            "P",
            "PK,id\n",
            "id,name\n",
            "BZh,a\n",
            "PAR1,PAR2\n",
            "%,PDF\n",
            "7z\n",
        ] {
            assert_eq!(Format::of(text.as_bytes()), None, "{text}");
        }
        assert!(!Format::is_begun(b"PK,"));
        assert!(Format::is_begun(b"PGC"));
        assert!(!Format::is_begun(b"\x1F\x8B\x08"));
    }

    #[test]
    fn a_workbook_is_told_from_another_archive() {
        assert_eq!(Format::of(b"PK\x03\x04\x14\0people.csv"), Some(Format::Zip));
        assert_eq!(
            Format::of(b"PK\x03\x04\x14\0[Content_Types].xml"),
            Some(Format::Workbook)
        );
    }
}
