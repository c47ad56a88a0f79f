//! Values with their types, or the reason why one is not known.

use std::borrow::Cow;
use std::fmt;

use crate::expr::types::Type;
use crate::value::Value;

/// The reason why a value is not known, be it that the server would refuse to compute it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    reason: Cow<'static, str>,
}

impl fmt::Display for Unknown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)
    }
}

impl std::error::Error for Unknown {}

/// A value and its type.
#[derive(Clone, Debug, PartialEq)]
pub struct Typed {
    /// The value.
    pub value: Value<'static>,
    /// The type, of a domain the one below it.
    pub ty: Type,
}

pub(super) type Answer<T = Typed> = Result<T, Unknown>;

pub(super) fn unknown<T>(reason: impl Into<Cow<'static, str>>) -> Answer<T> {
    Err(Unknown { reason: reason.into() })
}

pub(super) trait OrUnknown<T> {
    fn or_unknown(self, reason: &'static str) -> Answer<T>;
}

impl<T> OrUnknown<T> for Option<T> {
    fn or_unknown(self, reason: &'static str) -> Answer<T> {
        self.map_or_else(|| unknown(reason), Ok)
    }
}

/// The server would refuse.
pub(super) const OUT_OF_RANGE: &str = "the result is out of range";

pub(super) const NOT_KNOWN: &str = "not known for values of these types";

pub(super) const INVALID_INPUT: &str = "the text is no value of the type, or one that is not understood";

impl Typed {
    pub(super) fn new(value: Value<'static>, ty: Type) -> Self {
        Self { value, ty }
    }

    pub(super) fn null(ty: Type) -> Self {
        Self::new(Value::Null, ty)
    }

    pub(super) fn bool(value: impl Into<Option<bool>>) -> Self {
        Self::new(value.into().map_or(Value::Null, Value::Bool), Type::Bool)
    }

    pub(super) fn int(value: impl Into<i64>) -> Self {
        Self::new(Value::Int(value.into()), Type::Int4)
    }

    pub(super) fn text(value: impl Into<String>) -> Self {
        Self::new(Value::Text(Cow::Owned(value.into())), Type::Text)
    }

    pub(super) fn is_null(&self) -> bool {
        self.value == Value::Null
    }

    /// The text of a `text`, or of a `char(n)` as it is cast to `text`.
    pub(super) fn as_text(&self) -> Answer<&str> {
        match (&self.value, &self.ty) {
            (Value::Text(text), Type::Text | Type::Untyped | Type::Folded) => Ok(text),
            (Value::Text(text), Type::Char) => Ok(text.trim_end_matches(' ')),
            _ => unknown(NOT_KNOWN),
        }
    }

    pub(super) fn as_int(&self) -> Answer<i64> {
        match (&self.value, &self.ty) {
            (Value::Int(number), _) => Ok(*number),
            _ => unknown(NOT_KNOWN),
        }
    }

    pub(super) fn as_bool(&self) -> Answer<Option<bool>> {
        match &self.value {
            Value::Bool(value) => Ok(Some(*value)),
            Value::Null => Ok(None),
            _ => unknown(NOT_KNOWN),
        }
    }
}
