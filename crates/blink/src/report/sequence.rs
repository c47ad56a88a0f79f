//! The report of one sequence.

use std::fmt;

use crate::sql::{TableName, comma_separated};

/// The result for one sequence that belongs to a column of the run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SequenceReport {
    name: TableName,
    advanced_to: Option<i64>,
    note: Option<String>,
}

impl SequenceReport {
    pub(crate) fn new(name: &TableName, advanced_to: Option<i64>, notes: &[String]) -> Self {
        Self {
            name: name.clone(),
            advanced_to,
            note: (!notes.is_empty()).then(|| comma_separated(notes)),
        }
    }

    /// The sequence's name.
    pub fn name(&self) -> &TableName {
        &self.name
    }

    /// The value to which the sequence was advanced; its next value follows this one. None if it was left unchanged.
    pub fn advanced_to(&self) -> Option<i64> {
        self.advanced_to
    }

    /// The reason for which it was left unchanged or not advanced far enough, or the columns that were ignored, with the
    /// reason.
    pub fn note(&self) -> Option<&str> {
        self.note.as_deref()
    }
}

/// Prints `public.users_id_seq: advanced to 1000`, or the reason for leaving it.
impl fmt::Display for SequenceReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.advanced_to {
            Some(to) => write!(f, "{}: advanced to {to}", self.name)?,
            None => write!(f, "{}: left unchanged", self.name)?,
        }
        match &self.note {
            Some(note) => write!(f, "; {note}"),
            None => Ok(()),
        }
    }
}
