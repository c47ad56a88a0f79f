//! Quoting of names and literals, so that no name is ever read as SQL.

use std::fmt;

/// A table's name, with or without its schema.
///
/// A string is parsed as `table` or `schema.table`. Each part is taken exactly as written: `Users` is the table
/// `"Users"`, not `users`. A part in double quotes follows SQL's rules, so that a name may contain a dot:
/// `audit."2024.log"`. [`TableName::new`] and [`TableName::qualified`] take every character literally; use them for
/// names that come from elsewhere.
///
/// ```
/// use blink::TableName;
///
/// assert_eq!(TableName::from("audit.log"), TableName::qualified("audit", "log"));
/// assert_eq!(TableName::from("audit.\"2024.log\""), TableName::qualified("audit", "2024.log"));
/// assert_eq!(TableName::new("a.b").to_string(), "\"a.b\"");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TableName {
    schema: Option<String>,
    table: String,
}

impl TableName {
    /// The table of exactly this name, looked up along the session's `search_path`.
    pub fn new(table: impl Into<String>) -> Self {
        Self {
            schema: None,
            table: table.into(),
        }
    }

    /// The table of exactly this name in exactly this schema.
    pub fn qualified(schema: impl Into<String>, table: impl Into<String>) -> Self {
        Self {
            schema: Some(schema.into()),
            table: table.into(),
        }
    }

    /// The schema, if one was given.
    pub fn schema(&self) -> Option<&str> {
        self.schema.as_deref()
    }

    /// The table's name without its schema.
    pub fn table(&self) -> &str {
        &self.table
    }

    /// Returns true if no statement can contain the name: a string of the protocol ends at a NUL.
    pub(crate) fn has_nul(&self) -> bool {
        self.schema.iter().chain([&self.table]).any(|part| part.contains('\0'))
    }

    /// The name as SQL, every part in double quotes.
    pub(crate) fn sql(&self) -> String {
        match &self.schema {
            Some(schema) => format!("{}.{}", quote_identifier(schema), quote_identifier(&self.table)),
            None => quote_identifier(&self.table),
        }
    }
}

impl From<&str> for TableName {
    fn from(text: &str) -> Self {
        let (first, rest) = part(text);
        match rest {
            None => Self::new(first),
            Some(rest) => Self::qualified(first, whole_part(rest)),
        }
    }
}

impl From<String> for TableName {
    fn from(text: String) -> Self {
        Self::from(text.as_str())
    }
}

/// The readable form: a part is quoted only if it would not be parsed as itself otherwise.
impl fmt::Display for TableName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(schema) = &self.schema {
            write!(f, "{}.", quote_if_ambiguous(schema))?;
        }
        f.write_str(&quote_if_ambiguous(&self.table))
    }
}

/// Quotes a part of a name that is not recognized without quotes.
fn quote_if_ambiguous(part: &str) -> String {
    if part.is_empty() || part.contains(['.', '"']) {
        quote_identifier(part)
    } else {
        part.to_owned()
    }
}

/// The first part of a name, and the text after the dot.
fn part(text: &str) -> (String, Option<&str>) {
    if let Some((name, rest)) = quoted(text) {
        if rest.is_empty() {
            return (name, None);
        }
        if let Some(rest) = rest.strip_prefix('.') {
            return (name, Some(rest));
        }
    }
    match text.split_once('.') {
        Some((name, rest)) => (name.to_owned(), Some(rest)),
        None => (text.to_owned(), None),
    }
}

fn whole_part(text: &str) -> String {
    match quoted(text) {
        Some((name, "")) => name,
        _ => text.to_owned(),
    }
}

/// A part in double quotes at the start, and the text after it.
fn quoted(text: &str) -> Option<(String, &str)> {
    let mut name = String::new();
    let mut rest = text.strip_prefix('"')?;
    loop {
        let (before, after) = rest.split_once('"')?;
        name.push_str(before);
        match after.strip_prefix('"') {
            Some(after) => {
                name.push('"');
                rest = after;
            }
            None => return Some((name, after)),
        }
    }
}

/// A name as SQL: in double quotes, with those inside doubled.
///
/// ```
/// assert_eq!(blink::quote_identifier(r#"a "b""#), r#""a ""b""""#);
/// ```
pub fn quote_identifier(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// A text as an SQL literal that is valid under either `standard_conforming_strings`.
///
/// ```
/// assert_eq!(blink::quote_literal("it's"), "'it''s'");
/// assert_eq!(blink::quote_literal(r"a\b"), r" E'a\\b'");
/// ```
pub fn quote_literal(text: &str) -> String {
    let doubled = text.replace('\'', "''");
    if doubled.contains('\\') {
        // The space separates the E from a preceding word, as quote_literal_cstr() in quote.c does.
        format!(" E'{}'", doubled.replace('\\', "\\\\"))
    } else {
        format!("'{doubled}'")
    }
}

/// A list for SQL and for messages: a comma and a space between two items.
pub(crate) fn comma_separated<T: fmt::Display>(items: impl IntoIterator<Item = T>) -> String {
    let mut list = String::new();
    for (n, item) in items.into_iter().enumerate() {
        if n > 0 {
            list.push_str(", ");
        }
        list.push_str(&item.to_string());
    }
    list
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_are_read_part_by_part() {
        assert_eq!(TableName::from("users"), TableName::new("users"));
        assert_eq!(TableName::from("Audit.Log"), TableName::qualified("Audit", "Log"));
        assert_eq!(TableName::from("\"a.b\""), TableName::new("a.b"));
        assert_eq!(TableName::from("\"a\"\"b\".c"), TableName::qualified("a\"b", "c"));
        assert_eq!(TableName::from("\"open"), TableName::new("\"open"));
        assert_eq!(TableName::from("a\"b"), TableName::new("a\"b"));
    }

    proptest! {
        #[test]
        fn what_is_shown_reads_back(schema in proptest::option::of(".{0,8}"), table in ".{0,8}") {
            let name = match schema {
                Some(schema) => TableName::qualified(schema, table),
                None => TableName::new(table),
            };
            prop_assert_eq!(TableName::from(name.to_string()), name);
        }
    }
}
