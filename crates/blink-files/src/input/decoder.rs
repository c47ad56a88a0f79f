//! Bytes of an encoding to UTF-8 text.

use std::str;

use encoding_rs::DecoderResult;

use super::encoding::Encoding;
use super::error::InputErrorKind;

/// Decodes bytes that come in pieces, cut anywhere.
pub(super) struct Decoder {
    encoding: Encoding,
    /// The decoder of an encoding that `encoding_rs` decodes.
    standard: Option<encoding_rs::Decoder>,
    /// The bytes of a UTF-8 character whose end is not there yet.
    begun: Vec<u8>,
    /// The last bytes that were decoded, for the message about a character that began there.
    last: Vec<u8>,
}

impl Decoder {
    pub(super) fn new(encoding: Encoding) -> Self {
        let standard = match encoding {
            // The standard library checks UTF-8 faster than it can be converted.
            Encoding::Utf8 | Encoding::Latin1 => None,
            Encoding::Utf16Le => Some(encoding_rs::UTF_16LE),
            Encoding::Utf16Be => Some(encoding_rs::UTF_16BE),
            Encoding::Windows1252 => Some(encoding_rs::WINDOWS_1252),
            Encoding::Other(other) => Some(other),
        };
        Self {
            encoding,
            standard: standard.map(encoding_rs::Encoding::new_decoder_without_bom_handling),
            begun: Vec::new(),
            last: Vec::new(),
        }
    }

    pub(super) fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// Appends the text of these bytes, up to the first that is invalid.
    pub(super) fn decode(&mut self, bytes: &[u8], text: &mut String) -> Result<(), InputErrorKind> {
        let from = text.len();
        let decoded = match self.encoding {
            Encoding::Utf8 => self.check(bytes, text),
            Encoding::Latin1 => {
                text.push_str(&encoding_rs::mem::decode_latin1(bytes));
                Ok(())
            }
            Encoding::Windows1252 => self.windows_1252(bytes, text),
            _ => self.convert(bytes, text),
        };
        let added = text.as_bytes().get(from..).unwrap_or_default();
        match memchr::memchr(0, added) {
            Some(nul) => {
                text.truncate(from + nul);
                Err(InputErrorKind::Nul(self.encoding))
            }
            None => decoded,
        }
    }

    /// Ends the text.
    pub(super) fn finish(&mut self, text: &mut String) -> Result<(), InputErrorKind> {
        let is_whole = match &mut self.standard {
            None => self.begun.is_empty(),
            Some(standard) => {
                let most = standard.max_utf8_buffer_length_without_replacement(0);
                text.reserve(most.unwrap_or_default());
                let (result, _) = standard.decode_to_string_without_replacement(&[], text, true);
                result == DecoderResult::InputEmpty
            }
        };
        if is_whole {
            Ok(())
        } else {
            Err(InputErrorKind::CutOff(self.encoding))
        }
    }

    /// Appends bytes that must be UTF-8.
    fn check(&mut self, mut bytes: &[u8], text: &mut String) -> Result<(), InputErrorKind> {
        while !self.begun.is_empty() {
            let Some((next, rest)) = bytes.split_first() else { break };
            self.begun.push(*next);
            bytes = rest;
            match str::from_utf8(&self.begun) {
                Ok(character) => {
                    text.push_str(character);
                    self.begun.clear();
                }
                Err(error) => {
                    if let Some(length) = error.error_len() {
                        return Err(invalid(self.encoding, self.begun.get(..length).unwrap_or_default()));
                    }
                }
            }
        }
        let (whole, begun) = bytes.split_at(bytes.len() - begun_length(bytes));
        match str::from_utf8(whole) {
            Ok(valid) => text.push_str(valid),
            Err(error) => {
                let (valid, rest) = whole.split_at(error.valid_up_to());
                text.push_str(str::from_utf8(valid).unwrap_or_default());
                let length = error.error_len().unwrap_or(rest.len());
                return Err(invalid(self.encoding, rest.get(..length).unwrap_or(rest)));
            }
        }
        // Its first bytes may tell already that it is none, as those of a surrogate do.
        if let Some(length) = str::from_utf8(begun).err().and_then(|error| error.error_len()) {
            return Err(invalid(self.encoding, begun.get(..length).unwrap_or(begun)));
        }
        self.begun.extend_from_slice(begun);
        Ok(())
    }

    /// Converts Windows-1252. `encoding_rs` makes control characters of the five bytes that mean nothing, PostgreSQL
    /// refuses them (`win1252_to_utf8.map`).
    fn windows_1252(&mut self, bytes: &[u8], text: &mut String) -> Result<(), InputErrorKind> {
        let is_undefined = |byte: &u8| matches!(byte, 0x81 | 0x8D | 0x8F | 0x90 | 0x9D);
        let undefined = bytes.iter().position(is_undefined);
        let (defined, rest) = bytes.split_at(undefined.unwrap_or(bytes.len()));
        self.convert(defined, text)?;
        match rest.get(..1) {
            Some(byte) => Err(invalid(self.encoding, byte)),
            None => Ok(()),
        }
    }

    fn convert(&mut self, bytes: &[u8], text: &mut String) -> Result<(), InputErrorKind> {
        let Some(standard) = &mut self.standard else {
            return Ok(());
        };
        let mut rest = bytes;
        loop {
            let most = standard.max_utf8_buffer_length_without_replacement(rest.len());
            text.reserve(most.unwrap_or(rest.len()));
            let (result, read) = standard.decode_to_string_without_replacement(rest, text, false);
            rest = rest.get(read..).unwrap_or_default();
            match result {
                DecoderResult::InputEmpty => break,
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(length, behind) => {
                    self.last.extend_from_slice(bytes);
                    let end = self.last.len().saturating_sub(rest.len() + usize::from(behind));
                    let start = end.saturating_sub(usize::from(length));
                    return Err(invalid(self.encoding, self.last.get(start..end).unwrap_or_default()));
                }
            }
        }
        self.last
            .extend_from_slice(bytes.get(bytes.len().saturating_sub(LONGEST)..).unwrap_or(bytes));
        self.last.drain(..self.last.len().saturating_sub(LONGEST));
        Ok(())
    }
}

/// The bytes of the longest character, with what a decoder reads behind it.
const LONGEST: usize = 8;

/// The number of bytes at the end that begin a character and do not end it.
fn begun_length(bytes: &[u8]) -> usize {
    let lead = bytes.iter().rev().take(3).position(|byte| *byte & 0xC0 != 0x80);
    let Some(back) = lead.map(|position| position + 1) else {
        return 0;
    };
    let needed = match bytes.get(bytes.len() - back) {
        Some(0xC2..=0xDF) => 2,
        Some(0xE0..=0xEF) => 3,
        Some(0xF0..=0xF4) => 4,
        _ => 1,
    };
    if back < needed { back } else { 0 }
}

fn invalid(encoding: Encoding, bytes: &[u8]) -> InputErrorKind {
    InputErrorKind::Invalid {
        encoding,
        bytes: bytes.to_vec(),
    }
}
