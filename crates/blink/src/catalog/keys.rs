//! Indexes, constraints and foreign keys, with the statements that drop and restore them exactly.

use postgres_types::Oid;

use super::reader::{RowReader, number, with_table_oids};
use super::server_code::{self, ServerCode};
use crate::connection::Connection;
use crate::connection::session::Session;
use crate::error::Error;

const INDEXES: &str = include_str!("sql/indexes.sql");
const FOREIGN_KEYS: &str = include_str!("sql/foreign_keys.sql");
const OBJECT_BLOCKERS: &str = include_str!("sql/object_blockers.sql");

/// An index, a constraint with its index, or a foreign key.
#[derive(Clone, Debug)]
pub(crate) struct IndexOrConstraint {
    pub(crate) table: Oid,
    /// The table's name as SQL.
    pub(crate) table_name: String,
    pub(crate) id: ObjectId,
    pub(crate) kind: ObjectKind,
    pub(crate) name: String,
    pub(crate) drop_sql: String,
    pub(crate) create_sql: String,
    /// The statements for properties that `create_sql` does not set: comments, statistics targets, marks.
    pub(crate) post_build_sql: Option<String>,
    /// The tablespace; empty for the database's default.
    pub(crate) tablespace: String,
    pub(crate) deferrable: bool,
    pub(crate) deferred: bool,
    /// The reason why the object cannot be dropped and restored in any run.
    pub(crate) blocker: Option<String>,
    pub(crate) reference: Option<ReferencedIndex>,
}

/// Identifies an index or a foreign key by its OID, which is unique only within its catalog: after `pg_upgrade` an index and
/// a foreign key may well have the same. A constraint that has an index is identified by that.
///
/// Indexes come first, which foreign keys need, and each kind in the order of its OIDs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum ObjectId {
    Index(Oid),
    ForeignKey(Oid),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ObjectKind {
    Index,
    PrimaryKey,
    Unique,
    Exclusion,
    ForeignKey,
}

/// The table and the index that a foreign key refers to.
#[derive(Clone, Debug)]
pub(crate) struct ReferencedIndex {
    pub(crate) table: Oid,
    /// The table's name as SQL.
    pub(crate) table_name: String,
    pub(crate) index: Oid,
    pub(crate) index_name: String,
}

impl ObjectId {
    pub(crate) fn new(is_foreign_key: bool, oid: Oid) -> Self {
        if is_foreign_key {
            Self::ForeignKey(oid)
        } else {
            Self::Index(oid)
        }
    }
}

impl ObjectKind {
    pub(crate) fn display_name(self) -> &'static str {
        match self {
            Self::Index => "index",
            Self::PrimaryKey => "primary key",
            Self::Unique => "unique constraint",
            Self::Exclusion => "exclusion constraint",
            Self::ForeignKey => "foreign key",
        }
    }
}

impl IndexOrConstraint {
    pub(crate) fn is_foreign_key(&self) -> bool {
        self.kind == ObjectKind::ForeignKey
    }

    /// Returns true if the definitions are equal except for the OIDs.
    pub(crate) fn same_definition(&self, before: &Self) -> bool {
        let index = |object: &Self| object.reference.as_ref().map(|reference| reference.index_name.clone());
        (
            self.table,
            self.kind,
            &self.name,
            &self.create_sql,
            &self.post_build_sql,
            &self.tablespace,
        ) == (
            before.table,
            before.kind,
            &before.name,
            &before.create_sql,
            &before.post_build_sql,
            &before.tablespace,
        ) && (self.deferrable, self.deferred, index(self)) == (before.deferrable, before.deferred, index(before))
    }
}

/// Reads the objects of these tables and the foreign keys that refer to the tables, ordered by their OIDs.
pub(crate) async fn read<C: Connection>(
    session: &mut Session<'_, C>,
    tables: &[Oid],
) -> Result<Vec<IndexOrConstraint>, Error> {
    let sql = format!("{INDEXES}\nUNION ALL\n{FOREIGN_KEYS}\nORDER BY 3");
    let rows = session.query(&with_table_oids(&sql, tables.iter().copied())).await?;
    rows.into_iter().map(|row| read_object(RowReader::new(row))).collect()
}

/// Reads the same objects as [`read`], each with the reason why it cannot be dropped.
pub(crate) async fn read_with_blockers<C: Connection>(
    session: &mut Session<'_, C>,
    tables: &[Oid],
) -> Result<Vec<IndexOrConstraint>, Error> {
    let mut objects = read(session, tables).await?;
    let code = server_code::read_of_indexes(session, tables).await?;
    let sql = with_table_oids(OBJECT_BLOCKERS, tables.iter().copied());
    for row in session.query(&sql).await? {
        let mut row = RowReader::new(row);
        let (is_foreign_key, oid) = (row.bool_or_false()?, row.number()?);
        let id = ObjectId::new(is_foreign_key, oid);
        let blocker = row.nullable_text()?;
        let other_owner = row.bool_or_false()?;
        row.end()?;
        if let Some(object) = objects.iter_mut().find(|object| object.id == id) {
            object.blocker = blocker.or_else(|| changed_call(&code, id, other_owner));
        }
    }
    Ok(objects)
}

/// Returns the reason against building an index that calls a function in another way than a row does: since 17 under
/// another `search_path`, and in every version as the table's owner (`index_build` in index.c). What worked for each row
/// may fail there.
fn changed_call(code: &ServerCode, id: ObjectId, other_owner: bool) -> Option<String> {
    let ObjectId::Index(index) = id else { return None };
    let changed = code
        .called_by_index(index)
        .filter(|function| other_owner || function.depends_on_search_path);
    let first = changed.map(|function| &function.name).min()?;
    Some(format!("a rebuild would not call {first} as a row does"))
}

fn read_object(mut row: RowReader) -> Result<IndexOrConstraint, Error> {
    let (table, table_name) = (row.number()?, row.text()?);
    let oid = row.number()?;
    let kind = match row.text()?.as_str() {
        "p" => ObjectKind::PrimaryKey,
        "u" => ObjectKind::Unique,
        "x" => ObjectKind::Exclusion,
        "f" => ObjectKind::ForeignKey,
        _ => ObjectKind::Index,
    };
    let object = IndexOrConstraint {
        table,
        table_name,
        id: ObjectId::new(kind == ObjectKind::ForeignKey, oid),
        kind,
        name: row.text()?,
        drop_sql: row.text()?,
        create_sql: row.text()?,
        post_build_sql: row.nullable_text()?,
        tablespace: row.text()?,
        deferrable: row.bool_or_false()?,
        deferred: row.bool_or_false()?,
        blocker: None,
        reference: match row.nullable_text()? {
            Some(table) => Some(ReferencedIndex {
                table: number(&table)?,
                table_name: row.text()?,
                index: row.number()?,
                index_name: row.text()?,
            }),
            None => None,
        },
    };
    row.end()?;
    Ok(object)
}
