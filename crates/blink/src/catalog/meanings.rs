//! The objects that the names in functions' bodies stand for.

use std::collections::BTreeSet;

use super::function_body::{CalledName, FunctionBody};
use super::functions::READS;
use super::reader::{RowReader, statement};
use crate::connection::Connection;
use crate::connection::session::Session;
use crate::error::Error;
use crate::sql::{comma_separated, quote_literal};

const MEANINGS: &str = include_str!("sql/meanings.sql");

/// The operators that key words and the types of PL/pgSQL's variables stand for: IN, CASE, BETWEEN, LIKE, DISTINCT.
const IMPLIED_OPERATORS: [&str; 10] = ["=", "<>", "<", "<=", ">", ">=", "~~", "!~~", "~~*", "!~~*"];

/// The objects that some names may stand for.
#[derive(Debug, Default)]
pub(super) struct Meanings {
    functions: Vec<NamedFunction>,
    /// Operators whose function is the user's.
    operators: BTreeSet<String>,
    /// Types whose values run code, with their schemas.
    types: Vec<(String, String)>,
    /// True if code of the user's is called without a name: in a cast, or for a type's default operators.
    nameless: bool,
}

#[derive(Debug)]
struct NamedFunction {
    schema: String,
    name: String,
    is_harmless: bool,
}

impl Meanings {
    /// Asks what the names in some bodies stand for.
    pub(super) async fn read<C: Connection>(
        session: &mut Session<'_, C>,
        bodies: &[&FunctionBody],
    ) -> Result<Self, Error> {
        let mut meanings = Self::default();
        if bodies.is_empty() {
            return Ok(meanings);
        }
        let calls = bodies.iter().flat_map(|body| &body.calls).map(|call| &*call.name);
        let operators = bodies.iter().flat_map(|body| &body.operators).map(|name| &**name);
        let types = bodies.iter().flat_map(|body| body.names.union(&body.fields));
        let sql = statement(MEANINGS)
            .replace("$reads", &statement(READS))
            .replace("$calls", &literals(calls))
            .replace("$operators", &literals(operators.chain(IMPLIED_OPERATORS)))
            .replace("$types", &literals(types.map(|name| &**name)));
        for row in session.query(&sql).await? {
            meanings.add(RowReader::new(row))?;
        }
        Ok(meanings)
    }

    fn add(&mut self, mut row: RowReader) -> Result<(), Error> {
        match row.text()?.as_str() {
            "function" => self.functions.push(NamedFunction {
                name: row.text()?,
                schema: row.text()?,
                is_harmless: row.bool_or_false()?,
            }),
            "operator" => {
                self.operators.insert(row.text()?);
            }
            "type" => self.types.push((row.text()?, row.text()?)),
            _ => self.nameless = true,
        }
        row.end()
    }

    /// Returns true if no name of the body stands for code that may read a table. `search_path` is the function's own:
    /// without one, the caller's decides, and a function of any schema may be called.
    pub(super) fn are_harmless(&self, body: &FunctionBody, search_path: Option<&[String]>) -> bool {
        let is_type = |(name, schema): &(String, String)| {
            body.names.contains(name) || body.fields.contains(name) && matches!(schema.as_str(), "new" | "old")
        };
        let implied = IMPLIED_OPERATORS.into_iter();
        !self.nameless
            && !self.types.iter().any(is_type)
            && !implied
                .chain(body.operators.iter().map(|name| &**name))
                .any(|name| self.operators.contains(name))
            && body.calls.iter().all(|call| self.is_harmless(call, search_path))
    }

    /// Of several functions of a name, the types of the arguments decide, which are not known here.
    fn is_harmless(&self, call: &CalledName, search_path: Option<&[String]>) -> bool {
        if call.schema.as_deref().is_some_and(|schema| schema != "pg_catalog") {
            return false;
        }
        let mut candidates = self.functions.iter().filter(|function| {
            function.name == call.name
                && (function.schema == "pg_catalog"
                    || call.schema.is_none() && search_path.is_none_or(|path| path.contains(&function.schema)))
        });
        let mut found = candidates.by_ref().peekable();
        (found.peek().is_some() || !call.is_function) && found.all(|function| function.is_harmless)
    }
}

fn literals<'n>(names: impl Iterator<Item = &'n str>) -> String {
    // IN accepts no empty list, and nothing has an empty name.
    let names = names.chain([""]).collect::<BTreeSet<_>>();
    comma_separated(names.into_iter().map(quote_literal))
}
