//! Texts in double quotes.

use crate::error::BoxError;

/// Puts the written text in double quotes, as arrays, composites, ranges and hstore read it.
pub(crate) fn quoted(
    text: &mut String,
    write: impl FnOnce(&mut String) -> Result<(), BoxError>,
) -> Result<(), BoxError> {
    text.push('"');
    let from = text.len();
    write(text)?;
    if text[from..].contains(['"', '\\']) {
        let escaped = text[from..].replace('\\', "\\\\").replace('"', "\\\"");
        text.truncate(from);
        text.push_str(&escaped);
    }
    text.push('"');
    Ok(())
}
