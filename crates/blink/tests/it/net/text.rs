//! SQL as the snapshots have it: on one line, without comments, and with names in place of OIDs.

use std::collections::HashMap;

/// The names of what OIDs stand for.
pub type Names = HashMap<String, String>;

/// A piece of a text.
#[derive(PartialEq)]
enum Token<'s> {
    Space,
    /// A quoted text or name.
    Quoted(&'s str),
    /// Letters, digits, `_` and `$`.
    Word(&'s str),
    Sign(&'s str),
}

/// Dollar quotes are taken for signs and words: what is in them is cut as SQL, too.
fn tokens(sql: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = sql;
    while let Some(first) = rest.chars().next() {
        let (token, length) = if first.is_whitespace() {
            let end = rest.find(|c: char| !c.is_whitespace()).unwrap_or(rest.len());
            (Token::Space, end)
        } else if rest.starts_with("--") {
            (Token::Space, rest.find('\n').unwrap_or(rest.len()))
        } else if first == '\'' || first == '"' {
            let end = rest[1..].find(first).map_or(rest.len(), |end| end + 2);
            (Token::Quoted(&rest[..end]), end)
        } else if is_word(first) {
            let end = rest.find(|c: char| !is_word(c)).unwrap_or(rest.len());
            (Token::Word(&rest[..end]), end)
        } else {
            let end = first.len_utf8();
            (Token::Sign(&rest[..end]), end)
        };
        if token != Token::Space || tokens.last() != Some(&Token::Space) {
            tokens.push(token);
        }
        rest = &rest[length..];
    }
    tokens
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '$'
}

/// A statement on one line.
pub fn one_line(sql: &str, names: &Names) -> String {
    let mut line = String::new();
    for token in tokens(sql) {
        match token {
            Token::Space => line.push(' '),
            Token::Quoted(text) => line.push_str(&named_in_quotes(text, names)),
            Token::Word(word) => line.push_str(&named(word, names)),
            Token::Sign(sign) => line.push_str(sign),
        }
    }
    without_settings(line.trim().trim_end_matches(';'))
}

/// However a statement is laid out, this is the same: no space beside anything but words, and lists of OIDs as `‹oids›`.
pub fn canonical(line: &str) -> String {
    let tokens = tokens(line);
    let mut text = String::new();
    for (n, token) in tokens.iter().enumerate() {
        let spaced = |place: Option<usize>| {
            let beside = place.and_then(|place| tokens.get(place));
            beside.is_some_and(|beside| matches!(beside, Token::Word(_) | Token::Quoted(_)))
        };
        match token {
            Token::Space if spaced(n.checked_sub(1)) && spaced(Some(n + 1)) => text.push(' '),
            Token::Space => {}
            Token::Quoted(part) | Token::Word(part) | Token::Sign(part) => text.push_str(part),
        }
    }
    text
}

/// A number that is an OID as `‹name›`, also in the names of temporary tables.
fn named(word: &str, names: &Names) -> String {
    let oid = word
        .strip_prefix("blink_rows_")
        .map_or(word, |rest| rest.split('_').next().unwrap_or(rest));
    match names.get(oid) {
        Some(name) => word.replacen(oid, &format!("‹{name}›"), 1),
        None => word.to_owned(),
    }
}

fn named_in_quotes(text: &str, names: &Names) -> String {
    let quote = &text[..1];
    let inner = text.trim_matches(|c| c == '\'' || c == '"');
    match named(inner, names) {
        named if named == inner => text.to_owned(),
        named => format!("{quote}{named}{quote}"),
    }
}

/// Without what depends on the server's memory and processors, or on the time that is left.
fn without_settings(line: &str) -> String {
    let mut shown = String::new();
    let mut rest = line;
    while let Some((start, mark)) = next_setting(rest) {
        let value = start + mark.len();
        let end = rest[value..].find('\'').map_or(rest.len(), |end| value + end);
        let is_limit = rest[value..end]
            .trim_end_matches("ms")
            .parse::<u64>()
            .is_ok_and(|limit| limit > 0);
        shown.push_str(&rest[..value]);
        shown.push_str(match mark {
            _ if mark.contains("statement_timeout") && is_limit => "‹left›",
            _ if mark.contains("statement_timeout") => &rest[value..end],
            _ => "‹server›",
        });
        rest = &rest[end..];
    }
    shown + rest
}

fn next_setting(text: &str) -> Option<(usize, &'static str)> {
    let marks = [
        "'maintenance_work_mem', '",
        "'max_parallel_maintenance_workers', '",
        "'statement_timeout', '",
        "statement_timeout = '",
    ];
    let found = marks.into_iter().filter_map(|mark| Some((text.find(mark)?, mark)));
    found.min_by_key(|(start, _)| *start)
}

/// FNV-1a.
pub fn hash(bytes: &[u8]) -> String {
    let hash = bytes.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{:08x}", hash >> 32)
}

#[test]
fn layout_and_comments_make_no_difference() {
    let names = HashMap::from([("16385".to_owned(), "parents".to_owned())]);
    let one = one_line(
        "SELECT a,b -- why\n  FROM t WHERE a IN ( 16385 ) AND b = 'x  -- y'",
        &names,
    );
    assert_eq!(one, "SELECT a,b FROM t WHERE a IN ( ‹parents› ) AND b = 'x  -- y'");
    let other = one_line("SELECT a, b\nFROM t\nWHERE a IN (16385) AND b='x  -- y'", &names);
    assert_eq!(canonical(&one), canonical(&other));
    assert_ne!(canonical("SELECT a b"), canonical("SELECT ab"));
    assert_eq!(
        one_line("DROP TABLE pg_temp.\"blink_rows_16385_0\"", &names),
        "DROP TABLE pg_temp.\"blink_rows_‹parents›_0\""
    );
    assert_eq!(
        one_line("SET LOCAL statement_timeout = '59998ms'", &names),
        "SET LOCAL statement_timeout = '‹left›'"
    );
}
