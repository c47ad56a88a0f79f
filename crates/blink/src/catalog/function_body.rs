//! The body of a function in SQL or PL/pgSQL, and what its names would have to stand for if it read a table.
//!
//! Such a body reads a table only through a query, a command, or code that it calls: a function, an operator, a cast, a
//! check of a type. Queries and commands have a key word; for the rest see [`Meanings`](super::meanings::Meanings).
//! A body that is not understood may read any table: a wrong answer of that kind only costs time.

use std::collections::BTreeSet;

use super::tokens::{Token, tokens};

/// Key words of queries, and of commands that could be about a table, an index or a constraint, or that change what
/// names mean.
const READS: [&str; 43] = [
    "alter", "analyse", "analyze", "call", "cluster", "comment", "commit", "copy", "create", "delete", "discard", "do",
    "drop", "execute", "explain", "fetch", "from", "grant", "import", "insert", "join", "load", "lock", "merge",
    "move", "open", "operator", "perform", "prepare", "reassign", "refresh", "reindex", "repack", "reset", "revoke",
    "rollback", "security", "select", "set", "table", "truncate", "update", "vacuum",
];

/// Those that are forbidden even as the names of fields.
const QUERIES: [&str; 12] = [
    "select", "insert", "update", "delete", "merge", "perform", "execute", "call", "table", "from", "open", "fetch",
];

/// Key words that a parenthesis may follow although they call nothing, or nothing but a built-in function that reads no
/// table. Some may be functions of the user's as well.
const KEY_WORDS: [&str; 52] = [
    "all",
    "and",
    "any",
    "array",
    "as",
    "assert",
    "between",
    "bit",
    "by",
    "case",
    "cast",
    "char",
    "character",
    "coalesce",
    "dec",
    "decimal",
    "default",
    "distinct",
    "else",
    "elseif",
    "elsif",
    "escape",
    "filter",
    "float",
    "greatest",
    "if",
    "ilike",
    "in",
    "interval",
    "is",
    "least",
    "like",
    "nchar",
    "next",
    "not",
    "nullif",
    "numeric",
    "or",
    "over",
    "return",
    "row",
    "some",
    "then",
    "time",
    "timestamp",
    "to",
    "trim",
    "using",
    "values",
    "varchar",
    "varying",
    "when",
];

/// Key words that may follow the name of a table in FROM, of which no other table follows.
const AFTER_FROM: [&str; 8] = ["where", "group", "having", "order", "limit", "offset", "loop", "then"];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Language {
    Sql,
    PlPgSql,
}

impl Language {
    pub(super) fn by_name(name: &str) -> Option<Self> {
        match name {
            "sql" => Some(Self::Sql),
            "plpgsql" => Some(Self::PlPgSql),
            _ => None,
        }
    }
}

/// A body that reads no table, unless one of its names stands for code that does.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct FunctionBody {
    pub(super) calls: BTreeSet<CalledName>,
    pub(super) operators: BTreeSet<String>,
    /// All names, each of which may be that of a type.
    pub(super) names: BTreeSet<String>,
    /// The fields of NEW and OLD, which are types only if a schema has that name.
    pub(super) fields: BTreeSet<String>,
}

/// A name that may be a function's.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct CalledName {
    pub(super) schema: Option<String>,
    pub(super) name: String,
    /// False if it means something else, too: a key word, or a field of a row (`row.f` calls `f(row)`).
    pub(super) is_function: bool,
}

impl FunctionBody {
    /// Reads a body. `transition_table` is the table of new rows that a trigger has: to read it takes no index.
    ///
    /// None if the body may read another table.
    pub(super) fn read(text: &str, language: Language, transition_table: Option<&str>) -> Option<Self> {
        let tokens = tokens(text)?;
        let mut body = Self::default();
        for n in 0..tokens.len() {
            let around = Around { tokens: &tokens, at: n };
            match &tokens[n] {
                Token::Word(word) => {
                    if around.may_read(word, transition_table) {
                        return None;
                    }
                    body.add_name(&around, word, language)?;
                }
                Token::Quoted(name) => body.add_name(&around, name, language)?,
                // The type of a column, or of a table's rows.
                Token::Operator(operator) if operator == "%" && around.names_type() => return None,
                Token::Operator(operator) => {
                    body.operators.insert(operator.clone());
                }
                Token::Value | Token::Assign | Token::Symbol(_) => {}
            }
        }
        Some(body)
    }

    fn add_name(&mut self, around: &Around<'_>, name: &str, language: Language) -> Option<()> {
        let qualifier = around.qualifier();
        let is_function = around.is_symbol(1, '(');
        let of_new_or_old = matches!(qualifier, Some(Token::Word(word)) if word == "new" || word == "old");
        if of_new_or_old && !is_function && language == Language::PlPgSql {
            self.fields.insert(name.to_owned());
            return Some(());
        }
        self.names.insert(name.to_owned());
        if is_function && qualifier.is_some() && around.is_symbol(-3, '.') {
            return None;
        }
        let schema = qualifier.filter(|_| is_function).and_then(Token::name);
        let is_key_word = around.is_key_word(name);
        if is_function || around.is_symbol(-1, '.') {
            self.calls.insert(CalledName {
                schema: schema.map(str::to_owned),
                name: name.to_owned(),
                is_function: is_function && !is_key_word,
            });
        }
        Some(())
    }
}

