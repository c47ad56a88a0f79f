//! Expressions that mean the same under either `standard_conforming_strings`.

/// An expression as the server prints it with `standard_conforming_strings`, in a form that is valid without it, too.
pub(super) fn under_any_setting(expression: &str) -> String {
    let mut written = String::with_capacity(expression.len());
    let mut rest = expression;
    while let Some(at) = rest.find(['\'', '"']) {
        let (before, quoted) = rest.split_at(at);
        written.push_str(before);
        let end = end_of_quoted(quoted);
        let (quoted, after) = quoted.split_at(end);
        if quoted.starts_with('\'') && quoted.contains('\\') {
            // The space separates the E from a preceding word.
            written.push_str(" E");
            written.push_str(&quoted.replace('\\', "\\\\"));
        } else {
            written.push_str(quoted);
        }
        rest = after;
    }
    written.push_str(rest);
    written
}

/// The length of what a quote begins, in which two of them are one.
fn end_of_quoted(text: &str) -> usize {
    let Some(quote) = text.chars().next() else {
        return 0;
    };
    let mut places = text.match_indices(quote).map(|(at, _)| at).skip(1).peekable();
    while let Some(at) = places.next() {
        if places.next_if_eq(&(at + 1)).is_none() {
            return at + 1;
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn backslashes_stay_what_they_are() {
        for (printed, written) in [
            (r"(a ~ '^\d$'::text)", r"(a ~  E'^\\d$'::text)"),
            (r"a = 'it''s \'", r"a =  E'it''s \\'"),
            (r#"("it's\" = 'x') AND b = '\'"#, r#"("it's\" = 'x') AND b =  E'\\'"#),
            (r#"("a""\'" > 1)"#, r#"("a""\'" > 1)"#),
            ("a = 'plain' OR b = ''", "a = 'plain' OR b = ''"),
            (r"'\", r" E'\\"),
            ("", ""),
        ] {
            assert_eq!(under_any_setting(printed), written);
        }
    }
}
