//! The reading of a file: everything decided about it, with which each of its records becomes a row.

use std::fmt;

use bytes::BytesMut;

use blink::postgres_types::IsNull;
use blink::{BoxError, EncodeError, EncodedColumn, Format, RowEncoder};

use crate::convert::{Converter, Notation, Reason};
use crate::csv::{Field, Record};
use crate::options::EmptyField;
use crate::target::TargetColumn;

/// The reading of a file's records as rows.
#[derive(Debug)]
pub(crate) struct Reading {
    columns: Vec<ReadColumn>,
    /// The number of fields in each record.
    pub(crate) fields: usize,
    pub(crate) format: Format,
}

/// A column of the table, and the field that it is read from.
#[derive(Debug)]
pub(crate) struct ReadColumn {
    /// The position of its field in a record.
    field: usize,
    pub(crate) name: String,
    type_oid: u32,
    converter: Converter,
    nulls: Nulls,
}

/// The fields that stand for NULL.
#[derive(Debug)]
struct Nulls {
    words: Vec<String>,
    empty_is_null: bool,
    /// True if the type has no empty value, so that the empty field in quotes can be nothing but NULL. Programs that
    /// quote every field write it so.
    quoted_empty_is_null: bool,
    /// True if a NULL is a fault.
    refused: bool,
    /// True if an empty field could be meant as a text.
    is_text: bool,
}

/// A field that cannot be stored, as a cause of the run's error.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum FieldFault {
    /// NULL in a column that is NOT NULL.
    Null,
    /// An empty field, which is NULL, in such a column.
    Empty,
    /// The same, where it may be meant as a text.
    EmptyText,
    Value(Reason),
}

impl Reading {
    /// The reading of these columns, each with the position of its field. `nulls` has the words for NULL in a column.
    pub(crate) fn new(
        columns: &[(&TargetColumn, usize)],
        fields: usize,
        notation: &Notation,
        empty_as: EmptyField,
        nulls: impl Fn(&TargetColumn) -> Vec<String>,
        may_fill: bool,
    ) -> Self {
        let columns = columns.iter().map(|&(column, field)| {
            let converter = Converter::new(&column.ty, notation);
            ReadColumn {
                field,
                name: column.name.clone(),
                type_oid: column.ty.oid,
                nulls: Nulls {
                    words: nulls(column),
                    empty_is_null: empty_as == EmptyField::Null || !column.is_text(),
                    quoted_empty_is_null: !column.is_text() && !converter.has_empty(),
                    // A trigger may replace it before the server looks.
                    refused: column.not_null && !may_fill,
                    is_text: column.is_text(),
                },
                converter,
            }
        });
        let columns = columns.collect::<Vec<_>>();
        let format = if columns.iter().all(|column| column.converter.has_binary()) {
            Format::Binary
        } else {
            Format::Text
        };
        Self {
            columns,
            fields,
            format,
        }
    }

    /// The columns as the run wants to know them.
    pub(crate) fn encoded_columns(&self) -> impl Iterator<Item = EncodedColumn> {
        self.columns.iter().map(|column| EncodedColumn {
            name: column.name.clone(),
            type_oid: column.type_oid,
        })
    }

    /// The columns that are sent as text because of their types.
    pub(crate) fn only_text(&self) -> impl Iterator<Item = &str> {
        let columns = self.columns.iter().filter(|column| !column.converter.has_binary());
        columns.map(|column| column.name.as_str())
    }

    /// Encodes a record as a row.
    ///
    /// # Errors
    /// If one of its fields cannot be stored.
    pub(crate) fn encode(&self, record: &Record<'_>, row: &mut RowEncoder<'_>) -> Result<(), EncodeError> {
        for column in &self.columns {
            let field = record.get(column.field);
            match self.format {
                Format::Binary => row.binary(|out| column.binary(field, out))?,
                Format::Text => row.text(|out| column.text(field, out))?,
            }
        }
        Ok(())
    }

