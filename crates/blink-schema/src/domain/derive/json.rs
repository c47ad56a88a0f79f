//! Comparisons of JSON.

use super::columns::Columns;
use super::lengths::lengths;
use super::subject::{Step, Subject};
use crate::domain::json::{Json, JsonKind};
use crate::domain::values::Values;
use crate::expr::{BinaryOperator, Expr};
use crate::value::Value;

/// The values for which a comparison of what is made of JSON is true.
pub(super) fn compare(steps: &[Step], operator: BinaryOperator, value: &Value<'_>) -> Option<Json> {
    let [Step::Call(name, others)] = steps else {
        return None;
    };
    let mut json = Json::default();
    match (name.as_str(), value) {
        ("jsonb_typeof" | "json_typeof", Value::Text(kind)) if others.is_empty() => {
            let kind = JsonKind::named(kind)?;
            match operator {
                BinaryOperator::Equal => json.kinds.retain(|known| *known == kind),
                BinaryOperator::NotEqual => json.kinds.retain(|known| *known != kind),
                _ => return None,
            }
        }
        ("jsonb_array_length" | "json_array_length", value) if others.is_empty() => {
            // Of anything else than an array it fails.
            json.kinds.retain(|kind| *kind == JsonKind::Array);
            json.elements = lengths(operator, value)?;
        }
        _ => return None,
    }
    Some(json)
}

/// The values that have a key, or keys.
pub(super) fn has_keys(
    columns: &Columns<'_>,
    subject: &Subject,
    operator: BinaryOperator,
    right: &Expr,
) -> Option<Values> {
    use BinaryOperator as B;
    let column = Expr::Column(subject.column.clone());
    let wanted = match (operator, right) {
        (B::HasKey, key) => vec![columns.constant(key)?],
        (B::HasAllKeys, Expr::Array(all)) => all.iter().map(|key| columns.constant(key)).collect::<Option<_>>()?,
        (B::HasAllKeys, Expr::Constant(Value::Array(all))) => all.clone(),
        (B::HasAnyKey, Expr::Array(all)) => vec![columns.constant(all.first()?)?],
        (B::HasAnyKey, Expr::Constant(Value::Array(all))) => vec![all.first()?.clone()],
        _ => return None,
    };
    let (_, values) = keys(columns, &column, &wanted).filter(|_| subject.is_plain())?;
    Some(values)
}

/// `json -> 'key'`, which is not NULL where the key is there.
pub(super) fn json_key(columns: &Columns<'_>, expr: &Expr) -> Option<(String, Values)> {
    match expr {
        Expr::Binary(BinaryOperator::JsonField | BinaryOperator::JsonFieldText, json, key) => {
            keys(columns, json, &[columns.constant(key)?])
        }
        _ => None,
    }
}

/// The JSON objects with these keys.
fn keys(columns: &Columns<'_>, json: &Expr, keys: &[Value<'_>]) -> Option<(String, Values)> {
    let Expr::Column(column) = json else {
        return None;
    };
    let Values::Json(_) = columns.values(column)? else {
        return None;
    };
    let mut found = Json::default();
    found.kinds.retain(|kind| *kind == JsonKind::Object);
    for key in keys {
        match key {
            Value::Text(key) => found.keys.insert(key.to_string()),
            _ => return None,
        };
    }
    Some((column.clone(), Values::Json(found)))
}
