//! The functions that run on the server while rows are stored.

use std::collections::BTreeMap;

use postgres_types::Oid;

use super::function_body::{FunctionBody, Language};
use super::reader::{RowReader, statement};
use super::tokens::{Token, tokens};
use crate::connection::session::Session;
use crate::connection::{Connection, TextRow};
use crate::error::Error;
use crate::sql::comma_separated;

const FUNCTIONS: &str = include_str!("sql/functions.sql");

/// A condition about a built-in function.
pub(super) const READS: &str = include_str!("sql/reads.sql");

#[derive(Debug)]
pub(crate) struct Function {
    /// The name and the argument types, as SQL.
    pub(crate) name: String,
    /// True if its `search_path` is the caller's, which since PostgreSQL 17 differs between CREATE INDEX and INSERT.
    pub(crate) depends_on_search_path: bool,
    code: Code,
    /// The schemas of its own `search_path`.
    pub(super) search_path: Option<Vec<String>>,
}

#[derive(Debug)]
enum Code {
    Text {
        language: Language,
        text: String,
    },
    /// `BEGIN ATOMIC` and `RETURN`: the server has parsed it, and pg_depend has what it calls.
    Parsed {
        names_table: bool,
    },
    /// In C or in another language.
    Unknown,
}

/// A judgement of a function by its body alone.
#[derive(Debug)]
pub(super) enum Judgement {
    MayRead,
    Harmless,
    /// Harmless if the names in it are.
    Depends(FunctionBody),
}

impl Judgement {
    pub(super) fn body(&self) -> Option<&FunctionBody> {
        match self {
            Self::Depends(body) => Some(body),
            Self::MayRead | Self::Harmless => None,
        }
    }
}

impl Function {
    fn read(row: TextRow) -> Result<(Oid, Self), Error> {
        let mut row = RowReader::new(row);
        let oid = row.number()?;
        let name = row.text()?;
        let depends_on_search_path = row.bool_or_false()?;
        let language = Language::by_name(&row.text()?);
        let text = row.text()?;
        let search_path = row.nullable_text()?;
        let is_parsed = row.bool_or_false()?;
        let names_table = row.bool_or_false()?;
        row.end()?;
        let function = Self {
            name,
            depends_on_search_path,
            code: match language {
                Some(_) if is_parsed => Code::Parsed { names_table },
                Some(language) => Code::Text { language, text },
                None => Code::Unknown,
            },
            search_path: search_path.and_then(|path| schemas(&path)),
        };
        Ok((oid, function))
    }

    /// Judges its body. `transition_table` is that of the trigger whose function it is.
    pub(super) fn judge(&self, transition_table: Option<&str>) -> Judgement {
        match &self.code {
            Code::Parsed { names_table: false } => Judgement::Harmless,
            Code::Parsed { names_table: true } | Code::Unknown => Judgement::MayRead,
            Code::Text { language, text } => match FunctionBody::read(text, *language, transition_table) {
                Some(body) => Judgement::Depends(body),
                None => Judgement::MayRead,
            },
        }
    }
}

/// Reads these functions.
pub(super) async fn read<C: Connection>(
    session: &mut Session<'_, C>,
    functions: impl Iterator<Item = Oid>,
) -> Result<BTreeMap<Oid, Function>, Error> {
    let functions = comma_separated(functions);
    if functions.is_empty() {
        return Ok(BTreeMap::new());
    }
    let sql = statement(FUNCTIONS).replace("$functions", &functions);
    let rows = session.query(&sql).await?;
    rows.into_iter().map(Function::read).collect()
}

/// The schemas of a `search_path`. None if it has one that depends on the session.
fn schemas(search_path: &str) -> Option<Vec<String>> {
    let tokens = tokens(search_path)?;
    let mut schemas = Vec::new();
    for token in &tokens {
        match (token.name(), token) {
            (Some("$user"), _) => return None,
            (Some(schema), _) => schemas.push(schema.to_owned()),
            (None, Token::Symbol(',')) => {}
            (None, _) => return None,
        }
    }
    Some(schemas)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_path_is_its_schemas_unless_the_session_decides() {
        let shown = |path| schemas(path).map(|schemas| schemas.join("|"));
        assert_eq!(
            shown("pg_catalog, \"My, app\", Public").as_deref(),
            Some("pg_catalog|My, app|public")
        );
        assert_eq!(shown("\"\"").as_deref(), Some(""));
        assert_eq!(shown(""), Some(String::new()));
        assert_eq!(shown("\"$user\", public"), None);
        assert_eq!(shown("é"), None);
        assert_eq!(shown("'a'"), None);
    }
}
