//! The columns that a text takes on a terminal.

use std::borrow::Cow;

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// The columns that a text takes: two for a wide character, none for a combining one.
pub fn width(text: &str) -> usize {
    text.width()
}

/// A text with spaces behind it up to so many columns.
pub fn pad(text: &str, columns: usize) -> String {
    let spaces = columns.saturating_sub(width(text));
    format!("{text}{:spaces$}", "")
}

/// A text of at most so many columns; `…` stands for what was cut off.
pub fn shorten(text: &str, columns: usize) -> Cow<'_, str> {
    if width(text) <= columns {
        return Cow::Borrowed(text);
    }
    let mut taken = 0;
    let mut short = String::new();
    for c in text.chars() {
        taken += c.width().unwrap_or(0);
        // One column is the ellipsis's.
        if taken >= columns {
            break;
        }
        short.push(c);
    }
    if columns > 0 {
        short.push('…');
    }
    Cow::Owned(short)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_text_is_cut_at_the_columns_it_takes() {
        assert_eq!(shorten("people", 6), "people");
        assert_eq!(shorten("people", 5), "peop…");
        assert_eq!(shorten("日本語", 5), "日本…");
        assert_eq!(shorten("日本語", 4), "日…");
        assert_eq!((shorten("ab", 1), shorten("ab", 0)), ("…".into(), "".into()));
        assert_eq!(pad("日本", 6), "日本  ");
        assert_eq!(pad("people", 3), "people");
    }

    proptest! {
        #[test]
        fn no_text_is_wider_than_asked(text in "[a-z日本語é]{0,12}", columns in 0_usize..12) {
            prop_assert!(width(&shorten(&text, columns)) <= columns);
        }
    }
}
