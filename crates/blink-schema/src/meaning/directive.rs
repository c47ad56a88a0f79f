//! Directives in comments.

use crate::words::Meaning;

/// The meaning that a column's comment asks for: `blink: person.email` or `@blink(person.email)`, at its end or on a line
/// of its own. `Err` has a name that no meaning has.
pub(super) fn directive(comment: &str) -> Option<Result<Meaning, String>> {
    let name = comment.lines().find_map(|line| {
        let marked = line
            .split_once("@blink(")
            .and_then(|(_, rest)| rest.split_once(')'))
            .map(|(name, _)| name);
        // Behind a letter it is the end of another word.
        let plain = || {
            let (before, rest) = line.split_once("blink:")?;
            (!before.ends_with(|last: char| last.is_alphanumeric())).then_some(rest)
        };
        marked.or_else(plain)
    })?;
    let name: String = name
        .trim()
        .chars()
        .take_while(|character| !character.is_whitespace())
        .collect();
    let name = name.trim_end_matches(['.', ',', ';']).to_owned();
    Some(Meaning::from_name(&name).ok_or(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_are_read() {
        assert_eq!(directive("blink: internet.email"), Some(Ok(Meaning::Email)));
        assert_eq!(directive("The key.\nblink: commerce.sku."), Some(Ok(Meaning::Sku)));
        assert_eq!(directive("The key @blink(commerce.sku) of it"), Some(Ok(Meaning::Sku)));
        assert_eq!(directive("blink: nonsense"), Some(Err("nonsense".to_owned())));
        assert_eq!(directive("blink:"), Some(Err(String::new())));
        assert_eq!(directive("unblink: x"), None);
        assert_eq!(directive("in the blink of an eye"), None);
        assert_eq!(directive("\u{1}@blink("), None);
    }
}
