//! Mistakes that are found before a row is made, each with advice.

use postgres_types::Type;

use crate::catalog::{Catalog, ColumnInfo};
use crate::encode::base_type;
use crate::error::Diagnostic;
use crate::human::short_type_name;
use crate::rows::to_row::{Column, ColumnValue};
use crate::sql::TableName;

pub(super) fn unknown_table(declared: &TableName, catalog: &Catalog) -> Diagnostic {
    let names = catalog
        .all_table_names
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>();
    let near = suggest(&declared.to_string(), names.iter().map(String::as_str));
    let advice = if near.is_empty() {
        "create it first (run the migrations), or name its schema as in `schema.table`".to_owned()
    } else {
        format!("did you mean {}? Names are case-sensitive", near.join(" or "))
    };
    Diagnostic::new(declared, "the table does not exist", advice)
}

/// Returns up to three similar names.
pub(super) fn suggest<'n>(name: &str, names: impl Iterator<Item = &'n str>) -> Vec<&'n str> {
    let lower = name.to_lowercase();
    let mut scored = names
        .map(|other| {
            (
                strsim::normalized_damerau_levenshtein(&lower, &other.to_lowercase()),
                other,
            )
        })
        .filter(|&(score, other)| score >= 0.6 || other.rsplit('.').next() == Some(name))
        .collect::<Vec<_>>();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    scored.into_iter().take(3).map(|(_, name)| name).collect()
}

pub(super) fn no_default(declared: &TableName, column: &ColumnInfo) -> Option<Diagnostic> {
    let why = match &column.refuses_null {
        Some(words) => format!("its domain {} refuses NULL ({words}),", column.type_name),
        None => "it is NOT NULL".to_owned(),
    };
    column.needs_value().then(|| {
        Diagnostic::new(
            declared,
            format!("it is left to the database, but {why} and has no default"),
            "send a value: remove #[blink(default)]",
        )
        .column(&column.name)
    })
}

pub(super) fn required(declared: &TableName, column: &ColumnInfo) -> Option<Diagnostic> {
    let why = match &column.refuses_null {
        Some(words) => format!(
            "its domain {} refuses NULL ({words}), and it has no default",
            column.type_name
        ),
        None => format!("it is {} NOT NULL without a default", column.type_name),
    };
    column.needs_value().then(|| {
        Diagnostic::new(
            declared,
            format!("the rows have no value for it, but {why}"),
            "add a field for it, or give the column a default",
        )
        .column(&column.name)
    })
}

pub(super) fn unsendable(declared: &TableName, column: &Column, info: &ColumnInfo) -> Diagnostic {
    let rust_type = match column.value {
        ColumnValue::Typed { rust_type, .. } => short_type_name(rust_type),
        _ => "a run-time value".to_owned(),
    };
    Diagnostic::new(
        declared,
        format!("{rust_type} cannot be sent as {}", info.type_name),
        match *base_type(&info.ty) {
            Type::FLOAT4 => "use f32: an f64 would lose digits",
            Type::TIMESTAMPTZ => "use a type with a zone such as chrono::DateTime<Utc>: a local time is ambiguous",
            Type::TIMESTAMP | Type::DATE | Type::TIME => "use a type of chrono, jiff or time, or a String",
            Type::NUMERIC => "use rust_decimal::Decimal, an integer, a float or a String",
            _ => "use a type that implements ToSql for it, or turn the field into a String with #[blink(with = …)]",
        },
    )
    .column(&column.name)
}

pub(super) fn unrenderable(declared: &TableName, column: &Column, info: &ColumnInfo) -> Diagnostic {
    Diagnostic::new(
        declared,
        format!(
            "another column is sent as text, so the whole row must be, but {} has no text form here",
            info.type_name
        ),
        "turn this field into a String too, with #[blink(with = …)], or give the other column a more specific type",
    )
    .column(&column.name)
}
