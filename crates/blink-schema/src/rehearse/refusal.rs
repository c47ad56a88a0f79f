//! The rows that the server refuses in a rehearsal.

use std::fmt;

use blink::TableName;

use super::candidates::Tuple;

/// A row, or several, that the server would refuse.
#[derive(Clone, Debug, PartialEq)]
pub struct Refusal {
    /// The table.
    pub table: TableName,
    /// The row's number from 0; None if it is only known that one of the table's is refused.
    pub row: Option<u64>,
    /// The constraint, if it was one.
    pub constraint: Option<String>,
    /// The server's message.
    pub message: String,
    /// The cells in question.
    pub cells: Vec<Cell>,
    /// Values that are accepted of the columns that triggers may look at.
    pub(super) accepted: Vec<Tuple>,
}

/// A cell of a row, and the rule that made it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// The column.
    pub column: String,
    /// The value as text.
    pub value: String,
    /// The way in which it was made.
    pub maker: String,
    /// The reason.
    pub because: String,
}

/// The most cells that are told in short: those that a constraint names.
const FEW_CELLS: usize = 4;

impl Refusal {
    /// The server's words on one line, with the row and the cells if they are few. The first row is 1, as in a preview.
    pub(super) fn in_short(&self) -> String {
        let Some(row) = self.row.map(|row| row.saturating_add(1)) else {
            return format!("the server refuses its rows: {}", self.message);
        };
        let cells = self
            .cells
            .iter()
            .map(|cell| format!("{} = {}", cell.column, cell.value));
        let cells = cells.collect::<Vec<_>>();
        if cells.is_empty() || cells.len() > FEW_CELLS {
            return format!("the server refuses row {row}: {}", self.message);
        }
        format!("the server refuses row {row}, {}: {}", cells.join(", "), self.message)
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.row {
            Some(row) => write!(f, "the server refuses row {} of {}", row.saturating_add(1), self.table)?,
            None => write!(f, "the server refuses rows of {}", self.table)?,
        }
        if let Some(constraint) = &self.constraint {
            write!(f, " for {constraint}")?;
        }
        write!(f, ": {}", self.message)?;
        for cell in &self.cells {
            write!(f, "\n  {} = {}", cell.column, cell.value)?;
            match cell.because.as_str() {
                "" => write!(f, ": {}", cell.maker)?,
                because => write!(f, ": {}, because of {because}", cell.maker)?,
            }
        }
        write!(f, "\n  leave {} out, or fill it by rows of your own", self.table)
    }
}

/// The error of a rehearsal in which the server refused rows.
#[derive(Debug)]
pub(super) struct Refused(pub(super) Vec<Refusal>);

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (nth, refusal) in self.0.iter().enumerate() {
            if nth > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{refusal}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Refused {}
