//! The INSERTs in the source of a trigger's function.

use sqlparser::tokenizer::Token;

use super::lexed::Lexed;
use super::source::Source;
use super::tokens::{closing, split_at_commas};

/// An INSERT of one row, or of what a query finds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Insert {
    /// The schema, if it is named.
    pub schema: Option<String>,
    /// The table.
    pub table: String,
    /// The columns; empty if they are not named.
    pub columns: Vec<String>,
    /// The column of NEW that each value is; None of a value that is something else.
    pub values: Vec<Option<String>>,
    /// True if one row is inserted each time that the function runs: nothing before it may end the function or decide
    /// whether it is done, and nothing takes it back.
    pub is_always_done: bool,
    /// True if a row that is there already is no error.
    pub allows_conflicts: bool,
}

/// Words behind which a statement may be left out.
const DECIDING: [&str; 11] = [
    "if", "case", "loop", "for", "foreach", "while", "return", "exit", "continue", "then", "else",
];

/// The INSERTs of a source in PL/pgSQL, in their order; none if its constants or comments have no end.
pub fn inserts(source: &str) -> Vec<Insert> {
    let Some(source) = Source::new(source) else {
        return Vec::new();
    };
    let tokens = source.tokens();
    let is_undone = tokens.iter().enumerate().any(|(at, token)| {
        let raises = at.checked_sub(1).and_then(|before| tokens.get(before));
        is(token, "exception") && !raises.is_some_and(|before| is(before, "raise"))
    });
    let starts = (0..tokens.len()).filter(|at| is_at(tokens, *at, "insert") && is_at(tokens, at + 1, "into"));
    let insert = |start: usize| {
        let decides = |token: &Lexed| DECIDING.iter().any(|word| is(token, word));
        let may_be_left_out = tokens.iter().take(start).any(decides) || is_undone;
        let mut insert = read(tokens.get(start + 2..)?)?;
        insert.is_always_done &= !may_be_left_out;
        Some(insert)
    };
    starts.filter_map(insert).collect()
}

/// Reads what stands behind INSERT INTO.
fn read(tokens: &[Lexed]) -> Option<Insert> {
    let end = tokens.iter().position(|token| token.token == Token::SemiColon);
    let tokens = tokens.get(..end.unwrap_or(tokens.len()))?;
    let first = identifier(tokens.first()?)?;
    let has_schema = tokens.get(1).is_some_and(|token| token.token == Token::Period);
    let (schema, table, mut at) = if has_schema {
        (Some(first), identifier(tokens.get(2)?)?, 3)
    } else {
        (None, first, 1)
    };
    if is_at(tokens, at, "as") {
        at += 2;
    }
    let mut columns = Vec::new();
    if tokens.get(at).is_some_and(|token| token.token == Token::LParen) && !is_at(tokens, at + 1, "select") {
        let close = closing(tokens, at)?;
        let names = split_at_commas(tokens.get(at + 1..close)?).into_iter();
        columns = names.map(only_identifier).collect::<Option<_>>()?;
        at = close + 1;
    }
    if is_at(tokens, at, "overriding") {
        at += 3;
    }
    let (values, is_always_done) = values(tokens.get(at..)?);
    let conflict = (at..tokens.len()).any(|at| is_at(tokens, at, "on") && is_at(tokens, at + 1, "conflict"));
    Some(Insert {
        schema,
        table,
        columns,
        values,
        is_always_done,
        allows_conflicts: conflict,
    })
}

/// The values, and true if they are one row, whatever is stored.
fn values(tokens: &[Lexed]) -> (Vec<Option<String>>, bool) {
    if is_at(tokens, 0, "values") {
        let Some(close) = closing(tokens, 1) else {
            return (Vec::new(), false);
        };
        if tokens.get(close + 1).is_some_and(Lexed::is_comma) {
            return (Vec::new(), false);
        }
        let row = tokens.get(2..close).unwrap_or_default();
        return (split_at_commas(row).into_iter().map(of_new).collect(), true);
    }
    if !is_at(tokens, 0, "select") {
        return (Vec::new(), false);
    }
    let ends = |token: &Lexed| {
        ["from", "where", "union", "limit", "group"]
            .iter()
            .any(|word| is(token, word))
    };
    let list = tokens.get(1..).unwrap_or_default();
    let end = list.iter().position(ends);
    let row = list.get(..end.unwrap_or(list.len())).unwrap_or_default();
    let of_row = split_at_commas(row).into_iter().map(of_new).collect();
    (of_row, end.is_none())
}

