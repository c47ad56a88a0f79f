//! The text format of COPY.
//!
//! <https://www.postgresql.org/docs/current/sql-copy.html#id-1.9.3.55.9.2>

use bytes::{BufMut, BytesMut};

use crate::error::BoxError;

/// Escapes a text for COPY: the backslash, the delimiter, and both characters that end a line. Since every backslash is
/// doubled, `\N` is not read as NULL, nor `\.` as the end.
///
/// A NUL is refused here: the server does so for the whole line, and cannot name the column.
pub(crate) fn escape(text: &str, out: &mut BytesMut) -> Result<(), BoxError> {
    let bytes = text.as_bytes();
    let mut from = 0;
    for (at, byte) in bytes.iter().enumerate() {
        let escaped = match byte {
            b'\\' => b'\\',
            b'\t' => b't',
            b'\n' => b'n',
            b'\r' => b'r',
            0 => return Err("the text has the character NUL (U+0000), which PostgreSQL does not store".into()),
            _ => continue,
        };
        out.put_slice(&bytes[from..at]);
        out.put_slice(&[b'\\', escaped]);
        from = at + 1;
    }
    out.put_slice(&bytes[from..]);
    Ok(())
}

/// Reverses [`escape`].
pub(crate) fn unescape(field: &[u8]) -> Option<String> {
    if field == b"\\N" {
        return None;
    }
    let mut bytes = Vec::with_capacity(field.len());
    let mut rest = field.iter();
    while let Some(&byte) = rest.next() {
        bytes.push(match byte {
            b'\\' => match rest.next()? {
                b't' => b'\t',
                b'n' => b'\n',
                b'r' => b'\r',
                &other => other,
            },
            other => other,
        });
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_copy_would_misread_is_escaped() {
        let mut out = BytesMut::new();
        escape("\\N\\.\t\n\rä|\"", &mut out).unwrap();
        assert_eq!(&out[..], "\\\\N\\\\.\\t\\n\\rä|\"".as_bytes());
        assert_eq!(unescape(b"\\N"), None);
    }

    proptest! {
        #[test]
        fn what_is_escaped_reads_back(text in "[\\\\\t\r\nN.a-cä🦀]{0,40}") {
            let mut out = BytesMut::new();
            escape(&text, &mut out).unwrap();
            prop_assert!(!out.contains(&b'\n') && !out.contains(&b'\t') && !out.contains(&b'\r'));
            prop_assert_eq!(unescape(&out), Some(text));
        }
    }
}
