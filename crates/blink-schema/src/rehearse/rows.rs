//! Rows as SQL.

use std::collections::BTreeMap;

use blink::postgres_types::IsNull;
use blink::{BoxError, Format, quote_identifier, quote_literal};
use bytes::BytesMut;

use crate::make::cells::{Cells, RowCells};
use crate::plan::{TablePlan, quoted};
use crate::value::Value;

/// The rows of a table that are rehearsed.
#[derive(Debug)]
pub(super) struct SampledRows {
    /// The place of the table among those of the plan.
    pub(super) table: usize,
    /// `INSERT INTO … VALUES`.
    insert: String,
    pub(super) rows: Vec<Row>,
}

/// A row as SQL.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) number: u64,
    /// The values, or what is wrong with one of them, and its column.
    pub(super) values: Result<Vec<String>, (String, String)>,
}

impl SampledRows {
    pub(super) fn new(place: usize, table: &TablePlan, numbers: impl Iterator<Item = u64>, cells: &Cells) -> Self {
        let names = table.columns.iter().map(|column| quote_identifier(&column.name));
        let names = names.collect::<Vec<_>>().join(", ");
        let mut made = RowCells::new(cells, table.index);
        let rows = numbers.map(|number| {
            made.set_row(number);
            Row {
                number,
                values: values(table, &made),
            }
        });
        Self {
            table: place,
            // COPY, too, takes a value for an identity column that is ALWAYS generated.
            insert: format!(
                "INSERT INTO {} ({names}) OVERRIDING SYSTEM VALUE VALUES ",
                quoted(&table.name)
            ),
            rows: rows.collect(),
        }
    }

    /// The statement that stores all rows that can be encoded; None if there are none.
    pub(super) fn all(&self) -> Option<String> {
        let rows = self.rows.iter().filter_map(|row| row.values.as_deref().ok());
        let rows = rows
            .map(|values| format!("({})", values.join(", ")))
            .collect::<Vec<_>>();
        (!rows.is_empty()).then(|| format!("{}{}", self.insert, rows.join(", ")))
    }

    /// The statement that stores one row, with other values in some columns.
    pub(super) fn one(&self, row: &Row, instead: &BTreeMap<usize, String>) -> Option<String> {
        let values = row.values.as_deref().ok()?.iter().enumerate();
        let values = values.map(|(nth, own)| instead.get(&nth).unwrap_or(own).as_str());
        Some(format!("{}({})", self.insert, values.collect::<Vec<_>>().join(", ")))
    }
}

fn values(table: &TablePlan, row: &RowCells<'_>) -> Result<Vec<String>, (String, String)> {
    let mut scratch = String::new();
    let mut values = Vec::with_capacity(table.columns.len());
    for (nth, column) in table.columns.iter().enumerate() {
        let value = row.value(column.place, &mut scratch);
        let sql = value_as_sql(table, nth, &value);
        values.push(sql.map_err(|error| (column.name.clone(), error.to_string()))?);
    }
    Ok(values)
}

/// A value of a column as SQL, if its type holds it in the format that the run sends.
pub(super) fn value_as_sql(table: &TablePlan, nth: usize, value: &Value<'_>) -> Result<String, BoxError> {
    let column = table.columns.get(nth).ok_or("there is no such column")?;
    let mut text = String::new();
    let is_null = column.encoder.text(value, &mut text)?;
    if table.format == Format::Binary {
        column.encoder.binary(value, &mut BytesMut::new())?;
    }
    Ok(match is_null {
        IsNull::Yes => "NULL".to_owned(),
        IsNull::No => quote_literal(&text),
    })
}

/// The text of a row's cell, for a message.
pub(super) fn shown(table: &TablePlan, column: &str, number: u64, cells: &Cells) -> Option<String> {
    const LONGEST: usize = 80;
    let column = table.columns.iter().find(|one| one.name == column)?;
    let mut row = RowCells::new(cells, table.index);
    row.set_row(number);
    let mut scratch = String::new();
    let value = row.value(column.place, &mut scratch);
    let mut text = String::new();
    match column.encoder.text(&value, &mut text) {
        Ok(IsNull::Yes) => Some("NULL".to_owned()),
        Ok(IsNull::No) if text.chars().count() > LONGEST => {
            Some(format!("'{}…'", text.chars().take(LONGEST).collect::<String>()))
        }
        Ok(IsNull::No) => Some(format!("'{text}'")),
        Err(_) => Some(format!("{value:?}").chars().take(LONGEST).collect()),
    }
}
