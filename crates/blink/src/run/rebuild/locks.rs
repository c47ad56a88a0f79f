//! The locks that building indexes and keys takes, by which they wait for each other.

use postgres_types::Oid;

use super::dropped_object::DroppedObject;
use crate::catalog::keys::{IndexOrConstraint, ObjectId, ObjectKind};

/// The locks that building an object takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Locks {
    tables: Vec<Oid>,
    /// True if no other object of these tables is built at the same time. Indexes can be built at once ([CREATE INDEX
    /// takes SHARE](https://www.postgresql.org/docs/current/explicit-locking.html)), but not if ALTER TABLE follows,
    /// which would wait for the others, and they for it. Unique indexes are built in their order: if a foreign key may
    /// refer to either of two, it takes the first (`transformFkeyCheckAttrs` in tablecmds.c).
    exclusive: bool,
    pub(super) is_key: bool,
}

impl Locks {
    pub(super) fn of(object: &IndexOrConstraint) -> Self {
        Self {
            tables: [Some(object.table), object.reference.as_ref().map(|to| to.table)]
                .into_iter()
                .flatten()
                .collect(),
            exclusive: object.kind != ObjectKind::Index
                || object.post_build_sql.is_some()
                || object.create_sql.starts_with("CREATE UNIQUE"),
            is_key: object.is_foreign_key(),
        }
    }

    fn shares_table(&self, other: &Self) -> bool {
        self.tables.iter().any(|table| other.tables.contains(table))
    }

    /// Returns true if the two objects cannot be built at the same time. A foreign key needs the index on the
    /// referenced columns, and finds its own rows by that of its table.
    fn conflicts_with(&self, other: &Self) -> bool {
        self.shares_table(other) && (self.exclusive || other.exclusive || self.is_key != other.is_key)
    }
}

/// The place of the next object that can be built beside those in flight. No foreign key overtakes an index of its
/// tables.
pub(super) fn next(waiting: &[DroppedObject], in_flight: &[(ObjectId, Locks)]) -> Option<usize> {
    let all = waiting
        .iter()
        .map(|dropped| Locks::of(&dropped.object))
        .collect::<Vec<_>>();
    all.iter().position(|locks| {
        let mut indexes = all.iter().filter(|other| locks.is_key && !other.is_key);
        !in_flight.iter().any(|(_, other)| locks.conflicts_with(other))
            && !indexes.any(|other| locks.shares_table(other))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::keys::ReferencedIndex;

    fn object(oid: Oid, kind: ObjectKind, table: Oid, to: Option<Oid>, build: &str) -> DroppedObject {
        let reference = to.map(|table| ReferencedIndex {
            table,
            table_name: String::new(),
            index: 0,
            index_name: String::new(),
            partitions: None,
        });
        let id = ObjectId::new(kind == ObjectKind::ForeignKey, oid);
        let mut object = IndexOrConstraint::bare(id, kind, table);
        build.clone_into(&mut object.create_sql);
        object.reference = reference;
        DroppedObject {
            object,
            search_path: String::new(),
            retried: false,
            error: false,
        }
    }

    fn place(waiting: &[&DroppedObject], in_flight: &[&DroppedObject]) -> Option<usize> {
        let waiting = waiting.iter().map(|&dropped| dropped.clone()).collect::<Vec<_>>();
        let in_flight = in_flight
            .iter()
            .map(|dropped| (dropped.object.id, Locks::of(&dropped.object)));
        next(&waiting, &in_flight.collect::<Vec<_>>())
    }

    #[test]
    fn what_locks_the_same_table_is_built_one_after_the_other() {
        let key = object(1, ObjectKind::PrimaryKey, 10, None, "ALTER TABLE");
        let plain = object(2, ObjectKind::Index, 10, None, "CREATE INDEX");
        let unique = object(3, ObjectKind::Index, 10, None, "CREATE UNIQUE INDEX");
        let elsewhere = object(4, ObjectKind::Index, 20, None, "CREATE INDEX");
        let foreign = object(5, ObjectKind::ForeignKey, 20, Some(10), "ALTER TABLE");
        assert_eq!(place(&[&plain], &[&plain]), Some(0));
        assert_eq!(place(&[&plain, &elsewhere], &[&key]), Some(1));
        assert_eq!(place(&[&unique], &[&plain]), None);
        // A foreign key waits for the indexes of both of its tables, those to come and those in flight.
        assert_eq!(place(&[&foreign, &plain], &[]), Some(1));
        assert_eq!(place(&[&foreign], &[&elsewhere]), None);
        assert_eq!(place(&[&foreign], &[&foreign]), None);
        assert_eq!(place(&[&foreign], &[]), Some(0));
    }
}
