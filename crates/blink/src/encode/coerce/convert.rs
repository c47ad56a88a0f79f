//! The conversion of a binary form.

use bytes::{BufMut, BytesMut};
use postgres_types::IsNull;

use crate::encode::binary::{ArrayHeader, Reader, field};
use crate::error::BoxError;

pub(super) type Rewrite = fn(&[u8], &mut BytesMut) -> Result<(), BoxError>;

#[derive(Clone, Debug)]
pub(crate) enum Convert {
    /// The bytes are the same in both types.
    Same,
    Rewrite(Rewrite),
    /// An array, element by element.
    Elements {
        oid: u32,
        element: Box<Convert>,
    },
    /// Arrays in an array, as one array with one more dimension.
    Nested {
        oid: u32,
        inner: Box<Convert>,
    },
}

impl Convert {
    /// Writes the value, which is not NULL, as the column's type.
    pub(crate) fn apply(&self, source: &[u8], out: &mut BytesMut) -> Result<(), BoxError> {
        match self {
            Self::Same => {
                out.put_slice(source);
                Ok(())
            }
            Self::Rewrite(rewrite) => rewrite(source, out),
            Self::Elements { oid, element } => {
                let mut reader = Reader(source);
                let head = ArrayHeader::read(&mut reader)?;
                head.write(*oid, out)?;
                for _ in 0..head.len() {
                    let bytes = reader.field()?;
                    field(out, |out| match bytes {
                        None => Ok(IsNull::Yes),
                        Some(bytes) => element.apply(bytes, out).map(|()| IsNull::No),
                    })?;
                }
                reader.check_end()
            }
            Self::Nested { oid, inner } => flatten_nested_arrays(*oid, inner, source, out),
        }
    }
}

/// Concatenates arrays of the same length into one array with one more dimension.
fn flatten_nested_arrays(oid: u32, inner: &Convert, source: &[u8], out: &mut BytesMut) -> Result<(), BoxError> {
    let mut reader = Reader(source);
    let outer = ArrayHeader::read(&mut reader)?;
    let mut result = ArrayHeader {
        dimensions: Vec::new(),
        has_nulls: false,
    };
    let mut elements = BytesMut::new();
    let mut converted = BytesMut::new();
    for n in 0..outer.len() {
        let bytes = reader
            .field()?
            .ok_or("an array of several dimensions cannot hold NULL in place of an inner array")?;
        converted.clear();
        inner.apply(bytes, &mut converted)?;
        let mut reader = Reader(&converted);
        let head = ArrayHeader::read(&mut reader)?;
        result.has_nulls |= head.has_nulls;
        if n == 0 {
            result.dimensions = head.dimensions;
        } else if result.dimensions != head.dimensions {
            return Err("the inner arrays differ in length; PostgreSQL's arrays are rectangular".into());
        }
        elements.put_slice(reader.rest());
    }
    reader.check_end()?;
    // An array without elements has no dimensions, even if it contains empty arrays.
    if result.len() == 0 {
        result.dimensions.clear();
    } else {
        result.dimensions.splice(0..0, outer.dimensions);
    }
    result.write(oid, out)?;
    out.put_slice(&elements);
    Ok(())
}
