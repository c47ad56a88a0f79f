//! Partitioned tables and their partitions.

use blink::TableName;

use super::constraints::{KeyPart, PartOptions};

/// The way in which a table is partitioned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Partitioning {
    /// The strategy.
    pub strategy: PartitionStrategy,
    /// The partition key.
    pub key: Vec<KeyPart>,
    /// The rules by which values of each part are compared; empty if they are the types' own.
    pub part_options: Vec<PartOptions>,
}

/// A strategy of partitioning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartitionStrategy {
    /// By lists of values.
    List,
    /// By ranges.
    Range,
    /// By a hash.
    Hash,
}

/// A partition's place below its parent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Partition {
    /// The partitioned table.
    pub parent: TableName,
    /// The rows that it takes.
    pub bound: Bound,
    /// True if it is being detached.
    pub detaching: bool,
}

/// The rows that a partition takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Bound {
    /// All that no other partition takes.
    Default,
    /// Rows whose key has one of these values.
    List(Vec<BoundValue>),
    /// Rows whose key is at least the first and below the second.
    Range(Vec<BoundValue>, Vec<BoundValue>),
    /// Rows whose hash has this remainder: modulus, remainder.
    Hash(u32, u32),
}

/// A value of a bound.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BoundValue {
    /// Before all values.
    MinValue,
    /// After all values.
    MaxValue,
    /// NULL, in a list.
    Null,
    /// The text of a value, as its type's input function reads it.
    Value(String),
}
