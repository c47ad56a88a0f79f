//! Texts of arrays, composites and ranges.

use blink::__private::encoding::{quoted_array_element, quoted_bound, quoted_member};
use blink::BoxError;
use blink::postgres_types::IsNull;

use super::composed::{check_count, null_bound};
use super::form::{ArrayForm, Form, Member, mismatch};
use crate::value::{Range, Value};

impl ArrayForm {
    /// Writes the text that `array_in` in arrayfuncs.c reads.
    pub(super) fn text(&self, values: &[Value<'_>], out: &mut String) -> Result<(), BoxError> {
        match self.lengths(values)?.len() {
            // Before PostgreSQL 17, `{{}}` is malformed.
            0 => {
                out.push_str("{}");
                Ok(())
            }
            dimensions => self.dimension(values, dimensions, out),
        }
    }

    fn dimension(&self, values: &[Value<'_>], dimensions: usize, out: &mut String) -> Result<(), BoxError> {
        out.push('{');
        for (n, value) in values.iter().enumerate() {
            if n > 0 {
                out.push(self.delimiter);
            }
            match value {
                Value::Null => out.push_str("NULL"),
                Value::Array(inner) if dimensions > 1 => self.dimension(inner, dimensions - 1, out)?,
                value => quoted_array_element(out, self.delimiter, |out| self.element.text(value, out).map(drop))?,
            }
        }
        out.push('}');
        Ok(())
    }
}

impl Form {
    /// Writes the text that `record_in` in rowtypes.c reads.
    pub(super) fn row_text(members: &[Member], values: &[Value<'_>], out: &mut String) -> Result<(), BoxError> {
        check_count(members, values)?;
        out.push('(');
        for (n, (member, value)) in members.iter().zip(values).enumerate() {
            if n > 0 {
                out.push(',');
            }
            if !matches!(value, Value::Null) {
                quoted_member(out, |out| member.form.text(value, out).map(drop))?;
            }
        }
        out.push(')');
        Ok(())
    }

    /// Writes the text that `range_in` in rangetypes.c reads.
    pub(super) fn range_text(bound: &Form, range: &Range<'_>, out: &mut String) -> Result<(), BoxError> {
        let Range::Between { lower, upper } = range else {
            out.push_str("empty");
            return Ok(());
        };
        out.push(if matches!(lower, Some((_, true))) { '[' } else { '(' });
        for (n, end) in [lower, upper].into_iter().enumerate() {
            if n > 0 {
                out.push(',');
            }
            if let Some((value, _)) = end {
                quoted_bound(out, |out| match bound.text(value, out)? {
                    IsNull::No => Ok(()),
                    IsNull::Yes => Err(null_bound()),
                })?;
            }
        }
        out.push(if matches!(upper, Some((_, true))) { ']' } else { ')' });
        Ok(())
    }

    /// Writes the text that `multirange_in` in multirangetypes.c reads.
    pub(super) fn multirange_text(bound: &Form, ranges: &[Value<'_>], out: &mut String) -> Result<(), BoxError> {
        out.push('{');
        for (n, value) in ranges.iter().enumerate() {
            let Value::Range(inner) = value else {
                return Err(mismatch(value, "ranges"));
            };
            out.push_str(if n > 0 { "," } else { "" });
            Self::range_text(bound, inner, out)?;
        }
        out.push('}');
        Ok(())
    }
}
