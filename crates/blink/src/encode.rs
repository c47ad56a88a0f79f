//! Encodes rows as the bytes of COPY; no I/O.
//!
//! The encoding of each column is chosen once per run ([`Encoding`]), so that a row costs one branch per field.

mod base_type;
pub(crate) mod binary;
pub(crate) mod coerce;
pub(crate) mod decode;
mod fast_path;
pub(crate) mod field;
pub(crate) mod numeric;
pub(crate) mod quoted;
mod target_type;
pub(crate) mod text;
pub(crate) mod text_output;
pub(crate) mod value;

pub(crate) use base_type::base_type;
use field::Field;
use std::fmt;
pub(crate) use target_type::Delimiters;
use target_type::TargetType;
use text_output::TextForm;
use value::RecordValue;

use bytes::{BufMut, BytesMut};
use postgres_types::{IsNull, ToSql, Type};

use crate::error::BoxError;
use coerce::Convert;

/// A format of COPY.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// The binary forms of the types.
    Binary,
    /// Text, which the types' input functions read.
    Text,
}

impl Format {
    /// The bytes before the rows of a COPY.
    pub(crate) fn header(self) -> &'static [u8] {
        match self {
            Self::Binary => binary::HEADER,
            Self::Text => &[],
        }
    }

    /// The bytes after the rows of a COPY.
    pub(crate) fn trailer(self) -> &'static [u8] {
        match self {
            Self::Binary => binary::TRAILER,
            Self::Text => &[],
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Binary => "binary",
            Self::Text => "text",
        })
    }
}

/// The columns of a COPY, and its format.
#[derive(Debug)]
pub(crate) struct Layout {
    pub(crate) format: Format,
    pub(crate) columns: Vec<ColumnEncoder>,
}

/// A column's type, and the encoding of its values.
#[derive(Debug)]
pub(crate) struct ColumnEncoder {
    pub(crate) name: String,
    /// The type that is passed to the field's [`ToSql`]; the column's type for run-time values.
    pub(crate) ty: Type,
    pub(crate) encoding: Encoding,
    /// True if the binary forms of the most common Rust types are sent unchanged.
    is_common: bool,
}

impl ColumnEncoder {
    pub(crate) fn new(name: String, ty: Type, encoding: Encoding) -> Self {
        Self {
            // The binary form of an extension's type may be more than a text (ltree).
            is_common: matches!(encoding, Encoding::Direct) && Type::from_oid(ty.oid()).is_some(),
            name,
            ty,
            encoding,
        }
    }

    pub(crate) fn is_skipped(&self) -> bool {
        matches!(self.encoding, Encoding::Skipped)
    }

    /// Returns the one of a column whose values the rows write themselves, before its type is known.
    pub(crate) fn encoded(name: &str) -> Self {
        Self::new(name.to_owned(), Type::UNKNOWN, Encoding::Encoded)
    }
}

#[derive(Debug)]
pub(crate) enum Encoding {
    /// The field's own binary form.
    Direct,
    /// The field's binary form, converted to the column's type.
    Converted(Convert),
    /// The field's binary form, converted to this type and written out as text. The conversion comes first, so that
    /// a value that does not fit is refused as in the binary format: the server's input functions round floats and
    /// wrap OIDs.
    Rendered { convert: Convert, to: TextForm },
    /// A run-time value, written as text.
    Dynamic(Delimiters),
    /// A value that the row writes itself, in the layout's format.
    Encoded,
    /// Nothing is written: the values are not wanted.
    Skipped,
}

/// The buffers of a conversion, reused from row to row.
#[derive(Debug, Default)]
pub(crate) struct Scratch {
    pub(crate) binary: BytesMut,
    pub(crate) converted: BytesMut,
    pub(crate) text: String,
}

impl Scratch {
    /// Converts the value in `binary`, and writes it to `text`.
    fn render(&mut self, convert: &Convert, to: &TextForm) -> Result<(), BoxError> {
        self.text.clear();
        if let Convert::Same = convert {
            return to.render(&self.binary, &mut self.text);
        }
        self.converted.clear();
        convert.apply(&self.binary, &mut self.converted)?;
        to.render(&self.converted, &mut self.text)
    }
}

/// Takes the values of one row, column by column; it is passed to [`ToRow::encode`](crate::ToRow::encode).
#[derive(Debug)]
pub struct RowEncoder<'a> {
    layout: &'a Layout,
    next: usize,
    out: &'a mut BytesMut,
    scratch: &'a mut Scratch,
}

