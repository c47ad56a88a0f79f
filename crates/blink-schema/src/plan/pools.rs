//! The rows of tables that are not filled, to which others refer.

use std::borrow::Cow;

use blink::{Connection, TableName, quote_identifier};

use super::references::References;
use super::scope::{Place, Scope};
use crate::error::Error;
use crate::expr::{Context, Expr, Patterns, evaluate};
use crate::facts::Table;
use crate::value::Value;

/// The most rows that are read of a table.
pub(crate) const MOST_ROWS: u64 = 10_000;

/// A table with rows, and the columns to which others refer.
#[derive(Clone, Debug)]
pub(crate) struct Pool {
    pub(crate) table: TableName,
    /// The number of rows, as far as the catalog says.
    rows: u64,
    /// The columns with their types.
    columns: Vec<(String, String)>,
}

impl Pool {
    /// The pools of all tables that have rows and are referred to.
    pub(crate) fn all(scope: &Scope<'_>, references: &References<'_>) -> Vec<Self> {
        let mut pools = scope.with_rows.iter().map(|table| Self::new(table)).collect::<Vec<_>>();
        for reference in references.of.iter().flatten() {
            let Some(Place::WithRows(place)) = reference.parent else {
                continue;
            };
            for name in &reference.key.parent_columns {
                pools[place].add(scope, place, name);
            }
        }
        pools
    }

    fn new(table: &Table) -> Self {
        Self {
            table: table.name.clone(),
            rows: table.rows,
            columns: Vec::new(),
        }
    }

    fn add(&mut self, scope: &Scope<'_>, place: usize, name: &str) {
        if self.columns.iter().any(|(own, _)| own == name) {
            return;
        }
        let column = scope.with_rows[place]
            .columns
            .iter()
            .find(|column| column.name == *name);
        if let Some(column) = column {
            let ty = scope.facts.types.base(&column.ty).name.clone();
            self.columns.push((name.to_owned(), ty));
        }
    }

    /// The number of rows that will be known.
    pub(crate) fn size(&self) -> u64 {
        self.rows.min(MOST_ROWS)
    }

    /// The place of a column among those that are read.
    pub(crate) fn part(&self, name: &str) -> usize {
        self.columns
            .iter()
            .position(|(own, _)| own == name)
            .unwrap_or(usize::MAX)
    }

    /// Reads the rows; of a large table a sample that is the same every time.
    ///
    /// # Errors
    /// The error of the server or the driver.
    pub(crate) async fn read<C: Connection>(&self, conn: &mut C) -> Result<Vec<Vec<Value<'static>>>, Error> {
        if self.columns.is_empty() {
            return Ok(Vec::new());
        }
        let rows = conn.query(&self.question()).await?;
        let key = |row: &Vec<Option<String>>| {
            let values = row.iter().zip(&self.columns);
            values.map(|(text, (_, ty))| read_value(text.as_deref(), ty)).collect()
        };
        Ok(rows.iter().map(key).collect())
    }

    fn question(&self) -> String {
        let names = self
            .columns
            .iter()
            .map(|(name, _)| quote_identifier(name))
            .collect::<Vec<_>>();
        let texts = names
            .iter()
            .map(|name| format!("{name}::pg_catalog.text"))
            .collect::<Vec<_>>();
        let present = names
            .iter()
            .map(|name| format!("{name} IS NOT NULL"))
            .collect::<Vec<_>>();
        let sample = if self.rows > 10 * MOST_ROWS {
            let percent = 200.0 * MOST_ROWS as f64 / self.rows as f64;
            format!(" TABLESAMPLE SYSTEM ({percent}) REPEATABLE (1)")
        } else {
            String::new()
        };
        format!(
            "SELECT {} FROM {}{sample} WHERE {} ORDER BY {} LIMIT {MOST_ROWS}",
            texts.join(", "),
            quoted(&self.table),
            present.join(" AND "),
            names.join(", "),
        )
    }
}

pub(crate) fn quoted(table: &TableName) -> String {
    match table.schema() {
        Some(schema) => format!("{}.{}", quote_identifier(schema), quote_identifier(table.table())),
        None => quote_identifier(table.table()),
    }
}

/// The value of a text that the server wrote for a type; as the text itself where the type is not known.
pub(crate) fn read_value(text: Option<&str>, ty: &str) -> Value<'static> {
    let Some(text) = text else {
        return Value::Null;
    };
    let constant = Expr::Constant(Value::Text(Cow::Owned(text.to_owned())));
    let patterns = Patterns::default();
    let context = Context {
        columns: &|_| None,
        now: 0,
        patterns: &patterns,
    };
    evaluate(&Expr::Cast(Box::new(constant), ty.to_owned()), &context)
        .unwrap_or_else(|_| Value::Literal(Cow::Owned(text.to_owned())))
}
