//! Mistakes that are found before a row is made, each with advice.

use postgres_types::{Kind, Oid, Type};

use super::misfit::{self, Misfit};
use crate::catalog::shared_locks::LocksOfManyTables;
use crate::catalog::{Catalog, ColumnInfo};
use crate::encode::base_type;
use crate::error::Diagnostic;
use crate::human::{short_type_name, with_thousands};
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
    let reason = match &column.refuses_null {
        Some(words) => format!("its domain {} refuses NULL ({words}),", column.type_name),
        None => "it is NOT NULL".to_owned(),
    };
    column.needs_value().then(|| {
        Diagnostic::new(
            declared,
            format!("it is left to the database, but {reason} and has no default"),
            "send a value: remove #[blink(default)]",
        )
        .with_column(&column.name)
    })
}

pub(super) fn required(declared: &TableName, column: &ColumnInfo) -> Option<Diagnostic> {
    let reason = match &column.refuses_null {
        Some(words) => format!(
            "its domain {} refuses NULL ({words}), and it has no default",
            column.type_name
        ),
        None => format!("it is {} NOT NULL without a default", column.type_name),
    };
    column.needs_value().then(|| {
        Diagnostic::new(
            declared,
            format!("the rows have no value for it, but {reason}"),
            "add a field for it, or give the column a default",
        )
        .with_column(&column.name)
    })
}

pub(super) fn unsendable(declared: &TableName, column: &Column, info: &ColumnInfo) -> Diagnostic {
    let (rust_type, misfit, is_text) = match column.value {
        ColumnValue::Typed { rust_type, accepts } => {
            let misfit = misfit::find(&accepts, &info.ty);
            (short_type_name(rust_type), misfit, accepts(&Type::TEXT))
        }
        ColumnValue::Encoded { format, .. } => (format!("a value in the {format} format"), None, false),
        _ => ("a run-time value".to_owned(), None, false),
    };
    let what = format!("{rust_type} cannot be sent as {}", info.type_name);
    if let Some(Misfit { what: part, advice }) = misfit {
        return Diagnostic::new(declared, format!("{what}: {part}"), advice).with_column(&column.name);
    }
    if let Some(ty) = &info.without_binary_input {
        let what = format!("{what}: the server takes {ty} only as text");
        let advice = "turn the field into a String with #[blink(with = …)]";
        return Diagnostic::new(declared, what, advice).with_column(&column.name);
    }
    let to = base_type(&info.ty);
    Diagnostic::new(
        declared,
        what,
        match *to {
            Type::BYTEA => "use Vec<u8>; a String could mean hexadecimal digits or the bytes themselves",
            Type::BYTEA_ARRAY => "use Vec<Vec<u8>>; a String could mean hexadecimal digits or the bytes themselves",
            _ if is_text && matches!(to.kind(), Kind::Array(_)) => "use a Vec<String>: it is sent element by element",
            Type::INTERVAL => "use a String such as \"90 seconds\", or a type that implements ToSql for interval",
            Type::FLOAT4 => "use f32: an f64 would lose digits",
            Type::TIMESTAMPTZ => "use a type with a zone such as chrono::DateTime<Utc>: a local time is ambiguous",
            Type::TIMESTAMP | Type::DATE | Type::TIME => "use a type of chrono, jiff or time, or a String",
            Type::NUMERIC => "use rust_decimal::Decimal, an integer, a float or a String",
            _ => "use a type that implements ToSql for it, or turn the field into a String with #[blink(with = …)]",
        },
    )
    .with_column(&column.name)
}

/// Returns the mistake that the rows write the values of another type than the column has.
pub(super) fn encoded_for_another_type(declared: &TableName, info: &ColumnInfo, type_oid: Oid) -> Diagnostic {
    let encoded = Type::from_oid(type_oid).map_or_else(|| format!("the type {type_oid}"), |ty| ty.name().to_owned());
    Diagnostic::new(
        declared,
        format!("its values are encoded for {encoded}, but it is {}", info.type_name),
        "encode them for the type that the column has now",
    )
    .with_column(&info.name)
}

/// `as_text` is a column that can only be sent as text.
pub(super) fn unrenderable(declared: &TableName, column: &Column, info: &ColumnInfo, as_text: &str) -> Diagnostic {
    Diagnostic::new(
        declared,
        format!(
            "column {as_text} travels as text, so that the whole row must, but {} has no text form here",
            info.type_name
        ),
        format!(
            "turn this field into a String too, with #[blink(with = …)], or give {as_text} a type that implements ToSql \
             for it"
        ),
    )
    .with_column(&column.name)
}

/// Returns the mistake that one transaction would hold more locks than the server has room for.
pub(super) fn too_many_locks(locks: LocksOfManyTables) -> Option<Diagnostic> {
    let LocksOfManyTables { needed, shared } = locks;
    (needed > shared.free()).then(|| {
        let message = format!(
            "the tables and their indexes take {} locks in one transaction, and the server has room for {}, of which {} are held",
            with_thousands(needed),
            with_thousands(shared.all),
            with_thousands(shared.held)
        );
        let help = "raise max_locks_per_transaction, fill the tables in several runs, or use `.non_atomic()`";
        Diagnostic::new("", message, help)
    })
}
