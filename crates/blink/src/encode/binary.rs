//! The binary format of COPY.
//!
//! <https://www.postgresql.org/docs/current/sql-copy.html#id-1.9.3.55.9.4>

use bytes::{BufMut, BytesMut};
use postgres_types::IsNull;

use crate::error::BoxError;

/// Signature, flags and the length of the header extension.
pub(super) const HEADER: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";

/// The file trailer. The server accepts a COPY without it, so the command tag is compared as well.
pub(super) const TRAILER: &[u8] = &(-1_i16).to_be_bytes();

/// The maximum length of a field: the server reads it, plus one byte, into one allocation (`MaxAllocSize` in
/// memutils.h).
const MAX_FIELD_LEN: usize = 0x3fff_fffe;

/// Writes a field's length, then the field.
///
/// # Errors
/// That of `write`, or if the field is longer than the server takes.
#[inline]
pub fn field(
    out: &mut BytesMut,
    write: impl FnOnce(&mut BytesMut) -> Result<IsNull, BoxError>,
) -> Result<(), BoxError> {
    let at = out.len();
    out.put_i32(-1);
    match write(out)? {
        IsNull::Yes => out.truncate(at + 4),
        IsNull::No => {
            let length = check_length(out.len() - at - 4)?;
            out[at..at + 4].copy_from_slice(&length.to_be_bytes());
        }
    }
    Ok(())
}

/// Returns the length as it is sent, or an error if the server would refuse it.
#[inline]
pub(crate) fn check_length(length: usize) -> Result<i32, BoxError> {
    if length > MAX_FIELD_LEN {
        return Err(
            format!("the value has {length} bytes; PostgreSQL takes at most {MAX_FIELD_LEN} in one field").into(),
        );
    }
    Ok(i32::try_from(length)?)
}

/// Reads the parts of a binary form, from the front.
pub(crate) struct Reader<'a>(pub(crate) &'a [u8]);

impl<'a> Reader<'a> {
    pub(crate) fn take(&mut self, n: usize) -> Result<&'a [u8], BoxError> {
        let (taken, rest) = self
            .0
            .split_at_checked(n)
            .ok_or("the value's binary form ends too early")?;
        self.0 = rest;
        Ok(taken)
    }

    /// The bytes not read yet.
    #[inline]
    pub(crate) fn rest(&self) -> &'a [u8] {
        self.0
    }

    /// Reads all bytes not read yet.
    pub(crate) fn take_rest(&mut self) -> &'a [u8] {
        std::mem::take(&mut self.0)
    }

    /// Returns an error if bytes are left: the server refuses such a value in the binary format.
    pub(crate) fn check_end(&self) -> Result<(), BoxError> {
        if self.0.is_empty() {
            Ok(())
        } else {
            Err("the value's binary form is longer than its type".into())
        }
    }

    pub(crate) fn array<const N: usize>(&mut self) -> Result<[u8; N], BoxError> {
        Ok(self.take(N)?.try_into()?)
    }

    pub(crate) fn u8(&mut self) -> Result<u8, BoxError> {
        self.array().map(u8::from_be_bytes)
    }

    pub(crate) fn i16(&mut self) -> Result<i16, BoxError> {
        self.array().map(i16::from_be_bytes)
    }

    pub(crate) fn u16(&mut self) -> Result<u16, BoxError> {
        self.array().map(u16::from_be_bytes)
    }

    pub(crate) fn i32(&mut self) -> Result<i32, BoxError> {
        self.array().map(i32::from_be_bytes)
    }

    pub(crate) fn u32(&mut self) -> Result<u32, BoxError> {
        self.array().map(u32::from_be_bytes)
    }

    pub(crate) fn i64(&mut self) -> Result<i64, BoxError> {
        self.array().map(i64::from_be_bytes)
    }

    /// Reads a field's length and returns the field; None for NULL.
    pub(crate) fn field(&mut self) -> Result<Option<&'a [u8]>, BoxError> {
        match usize::try_from(self.i32()?) {
            Ok(length) => self.take(length).map(Some),
            Err(_) => Ok(None),
        }
    }
}

/// The head of an array's binary form (`array_send` in arrayfuncs.c).
pub(crate) struct ArrayHeader {
    /// Length and lower bound of each dimension.
    pub(crate) dimensions: Vec<(i32, i32)>,
    pub(crate) has_nulls: bool,
}

impl ArrayHeader {
    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Self, BoxError> {
        let count = reader.i32()?;
        let has_nulls = reader.i32()? != 0;
        let _element_oid = reader.u32()?;
        let dimensions = (0..count)
            .map(|_| Ok((reader.i32()?, reader.i32()?)))
            .collect::<Result<_, BoxError>>()?;
        Ok(Self { dimensions, has_nulls })
    }

    pub(crate) fn write(&self, element_oid: u32, out: &mut BytesMut) -> Result<(), BoxError> {
        out.put_i32(i32::try_from(self.dimensions.len())?);
        out.put_i32(i32::from(self.has_nulls));
        out.put_u32(element_oid);
        for &(length, lower) in &self.dimensions {
            out.put_i32(length);
            out.put_i32(lower);
        }
        Ok(())
    }

    /// The number of elements.
    pub(crate) fn len(&self) -> usize {
        if self.dimensions.is_empty() {
            return 0;
        }
        self.dimensions
            .iter()
            .map(|&(length, _)| usize::try_from(length).unwrap_or(0))
            .product()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_as_long_as_the_server_takes() {
        assert_eq!(check_length(0).unwrap(), 0);
        assert_eq!(check_length(MAX_FIELD_LEN).unwrap(), 0x3fff_fffe);
        for length in [MAX_FIELD_LEN + 1, i32::MAX as usize, usize::MAX] {
            assert_eq!(
                check_length(length).unwrap_err().to_string(),
                format!("the value has {length} bytes; PostgreSQL takes at most 1073741822 in one field")
            );
        }
    }

    #[test]
    fn a_field_stands_behind_its_length_and_null_is_minus_one() {
        let mut out = BytesMut::from(&b"before"[..]);
        field(&mut out, |out| {
            out.put_slice(b"abc");
            Ok(IsNull::No)
        })
        .unwrap();
        // A value that writes bytes and then turns out to be NULL sends none of them.
        field(&mut out, |out| {
            out.put_slice(b"abc");
            Ok(IsNull::Yes)
        })
        .unwrap();
        assert_eq!(&out[..], b"before\0\0\0\x03abc\xff\xff\xff\xff");
    }
}
