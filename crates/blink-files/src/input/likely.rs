//! The likely encoding of a file that is not in the one it was read in.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};

use super::encoding::Encoding;
use crate::text::shown;

/// The bytes around a place that are shown in another encoding.
const SHOWN: usize = 24;

/// The likely encoding of some bytes, and what they say in it, for a person to judge. Nothing is read by it unasked.
#[derive(Debug)]
pub(crate) struct Likely {
    encoding: Encoding,
    /// The text around the first character that is not ASCII; None if all are.
    sample: Option<String>,
}

impl Likely {
    /// The likely encoding of bytes that were read as `known`, in vain.
    pub(super) fn of(bytes: &[u8], known: Encoding) -> Option<Self> {
        let encoding = match utf16_without_mark(bytes) {
            Some(encoding) => encoding,
            None if memchr::memchr(0, bytes).is_some() => return None,
            None => detected(bytes),
        };
        (encoding != known).then(|| Self {
            encoding,
            sample: sample(bytes, encoding),
        })
    }

    pub(super) fn advice(&self) -> String {
        let name = self.encoding.name().to_ascii_lowercase();
        match &self.sample {
            Some(sample) => format!(
                "in {} it reads {sample}: if that is right, say --encoding {name}",
                self.encoding
            ),
            None => format!("it looks like {}: say --encoding {name}", self.encoding),
        }
    }
}

/// UTF-16 by the zeros that are half of most texts in it.
fn utf16_without_mark(bytes: &[u8]) -> Option<Encoding> {
    let zeros = |odd: usize| bytes.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    match bytes.len() / 4 {
        0 => None,
        quarter if odd > quarter && even < odd / 4 => Some(Encoding::Utf16Le),
        quarter if even > quarter && odd < even / 4 => Some(Encoding::Utf16Be),
        _ => None,
    }
}

/// The encoding that Firefox would read a page of these bytes in.
fn detected(bytes: &[u8]) -> Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    // A character may be cut off at the end.
    detector.feed(bytes, false);
    Encoding::of_standard(detector.guess(None, Utf8Detection::Allow))
}

/// The text around the first byte that is not ASCII. What such bytes are in UTF-16 is not told by one.
fn sample(bytes: &[u8], encoding: Encoding) -> Option<String> {
    if matches!(encoding, Encoding::Utf16Le | Encoding::Utf16Be) {
        return None;
    }
    let standard = encoding.standard();
    let at = bytes.iter().position(|byte| !byte.is_ascii())?;
    let before = bytes.get(at.saturating_sub(SHOWN)..at).unwrap_or_default();
    let line = before.iter().rposition(|byte| matches!(byte, b'\n' | b'\r'));
    let before = before.get(line.map_or(0, |line| line + 1)..).unwrap_or_default();
    let is_cut = line.is_none() && at > SHOWN;
    let rest = bytes.get(at - before.len()..).unwrap_or_default();
    let text = rest.get(..before.len() + SHOWN).unwrap_or(rest);
    let text = standard.decode_without_bom_handling(text).0;
    let line = text.lines().next().unwrap_or_default();
    // The end may go through a character.
    let line = line.trim_end_matches(char::REPLACEMENT_CHARACTER).trim();
    Some(shown(&format!("{}{line}", if is_cut { "…" } else { "" })))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn advice(bytes: &[u8], known: Encoding) -> Option<String> {
        Likely::of(bytes, known).map(|likely| likely.advice())
    }

    /// `--encoding windows-1252`, which was advised for every file, stores 日本 as “ú–{ in a column of text.
    #[test]
    fn a_file_in_shift_jis_is_not_taken_for_windows_1252() {
        let (bytes, ..) = encoding_rs::SHIFT_JIS.encode("id,name\r\n1,日本語の文\r\n2,東京都\r\n");
        assert_eq!(
            advice(&bytes, Encoding::Utf8).unwrap(),
            "in Shift_JIS it reads \"1,日本語の文\": if that is right, say --encoding shift_jis"
        );
        assert!(
            advice(&bytes, Encoding::Windows1252)
                .unwrap()
                .contains("--encoding shift_jis")
        );
    }

    #[test]
    fn encodings_are_told_by_what_they_read() {
        for (encoding, text) in [
            (encoding_rs::WINDOWS_1252, "1;Müller;Straße\n2;Jürgen;Gasse\n"),
            (encoding_rs::WINDOWS_1250, "1;Łódź;ulica\n2;Gdańsk;ulica\n"),
            (encoding_rs::WINDOWS_1251, "1;Москва;улица\n2;Привет;улица\n"),
            (encoding_rs::GBK, "1;北京市朝阳区;路\n2;上海市;路\n"),
        ] {
            let (bytes, ..) = encoding.encode(text);
            let advice = advice(&bytes, Encoding::Utf8).unwrap();
            let name = encoding.name().to_ascii_lowercase();
            assert!(advice.ends_with(&format!("say --encoding {name}")), "{advice}");
            assert!(advice.contains(text.lines().next().unwrap()), "{advice}");
        }
        assert!(
            advice("1;Müller\n".as_bytes(), Encoding::Windows1252)
                .unwrap()
                .contains("UTF-8")
        );
    }

    #[test]
    fn utf_16_without_a_mark_is_known_by_its_zeros() {
        let low = "id,name\n1,Ann\n"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect::<Vec<_>>();
        assert_eq!(
            advice(&low, Encoding::Utf8).unwrap(),
            "it looks like UTF-16LE: say --encoding utf-16le"
        );
        let high = "id,name\n1,Ann\n"
            .encode_utf16()
            .flat_map(u16::to_be_bytes)
            .collect::<Vec<_>>();
        assert!(advice(&high, Encoding::Utf8).unwrap().ends_with("--encoding utf-16be"));
        assert_eq!(advice(b"id,name\n1,A\0nn\n", Encoding::Utf8), None);
    }
}
