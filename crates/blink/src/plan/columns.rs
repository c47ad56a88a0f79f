//! Comparison of the columns that are sent with the catalog.

use std::collections::HashSet;

use super::column_plan::ColumnPlan;
use super::diagnostics::{no_default, required, suggest, unrenderable, unsendable};
use super::encoding::{ColumnEncoding, choose};
use crate::catalog::{ColumnInfo, RelKind, TableInfo};
use crate::declare::table::TableSpec;
use crate::encode::{Format, Layout};
use crate::error::Diagnostic;
use crate::rows::to_row::{Column, ColumnValue};
use crate::sql::{TableName, comma_separated, quote_identifier};

/// The columns of a table that passed the comparison.
pub(super) struct CheckedColumns {
    pub(super) columns: Vec<ColumnPlan>,
    pub(super) layout: Layout,
}

impl CheckedColumns {
    /// Returns no columns: those that the user's own function fills are not compared with the catalog.
    pub(super) fn unchecked() -> Self {
        let layout = Layout {
            format: Format::Binary,
            columns: Vec::new(),
        };
        Self {
            columns: Vec::new(),
            layout,
        }
    }
}

/// A column that is sent, and the table's column that it goes to.
type Sent<'s, 'i> = (&'s Column, &'i ColumnInfo);

/// Compares a table's row with the catalog.
pub(super) fn check(
    spec: &TableSpec,
    declared: &TableName,
    info: &TableInfo,
) -> Result<CheckedColumns, Vec<Diagnostic>> {
    let (sent, in_columns) = match_columns(spec, declared, info);
    let mut mistakes = Vec::from_iter(table_mistake(declared, info));
    mistakes.extend(in_columns);
    mistakes.extend(missing_columns(spec, declared, info));
    if sent.is_empty() && mistakes.is_empty() {
        mistakes.push(Diagnostic::new(
            declared,
            "the row sends no column",
            "add a field that is neither skipped nor left to the database",
        ));
    }
    match choose_encodings(&sent, declared) {
        Ok(checked) if mistakes.is_empty() => Ok(checked),
        Ok(_) => Err(mistakes),
        Err(unencodable) => {
            mistakes.extend(unencodable);
            Err(mistakes)
        }
    }
}

/// Finds the table's column for each column that is sent, and the mistakes in the others.
fn match_columns<'s, 'i>(
    spec: &'s TableSpec,
    declared: &TableName,
    info: &'i TableInfo,
) -> (Vec<Sent<'s, 'i>>, Vec<Diagnostic>) {
    let mut sent = Vec::new();
    let mut mistakes = Vec::new();
    let mut named = HashSet::new();
    for column in spec.columns.iter() {
        if !named.insert(column.name.as_str()) {
            let what = "the row has this column twice";
            let mistake = Diagnostic::new(declared, what, "rename or skip one of the fields");
            mistakes.push(mistake.column(&column.name));
            continue;
        }
        match column_info(declared, column, info) {
            Ok(found) if matches!(column.value, ColumnValue::Default) => mistakes.extend(no_default(declared, found)),
            Ok(found) => sent.push((column, found)),
            Err(mistake) => mistakes.push(mistake),
        }
    }
    (sent, mistakes)
}

/// Finds the columns that need a value and get none.
fn missing_columns(spec: &TableSpec, declared: &TableName, info: &TableInfo) -> Vec<Diagnostic> {
    let named = spec.columns.iter().map(|column| column.name.as_str());
    let named = named.collect::<HashSet<_>>();
    let unnamed = info
        .columns
        .iter()
        .filter(|column| !named.contains(column.name.as_str()));
    unnamed.filter_map(|column| required(declared, column)).collect()
}

