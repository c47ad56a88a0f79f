//! PostgreSQL's advanced regular expressions in the syntax of the crate `regex-syntax`
//! (chapter 9.7.3 of the manual, `regc_lex.c`).

mod brackets;
mod escapes;

use std::iter::Peekable;
use std::str::Chars;

use super::unsupported::Unsupported;

/// A translated expression: all parts hold.
#[derive(Debug, Default)]
pub(super) struct Translated {
    pub(super) parts: Vec<Part>,
    pub(super) any_case: bool,
    /// True if the locale says what some character is.
    pub(super) locale: bool,
    /// The characters beyond ASCII that the expression names.
    pub(super) others: String,
}

#[derive(Debug)]
pub(super) struct Part {
    pub(super) pattern: String,
    pub(super) negated: bool,
}

/// The state of a translation.
struct Reader<'p> {
    input: Peekable<Chars<'p>>,
    output: String,
    locale: bool,
    others: String,
}

type Done = Result<(), Unsupported>;

fn refused<T>(what: impl Into<String>) -> Result<T, Unsupported> {
    Err(Unsupported(what.into()))
}

pub(super) fn translate(pattern: &str, any_case: bool) -> Result<Translated, Unsupported> {
    let (pattern, literal) = directors(pattern)?;
    let (pattern, any_case, literal) = options(pattern, any_case, literal)?;
    let mut translated = Translated {
        any_case,
        locale: any_case,
        ..Translated::default()
    };
    if literal {
        translated.others = pattern.chars().filter(|c| !c.is_ascii()).collect();
        translated.push(regex_syntax::escape(pattern), false);
        return Ok(translated);
    }
    // Lookaheads at the beginning say something of the whole text each.
    let mut rest = pattern.strip_prefix('^').unwrap_or(pattern);
    let anchored = rest.len() != pattern.len();
    while let Some((inner, negated, after)) = leading_lookahead(rest).filter(|_| anchored) {
        translated.add(&format!("^(?:{inner})"), negated)?;
        rest = after;
    }
    if rest.starts_with(['*', '+', '?']) {
        return refused("a repetition of nothing");
    }
    let rest = if anchored { format!("^{rest}") } else { rest.to_owned() };
    // `^(?=…)a|b` binds the lookahead to the first branch alone.
    if !translated.parts.is_empty() && has_branches(&rest) {
        return refused("a lookahead of one branch");
    }
    translated.add(&rest, false)?;
    Ok(translated)
}

/// The meaning of `***=` and `***:` for the rest.
fn directors(pattern: &str) -> Result<(&str, bool), Unsupported> {
    match pattern.strip_prefix("***") {
        None => Ok((pattern, false)),
        Some(rest) => match (rest.strip_prefix('='), rest.strip_prefix(':')) {
            (Some(rest), _) => Ok((rest, true)),
            (_, Some(rest)) => Ok((rest, false)),
            _ => refused("an unknown prefix"),
        },
    }
}

/// The meaning of embedded options, `(?i)`, for the rest.
fn options(pattern: &str, any_case: bool, literal: bool) -> Result<(&str, bool, bool), Unsupported> {
    let letters = pattern.strip_prefix("(?").and_then(|rest| rest.split_once(')'));
    let letters =
        letters.filter(|(letters, _)| !letters.is_empty() && letters.bytes().all(|c| c.is_ascii_alphabetic()));
    let Some((letters, rest)) = letters.filter(|_| !literal) else {
        return Ok((pattern, any_case, literal));
    };
    let (mut any_case, mut literal) = (any_case, literal);
    for letter in letters.chars() {
        match letter {
            'i' => any_case = true,
            'c' => any_case = false,
            'q' => literal = true,
            // What is so by default.
            's' | 't' => {}
            letter => return refused(format!("the embedded option {letter}")),
        }
    }
    Ok((rest, any_case, literal))
}

