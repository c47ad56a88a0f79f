//! Texts of a certain length.
use super::bits::Bits;
use super::grammar::Template;

/// The text, cut to a number of characters: between words where that leaves half of it.
pub(crate) fn cut(text: &str, max_length: Option<usize>) -> &str {
    let Some(max) = max_length else {
        return text;
    };
    let Some((end, next)) = text.char_indices().nth(max) else {
        return text;
    };
    let whole = text.get(..end).unwrap_or("");
    if next == ' ' {
        return whole.trim_end();
    }
    let at_word = whole
        .rfind(' ')
        .filter(|at| *at * 2 >= end)
        .and_then(|at| whole.get(..at));
    at_word.unwrap_or(whole).trim_end_matches([' ', ',', ':', '-', '&'])
}

/// Makes a text as long as it must be: cuts it, or continues it.
pub(crate) fn fit(text: &mut String, min_length: usize, max_length: Option<usize>, bits: &mut Bits) {
    if max_length.is_some_and(|max| text.len() > max) {
        let end = cut(text, max_length).len();
        text.truncate(end);
    }
    let least = max_length.map_or(min_length, |max| min_length.min(max));
    let mut count = text.chars().count();
    if count >= least {
        return;
    }
    let words = text.contains(' ');
    while count < least {
        let before = text.len();
        if words {
            text.push(' ');
            Template("sentence").write(bits, text);
        } else {
            super::grammar::push_number(bits.below(10), text);
        }
        count += text.get(before..).map_or(1, |added| added.chars().count());
    }
    if let Some((end, _)) = max_length.and_then(|max| text.char_indices().nth(max)) {
        text.truncate(end);
    }
    // A space at the end does not count in char(n), and looks like a mistake elsewhere.
    if text.ends_with(' ') {
        text.pop();
        text.push('.');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_cut_between_words() {
        assert_eq!(cut("a quiet harbor", Some(10)), "a quiet");
        assert_eq!(cut("a quiet harbor", Some(7)), "a quiet");
        assert_eq!(cut("extraordinary", Some(5)), "extra");
        assert_eq!(cut("a extraordinary", Some(5)), "a ext");
        assert_eq!(cut("short", Some(50)), "short");
        assert_eq!(cut("x", Some(0)), "");
        assert_eq!(cut("x", None), "x");
    }

    #[test]
    fn every_length_can_be_had() {
        for min in 0..60 {
            for text in ["a quiet harbor", "code", ""] {
                let mut long = text.to_owned();
                fit(&mut long, min, None, &mut Bits::new(1));
                assert!(long.len() >= min && !long.ends_with(' '), "{long}");
                let mut exact = text.to_owned();
                fit(&mut exact, min, Some(min), &mut Bits::new(1));
                assert_eq!(exact.len(), min, "{exact:?}");
            }
        }
    }
}
