//! Regular expressions of PostgreSQL's dialect in that of `regex-lite`, as far as both surely mean the same.
//!
//! A text matches or not, whichever of several matches is taken, so greedy and other quantifiers, and the longest and the
//! first alternative, are the same here. Of what is in neither list the meaning is unknown:
//!
//! - literal characters, escaped marks, `.` (a line end, too), `^`, `$`, groups, alternatives, the quantifiers `*`, `+`, `?`,
//!   `{m}`, `{m,}` and `{m,n}` up to 255, brackets with characters, ranges of ASCII and classes;
//! - of ASCII alone, since other characters depend on the locale: `\d`, `\s`, `\w` and their opposites, `[[:alpha:]]` and
//!   such, matches in any case, borders of words.

use std::fmt::Write as _;

/// The characters that the other dialect takes as marks unless they are escaped.
const META: &str = "\\.+*?()|[]{}^$#&-~";

/// A pattern in the other dialect.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Translated {
    pub(super) pattern: String,
    /// True if only the meaning for texts of ASCII is known.
    pub(super) is_for_ascii: bool,
    /// True if it is one character or class with at most one quantifier, so that the first match is also the longest.
    pub(super) is_single: bool,
}

struct Translator<'a> {
    characters: std::iter::Peekable<std::str::Chars<'a>>,
    out: String,
    is_for_ascii: bool,
    open_groups: u32,
    atoms: u32,
    has_other_than_atoms: bool,
}

/// Returns `None` where the meaning is not surely the same.
pub(super) fn translate(pattern: &str, any_case: bool) -> Option<Translated> {
    let (pattern, any_case) = match pattern.strip_prefix("(?i)") {
        Some(rest) => (rest, true),
        None => (pattern, any_case),
    };
    // `***` begins another dialect.
    if pattern.starts_with("***") || (any_case && !pattern.is_ascii()) {
        return None;
    }
    let mut translator = Translator {
        characters: pattern.chars().peekable(),
        out: String::from(if any_case { "(?is)" } else { "(?s)" }),
        is_for_ascii: any_case,
        open_groups: 0,
        atoms: 0,
        has_other_than_atoms: false,
    };
    translator.run()?;
    Some(Translated {
        pattern: translator.out,
        is_for_ascii: translator.is_for_ascii,
        is_single: translator.atoms == 1 && !translator.has_other_than_atoms,
    })
}

