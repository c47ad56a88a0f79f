//! Bytes of files and pipes, as UTF-8 text.
//!
//! An [`Input`] is read with blocking reads, by a thread of the caller's. All that it hands out is valid UTF-8 without
//! NUL, so that nothing behind it looks at encodings. The byte order mark is not part of the text.

mod decoder;
mod digest;
mod encoding;
mod error;
mod format;
mod likely;
mod reopener;
mod source;
#[cfg(test)]
mod tests;

use std::io::Read;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use decoder::Decoder;
pub use encoding::Encoding;
pub(crate) use error::{InputError, InputErrorKind};
use format::Format;
pub(crate) use reopener::Reopener;
use source::Source;

/// The bytes of one read.
const READ: usize = 64 * 1024;

/// A file or pipe that is being read.
pub(crate) struct Input {
    source: Source,
    decoder: Decoder,
    /// The buffer of a read.
    raw: Box<[u8]>,
    /// The bytes in it that are not decoded yet.
    undecoded: Range<usize>,
    /// The length of the byte order mark.
    mark: usize,
    /// Text that was read for its head and not handed out yet.
    ahead: String,
    /// The part of it that was handed out.
    ahead_from: usize,
    lines: LineCount,
    bytes_read: Arc<AtomicU64>,
    is_at_end: bool,
    /// True after the decoder was told of the end.
    is_finished: bool,
    /// An error behind text that is still to be handed out.
    failure: Option<InputError>,
    /// The way back to a file that was closed.
    closed: Option<Reopener>,
}

/// The beginning of an input's text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Head<'a> {
    pub(crate) text: &'a str,
    /// True if this is all of the text.
    pub(crate) is_whole: bool,
}

impl Input {
    /// Opens a file or pipe; `-` is standard input. Waits for its first bytes, which tell the encoding.
    ///
    /// # Errors
    ///
    /// If it cannot be opened or read, is a folder, or has a byte order mark that contradicts the given encoding.
    pub(crate) fn open(path: &Path, encoding: Option<Encoding>) -> Result<Self, InputError> {
        Self::begin(Source::open(path)?, encoding)
    }

    /// The text of any reader, which cannot be read again.
    ///
    /// # Errors
    ///
    /// As [`open`](Self::open).
    pub(crate) fn from_reader(
        reader: impl Read + Send + 'static,
        encoding: Option<Encoding>,
    ) -> Result<Self, InputError> {
        Self::begin(Source::reader(reader), encoding)
    }

    fn begin(source: Source, given: Option<Encoding>) -> Result<Self, InputError> {
        let mut input = Self {
            source,
            decoder: Decoder::new(given.unwrap_or(Encoding::Utf8)),
            raw: vec![0; READ].into_boxed_slice(),
            undecoded: 0..0,
            mark: 0,
            ahead: String::new(),
            ahead_from: 0,
            lines: LineCount::default(),
            bytes_read: Arc::default(),
            is_at_end: false,
            is_finished: false,
            failure: None,
            closed: None,
        };
        let mut first: &[u8] = &[];
        while (first.len() < encoding::LONGEST_MARK || Format::is_begun(first)) && !input.is_at_end {
            input.fill()?;
            first = input.raw.get(input.undecoded.clone()).unwrap_or_default();
        }
        if let Some(format) = Format::of(first) {
            return Err(InputErrorKind::Format(format).into());
        }
        if let Some((encoding, mark)) = Encoding::of_mark(first) {
            match given {
                Some(given) if given != encoding => {
                    return Err(InputErrorKind::Mark { given, mark: encoding }.into());
                }
                _ => {}
            }
            input.decoder = Decoder::new(encoding);
            input.mark = mark;
            input.undecoded.start = mark;
        }
        Ok(input)
    }

    /// The encoding that was given or found, UTF-8 if there is neither.
    pub(crate) fn encoding(&self) -> Encoding {
        self.decoder.encoding()
    }

    /// True if the file begins with a byte order mark.
    pub(crate) fn has_mark(&self) -> bool {
        self.mark > 0
    }

