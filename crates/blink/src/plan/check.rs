//! What is to be sent, compared with the catalog.

use std::collections::HashSet;

use super::ColumnPlan;
use super::mistakes::{nearest, no_default, required, unrenderable, unsendable};
use super::travel::{Choice, choose};
use crate::catalog::{ColumnInfo, RelKind, TableInfo};
use crate::encode::{Format, Layout};
use crate::error::Mistake;
use crate::sql::{TableName, comma_separated, quote_identifier};
use crate::table::Spec;
use crate::to_row::{Column, ColumnValue};

/// The columns of a table that passed.
pub(super) struct Checked {
    pub(super) columns: Vec<ColumnPlan>,
    pub(super) layout: Layout,
}

impl Checked {
    /// None if anything is wrong.
    pub(super) fn new(
        spec: &Spec,
        declared: &TableName,
        info: &TableInfo,
        mistakes: &mut Vec<Mistake>,
    ) -> Option<Self> {
        let before = mistakes.len();
        mistakes.extend(table_mistake(declared, info));
        if spec.custom {
            return Some(Self {
                columns: Vec::new(),
                layout: Layout {
                    format: Format::Binary,
                    columns: Vec::new(),
                },
            });
        }
        let mut sent = Vec::new();
        let mut named = HashSet::new();
        for column in spec.columns.iter() {
            if !named.insert(column.name.as_str()) {
                mistakes.push(
                    Mistake::new(
                        declared,
                        "the row has this column twice",
                        "rename or skip one of the fields",
                    )
                    .column(&column.name),
                );
                continue;
            }
            match column_info(declared, column, info) {
                Ok(found) if matches!(column.value, ColumnValue::Default) => {
                    mistakes.extend(no_default(declared, found));
                }
                Ok(found) => sent.push((column, found)),
                Err(mistake) => mistakes.push(mistake),
            }
        }
        for column in &info.columns {
            if !named.contains(column.name.as_str()) {
                mistakes.extend(required(declared, column));
            }
        }
        if sent.is_empty() && mistakes.len() == before {
            mistakes.push(Mistake::new(
                declared,
                "the row sends no column",
                "give it a field that is neither skipped nor left to the database",
            ));
        }
        let choices = sent
            .iter()
            .filter_map(|(column, info)| {
                let choice = choose(&column.value, &info.ty);
                if choice.is_none() {
                    mistakes.push(unsendable(declared, column, info));
                }
                Some((*info, column, choice?))
            })
            .collect::<Vec<_>>();
        let format = if choices.iter().all(|(.., choice)| matches!(choice, Choice::Binary(_))) {
            Format::Binary
        } else {
            Format::Text
        };
        let mut columns = Vec::new();
        let mut encoders = Vec::new();
        for (info, column, choice) in choices {
            let Some((encoder, how)) = choice.encoder(format, column, info) else {
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
                sql_type: info.shown.clone(),
                how,
            });
            encoders.push(encoder);
        }
        (mistakes.len() == before).then_some(Self {
            columns,
            layout: Layout {
                format,
                columns: encoders,
            },
        })
    }
}

/// What keeps COPY from filling the table at all.
fn table_mistake(declared: &TableName, info: &TableInfo) -> Option<Mistake> {
    let (what, advice) = match info.kind {
        _ if !info.schema_usage => (
            "the schema may not be used by this role",
            format!(
                "GRANT USAGE ON SCHEMA {} to it",
                quote_identifier(info.name.schema().unwrap_or_default())
            ),
        ),
        RelKind::View if !info.instead_of_trigger => (
            "it is a view, and COPY cannot fill one that has no INSTEAD OF INSERT trigger",
            "name the table behind it".to_owned(),
        ),
        RelKind::MaterializedView => (
            "it is a materialized view, which only REFRESH fills",
            "name the table behind it".to_owned(),
        ),
        RelKind::Table | RelKind::PartitionedTable | RelKind::View | RelKind::ForeignTable if info.row_security => (
            "row-level security applies to this role, and COPY refuses then",
            "run as the table's owner or a role with BYPASSRLS".to_owned(),
        ),
        RelKind::Table | RelKind::PartitionedTable | RelKind::View | RelKind::ForeignTable => return None,
        RelKind::Other => ("it is not a table", "name a table".to_owned()),
    };
    Some(Mistake::new(declared, what, advice))
}

fn column_info<'i>(declared: &TableName, column: &Column, info: &'i TableInfo) -> Result<&'i ColumnInfo, Mistake> {
    let Some(found) = info.column(&column.name) else {
        let near = nearest(&column.name, info.columns.iter().map(|column| column.name.as_str()));
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
        return Err(Mistake::new(declared, "there is no such column", advice).column(&column.name));
    };
    if matches!(column.value, ColumnValue::Default) {
        return Ok(found);
    }
    if found.generated {
        return Err(Mistake::new(
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
        return Err(Mistake::new(
            declared,
            "this role has no INSERT privilege",
            format!("GRANT INSERT ON {} to it", info.name.sql()),
        )
        .column(&column.name));
    }
    Ok(found)
}
