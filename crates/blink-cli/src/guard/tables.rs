//! The tables of a run, and whether they have rows.

use std::fmt;
use std::time::Duration;

use blink::__private::statement;
use blink::{TableName, quote_identifier, quote_literal};
use tokio_postgres::Client;
use tokio_postgres::error::SqlState;

use super::question::{LIMIT, Row, Values, ask, failed};
use crate::exit::Failure;
use crate::terminal::{counted, escape};

/// The rows that are counted at most; more are estimated.
const COUNTED: u64 = 1_000;

/// The time that counting the rows of one table may take, if that of all took too long.
const LIMIT_OF_ONE: Duration = Duration::from_secs(2);

/// A table that the run fills.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableFacts {
    /// The name in the catalog.
    pub name: TableName,
    /// Its rows.
    pub rows: Rows,
}

/// The rows of a table before the run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rows {
    /// So many.
    Exactly(u64),
    /// More than are counted; the server's estimate.
    About(u64),
    /// It cannot be seen whether there are any; the reason.
    Unseen(&'static str),
}

impl Rows {
    /// Returns true if there may be rows.
    pub fn may_be_some(&self) -> bool {
        *self != Self::Exactly(0)
    }
}

impl fmt::Display for Rows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exactly(0) => f.write_str("no rows"),
            Self::Exactly(n) => f.write_str(&counted(*n, "row")),
            Self::About(n) => write!(f, "about {}", counted(*n, "row")),
            Self::Unseen(why) => write!(f, "cannot see its rows: {why}"),
        }
    }
}

/// Prints `public.users (1,200 rows)`.
impl fmt::Display for TableFacts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", escape(&self.name.to_string()), self.rows)
    }
}

/// Looks at the tables. A name that no table has is left out: the run itself says so.
pub(super) async fn look(client: &Client, names: &[TableName]) -> Result<Vec<TableFacts>, Failure> {
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let list = names
        .iter()
        .enumerate()
        .map(|(n, name)| format!("({n}, {})", quote_literal(&sql_name(name))));
    let sql = statement(include_str!("sql/tables.sql")).replace("$names", &list.collect::<Vec<_>>().join(", "));
    let rows = ask(client, &sql, LIMIT).await.map_err(|error| failed(&error))?;
    let mut known = rows.into_iter().map(Known::read).collect::<Result<Vec<_>, _>>()?;
    let asked = known
        .iter_mut()
        .filter(|table| table.question.is_some())
        .collect::<Vec<_>>();
    count(client, asked).await;
    Ok(known.into_iter().map(|known| known.facts).collect())
}

/// A table, and what is yet to be done about it.
struct Known {
    facts: TableFacts,
    question: Option<Question>,
    estimated: u64,
}

/// A question about a table, whose answer is a number.
enum Question {
    /// Its rows, up to the limit and one.
    Rows,
    /// The bytes of these relations, where the role may not read the rows: a table that has rows has a page.
    Bytes(String),
}

impl Known {
    fn read(row: Row) -> Result<Self, Failure> {
        let mut values = Values::new(row);
        let _number = values.number()?;
        let (schema, name, kind) = (values.text()?, values.text()?, values.text()?);
        let (is_readable, is_foreign, files) = (values.bool(), values.bool(), values.nullable());
        let estimated = values.nullable().and_then(|rows| rows.parse::<u64>().ok()).unwrap_or(0);
        let (unseen, question) = match files {
            // Reading one would run code of its owner's.
            _ if kind == "v" => ("it is a view, and what is behind it is not looked at", None),
            _ if is_foreign => ("they are on another server, which is not looked at", None),
            Some(files) if !is_readable => ("this role may not read all of them", Some(Question::Bytes(files))),
            // A partitioned table without partitions has no file.
            None if !is_readable => ("this role may not read all of them", None),
            _ => ("the server did not tell", Some(Question::Rows)),
        };
        Ok(Self {
            facts: TableFacts {
                name: TableName::qualified(schema, name),
                rows: Rows::Unseen(unseen),
            },
            question,
            estimated,
        })
    }

    /// The query that answers its question.
    fn query(&self, n: usize) -> String {
        match &self.question {
            Some(Question::Bytes(files)) => format!(
                "SELECT {n}, pg_catalog.sum(pg_catalog.pg_relation_size(f))::pg_catalog.int8 \
                 FROM pg_catalog.unnest(ARRAY[{files}]::pg_catalog.oid[]) f"
            ),
            Some(Question::Rows) | None => format!(
                "SELECT {n}, pg_catalog.count(*) FROM (SELECT FROM {} LIMIT {}) t{n}",
                sql_name(&self.facts.name),
                COUNTED + 1
            ),
        }
    }

    fn answered(&mut self, number: u64) {
        match self.question {
            Some(Question::Bytes(_)) if number > 0 => {}
            _ if number > COUNTED => self.facts.rows = Rows::About(self.estimated.max(number)),
            _ => self.facts.rows = Rows::Exactly(number),
        }
    }
}

/// Counts the rows of all in one question; if the server does not answer that, of each in one of its own.
async fn count(client: &Client, mut tables: Vec<&mut Known>) {
    if tables.is_empty() {
        return;
    }
    let all = tables.iter().enumerate().map(|(n, table)| table.query(n));
    let sql = all.collect::<Vec<_>>().join(" UNION ALL ");
    if let Ok(rows) = ask(client, &sql, LIMIT).await {
        for row in rows {
            note(&mut tables, row);
        }
        return;
    }
    for n in 0..tables.len() {
        let Some(table) = tables.get_mut(n) else { continue };
        match ask(client, &table.query(n), LIMIT_OF_ONE).await {
            Ok(rows) => {
                for row in rows {
                    note(&mut tables, row);
                }
            }
            Err(error) => {
                let why = match error.code() {
                    Some(&SqlState::LOCK_NOT_AVAILABLE) => "another session has locked it",
                    Some(&SqlState::QUERY_CANCELED) => "the server did not count them in time",
                    _ => "the server did not tell",
                };
                table.facts.rows = Rows::Unseen(why);
            }
        }
    }
}

/// Notes the answer about a table.
fn note(tables: &mut [&mut Known], row: Row) {
    let mut values = Values::new(row);
    let (Ok(n), Ok(number)) = (values.number(), values.number()) else {
        return;
    };
    if let Some(table) = usize::try_from(n).ok().and_then(|n| tables.get_mut(n)) {
        table.answered(number);
    }
}

/// A table's name as SQL.
fn sql_name(name: &TableName) -> String {
    match name.schema() {
        Some(schema) => format!("{}.{}", quote_identifier(schema), quote_identifier(name.table())),
        None => quote_identifier(name.table()),
    }
}
