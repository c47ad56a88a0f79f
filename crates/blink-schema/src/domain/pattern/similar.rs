//! SIMILAR TO.

use std::fmt::Write as _;

/// The regular expression that `similar_to_escape` makes of a pattern of SIMILAR TO, which matches the whole text.
pub fn similar_to(pattern: &str, escape: Option<char>) -> String {
    let mut regex = "^(?:".to_owned();
    let mut characters = pattern.chars();
    let mut in_brackets = false;
    while let Some(c) = characters.next() {
        if Some(c) == escape {
            if let Some(next) = characters.next() {
                literal(&mut regex, next);
            }
            continue;
        }
        match c {
            ']' if in_brackets => {
                in_brackets = false;
                regex.push(']');
            }
            '\\' => regex.push_str("\\\\"),
            c if in_brackets => regex.push(c),
            '[' => {
                in_brackets = true;
                regex.push('[');
            }
            '%' => regex.push_str(".*"),
            '_' => regex.push('.'),
            '(' => regex.push_str("(?:"),
            '.' | '^' | '$' => literal(&mut regex, c),
            c => regex.push(c),
        }
    }
    regex + ")$"
}

/// A character that is nothing but itself.
fn literal(regex: &mut String, c: char) {
    if c.is_ascii_alphanumeric() {
        regex.push(c);
    } else {
        let _ = write!(regex, "\\{c}");
    }
}
