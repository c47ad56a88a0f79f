//! The questions to a live server.

mod answer;
mod building;
mod columns;
mod constraints;
mod error;
mod frame;
mod functions;
mod lists;
mod partitions;
mod rows;
mod stored;
mod tables;
mod types;

use blink::Connection;

use self::answer::Row;
use self::building::Building;
use self::frame::Frame;
use super::database::Facts;

pub use self::error::ReadError;

/// A question, and the place of each row of its answer in the facts.
type Question = (&'static str, fn(&mut Building, &mut Row) -> Result<(), ReadError>);

/// The questions, each after those whose answers it needs.
const QUESTIONS: [Question; 19] = [
    (include_str!("sql/extensions.sql"), functions::add_extension),
    (include_str!("sql/collations.sql"), columns::add_collation),
    (
        include_str!("sql/operator_classes.sql"),
        constraints::add_operator_class,
    ),
    (include_str!("sql/functions.sql"), functions::add_function),
    (include_str!("sql/event_triggers.sql"), functions::add_event_trigger),
    (include_str!("sql/types.sql"), types::add_type),
    (include_str!("sql/enum_labels.sql"), types::add_label),
    (include_str!("sql/composite_fields.sql"), types::add_field),
    (include_str!("sql/domain_checks.sql"), types::add_check),
    (include_str!("sql/tables.sql"), tables::add_table),
    (include_str!("sql/columns.sql"), columns::add_column),
    (
        include_str!("sql/unvalidated_not_nulls.sql"),
        columns::add_unvalidated_not_null,
    ),
    (include_str!("sql/sequences.sql"), columns::add_sequence),
    (include_str!("sql/unique_sets.sql"), constraints::add_unique_set),
    (include_str!("sql/foreign_keys.sql"), constraints::add_foreign_key),
    (include_str!("sql/checks.sql"), constraints::add_check),
    (include_str!("sql/exclusions.sql"), constraints::add_exclusion),
    (include_str!("sql/partitioned.sql"), partitions::add_partitioning),
    (include_str!("sql/parents.sql"), partitions::add_parent),
];

/// Behind the others: a trigger's function is known then, and its table.
const TRIGGERS: Question = (include_str!("sql/triggers.sql"), functions::add_trigger);

/// The number of times that the facts are read while other sessions change the schema.
const ATTEMPTS: u32 = 3;

impl Facts {
    /// Reads the tables of all schemas that are not the system's, and what their rows depend on. Temporary tables are
    /// left out; tables of extensions are marked.
    ///
    /// Any role can ask: what it may not read is estimated. Outside of a transaction all answers are of one moment.
    /// Nothing of the session is changed, nor of a transaction that the caller began: what the reading sets for itself
    /// ends with it, also if it fails. Expressions are printed under the same settings in every session: names outside
    /// of `pg_catalog` have their schemas, dates are ISO's, times in UTC, and amounts of `money` in dollars and cents.
    ///
    /// As the server prints the expressions of a table and measures its file, it waits for a session that holds the
    /// table exclusively, as long as the session's `lock_timeout` allows. Locks are released at once.
    ///
    /// ```no_run
    /// # async fn run(client: &mut tokio_postgres::Client) -> Result<(), blink_schema::facts::ReadError> {
    /// let facts = blink_schema::facts::Facts::read(client).await?;
    /// for table in &facts.tables {
    ///     println!("{}: {} columns, {} rows", table.name, table.columns.len(), table.rows);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// The error of the server or the driver; a server before PostgreSQL 12; a schema that other sessions keep
    /// changing.
    pub async fn read<C: Connection>(conn: &mut C) -> Result<Self, ReadError> {
        let mut attempt = 1;
        loop {
            match read_once(conn).await {
                Err(error) if error.is_of_a_change() && attempt < ATTEMPTS => attempt += 1,
                result => return result,
            }
        }
    }
}

async fn read_once<C: Connection>(conn: &mut C) -> Result<Facts, ReadError> {
    let frame = Frame::of_session(conn).await?;
    let questions = QUESTIONS.iter().chain([&TRIGGERS]);
    let asked = questions.clone().map(|(sql, _)| blink::__private::statement(sql));
    let answers = frame.ask_each(conn, asked).await?;
    let mut building = Building::default();
    building.facts.server_version = frame.version;
    for ((_, add), rows) in questions.zip(answers) {
        for row in rows {
            let mut row = Row::new(row);
            add(&mut building, &mut row)?;
            row.end()?;
        }
    }
    rows::count(&mut building, conn, &frame).await?;
    Ok(building.finish())
}
