//! A row of an answer, whose values are taken one by one.

use std::str::FromStr;

use blink::TextRow;

use super::error::ReadError;

pub(super) struct Row(std::vec::IntoIter<Option<String>>);

impl Row {
    pub(super) fn new(row: TextRow) -> Self {
        Self(row.into_iter())
    }

    /// Takes a text that may be NULL.
    pub(super) fn nullable(&mut self) -> Result<Option<String>, ReadError> {
        self.0.next().ok_or(ReadError::Unexpected("a row is too short"))
    }

    /// Takes a text that is not NULL. The functions that print an expression or a type return NULL for what is gone.
    pub(super) fn text(&mut self) -> Result<String, ReadError> {
        self.nullable()?.ok_or(ReadError::Changed)
    }

    /// Takes a single character, such as the catalog's kinds; a blank for an empty text.
    pub(super) fn character(&mut self) -> Result<char, ReadError> {
        Ok(self.text()?.chars().next().unwrap_or(' '))
    }

    /// Takes a number that is not NULL.
    pub(super) fn number<N: FromStr>(&mut self) -> Result<N, ReadError> {
        number(&self.text()?)
    }

    /// Takes a number that may be NULL.
    pub(super) fn nullable_number<N: FromStr>(&mut self) -> Result<Option<N>, ReadError> {
        self.nullable()?.map(|text| number(&text)).transpose()
    }

    /// Takes numbers with blanks between them, as a vector of the catalog's is written.
    pub(super) fn numbers<N: FromStr>(&mut self) -> Result<Vec<N>, ReadError> {
        self.nullable()?
            .unwrap_or_default()
            .split_whitespace()
            .map(number)
            .collect()
    }

    /// Takes a boolean; NULL is false.
    pub(super) fn flag(&mut self) -> Result<bool, ReadError> {
        Ok(self.nullable()?.as_deref() == Some("t"))
    }

    /// Takes a list of texts in JSON; NULL is an empty one.
    pub(super) fn texts(&mut self) -> Result<Vec<String>, ReadError> {
        let Some(json) = self.nullable()? else {
            return Ok(Vec::new());
        };
        let texts: Vec<Option<String>> =
            serde_json::from_str(&json).map_err(|_| ReadError::Unexpected("a value is not a list of texts"))?;
        texts.into_iter().collect::<Option<_>>().ok_or(ReadError::Changed)
    }

    /// Fails if a value was not taken, so that a question and its reader cannot diverge.
    pub(super) fn end(mut self) -> Result<(), ReadError> {
        if self.0.next().is_some() {
            return Err(ReadError::Unexpected("a row is too long"));
        }
        Ok(())
    }
}

pub(super) fn number<N: FromStr>(text: &str) -> Result<N, ReadError> {
    text.parse()
        .map_err(|_| ReadError::Unexpected("a value is not a number"))
}
