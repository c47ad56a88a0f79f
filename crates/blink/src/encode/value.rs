//! Values whose type is known only at run time.

mod from;
mod json;

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt::Write as _;

use postgres_types::IsNull;

use super::quoted::quoted;
use super::target_type::TargetType;
use crate::error::BoxError;

/// A value whose type is known only at run time.
///
/// It is sent as text, and the server reads it as the column's type: columns of any type can be filled, those of
/// extensions included. An [`Array`](Self::Array) or [`Object`](Self::Object) becomes JSON in a `json` or `jsonb`
/// column. In an array column an array becomes an array, and in an `hstore` an object becomes its pairs. A composite is
/// written as one text, such as `("Main St","12345")`.
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
    /// A number as its decimal digits, such as `12.50`, to be stored exactly. In JSON it must be a number of JSON.
    Number(String),
    /// A text that the server reads as the column's type: `2024-01-31` for a date, a whole document for `jsonb`. A
    /// `bytea` reads one as hexadecimal only after `\x`; any other text is stored byte by byte.
    Text(String),
    /// Bytes, for `bytea`.
    Bytes(Vec<u8>),
    /// A list.
    Array(Vec<Value>),
    /// Named values, for JSON and `hstore`.
    Object(Vec<(String, Value)>),
}

/// A value that a run-time record can hold: [`Value`], texts, `Option`s of them, and with the feature `json`
/// `serde_json::Value`.
pub trait RecordValue: sealed::Sealed {
    /// Writes the value for a column of this type.
    #[doc(hidden)]
    fn write(&self, ty: TargetType<'_>, text: &mut String) -> Result<IsNull, BoxError>;
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
    fn write(&self, ty: TargetType<'_>, text: &mut String) -> Result<IsNull, BoxError> {
        if let Self::Null = self {
            return Ok(IsNull::Yes);
        }
        match (self, ty.element()) {
            // A text is a whole document.
            (Self::Text(document), _) if ty.is_json() => text.push_str(document),
            _ if ty.is_json() => self.write_json(text)?,
            (Self::Array(elements), Some(element)) => write_array(elements, element, ty.delimiter(), text)?,
            (Self::Object(pairs), _) if ty.is_hstore() => write_hstore(pairs, text)?,
            (Self::Array(_) | Self::Object(_), _) => {
                ty.check_takes_json()?;
                self.write_json(text)?;
            }
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
            Self::Array(_) | Self::Object(_) => self.write_json(text)?,
        }
        Ok(())
    }

    /// Returns true for an array without elements, and for an array of such arrays.
    fn is_empty_array(&self) -> bool {
        matches!(self, Self::Array(elements) if elements.iter().all(Self::is_empty_array))
    }
}

/// `array_in` in arrayfuncs.c: every element in quotes, so that neither `NULL` nor a brace in one is misread.
fn write_array(values: &[Value], element: TargetType<'_>, delimiter: char, text: &mut String) -> Result<(), BoxError> {
    // True if an array among the values is one element's value; otherwise it is another dimension.
    let whole = element.is_json() || element.element().is_some();
    if !whole && values.iter().all(Value::is_empty_array) {
        // Before PostgreSQL 17, `{{}}` is malformed.
        text.push_str("{}");
        return Ok(());
    }
    text.push('{');
    for (n, value) in values.iter().enumerate() {
        if n > 0 {
            text.push(delimiter);
        }
        match value {
            Value::Null => text.push_str("NULL"),
            Value::Array(inner) if !whole => write_array(inner, element, delimiter, text)?,
            value => quoted(text, |text| value.write(element, text).map(drop))?,
        }
    }
    text.push('}');
    Ok(())
}

/// `hstore_in` in hstore_io.c. Of two values of one key the server would store one, and which one is not said.
fn write_hstore(pairs: &[(String, Value)], text: &mut String) -> Result<(), BoxError> {
    let mut keys = HashSet::new();
    for (n, (key, value)) in pairs.iter().enumerate() {
        if !keys.insert(key) {
            return Err(format!("the object has the key {key:?} twice, and an hstore has each key once").into());
        }
        text.push_str(if n > 0 { "," } else { "" });
        quoted(text, |text| {
            text.push_str(key);
            Ok(())
        })?;
        text.push_str("=>");
        match value {
            Value::Null => text.push_str("NULL"),
            Value::Array(_) | Value::Object(_) => {
                return Err(format!("an hstore holds only texts, but {key:?} is a list or an object").into());
            }
            value => quoted(text, |text| value.write_scalar(text))?,
        }
    }
    Ok(())
}

impl RecordValue for str {
    fn write(&self, _: TargetType<'_>, text: &mut String) -> Result<IsNull, BoxError> {
        text.push_str(self);
        Ok(IsNull::No)
    }
}

impl RecordValue for String {
    fn write(&self, ty: TargetType<'_>, text: &mut String) -> Result<IsNull, BoxError> {
        self.as_str().write(ty, text)
    }
}

impl RecordValue for Cow<'_, str> {
    fn write(&self, ty: TargetType<'_>, text: &mut String) -> Result<IsNull, BoxError> {
        (**self).write(ty, text)
    }
}

impl<T: RecordValue> RecordValue for Option<T> {
    fn write(&self, ty: TargetType<'_>, text: &mut String) -> Result<IsNull, BoxError> {
        match self {
            Some(value) => value.write(ty, text),
            None => Ok(IsNull::Yes),
        }
    }
}

impl<T: RecordValue + ?Sized> RecordValue for &T {
    fn write(&self, ty: TargetType<'_>, text: &mut String) -> Result<IsNull, BoxError> {
        (**self).write(ty, text)
    }
}

#[cfg(feature = "json")]
impl RecordValue for serde_json::Value {
    /// Writes a string as a JSON string in a JSON column, and as its content in any other.
    fn write(&self, ty: TargetType<'_>, text: &mut String) -> Result<IsNull, BoxError> {
        if self.is_null() {
            return Ok(IsNull::Yes);
        }
        if ty.is_json() {
            write!(text, "{self}")?;
            return Ok(IsNull::No);
        }
        match (self, ty.element()) {
            (Self::Array(elements), Some(element)) if element.is_json() => {
                let documents = elements.iter().map(|element| match element {
                    Self::Null => Value::Null,
                    document => Value::Text(document.to_string()),
                });
                documents.collect::<Value>().write(ty, text)
            }
            _ => Value::from(self.clone()).write(ty, text),
        }
    }
}
