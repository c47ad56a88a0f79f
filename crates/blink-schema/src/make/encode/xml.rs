//! The type xml.

use bytes::{BufMut, BytesMut};

/// Writes a document without the encoding that its declaration may name, if that is not UTF-8: these bytes are, and
/// `xml_recv` in xml.c would go by the name. The output function leaves it out, too.
pub(super) fn write(document: &str, out: &mut BytesMut) {
    match encoding(document) {
        Some((before, after)) => {
            out.put_slice(before.as_bytes());
            out.put_slice(after.as_bytes());
        }
        None => out.put_slice(document.as_bytes()),
    }
}

/// The parts before and after the encoding in the declaration; None if that is UTF-8.
fn encoding(document: &str) -> Option<(&str, &str)> {
    let declaration = document.strip_prefix("<?xml")?;
    let declaration = &declaration[..declaration.find("?>")?];
    let at = "<?xml".len() + declaration.find("encoding")?;
    let (before, rest) = document.split_at_checked(at)?;
    let value = rest
        .strip_prefix("encoding")?
        .trim_start()
        .strip_prefix('=')?
        .trim_start();
    let quote = value.chars().next().filter(|quote| ['"', '\''].contains(quote))?;
    let (name, after) = value.strip_prefix(quote)?.split_once(quote)?;
    if name.eq_ignore_ascii_case("utf-8") {
        return None;
    }
    Some((before.trim_end(), after))
}
