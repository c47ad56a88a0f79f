//! The bytes that tables take with their rows, measured in temporary copies.

use std::fmt::Write as _;

use blink::{Connection, Seeder, TableName, quote_identifier, quote_literal};

use super::trial::Trial;
use crate::error::Error;
use crate::facts::{Column, Facts};
use crate::plan::{Plan, TablePlan, quoted};

/// The name of a temporary copy.
const COPY: &str = "blink_copy";

const OF_COPY: &str = include_str!("copy.sql");

const SIZE: &str = "SELECT pg_catalog.pg_total_relation_size('pg_temp.blink_copy')";

const BACK: &str = "ROLLBACK TO SAVEPOINT blink_measured; RELEASE SAVEPOINT blink_measured";

/// The bytes of a table with its indexes and all that is stored out of line, as `pg_total_relation_size` counts them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Measured {
    pub(crate) rows: u64,
    /// Without a row.
    pub(crate) empty: u64,
    /// With the rows, as the engine leaves it with so many.
    pub(crate) filled: u64,
    /// With the rows, and indexes that were built afterwards.
    pub(crate) rebuilt: u64,
}

/// The outcome of the measuring of a table: its bytes, or the server's words.
type Measurement = Result<Measured, String>;

impl Plan {
    /// Fills a temporary copy of each of these tables, measures it, and takes it back. Copies have no triggers and no foreign keys,
    /// and nobody else can see them.
    ///
    /// # Errors
    /// The error of the connection.
    pub(crate) async fn measure<C: Connection>(
        &self,
        facts: &Facts,
        is_wanted: impl Fn(&TablePlan) -> bool,
        conn: &mut C,
    ) -> Result<Vec<(TableName, Measurement)>, Error> {
        let mut trial = Trial::begin(conn).await?;
        let mut all = Vec::new();
        let made = self.tables.iter().filter(|table| !table.is_own);
        for table in made.filter(|table| is_wanted(table)) {
            trial.execute("SAVEPOINT blink_measured").await?;
            let measured = self.measure_table(table, facts, &mut trial).await;
            // An error of the connection ends it here.
            trial.execute(BACK).await?;
            all.push((table.name.clone(), measured));
        }
        trial.end().await?;
        Ok(all)
    }

    async fn measure_table<C: Connection>(
        &self,
        table: &TablePlan,
        facts: &Facts,
        trial: &mut Trial<'_, C>,
    ) -> Measurement {
        let said = |error: Error| format!("{error:#}");
        trial.execute(&create(table, facts)).await.map_err(said)?;
        let original = quote_literal(&quoted(&table.name));
        let question = blink::__private::statement(OF_COPY).replace("$original", &original);
        let rows = trial.query(&question).await.map_err(said)?;
        let Some([Some(schema), Some(empty), options]) = rows.first().map(Vec::as_slice) else {
            return Err("its copy is not there".to_owned());
        };
        if let Some(options) = options {
            let set = format!("ALTER TABLE pg_temp.{COPY} SET ({options})");
            trial.execute(&set).await.map_err(said)?;
        }
        let mut seeder = Seeder::new();
        self.add_step(table, TableName::qualified(schema.as_str(), COPY), &mut seeder);
        trial.insert(seeder).await.map_err(said)?;
        let filled = trial.query(SIZE).await.map_err(said)?;
        let reindex = format!("REINDEX TABLE pg_temp.{COPY}; {SIZE}");
        let rebuilt = trial.query(&reindex).await.map_err(said)?;
        let number = |text: &str| text.parse::<u64>().map_err(|error| error.to_string());
        let size = |rows: &[blink::TextRow]| {
            let value = rows.last().and_then(|row| row.first()?.as_deref());
            value.map_or(Err("it has no size".to_owned()), number)
        };
        Ok(Measured {
            rows: table.rows,
            empty: number(empty)?,
            filled: size(&filled)?,
            rebuilt: size(&rebuilt)?,
        })
    }
}

/// The statements that create a table's copy. Sequences stay as they are: a copy has no identity and no default that
/// calls anything.
fn create(table: &TablePlan, facts: &Facts) -> String {
    let mut sql = format!(
        "CREATE TEMPORARY TABLE {COPY} (LIKE {} INCLUDING ALL EXCLUDING DEFAULTS EXCLUDING IDENTITY \
         EXCLUDING CONSTRAINTS EXCLUDING COMMENTS EXCLUDING STATISTICS)",
        quoted(&table.name)
    );
    let is_sent = |column: &&Column| table.columns.iter().any(|sent| sent.name == column.name);
    let columns = facts.table(&table.name).map_or(&[][..], |facts| &facts.columns);
    let left = columns
        .iter()
        .filter(|column| !is_sent(column) && column.generated_by().is_none());
    for column in left {
        let name = quote_identifier(&column.name);
        let is_plain = |default: &&String| column.default_functions.is_empty() && !default.contains("nextval(");
        if let Some(default) = column.default.as_ref().filter(is_plain) {
            // Writing to a String does not fail.
            _ = write!(
                sql,
                "; ALTER TABLE pg_temp.{COPY} ALTER COLUMN {name} SET DEFAULT {default}"
            );
        } else if column.not_null {
            _ = write!(sql, "; ALTER TABLE pg_temp.{COPY} ALTER COLUMN {name} DROP NOT NULL");
        }
    }
    sql
}
