//! SQL and PL/pgSQL, split into tokens as the server does (scan.l; PL/pgSQL shares it).
//!
//! A text that could be read in two ways is not split at all. That depends on `standard_conforming_strings`, on the
//! encoding, and on the version.

/// The length of the longest name that the server does not cut (`NAMEDATALEN`).
const MAX_NAME: usize = 63;

/// The characters of which operators consist.
const OPERATOR: &str = "~!@#^&|`?+-*/%<>=";

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// A name or key word, in lower case.
    Word(String),
    /// A name in double quotes, without them.
    Quoted(String),
    /// A string, a number or a parameter.
    Value,
    Operator(String),
    /// `:=`
    Assign,
    /// Any other character.
    Symbol(char),
}

impl Token {
    /// Returns true if it is this key word.
    pub(super) fn is_word(&self, word: &str) -> bool {
        matches!(self, Self::Word(own) if own == word)
    }

    pub(super) fn name(&self) -> Option<&str> {
        match self {
            Self::Word(name) | Self::Quoted(name) => Some(name),
            _ => None,
        }
    }
}

/// Splits a text, and leaves out its comments. None if it can be read in two ways, or in none.
pub(super) fn tokens(text: &str) -> Option<Vec<Token>> {
    let mut lexer = Lexer { rest: text };
    let mut tokens = Vec::new();
    let mut after_escapes = false;
    loop {
        lexer.skip_space()?;
        let Some(first) = lexer.rest.chars().next() else {
            return Some(tokens);
        };
        let has_escapes = matches!(lexer.rest.as_bytes(), [b'e' | b'E', b'\'', ..]);
        let token = match first {
            // The rest of a string goes on in the next line in the syntax of its first part.
            '\'' if after_escapes => return None,
            '\'' => lexer.string()?,
            '"' => lexer.quoted_name()?,
            '$' => lexer.dollar()?,
            '0'..='9' => lexer.number(),
            'e' | 'E' if has_escapes => lexer.string_with_escapes()?,
            'a'..='z' | 'A'..='Z' | '_' => lexer.word_or_string()?,
            ':' if lexer.rest.starts_with(":=") => {
                lexer.skip(2);
                Token::Assign
            }
            _ if OPERATOR.contains(first) => lexer.operator(),
            _ if first.is_ascii_punctuation() => {
                lexer.skip(1);
                Token::Symbol(first)
            }
            // Names of other letters: the encoding says what their lower case is.
            _ => return None,
        };
        tokens.push(token);
        after_escapes = has_escapes;
    }
}

struct Lexer<'s> {
    rest: &'s str,
}

impl<'s> Lexer<'s> {
    fn skip(&mut self, bytes: usize) {
        self.rest = self.rest.get(bytes..).unwrap_or_default();
    }

