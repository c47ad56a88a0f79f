//! Comparison of the columns that are sent with the catalog.

use std::collections::HashSet;

use super::column_plan::{ColumnPlan, TriggerColumn};
use super::diagnostics::{encoded_for_another_type, no_default, required, suggest, unrenderable, unsendable};
use super::encoding::{ColumnEncoding, choose};
use super::mode::Mode;
use crate::catalog::{ColumnInfo, RelKind, TableInfo};
use crate::declare::table::TableSpec;
use crate::encode::{Format, Layout};
use crate::error::Diagnostic;
use crate::rows::to_row::{Column, ColumnValue};
use crate::sql::{TableName, comma_separated, quote_identifier};

/// The columns of a table that passed the comparison.
pub(super) struct CheckedColumns {
    pub(super) columns: Vec<ColumnPlan>,
    pub(super) trigger_columns: Vec<TriggerColumn>,
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
            trigger_columns: Vec::new(),
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
    mode: Mode,
) -> Result<CheckedColumns, Vec<Diagnostic>> {
    let matched = match_columns(spec, declared, info);
    let mut mistakes = Vec::from_iter(table_mistake(spec, declared, info));
    mistakes.extend(matched.mistakes);
    let sent = matched.sent;
    let mut trigger_columns = Vec::new();
    let unsent = matched
        .left_to_database
        .into_iter()
        .map(|column| (column, no_default(declared, column)));
    let missing = missing_columns(spec, info).map(|column| (column, required(declared, column)));
    for (column, mistake) in unsent.chain(missing) {
        let Some(mistake) = mistake else { continue };
        match left_to_trigger(column, spec, info, mode) {
            Some(column) => trigger_columns.push(column),
            None => mistakes.push(mistake),
        }
    }
    if sent.is_empty() && mistakes.is_empty() {
        mistakes.push(Diagnostic::new(
            declared,
            "the row sends no column",
            "add a field that is neither skipped nor left to the database",
        ));
    }
    match choose_encodings(&sent, declared) {
        Ok(checked) if mistakes.is_empty() => Ok(CheckedColumns {
            trigger_columns,
            ..checked
        }),
        Ok(_) => Err(mistakes),
        Err(unencodable) => {
            mistakes.extend(unencodable);
            Err(mistakes)
        }
    }
}

/// The columns of a row, by where their values come from.
#[derive(Default)]
struct MatchedColumns<'s, 'i> {
    sent: Vec<Sent<'s, 'i>>,
    left_to_database: Vec<&'i ColumnInfo>,
    mistakes: Vec<Diagnostic>,
}

/// Finds the table's column for each column of the row.
fn match_columns<'s, 'i>(spec: &'s TableSpec, declared: &TableName, info: &'i TableInfo) -> MatchedColumns<'s, 'i> {
    let mut matched = MatchedColumns::default();
    let mut named = HashSet::new();
    for column in spec.columns.iter() {
        if !named.insert(column.name.as_str()) {
            let what = "the row has this column twice";
            let mistake = Diagnostic::new(declared, what, "rename or skip one of the fields");
            matched.mistakes.push(mistake.with_column(&column.name));
            continue;
        }
        match column_info(declared, column, info) {
            Ok(target) if matches!(column.value, ColumnValue::Default) => matched.left_to_database.push(target),
            Ok(target) => matched.sent.push((column, target)),
            Err(mistake) => matched.mistakes.push(mistake),
        }
    }
    matched
}

/// Finds the columns that the row does not have. A column whose name it has in other capitals is left out, since the
/// mistake about that name suggests it.
fn missing_columns<'i>(spec: &TableSpec, info: &'i TableInfo) -> impl Iterator<Item = &'i ColumnInfo> {
    let named = spec.columns.iter().map(|column| column.name.as_str());
    let named = named.collect::<HashSet<_>>();
    let unknown = named.iter().filter(|name| info.column(name).is_none());
    let in_other_capitals = unknown.map(|name| name.to_lowercase()).collect::<HashSet<_>>();
    info.columns.iter().filter(move |column| {
        !named.contains(column.name.as_str()) && !in_other_capitals.contains(&column.name.to_lowercase())
    })
}

/// Returns the column if a trigger may fill it. The server looks for NULL after triggers BEFORE INSERT have run. But an
/// INSERT checks a domain before, and COPY does not check the domain of a column that is not sent: then the run looks for
/// NULL itself, which it must be able to roll back.
fn left_to_trigger(column: &ColumnInfo, spec: &TableSpec, info: &TableInfo, mode: Mode) -> Option<TriggerColumn> {
    info.rules_and_triggers.fill_triggers.as_ref()?;
    let domain = column.domain_refuses_null() && info.kind != RelKind::View;
    let unchecked = domain && !column.not_null;
    if domain && spec.on_conflict.is_some() || unchecked && !(mode.is_atomic() && column.may_select) {
        return None;
    }
    Some(TriggerColumn {
        name: column.name.clone(),
        unchecked,
    })
}

