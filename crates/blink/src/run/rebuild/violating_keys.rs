//! All keys that kept an index or a foreign key from being rebuilt: the server is asked for them before the rollback.

use std::sync::Arc;

use super::filled_steps::OrderedSteps;
use super::settings::set_config;
use super::{DroppedObject, Rebuilder};
use crate::catalog::RowReader;
use crate::catalog::key_checks::KeyCheck;
use crate::catalog::keys::{self, IndexOrConstraint, ObjectKind};
use crate::connection::session::Session;
use crate::connection::{Connection, TextRow};
use crate::error::sqlstate;
use crate::error::{Error, ViolatingKey, Violations};
use crate::sql::{TableName, comma_separated};

/// The most rows of a key that are named.
const MAX_ROWS: usize = 10;

/// The most characters of a value that are read.
const MAX_CHARACTERS: usize = 256;

impl Rebuilder<'_> {
    /// The keys, if the server can be asked for them. A failure here is ignored: the run fails anyway.
    pub(super) async fn violations<C: Connection>(
        &self,
        dropped: &DroppedObject,
        error: &Error,
        session: &mut Session<'_, C>,
    ) -> Option<Violations> {
        if !is_of_a_key(error) {
            return None;
        }
        session.execute("ROLLBACK TO SAVEPOINT blink_build").await.ok()?;
        let steps = self.ordered_steps(dropped.object.table);
        let path = Some(dropped.search_path.as_str());
        read(&dropped.object, path, self.plan.max_violations, steps, session).await
    }

    /// The same for a foreign key that was deferred, and not dropped.
    pub(super) async fn violations_of_deferred<C: Connection>(
        &self,
        error: &Error,
        session: &mut Session<'_, C>,
    ) -> Option<Violations> {
        let server = error.server().filter(|_| is_of_a_key(error))?;
        let name = TableName::qualified(server.schema.clone()?, server.table.clone()?);
        let table = self.plan.tables.iter().find(|table| table.name == name)?;
        session.execute("ROLLBACK TO SAVEPOINT blink_check").await.ok()?;
        let keys = keys::read_with_blockers(session, &[table.oid]).await.ok()?;
        let mut keys = keys.iter().filter(|key| key.table == table.oid && key.is_foreign_key());
        let key = keys.find(|key| server.constraint.as_ref() == Some(&key.name))?;
        let steps = self.ordered_steps(table.oid);
        read(key, None, self.plan.max_violations, steps, session).await
    }
}

/// Returns true if rows break a unique index or a foreign key.
pub(super) fn is_of_a_key(error: &Error) -> bool {
    let codes = [sqlstate::UNIQUE_VIOLATION, sqlstate::FOREIGN_KEY_VIOLATION];
    !error.is_connection_lost() && error.sqlstate().is_some_and(|code| codes.contains(&code))
}

/// Asks for at most so many keys, under this `search_path`.
pub(super) async fn read<C: Connection>(
    object: &IndexOrConstraint,
    search_path: Option<&str>,
    max: usize,
    steps: Option<OrderedSteps<'_>>,
    session: &mut Session<'_, C>,
) -> Option<Violations> {
    let check = object.check.as_ref().filter(|_| max > 0)?;
    // The server checks a key whatever a policy hides; the question is refused where one would hide rows.
    let mut settings = vec![set_config("row_security", "off")];
    settings.extend(search_path.map(|path| set_config("search_path", path)));
    session.execute(&settings.join("; ")).await.ok()?;
    let rows = session.query(&question(check, max)).await.ok()?;
    let keys = Answer { check, steps };
    keys.read(object, rows).ok().flatten()
}

/// The rows of the first keys, in the order of these keys.
///
/// The server compares keys by the equality of their types, as the index does. A snapshot that is older than the
/// statement may lack rows that the server has seen.
fn question(check: &KeyCheck, max: usize) -> String {
    let numbered = (1..).zip(&check.columns);
    let named = numbered.map(|(n, column)| format!("{} AS k{n}", column.value));
    let keys = comma_separated((1..=check.columns.len()).map(|n| format!("k{n}")));
    let texts = (1..=check.columns.len()).map(|n| {
        format!("CASE WHEN pg_catalog.num_nulls(k{n}) = 0 THEN pg_catalog.left(pg_catalog.format('%s', k{n}), {MAX_CHARACTERS}) END")
    });
    let orphan = check.is_orphan();
    let at_fault = orphan.as_ref().map_or("count > 1", |_| "true");
    let is_orphan = orphan.as_deref().unwrap_or("true");
    format!(
        "SELECT key_count, row_count, place, count, n, total, {texts} FROM (SELECT *, \
         pg_catalog.dense_rank() OVER (ORDER BY first) AS place, \
         pg_catalog.count(*) FILTER (WHERE nth = 1) OVER () AS key_count, pg_catalog.count(*) OVER () AS row_count \
         FROM (SELECT n, total, {keys}, pg_catalog.count(*) OVER (PARTITION BY {keys}) AS count, \
         pg_catalog.row_number() OVER (PARTITION BY {keys} ORDER BY n) AS nth, \
         pg_catalog.min(n) OVER (PARTITION BY {keys}) AS first \
         FROM (SELECT pg_catalog.row_number() OVER (ORDER BY tableoid, ctid) AS n, pg_catalog.count(*) OVER () AS total, \
         {named}, {checked} AS checked FROM {rows_of}) AS numbered WHERE checked AND {is_orphan}) AS counted \
         WHERE {at_fault} AND pg_catalog.current_setting('transaction_isolation') = 'read committed') AS broken \
         WHERE place <= {max} AND nth <= {MAX_ROWS} ORDER BY place, nth",
        texts = comma_separated(texts),
        named = comma_separated(named),
        checked = check.is_checked(),
        rows_of = check.rows_of,
    )
}

/// The answer to the question.
struct Answer<'a> {
    check: &'a KeyCheck,
    steps: Option<OrderedSteps<'a>>,
}

impl Answer<'_> {
    fn read(&self, object: &IndexOrConstraint, rows: Vec<TextRow>) -> Result<Option<Violations>, Error> {
        let columns = self.check.columns.iter().map(|column| column.name.clone());
        let columns = columns.collect::<Arc<[_]>>();
        let mut violations = Violations {
            name: object.name.clone(),
            object: match object.kind {
                ObjectKind::Index => "unique index",
                kind => kind.display_name(),
            },
            referenced: self.check.referenced.as_ref().map(|referenced| referenced.name.clone()),
            keys: Vec::new(),
            key_count: 0,
            row_count: 0,
        };
        let mut last = 0;
        for row in rows {
            let mut row = RowReader::new(row);
            (violations.key_count, violations.row_count) = (row.number()?, row.number()?);
            let (place, row_count) = (row.number::<u64>()?, row.number()?);
            let (n, total) = (row.number()?, row.number()?);
            let values = columns.iter().map(|_| row.nullable_text());
            let values = values.collect::<Result<Vec<_>, _>>()?;
            if place != last {
                last = place;
                violations.keys.push(ViolatingKey {
                    columns: Arc::clone(&columns),
                    values,
                    row_count,
                    rows: Vec::new(),
                });
            }
            let found = self.steps.as_ref().and_then(|steps| steps.row_at(n, total));
            if let (Some(found), Some(key)) = (found, violations.keys.last_mut()) {
                key.rows.push(found);
            }
        }
        Ok((!violations.keys.is_empty()).then_some(violations))
    }
}