    /// Takes the characters up to the first that is not wanted.
    fn take_while(&mut self, wanted: impl Fn(char) -> bool) -> &'s str {
        let end = self.rest.find(|char| !wanted(char)).unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at(end);
        self.rest = rest;
        taken
    }

    /// Skips spaces and comments.
    fn skip_space(&mut self) -> Option<()> {
        loop {
            self.take_while(|char| matches!(char, ' ' | '\t' | '\n' | '\r' | '\u{b}' | '\u{c}'));
            if self.rest.starts_with("--") {
                self.take_while(|char| !matches!(char, '\n' | '\r'));
            } else if self.rest.starts_with("/*") {
                self.skip_comment()?;
            } else {
                return Some(());
            }
        }
    }

    /// A comment may contain others.
    fn skip_comment(&mut self) -> Option<()> {
        let mut depth = 0_u32;
        loop {
            if self.rest.starts_with("/*") {
                depth += 1;
                self.skip(2);
            } else if self.rest.starts_with("*/") {
                depth -= 1;
                self.skip(2);
                if depth == 0 {
                    return Some(());
                }
            } else {
                self.skip(self.rest.chars().next()?.len_utf8());
            }
        }
    }

    /// A string without escapes. A backslash before a quote is one where `standard_conforming_strings` is off.
    fn string(&mut self) -> Option<Token> {
        self.skip(1);
        loop {
            self.take_while(|char| !matches!(char, '\'' | '\\'));
            match self.rest.as_bytes() {
                [b'\'', b'\'', ..] | [b'\\', b'\\', ..] => self.skip(2),
                [b'\'', ..] => break,
                [b'\\', next, ..] if *next != b'\'' => self.skip(1),
                _ => return None,
            }
        }
        self.skip(1);
        Some(Token::Value)
    }

    /// `e'\''`
    fn string_with_escapes(&mut self) -> Option<Token> {
        self.skip(2);
        loop {
            self.take_while(|char| !matches!(char, '\'' | '\\'));
            match self.rest.as_bytes() {
                [b'\'', b'\'', ..] => self.skip(2),
                [b'\'', ..] => break,
                _ => {
                    self.skip(1);
                    self.skip(self.rest.chars().next()?.len_utf8());
                }
            }
        }
        self.skip(1);
        Some(Token::Value)
    }

    fn quoted_name(&mut self) -> Option<Token> {
        self.skip(1);
        let mut name = String::new();
        loop {
            name.push_str(self.take_while(|char| char != '"'));
            match self.rest.as_bytes() {
                [b'"', b'"', ..] => name.push('"'),
                [b'"', ..] => break,
                _ => return None,
            }
            self.skip(2);
        }
        self.skip(1);
        (name.len() <= MAX_NAME).then_some(Token::Quoted(name))
    }

    /// A parameter, or a string between dollars.
    fn dollar(&mut self) -> Option<Token> {
        self.skip(1);
        let tag = self.take_while(is_name_char);
        if !tag.is_empty() && tag.bytes().all(|byte| byte.is_ascii_digit()) {
            return Some(Token::Value);
        }
        if tag.starts_with(|char: char| char.is_ascii_digit()) || !self.rest.starts_with('$') {
            return None;
        }
        self.skip(1);
        let end = format!("${tag}$");
        let (_, rest) = self.rest.split_once(&end)?;
        self.rest = rest;
        Some(Token::Value)
    }

    /// The digits alone: until 14 a key word may follow them without a space.
    fn number(&mut self) -> Token {
        self.take_while(|char| char.is_ascii_digit());
        Token::Value
    }

    /// A word, or a string of another kind, whose prefix looks like one.
    fn word_or_string(&mut self) -> Option<Token> {
        match self.rest.as_bytes() {
            // Their escape character is set behind them.
            [b'u' | b'U', b'&', b'\'' | b'"', ..] => return None,
            [b'b' | b'B' | b'x' | b'X' | b'n' | b'N', b'\'', ..] => {
                self.skip(1);
                return self.string();
            }
            _ => {}
        }
        let word = self.take_while(|char| is_name_char(char) || char == '$');
        (word.is_ascii() && word.len() <= MAX_NAME).then(|| Token::Word(word.to_ascii_lowercase()))
    }

    /// The longest operator, which ends before a comment. It does not end in `+` or `-`, except after certain
    /// characters.
    fn operator(&mut self) -> Token {
        let run = self.rest;
        let end = run.find(|char| !OPERATOR.contains(char)).unwrap_or(run.len());
        let comments = ["--", "/*"].into_iter().filter_map(|comment| run[..end].find(comment));
        let mut operator = &run[..comments.min().unwrap_or(end)];
        while operator.len() > 1
            && operator.ends_with(['+', '-'])
            && !operator[..operator.len() - 1].contains(['~', '!', '@', '#', '^', '&', '|', '`', '?', '%'])
        {
            operator = &operator[..operator.len() - 1];
        }
        self.skip(operator.len());
        Token::Operator(match operator {
            "!=" => "<>".to_owned(),
            _ => operator.to_owned(),
        })
    }
}

