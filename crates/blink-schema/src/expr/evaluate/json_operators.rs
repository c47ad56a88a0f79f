//! Operators and functions of JSON.

use super::answer::{Answer, NOT_KNOWN, Typed, unknown};
use super::cast;
use super::json::{Json, element, typed};
use crate::expr::operators::BinaryOperator;
use crate::expr::types::Type;
use crate::value::Value;

/// `->`, `->>`, `#>` and `#>>`.
pub(super) fn get(operator: BinaryOperator, left: &Typed, right: &Typed) -> Answer {
    use BinaryOperator as B;
    let json = typed(left)?;
    // `json` keeps its text as it was written, and all keys.
    if left.ty == Type::Json {
        return unknown("fields of json, which may be repeated");
    }
    let found = match operator {
        B::JsonField | B::JsonFieldText => json.field(right)?,
        _ => path(&json, right)?,
    };
    let is_text = matches!(operator, B::JsonFieldText | B::JsonPathText);
    match (found, is_text) {
        (None, true) => Ok(Typed::null(Type::Text)),
        (None, false) => Ok(Typed::null(left.ty.clone())),
        (Some(found), true) => Ok(found.scalar_text()?.map_or(Typed::null(Type::Text), Typed::text)),
        (Some(found), false) => Ok(Typed::new(found.to_value(), left.ty.clone())),
    }
}

fn path<'a>(json: &'a Json, path: &Typed) -> Answer<Option<&'a Json>> {
    let path = cast::to(path, &Type::Array(Box::new(Type::Text)))?;
    let Value::Array(keys) = path.value else {
        return unknown(NOT_KNOWN);
    };
    let mut found = json;
    for key in keys {
        let next = match (&key, found) {
            (Value::Text(key), Json::Object(fields)) => fields.get(&**key),
            (Value::Text(key), Json::Array(elements)) => match key.parse() {
                Ok(at) => element(elements, at),
                Err(_) => None,
            },
            (Value::Text(_), _) => None,
            _ => return unknown("NULL in a path"),
        };
        let Some(next) = next else {
            return Ok(None);
        };
        found = next;
    }
    Ok(Some(found))
}

/// `?`, `?|` and `?&`: keys of an object, strings of an array, or a string itself.
pub(super) fn has_key(operator: BinaryOperator, left: &Typed, right: &Typed) -> Answer {
    use BinaryOperator as B;
    if left.ty != Type::Jsonb {
        return unknown(NOT_KNOWN);
    }
    let json = typed(left)?;
    let has = |key: &str| match &json {
        Json::Object(fields) => fields.contains_key(key),
        Json::Array(elements) => elements
            .iter()
            .any(|element| matches!(element, Json::String(text) if text == key)),
        Json::String(text) => text == key,
        _ => false,
    };
    if operator == B::HasKey {
        return Ok(Typed::bool(has(right.as_text()?)));
    }
    let keys = cast::to(right, &Type::Array(Box::new(Type::Text)))?;
    let Value::Array(keys) = keys.value else {
        return unknown(NOT_KNOWN);
    };
    // A key that is NULL is passed over.
    let mut found = keys.iter().filter_map(|key| match key {
        Value::Text(key) => Some(has(key)),
        _ => None,
    });
    let result = if operator == B::HasAnyKey {
        found.any(|has| has)
    } else {
        found.all(|has| has)
    };
    Ok(Typed::bool(result))
}

pub(super) fn contains(container: &Typed, contained: &Typed) -> Answer {
    let (container, contained) = (typed(container)?, typed(contained)?);
    let result = match (&container, &contained) {
        // An array contains a value that is no array or object, too.
        (Json::Array(elements), Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_)) => {
            elements.contains(&contained)
        }
        _ => container.contains(&contained),
    };
    Ok(Typed::bool(result))
}

pub(super) fn call(name: &str, arguments: &[Typed]) -> Answer {
    let [argument] = arguments else {
        return unknown(NOT_KNOWN);
    };
    let json = typed(argument)?;
    match (name, &json) {
        ("jsonb_typeof" | "json_typeof", _) => Ok(Typed::text(json.kind())),
        ("jsonb_array_length" | "json_array_length", Json::Array(elements)) => {
            Ok(Typed::int(i32::try_from(elements.len()).unwrap_or(i32::MAX)))
        }
        _ => unknown("the length of what is no array"),
    }
}
