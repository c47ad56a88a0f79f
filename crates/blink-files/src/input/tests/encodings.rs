//! Encodings, invalid bytes, and the head of a text.

use proptest::prelude::*;

use super::{Cut, all};
use crate::input::{Encoding, Input};

/// The text of bytes, the same wherever they are cut, and the error with its line.
fn decoded(bytes: &[u8], encoding: Option<Encoding>) -> (String, Option<String>) {
    let mut seen = None;
    for cut in 0..=bytes.len() {
        let mut input = Input::from_reader(Cut::at(bytes, cut), encoding).unwrap();
        let (text, error) = all(&mut input);
        let error = error.map(|error| format!("{}: {error}", error.line().unwrap()));
        let got = (text, error);
        let first = seen.get_or_insert_with(|| got.clone());
        assert_eq!(got.0, first.0, "cut at {cut}");
        assert_eq!(got.1, first.1, "cut at {cut}");
    }
    seen.unwrap()
}

fn utf_16(text: &str, to_bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(to_bytes).collect()
}

const TEXT: &str = "aä€\r\n🦀\u{10FFFF}\u{FEFF}\"é\n";

#[test]
fn text_comes_back_wherever_it_is_cut() {
    let marked = format!("\u{FEFF}{TEXT}");
    for (bytes, encoding) in [
        (TEXT.as_bytes().to_vec(), None),
        (TEXT.as_bytes().to_vec(), Some(Encoding::Utf8)),
        (marked.as_bytes().to_vec(), None),
        (marked.as_bytes().to_vec(), Some(Encoding::Utf8)),
        (utf_16(&marked, u16::to_le_bytes), None),
        (utf_16(&marked, u16::to_be_bytes), None),
        (utf_16(TEXT, u16::to_le_bytes), Some(Encoding::Utf16Le)),
        (utf_16(TEXT, u16::to_be_bytes), Some(Encoding::Utf16Be)),
        (utf_16(&marked, u16::to_be_bytes), Some(Encoding::Utf16Be)),
    ] {
        assert_eq!(decoded(&bytes, encoding), (TEXT.to_owned(), None), "{encoding:?}");
    }
    for short in ["", "a", "ab", "é"] {
        assert_eq!(decoded(short.as_bytes(), None), (short.to_owned(), None));
        let marked = format!("\u{FEFF}{short}");
        assert_eq!(decoded(marked.as_bytes(), None), (short.to_owned(), None));
        assert_eq!(
            decoded(&utf_16(&marked, u16::to_le_bytes), None),
            (short.to_owned(), None)
        );
    }
}

#[test]
fn other_encodings_are_converted() {
    let all: Vec<u8> = (1..=255).collect();
    let latin: String = (1..=255_u8).map(char::from).collect();
    assert_eq!(decoded(&all, Some(Encoding::Latin1)), (latin, None));
    let of = |name: &str| Encoding::from_name(name);
    assert_eq!(
        decoded(b"10 \x80, \xE9", of("windows-1252")),
        ("10 €, é".to_owned(), None)
    );
    assert_eq!(decoded(b"10 \xA4", of("LATIN9")), ("10 €".to_owned(), None));
    assert_eq!(decoded(b"\xCF\xF0", of("WIN1251")), ("Пр".to_owned(), None));
    assert_eq!(decoded(b"\x93\xFA\x96{", of("SJIS")), ("日本".to_owned(), None));
    assert_eq!(decoded(b"\xC4\xE3", of("GBK")), ("你".to_owned(), None));
    assert_eq!(
        decoded(b"\x1B$B9\x60\x1B(B", of("iso-2022-jp")),
        ("項".to_owned(), None)
    );
}

#[test]
fn names_of_encodings() {
    for (names, encoding) in [
        (&["UTF8", "utf-8", " Utf_8", "ascii", "SQL_ASCII"][..], Encoding::Utf8),
        (&["UTF-16", "utf16le", "UTF-16LE"], Encoding::Utf16Le),
        (&["utf-16be"], Encoding::Utf16Be),
        (&["LATIN1", "latin-1", "iso-8859-1", "ISO8859-1"], Encoding::Latin1),
        (&["WIN1252", "windows-1252", "cp1252"], Encoding::Windows1252),
    ] {
        for name in names {
            assert_eq!(Encoding::from_name(name), Some(encoding), "{name}");
        }
        assert_eq!(Encoding::from_name(encoding.name()), Some(encoding));
    }
    for name in [
        "LATIN2", "LATIN9", "WIN1251", "KOI8R", "EUC_JP", "EUC_KR", "BIG5", "GB18030", "SJIS", "cp932", "cp936",
    ] {
        let encoding = Encoding::from_name(name).unwrap();
        assert_eq!(Encoding::from_name(encoding.name()), Some(encoding), "{name}");
    }
    for name in ["", "utf-7", "cp437", "replacement", "hz-gb-2312"] {
        assert_eq!(Encoding::from_name(name), None, "{name}");
    }
}

