//! A text and its tokens.

use std::cell::Cell;

use sqlparser::dialect::PostgreSqlDialect;
use sqlparser::tokenizer::{Location, Token, TokenWithSpan, Tokenizer};

use super::lexed::Lexed;
use super::types;

/// A text and its tokens.
pub(super) struct Source<'a> {
    text: &'a str,
    tokens: Vec<Lexed>,
    /// The expressions that may still be made of it.
    left: Cell<usize>,
}

/// The expressions that may be made of one text. `x BETWEEN a AND b` has `x` twice, and `CASE x WHEN …` as often as
/// branches, so that nested ones would be as many as a power of two.
const MAX_EXPRESSIONS: usize = 1_000_000;

impl<'a> Source<'a> {
    /// Returns `None` if the text has no end of a constant, a name or a comment.
    pub(super) fn new(text: &'a str) -> Option<Self> {
        // As they are in the text, so that a part of it can be printed unchanged.
        let tokens = Tokenizer::new(&PostgreSqlDialect {}, text)
            .with_unescape(false)
            .tokenize_with_location()
            .ok()?;
        let lexed = Places::of(text).lexed(tokens);
        let tokens = types::join(&lexed).into_iter().map(Lexed::with_role).collect();
        Some(Self {
            text,
            tokens,
            left: Cell::new(MAX_EXPRESSIONS),
        })
    }

    /// Counts expressions that are made; false if there were too many.
    pub(super) fn count(&self, expressions: usize) -> bool {
        self.left.set(self.left.get().saturating_sub(expressions));
        self.left.get() > 0
    }

    pub(super) fn tokens(&self) -> &[Lexed] {
        &self.tokens
    }

    /// The text from the first to the last of these tokens.
    pub(super) fn text_of(&self, tokens: &[Lexed]) -> String {
        let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else {
            return String::new();
        };
        self.text.get(first.start..last.end).unwrap_or_default().to_owned()
    }
}

/// Walks through the text once, since `sqlparser` counts lines and characters.
struct Places<'a> {
    characters: std::str::CharIndices<'a>,
    length: usize,
    line: u64,
    column: u64,
    at: usize,
}

impl<'a> Places<'a> {
    fn of(text: &'a str) -> Self {
        Self {
            characters: text.char_indices(),
            length: text.len(),
            line: 1,
            column: 1,
            at: 0,
        }
    }

    fn lexed(mut self, tokens: Vec<TokenWithSpan>) -> Vec<Lexed> {
        let mut lexed = Vec::with_capacity(tokens.len());
        for TokenWithSpan { token, span } in tokens {
            if !matches!(token, Token::Whitespace(_) | Token::EOF) {
                let start = self.offset(span.start);
                let end = self.offset(span.end);
                lexed.push(Lexed { token, start, end });
            }
        }
        lexed
    }

    fn offset(&mut self, location: Location) -> usize {
        while (self.line, self.column) < (location.line, location.column) {
            match self.characters.next() {
                Some((_, '\n')) => (self.line, self.column) = (self.line + 1, 1),
                Some(_) => self.column += 1,
                None => break,
            }
            self.at = self.length - self.characters.as_str().len();
        }
        self.at
    }
}