/// A character of a name, of which the server takes every one that is not ASCII for a letter. A dollar is one only
/// within a word.
fn is_name_char(char: char) -> bool {
    char.is_ascii_alphanumeric() || char == '_' || !char.is_ascii()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(text: &str) -> Option<String> {
        let shown = tokens(text)?.into_iter().map(|token| match token {
            Token::Word(word) => word,
            Token::Quoted(name) => format!("\"{name}\""),
            Token::Value => "'".to_owned(),
            Token::Operator(operator) => operator,
            Token::Assign => ":=".to_owned(),
            Token::Symbol(symbol) => symbol.to_string(),
        });
        Some(shown.collect::<Vec<_>>().join(" "))
    }

    #[test]
    fn what_is_no_code_is_left_out() {
        for (text, expected) in [
            ("a -- b\nc", "a c"),
            ("a--b\rc", "a c"),
            ("a/* b /* c */ d */e", "a e"),
            ("/*/ a */ b */ c", "b */ c"),
            ("a 'b''c' d", "a ' d"),
            ("'\\w+\\\\' a", "' a"),
            ("E'a\\'b''' c", "' c"),
            ("e'\\\\' c", "' c"),
            ("te'a'", "te '"),
            ("B'1' x'F'", "' '"),
            ("$$ a $b$ $$ c", "' c"),
            ("$a$ $$ $b$ $A$ $a$ c", "' c"),
            ("a$b$c$b$", "a$b$c$b$"),
            ("$1+$2", "' + '"),
            ("\"a\"\"b\" \"SELECT\"", "\"a\"b\" \"SELECT\""),
            ("\"a -- b\" c", "\"a -- b\" c"),
            ("'--' a", "' a"),
            ("'é' a", "' a"),
        ] {
            assert_eq!(shown(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn code_is_split_as_the_server_does() {
        for (text, expected) in [
            ("NEW.X:=-1", "new . x := - '"),
            ("1..n", "' . . n"),
            ("1FROM t", "' from t"),
            ("1e5", "' e5"),
            ("a::int", "a : : int"),
            ("a<>-b", "a <> - b"),
            ("a@-b", "a @- b"),
            ("a=-- b\nc", "a = c"),
            ("a+/* b */c", "a + c"),
            ("a!=b", "a <> b"),
            ("f(a=>1)", "f ( a => ' )"),
            ("<<l>> BEGIN", "<< l >> begin"),
            ("x[1:2]", "x [ ' : ' ]"),
            ("y%TYPE", "y % type"),
        ] {
            assert_eq!(shown(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_can_be_read_in_two_ways_is_not_split() {
        for text in [
            "'a\\' SELECT '",
            "'\\\\\\' a",
            "'a",
            "\"a",
            "$$a",
            "$a$ b $A$",
            "$é",
            "/* a",
            "/* /* */",
            "é",
            "aé",
            "U&'a'",
            "u&\"a\"",
            "E'a'\n'\\''",
            "E'a",
            "E'a\\",
            &"a".repeat(64),
            "\u{a0}",
        ] {
            assert_eq!(tokens(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_split_or_refused(text in ".{0,60}") {
            let _ = tokens(&text);
        }

        #[test]
        fn any_text_of_the_syntax_is_split_or_refused(text in "[a-eE$'\"\\\\/*\\-1 \n&u:=.]{0,40}") {
            let _ = tokens(&text);
        }

        /// The words between quotes and comments are found, and no others.
        #[test]
        fn words_between_quotes_and_comments_are_found(
            parts in proptest::collection::vec((0_usize..6, "[a-z '\"$*;-]{0,8}", "[a-z]{1,8}"), 0..12),
        ) {
            let mut texts = Vec::new();
            let mut words = Vec::new();
            for (kind, hidden, word) in parts {
                texts.push(match kind {
                    0 => format!("'{}'", hidden.replace('\'', "''")),
                    1 => format!("\"{}\"", hidden.replace('"', "\"\"")),
                    2 => format!("--{hidden}\n"),
                    3 => format!("/*{hidden} */"),
                    4 => format!("$tag1$ {hidden} $tag1$"),
                    _ => format!("E'{}\\''", hidden.replace('\'', "\\'")),
                });
                texts.push(format!(" {word} ;"));
                words.push(word);
            }
            let text = texts.concat();
            let found = tokens(&text).unwrap();
            let found = found.into_iter().filter_map(|token| match token {
                Token::Word(word) => Some(word),
                _ => None,
            });
            prop_assert_eq!(found.collect::<Vec<_>>(), words);
        }
    }
}
