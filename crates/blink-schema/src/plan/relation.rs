//! The relations of a plan, for people.

use std::fmt;

use blink::TableName;

/// A foreign key of a table that is filled, and the way in which its rows refer by it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelationPlan {
    /// The name of the foreign key.
    pub constraint: String,
    /// Its columns.
    pub columns: Vec<String>,
    /// The table that it refers to.
    pub parent: TableName,
    /// The rows that it leads to: `each parent has its own rows`, `any row, some far more often`.
    pub shape: String,
    /// The place among the relations.
    pub(crate) place: usize,
}

/// The numbers of children that parents have.
#[derive(Clone, Debug, PartialEq)]
pub struct Children {
    /// The fewest that a parent has, of those that were looked at.
    pub least: u64,
    /// The most that a parent has, of those that were looked at.
    pub most: u64,
    /// The mean of all parents.
    pub mean: f64,
    /// The share of parents without a child, in percent.
    pub without: u64,
    /// True if all parents were looked at, and not only the first ones.
    pub is_exact: bool,
}

/// Prints `long-tailed, 0 to 40 each, mean 10.2, 15 % without`.
impl fmt::Display for Children {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let about = if self.is_exact { "" } else { "about " };
        if self.least == self.most {
            return write!(f, "{about}{} each", self.most);
        }
        let is_long_tailed = self.most > 2 && self.most as f64 >= 2.5 * self.mean;
        if is_long_tailed {
            f.write_str("long-tailed, ")?;
        }
        write!(f, "{about}{} to {} each, mean {:.1}", self.least, self.most, self.mean)?;
        if self.without > 0 {
            write!(f, ", {} % without", self.without)?;
        }
        Ok(())
    }
}
