//! Indexes, constraints and foreign keys, with the statements that drop and restore them exactly.

use std::collections::{BTreeSet, HashMap};

use postgres_types::Oid;

use super::key_checks::{self, KEY_CHECKS, KeyCheck};
use super::reader::{RowReader, number, with_table_oids};
use super::server_code::{self, ServerCode};
use crate::connection::Connection;
use crate::connection::session::Session;
use crate::error::Error;
use crate::sql::quote_identifier;

const TREE: &str = include_str!("sql/tree.sql");
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
    /// The index or key of its table's parent that it is attached to, and dropped with.
    pub(crate) parent: Option<ObjectId>,
    /// True if the server makes the partition's foreign key with that of its parent. Others existed before and were
    /// adopted.
    made_with_parent: bool,
    /// The name that such a key gets: that of the topmost table's key.
    built_name: Option<String>,
    /// The statement that attaches the index to its parent, once both exist.
    attach_sql: Option<String>,
    /// The indexes of partitions that are attached to it, and the statements that attach them.
    attachments: Vec<(ObjectId, String)>,
    /// True if nothing can keep the server from restoring it but the rows: a B-tree index without expressions or options,
    /// or a foreign key, whose operators came with the server, while no event trigger exists.
    pub(crate) is_plain: bool,
    /// The number of tables that its table is a partition of, directly or not.
    pub(crate) level: u32,
    /// False if the index of a partitioned table lacks that of a partition, or if it was left behind broken.
    pub(crate) valid: bool,
    /// The tablespace; empty for the database's default.
    pub(crate) tablespace: String,
    pub(crate) deferrable: bool,
    pub(crate) deferred: bool,
    /// The reason why the object cannot be dropped and restored in any run.
    pub(crate) blocker: Option<String>,
    pub(crate) reference: Option<ReferencedIndex>,
    /// The condition by which rows break it, if one query can tell.
    pub(crate) check: Option<KeyCheck>,
}

