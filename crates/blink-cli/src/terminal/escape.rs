//! Characters that would change what the terminal shows, made visible.

use std::borrow::Cow;
use std::fmt::Write as _;

/// A text on one line in which no character acts on the terminal: `\n`, `\u{1b}`, `\u{202e}`.
///
/// Names, comments and values come from a database or a file that somebody else may have written.
pub fn escape(text: &str) -> Cow<'_, str> {
    escaped(text, acts_on_the_terminal)
}

/// Does the same, but leaves line breaks as they are.
pub fn escape_lines(text: &str) -> Cow<'_, str> {
    escaped(text, |c| c != '\n' && acts_on_the_terminal(c))
}

fn escaped(text: &str, is_escaped: impl Fn(char) -> bool) -> Cow<'_, str> {
    if !text.contains(&is_escaped) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            _ if !is_escaped(c) => safe.push(c),
            '\n' => safe.push_str("\\n"),
            '\r' => safe.push_str("\\r"),
            '\t' => safe.push_str("\\t"),
            // Writing to a String does not fail.
            _ => _ = write!(safe, "\\u{{{:x}}}", u32::from(c)),
        }
    }
    Cow::Owned(safe)
}

/// Returns true for control characters (C0, DEL and C1), and for those of Unicode that turn the direction of the text,
/// break the line, or cannot be seen (<https://www.unicode.org/reports/tr9/>, <https://trojansource.codes/>).
fn acts_on_the_terminal(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}'
            | '\u{61c}'
            | '\u{200b}'
            | '\u{200e}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_acts_on_the_terminal_is_written_out() {
        for (text, shown) in [
            ("people", "people"),
            ("Größe 🙂", "Größe 🙂"),
            ("a\nb\tc\r", "a\\nb\\tc\\r"),
            ("\u{1b}[2J", "\\u{1b}[2J"),
            ("\u{9b}2J\u{7f}\0", "\\u{9b}2J\\u{7f}\\u{0}"),
            ("user\u{202e}nimda", "user\\u{202e}nimda"),
            (
                "\u{feff}id\u{2066}\u{2069}\u{200f}\u{2028}",
                "\\u{feff}id\\u{2066}\\u{2069}\\u{200f}\\u{2028}",
            ),
        ] {
            assert_eq!(escape(text), shown);
        }
        assert_eq!(escape_lines("a\nb\u{1b}"), "a\nb\\u{1b}");
    }

    proptest! {
        #[test]
        fn nothing_is_left_that_acts(text in "\\PC{0,20}|.{0,20}|[\u{0}-\u{9f}\u{2020}-\u{2070}]{0,20}") {
            prop_assert!(!escape(&text).contains(acts_on_the_terminal));
            prop_assert!(!escape_lines(&text).contains(|c| c != '\n' && acts_on_the_terminal(c)));
        }
    }
}
