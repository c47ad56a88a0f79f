//! Lists in the text of expressions.

/// The text without the parentheses around it, one pair at most.
pub(super) fn without_parentheses(text: &str) -> &str {
    let inner = text.strip_prefix('(').and_then(|text| text.strip_suffix(')'));
    inner.filter(|inner| is_balanced(inner)).unwrap_or(text)
}

/// Returns true if every parenthesis is closed behind the one that opens it.
fn is_balanced(text: &str) -> bool {
    let (mut depth, mut quote) = (0_usize, None);
    for byte in text.bytes() {
        match (quote, byte) {
            (Some(open), byte) if byte == open => quote = None,
            (None, b'\'' | b'"') => quote = Some(byte),
            (None, b'(') => depth = depth.saturating_add(1),
            (None, b')') => match depth.checked_sub(1) {
                Some(less) => depth = less,
                None => return false,
            },
            _ => {}
        }
    }
    depth == 0 && quote.is_none()
}

/// The parts between the commas that are in no parentheses, quotes or brackets, without blanks around them. Backslashes
/// mean nothing: the server printed the text under `standard_conforming_strings`.
pub(super) fn split(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut depth, mut quote, mut start) = (0_usize, None, 0);
    for (at, byte) in text.bytes().enumerate() {
        match (quote, byte) {
            (Some(open), byte) if byte == open => quote = None,
            (None, b'\'' | b'"') => quote = Some(byte),
            (None, b'(' | b'[') => depth = depth.saturating_add(1),
            (None, b')' | b']') => depth = depth.saturating_sub(1),
            (None, b',') if depth == 0 => {
                parts.extend(text.get(start..at));
                start = at.saturating_add(1);
            }
            _ => {}
        }
    }
    parts.extend(text.get(start..));
    parts
        .into_iter()
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect()
}

/// The text of a literal in single quotes.
pub(super) fn unquoted(literal: &str) -> Option<String> {
    let inner = literal.strip_prefix('\'')?.strip_suffix('\'')?;
    Some(inner.replace("''", "'"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commas_in_quotes_and_parentheses_are_no_commas_of_the_list() {
        assert_eq!(split("lower(a, 'x'), (b + 1)"), ["lower(a, 'x')", "(b + 1)"]);
        assert_eq!(
            split(r#""a,(", 'it''s ,)(', '\', ARRAY[1, 2]"#),
            [r#""a,(""#, "'it''s ,)('", r"'\'", "ARRAY[1, 2]"]
        );
        assert_eq!(split(""), Vec::<&str>::new());
    }

    #[test]
    fn parentheses_that_belong_together_are_taken_off() {
        for (text, expected) in [
            ("((a + 1))", "(a + 1)"),
            ("((a)::text || ')'::text)", "(a)::text || ')'::text"),
            ("(a) || (b)", "(a) || (b)"),
            ("lower(a)", "lower(a)"),
            ("", ""),
        ] {
            assert_eq!(without_parentheses(text), expected);
        }
    }

    #[test]
    fn quotes_in_a_literal_are_doubled() {
        assert_eq!(unquoted("'it''s'").as_deref(), Some("it's"));
        assert_eq!(unquoted("''").as_deref(), Some(""));
        assert_eq!(unquoted("'"), None);
        assert_eq!(unquoted("1"), None);
    }
}