#[test]
fn bytes_that_mean_nothing_are_told_with_their_line() {
    let error = |bytes: &[u8], encoding: Option<&str>| {
        let encoding = encoding.map(|name| Encoding::from_name(name).unwrap());
        let (text, error) = decoded(bytes, encoding);
        format!("{text:?} {}", error.unwrap())
    };
    assert_eq!(
        error(b"a\nb\xE9c", None),
        "\"a\\nb\" 2: byte 0xE9 means nothing in UTF-8"
    );
    // Of a character whose second byte is wrong, up to where it could still be right.
    assert_eq!(
        error(b"\r\na\xE2\x82c", None),
        "\"\\r\\na\" 2: bytes 0xE2 0x82 mean nothing in UTF-8"
    );
    // An old Mac's lines.
    assert!(error(b"a\rb\r\xFF", None).contains(" 3: byte 0xFF"));
    assert!(error(b"a\rb\n\xFF", None).contains(" 2: byte 0xFF"));
    // Surrogates, and characters in more bytes than they need.
    assert!(error(b"\xED\xA0\x80", None).contains(" 1: byte 0xED means nothing in UTF-8"));
    assert!(error(b"a\xED\xAD", None).contains(" 1: byte 0xED means nothing in UTF-8"));
    assert!(error(b"\xC0\xAF", None).contains(" 1: byte 0xC0 means nothing in UTF-8"));
    assert_eq!(
        error(b"a\n\x81", Some("windows-1252")),
        "\"a\\n\" 2: byte 0x81 means nothing in Windows-1252"
    );
    for (bytes, encoding) in [
        (&b"ab\n\xC3"[..], None),
        (b"ab\n\xF0\x9F\xA6", None),
        (b"ab\n\x93", Some("SJIS")),
    ] {
        let error = error(bytes, encoding);
        assert!(error.starts_with("\"ab\\n\" 2: ends within a character of "), "{error}");
        assert!(error.ends_with(": the file is not complete"), "{error}");
    }
    let mut low = utf_16("a\n", u16::to_le_bytes);
    low.extend(0xDC00_u16.to_le_bytes());
    assert!(error(&low, Some("utf-16le")).starts_with("\"a\\n\" 2: bytes 0x00 0xDC mean nothing in UTF-16LE"));
    let mut high = utf_16("a\n", u16::to_le_bytes);
    high.extend(0xD83E_u16.to_le_bytes());
    let cut_off = "\"a\\n\" 2: ends within a character of UTF-16LE: the file is not complete";
    assert_eq!(error(&high, Some("utf-16le")), cut_off);
    high.push(0x80);
    assert_eq!(error(&high, Some("utf-16le")), cut_off);
}

#[test]
fn a_nul_byte_is_an_error() {
    let (text, error) = decoded(b"a\nb\0c", None);
    assert_eq!(text, "a\nb");
    assert_eq!(error.unwrap(), "2: a NUL byte, which PostgreSQL cannot store in a text");
    for (bytes, encoding) in [
        (&b"a\nb\0c"[..], Encoding::Latin1),
        (b"a\nb\0c", Encoding::Windows1252),
        (b"a\0\n\0b\0\0\0", Encoding::Utf16Le),
    ] {
        let (text, error) = decoded(bytes, Some(encoding));
        assert_eq!(text, "a\nb");
        assert_eq!(error.unwrap(), "2: a NUL byte, which PostgreSQL cannot store in a text");
    }
}

#[test]
fn a_mark_that_contradicts_is_an_error() {
    for (bytes, given, message) in [
        (
            &b"\xEF\xBB\xBFa"[..],
            Encoding::Windows1252,
            "UTF-8, but its encoding is said to be Windows-1252",
        ),
        (
            b"\xFF\xFEa\0",
            Encoding::Utf16Be,
            "UTF-16LE, but its encoding is said to be UTF-16BE",
        ),
    ] {
        let error = Input::from_reader(Cut::at(bytes, 1), Some(given)).err().unwrap();
        let expected = format!("begins with the byte order mark of {message}");
        assert_eq!(
            (error.to_string(), error.advice().as_str()),
            (expected, "leave out --encoding")
        );
    }
}

#[test]
fn the_head_is_not_taken_away() {
    let long = "0123456789ä\n".repeat(20_000);
    for bytes in [0, 1, 100, 100_000, 10_000_000] {
        let mut input = Input::from_reader(Cut::at(long.as_bytes(), 11), None).unwrap();
        for _ in 0..2 {
            let head = input.head(bytes).unwrap();
            assert!(head.text.len() >= bytes.min(long.len()) && long.starts_with(head.text));
            assert_eq!(head.is_whole, bytes > long.len());
        }
        let mut text = String::new();
        while input.read(&mut text).unwrap() {}
        assert_eq!(text, long);
    }
    let mut input = Input::from_reader(Cut::at(b"a\xFF", 1), None).unwrap();
    assert_eq!(input.head(1).unwrap().text, "a");
    assert!(input.head(2).is_err());
}

proptest! {
    #[test]
    fn any_bytes_are_text_or_an_error(bytes in prop::collection::vec(any::<u8>(), 0..40), cut in 0_usize..40) {
        let cut = cut.min(bytes.len());
        for name in ["utf-8", "utf-16le", "utf-16be", "windows-1252", "latin1", "sjis", "gb18030", "iso-2022-jp"] {
            let Ok(mut input) = Input::from_reader(Cut::at(&bytes, cut), Encoding::from_name(name)) else { continue };
            let (text, error) = all(&mut input);
            prop_assert!(!text.contains('\0'));
            if name == "utf-8" {
                let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes);
                let valid = std::str::from_utf8(bytes).ok().filter(|text| !text.contains('\0'));
                prop_assert_eq!(valid.is_some(), error.is_none());
                prop_assert!(bytes.starts_with(text.as_bytes()));
                prop_assert!(valid.is_none_or(|valid| valid == text));
            }
        }
    }
}
