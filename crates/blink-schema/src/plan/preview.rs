//! Rows of a plan as text, before any is stored.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use blink::TableName;
use blink::postgres_types::IsNull;

use super::planned::{ColumnPlan, Plan, TablePlan};
use crate::error::Error;
use crate::make::cells::RowCells;

/// Rows of a table, as they will be stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// The table.
    pub table: TableName,
    /// The number of rows that the table gets.
    pub of: u64,
    /// The columns that are sent.
    pub columns: Vec<String>,
    /// The rows.
    pub rows: Vec<PreviewRow>,
    /// The rows of other tables that these rows refer to, as far as they are of this plan, in the order of the plan.
    pub parents: Vec<Preview>,
}

/// A row of a [`Preview`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreviewRow {
    /// The number of the row in its table, from 1.
    pub number: u64,
    /// The values as text that the columns' types read, in the order of the columns; None is NULL.
    pub values: Vec<Option<String>>,
    /// The rows that it refers to: the table, and the number of the row in it.
    pub refers_to: Vec<(TableName, u64)>,
}

/// A table that the plan does not fill.
#[derive(Debug)]
struct NotInPlan(TableName);

impl fmt::Display for NotInPlan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is not filled", self.0)
    }
}

impl std::error::Error for NotInPlan {}

impl Plan {
    /// Makes the first rows of a table, and those that they refer to. The table is named with its schema.
    ///
    /// ```
    /// use blink_schema::facts::{Facts, Table};
    /// use blink_schema::plan::{Options, plan};
    ///
    /// let facts = Facts::of([
    ///     Table::new("shop.users").column("id", "bigint").column("email", "text").primary_key(["id"]),
    ///     Table::new("shop.orders")
    ///         .column("id", "bigint")
    ///         .column("user_id", "bigint")
    ///         .not_null(["user_id"])
    ///         .primary_key(["id"])
    ///         .foreign_key(["user_id"], "shop.users", ["id"]),
    /// ]);
    /// let plan = plan(&facts, &Options::until(9_800))?;
    /// let orders = plan.preview(&"shop.orders".into(), 5)?;
    /// assert_eq!((orders.rows.len(), orders.columns.len()), (5, 2));
    /// assert_eq!(orders.parents[0].table, "shop.users".into());
    /// # Ok::<_, Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// If the plan does not fill the table, or a value is none of its column's type.
    pub fn preview(&self, table: &TableName, rows: u64) -> Result<Preview, Error> {
        let planned = self.tables.iter().find(|planned| planned.name == *table);
        let planned = planned.ok_or_else(|| Error::new("no rows can be shown", NotInPlan(table.clone())))?;
        let mut preview = self.rows_of(planned, 0..rows.min(planned.rows))?;
        let mut referred: BTreeMap<&TableName, BTreeSet<u64>> = BTreeMap::new();
        for (table, number) in preview.rows.iter().flat_map(|row| &row.refers_to) {
            referred.entry(table).or_default().insert(number.saturating_sub(1));
        }
        let mut parents = Vec::new();
        for parent in &self.tables {
            if let Some(rows) = referred.get(&parent.name) {
                parents.push(self.rows_of(parent, rows.iter().copied())?);
            }
        }
        preview.parents = parents;
        Ok(preview)
    }

    /// Makes the first rows of a table alone.
    ///
    /// # Errors
    /// If a value is none of its column's type.
    pub fn first_rows(&self, table: &TablePlan, rows: u64) -> Result<Vec<PreviewRow>, Error> {
        Ok(self.rows_of(table, 0..rows.min(table.rows))?.rows)
    }

    /// The rows of these numbers, from 0.
    fn rows_of(&self, table: &TablePlan, numbers: impl Iterator<Item = u64>) -> Result<Preview, Error> {
        let mut cells = RowCells::new(&self.cells, table.index);
        let mut rows = Vec::new();
        for number in numbers {
            cells.set_row(number);
            let values = table.columns.iter().map(|column| text(&cells, table, column));
            rows.push(PreviewRow {
                number: number.saturating_add(1),
                values: values.collect::<Result<_, _>>()?,
                refers_to: self.refers_to(table, &cells),
            });
        }
        Ok(Preview {
            table: table.name.clone(),
            of: table.rows,
            columns: table.columns.iter().map(|column| column.name.clone()).collect(),
            rows,
            parents: Vec::new(),
        })
    }

    /// The rows that a row refers to, each once.
    fn refers_to(&self, table: &TablePlan, cells: &RowCells<'_>) -> Vec<(TableName, u64)> {
        let relations = self
            .cells
            .related
            .tables
            .get(table.index)
            .map_or(&[][..], |table| &table.relations);
        let mut found = Vec::new();
        for (place, relation) in relations.iter().enumerate() {
            let parent = self
                .tables
                .iter()
                .find(|planned| Some(planned.index) == relation.parent);
            let row = cells.parent_of(place);
            if let (Some(parent), Some(row)) = (parent, row) {
                let referred = (parent.name.clone(), row.saturating_add(1));
                if !found.contains(&referred) {
                    found.push(referred);
                }
            }
        }
        found
    }
}

/// A cell as text; None is NULL.
pub(super) fn text(cells: &RowCells<'_>, table: &TablePlan, column: &ColumnPlan) -> Result<Option<String>, Error> {
    let (mut scratch, mut out) = (String::new(), String::new());
    let value = cells.value(column.place, &mut scratch);
    match column.encoder.text(&value, &mut out) {
        Ok(IsNull::Yes) => Ok(None),
        Ok(IsNull::No) => Ok(Some(out)),
        Err(error) => {
            let place = format!("{}, column {}: {error}", table.name, column.name);
            Err(Error::new("a value is none of its column's type", place))
        }
    }
}
