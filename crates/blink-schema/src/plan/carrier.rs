//! The ways in which a column makes rows distinct.

use blink::{TableName, TableRng};

use super::kept::Kept;
use crate::domain::Numbering;
use crate::make::area::Area;
use crate::make::group::Group;
use crate::make::periods::Periods;
use crate::make::slot::{Grid, Part};

/// The way in which a column makes rows distinct.
#[derive(Clone, Debug)]
pub(crate) enum Carrier {
    /// By the row's number, from `first` on.
    Serial { first: i64 },
    /// By the row's number among those of its owner, from `first` on.
    Nth { first: i64 },
    /// By a value of its own for each row.
    Values(Numbering),
    /// By a value of its own for each row of an owner.
    ValuesInRun(Numbering),
    /// By its meaning, with the row's number.
    Meaning,
    /// By the time at which the row came to be, which no other row of its owner has.
    Birth,
    /// By a time in a period of its own.
    InPeriod(Box<Periods>),
    /// By a part of the row's place in a product of columns.
    Digit(Box<ProductPart>),
    /// By a part of a slot of its own in its group.
    Slot(Box<SlotPart>),
    /// By the row's number in its group, from `first` on.
    NthInGroup {
        first: i64,
        group: Group,
        group_column: usize,
    },
    /// By the number of the row's group.
    OfGroup { group: Group, carrier: Box<Carrier> },
    /// By an area that overlaps with no other.
    Area(Area),
    /// Not at all: all rows of a group have the same value.
    SameInGroup(Group),
    /// By a value that no row of other tables has, either.
    Dealt(Box<Dealt>),
}

/// A column's part of the values that several tables share.
#[derive(Clone, Debug)]
pub(crate) struct Dealt {
    /// The way in which one table alone would have them.
    pub(crate) carrier: Carrier,
    /// The table's number among those that share the values, and how many these are.
    pub(crate) nth: u64,
    pub(crate) tables: u64,
    /// The same for all of them.
    pub(crate) rng: TableRng,
    /// The table that gets them all.
    pub(crate) of: TableName,
}

/// A column's part of a product.
#[derive(Clone, Debug)]
pub(crate) struct ProductPart {
    pub(crate) values: Numbering,
    /// The product of the columns before, and of all.
    pub(crate) before: u128,
    pub(crate) product: u128,
    pub(crate) in_run: bool,
    /// The unique set.
    pub(crate) set: String,
}

/// A column's part of a slot.
#[derive(Clone, Debug)]
pub(crate) struct SlotPart {
    pub(crate) group: Group,
    pub(crate) grid: Grid,
    pub(crate) part: Part,
    /// The constraint.
    pub(crate) constraint: String,
    /// The column that tells the group, if rows are dealt to groups by its values.
    pub(crate) group_column: Option<usize>,
    /// The columns of the slot.
    pub(crate) columns: Vec<usize>,
}

impl Carrier {
    /// Returns true if it makes only rows of one owner distinct.
    pub(super) fn is_in_run(&self) -> bool {
        match self {
            Self::Nth { .. } | Self::ValuesInRun(_) | Self::Birth => true,
            Self::InPeriod(periods) => periods.in_run,
            Self::Digit(part) => part.in_run,
            Self::Slot(slot) => slot.group == Group::Owner,
            _ => false,
        }
    }

    /// Returns true if it makes the rows of a set with these columns distinct.
    pub(super) fn carries(&self, of_owner: bool, columns: &[Kept]) -> bool {
        match self {
            // Of a product all parts are needed.
            Self::Digit(_) | Self::OfGroup { .. } | Self::SameInGroup(_) => false,
            Self::Slot(slot) => match slot.group_column {
                Some(group) => columns.iter().any(|one| one.place == group),
                None => slot.group == Group::All || of_owner,
            },
            Self::NthInGroup { group_column, .. } => columns.iter().any(|one| one.place == *group_column),
            carrier => of_owner || !carrier.is_in_run(),
        }
    }
}
