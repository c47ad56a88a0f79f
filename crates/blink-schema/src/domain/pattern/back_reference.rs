//! Back references to groups.

use std::iter::Peekable;
use std::str::CharIndices;

use super::unsupported::Unsupported;

/// The group that an expression refers back to, and the places where it does.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Referred<'p> {
    pub(super) content: &'p str,
    /// The places of the group with its parentheses, and of the references.
    places: Vec<(usize, usize)>,
}

impl Referred<'_> {
    /// The expression with a text in the place of the group and of the references to it.
    pub(super) fn with(&self, pattern: &str, word: &str) -> String {
        let mut literal = String::from("(?:");
        for c in word.chars() {
            if c.is_ascii() && !c.is_ascii_alphanumeric() {
                literal.push('\\');
            }
            literal.push(c);
        }
        literal.push(')');
        let (mut written, mut from) = (String::new(), 0);
        for (start, end) in &self.places {
            written.push_str(pattern.get(from..*start).unwrap_or_default());
            written.push_str(&literal);
            from = *end;
        }
        written.push_str(pattern.get(from..).unwrap_or_default());
        written
    }
}

/// The group that an expression refers back to; None if it refers to none.
///
/// # Errors
///
/// If there are several, or if the group lies in another one or in a branch, or is repeated.
pub(super) fn referred(pattern: &str) -> Result<Option<Referred<'_>>, Unsupported> {
    let scan = Scan::new(pattern);
    let Some((number, ..)) = scan.references.first().copied() else {
        return Ok(None);
    };
    let refused = || Unsupported("a back reference".to_owned());
    let group = number.checked_sub(1).and_then(|at| scan.groups.get(at)).copied();
    let (start, end) = group.flatten().ok_or_else(refused)?;
    let is_repeated = pattern
        .get(end..)
        .is_some_and(|rest| rest.starts_with(['*', '+', '?', '{']));
    let is_other = |(other, at, _): &(usize, usize, usize)| *other != number || *at < end;
    if scan.has_branches || is_repeated || scan.references.iter().any(is_other) {
        return Err(refused());
    }
    let content = pattern.get(start + 1..end - 1).ok_or_else(refused)?;
    let references = scan.references.iter().map(|(_, start, end)| (*start, *end));
    Ok(Some(Referred {
        content,
        places: std::iter::once((start, end)).chain(references).collect(),
    }))
}

/// The groups and references of an expression outside brackets.
#[derive(Default)]
struct Scan {
    /// The groups that are numbered: their places, if they lie in no other.
    groups: Vec<Option<(usize, usize)>>,
    /// The numbers of the groups referred to, and the places where.
    references: Vec<(usize, usize, usize)>,
    /// True if there are branches outside all groups.
    has_branches: bool,
}

impl Scan {
    fn new(pattern: &str) -> Self {
        let mut scan = Self::default();
        let mut open = Vec::new();
        let mut characters = pattern.char_indices().peekable();
        while let Some((at, c)) = characters.next() {
            match c {
                '\\' => scan.escape(at, &mut characters),
                '[' => skip_brackets(&mut characters),
                '(' => {
                    let is_numbered = characters.peek().is_none_or(|(_, next)| *next != '?');
                    open.push((is_numbered.then_some(scan.groups.len()), at));
                    if is_numbered {
                        scan.groups.push(None);
                    }
                }
                ')' => {
                    if let Some((Some(number), start)) = open.pop()
                        && open.is_empty()
                        && let Some(group) = scan.groups.get_mut(number)
                    {
                        *group = Some((start, at + 1));
                    }
                }
                '|' => scan.has_branches |= open.is_empty(),
                _ => {}
            }
        }
        scan
    }

    fn escape(&mut self, at: usize, characters: &mut Peekable<CharIndices<'_>>) {
        let Some((place, c)) = characters.next() else {
            return;
        };
        let digits = c.to_digit(10).filter(|digit| *digit > 0);
        let Some(number) = digits.and_then(|digit| usize::try_from(digit).ok()) else {
            return;
        };
        // What has two digits is a character's number or a reference, by the number of groups (`regc_lex.c`).
        let has_more = characters.peek().is_some_and(|(_, next)| next.is_ascii_digit());
        self.references
            .push((if has_more { usize::MAX } else { number }, at, place + 1));
    }
}

fn skip_brackets(characters: &mut Peekable<CharIndices<'_>>) {
    characters.next_if(|(_, c)| *c == '^');
    characters.next_if(|(_, c)| *c == ']');
    while let Some((_, c)) = characters.next() {
        match c {
            ']' => return,
            '\\' => {
                characters.next();
            }
            '[' => {
                if let Some((_, kind)) = characters.next_if(|(_, c)| [':', '.', '='].contains(c)) {
                    let mut before = ' ';
                    for (_, c) in characters.by_ref() {
                        if before == kind && c == ']' {
                            break;
                        }
                        before = c;
                    }
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_group_is_found() {
        let group = referred(r"^([a-c])-\1$").unwrap().unwrap();
        assert_eq!(group.content, "[a-c]");
        assert_eq!(group.with(r"^([a-c])-\1$", "b."), r"^(?:b\.)-(?:b\.)$");
        let second = referred(r"(?:x)(a)[(\1](b|c)\2").unwrap().unwrap();
        assert_eq!(second.content, "b|c");
        for none in ["^a$", r"[\1]", r"[[:alpha:]\1](a)", r"\\1", "(a", ""] {
            assert_eq!(referred(none).unwrap(), None, "{none}");
        }
        for refused in [
            r"(a)+\1",
            r"(a)|\1",
            r"(a)(b)\1\2",
            r"((a)\2)",
            r"\1",
            r"(a)\10",
            r"\1(a)",
        ] {
            assert!(referred(refused).is_err(), "{refused}");
        }
    }
}
