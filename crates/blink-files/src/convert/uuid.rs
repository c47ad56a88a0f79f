//! The type uuid.

use super::hex::byte;
use super::reason::Reason;

/// Reads a UUID: hyphens can be left out, and braces put around it (`string_to_uuid` in uuid.c).
#[inline]
pub(super) fn parse(field: &str) -> Result<[u8; 16], Reason> {
    scan(field.as_bytes()).ok_or(Reason::Not("a UUID"))
}

#[inline]
fn scan(field: &[u8]) -> Option<[u8; 16]> {
    let mut rest = match field {
        [b'{', inner @ .., b'}'] => inner,
        [b'{', ..] => return None,
        field => field,
    };
    let mut uuid = [0; 16];
    for (n, value) in uuid.iter_mut().enumerate() {
        let [high, low, after @ ..] = rest else {
            return None;
        };
        *value = byte(*high, *low)?;
        rest = match after {
            [b'-', after @ ..] if n % 2 == 1 && n < 15 => after,
            after => after,
        };
    }
    rest.is_empty().then_some(uuid)
}
