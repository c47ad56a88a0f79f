//! A table as it was when the plan was made, to be compared once it is locked.

use std::fmt;

use postgres_types::{Kind, Oid, Type};

use super::reader::{RowReader, statement};
use super::snapshot::Snapshot;
use super::table::{RelKind, TableInfo};
use crate::connection::Connection;
use crate::connection::session::Session;
use crate::error::Error;
use crate::sql::comma_separated;

const XIDS: &str = include_str!("sql/xids.sql");
const PARTITION_XIDS: &str = include_str!("sql/partition_xids.sql");
const CHANGES: &str = include_str!("sql/changes.sql");

/// The state of a table that a plan rests on. It costs no question: the server tells later which of its rows about the
/// table are newer than the plan.
#[derive(Debug)]
pub(crate) struct Baseline {
    /// Taken before all that the plan rests on was read.
    snapshot: Snapshot,
    /// True if another session had locked the table then as one does that alters it.
    locked: bool,
    row_security: bool,
    is_partitioned: bool,
    /// The domains in the types of the columns.
    domains: Vec<Oid>,
    columns: Vec<KnownColumn>,
}

#[derive(Debug, PartialEq, Eq)]
struct KnownColumn {
    name: String,
    not_null: bool,
    has_default: bool,
    is_domain: bool,
}

/// Something about a table that is not as it was.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Change {
    kind: String,
    name: String,
    /// A column's type, NOT NULL and default.
    definition: Option<String>,
}

impl Change {
    /// Returns the column that changed, if it is one.
    pub(crate) fn column(&self) -> Option<&str> {
        (self.kind == "column").then_some(&self.name)
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kind, name, definition } = self;
        match definition {
            Some(definition) => write!(f, "the {kind} {name} is new, or was changed, and is now {definition}"),
            None => write!(f, "the {kind} {name} is new, or was changed"),
        }
    }
}

impl Baseline {
    pub(crate) fn of(table: &TableInfo) -> Self {
        let mut domains = Vec::new();
        for column in &table.columns {
            add_domains(&column.ty, &mut domains);
        }
        let columns = table.columns.iter().map(|column| KnownColumn {
            name: column.name.clone(),
            not_null: column.not_null,
            has_default: column.has_default,
            is_domain: matches!(column.ty.kind(), Kind::Domain(_)),
        });
        Self {
            snapshot: table.snapshot.clone(),
            locked: table.locked,
            row_security: table.row_security,
            is_partitioned: table.kind == RelKind::PartitionedTable,
            columns: columns.collect(),
            domains,
        }
    }

    /// Returns true if no transaction has ended up to this snapshot.
    pub(crate) fn is_as_of(&self, now: &Snapshot) -> bool {
        self.snapshot.is_same(now)
    }

    /// Returns what has come, or was changed, by transactions that have ended up to this snapshot, apart from the indexes
    /// in `rebuilt`. Asks nothing if none has ended, and most often only which transactions wrote the catalog's rows.
    pub(crate) async fn changes<C: Connection>(
        &self,
        table: Oid,
        rebuilt: &[String],
        now: &Snapshot,
        session: &mut Session<'_, C>,
    ) -> Result<Vec<Change>, Error> {
        let mut changes = Vec::new();
        if self.snapshot.is_same(now) {
            return Ok(changes);
        }
        let mut unseen = Vec::new();
        for row in session.query(&self.sql(XIDS, table)).await? {
            let mut row = RowReader::new(row);
            unseen.extend(self.snapshot.unseen(row.number()?, self.locked, now));
            row.end()?;
        }
        if unseen.is_empty() {
            return Ok(changes);
        }
        let xids = comma_separated(unseen.iter().map(|id| format!("({id}::pg_catalog.int8)")));
        let sql = self.sql(CHANGES, table).replace("$xids", &xids);
        for row in session.query(&sql).await? {
            // A column comes twice if its default is new, too.
            let change = self.change(row, rebuilt)?;
            changes.extend(change.filter(|change| !changes.contains(change)));
        }
        Ok(changes)
    }

    fn sql(&self, sql: &str, table: Oid) -> String {
        let partitions = if self.is_partitioned { PARTITION_XIDS } else { "" };
        // IN accepts no empty list, and no type has the OID 0.
        let domains = comma_separated(self.domains.iter().copied().chain([0]));
        statement(sql)
            .replace("$partitions", &statement(partitions))
            .replace("$domains", &domains)
            .replace("$table", &table.to_string())
    }

    /// Returns the change in a row of the answer; None if it makes no difference.
    fn change(&self, row: Vec<Option<String>>, rebuilt: &[String]) -> Result<Option<Change>, Error> {
        let mut row = RowReader::new(row);
        let (kind, name) = (row.text()?, row.text()?);
        let not_null = row.nullable_text()?;
        let now = KnownColumn {
            name: name.clone(),
            not_null: not_null.as_deref() == Some("t"),
            has_default: row.bool_or_false()?,
            is_domain: row.bool_or_false()?,
        };
        let definition = row.nullable_text()?;
        row.end()?;
        let differs = match kind.as_str() {
            "column" => not_null.is_none() || self.column_differs(&now),
            "index" => !rebuilt.contains(&name),
            "row-level security of the table" => !self.row_security,
            _ => true,
        };
        Ok(differs.then_some(Change { kind, name, definition }))
    }

    /// Returns false for a column with other statistics, storage or privileges, and for one that is new but stays NULL.
    fn column_differs(&self, now: &KnownColumn) -> bool {
        match self.columns.iter().find(|column| column.name == now.name) {
            Some(known) => {
                now.not_null && !known.not_null
                    || now.has_default != known.has_default
                    || now.is_domain && !known.is_domain
            }
            None => now.not_null || now.has_default || now.is_domain,
        }
    }
}

/// Adds the domains that a type is, or is made of.
fn add_domains(ty: &Type, domains: &mut Vec<Oid>) {
    match ty.kind() {
        Kind::Domain(base) => {
            if !domains.contains(&ty.oid()) {
                domains.push(ty.oid());
            }
            add_domains(base, domains);
        }
        Kind::Array(part) | Kind::Range(part) | Kind::Multirange(part) => add_domains(part, domains),
        Kind::Composite(fields) => fields.iter().for_each(|field| add_domains(field.type_(), domains)),
        _ => {}
    }
}
