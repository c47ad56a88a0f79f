//! Mistakes that are found before a row is made.

use std::fmt;

/// A mistake that was found before a row was made, with advice on how to fix it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    pub(crate) table: String,
    pub(crate) column: Option<String>,
    pub(crate) message: String,
    pub(crate) help: String,
}

impl Diagnostic {
    pub(crate) fn new(table: impl fmt::Display, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            table: table.to_string(),
            column: None,
            message: message.into(),
            help: help.into(),
        }
    }

    /// Sets the column.
    pub(crate) fn with_column(mut self, column: &str) -> Self {
        self.column = Some(column.to_owned());
        self
    }

    /// The table, as it was declared; empty if the mistake concerns the whole run.
    pub fn table(&self) -> &str {
        &self.table
    }

    /// The column, if the mistake concerns one column.
    pub fn column(&self) -> Option<&str> {
        self.column.as_deref()
    }

    /// The mistake.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The advice on how to fix it.
    pub fn help(&self) -> &str {
        &self.help
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.table.is_empty() {
            write!(f, "table {}", self.table)?;
            if let Some(column) = &self.column {
                write!(f, ", column {column}")?;
            }
            f.write_str(": ")?;
        }
        write!(f, "{}; {}", self.message, self.help)
    }
}
