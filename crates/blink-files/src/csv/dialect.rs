//! The characters of a file's grammar.

use std::error::Error;
use std::fmt;

/// The characters of a file's grammar. Delimiter and quote are ASCII characters, as COPY wants them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Dialect {
    delimiter: u8,
    quote: Option<u8>,
    escape: Escape,
    line_end: LineEnd,
    empty_line_is_record: bool,
    skipped_lines: u32,
}

/// The way of writing a quote within a quoted field.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Escape {
    /// Two quotes.
    Doubled,
    /// A backslash before the quote, and before a backslash.
    Backslash,
}

/// The end of a line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum LineEnd {
    /// `\n` or `\r\n`, also mixed.
    Lf,
    /// `\r`, in files of an old Mac.
    Cr,
}

/// The reason why characters make no dialect.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum DialectError {
    /// A delimiter or quote that is no ASCII character, or is a line end or NUL.
    Character(char),
    /// A character with two meanings.
    Same(char),
}

impl Default for Dialect {
    /// Comma, double quote, doubled: RFC 4180.
    fn default() -> Self {
        Self {
            delimiter: b',',
            quote: Some(b'"'),
            escape: Escape::Doubled,
            line_end: LineEnd::Lf,
            empty_line_is_record: false,
            skipped_lines: 0,
        }
    }
}

impl Dialect {
    /// A dialect of these characters, with lines that end with `\n` or `\r\n`.
    ///
    /// # Errors
    ///
    /// If one is not allowed or has two meanings.
    pub(crate) fn new(delimiter: char, quote: Option<char>, escape: Escape) -> Result<Self, DialectError> {
        let byte = |character: char| match u8::try_from(character) {
            Ok(byte) if byte.is_ascii() && !matches!(byte, b'\n' | b'\r' | 0) => Ok(byte),
            _ => Err(DialectError::Character(character)),
        };
        let has_backslash = escape == Escape::Backslash && quote.is_some();
        for character in [Some(delimiter), quote].into_iter().flatten() {
            if has_backslash && character == '\\' {
                return Err(DialectError::Same(character));
            }
        }
        if quote == Some(delimiter) {
            return Err(DialectError::Same(delimiter));
        }
        Ok(Self {
            delimiter: byte(delimiter)?,
            quote: quote.map(byte).transpose()?,
            escape,
            ..Self::default()
        })
    }

    pub(crate) fn with_line_end(self, line_end: LineEnd) -> Self {
        Self { line_end, ..self }
    }

    /// Sets whether a line without a character is a record, as in a file of one column.
    pub(crate) fn with_empty_line_as_record(self, empty_line_is_record: bool) -> Self {
        Self {
            empty_line_is_record,
            ..self
        }
    }

    /// Sets the number of lines before the header or the first record that are no records, such as `sep=;`.
    pub(crate) fn with_skipped_lines(self, skipped_lines: u32) -> Self {
        Self { skipped_lines, ..self }
    }

    pub(crate) fn delimiter(self) -> u8 {
        self.delimiter
    }

    /// The quote; None if the file has no quoting.
    pub(crate) fn quote(self) -> Option<u8> {
        self.quote
    }

    pub(crate) fn escape(self) -> Escape {
        self.escape
    }

    pub(crate) fn line_end(self) -> LineEnd {
        self.line_end
    }

    pub(crate) fn empty_line_is_record(self) -> bool {
        self.empty_line_is_record
    }

    pub(crate) fn skipped_lines(self) -> u32 {
        self.skipped_lines
    }

    /// The number of lines of a text, without regard to quotes.
    pub(crate) fn lines(self, text: &str) -> u64 {
        let byte = self.line_end.byte();
        let ended = memchr::memchr_iter(byte, text.as_bytes()).count() as u64;
        let is_ended = text.as_bytes().last().is_none_or(|last| *last == byte);
        ended + u64::from(!is_ended)
    }

    /// All that decides where records begin, in words that stay the same from release to release.
    pub(crate) fn record_form(self) -> String {
        let quote = match (self.quote, self.escape) {
            (None, _) => "no quote".to_owned(),
            (Some(quote), Escape::Doubled) => format!("quote {:?}", char::from(quote)),
            (Some(quote), Escape::Backslash) => format!("quote {:?} with backslash", char::from(quote)),
        };
        let line_end = match self.line_end {
            LineEnd::Lf => "LF",
            LineEnd::Cr => "CR",
        };
        let empty = if self.empty_line_is_record { "a row" } else { "none" };
        format!(
            "delimiter {:?}, {quote}, lines end with {line_end}, an empty line is {empty}, {} skipped",
            char::from(self.delimiter),
            self.skipped_lines
        )
    }

    /// The byte before a quote that belongs to the field, if it is not the quote itself.
    pub(super) fn backslash(self) -> Option<u8> {
        (self.escape == Escape::Backslash).then_some(b'\\')
    }
}

impl LineEnd {
    /// The line end of a file with this head: `\r` if the head has no `\n`, and a `\r` outside quotes.
    pub(crate) fn of_head(head: &str, dialect: Dialect) -> Self {
        if memchr::memchr(b'\n', head.as_bytes()).is_some() {
            return Self::Lf;
        }
        let (mut is_quoted, mut is_escaped) = (false, false);
        for byte in head.bytes() {
            if is_escaped {
                is_escaped = false;
            } else if Some(byte) == dialect.quote {
                is_quoted = !is_quoted;
            } else if is_quoted {
                is_escaped = Some(byte) == dialect.backslash();
            } else if byte == b'\r' {
                return Self::Cr;
            }
        }
        Self::Lf
    }

    pub(super) fn byte(self) -> u8 {
        match self {
            Self::Lf => b'\n',
            Self::Cr => b'\r',
        }
    }

    /// The character that is a fault outside quotes.
    pub(super) fn other(self) -> u8 {
        match self {
            Self::Lf => b'\r',
            Self::Cr => b'\n',
        }
    }
}

impl fmt::Display for DialectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Character(character) => write!(
                f,
                "{character:?} cannot be a delimiter or quote: it must be one ASCII character and no line break"
            ),
            Self::Same(character) => write!(f, "{character:?} cannot be delimiter, quote or escape at once"),
        }
    }
}

impl Error for DialectError {}
