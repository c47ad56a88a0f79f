//! Texts in double quotes.

use crate::error::BoxError;

/// Puts the written text in double quotes, as arrays, composites, ranges and hstore read it.
pub(crate) fn quoted(
    text: &mut String,
    write: impl FnOnce(&mut String) -> Result<(), BoxError>,
) -> Result<(), BoxError> {
    quoted_if(text, |_| true, "\\\"", write)
}

/// Writes an element of an array, in quotes if `array_out` in arrayfuncs.c puts it in quotes.
///
/// # Errors
/// That of `write`.
pub fn quoted_array_element(
    text: &mut String,
    delimiter: char,
    write: impl FnOnce(&mut String) -> Result<(), BoxError>,
) -> Result<(), BoxError> {
    quoted_if(
        text,
        |element| {
            element.is_empty()
                || element.eq_ignore_ascii_case("NULL")
                || element.contains(|char| is_special(char, "{}") || char == delimiter)
        },
        "\\\"",
        write,
    )
}

/// Writes a member of a composite, in quotes if `record_out` in rowtypes.c puts it in quotes.
///
/// # Errors
/// That of `write`.
pub fn quoted_member(
    text: &mut String,
    write: impl FnOnce(&mut String) -> Result<(), BoxError>,
) -> Result<(), BoxError> {
    quoted_if_special(text, "(),", write)
}

/// Writes a bound of a range, in quotes if `range_bound_escape` in rangetypes.c puts it in quotes.
///
/// # Errors
/// That of `write`.
pub fn quoted_bound(
    text: &mut String,
    write: impl FnOnce(&mut String) -> Result<(), BoxError>,
) -> Result<(), BoxError> {
    quoted_if_special(text, "()[],", write)
}

/// Puts the written text in double quotes if it is empty or has a special character. Quotes in it are doubled.
fn quoted_if_special(
    text: &mut String,
    others: &str,
    write: impl FnOnce(&mut String) -> Result<(), BoxError>,
) -> Result<(), BoxError> {
    quoted_if(
        text,
        |written| written.is_empty() || written.contains(|char| is_special(char, others)),
        "\"\"",
        write,
    )
}

/// Returns true for a quote, a backslash, the white space of C, and these characters.
fn is_special(char: char, others: &str) -> bool {
    matches!(char, '"' | '\\' | ' ' | '\t'..='\r') || others.contains(char)
}

/// Puts the written text in double quotes if it needs them.
fn quoted_if(
    text: &mut String,
    needs_quotes: impl FnOnce(&str) -> bool,
    escaped_quote: &str,
    write: impl FnOnce(&mut String) -> Result<(), BoxError>,
) -> Result<(), BoxError> {
    let from = text.len();
    write(text)?;
    if needs_quotes(&text[from..]) {
        if text[from..].contains(['"', '\\']) {
            let escaped = text[from..].replace('\\', "\\\\").replace('"', escaped_quote);
            text.truncate(from);
            text.push_str(&escaped);
        }
        text.insert(from, '"');
        text.push('"');
    }
    Ok(())
}