    /// The bytes of a regular file.
    pub(crate) fn total_bytes(&self) -> Option<u64> {
        self.source.total_bytes()
    }

    /// The bytes read so far, which other threads may look at.
    pub(crate) fn bytes_read(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.bytes_read)
    }

    /// The way to open a regular file again; None for a pipe and standard input.
    pub(crate) fn reopener(&self) -> Option<Reopener> {
        let file = self.source.regular_file()?;
        Some(Reopener {
            encoding: self.encoding(),
            file,
        })
    }

    /// Opens a file again, at its beginning.
    ///
    /// # Errors
    ///
    /// If it cannot be opened, or is not as it was when it was opened first.
    pub(crate) fn reopen(reopener: &Reopener) -> Result<Self, InputError> {
        Self::begin(Source::reopen(&reopener.file)?, Some(reopener.encoding))
    }

    /// Closes a regular file, and forgets what was read of it; does nothing to a pipe or standard input. Nothing but
    /// [`open_again`](Self::open_again) may follow.
    pub(crate) fn close(&mut self) {
        self.closed = self.reopener();
        if self.closed.is_some() {
            self.source.close();
            (self.ahead, self.raw) = (String::new(), Box::default());
        }
    }

    /// Closes what was read to its end.
    pub(crate) fn end(&mut self) {
        self.source.close();
        self.raw = Box::default();
    }

    /// Returns true if a regular file was closed.
    pub(crate) fn is_closed(&self) -> bool {
        self.closed.is_some()
    }

    /// Opens the file again if it was closed, at so many bytes of its text.
    ///
    /// # Errors
    ///
    /// As [`reopen`](Self::reopen) and [`read`](Self::read).
    pub(crate) fn open_again(&mut self, bytes: u64) -> Result<(), InputError> {
        let Some(reopener) = self.closed.take() else {
            return Ok(());
        };
        let mut again = Self::reopen(&reopener)?;
        let read = std::mem::replace(&mut again.bytes_read, self.bytes_read());
        self.bytes_read.store(read.load(Ordering::Relaxed), Ordering::Relaxed);
        *self = again;
        // Not sought, since the lines are counted.
        self.read_away(bytes)
    }

    /// Returns an error if a regular file is not as it was when it was opened.
    ///
    /// # Errors
    ///
    /// If its size or the time of its last change differs.
    pub(crate) fn check_unchanged(&self) -> Result<(), InputError> {
        self.source.check_unchanged(self.bytes_read.load(Ordering::Relaxed))
    }

    /// The first bytes of the text, at least so many unless it is shorter. It is called before the first
    /// [`read`](Self::read), which still hands them out.
    ///
    /// # Errors
    ///
    /// As [`read`](Self::read).
    pub(crate) fn head(&mut self, bytes: usize) -> Result<Head<'_>, InputError> {
        let mut ahead = std::mem::take(&mut self.ahead);
        let read = loop {
            if ahead.len() >= bytes {
                break Ok(());
            }
            match self.read_on(&mut ahead) {
                Ok(true) => {}
                Ok(false) => break Ok(()),
                Err(error) => break Err(error),
            }
        };
        self.ahead = ahead;
        read.map(|()| Head {
            text: &self.ahead,
            is_whole: self.is_finished && self.failure.is_none(),
        })
    }

    /// Appends the next text; false at the end.
    ///
    /// Text before an invalid byte is handed out first, so that faults come in the order of the file.
    ///
    /// # Errors
    ///
    /// If a read fails, a byte is invalid in the encoding or NUL, or a regular file has changed at its end.
    pub(crate) fn read(&mut self, text: &mut String) -> Result<bool, InputError> {
        if self.ahead.is_empty() {
            return self.read_on(text);
        }
        let ahead = self.ahead.get(self.ahead_from..).unwrap_or_default();
        let end = (READ.min(ahead.len())..=ahead.len()).find(|end| ahead.is_char_boundary(*end));
        let end = end.unwrap_or(ahead.len());
        text.push_str(ahead.get(..end).unwrap_or_default());
        self.ahead_from += end;
        if self.ahead_from == self.ahead.len() {
            (self.ahead, self.ahead_from) = (String::new(), 0);
        }
        Ok(true)
    }

    /// Skips so many bytes of the text, from its beginning, up to a place between two characters.
    ///
    /// # Errors
    ///
    /// As [`read`](Self::read).
    pub(crate) fn skip(&mut self, bytes: u64) -> Result<(), InputError> {
        let position = self.mark as u64 + bytes;
        if self.encoding() == Encoding::Utf8 && self.source.seek(position)? {
            self.bytes_read.store(position, Ordering::Relaxed);
            self.undecoded = 0..0;
            self.ahead.clear();
            (self.is_at_end, self.is_finished) = (false, false);
            return Ok(());
        }
        self.read_away(bytes)
    }

    /// Reads so many bytes of the text, and forgets them.
    fn read_away(&mut self, bytes: u64) -> Result<(), InputError> {
        let mut left = usize::try_from(bytes).unwrap_or(usize::MAX);
        while left > 0 {
            if self.ahead.is_empty() {
                let mut ahead = String::new();
                if !self.read_on(&mut ahead)? {
                    break;
                }
                (self.ahead, self.ahead_from) = (ahead, 0);
            }
            let skipped = left.min(self.ahead.len() - self.ahead_from);
            left -= skipped;
            self.ahead_from += skipped;
            if self.ahead_from == self.ahead.len() {
                (self.ahead, self.ahead_from) = (String::new(), 0);
            }
        }
        Ok(())
    }

    /// Appends what one read gives, behind the text that was read ahead.
    fn read_on(&mut self, text: &mut String) -> Result<bool, InputError> {
        let before = text.len();
        loop {
            if text.len() > before {
                return Ok(true);
            }
            if let Some(error) = self.failure.take() {
                self.is_finished = true;
                return Err(error);
            }
            if self.is_finished {
                return Ok(false);
            }
            if self.undecoded.is_empty() && !self.is_at_end {
                self.fill()?;
            }
            self.failure = self.decode(text).err();
        }
    }

    /// Decodes what was read.
    fn decode(&mut self, text: &mut String) -> Result<(), InputError> {
        let bytes = self.raw.get(self.undecoded.clone()).unwrap_or_default();
        self.undecoded = 0..0;
        self.is_finished = bytes.is_empty();
        let before = text.len();
        let decoded = if self.is_finished {
            self.decoder.finish(text)
        } else {
            self.decoder.decode(bytes, text)
        };
        self.lines.add(text.as_bytes().get(before..).unwrap_or_default());
        decoded.map_err(|kind| InputError::at(self.lines.line(), kind).with_likely(bytes))?;
        if self.is_finished {
            self.check_unchanged()
        } else {
            Ok(())
        }
    }

    /// Reads more bytes, once.
    fn fill(&mut self) -> Result<(), InputError> {
        let space = self.raw.get_mut(self.undecoded.end..).unwrap_or_default();
        let read = self.source.read(space);
        let read = read.map_err(|error| InputError::at(self.lines.line(), InputErrorKind::Read(error)))?;
        self.undecoded.end += read;
        self.is_at_end = read == 0;
        self.bytes_read.fetch_add(read as u64, Ordering::Relaxed);
        Ok(())
    }
}

/// Counts lines. A carriage return ends one only in a text that has had no line feed (old Mac).
#[derive(Default)]
struct LineCount {
    line_feeds: u64,
    carriage_returns: u64,
}

impl LineCount {
    fn add(&mut self, text: &[u8]) {
        self.line_feeds += memchr::memchr_iter(b'\n', text).count() as u64;
        if self.line_feeds == 0 {
            self.carriage_returns += memchr::memchr_iter(b'\r', text).count() as u64;
        }
    }

    /// The line, from 1, in which the text so far ends.
    fn line(&self) -> u64 {
        1 + match self.line_feeds {
            0 => self.carriage_returns,
            line_feeds => line_feeds,
        }
    }
}
