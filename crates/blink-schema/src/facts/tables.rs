//! Tables.

use blink::TableName;

use super::columns::Column;
use super::constraints::{Check, Exclusion, ForeignKey, UniqueSet};
use super::functions::Trigger;
use super::partitions::{Partition, Partitioning};

/// A table.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// The OID; 0 if the facts were written by hand.
    pub oid: u32,
    /// The name, with its schema.
    pub name: TableName,
    /// The kind.
    pub kind: TableKind,
    /// The columns that are not dropped, in their order.
    pub columns: Vec<Column>,
    /// The primary key, unique constraints and unique indexes; the primary key first, the others by their names.
    pub unique_sets: Vec<UniqueSet>,
    /// The foreign keys that refer to other tables, by their names.
    pub foreign_keys: Vec<ForeignKey>,
    /// The CHECK constraints, by their names, which is the order in which the server runs them.
    pub checks: Vec<Check>,
    /// The exclusion constraints, by their names.
    pub exclusions: Vec<Exclusion>,
    /// The triggers that are not the server's own, by their names, which is the order in which they fire.
    pub triggers: Vec<Trigger>,
    /// The partitions of a partitioned table.
    pub partitioning: Option<Partitioning>,
    /// The parent of a partition, and the bound.
    pub partition_of: Option<Partition>,
    /// The tables from which it inherits, and those that inherit from it, without partitions.
    pub inheritance: Inheritance,
    /// The comment on the table.
    pub comment: Option<String>,
    /// The number of rows. That of a partitioned table is its leaves'; that of a table from which others inherit is its
    /// own alone.
    pub rows: u64,
    /// True if `rows` was counted; false if it is an estimate: that of a large table, of a foreign one, and of one that
    /// this role may not read. An estimate is 0 only if there are no rows as far as anything says.
    pub rows_are_exact: bool,
    /// The bytes of the table's own file, without its indexes and what is stored out of line.
    pub size: u64,
    /// The extension that the table belongs to.
    pub extension: Option<String>,
    /// The access method, such as `heap`, of a table that has one.
    pub access_method: Option<String>,
    /// True if it is UNLOGGED.
    pub is_unlogged: bool,
    /// True if row security hides rows from this role, and may refuse some.
    pub has_row_security: bool,
}

/// The kind of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableKind {
    /// A table that has rows of its own.
    Ordinary,
    /// A partitioned table, whose partitions have the rows.
    Partitioned,
    /// A foreign table.
    Foreign,
}

/// Inheritance, as `INHERITS` declares it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inheritance {
    /// The tables from which it inherits, in their order.
    pub parents: Vec<TableName>,
    /// The tables that inherit from it, in the order of their names. A query of it reads their rows, too; its unique
    /// sets and the foreign keys that refer to it know nothing of them.
    pub children: Vec<TableName>,
}
