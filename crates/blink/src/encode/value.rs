//! Values whose type is known only at run time.

use std::borrow::Cow;
use std::fmt::Write as _;

use postgres_types::{IsNull, Kind, Type};

use super::base_type::base_type;
use crate::encode::text_output::quoted;
use crate::error::BoxError;

/// A value whose type is known only at run time.
///
/// It is sent as text, and the server reads it as the column's type: columns of any type can be filled, those of
/// extensions included. An [`Array`](Self::Array) or [`Object`](Self::Object) becomes JSON in a `json` or `jsonb`
/// column. In an array column an array becomes an array.
///
/// ```
/// use blink::{Table, Value};
///
/// let events = Table::records("events", ["id", "at", "tags"], (1..=3).map(|id| {
///     [Value::Int(id), Value::Text("2024-02-29 12:00Z".to_owned()), Value::Array(vec!["new".into(), Value::Null])]
/// }));
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Value {
    /// NULL.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A floating-point number.
    Float(f64),
    /// A number as its decimal digits, such as `12.50`, to be stored exactly.
    Number(String),
    /// A text that the server reads as the column's type: `2024-01-31` for a date, a whole document for `jsonb`.
    Text(String),
    /// Bytes, for `bytea`.
    Bytes(Vec<u8>),
    /// A list.
    Array(Vec<Value>),
    /// Named values, for JSON.
    Object(Vec<(String, Value)>),
}

/// A value that a run-time record can hold: [`Value`], texts, `Option`s of them, and with the feature `json`
/// `serde_json::Value`.
pub trait RecordValue: sealed::Sealed {
    /// Writes the value for a column of this type.
    #[doc(hidden)]
    fn write(&self, ty: &Type, text: &mut String) -> Result<IsNull, BoxError>;
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for super::Value {}
    impl Sealed for str {}
    impl Sealed for String {}
    impl Sealed for std::borrow::Cow<'_, str> {}
    impl<T: Sealed> Sealed for Option<T> {}
    impl<T: Sealed + ?Sized> Sealed for &T {}
    #[cfg(feature = "json")]
    impl Sealed for serde_json::Value {}
}

impl RecordValue for Value {
    fn write(&self, ty: &Type, text: &mut String) -> Result<IsNull, BoxError> {
        if let Self::Null = self {
            return Ok(IsNull::Yes);
        }
        match base_type(ty).kind() {
            _ if is_json(ty) => match self {
                // A text is a whole document.
                Self::Text(document) => text.push_str(document),
                value => value.json(text)?,
            },
            Kind::Array(_) => self.array(ty, text)?,
            _ => self.write_scalar(text)?,
        }
        Ok(IsNull::No)
    }
}

impl Value {
    fn write_scalar(&self, text: &mut String) -> Result<(), BoxError> {
        match self {
            Self::Null => {}
            Self::Bool(value) => text.push_str(if *value { "true" } else { "false" }),
            Self::Int(value) => write!(text, "{value}")?,
            Self::Float(value) if value.is_infinite() => {
                text.push_str(if *value < 0.0 { "-Infinity" } else { "Infinity" });
            }
            Self::Float(value) => write!(text, "{value}")?,
            Self::Number(value) | Self::Text(value) => text.push_str(value),
            Self::Bytes(bytes) => {
                text.push_str("\\x");
                for byte in bytes {
                    write!(text, "{byte:02x}")?;
                }
            }
            Self::Array(_) | Self::Object(_) => self.json(text)?,
        }
        Ok(())
    }

    /// `array_in` in arrayfuncs.c: every element in quotes, so that neither `NULL` nor a brace in one is misread.
    fn array(&self, ty: &Type, text: &mut String) -> Result<(), BoxError> {
        let Self::Array(elements) = self else {
            return self.write_scalar(text);
        };
        let Kind::Array(member) = base_type(ty).kind() else {
            return self.write_scalar(text);
        };
        // True if an array among the elements is one element's value; otherwise it is another dimension.
        let whole = is_json(member) || matches!(base_type(member).kind(), Kind::Array(_));
        // `box` is the only type with another delimiter (`typdelim` in pg_type.dat).
        let delimiter = if *base_type(member) == Type::BOX { ';' } else { ',' };
        if !whole && self.is_empty_array() {
            // Before PostgreSQL 17, `{{}}` is malformed.
            text.push_str("{}");
            return Ok(());
        }
        text.push('{');
        for (n, element) in elements.iter().enumerate() {
            if n > 0 {
                text.push(delimiter);
            }
            match element {
                Self::Null => text.push_str("NULL"),
                Self::Array(_) if !whole => element.array(ty, text)?,
                element => quoted(text, |text| element.write(member, text).map(drop))?,
            }
        }
        text.push('}');
        Ok(())
    }

    /// Returns true for an array without elements, and for an array of such arrays.
    fn is_empty_array(&self) -> bool {
        matches!(self, Self::Array(elements) if elements.iter().all(Self::is_empty_array))
    }

