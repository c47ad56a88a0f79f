//! Indexes, constraints and foreign keys, with the statements that drop them and bring them back exactly.

use postgres_types::Oid;

use super::reader::{Answer, about, number};
use crate::connection::Connection;
use crate::connection::session::Session;
use crate::error::Error;

const INDEXES: &str = include_str!("sql/indexes.sql");
const FOREIGN_KEYS: &str = include_str!("sql/foreign_keys.sql");
const OBSTACLES: &str = include_str!("sql/obstacles.sql");

/// An index, a constraint with the index behind it, or a foreign key.
#[derive(Clone, Debug)]
pub(crate) struct Object {
    pub(crate) table: Oid,
    /// As SQL.
    pub(crate) table_name: String,
    /// Of the index, or of the foreign key.
    pub(crate) oid: Oid,
    pub(crate) kind: ObjectKind,
    pub(crate) name: String,
    pub(crate) drop: String,
    pub(crate) build: String,
    /// What the statement that builds it does not say: comments, statistics targets, marks.
    pub(crate) finish: Option<String>,
    /// Empty for the database's own.
    pub(crate) tablespace: String,
    pub(crate) deferrable: bool,
    pub(crate) deferred: bool,
    /// Why it cannot be dropped and brought back, whatever the run.
    pub(crate) obstacle: Option<String>,
    pub(crate) reference: Option<Reference>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ObjectKind {
    Index,
    PrimaryKey,
    Unique,
    Exclusion,
    ForeignKey,
}

/// What a foreign key refers to.
#[derive(Clone, Debug)]
pub(crate) struct Reference {
    pub(crate) table: Oid,
    /// As SQL.
    pub(crate) table_name: String,
    pub(crate) index: Oid,
    pub(crate) index_name: String,
}

impl ObjectKind {
    pub(crate) fn shown(self) -> &'static str {
        match self {
            Self::Index => "index",
            Self::PrimaryKey => "primary key",
            Self::Unique => "unique constraint",
            Self::Exclusion => "exclusion constraint",
            Self::ForeignKey => "foreign key",
        }
    }
}

impl Object {
    pub(crate) fn is_foreign_key(&self) -> bool {
        self.kind == ObjectKind::ForeignKey
    }

    /// Whether this is what the other one was: all but the OIDs.
    pub(crate) fn is_as(&self, before: &Self) -> bool {
        let index = |object: &Self| object.reference.as_ref().map(|reference| reference.index_name.clone());
        (
            self.table,
            self.kind,
            &self.name,
            &self.build,
            &self.finish,
            &self.tablespace,
        ) == (
            before.table,
            before.kind,
            &before.name,
            &before.build,
            &before.finish,
            &before.tablespace,
        ) && (self.deferrable, self.deferred, index(self)) == (before.deferrable, before.deferred, index(before))
    }
}

/// Reads the objects of these tables and the foreign keys that refer to them, in the order in which they were made.
pub(crate) async fn read<C: Connection>(session: &mut Session<'_, C>, tables: &[Oid]) -> Result<Vec<Object>, Error> {
    let sql = format!("{INDEXES}\nUNION ALL\n{FOREIGN_KEYS}\nORDER BY 3");
    let rows = session.query(&about(&sql, tables.iter().copied())).await?;
    rows.into_iter().map(|row| object(Answer::new(row))).collect()
}

/// The same, with what stands against dropping each.
pub(crate) async fn read_with_obstacles<C: Connection>(
    session: &mut Session<'_, C>,
    tables: &[Oid],
) -> Result<Vec<Object>, Error> {
    let mut objects = read(session, tables).await?;
    for row in session.query(&about(OBSTACLES, tables.iter().copied())).await? {
        let mut row = Answer::new(row);
        let oid = row.number::<Oid>()?;
        let obstacle = row.next()?;
        row.end()?;
        if let Some(object) = objects.iter_mut().find(|object| object.oid == oid) {
            object.obstacle = obstacle;
        }
    }
    Ok(objects)
}

fn object(mut row: Answer) -> Result<Object, Error> {
    let object = Object {
        table: row.number()?,
        table_name: row.text()?,
        oid: row.number()?,
        kind: match row.text()?.as_str() {
            "p" => ObjectKind::PrimaryKey,
            "u" => ObjectKind::Unique,
            "x" => ObjectKind::Exclusion,
            "f" => ObjectKind::ForeignKey,
            _ => ObjectKind::Index,
        },
        name: row.text()?,
        drop: row.text()?,
        build: row.text()?,
        finish: row.next()?,
        tablespace: row.text()?,
        deferrable: row.flag()?,
        deferred: row.flag()?,
        obstacle: None,
        reference: match row.next()? {
            Some(table) => Some(Reference {
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