/// Chooses the table's format, in which every value can be sent, and each column's encoder.
fn choose_encodings(sent: &[Sent<'_, '_>], declared: &TableName) -> Result<CheckedColumns, Vec<Diagnostic>> {
    let mut mistakes = Vec::new();
    let mut choices = Vec::new();
    for (column, info) in sent {
        match choose(&column.value, &info.ty) {
            Some(choice) => choices.push((*column, *info, choice)),
            None => mistakes.push(unsendable(declared, column, info)),
        }
    }
    let format = if choices
        .iter()
        .all(|(.., choice)| matches!(choice, ColumnEncoding::Binary(_)))
    {
        Format::Binary
    } else {
        Format::Text
    };
    let mut columns = Vec::new();
    let mut encoders = Vec::new();
    for (column, info, choice) in choices {
        let Some((encoder, conversion)) = choice.encoder(format, column, info) else {
            mistakes.push(unrenderable(declared, column, info));
            continue;
        };
        columns.push(ColumnPlan {
            name: column.name.clone(),
            rust_type: match column.value {
                ColumnValue::Typed { rust_type, .. } => Some(rust_type),
                _ => None,
            },
            ty: info.ty.clone(),
            sql_type: info.type_name.clone(),
            conversion,
        });
        encoders.push(encoder);
    }
    if !mistakes.is_empty() {
        return Err(mistakes);
    }
    let layout = Layout {
        format,
        columns: encoders,
    };
    Ok(CheckedColumns { columns, layout })
}

/// Finds the reason for which COPY cannot fill the table at all.
pub(super) fn table_mistake(declared: &TableName, info: &TableInfo) -> Option<Diagnostic> {
    let (what, advice) = match info.kind {
        _ if !info.schema_usage => (
            "this role has no USAGE privilege on the schema",
            format!(
                "GRANT USAGE ON SCHEMA {} to it",
                quote_identifier(info.name.schema().unwrap_or_default())
            ),
        ),
        RelKind::View if !info.instead_of_trigger => (
            "it is a view, and COPY cannot fill one that has no INSTEAD OF INSERT trigger",
            "name the underlying table".to_owned(),
        ),
        RelKind::MaterializedView => (
            "it is a materialized view, which only REFRESH fills",
            "name the underlying table".to_owned(),
        ),
        RelKind::Table | RelKind::PartitionedTable | RelKind::View | RelKind::ForeignTable if info.row_security => (
            "row-level security applies to this role, so COPY is refused",
            "run as the table's owner or a role with BYPASSRLS".to_owned(),
        ),
        RelKind::Table | RelKind::PartitionedTable | RelKind::View | RelKind::ForeignTable => return None,
        RelKind::Other => ("it is not a table", "name a table".to_owned()),
    };
    Some(Diagnostic::new(declared, what, advice))
}

fn column_info<'i>(declared: &TableName, column: &Column, info: &'i TableInfo) -> Result<&'i ColumnInfo, Diagnostic> {
    let Some(found) = info.column(&column.name) else {
        let near = suggest(&column.name, info.columns.iter().map(|column| column.name.as_str()));
        // A run-time record has names, and no attributes.
        let dynamic = matches!(column.value, ColumnValue::Dynamic);
        let advice = if near.is_empty() {
            let columns = info.columns.iter().map(|column| column.name.as_str());
            let how = if dynamic {
                "name one of them, or leave it out of the record's columns"
            } else {
                "rename the field with #[blink(rename = \"…\")], or leave it out with #[blink(skip)]"
            };
            format!("the table has {}; {how}", comma_separated(columns))
        } else {
            let how = if dynamic {
                ""
            } else {
                " A field is renamed with #[blink(rename = \"…\")], and left out with #[blink(skip)]"
            };
            format!("did you mean {}?{how}", near.join(" or "))
        };
        return Err(Diagnostic::new(declared, "the column does not exist", advice).column(&column.name));
    };
    if matches!(column.value, ColumnValue::Default) {
        return Ok(found);
    }
    if found.generated {
        return Err(Diagnostic::new(
            declared,
            "the database generates this column",
            if matches!(column.value, ColumnValue::Dynamic) {
                "leave it out of the record's columns"
            } else {
                "leave it out with #[blink(default)]"
            },
        )
        .column(&column.name));
    }
    if !found.may_insert {
        return Err(Diagnostic::new(
            declared,
            "this role has no INSERT privilege",
            format!("GRANT INSERT ON {} to it", info.name.sql()),
        )
        .column(&column.name));
    }
    Ok(found)
}
