//! A column's cells with the words of the plan.

use crate::make::maker::{ColumnCells, Maker, Nulls};
use crate::value::Value;

/// A column's cells with the words of the plan.
#[derive(Debug)]
pub(crate) struct Made {
    pub(crate) maker: Maker,
    pub(crate) nulls: Nulls,
    /// The way in which the values are made.
    pub(crate) how: String,
    /// The reason.
    pub(crate) because: String,
}

impl Made {
    pub(crate) fn new(maker: Maker, nulls: Nulls, how: impl Into<String>, because: impl Into<String>) -> Self {
        Self {
            maker,
            nulls,
            how: how.into(),
            because: because.into(),
        }
    }

    /// Always NULL.
    pub(crate) fn null(because: &str) -> Self {
        Self::new(Maker::Constant(Value::Null), Nulls::Always, "NULL", because)
    }

    pub(crate) fn cells(self, group: Option<usize>) -> ColumnCells {
        ColumnCells {
            maker: self.maker,
            nulls: self.nulls,
            group,
            alternatives: None,
            is_real: false,
        }
    }
}
