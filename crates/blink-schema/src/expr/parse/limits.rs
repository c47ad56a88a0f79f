//! Limits of what `sqlparser` is given, because it reads, and its tree is dropped, by recursion.

use sqlparser::keywords::Keyword;
use sqlparser::tokenizer::Token;

use super::lexed::Lexed;

/// AND and OR in one pair of parentheses: each makes the tree deeper by one.
const MAX_CONDITIONS: usize = 1000;

/// All other operators between one token and the outermost parentheses.
const MAX_OPERATORS: usize = 150;

/// All tokens.
const MAX_TOKENS: usize = 200_000;

/// True if a text is looked into at all: all that is opened is closed, and it is not too long. The closing mark of each
/// part is looked for.
pub(super) fn are_read(tokens: &[Lexed]) -> bool {
    let mut depth = 0_usize;
    let are_balanced = tokens.iter().all(|token| {
        if token.opens() {
            depth += 1;
        } else if token.closes() {
            let outer = depth.checked_sub(1);
            depth = outer.unwrap_or_default();
            return outer.is_some();
        }
        true
    });
    are_balanced && depth == 0 && tokens.len() <= MAX_TOKENS
}

#[derive(Clone, Copy, Default)]
struct Level {
    conditions: usize,
    operators: usize,
    /// Operators of the levels around it.
    around: usize,
    /// True if CASE was among the words: what is behind END goes on with what was before it.
    has_case: bool,
    /// Those without their END.
    open_cases: usize,
}

/// The depth that the tree of them can have; `None` if they are not to be read.
pub(super) fn depth(tokens: &[Lexed]) -> Option<usize> {
    if tokens.is_empty() || tokens.len() > MAX_TOKENS {
        return None;
    }
    let mut deepest = 0;
    let mut levels = Vec::new();
    let mut level = Level::default();
    for token in tokens {
        match &token.token {
            Token::LParen | Token::LBracket => {
                levels.push(level);
                level = Level {
                    around: level.depth() + 1,
                    ..Level::default()
                };
            }
            Token::RParen | Token::RBracket => match levels.pop() {
                Some(outer) => {
                    level = outer;
                    level.operators += usize::from(token.token == Token::RBracket);
                }
                None => return None,
            },
            Token::Comma => {
                level = Level {
                    around: level.around,
                    ..Level::default()
                };
            }
            _ => level.count(token),
        }
        if level.conditions > MAX_CONDITIONS || level.depth() > MAX_OPERATORS {
            return None;
        }
        deepest = deepest.max(level.depth());
    }
    levels.is_empty().then_some(deepest)
}

impl Level {
    fn depth(&self) -> usize {
        self.around + self.operators + self.open_cases
    }

    fn count(&mut self, token: &Lexed) {
        match token.keyword() {
            Some(Keyword::AND | Keyword::OR) => {
                self.conditions += 1;
                if !self.has_case {
                    self.operators = 0;
                }
            }
            Some(Keyword::CASE) => {
                self.has_case = true;
                self.open_cases += 1;
            }
            Some(Keyword::END) => self.open_cases = self.open_cases.saturating_sub(1),
            Some(Keyword::WHEN | Keyword::THEN | Keyword::ELSE) => {}
            Some(_) => self.operators += 1,
            None if token.is_name() => {}
            None => match &token.token {
                Token::Number(..) | Token::SingleQuotedString(_) => {}
                _ => self.operators += 1,
            },
        }
    }
}
