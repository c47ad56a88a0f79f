//! Lists of tokens.

use std::collections::BTreeSet;

use sqlparser::keywords::Keyword;
use sqlparser::tokenizer::Token;

use super::lexed::Lexed;

/// The place of the mark that closes what the one at `open` opens.
pub(super) fn closing(tokens: &[Lexed], open: usize) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate().skip(open) {
        if token.opens() {
            depth += 1;
        } else if token.closes() {
            depth = depth.checked_sub(1)?;
            if depth == 0 {
                return Some(at);
            }
        }
    }
    None
}

/// The expression in `CHECK (…) NO INHERIT NOT VALID`.
pub(super) fn without_check(tokens: &[Lexed]) -> &[Lexed] {
    if tokens.first().and_then(Lexed::keyword) != Some(Keyword::CHECK) {
        return tokens;
    }
    closing(tokens, 1).and_then(|end| tokens.get(2..end)).unwrap_or(tokens)
}

/// The parts between the commas that are in no parentheses.
pub(super) fn split_at_commas(tokens: &[Lexed]) -> Vec<&[Lexed]> {
    let mut depth = 0_usize;
    tokens
        .split(|token| {
            if token.opens() {
                depth += 1;
            } else if token.closes() {
                depth = depth.saturating_sub(1);
            }
            depth == 0 && token.is_comma()
        })
        .collect()
}

/// The names that are neither of functions, nor of types, nor of what belongs to a name before them.
pub(super) fn columns(tokens: &[Lexed]) -> Vec<String> {
    let mut columns = BTreeSet::new();
    let mut before: Option<&Lexed> = None;
    for (at, token) in tokens.iter().enumerate() {
        let after = tokens.get(at + 1).map(|token| &token.token);
        if let Token::Word(word) = &token.token
            && token.is_name()
            && !before.is_some_and(Lexed::names_something_else)
            && !is_field(tokens, at)
            && !matches!(after, Some(Token::Period | Token::LParen))
        {
            columns.insert(name_of(&word.value, word.quote_style));
        }
        before = Some(token);
    }
    columns.into_iter().collect()
}

/// True for `year` in `EXTRACT(year FROM …)`.
fn is_field(tokens: &[Lexed], at: usize) -> bool {
    let function = at.checked_sub(2).and_then(|before| tokens.get(before));
    function.and_then(Lexed::keyword) == Some(Keyword::EXTRACT)
}

/// The name that a word stands for.
pub(super) fn name_of(value: &str, quote: Option<char>) -> String {
    match quote {
        Some(_) => value.replace("\"\"", "\""),
        None => value.to_owned(),
    }
}