/// Identifies an index or a foreign key by its OID, which is unique only within its catalog: after `pg_upgrade` an index and
/// a foreign key may well have the same. A constraint that has an index is identified by that.
///
/// Indexes come first, which foreign keys need, and each kind in the order of its OIDs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
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
    /// The partitions of the referenced table, for each of which the server keeps a key of its own.
    pub(crate) partitions: Option<String>,
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

    /// The place among the objects that are built: indexes before foreign keys, which need them, and what is of a
    /// partition before its parent's, but for foreign keys that are made with it. Keys to partitioned tables come late: to
    /// the keys that the server makes for each partition it gives names that are free.
    pub(crate) fn build_order(&self) -> impl Ord + use<> {
        let level = i64::from(self.level);
        let to_partitions = self.reference.as_ref().is_some_and(|to| to.partitions.is_some());
        let (rank, level) = match (self.is_foreign_key(), self.parent) {
            (false, _) => (0, -level),
            (true, Some(_)) if self.made_with_parent => (4, level),
            (true, Some(_)) => (1, -level),
            (true, None) if to_partitions => (3, level),
            (true, None) => (2, level),
        };
        (rank, level, self.id)
    }

    /// The statements that restore it, after what [has to exist before](Self::build_order).
    pub(crate) fn build_statements(&self) -> Vec<String> {
        self.build_statements_with(|_| true)
    }

    /// The same if only these of the indexes that are attached to it exist.
    pub(crate) fn build_statements_with(&self, exists: impl Fn(ObjectId) -> bool) -> Vec<String> {
        let made_with_parent = self.made_with_parent;
        let built_name = self
            .built_name
            .as_ref()
            .filter(|built| made_with_parent && **built != self.name);
        let rename = built_name.map(|built| {
            let (from, to) = (quote_identifier(built), quote_identifier(&self.name));
            format!("ALTER TABLE ONLY {} RENAME CONSTRAINT {from} TO {to}", self.table_name)
        });
        let create = (!made_with_parent).then(|| self.create_sql.clone());
        let attached = self.attachments.iter().filter(|(index, _)| exists(*index));
        let attach = attached.map(|(_, attach)| attach.clone());
        let statements = create.into_iter().chain(rename).chain(attach);
        statements.chain(self.post_build_sql.clone()).collect()
    }

    /// The definition without the names, and the index that it is attached to. The indexes of other partitions may have the
    /// same.
    pub(crate) fn shape(&self) -> (Option<ObjectId>, String) {
        let table = self.table_name.rsplit('.').next().unwrap_or_default();
        let definition = [
            self.create_sql.as_str(),
            &self.tablespace,
            self.post_build_sql.as_deref().unwrap_or_default(),
        ];
        let without_names = definition.join("; ").replace(&self.name, "").replace(table, "");
        (self.parent, without_names)
    }

    /// Returns true if this is what `before` was, with all that was attached to it.
    pub(crate) fn restores(&self, before: &Self) -> bool {
        let attached = |object: &Self| {
            object
                .attachments
                .iter()
                .map(|(_, sql)| sql.clone())
                .collect::<BTreeSet<_>>()
        };
        self.same_definition(before) && attached(self) == attached(before) && (self.valid || !before.valid)
    }

    /// Returns true if the definitions are equal except for the OIDs.
    pub(crate) fn same_definition(&self, before: &Self) -> bool {
        let index = |object: &Self| {
            let to = object.reference.as_ref();
            to.map(|to| (to.index_name.clone(), to.partitions.clone()))
        };
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

/// Reads the objects of these tables and of their partitions, and the foreign keys that refer to them, ordered by their
/// OIDs.
pub(crate) async fn read<C: Connection>(
    session: &mut Session<'_, C>,
    tables: &[Oid],
) -> Result<Vec<IndexOrConstraint>, Error> {
    let sql = format!("{TREE}\n{INDEXES}\nUNION ALL\n{FOREIGN_KEYS}\nORDER BY 3");
    let rows = session.query(&with_table_oids(&sql, tables.iter().copied())).await?;
    let objects = rows.into_iter().map(|row| read_object(RowReader::new(row)));
    let mut objects = objects.collect::<Result<Vec<_>, _>>()?;
    set_attachments(&mut objects);
    set_built_names(&mut objects);
    Ok(objects)
}

/// Gives the indexes of partitioned tables those of their partitions.
fn set_attachments(objects: &mut [IndexOrConstraint]) {
    let mut attachments = HashMap::<_, Vec<_>>::new();
    for object in objects.iter() {
        if let Some((parent, attach)) = object.parent.zip(object.attach_sql.clone()) {
            attachments.entry(parent).or_default().push((object.id, attach));
        }
    }
    for object in objects {
        object.attachments = attachments.remove(&object.id).unwrap_or_default();
    }
}

/// Gives the foreign keys of partitions the name with which the server makes them.
fn set_built_names(objects: &mut [IndexOrConstraint]) {
    let by_id = objects
        .iter()
        .map(|object| (object.id, (object.parent, object.name.clone())));
    let by_id = by_id.collect::<HashMap<_, _>>();
    for object in objects.iter_mut().filter(|object| object.is_foreign_key()) {
        let mut parent = object.parent;
        while let Some((grandparent, name)) = parent.and_then(|parent| by_id.get(&parent)) {
            object.built_name = Some(name.clone());
            parent = *grandparent;
        }
    }
}

/// Reads the same objects as [`read`], each with the reason why it cannot be dropped, and with its check.
pub(crate) async fn read_with_blockers<C: Connection>(
    session: &mut Session<'_, C>,
    tables: &[Oid],
) -> Result<Vec<IndexOrConstraint>, Error> {
    let mut objects = read(session, tables).await?;
    let code = server_code::read_of_indexes(session, tables).await?;
    let questions = [OBJECT_BLOCKERS, KEY_CHECKS];
    let questions = questions.map(|sql| with_table_oids(&format!("{TREE}\n{sql}"), tables.iter().copied()));
    let mut answers = session.query_each(&questions).await?.into_iter();
    for row in answers.next().unwrap_or_default() {
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
    let mut checks = key_checks::read(answers.next().unwrap_or_default())?;
    for object in &mut objects {
        let (ObjectId::Index(oid) | ObjectId::ForeignKey(oid)) = object.id;
        object.check = checks.remove(&(object.is_foreign_key(), oid));
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
        valid: row.bool_or_false()?,
        level: row.number()?,
        parent: match row.nullable_text()? {
            Some(parent) => Some(ObjectId::new(kind == ObjectKind::ForeignKey, number(&parent)?)),
            None => None,
        },
        made_with_parent: row.bool_or_false()?,
        attach_sql: row.nullable_text()?,
        is_plain: row.bool_or_false()?,
        attachments: Vec::new(),
        built_name: None,
        blocker: None,
        check: None,
        reference: match row.nullable_text()? {
            Some(table) => Some(ReferencedIndex {
                table: number(&table)?,
                table_name: row.text()?,
                index: row.number()?,
                index_name: row.text()?,
                partitions: row.nullable_text()?,
            }),
            None => None,
        },
    };
    row.end()?;
    Ok(object)
}

#[cfg(test)]
impl IndexOrConstraint {
    /// An object without a definition.
    pub(crate) fn bare(id: ObjectId, kind: ObjectKind, table: Oid) -> Self {
        Self {
            table,
            table_name: String::new(),
            id,
            kind,
            name: String::new(),
            drop_sql: String::new(),
            create_sql: String::new(),
            post_build_sql: None,
            parent: None,
            made_with_parent: false,
            built_name: None,
            attach_sql: None,
            is_plain: false,
            attachments: Vec::new(),
            level: 0,
            valid: true,
            tablespace: String::new(),
            deferrable: false,
            deferred: false,
            blocker: None,
            reference: None,
            check: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_partition(id: ObjectId, parent: ObjectId, level: u32, made_with_parent: bool) -> IndexOrConstraint {
        let kind = match id {
            ObjectId::Index(_) => ObjectKind::Index,
            ObjectId::ForeignKey(_) => ObjectKind::ForeignKey,
        };
        IndexOrConstraint {
            parent: Some(parent),
            level,
            made_with_parent,
            ..IndexOrConstraint::bare(id, kind, 0)
        }
    }

    #[test]
    fn what_a_partition_has_is_built_before_its_parents_but_for_keys_that_come_with_it() {
        use ObjectId::{ForeignKey, Index};
        let (top_index, top_key) = (
            IndexOrConstraint::bare(Index(1), ObjectKind::Index, 0),
            IndexOrConstraint::bare(ForeignKey(1), ObjectKind::ForeignKey, 0),
        );
        let index = of_partition(Index(2), Index(1), 1, false);
        let adopted = of_partition(ForeignKey(2), ForeignKey(1), 1, false);
        let made = of_partition(ForeignKey(3), ForeignKey(1), 1, true);
        let mut all = [&made, &top_key, &adopted, &top_index, &index];
        all.sort_by_key(|object| object.build_order());
        let order = all.map(|object| object.id);
        assert_eq!(order, [Index(2), Index(1), ForeignKey(2), ForeignKey(1), ForeignKey(3)]);
    }
}
