//! The names of types behind `::`.

use sqlparser::tokenizer::Token;

use super::lexed::Lexed;

/// Makes each type one token, written as `format_type` does, since names of types have several words and are no keywords
/// elsewhere.
pub(super) fn join(tokens: &[Lexed]) -> Vec<Lexed> {
    let mut joined = Vec::with_capacity(tokens.len());
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        joined.push(token.clone());
        at += 1;
        if token.token == Token::DoubleColon
            && let Some(rest) = tokens.get(at..)
            && let Some((name, length)) = type_name(rest)
            && let (Some(first), Some(last)) = (rest.first(), length.checked_sub(1).and_then(|last| rest.get(last)))
        {
            let mut word = Lexed::word(name, first);
            word.end = last.end;
            joined.push(word);
            at += length;
        }
    }
    joined
}

struct Cursor<'a> {
    tokens: &'a [Lexed],
    at: usize,
    name: String,
}

/// The name of the type at the beginning, and how many tokens it has.
fn type_name(tokens: &[Lexed]) -> Option<(String, usize)> {
    let mut cursor = Cursor {
        tokens,
        at: 0,
        name: String::new(),
    };
    let first = cursor.word()?;
    while cursor.peek() == Some(&Token::Period) {
        cursor.name.push('.');
        cursor.at += 1;
        cursor.word()?;
    }
    match first.as_str() {
        "character" | "bit" => cursor.words(&["varying"]),
        "double" => cursor.words(&["precision"]),
        "interval" => cursor.words(&["year", "month", "day", "hour", "minute", "second", "to"]),
        _ => {}
    }
    cursor.modifiers();
    if matches!(first.as_str(), "time" | "timestamp") {
        cursor.words(&["with", "without", "time", "zone"]);
    }
    cursor.dimensions();
    Some((cursor.name, cursor.at))
}

impl Cursor<'_> {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at).map(|token| &token.token)
    }

    /// The word in lower case, unless it is quoted.
    fn word(&mut self) -> Option<String> {
        let Some(Token::Word(word)) = self.peek() else {
            return None;
        };
        let text = word.to_string();
        self.name.push_str(&text);
        self.at += 1;
        Some(text)
    }

    /// The words that follow, as far as they are among these.
    fn words(&mut self, allowed: &[&str]) {
        while let Some(Token::Word(word)) = self.peek() {
            let lower = word.value.to_ascii_lowercase();
            if word.quote_style.is_some() || !allowed.contains(&lower.as_str()) {
                return;
            }
            self.name.push(' ');
            self.name.push_str(&lower);
            self.at += 1;
        }
    }

    fn modifiers(&mut self) {
        let Some(after) = self.tokens.get(self.at..) else {
            return;
        };
        if after.first().is_none_or(|token| token.token != Token::LParen) {
            return;
        }
        let ends = |token: &Lexed| token.opens() || token.token == Token::RParen;
        let Some(length) = after.iter().skip(1).position(ends).map(|inner| inner + 1) else {
            return;
        };
        if after.get(length).is_some_and(|token| token.token == Token::RParen) {
            for token in after.iter().take(length + 1) {
                self.name.push_str(&token.token.to_string());
            }
            self.at += length + 1;
        }
    }

    fn dimensions(&mut self) {
        while let [open, close] = self.tokens.get(self.at..self.at + 2).unwrap_or_default()
            && (&open.token, &close.token) == (&Token::LBracket, &Token::RBracket)
        {
            self.name.push_str("[]");
            self.at += 2;
        }
    }
}
