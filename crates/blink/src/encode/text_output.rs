//! Converts binary forms to text, for typed rows that are sent in the text format.
//!
//! The server's input functions read the text as the same value under any settings of the session, or refuse it: text
//! cannot hold an interval of i64::MIN microseconds, nor, before 17, one whose fields are all at their limits.
//!
//! It is the text that the output functions write with DateStyle = ISO, IntervalStyle = postgres and TimeZone = UTC, so
//! that a key in a message of such a session is found among the rows. Exceptions, of which the row may not be found: what
//! the server changes when it reads a value (ranges of integers and dates, hstore, ltxtquery, jsonb, a type's modifier),
//! json and xml, which stay as they were sent, and a float between whose two shortest texts the server chooses otherwise
//! (1e+23 is 9.999999999999999e+22 there).

mod scalar;
mod times;

use std::fmt::Write as _;

use postgres_types::{Field, Kind, Type};

use super::base_type::base_type;
use super::binary::{ArrayHeader, Reader};
use super::quoted::{quoted_array_element, quoted_bound, quoted_member};
use crate::error::BoxError;
use scalar::{scalar_writer, write_utf8};

/// Returns true if values of the type can be written as text.
pub(crate) fn can_render(ty: &Type) -> bool {
    match ty.kind() {
        Kind::Array(member) => can_render(member),
        Kind::Domain(base) => can_render(base),
        Kind::Range(subtype) => can_render(subtype),
        Kind::Composite(fields) => fields.iter().all(|field| can_render(field.type_())),
        Kind::Enum(_) => true,
        _ => scalar_writer(ty).is_some(),
    }
}

/// A type's text form.
#[derive(Debug)]
pub(crate) struct TextForm {
    ty: Type,
    /// The delimiter between elements, if the values are arrays.
    delimiter: char,
}

impl TextForm {
    pub(crate) fn of(ty: Type) -> Self {
        Self { ty, delimiter: ',' }
    }

    pub(crate) fn delimited(self, delimiter: char) -> Self {
        Self { delimiter, ..self }
    }

    /// Writes a value that is not NULL.
    pub(crate) fn render(&self, bytes: &[u8], text: &mut String) -> Result<(), BoxError> {
        match base_type(&self.ty).kind() {
            Kind::Array(element) => {
                let reader = &mut Reader(bytes);
                write_array(element, self.delimiter, reader, text)?;
                reader.check_end()
            }
            _ => render(&self.ty, bytes, text),
        }
    }
}

/// Writes a value that is not NULL as text. Elements of arrays are delimited by commas.
///
/// # Errors
/// If the bytes are no value of the type, or the type has no known text form.
pub fn render(ty: &Type, bytes: &[u8], text: &mut String) -> Result<(), BoxError> {
    let reader = &mut Reader(bytes);
    match ty.kind() {
        Kind::Domain(base) => return render(base, bytes, text),
        Kind::Array(element) => write_array(element, ',', reader, text)?,
        Kind::Range(subtype) => write_range(subtype, reader, text)?,
        Kind::Composite(fields) => write_composite(fields, reader, text)?,
        Kind::Enum(_) => write_utf8(reader, text)?,
        _ => match scalar_writer(ty) {
            Some(write) => write(reader, text)?,
            None => return Err(format!("a value of type {ty} cannot be written as text").into()),
        },
    }
    reader.check_end()
}

/// `record_out` in rowtypes.c.
fn write_composite(fields: &[Field], reader: &mut Reader<'_>, text: &mut String) -> Result<(), BoxError> {
    let count = reader.i32()?;
    text.push('(');
    for (n, field) in (0..count).zip(fields) {
        if n > 0 {
            text.push(',');
        }
        let _oid = reader.u32()?;
        if let Some(bytes) = reader.field()? {
            quoted_member(text, |text| render(field.type_(), bytes, text))?;
        }
    }
    text.push(')');
    Ok(())
}

/// `array_out` in arrayfuncs.c.
fn write_array(element: &Type, delimiter: char, reader: &mut Reader<'_>, text: &mut String) -> Result<(), BoxError> {
    let head = ArrayHeader::read(reader)?;
    if head.len() == 0 {
        text.push_str("{}");
        return Ok(());
    }
    if head.dimensions.iter().any(|&(_, lower)| lower != 1) {
        for &(length, lower) in &head.dimensions {
            write!(text, "[{lower}:{}]", i64::from(lower) + i64::from(length) - 1)?;
        }
        text.push('=');
    }
    write_dimension(element, delimiter, &head.dimensions, reader, text)
}

fn write_dimension(
    element: &Type,
    delimiter: char,
    dimensions: &[(i32, i32)],
    reader: &mut Reader<'_>,
    text: &mut String,
) -> Result<(), BoxError> {
    let Some((&(length, _), inner)) = dimensions.split_first() else {
        return match reader.field()? {
            None => {
                text.push_str("NULL");
                Ok(())
            }
            Some(bytes) => quoted_array_element(text, delimiter, |text| render(element, bytes, text)),
        };
    };
    text.push('{');
    for n in 0..length {
        if n > 0 {
            text.push(delimiter);
        }
        write_dimension(element, delimiter, inner, reader, text)?;
    }
    text.push('}');
    Ok(())
}

/// `range_out` in rangetypes.c; the flags are those of rangetypes.h.
fn write_range(subtype: &Type, reader: &mut Reader<'_>, text: &mut String) -> Result<(), BoxError> {
    const EMPTY: u8 = 0x01;
    const LOWER_INCLUSIVE: u8 = 0x02;
    const UPPER_INCLUSIVE: u8 = 0x04;
    const LOWER_INFINITE: u8 = 0x08;
    const UPPER_INFINITE: u8 = 0x10;
    let flags = reader.u8()?;
    if flags & EMPTY != 0 {
        text.push_str("empty");
        return Ok(());
    }
    text.push(if flags & LOWER_INCLUSIVE != 0 { '[' } else { '(' });
    if flags & LOWER_INFINITE == 0 {
        write_bound(subtype, reader, text)?;
    }
    text.push(',');
    if flags & UPPER_INFINITE == 0 {
        write_bound(subtype, reader, text)?;
    }
    text.push(if flags & UPPER_INCLUSIVE != 0 { ']' } else { ')' });
    Ok(())
}

fn write_bound(subtype: &Type, reader: &mut Reader<'_>, text: &mut String) -> Result<(), BoxError> {
    let bytes = reader.field()?.ok_or("a bound of a range cannot be NULL")?;
    quoted_bound(text, |text| render(subtype, bytes, text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_vector_is_written_as_pgvector_reads_it() {
        let ty = Type::new("vector".to_owned(), 99_999, Kind::Simple, "public".to_owned());
        let mut bytes = vec![0, 3, 0, 0];
        for number in [1.0_f32, -0.5, 1e-30] {
            bytes.extend_from_slice(&number.to_be_bytes());
        }
        let mut text = String::new();
        render(&ty, &bytes, &mut text).unwrap();
        assert_eq!(text, "[1,-0.5,1e-30]");
        assert!(render(&ty, &bytes[..6], &mut String::new()).is_err());
    }
}
