//! The values of a row of the catalog's.

use blink::{BoxError, TextRow};

/// The values of a row, from the first on.
pub(crate) struct Cells<'r>(std::slice::Iter<'r, Option<String>>);

impl<'r> Cells<'r> {
    pub(crate) fn new(row: &'r TextRow) -> Self {
        Self(row.iter())
    }

    pub(crate) fn text(&mut self) -> Result<String, BoxError> {
        let cell = self.0.next().ok_or("the server's answer has too few columns")?;
        Ok(cell
            .clone()
            .ok_or("the server's answer has a NULL where none is expected")?)
    }

    pub(crate) fn is_true(&mut self) -> Result<bool, BoxError> {
        Ok(self.text()? == "t")
    }
}
