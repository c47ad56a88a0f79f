//! The makers of columns.

use std::sync::Arc;

use blink::{RngKey, WidePermutation};

use super::area::Area;
use super::group::Group;
use super::periods::Periods;
use super::slot::Slot;
use crate::domain::{Discrete, Domain, Numbering, Unit};
use crate::expr::Expr;
use crate::meaning::Found;
use crate::value::Value;
use crate::words::{Limits, MIXED, Meaning, Station, unique_is_mixed};

/// The way in which the values of a column are made.
#[derive(Clone, Debug)]
pub(crate) enum Maker {
    /// The value of a column of the row that a reference leads to.
    Parent { relation: usize, column: usize },
    /// A value of a row that a reference to a table with rows leads to: its place among the key's columns.
    Pooled { relation: usize, pool: usize, part: usize },
    /// The row's number, from `first` on.
    Serial { first: i64 },
    /// The row's number among those of its owner, from `first` on.
    Nth { first: i64 },
    /// A value that no other row has: the row's number is the place in an order of all values.
    Distinct { values: Numbering, order: WidePermutation },
    /// A value that no other row of the same owner has.
    DistinctInRun { values: Numbering, key: RngKey },
    /// The word of the row's identity, with the row's number in it where that is needed to make it distinct.
    DistinctMeaning(Shown),
    /// The word of the row's identity.
    Meaning(Shown),
    /// Any value of the domain.
    Drawn { values: Numbering, key: RngKey },
    /// Always the same value.
    Constant(Value<'static>),
    /// The value that the user's own row has: the column's place among those that are read.
    Own { part: usize },
    /// By the way that the row takes: the columns' cells of each.
    ByWay { ways: usize, cells: Vec<ColumnCells> },
    /// The value that an expression makes of other columns.
    Computed(Box<Computed>),
    /// By the row's place in a group.
    Grouped(Grouped),
    /// A value that stands in this order to that of another column.
    Ordered(Box<Ordered>),
    /// A part of a tuple that the server accepted: any one by this key, or without one that of the row's number.
    Tuple {
        pool: usize,
        part: usize,
        key: Option<RngKey>,
    },
}

/// The ways in which values follow from the row's place in a group.
#[derive(Clone, Debug)]
pub(crate) enum Grouped {
    /// A part of the row's slot, so that it overlaps with no other of its group; within the range of the row that a
    /// reference leads to, if there is one: the reference, and the column there.
    Slot {
        slot: Box<Slot>,
        within: Option<(usize, usize)>,
    },
    /// A time in a period that no other row has, or no other of the same owner.
    InPeriod { periods: Box<Periods>, key: RngKey },
    /// The row's number in its group, from `first` on.
    NthInGroup { first: i64, group: Group },
    /// The value that all rows of a group have in common: that of the row with the group's number.
    OfGroup { group: Group, maker: Box<Maker> },
    /// A part of the row's place in the product of several columns.
    Digit(Box<Digit>),
    /// An area that overlaps with no other row's.
    Area(Area),
}

/// A part of the row's place in the product of several columns.
#[derive(Clone, Debug)]
pub(crate) struct Digit {
    pub(crate) values: Numbering,
    /// The product of the numbers of values of the columns before this one, and that of all.
    pub(crate) before: u128,
    pub(crate) product: u128,
    /// True if only the rows of one owner have to differ.
    pub(crate) in_run: bool,
    /// The same for all columns of the product.
    pub(crate) key: RngKey,
}

/// The values of a column.
#[derive(Clone, Debug)]
pub(crate) struct ColumnCells {
    pub(crate) maker: Maker,
    pub(crate) nulls: Nulls,
    /// The conditions that its values are made anew for.
    pub(crate) group: Option<usize>,
    pub(crate) alternatives: Option<Box<Alternatives>>,
    /// True of `real`, which keeps fewer digits.
    pub(crate) is_real: bool,
}

/// Other values of a column, for conditions that those that it shows do not meet.
#[derive(Clone, Debug)]
pub(crate) struct Alternatives {
    /// The constants of the conditions that it may have.
    pub(crate) constants: Vec<Value<'static>>,
    pub(crate) natural: Option<Numbering>,
    pub(crate) any: Option<Numbering>,
    pub(crate) nullable: bool,
    pub(crate) key: RngKey,
}

/// An expression that makes a value of other columns, in the form of the column's type.
#[derive(Clone, Debug)]
pub(crate) struct Computed {
    pub(crate) expression: Expr,
    pub(crate) unit: Option<Unit>,
}

/// A value that is less or greater than that of another column.
#[derive(Clone, Debug)]
pub(crate) struct Ordered {
    /// The value, if it stands in the order.
    pub(crate) own: Maker,
    pub(crate) other: usize,
    pub(crate) is_greater: bool,
    pub(crate) or_equal: bool,
    /// The greatest distance of the two, in the unit.
    pub(crate) at_most: Option<i128>,
    pub(crate) domain: Discrete,
    pub(crate) key: RngKey,
}

impl Maker {
    /// The meaning of the values, if they are made by that.
    pub(crate) fn meaning(&self) -> Option<Meaning> {
        match self {
            Self::Meaning(shown) | Self::DistinctMeaning(shown) => Some(shown.found.meaning),
            _ => None,
        }
    }
}

/// The part of the row's identity that a column shows.
#[derive(Clone, Debug)]
pub(crate) struct Shown {
    pub(crate) found: Found,
    pub(crate) min_length: usize,
    pub(crate) low: Option<i128>,
    pub(crate) high: Option<i128>,
    /// The microseconds that the type keeps: 1,000 of a `timestamp(3)`.
    pub(crate) step: i64,
    /// The hash that all get who log in.
    pub(crate) password_hash: Arc<str>,
    pub(crate) key: RngKey,
    /// The values that the column may have, if not all that the meaning has are among them.
    pub(crate) within: Option<Box<Within>>,
}

/// The values that a column may have.
#[derive(Clone, Debug)]
pub(crate) struct Within {
    pub(crate) domain: Domain,
    /// Those that are taken where the meaning has none of them.
    pub(crate) instead: Numbering,
}

impl Shown {
    /// The number that a row's text shows: of tokens another one for each column, so that no two columns have the same.
    pub(crate) fn number(&self, row: u64) -> u64 {
        let mask = if unique_is_mixed(self.found.meaning, self.found.max_length) {
            self.key.derive("number").number(0) % MIXED
        } else {
            0
        };
        row ^ mask
    }

    /// The limits for the maker; None of a type of which no meaning has values.
    pub(crate) fn limits(&self) -> Option<Limits<'_>> {
        let limits = self.found.limits()?;
        Some(Limits {
            min_length: self.min_length,
            low: self.low.or(limits.low),
            high: self.high.or(limits.high),
            password_hash: &self.password_hash,
            ..limits
        })
    }
}

/// The rows in which a column is NULL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Nulls {
    /// None.
    Never,
    /// All.
    Always,
    /// A share of them, of 2^64, by the column's own stream.
    Share { share: u64, key: RngKey },
    /// Those that refer to no row.
    WithRelation(usize),
    /// Those whose state has not come as far as this; where the state says nothing of it, a share of them.
    ByState {
        state: usize,
        station: Station,
        share: u64,
        key: RngKey,
    },
}
