//! Constraints and unique indexes.

use blink::TableName;

use super::collation::Collation;

/// A primary key, a unique constraint or a unique index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UniqueSet {
    /// The name of the constraint or index.
    pub name: String,
    /// The kind.
    pub kind: UniqueKind,
    /// The columns and expressions, in their order, without those that are only included (`INCLUDE`).
    pub parts: Vec<KeyPart>,
    /// The rules by which values of each part are equal; empty if they are the types' own.
    pub part_options: Vec<PartOptions>,
    /// The predicate of a partial index.
    pub predicate: Option<String>,
    /// True if two NULLs are equal.
    pub nulls_not_distinct: bool,
    /// True if the last part is a range whose values must not overlap (`WITHOUT OVERLAPS`).
    pub without_overlaps: bool,
    /// True if it is checked at the end of a statement or transaction.
    pub deferrable: bool,
    /// True if it is checked at the end of the transaction unless the session wants otherwise.
    pub initially_deferred: bool,
    /// False if rows that are stored may break it: an index whose concurrent build failed at its end, or one of a
    /// partitioned table that some partition has not. It holds for new rows all the same, but for such partitions'.
    pub is_valid: bool,
    /// The functions of the schema that its expressions and predicate call: keys of
    /// [`Facts::functions`](super::Facts::functions).
    pub functions: Vec<u32>,
}

/// The kind of a [`UniqueSet`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UniqueKind {
    /// A primary key.
    PrimaryKey,
    /// A unique constraint.
    Constraint,
    /// A unique index without a constraint.
    Index,
}

/// A part of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyPart {
    /// A column by its name.
    Column(String),
    /// An expression, as the server prints it.
    Expression(String),
}

/// The rules by which values of a part of a key are compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartOptions {
    /// The collation, of a part whose type has one. It may differ from the column's.
    pub collation: Option<Collation>,
    /// The operator class.
    pub operator_class: OperatorClass,
}

/// An operator class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OperatorClass {
    /// The schema.
    pub schema: String,
    /// The name.
    pub name: String,
    /// True if it is what its type has by default.
    pub is_default: bool,
}

/// A foreign key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForeignKey {
    /// The name.
    pub name: String,
    /// The referring columns.
    pub columns: Vec<String>,
    /// The table that it refers to.
    pub parent: TableName,
    /// The columns that it refers to, in the order of `columns`.
    pub parent_columns: Vec<String>,
    /// True for `MATCH FULL`: all columns are NULL, or none.
    pub match_full: bool,
    /// The action when the row that it refers to is deleted.
    pub on_delete: ReferentialAction,
    /// The action when the key that it refers to is changed.
    pub on_update: ReferentialAction,
    /// True if it can be checked at COMMIT.
    pub deferrable: bool,
    /// True if it is checked at COMMIT unless the session wants otherwise.
    pub initially_deferred: bool,
    /// False for `NOT VALID`, which holds for new rows all the same.
    pub validated: bool,
    /// False for `NOT ENFORCED`, since PostgreSQL 18: nothing checks it.
    pub enforced: bool,
    /// True if the last column is a period (`PERIOD`).
    pub period: bool,
    /// True if a partition has it from its partitioned table.
    pub is_inherited: bool,
}

/// The action of a foreign key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ReferentialAction {
    /// It is refused, at COMMIT if the key is deferred.
    #[default]
    NoAction,
    /// It is refused at once.
    Restrict,
    /// The referring rows follow.
    Cascade,
    /// The referring columns become NULL.
    SetNull,
    /// The referring columns get their defaults.
    SetDefault,
}

/// A CHECK constraint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// The name.
    pub name: String,
    /// The expression, as the server prints it.
    pub expression: String,
    /// The columns that it names, in the table's order; a row as a whole (`t.*`) is not among them.
    pub columns: Vec<String>,
    /// False for `NOT VALID`, which holds for new rows all the same.
    pub validated: bool,
    /// False for `NOT ENFORCED`, since PostgreSQL 18: nothing checks it.
    pub enforced: bool,
    /// True if it is there only because a parent has it.
    pub is_inherited: bool,
    /// The functions of the schema that it calls: keys of [`Facts::functions`](super::Facts::functions).
    pub functions: Vec<u32>,
}

/// An exclusion constraint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exclusion {
    /// The name.
    pub name: String,
    /// The parts with their operators, such as `=` and `&&`, without their schemas.
    pub parts: Vec<(KeyPart, String)>,
    /// The rules by which values of each part are compared; empty if they are the types' own.
    pub part_options: Vec<PartOptions>,
    /// The predicate: only rows that meet it exclude one another.
    pub predicate: Option<String>,
    /// True if it is checked at the end of a statement or transaction.
    pub deferrable: bool,
    /// True if it is checked at the end of the transaction unless the session wants otherwise.
    pub initially_deferred: bool,
    /// The functions of the schema that its expressions and predicate call: keys of
    /// [`Facts::functions`](super::Facts::functions).
    pub functions: Vec<u32>,
}

impl UniqueSet {
    /// Returns true if a column is one of the parts.
    pub fn has_column(&self, name: &str) -> bool {
        self.parts
            .iter()
            .any(|part| matches!(part, KeyPart::Column(column) if column == name))
    }

    /// The columns, if no part is an expression.
    pub fn columns(&self) -> Option<Vec<&str>> {
        let columns = self.parts.iter().map(|part| match part {
            KeyPart::Column(name) => Some(name.as_str()),
            KeyPart::Expression(_) => None,
        });
        columns.collect()
    }
}
