//! Text, as it stands.

use super::reason::Reason;

/// The bytes of a name, `NAMEDATALEN` less its NUL.
const NAME_BYTES: usize = 63;

/// Makes sure that PostgreSQL takes a text.
#[inline]
pub(super) fn check(field: &str) -> Result<(), Reason> {
    // Short fields are looked through faster in place than by a search.
    let has_nul = if field.len() < 16 {
        field.bytes().any(|byte| byte == 0)
    } else {
        field.contains('\0')
    };
    if has_nul { Err(Reason::Nul) } else { Ok(()) }
}

/// The n of `varchar(n)` or `char(n)`.
pub(super) fn length(typmod: i32) -> Option<u32> {
    u32::try_from(typmod.checked_sub(4)?).ok()
}

/// Makes sure that `varchar(n)` or `char(n)` keeps a text (`varchar_input` and `bpchar_input` in varchar.c).
///
/// The blanks to which `char(n)` is padded are not a part of the value: comparisons ignore them, and a cast to `text` leaves
/// them out. So nothing of a shorter text is lost. Blanks that would be cut are another thing: the file has a wider column.
#[inline]
pub(super) fn check_length(field: &str, limit: u32, round: bool) -> Result<(), Reason> {
    check(field)?;
    if field.len() <= index(limit) {
        return Ok(());
    }
    check_excess(field, limit, round)
}

fn check_excess(field: &str, limit: u32, round: bool) -> Result<(), Reason> {
    match field.char_indices().nth(index(limit)) {
        None => Ok(()),
        Some((at, _)) if field.bytes().skip(at).any(|byte| byte != b' ') => Err(Reason::TooLong(limit)),
        Some(_) if round => Ok(()),
        Some(_) => Err(Reason::BlanksCut(limit)),
    }
}

/// The name that is stored; one that is too long is cut behind a whole character (`namein` in name.c).
pub(super) fn name(field: &str, round: bool) -> Result<&str, Reason> {
    check(field)?;
    if field.len() <= NAME_BYTES {
        return Ok(field);
    }
    if !round {
        return Err(Reason::NameTooLong);
    }
    let end = (0..=NAME_BYTES).rev().find(|end| field.is_char_boundary(*end));
    end.and_then(|end| field.get(..end)).ok_or(Reason::NameTooLong)
}

/// Reads a value of the type "char": one byte, or none, which is a byte 0. PostgreSQL leaves out what follows.
pub(super) fn byte(field: &str) -> Result<u8, Reason> {
    match field.as_bytes() {
        [] => Ok(0),
        [0] => Err(Reason::Nul),
        [byte] => Ok(*byte),
        _ => Err(Reason::TooLong(1)),
    }
}

fn index(length: u32) -> usize {
    usize::try_from(length).unwrap_or(usize::MAX)
}
