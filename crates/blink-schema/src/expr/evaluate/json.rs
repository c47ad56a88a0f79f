//! JSON.

use std::collections::BTreeMap;

use serde_json::value::RawValue;

use super::answer::{Answer, INVALID_INPUT, NOT_KNOWN, OrUnknown, Typed, unknown};
use crate::expr::types::Type;
use crate::value::{Decimal, Value};

/// Values nested more deeply are not read.
const MAX_DEPTH: u32 = 64;

/// A value of `jsonb`; of keys that are repeated the last counts.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Json {
    Null,
    Bool(bool),
    Number(Decimal),
    String(String),
    Array(Vec<Json>),
    Object(BTreeMap<String, Json>),
}

pub(super) fn is_valid(text: &str) -> bool {
    parse(text, 0).is_some()
}

pub(super) fn parse_value(value: &Value<'_>) -> Answer<Json> {
    match value {
        Value::Json(text) => parse(text, 0).or_unknown(INVALID_INPUT),
        _ => unknown(NOT_KNOWN),
    }
}

fn parse(text: &str, depth: u32) -> Option<Json> {
    let text = text.trim_matches([' ', '\t', '\n', '\r']);
    if depth > MAX_DEPTH {
        return None;
    }
    Some(match text.bytes().next()? {
        b'{' => {
            let fields: BTreeMap<String, &RawValue> = serde_json::from_str(text).ok()?;
            let field = |(key, value): (String, &RawValue)| {
                (!key.contains('\0')).then_some(())?;
                Some((key, parse(value.get(), depth + 1)?))
            };
            Json::Object(fields.into_iter().map(field).collect::<Option<_>>()?)
        }
        b'[' => {
            let elements: Vec<&RawValue> = serde_json::from_str(text).ok()?;
            let elements = elements.into_iter().map(|element| parse(element.get(), depth + 1));
            Json::Array(elements.collect::<Option<_>>()?)
        }
        b'"' => {
            let string: String = serde_json::from_str(text).ok()?;
            // `jsonb` refuses it.
            (!string.contains('\0')).then_some(Json::String(string))?
        }
        b't' if text == "true" => Json::Bool(true),
        b'f' if text == "false" => Json::Bool(false),
        b'n' if text == "null" => Json::Null,
        b'-' | b'0'..=b'9' => {
            serde_json::from_str::<&RawValue>(text).ok()?;
            Json::Number(Decimal::parse(text)?)
        }
        _ => return None,
    })
}

impl Json {
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "boolean",
            Self::Number(_) => "number",
            Self::String(_) => "string",
            Self::Array(_) => "array",
            Self::Object(_) => "object",
        }
    }

    /// The text as `jsonb` writes it, of values that have no others in them.
    pub(super) fn scalar_text(&self) -> Answer<Option<String>> {
        Ok(Some(match self {
            Self::Null => return Ok(None),
            Self::Bool(value) => value.to_string(),
            Self::Number(number) => number.to_string(),
            Self::String(text) => text.clone(),
            Self::Array(_) | Self::Object(_) => return unknown("the text of an object or array"),
        }))
    }

    pub(super) fn to_value(&self) -> Value<'static> {
        Value::Json(self.print().into())
    }

    fn print(&self) -> String {
        match self {
            Self::Null => "null".to_owned(),
            Self::Bool(value) => value.to_string(),
            Self::Number(number) => number.to_string(),
            Self::String(text) => quoted(text),
            Self::Array(elements) => {
                let elements: Vec<String> = elements.iter().map(Self::print).collect();
                format!("[{}]", elements.join(", "))
            }
            Self::Object(fields) => {
                let field = |(key, value): (&String, &Self)| format!("{}: {}", quoted(key), value.print());
                let fields: Vec<String> = fields.iter().map(field).collect();
                format!("{{{}}}", fields.join(", "))
            }
        }
    }

    pub(super) fn field(&self, key: &Typed) -> Answer<Option<&Self>> {
        match (&key.value, self) {
            (Value::Int(at), Self::Array(elements)) => Ok(element(elements, *at)),
            (Value::Int(_), Self::Object(_)) => Ok(None),
            // Other values are stored as an array of one element, and asked as such.
            (Value::Int(at), _) => Ok((*at == 0 || *at == -1).then_some(self)),
            (Value::Text(_), Self::Object(fields)) => Ok(fields.get(key.as_text()?)),
            (Value::Text(_), _) => Ok(None),
            _ => unknown(NOT_KNOWN),
        }
    }

    /// True if the other value is in this one (`jsonb @>`).
    pub(super) fn contains(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Object(fields), Self::Object(others)) => others
                .iter()
                .all(|(key, other)| fields.get(key).is_some_and(|value| value.contains(other))),
            (Self::Array(elements), Self::Array(others)) => others
                .iter()
                .all(|other| elements.iter().any(|element| element.contains_element(other))),
            _ => self == other,
        }
    }

    /// In arrays, an object or array contains another, and all else equals.
    fn contains_element(&self, other: &Self) -> bool {
        self.kind() == other.kind() && self.contains(other)
    }
}

fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap_or_default()
}

/// The element at a place from 0, or from the end.
pub(super) fn element(elements: &[Json], at: i64) -> Option<&Json> {
    if let Ok(at) = usize::try_from(at) {
        return elements.get(at);
    }
    let from_end = usize::try_from(at.unsigned_abs()).ok()?;
    elements.get(elements.len().checked_sub(from_end)?)
}

pub(super) fn typed(typed: &Typed) -> Answer<Json> {
    match typed.ty {
        Type::Json | Type::Jsonb => parse_value(&typed.value),
        _ => unknown(NOT_KNOWN),
    }
}
