//! The tables that tools keep for themselves.

use crate::facts::Table;

/// The tables that tools keep, a rule a line: `name | columns | what it is`. A name may begin or end with `*`, and
/// have a schema.
const RULES: &str = include_str!("left_alone.txt");

/// The reason why a table is left alone; None if it is not.
pub(super) fn reason(table: &Table) -> Option<String> {
    RULES
        .lines()
        .filter_map(Rule::parse)
        .find_map(|rule| rule.is_of(table).then(|| format!("it is {}", rule.what)))
}

/// A rule: by the name and by the columns, so that a table of the user's that merely has the name is filled.
struct Rule<'r> {
    name: &'r str,
    columns: Vec<&'r str>,
    what: &'r str,
}

impl<'r> Rule<'r> {
    fn parse(line: &'r str) -> Option<Self> {
        let mut fields = line.split('|').map(str::trim);
        let (name, columns, what) = (fields.next()?, fields.next()?, fields.next()?);
        (!name.starts_with('#')).then(|| Self {
            name,
            columns: columns.split_whitespace().collect(),
            what,
        })
    }

    fn is_of(&self, table: &Table) -> bool {
        let (schema, pattern) = match self.name.split_once('.') {
            Some((schema, pattern)) => (Some(schema), pattern),
            None => (None, self.name),
        };
        let in_schema = |schema: &str| table.name.schema().is_some_and(|own| own.eq_ignore_ascii_case(schema));
        let name = table.name.table();
        let named = match (pattern.strip_prefix('*'), pattern.strip_suffix('*')) {
            (Some(end), _) => name.ends_with(end),
            (_, Some(start)) => name.starts_with(start),
            _ => name.eq_ignore_ascii_case(pattern),
        };
        let has = |column: &&str| table.columns.iter().any(|one| one.name.eq_ignore_ascii_case(column));
        schema.is_none_or(in_schema) && named && self.columns.iter().all(has)
    }
}