/// The content of a lookahead with which the expression begins, true if it is negative, and what comes after it.
fn leading_lookahead(pattern: &str) -> Option<(&str, bool, &str)> {
    let (inner, negated) = match (pattern.strip_prefix("(?="), pattern.strip_prefix("(?!")) {
        (Some(inner), _) => (inner, false),
        (_, Some(inner)) => (inner, true),
        _ => return None,
    };
    let end = end_of_group(inner)?;
    let (inner, after) = inner.split_at_checked(end)?;
    Some((inner, negated, after.strip_prefix(')')?))
}

/// The place of the parenthesis that closes the group in which this text begins.
fn end_of_group(pattern: &str) -> Option<usize> {
    walk(pattern, |c, depth| c == ')' && depth == 0)
}

/// True if there are branches outside all groups.
fn has_branches(pattern: &str) -> bool {
    walk(pattern, |c, depth| c == '|' && depth == 0).is_some()
}

/// The place of the first character outside brackets that is `wanted`, given the number of groups around it.
fn walk(pattern: &str, wanted: impl Fn(char, u32) -> bool) -> Option<usize> {
    let (mut depth, mut in_brackets) = (0_u32, None);
    let mut characters = pattern.char_indices();
    while let Some((at, c)) = characters.next() {
        match (c, in_brackets) {
            ('\\', _) => {
                characters.next();
            }
            (']', Some(start)) if at > start => in_brackets = None,
            (c, None) if wanted(c, depth) => return Some(at),
            ('[', None) => {
                let negation = usize::from(pattern.get(at + 1..).is_some_and(|rest| rest.starts_with('^')));
                in_brackets = Some(at + 1 + negation);
            }
            ('(', None) => depth += 1,
            (')', None) => depth = depth.saturating_sub(1),
            _ => {}
        }
        // A class within brackets has a bracket of its own.
        if in_brackets.is_some() && c == '[' && pattern.get(at + 1..).is_some_and(|rest| rest.starts_with(':')) {
            let close = pattern.get(at..)?.find(":]")? + at + 2;
            while characters.offset() < close {
                characters.next();
            }
        }
    }
    None
}

impl Translated {
    fn push(&mut self, pattern: String, negated: bool) {
        self.parts.push(Part { pattern, negated });
    }

    fn add(&mut self, pattern: &str, negated: bool) -> Done {
        let mut reader = Reader {
            input: pattern.chars().peekable(),
            output: String::with_capacity(pattern.len() * 2),
            locale: false,
            others: String::new(),
        };
        reader.read()?;
        self.locale |= reader.locale;
        self.others.push_str(&reader.others);
        self.push(reader.output, negated);
        Ok(())
    }
}

impl Reader<'_> {
    fn read(&mut self) -> Done {
        while let Some(c) = self.input.next() {
            match c {
                '[' => self.bracket()?,
                '\\' => self.escape()?,
                '(' => self.group()?,
                '{' => self.bound()?,
                '.' | '^' | '$' | '|' | ')' | '*' | '+' | '?' => self.output.push(c),
                c => self.literal(c),
            }
        }
        Ok(())
    }

    /// A character that is nothing but itself.
    fn literal(&mut self, c: char) {
        if !c.is_ascii() {
            self.others.push(c);
        }
        self.output.push_str(&regex_syntax::escape(c.encode_utf8(&mut [0; 4])));
    }

    fn group(&mut self) -> Done {
        self.output.push('(');
        if self.input.next_if_eq(&'?').is_none() {
            return Ok(());
        }
        match self.input.next() {
            Some(':') => self.output.push_str("?:"),
            Some('=' | '!') => return refused("a lookahead within the expression"),
            Some('<') => return refused("a lookbehind"),
            _ => return refused("an unknown group"),
        }
        Ok(())
    }

    /// `{2}`, `{2,}`, `{2,5}`; a brace before anything but a digit is itself.
    fn bound(&mut self) -> Done {
        if !self.input.peek().is_some_and(char::is_ascii_digit) {
            self.literal('{');
            return Ok(());
        }
        self.output.push('{');
        for c in self.input.by_ref() {
            match c {
                '0'..='9' | ',' => self.output.push(c),
                '}' => {
                    self.output.push('}');
                    return Ok(());
                }
                _ => break,
            }
        }
        refused("a bound without an end")
    }
}