/// The column of a value that is `NEW.column` as it stands.
fn of_new(value: &[Lexed]) -> Option<String> {
    match value {
        [new, period, column] if is(new, "new") && period.token == Token::Period => identifier(column),
        _ => None,
    }
}

fn only_identifier(tokens: &[Lexed]) -> Option<String> {
    match tokens {
        [only] => identifier(only),
        _ => None,
    }
}

/// The name that a word stands for: without quotes it is in lower case.
fn identifier(token: &Lexed) -> Option<String> {
    match &token.token {
        Token::Word(word) => Some(match word.quote_style {
            Some(_) => word.value.replace("\"\"", "\""),
            None => word.value.to_lowercase(),
        }),
        _ => None,
    }
}

fn is_at(tokens: &[Lexed], at: usize, word: &str) -> bool {
    tokens.get(at).is_some_and(|token| is(token, word))
}

fn is(token: &Lexed, word: &str) -> bool {
    matches!(&token.token, Token::Word(own) if own.quote_style.is_none() && own.value.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn only(source: &str) -> Insert {
        let found = inserts(source);
        assert_eq!(found.len(), 1, "{found:?}");
        found.into_iter().next().unwrap()
    }

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn an_insert_of_new_is_read() {
        let insert = only(
            "BEGIN
               -- insert into nothing (a) values (1);
               SELECT scope INTO NEW.scope FROM base WHERE id = NEW.base_id;
               INSERT INTO app.\"Base\" AS b (id, Scope, state, note) VALUES (NEW.id, new.scope, NEW.state = 'a,b', NULL)
                 ON CONFLICT DO NOTHING;
               IF NEW.x THEN RETURN NULL; END IF;
               RETURN NEW;
             END",
        );
        assert_eq!((insert.schema.as_deref(), insert.table.as_str()), (Some("app"), "Base"));
        assert_eq!(insert.columns, names(&["id", "scope", "state", "note"]));
        let of = |name: &str| Some(name.to_owned());
        assert_eq!(insert.values, [of("id"), of("scope"), None, None]);
        assert!(insert.is_always_done && insert.allows_conflicts);

        let insert = only("BEGIN INSERT INTO log SELECT NEW.id, now(); RETURN NEW; END");
        assert_eq!((insert.columns.len(), insert.values.len()), (0, 2));
        assert!(insert.is_always_done && !insert.allows_conflicts);
    }

    #[test]
    fn an_insert_that_may_be_left_out_is_not_always_done() {
        for source in [
            "BEGIN IF NEW.kind = 'a' THEN INSERT INTO a (id) VALUES (NEW.id); END IF; RETURN NEW; END",
            "BEGIN IF NEW.old THEN RETURN NEW; END IF; INSERT INTO a (id) VALUES (NEW.id); RETURN NEW; END",
            "BEGIN INSERT INTO a (id) VALUES (NEW.id); RETURN NEW; EXCEPTION WHEN OTHERS THEN RETURN NEW; END",
            "BEGIN INSERT INTO a (id) SELECT NEW.id FROM b; RETURN NEW; END",
            "BEGIN INSERT INTO a (id) SELECT NEW.id WHERE NEW.x; RETURN NEW; END",
            "BEGIN INSERT INTO a (id) VALUES (NEW.id), (NEW.other); RETURN NEW; END",
            "BEGIN INSERT INTO a DEFAULT VALUES; RETURN NEW; END",
        ] {
            assert!(!only(source).is_always_done, "{source}");
        }
        let raises =
            "BEGIN INSERT INTO a (id) VALUES (NEW.id); IF x THEN RAISE EXCEPTION 'no'; END IF; RETURN NEW; END";
        assert!(only(raises).is_always_done);
    }

    #[test]
    fn what_cannot_be_read_has_none() {
        for source in [
            "",
            "insert",
            "insert into",
            "insert into (",
            "insert into a (b",
            "'insert into a",
            "EXECUTE 'insert into a'",
        ] {
            assert!(inserts(source).is_empty(), "{source}");
        }
    }
}