/// A token among others.
struct Around<'t> {
    tokens: &'t [Token],
    at: usize,
}

impl Around<'_> {
    fn token(&self, offset: isize) -> Option<&Token> {
        self.tokens.get(self.at.checked_add_signed(offset)?)
    }

    fn is_symbol(&self, offset: isize, symbol: char) -> bool {
        self.token(offset) == Some(&Token::Symbol(symbol))
    }

    /// The name before the dot before this one.
    fn qualifier(&self) -> Option<&Token> {
        let before = self.token(-2).filter(|_| self.is_symbol(-1, '.'))?;
        before.name().is_some().then_some(before)
    }

    fn is_key_word(&self, name: &str) -> bool {
        matches!(self.token(0), Some(Token::Word(_))) && !self.is_symbol(-1, '.') && KEY_WORDS.contains(&name)
    }

    fn names_type(&self) -> bool {
        self.token(1)
            .is_some_and(|next| next.is_word("type") || next.is_word("rowtype"))
    }

    /// Returns true if this word may be one of a query or command about a table other than the transition table.
    fn may_read(&self, word: &str, transition_table: Option<&str>) -> bool {
        if self.is_symbol(-1, '.') {
            return QUERIES.contains(&word);
        }
        match transition_table {
            Some(_) if word == "select" || word == "perform" => false,
            Some(table) if word == "from" => !self.only_names(table),
            _ => READS.contains(&word),
        }
    }

    /// Returns true if this word FROM is followed by the table alone, which may have an alias.
    fn only_names(&self, table: &str) -> bool {
        if self.token(1).and_then(Token::name) != Some(table) {
            return false;
        }
        let ends = |offset| match self.token(offset) {
            None => true,
            Some(Token::Word(word)) => AFTER_FROM.contains(&word.as_str()),
            Some(token) => matches!(token, Token::Symbol(';' | ')')),
        };
        let alias = if self.token(2).is_some_and(|next| next.is_word("as")) {
            3
        } else {
            2
        };
        ends(2) || self.token(alias).and_then(Token::name).is_some() && ends(alias + 1)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Option<FunctionBody> {
        FunctionBody::read(text, Language::PlPgSql, None)
    }

    fn calls(text: &str) -> Vec<String> {
        let calls = read(text).unwrap().calls.into_iter();
        let shown = calls.map(|call| {
            let schema = call.schema.map_or_else(String::new, |schema| format!("{schema}."));
            let note = if call.is_function { "" } else { "?" };
            format!("{schema}{}{note}", call.name)
        });
        shown.collect()
    }

    #[test]
    fn a_query_or_a_command_may_read() {
        for text in [
            "BEGIN SELECT 1; END",
            "BEGIN x := (select max(id)); END",
            "BEGIN x := max(id) /**/ FrOm t; END",
            "BEGIN INSERT INTO log VALUES (1); RETURN NEW; END",
            "BEGIN PERFORM f(); END",
            "BEGIN EXECUTE 'a'; END",
            "BEGIN FOR r IN EXECUTE a LOOP END LOOP; END",
            "BEGIN IF EXISTS (TABLE t) THEN END IF; END",
            "BEGIN OPEN c; FETCH c INTO x; END",
            "DECLARE x t.id%TYPE; BEGIN END",
            "DECLARE x t % RowType; BEGIN END",
            "BEGIN DO 'BEGIN END'; END",
            "BEGIN SET CONSTRAINTS ALL IMMEDIATE; END",
            "BEGIN COPY t TO '/tmp/t'; END",
            "BEGIN REINDEX TABLE t; END",
            "BEGIN x := a OPERATOR(public.+) b; END",
            "BEGIN x := NEW.select; END",
            "BEGIN x := a.b.c(1); END",
            "BEGIN x := 'a\\'; SELECT '; END",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn key_words_that_are_no_code_do_not_count() {
        for text in [
            "BEGIN -- SELECT\n /* SELECT /* INSERT */ FROM */ RETURN NEW; END",
            "BEGIN RAISE NOTICE 'SELECT % FROM', NEW.x; RETURN NEW; END",
            "BEGIN NEW.x := $a$ SELECT 1 $a$; NEW.\"select\" := E'\\' SELECT'; RETURN NEW; END",
            "BEGIN NEW.comment := 'a'; NEW.set := 1; RETURN NEW; END",
            "BEGIN NEW.selected := NEW.from_id; RETURN NEW; END",
        ] {
            assert!(read(text).is_some(), "{text}");
        }
    }

    #[test]
    fn calls_are_found_in_every_form() {
        for (text, expected) in [
            ("NEW.x := now();", "now"),
            ("NEW.x := pg_catalog.now ();", "pg_catalog.now"),
            ("NEW.x := app.\"F\"(1);", "app.F"),
            ("NEW.x := f(g(1), NEW.y);", "f g"),
            ("IF (NEW.x IN (1)) THEN", "if? in?"),
            ("x numeric(10,2);", "numeric?"),
            ("x := \"if\"(1);", "if"),
            ("x := pg_catalog.if(1);", "pg_catalog.if"),
            ("x := (r).f;", "f?"),
            ("x := r.f;", "f?"),
            ("x := f /* */ (1);", "f"),
            ("NEW.updated_at := CURRENT_TIMESTAMP;", ""),
        ] {
            assert_eq!(calls(text).join(" "), expected, "{text}");
        }
    }

    #[test]
    fn every_name_may_be_that_of_a_type() {
        let body = read("x := NEW.a::code || OLD.b; y public.\"Code\"[]; z := lower(k) @- 1;").unwrap();
        let names = body.names.iter().map(String::as_str).collect::<Vec<_>>();
        assert_eq!(
            names,
            ["Code", "code", "k", "lower", "new", "old", "public", "x", "y", "z"]
        );
        assert_eq!(body.fields.iter().collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(body.operators.iter().collect::<Vec<_>>(), ["@-", "||"]);
        // In SQL a field of a parameter may be a function.
        let body = FunctionBody::read("VALUES (new.f)", Language::Sql, None).unwrap();
        assert!(body.names.contains("f") && body.calls.iter().any(|call| call.name == "f"));
    }

    #[test]
    fn a_transition_table_may_be_read_and_no_other() {
        for (text, harmless) in [
            ("SELECT count(*) INTO n FROM added;", true),
            ("SELECT sum(a.x) INTO n FROM added AS a WHERE a.x > 1;", true),
            ("SELECT sum(a.x) INTO n FROM added a GROUP BY x;", true),
            ("FOR r IN SELECT * FROM \"added\" LOOP END LOOP;", true),
            ("IF EXISTS (SELECT 1 FROM added) THEN END IF;", true),
            ("PERFORM pg_notify('a', x) FROM added;", true),
            ("SELECT 1 FROM users;", false),
            ("SELECT 1 FROM public.added;", false),
            ("SELECT 1 FROM added.users;", false),
            ("SELECT 1 FROM added, users;", false),
            ("SELECT 1 FROM added a, users;", false),
            ("SELECT 1 FROM added JOIN users ON true;", false),
            // PL/pgSQL takes out INTO and its target.
            ("SELECT 1 FROM added INTO n a, users;", false),
            ("SELECT 1 FROM added NATURAL JOIN users;", false),
            ("SELECT 1 FROM added CROSS JOIN users;", false),
            ("SELECT 1 FROM added WHERE x IN (SELECT id FROM users);", false),
            ("SELECT 1 FROM added WHERE x IN (TABLE users);", false),
            ("SELECT 1 FROM (SELECT 1 FROM added) x, users;", false),
            ("SELECT 1 FROM ONLY users;", false),
            ("INSERT INTO log SELECT * FROM added;", false),
            ("DELETE FROM added;", false),
            ("SELECT 1 FROM added FOR UPDATE;", false),
        ] {
            let body = FunctionBody::read(text, Language::PlPgSql, Some("added"));
            assert_eq!(body.is_some(), harmless, "{text}");
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn the_lists_are_complete() {
        let lists: [&[&str]; 2] = [&READS, &KEY_WORDS];
        for list in lists {
            assert!(list.is_sorted(), "{list:?}");
        }
        assert!(QUERIES.iter().all(|word| READS.contains(word)));
        assert!(KEY_WORDS.iter().all(|word| !READS.contains(word)));
    }

    const PARTS: [&str; 12] = [
        "x := 'it''s SELECT';",
        "-- SELECT\n",
        "/* FROM /* ' */ */",
        "NEW.x := now();",
        "$$ INSERT ' $$;",
        "$a$ $$ UPDATE $a$;",
        "\"DELETE\"",
        "E'\\' MERGE';",
        "y := 1+2;",
        "IF a THEN",
        "RAISE 'EXECUTE %', \"a\"\"SELECT\";",
        "r.f",
    ];

    proptest! {
        /// A key word counts wherever it stands between the parts of a body, and nowhere within them.
        #[test]
        fn a_key_word_counts_between_all_parts_and_within_none(
            parts in proptest::collection::vec(0..PARTS.len(), 0..10),
            at in 0_usize..11,
            word in 0..QUERIES.len(),
        ) {
            let mut parts = parts.into_iter().map(|part| PARTS[part]).collect::<Vec<_>>();
            prop_assert!(read(&parts.join(" ")).is_some());
            parts.insert(at.min(parts.len()), QUERIES[word]);
            prop_assert_eq!(read(&parts.join(" ")), None);
        }
    }
}
