//! Lists of values and texts.

use crate::value::Value;

/// The elements of all dimensions.
pub(super) fn flat(elements: Vec<Value<'static>>) -> Vec<Value<'static>> {
    let mut all = Vec::with_capacity(elements.len());
    for element in elements {
        match element {
            Value::Array(inner) => all.extend(flat(inner)),
            other => all.push(other),
        }
    }
    all
}

/// The elements of a list as texts, and whether they were in quotation marks.
pub(super) fn split(inner: &str) -> Option<Vec<(String, bool)>> {
    let mut elements = Vec::new();
    let mut characters = inner.chars();
    let (mut element, mut is_quoted, mut in_quotes) = (String::new(), false, false);
    while let Some(c) = characters.next() {
        match c {
            '\\' => element.push(characters.next()?),
            '"' if in_quotes => in_quotes = false,
            '"' if is_quoted || !element.trim().is_empty() => return None,
            '"' => {
                element.clear();
                (is_quoted, in_quotes) = (true, true);
            }
            c if in_quotes => element.push(c),
            ',' => {
                elements.push((trimmed(&element, is_quoted), is_quoted));
                (element, is_quoted) = (String::new(), false);
            }
            '{' | '}' => return None,
            c if is_quoted && c.is_ascii_whitespace() => {}
            _ if is_quoted => return None,
            c => element.push(c),
        }
    }
    elements.push((trimmed(&element, is_quoted), is_quoted));
    (!in_quotes).then_some(elements)
}

fn trimmed(element: &str, is_quoted: bool) -> String {
    if is_quoted {
        element.to_owned()
    } else {
        element.trim().to_owned()
    }
}
