//! The length of a stored value, from the bytes that COPY gets.

use crate::convert::{ColumnType, TypeKind, oid};

/// The bytes of a value without its header. For types whose values all have one length it does not count.
pub(super) fn stored_length(ty: &ColumnType, sent: &[u8], is_binary: bool) -> u64 {
    let length = sent.len() as u64;
    let (base, typmod) = ty.below_domains();
    match (&base.kind, base.oid) {
        // Two bytes of header in place of eight (numeric.c).
        (_, oid::NUMERIC) if is_binary => length.saturating_sub(6),
        // Texts of other types than text are longer than what is stored, about so much.
        (_, oid::NUMERIC) => length / 2 + 2,
        // Padded with blanks, of which COPY gets none.
        (_, oid::BPCHAR) => length.max(u64::try_from(typmod - 4).unwrap_or(0)),
        // The version is no part of it; each key and value has an entry of four bytes.
        (_, oid::JSONB) => length + length / 8,
        (TypeKind::Array { element, .. }, _) if is_binary => array(sent, element),
        _ => length,
    }
}

/// An array. Elements of one length are stored without theirs, which is sent.
fn array(sent: &[u8], element: &ColumnType) -> u64 {
    let length = sent.len() as u64;
    let is_fixed = !matches!(
        element.below_domains().0.oid,
        oid::TEXT | oid::VARCHAR | oid::BPCHAR | oid::NUMERIC | oid::BYTEA | oid::JSON | oid::JSONB
    );
    let number = |at: usize| sent.get(at..at + 4)?.try_into().ok().map(u32::from_be_bytes);
    let dimensions = number(0).unwrap_or(0) as usize;
    let elements = (0..dimensions.min(6)).filter_map(|n| number(12 + 8 * n)).map(u64::from);
    let elements = if dimensions == 0 { 0 } else { elements.product() };
    if is_fixed {
        length.saturating_sub(4 * elements)
    } else {
        length
    }
}
