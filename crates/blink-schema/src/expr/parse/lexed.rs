//! A word, mark or constant of an expression.

use sqlparser::keywords::Keyword;
use sqlparser::tokenizer::{Token, Word};

/// A token, and its place in the text in bytes.
#[derive(Clone, Debug)]
pub(super) struct Lexed {
    pub(super) token: Token,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// Words that the server quotes if they are names.
const RESERVED: [&str; 36] = [
    "all",
    "and",
    "any",
    "array",
    "as",
    "asymmetric",
    "both",
    "case",
    "cast",
    "collate",
    "current_date",
    "current_role",
    "current_time",
    "current_timestamp",
    "current_user",
    "distinct",
    "else",
    "end",
    "false",
    "for",
    "from",
    "in",
    "is",
    "leading",
    "like",
    "localtime",
    "localtimestamp",
    "not",
    "null",
    "or",
    "placing",
    "similar",
    "then",
    "trailing",
    "true",
    "when",
];

impl Lexed {
    pub(super) fn word(value: String, place: &Self) -> Self {
        Self {
            token: Token::Word(Word {
                value,
                quote_style: None,
                keyword: Keyword::NoKeyword,
            }),
            start: place.start,
            end: place.end,
        }
    }

    /// Takes the meaning away from words that are names: the server prints its own words in capitals, but for `true`,
    /// `false` and names, and quotes the names that are reserved words.
    pub(super) fn with_role(mut self) -> Self {
        if let Token::Word(word) = &mut self.token {
            let is_printed_in_capitals = !word.value.contains(|c: char| c.is_ascii_lowercase());
            let lower = word.value.to_ascii_lowercase();
            if !(is_printed_in_capitals || RESERVED.contains(&lower.as_str())) || lower == "value" {
                word.keyword = Keyword::NoKeyword;
            }
        }
        self
    }

    pub(super) fn keyword(&self) -> Option<Keyword> {
        match &self.token {
            Token::Word(word) if word.keyword != Keyword::NoKeyword => Some(word.keyword),
            _ => None,
        }
    }

    /// True if what comes behind it is the name of a field, a type or a collation.
    pub(super) fn names_something_else(&self) -> bool {
        matches!(self.token, Token::Period | Token::DoubleColon) || self.keyword() == Some(Keyword::COLLATE)
    }

    pub(super) fn is_name(&self) -> bool {
        matches!(&self.token, Token::Word(word) if word.keyword == Keyword::NoKeyword)
    }

    /// True for a function whose arguments have words between them.
    pub(super) fn takes_words(&self) -> bool {
        use Keyword::{ALL, AND, ANY, CASE, ELSE, FROM, IN, IS, NOT, OR, SOME, THEN, WHEN};
        self.keyword()
            .is_some_and(|word| ![AND, ALL, ANY, CASE, ELSE, FROM, IN, IS, NOT, OR, SOME, THEN, WHEN].contains(&word))
    }

    pub(super) fn opens(&self) -> bool {
        matches!(self.token, Token::LParen | Token::LBracket)
    }

    pub(super) fn closes(&self) -> bool {
        matches!(self.token, Token::RParen | Token::RBracket)
    }

    pub(super) fn is_bracket(&self) -> bool {
        matches!(self.token, Token::LBracket)
    }

    pub(super) fn is_comma(&self) -> bool {
        matches!(self.token, Token::Comma)
    }
}
