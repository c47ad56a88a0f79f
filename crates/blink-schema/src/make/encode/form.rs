//! The forms that values of types have in COPY.

use std::collections::BTreeSet;
use std::sync::Arc;

use blink::BoxError;
use blink::postgres_types::IsNull;
use bytes::BytesMut;

use super::decimal::Precision;
use super::duration::IntervalFields;
use super::geometry::Shape;
use super::text_limit::{TextLimit, check_nul};
use super::time_unit::Unit;
use crate::value::Value;

/// The form of a type's values.
#[derive(Clone, Debug)]
pub(super) enum Form {
    Scalar(Scalar),
    Array(ArrayForm),
    Composite(Vec<Member>),
    /// A range of values of this form.
    Range(Box<Form>),
    /// Several ranges of values of this form.
    Multirange(Box<Form>),
    /// Known to its input function alone.
    Opaque,
}

/// An array type.
#[derive(Clone, Debug)]
pub(super) struct ArrayForm {
    pub(super) element: Box<Form>,
    /// The OID that the binary form names (`array_recv` compares it).
    pub(super) element_oid: u32,
    pub(super) delimiter: char,
}

/// A member of a composite type.
#[derive(Clone, Debug)]
pub(super) struct Member {
    pub(super) form: Form,
    /// The OID that the binary form names (`record_recv` compares it).
    pub(super) oid: u32,
}

/// The form of a type whose values are not composed of others.
#[derive(Clone, Debug)]
pub(super) enum Scalar {
    Bool,
    Int2,
    Int4,
    Int8,
    Oid,
    Float4,
    Float8,
    Numeric(Option<Precision>),
    Money,
    Text(TextLimit),
    Bytea,
    Date,
    Time(Unit),
    TimeTz(Unit),
    Timestamp(Unit),
    TimestampTz(Unit),
    Interval(IntervalFields),
    Uuid,
    Json,
    Jsonb,
    Xml,
    Enum(Arc<BTreeSet<String>>),
    /// `bit(n)`, and with true `varbit(n)`.
    Bits(Option<u32>, bool),
    Inet,
    Cidr,
    MacAddr,
    MacAddr8,
    Geometric(Shape),
    /// pgvector's `vector(n)`.
    Vector(Option<u16>),
}

impl Form {
    pub(super) fn has_binary(&self) -> bool {
        match self {
            Self::Scalar(_) => true,
            Self::Array(array) => array.element.has_binary(),
            Self::Composite(members) => members.iter().all(|member| member.form.has_binary()),
            Self::Range(bound) | Self::Multirange(bound) => bound.has_binary(),
            Self::Opaque => false,
        }
    }

    pub(super) fn reads_literals(&self) -> bool {
        matches!(self, Self::Scalar(_))
    }

    /// Returns true if one value of the form is a [`Value::Array`], so that lists in an array of such values are no
    /// further dimension.
    pub(super) fn takes_lists(&self) -> bool {
        matches!(
            self,
            Self::Array(_) | Self::Multirange(_) | Self::Scalar(Scalar::Vector(_))
        )
    }

    pub(super) fn binary(&self, value: &Value<'_>, out: &mut BytesMut) -> Result<IsNull, BoxError> {
        match (self, value) {
            (_, Value::Null) => return Ok(IsNull::Yes),
            (Self::Scalar(scalar), value) => scalar.binary(value, out)?,
            (Self::Array(array), Value::Array(values)) => array.binary(values, out)?,
            (Self::Composite(members), Value::Row(values)) => Self::row_binary(members, values, out)?,
            (Self::Range(bound), Value::Range(range)) => Self::range_binary(bound, range, out)?,
            (Self::Multirange(bound), Value::Array(ranges)) => Self::multirange_binary(bound, ranges, out)?,
            (Self::Opaque, _) => return Err("the type has no known binary form".into()),
            (_, Value::Literal(_) | Value::Text(_)) => {
                return Err("a literal of an array, a composite or a range is sent as text alone".into());
            }
            (form, value) => return Err(mismatch(value, form.noun())),
        }
        Ok(IsNull::No)
    }

    pub(super) fn text(&self, value: &Value<'_>, out: &mut String) -> Result<IsNull, BoxError> {
        match (self, value) {
            (_, Value::Null) => return Ok(IsNull::Yes),
            (Self::Scalar(scalar), value) => scalar.text(value, out)?,
            (_, Value::Literal(literal) | Value::Text(literal)) => {
                check_nul(literal)?;
                out.push_str(literal);
            }
            (Self::Array(array), Value::Array(values)) => array.text(values, out)?,
            (Self::Composite(members), Value::Row(values)) => Self::row_text(members, values, out)?,
            (Self::Range(bound), Value::Range(range)) => Self::range_text(bound, range, out)?,
            (Self::Multirange(bound), Value::Array(ranges)) => {
                Self::multirange_text(bound, ranges, out)?;
            }
            (form, value) => return Err(mismatch(value, form.noun())),
        }
        Ok(IsNull::No)
    }

    fn noun(&self) -> &'static str {
        match self {
            Self::Scalar(scalar) => scalar.noun(),
            Self::Array(_) => "an array",
            Self::Composite(_) => "a composite",
            Self::Range(_) => "a range",
            Self::Multirange(_) => "a multirange",
            Self::Opaque => "the text that the type's input function reads",
        }
    }
}

/// The error of a value of another kind.
#[cold]
pub(super) fn mismatch(value: &Value<'_>, wanted: &str) -> BoxError {
    let kind = match value {
        Value::Null => "NULL",
        Value::Bool(_) => "a boolean",
        Value::Int(_) => "an integer",
        Value::Float(_) => "a float",
        Value::Decimal(_) => "a decimal number",
        Value::Text(_) => "a text",
        Value::Bytes(_) => "a list of bytes",
        Value::Date(_) => "a date",
        Value::Time(_) => "a time",
        Value::Timestamp(_) => "a timestamp",
        Value::Interval(_) => "an interval",
        Value::Uuid(_) => "a uuid",
        Value::Json(_) => "a JSON document",
        Value::Array(_) => "an array",
        Value::Row(_) => "a composite",
        Value::Range(_) => "a range",
        Value::Literal(_) => "a literal",
    };
    format!("{kind} was made for the column, which takes {wanted}").into()
}
