//! The types macaddr and macaddr8.

use super::hex::byte;
use super::reason::Reason;
use super::scanner::trim;

/// Reads a MAC address of six bytes (`macaddr_in` in mac.c).
pub(super) fn parse_six(field: &str) -> Result<[u8; 6], Reason> {
    let not = Reason::Not("a MAC address");
    scan::<6>(trim(field.as_bytes())).ok_or(not)
}

/// Reads a MAC address of eight bytes; one of six gets FF and FE in its middle (`macaddr8_in` in mac8.c).
pub(super) fn parse_eight(field: &str) -> Result<[u8; 8], Reason> {
    let field = trim(field.as_bytes());
    let from_six = || {
        let address = scan::<6>(field)?;
        let (maker, number) = address.split_first_chunk::<3>()?;
        let mut eight = [0xFF, 0xFF, 0xFF, 0xFF, 0xFE, 0, 0, 0];
        eight.first_chunk_mut::<3>()?.copy_from_slice(maker);
        eight.last_chunk_mut::<3>()?.copy_from_slice(number);
        Some(eight)
    };
    scan::<8>(field).or_else(from_six).ok_or(Reason::Not("a MAC address"))
}

/// The bytes of an address in groups of one to four bytes with the same mark between them, or without.
fn scan<const N: usize>(field: &[u8]) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    let mark = field.iter().copied().find(|byte| matches!(byte, b':' | b'-' | b'.'));
    let groups = mark.map_or(1, |mark| field.split(|byte| *byte == mark).count());
    let digits = 2 * N / groups;
    let is_even = groups * digits == 2 * N && digits.is_multiple_of(2);
    let is_taken = match mark {
        None => true,
        // Four digits a group.
        Some(b'.') => digits == 4,
        // `08-00-2b-…`, `0800-2b01-0203`, `08002b:010203`
        Some(_) => digits <= 8,
    };
    if !is_even || !is_taken {
        return None;
    }
    let mut places = bytes.iter_mut();
    let mut rest = field;
    for group in 0..groups {
        if group > 0 {
            rest = rest.strip_prefix(&[mark?])?;
        }
        for _ in 0..digits / 2 {
            let [high, low, after @ ..] = rest else {
                return None;
            };
            *places.next()? = byte(*high, *low)?;
            rest = after;
        }
    }
    rest.is_empty().then_some(bytes)
}