impl<'a> RowEncoder<'a> {
    /// Begins a row.
    pub(crate) fn begin(layout: &'a Layout, out: &'a mut BytesMut, scratch: &'a mut Scratch) -> Self {
        if layout.format == Format::Binary {
            // The catalog's columns: at most 1,600 (MaxHeapAttributeNumber in htup_details.h).
            out.put_i16(i16::try_from(layout.columns.len()).unwrap_or(i16::MAX));
        }
        Self {
            layout,
            next: 0,
            out,
            scratch,
        }
    }

    /// Ends the row.
    pub(crate) fn end(self) -> Result<(), EncodeError> {
        if self.next != self.layout.columns.len() {
            return Err(EncodeError::row(format!(
                "the row sent {} values for {} columns; ToRow::columns and ToRow::encode disagree",
                self.next,
                self.layout.columns.len()
            )));
        }
        if self.layout.format == Format::Text {
            self.out.put_u8(b'\n');
        }
        Ok(())
    }

    /// Sends the next column's value.
    ///
    /// # Errors
    /// If the value cannot be sent as the column's type: a number is too large for it, for example.
    #[inline]
    pub fn field<T: Field>(&mut self, value: &T) -> Result<(), EncodeError> {
        match self.layout.columns.get(self.next) {
            Some(column) if column.is_common && fast_path::try_put(value, self.out) => {
                self.next += 1;
                Ok(())
            }
            _ => self.field_slow(value),
        }
    }

    #[inline(never)]
    fn field_slow<T: Field>(&mut self, value: &T) -> Result<(), EncodeError> {
        let column = self.column()?;
        if column.is_skipped() {
            return Ok(());
        }
        fast_path::check_field_len(value).map_err(|cause| self.failed(cause))?;
        if let Encoding::Direct = column.encoding {
            binary::field(self.out, |out| value.to_sql(&column.ty, out)).map_err(|cause| self.failed(cause))
        } else {
            self.converted_field(column, value)
        }
    }

    /// Sends the next column's value of a run-time record.
    pub(crate) fn value<V: RecordValue + ?Sized>(&mut self, value: &V) -> Result<(), EncodeError> {
        let column = self.column()?;
        let Encoding::Dynamic(delimiters) = &column.encoding else {
            return Err(self.failed("a run-time value in a column of typed fields".into()));
        };
        self.put_delimiter();
        self.scratch.text.clear();
        let ty = TargetType::new(&column.ty, delimiters);
        let written = value.write(ty, &mut self.scratch.text);
        self.text_field(written)
    }

    /// Sends the next column's value in the binary form of its type, which the function writes, for a row of
    /// [`Table::blocks`](crate::Table::blocks) or [`Table::numbered`](crate::Table::numbered) in [`Format::Binary`].
    ///
    /// # Errors
    /// If the function fails, or the rows are sent in another format.
    #[inline]
    pub fn binary(&mut self, write: impl FnOnce(&mut BytesMut) -> Result<IsNull, BoxError>) -> Result<(), EncodeError> {
        self.encoded_column(Format::Binary)?;
        binary::field(self.out, write).map_err(|cause| self.failed(cause))
    }

    /// Sends the next column's value as text, which the function writes and the type's input function reads, for a row
    /// of [`Table::blocks`](crate::Table::blocks) or [`Table::numbered`](crate::Table::numbered) in [`Format::Text`].
    ///
    /// # Errors
    /// If the function fails, or the rows are sent in another format.
    pub fn text(&mut self, write: impl FnOnce(&mut String) -> Result<IsNull, BoxError>) -> Result<(), EncodeError> {
        self.encoded_column(Format::Text)?;
        self.put_delimiter();
        self.scratch.text.clear();
        let written = write(&mut self.scratch.text);
        self.text_field(written)
    }

    #[inline]
    fn encoded_column(&mut self, format: Format) -> Result<(), EncodeError> {
        let column = self.column()?;
        if matches!(column.encoding, Encoding::Encoded) && self.layout.format == format {
            return Ok(());
        }
        Err(self.failed(format!("a value in the {format} format, which the column was not declared for").into()))
    }

    /// The names of the columns.
    pub(crate) fn names(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.layout.columns.iter().map(|column| column.name.as_str())
    }