impl Translator<'_> {
    fn run(&mut self) -> Option<()> {
        // True where a quantifier may stand.
        let mut after_atom = false;
        while let Some(c) = self.characters.next() {
            after_atom = match c {
                '*' | '+' | '?' if after_atom => self.quantifier(c),
                '{' if after_atom => self.bounds()?,
                // Also marks at which versions and dialects differ.
                '*' | '+' | '?' | '{' | ']' | '}' => return None,
                '^' | '$' | '|' => {
                    self.other(c);
                    false
                }
                '(' => self.open()?,
                ')' => {
                    self.open_groups = self.open_groups.checked_sub(1)?;
                    self.other(c);
                    true
                }
                '.' => self.atom("."),
                '[' => self.bracket()?,
                '\\' => self.escape()?,
                c => self.literal(c),
            };
        }
        (self.open_groups == 0).then_some(())
    }

    fn other(&mut self, c: char) {
        self.out.push(c);
        self.has_other_than_atoms = true;
    }

    /// Returns true, since a quantifier may follow.
    fn atom(&mut self, text: &str) -> bool {
        self.out.push_str(text);
        self.atoms += 1;
        true
    }

    fn literal(&mut self, c: char) -> bool {
        let text = if META.contains(c) {
            format!("\\{c}")
        } else {
            c.to_string()
        };
        self.atom(&text)
    }

    /// Returns false, since no other quantifier may follow.
    fn quantifier(&mut self, c: char) -> bool {
        self.out.push(c);
        self.without_greed();
        false
    }

    /// `?` behind a quantifier.
    fn without_greed(&mut self) {
        if self.characters.next_if_eq(&'?').is_some() {
            self.out.push('?');
            self.has_other_than_atoms = true;
        }
    }

    fn bounds(&mut self) -> Option<bool> {
        let mut text = String::new();
        loop {
            match self.characters.next()? {
                '}' => break,
                c => text.push(c),
            }
        }
        let number = |digits: &str| {
            let is_number = (1..=3).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
            digits.parse::<u32>().ok().filter(|number| is_number && *number <= 255)
        };
        match text.split_once(',') {
            None => write!(self.out, "{{{}}}", number(&text)?).ok()?,
            Some((from, "")) => write!(self.out, "{{{},}}", number(from)?).ok()?,
            Some((from, to)) => {
                let (from, to) = (number(from)?, number(to)?);
                (from <= to).then_some(())?;
                write!(self.out, "{{{from},{to}}}").ok()?;
            }
        }
        self.without_greed();
        Some(false)
    }

    fn open(&mut self) -> Option<bool> {
        self.open_groups += 1;
        self.has_other_than_atoms = true;
        self.out.push_str("(?:");
        if self.characters.next_if_eq(&'?').is_some() {
            // Only the group that is not kept: others look ahead or behind.
            self.characters.next_if_eq(&':')?;
        }
        Some(false)
    }

    fn escape(&mut self) -> Option<bool> {
        let c = self.characters.next()?;
        if c.is_ascii_punctuation() {
            return Some(self.literal(c));
        }
        if let Some(class) = class_of_escape(c) {
            self.is_for_ascii = true;
            let negation = if c.is_ascii_uppercase() { "^" } else { "" };
            return Some(self.atom(&format!("[{negation}{class}]")));
        }
        let constraint = match c {
            't' => return Some(self.atom("\\t")),
            'n' => return Some(self.atom("\\n")),
            'r' => return Some(self.atom("\\r")),
            'A' => "\\A",
            'Z' => "\\z",
            'y' => "\\b",
            'Y' => "\\B",
            'm' => "\\b{start}",
            'M' => "\\b{end}",
            _ => return None,
        };
        self.is_for_ascii |= c.eq_ignore_ascii_case(&'y') || c.eq_ignore_ascii_case(&'m');
        self.out.push_str(constraint);
        self.has_other_than_atoms = true;
        Some(false)
    }

    fn bracket(&mut self) -> Option<bool> {
        let mut out = String::from("[");
        if self.characters.next_if_eq(&'^').is_some() {
            out.push('^');
        }
        let mut is_first = true;
        loop {
            let c = self.characters.next()?;
            match c {
                ']' if !is_first => break,
                '[' if matches!(self.characters.peek(), Some(':' | '.' | '=')) => out.push_str(self.named_class()?),
                '\\' => self.escape_in_bracket(&mut out)?,
                c => self.range(c, &mut out)?,
            }
            is_first = false;
        }
        out.push(']');
        Some(self.atom(&out))
    }

    fn escape_in_bracket(&mut self, out: &mut String) -> Option<()> {
        let c = self.characters.next()?;
        match (c, class_of_escape(c)) {
            (c, Some(class)) if c.is_ascii_lowercase() => {
                self.is_for_ascii = true;
                out.push_str(class);
            }
            ('n', _) => out.push_str("\\n"),
            ('t', _) => out.push_str("\\t"),
            ('r', _) => out.push_str("\\r"),
            (c, None) if c.is_ascii_punctuation() => self.range(c, out)?,
            _ => return None,
        }
        Some(())
    }

    /// A character, or a range that it begins.
    fn range(&mut self, from: char, out: &mut String) -> Option<()> {
        push_in_bracket(from, out);
        let mut ahead = self.characters.clone();
        if ahead.next() != Some('-') || ahead.peek() == Some(&']') {
            return Some(());
        }
        self.characters.next();
        let to = self.characters.next()?;
        if !is_plain_range(from, to) {
            return None;
        }
        out.push('-');
        push_in_bracket(to, out);
        Some(())
    }

    fn named_class(&mut self) -> Option<&'static str> {
        self.characters.next_if_eq(&':')?;
        let mut name = String::new();
        loop {
            match self.characters.next()? {
                ':' => break,
                c => name.push(c),
            }
        }
        self.characters.next_if_eq(&']')?;
        self.is_for_ascii = true;
        Some(match name.as_str() {
            "alpha" => "A-Za-z",
            "digit" => "0-9",
            "alnum" => "0-9A-Za-z",
            "upper" => "A-Z",
            "lower" => "a-z",
            "space" => "\\t-\\r ",
            "xdigit" => "0-9A-Fa-f",
            "punct" => "!-/:-@\\[-`{-~",
            _ => return None,
        })
    }
}

