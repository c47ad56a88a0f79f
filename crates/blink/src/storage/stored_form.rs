//! The lengths of stored values, from the bytes that COPY gets.

/// The way in which the stored bytes of a value differ from those that COPY gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum StoredForm {
    /// They do not.
    AsSent,
    /// `numeric`.
    Numeric,
    /// `char(n)`: padded to so many bytes.
    Padded(u64),
    /// `jsonb`.
    Jsonb,
    /// An array of elements of one length, which is sent with each.
    ArrayOfFixed,
}

impl StoredForm {
    /// The bytes of a value without its header. For types whose values all have one length it does not count.
    pub(super) fn length(self, sent: &[u8], is_binary: bool) -> u64 {
        let length = sent.len() as u64;
        match self {
            // Two bytes of header in place of eight (numeric.c).
            Self::Numeric if is_binary => length.saturating_sub(6),
            // Texts of other types than text are longer than what is stored, about so much.
            Self::Numeric => length / 2 + 2,
            // Padded with blanks, of which COPY gets none.
            Self::Padded(to) => length.max(to),
            // The version is no part of it; each key and value has an entry of four bytes.
            Self::Jsonb => length + length / 8,
            Self::ArrayOfFixed if is_binary => length.saturating_sub(4 * elements(sent)),
            Self::ArrayOfFixed | Self::AsSent => length,
        }
    }
}

/// The number of elements of an array in binary form.
fn elements(sent: &[u8]) -> u64 {
    let number = |at: usize| sent.get(at..at + 4)?.try_into().ok().map(u32::from_be_bytes);
    let dimensions = number(0).unwrap_or(0) as usize;
    if dimensions == 0 {
        return 0;
    }
    let sizes = (0..dimensions.min(6)).filter_map(|n| number(12 + 8 * n)).map(u64::from);
    sizes.fold(1, u64::saturating_mul).min(sent.len() as u64 / 4)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrays_are_stored_without_the_lengths_of_their_elements() {
        let mut sent = [1_u32, 0, 23, 2, 1].map(u32::to_be_bytes).concat();
        sent.extend([4_u32, 7, 4, 8].iter().flat_map(|number| number.to_be_bytes()));
        assert_eq!(StoredForm::ArrayOfFixed.length(&sent, true), sent.len() as u64 - 8);
        assert_eq!(StoredForm::ArrayOfFixed.length(&[0; 12], true), 12);
        assert_eq!(StoredForm::ArrayOfFixed.length(&[255; 100], true), 0);
        assert_eq!(StoredForm::AsSent.length(&sent, true), sent.len() as u64);
    }

    #[test]
    fn short_texts_are_padded() {
        assert_eq!(
            [5, 12].map(|to| StoredForm::Padded(to).length(b"abcdefgh", true)),
            [8, 12]
        );
    }
}
