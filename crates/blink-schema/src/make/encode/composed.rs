//! Binary forms of arrays, composites and ranges.

use blink::__private::encoding::field;
use blink::BoxError;
use blink::postgres_types::IsNull;
use bytes::{BufMut, BytesMut};

use super::form::{ArrayForm, Form, Member, mismatch};
use crate::value::{Range, Value};

/// `MAXDIM` in array.h.
const MAX_DIMENSIONS: usize = 6;

/// The flags of a range (rangetypes.h).
const RANGE_EMPTY: u8 = 0x01;
const RANGE_LB_INC: u8 = 0x02;
const RANGE_UB_INC: u8 = 0x04;
const RANGE_LB_INF: u8 = 0x08;
const RANGE_UB_INF: u8 = 0x10;

impl ArrayForm {
    /// The lengths of an array's dimensions; none if it has no elements. Makes sure that inner arrays are alike.
    pub(super) fn lengths(&self, values: &[Value<'_>]) -> Result<Vec<usize>, BoxError> {
        let mut lengths = Vec::new();
        let mut first = Some(values);
        while let Some(values) = first {
            lengths.push(values.len());
            first = match values.first() {
                Some(Value::Array(inner)) if !self.element.takes_lists() => Some(inner),
                _ => None,
            };
        }
        if lengths.len() > MAX_DIMENSIONS {
            return Err("an array has at most six dimensions".into());
        }
        self.check_shape(values, &lengths)?;
        if lengths.contains(&0) {
            lengths.clear();
        }
        Ok(lengths)
    }

    fn check_shape(&self, values: &[Value<'_>], lengths: &[usize]) -> Result<(), BoxError> {
        let Some((length, inner)) = lengths.split_first() else {
            return Ok(());
        };
        if values.len() != *length {
            return Err("the inner arrays differ in length; PostgreSQL's arrays are rectangular".into());
        }
        for value in values {
            match value {
                Value::Array(values) if !self.element.takes_lists() => {
                    if inner.is_empty() {
                        return Err("an array and a value stand side by side in an array".into());
                    }
                    self.check_shape(values, inner)?;
                }
                _ if inner.is_empty() => {}
                _ => return Err("an array of several dimensions holds arrays alone".into()),
            }
        }
        Ok(())
    }

    /// Writes the binary form: `array_send` in arrayfuncs.c.
    pub(super) fn binary(&self, values: &[Value<'_>], out: &mut BytesMut) -> Result<(), BoxError> {
        let lengths = self.lengths(values)?;
        out.put_i32(i32::try_from(lengths.len())?);
        let at = out.len();
        out.put_i32(0);
        out.put_u32(self.element_oid);
        for length in &lengths {
            out.put_i32(i32::try_from(*length)?);
            out.put_i32(1);
        }
        if !lengths.is_empty()
            && self.elements(values, lengths.len(), out)?
            && let Some(flags) = out.get_mut(at..at + 4)
        {
            flags.copy_from_slice(&1_i32.to_be_bytes());
        }
        Ok(())
    }

    /// Writes the elements; true if there is a NULL.
    fn elements(&self, values: &[Value<'_>], dimensions: usize, out: &mut BytesMut) -> Result<bool, BoxError> {
        let mut has_null = false;
        for value in values {
            match value {
                Value::Array(inner) if dimensions > 1 => has_null |= self.elements(inner, dimensions - 1, out)?,
                value => {
                    has_null |= matches!(value, Value::Null);
                    field(out, |out| self.element.binary(value, out))?;
                }
            }
        }
        Ok(has_null)
    }
}

impl Form {
    /// Writes a composite: `record_send` in rowtypes.c.
    pub(super) fn row_binary(members: &[Member], values: &[Value<'_>], out: &mut BytesMut) -> Result<(), BoxError> {
        check_count(members, values)?;
        out.put_i32(i32::try_from(members.len())?);
        for (member, value) in members.iter().zip(values) {
            out.put_u32(member.oid);
            field(out, |out| member.form.binary(value, out))?;
        }
        Ok(())
    }

    /// Writes a range: `range_send` in rangetypes.c.
    pub(super) fn range_binary(bound: &Form, range: &Range<'_>, out: &mut BytesMut) -> Result<(), BoxError> {
        let Range::Between { lower, upper } = range else {
            out.put_u8(RANGE_EMPTY);
            return Ok(());
        };
        let flags = |bound: &Option<(Value<'_>, bool)>, included, infinite| match bound {
            None => infinite,
            Some((_, true)) => included,
            Some((_, false)) => 0,
        };
        out.put_u8(flags(lower, RANGE_LB_INC, RANGE_LB_INF) | flags(upper, RANGE_UB_INC, RANGE_UB_INF));
        for (value, _) in [lower, upper].into_iter().flatten() {
            field(out, |out| match bound.binary(value, out)? {
                IsNull::No => Ok(IsNull::No),
                IsNull::Yes => Err(null_bound()),
            })?;
        }
        Ok(())
    }

    /// Writes a multirange: `multirange_send` in multirangetypes.c.
    pub(super) fn multirange_binary(bound: &Form, ranges: &[Value<'_>], out: &mut BytesMut) -> Result<(), BoxError> {
        out.put_i32(i32::try_from(ranges.len())?);
        for value in ranges {
            let Value::Range(inner) = value else {
                return Err(mismatch(value, "ranges"));
            };
            field(out, |out| Self::range_binary(bound, inner, out).map(|()| IsNull::No))?;
        }
        Ok(())
    }
}

pub(super) fn check_count(members: &[Member], values: &[Value<'_>]) -> Result<(), BoxError> {
    if members.len() == values.len() {
        return Ok(());
    }
    Err(format!(
        "the composite has {} fields, and {} values were made",
        members.len(),
        values.len()
    )
    .into())
}

#[cold]
pub(super) fn null_bound() -> BoxError {
    "a bound of a range is no NULL".into()
}