/// True for ranges of ASCII such as `[a-z]` and `[ -~]`, whose ends are no marks of a bracket.
fn is_plain_range(from: char, to: char) -> bool {
    let is_plain = |c: char| (' '..='~').contains(&c) && !"[]\\-^".contains(c);
    is_plain(from) && is_plain(to) && from <= to
}

fn class_of_escape(c: char) -> Option<&'static str> {
    Some(match c {
        'd' | 'D' => "0-9",
        'w' | 'W' => "0-9A-Za-z_",
        's' | 'S' => "\\t-\\r ",
        _ => return None,
    })
}

fn push_in_bracket(c: char, out: &mut String) {
    if META.contains(c) {
        out.push('\\');
    }
    out.push(c);
}

/// `similar_to_escape`: a pattern of SIMILAR TO as a regular expression.
pub(super) fn of_similar(pattern: &str, escape: Option<&str>) -> Option<String> {
    let escape = match escape {
        None => Some('\\'),
        Some(escape) => {
            let mut characters = escape.chars();
            let first = characters.next();
            characters.next().is_none().then_some(first)?
        }
    };
    let mut out = String::from("^(?:");
    let mut characters = pattern.chars();
    while let Some(c) = characters.next() {
        match c {
            c if Some(c) == escape => {
                // A quotation mark would separate parts, and letters be classes.
                let escaped = characters.next().filter(|c| c.is_ascii_punctuation() && *c != '"')?;
                out.extend(['\\', escaped]);
            }
            '%' => out.push_str(".*"),
            '_' => out.push('.'),
            '(' => out.push_str("(?:"),
            '\\' | '.' | '^' | '$' => out.extend(['\\', c]),
            '[' => {
                out.push('[');
                loop {
                    match characters.next()? {
                        ']' => break,
                        c if c.is_ascii_alphanumeric() || c == '-' => out.push(c),
                        _ => return None,
                    }
                }
                out.push(']');
            }
            c => out.push(c),
        }
    }
    out.push_str(")$");
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_means_something_else_is_refused() {
        for pattern in [
            "a**", "(?=a)", "(?!a)", "\\1", "a{1", "***a", "^*", "[[.a.]]", "\\x41", "a{256}", "a{2,1}", "(a", "a)",
            "]", "(?i)é", "[a-é]", "[\\D]", "(*a)", "a|*", "(?x)a", "\\", "[a", "[z-a]",
        ] {
            assert_eq!(translate(pattern, false), None, "{pattern}");
        }
    }

    #[test]
    fn what_means_the_same_is_translated() {
        for (pattern, translated) in [
            ("^[a-z]+$", "(?s)^[a-z]+$"),
            ("a.b", "(?s)a.b"),
            ("\\d{3}-\\d{4}", "(?s)[0-9]{3}\\-[0-9]{4}"),
            ("(a|b)?", "(?s)(?:a|b)?"),
            ("[]a-]", "(?s)[\\]a\\-]"),
            ("[^[:space:]@]", "(?s)[^\\t-\\r @]"),
        ] {
            assert_eq!(
                translate(pattern, false).map(|found| found.pattern),
                Some(translated.to_owned()),
                "{pattern}"
            );
            assert!(regex_lite::Regex::new(translated).is_ok(), "{translated}");
        }
    }
}