/// Chooses the table's format, in which every value can be sent, and each column's encoder.
fn choose_encodings(sent: &[Sent<'_, '_>], declared: &TableName) -> Result<CheckedColumns, Vec<Diagnostic>> {
    let mut mistakes = Vec::new();
    let mut choices = Vec::new();
    for (column, info) in sent {
        match choose(&column.value, info) {
            Some(choice) => choices.push((*column, *info, choice)),
            None => mistakes.push(unsendable(declared, column, info)),
        }
    }
    let mut only_text = choices.iter().filter(|(.., choice)| {
        !matches!(
            choice,
            ColumnEncoding::Binary(_) | ColumnEncoding::Encoded(Format::Binary)
        )
    });
    let as_text = only_text.next().map(|(column, ..)| column.name.as_str());
    let format = if as_text.is_some() {
        Format::Text
    } else {
        Format::Binary
    };
    let mut columns = Vec::new();
    let mut encoders = Vec::new();
    for (column, info, choice) in choices {
        let Some((encoder, conversion)) = choice.encoder(format, column, info) else {
            mistakes.push(unrenderable(declared, column, info, as_text.unwrap_or_default()));
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
    Ok(CheckedColumns {
        columns,
        trigger_columns: Vec::new(),
        layout,
    })
}

/// Finds the reason for which the step cannot fill the table at all.
pub(super) fn table_mistake(spec: &TableSpec, declared: &TableName, info: &TableInfo) -> Option<Diagnostic> {
    let is_copied = !spec.custom && spec.on_conflict.is_none();
    let (what, advice) = match info.kind {
        _ if !info.schema_usage => (
            "this role has no USAGE privilege on the schema",
            format!(
                "GRANT USAGE ON SCHEMA {} to it",
                quote_identifier(info.name.schema().unwrap_or_default())
            ),
        ),
        RelKind::View if !info.rules_and_triggers.instead_of_trigger && is_copied => (
            "it is a view, and COPY cannot fill one that has no INSTEAD OF INSERT trigger",
            "name the underlying table, or use `.insert_with(…)`".to_owned(),
        ),
        RelKind::MaterializedView => (
            "it is a materialized view, which only REFRESH fills",
            "name the underlying table".to_owned(),
        ),
        RelKind::Other => ("it is not a table", "name a table".to_owned()),
        _ if info.row_security && is_copied => (
            "row-level security applies to this role, so COPY is refused",
            "use `.on_conflict(…)` or `.insert_with(…)`, which insert, or run as the table's owner or a role with BYPASSRLS"
                .to_owned(),
        ),
        RelKind::Table | RelKind::PartitionedTable | RelKind::View | RelKind::ForeignTable => return None,
    };
    Some(Diagnostic::new(declared, what, advice))
}

fn column_info<'i>(declared: &TableName, column: &Column, info: &'i TableInfo) -> Result<&'i ColumnInfo, Diagnostic> {
    let Some(target) = info.column(&column.name) else {
        let near = suggest(&column.name, info.columns.iter().map(|column| column.name.as_str()));
        let dynamic = has_no_attributes(&column.value);
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
        return Err(Diagnostic::new(declared, "the column does not exist", advice).with_column(&column.name));
    };
    if matches!(column.value, ColumnValue::Default) {
        return Ok(target);
    }
    if target.generated {
        return Err(Diagnostic::new(
            declared,
            "the database generates this column",
            if has_no_attributes(&column.value) {
                "leave it out of the record's columns"
            } else {
                "leave it out with #[blink(default)]"
            },
        )
        .with_column(&column.name));
    }
    if !target.may_insert {
        return Err(Diagnostic::new(
            declared,
            "this role has no INSERT privilege",
            format!("GRANT INSERT ON {} to it", info.name.sql()),
        )
        .with_column(&column.name));
    }
    match column.value {
        ColumnValue::Encoded { type_oid, .. } if type_oid != target.ty.oid() => {
            Err(encoded_for_another_type(declared, target, type_oid))
        }
        _ => Ok(target),
    }
}

/// A run-time record has names, and no attributes.
fn has_no_attributes(value: &ColumnValue) -> bool {
    matches!(value, ColumnValue::Dynamic | ColumnValue::Encoded { .. })
}
