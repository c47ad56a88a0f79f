//! The answer of the server about the values for a question.

use std::fmt;

use super::candidates::Tuple;
use crate::plan::questions::{Question, Role};

/// The answer of the server about the values for a question.
#[derive(Debug)]
pub(super) enum Verdict {
    /// It was not asked, could not be, or did not answer in time.
    NotJudged(String),
    /// The values of the makers are accepted.
    AllAccepted { tried: u64, is_certain: bool },
    /// Rows take these tuples: any, or each its own.
    Pool {
        tuples: Vec<Tuple>,
        by_row: bool,
        tried: usize,
        /// True if nothing but NULL was accepted.
        is_null: bool,
    },
    /// There are none for the table.
    Refused(String),
}

impl Verdict {
    pub(super) fn not_judged(because: &str) -> Self {
        Self::NotJudged(because.to_owned())
    }

    /// Returns true if the conditions hold for all rows by what the server said.
    pub(super) fn is_certain(&self, question: &Question) -> bool {
        match self {
            Self::AllAccepted { is_certain, .. } => *is_certain,
            // A reference may be picked anew where a column beside it changes.
            Self::Pool { .. } => question.is_certain && question.columns.iter().all(|asked| asked.role != Role::Fixed),
            Self::NotJudged(_) | Self::Refused(_) => false,
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotJudged(because) => write!(f, "not judged by the server: {because}"),
            Self::AllAccepted { tried, .. } => write!(f, "the server accepts the values of all {tried} rows tried"),
            Self::Pool { is_null: true, .. } => f.write_str("NULL, since the server accepts no other value"),
            Self::Pool {
                tuples, by_row: true, ..
            } => {
                write!(f, "values that the server accepts, for each of {} rows", tuples.len())
            }
            Self::Pool { tuples, tried, .. } => {
                write!(f, "one of {} that the server accepts, of {tried} tried", tuples.len())
            }
            Self::Refused(because) => f.write_str(because),
        }
    }
}