    /// Passes what is sent of each field of a record to `each`, with the column's name, and whether that is binary. It is
    /// None for NULL, and for a field that cannot be stored.
    pub(crate) fn measure(
        &self,
        record: &Record<'_>,
        scratch: &mut Scratch,
        mut each: impl FnMut(&str, Option<&[u8]>, bool),
    ) {
        for column in &self.columns {
            let field = record.get(column.field);
            scratch.binary.clear();
            scratch.text.clear();
            if column.converter.has_binary() {
                let sent = column.binary(field, &mut scratch.binary);
                let sent = sent.is_ok_and(|is_null| matches!(is_null, IsNull::No));
                each(&column.name, sent.then_some(&scratch.binary), true);
            } else {
                let sent = column.text(field, &mut scratch.text);
                let sent = sent.is_ok_and(|is_null| matches!(is_null, IsNull::No));
                each(&column.name, sent.then_some(scratch.text.as_bytes()), false);
            }
        }
    }

    /// Passes each field of a record that cannot be stored to `fault`, with its column.
    pub(crate) fn check(
        &self,
        record: &Record<'_>,
        scratch: &mut Scratch,
        mut fault: impl FnMut(&ReadColumn, Field<'_>, FieldFault),
    ) {
        for column in &self.columns {
            let Some(field) = record.get(column.field) else {
                continue;
            };
            if let Err(found) = column.check(field, scratch) {
                fault(column, field, found);
            }
        }
    }
}

/// The buffers of a check.
#[derive(Debug, Default)]
pub(crate) struct Scratch {
    binary: BytesMut,
    text: String,
}

impl ReadColumn {
    /// The position of the field in the file.
    pub(crate) fn field(&self) -> usize {
        self.field
    }

    fn binary(&self, field: Option<Field<'_>>, out: &mut BytesMut) -> Result<IsNull, BoxError> {
        match self.value(field)? {
            None => Ok(IsNull::Yes),
            Some(text) => {
                self.converter.binary(text, out).map_err(FieldFault::Value)?;
                Ok(IsNull::No)
            }
        }
    }

    fn text(&self, field: Option<Field<'_>>, out: &mut String) -> Result<IsNull, BoxError> {
        match self.value(field)? {
            None => Ok(IsNull::Yes),
            Some(text) => {
                self.converter.text(text, out).map_err(FieldFault::Value)?;
                Ok(IsNull::No)
            }
        }
    }

    fn check(&self, field: Field<'_>, scratch: &mut Scratch) -> Result<(), FieldFault> {
        let Some(text) = self.value(Some(field))? else {
            return Ok(());
        };
        scratch.binary.clear();
        scratch.text.clear();
        let written = if self.converter.has_binary() {
            self.converter.binary(text, &mut scratch.binary)
        } else {
            self.converter.text(text, &mut scratch.text)
        };
        written.map_err(FieldFault::Value)
    }

    /// The text of a field; None if it is NULL.
    #[inline]
    fn value<'f>(&self, field: Option<Field<'f>>) -> Result<Option<&'f str>, FieldFault> {
        // A record with fewer fields is a fault before it comes here.
        let Some(field) = field else { return Ok(None) };
        if !self.nulls.has(field) {
            return Ok(Some(field.text));
        }
        match (self.nulls.refused, field.text.is_empty()) {
            (false, _) => Ok(None),
            (true, true) if self.nulls.is_text => Err(FieldFault::EmptyText),
            (true, true) => Err(FieldFault::Empty),
            (true, false) => Err(FieldFault::Null),
        }
    }
}

impl Nulls {
    #[inline]
    fn has(&self, field: Field<'_>) -> bool {
        match (field.text.is_empty(), field.is_quoted) {
            (true, false) => self.empty_is_null,
            (true, true) => self.quoted_empty_is_null,
            (false, true) => false,
            (false, false) => self.words.iter().any(|word| word == field.text),
        }
    }
}

impl FieldFault {
    /// The option that cures it, if there is one.
    pub(crate) fn flag(&self) -> Option<&'static str> {
        match self {
            Self::Null | Self::Empty => None,
            Self::EmptyText => Some("--empty-as text"),
            Self::Value(reason) => reason.flag(),
        }
    }
}

impl fmt::Display for FieldFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("NULL, but the column is NOT NULL"),
            Self::Empty | Self::EmptyText => f.write_str("an empty field, which is NULL, but the column is NOT NULL"),
            Self::Value(reason) => reason.fmt(f),
        }
    }
}

impl std::error::Error for FieldFault {}