    #[inline]
    fn column(&mut self) -> Result<&'a ColumnEncoder, EncodeError> {
        let Some(column) = self.layout.columns.get(self.next) else {
            return Err(EncodeError::row(format!(
                "the row sent more than its {} values; ToRow::columns and ToRow::encode disagree",
                self.layout.columns.len()
            )));
        };
        self.next += 1;
        Ok(column)
    }

    fn converted_field(&mut self, column: &ColumnEncoder, value: &dyn ErasedToSql) -> Result<(), EncodeError> {
        self.scratch.binary.clear();
        let sent = value.send(&column.ty, &mut self.scratch.binary);
        match &column.encoding {
            Encoding::Rendered { convert, to } => {
                self.put_delimiter();
                let written = sent.and_then(|sent| match sent {
                    IsNull::Yes => Ok(IsNull::Yes),
                    IsNull::No => self.scratch.render(convert, to).map(|()| IsNull::No),
                });
                self.text_field(written)
            }
            Encoding::Converted(convert) => {
                let source = &self.scratch.binary;
                binary::field(self.out, |out| match sent? {
                    IsNull::Yes => Ok(IsNull::Yes),
                    IsNull::No => convert.apply(source, out).map(|()| IsNull::No),
                })
                .map_err(|cause| self.failed(cause))
            }
            Encoding::Direct | Encoding::Dynamic(_) | Encoding::Encoded | Encoding::Skipped => {
                Err(self.failed("a typed field in a column of run-time or encoded values".into()))
            }
        }
    }

    fn put_delimiter(&mut self) {
        if self.next > 1 {
            self.out.put_u8(b'\t');
        }
    }

    fn text_field(&mut self, written: Result<IsNull, BoxError>) -> Result<(), EncodeError> {
        match written {
            Ok(IsNull::Yes) => self.out.put_slice(b"\\N"),
            Ok(IsNull::No) => {
                binary::check_length(self.scratch.text.len()).map_err(|cause| self.failed(cause))?;
                text::escape(&self.scratch.text, self.out).map_err(|cause| self.failed(cause))?;
            }
            Err(cause) => return Err(self.failed(cause)),
        }
        Ok(())
    }

    /// Returns the error of the column that [`column`](Self::column) returned last.
    #[cold]
    fn failed(&self, cause: BoxError) -> EncodeError {
        EncodeError(Box::new((self.next.checked_sub(1), cause)))
    }
}

/// `ToSql` without its type, so that the slow path is compiled once.
trait ErasedToSql {
    fn send(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, BoxError>;
}

impl<T: ToSql> ErasedToSql for T {
    fn send(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, BoxError> {
        self.to_sql(ty, out)
    }
}

/// The error of a row that cannot be sent. A run turns it into an [`Error`](crate::Error) that names the table and the
/// row.
#[derive(Debug)]
pub struct EncodeError(Box<(Option<usize>, BoxError)>);

impl EncodeError {
    /// The error of a row as a whole, for a [`RowBlock`](crate::RowBlock) that cannot read it or
    /// [`NumberedRows`](crate::NumberedRows) that cannot make it.
    pub fn row(message: impl Into<BoxError>) -> Self {
        Self(Box::new((None, message.into())))
    }

    /// The position of the column at fault, and the cause.
    pub(crate) fn into_parts(self) -> (Option<usize>, BoxError) {
        *self.0
    }
}

impl fmt::Display for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.0 {
            Some(column) => write!(f, "the value of column {} cannot be sent", column + 1),
            None => f.write_str("the row cannot be sent"),
        }
    }
}

impl std::error::Error for EncodeError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&*self.0.1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the error of a value in the only column, and asserts that nothing was allocated.
    fn refused<T: Field>(value: &T, ty: Type, wire: Encoding, format: Format) -> String {
        let layout = Layout {
            format,
            columns: vec![ColumnEncoder::new("c".to_owned(), ty, wire)],
        };
        let (mut out, mut scratch) = (BytesMut::new(), Scratch::default());
        let refused = RowEncoder::begin(&layout, &mut out, &mut scratch).field(value);
        let (column, cause) = refused.unwrap_err().into_parts();
        assert_eq!(column, Some(0));
        assert!(out.capacity() < 1024 && scratch.binary.capacity() < 1024 && scratch.text.capacity() < 1024);
        cause.to_string()
    }

    #[test]
    fn what_no_field_can_hold_is_refused_before_it_is_copied() {
        // Zeros that are never written take no memory.
        let bytes = vec![0_u8; 1 << 30];
        let expected = "the value has 1073741824 bytes; PostgreSQL takes at most 1073741822 in one field";
        assert_eq!(refused(&bytes, Type::BYTEA, Encoding::Direct, Format::Binary), expected);
        let text = String::from_utf8(bytes).unwrap();
        assert_eq!(refused(&text, Type::TEXT, Encoding::Direct, Format::Binary), expected);
        let rendered = Encoding::Rendered {
            convert: Convert::Same,
            to: TextForm::of(Type::TEXT),
        };
        assert_eq!(refused(&text, Type::TEXT, rendered, Format::Text), expected);
        let text = Some(text);
        assert_eq!(refused(&text, Type::TEXT, Encoding::Direct, Format::Binary), expected);
    }
}