    fn json(&self, text: &mut String) -> Result<(), BoxError> {
        match self {
            Self::Null => text.push_str("null"),
            Self::Float(value) if !value.is_finite() => {
                return Err(format!("JSON has no number {value}").into());
            }
            Self::Bool(_) | Self::Int(_) | Self::Float(_) | Self::Number(_) => self.write_scalar(text)?,
            Self::Text(value) => json_string(value, text)?,
            Self::Bytes(_) => return Err("JSON has no bytes; encode them as text first".into()),
            Self::Array(elements) => {
                text.push('[');
                for (n, element) in elements.iter().enumerate() {
                    text.push_str(if n > 0 { "," } else { "" });
                    element.json(text)?;
                }
                text.push(']');
            }
            Self::Object(members) => {
                text.push('{');
                for (n, (name, value)) in members.iter().enumerate() {
                    text.push_str(if n > 0 { "," } else { "" });
                    json_string(name, text)?;
                    text.push(':');
                    value.json(text)?;
                }
                text.push('}');
            }
        }
        Ok(())
    }
}

/// RFC 8259, section 7.
fn json_string(value: &str, text: &mut String) -> Result<(), BoxError> {
    text.push('"');
    for char in value.chars() {
        match char {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            control if control < ' ' => write!(text, "\\u{:04x}", u32::from(control))?,
            other => text.push(other),
        }
    }
    text.push('"');
    Ok(())
}

fn is_json(ty: &Type) -> bool {
    matches!(*base_type(ty), Type::JSON | Type::JSONB)
}

impl RecordValue for str {
    fn write(&self, _: &Type, text: &mut String) -> Result<IsNull, BoxError> {
        text.push_str(self);
        Ok(IsNull::No)
    }
}

impl RecordValue for String {
    fn write(&self, ty: &Type, text: &mut String) -> Result<IsNull, BoxError> {
        self.as_str().write(ty, text)
    }
}

impl RecordValue for Cow<'_, str> {
    fn write(&self, ty: &Type, text: &mut String) -> Result<IsNull, BoxError> {
        (**self).write(ty, text)
    }
}

impl<T: RecordValue> RecordValue for Option<T> {
    fn write(&self, ty: &Type, text: &mut String) -> Result<IsNull, BoxError> {
        match self {
            Some(value) => value.write(ty, text),
            None => Ok(IsNull::Yes),
        }
    }
}

impl<T: RecordValue + ?Sized> RecordValue for &T {
    fn write(&self, ty: &Type, text: &mut String) -> Result<IsNull, BoxError> {
        (**self).write(ty, text)
    }
}

#[cfg(feature = "json")]
impl RecordValue for serde_json::Value {
    /// Writes a string as a JSON string in a JSON column, and as its content in any other.
    fn write(&self, ty: &Type, text: &mut String) -> Result<IsNull, BoxError> {
        if self.is_null() {
            return Ok(IsNull::Yes);
        }
        if is_json(ty) {
            write!(text, "{self}")?;
            return Ok(IsNull::No);
        }
        match (self, base_type(ty).kind()) {
            (Self::Array(elements), Kind::Array(member)) if is_json(member) => {
                let document = |element: &Self| (!element.is_null()).then(|| element.to_string());
                elements.iter().map(document).collect::<Value>().write(ty, text)
            }
            _ => Value::from(self.clone()).write(ty, text),
        }
    }
}

#[cfg(feature = "json")]
impl From<serde_json::Value> for Value {
    fn from(value: serde_json::Value) -> Self {
        match value {
            serde_json::Value::Null => Self::Null,
            serde_json::Value::Bool(value) => Self::Bool(value),
            serde_json::Value::Number(number) => Self::Number(number.to_string()),
            serde_json::Value::String(value) => Self::Text(value),
            serde_json::Value::Array(elements) => elements.into_iter().collect(),
            serde_json::Value::Object(members) => {
                Self::Object(members.into_iter().map(|(name, value)| (name, value.into())).collect())
            }
        }
    }
}

macro_rules! from {
    ($($type:ty => |$value:ident| $made:expr),* $(,)?) => {$(
        impl From<$type> for Value {
            fn from($value: $type) -> Self {
                $made
            }
        }
    )*};
}

from! {
    bool => |value| Self::Bool(value),
    i8 => |value| Self::Int(value.into()),
    i16 => |value| Self::Int(value.into()),
    i32 => |value| Self::Int(value.into()),
    i64 => |value| Self::Int(value),
    u8 => |value| Self::Int(value.into()),
    u16 => |value| Self::Int(value.into()),
    u32 => |value| Self::Int(value.into()),
    u64 => |value| Self::Number(value.to_string()),
    f32 => |value| Self::Number(value.to_string()),
    f64 => |value| Self::Float(value),
    &str => |value| Self::Text(value.to_owned()),
    String => |value| Self::Text(value),
    Vec<u8> => |value| Self::Bytes(value),
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

impl<T: Into<Value>> FromIterator<T> for Value {
    fn from_iter<I: IntoIterator<Item = T>>(elements: I) -> Self {
        Self::Array(elements.into_iter().map(Into::into).collect())
    }
}
