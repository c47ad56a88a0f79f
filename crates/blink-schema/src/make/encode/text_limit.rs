//! Texts, and their longest.

use blink::BoxError;
use bytes::{BufMut, BytesMut};

/// `NAMEDATALEN` in pg_config_manual.h, less the byte that ends it.
const MAX_NAME: usize = 63;

/// The texts that a type takes.
#[derive(Clone, Copy, Debug)]
pub(super) enum TextLimit {
    /// `text`, and `varchar` without a length.
    Unlimited,
    /// `varchar(n)` and `char(n)`.
    Characters(u32),
    /// `name`.
    Name,
    /// `"char"`.
    OneByte,
}

impl TextLimit {
    /// Writes the binary form. The empty `"char"` is a byte of zero (`charin` in char.c).
    pub(super) fn write(self, text: &str, out: &mut BytesMut) -> Result<(), BoxError> {
        self.check(text)?;
        match self {
            Self::OneByte if text.is_empty() => out.put_u8(0),
            _ => out.put_slice(text.as_bytes()),
        }
        Ok(())
    }

    pub(super) fn check(self, text: &str) -> Result<(), BoxError> {
        check_nul(text)?;
        let (length, most, unit) = match self {
            Self::Unlimited => return Ok(()),
            Self::Characters(most) => {
                let most = usize::try_from(most)?;
                // A character has at least one byte.
                if text.len() <= most {
                    return Ok(());
                }
                (text.chars().count(), most, "characters")
            }
            Self::Name => (text.len(), MAX_NAME, "bytes"),
            Self::OneByte => (text.len(), 1, "bytes"),
        };
        if length <= most {
            return Ok(());
        }
        Err(format!("the text has {length} {unit}, and the column takes at most {most}").into())
    }
}

/// Refuses the character that no text of PostgreSQL holds.
pub(super) fn check_nul(text: &str) -> Result<(), BoxError> {
    if text.as_bytes().contains(&0) {
        return Err("the text has the character NUL (U+0000), which PostgreSQL does not store".into());
    }
    Ok(())
}
