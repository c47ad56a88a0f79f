//! Plans and previews of a seeding as JSON.

use blink_schema::plan::{Certainty, NotFilled, Plan, Preview, TablePlan};
use serde_json::{Map, Value, json};

use super::kept::kept;
use crate::flags::Advised;

/// The rows of each table that are told as such with which one can log in.
pub const LOGINS: usize = 3;

/// The rows that are shown of each table.
const SAMPLES: u64 = 3;

/// A plan of a seeding, with that of the run that stores the rows; None if there are none.
///
/// # Errors
/// If the values of a column that are shown cannot be made.
pub fn schema_plan(plan: &Plan, run: Option<&blink::Plan>) -> Result<Value, blink_schema::Error> {
    let tables = plan.tables.iter().map(|table| table_plan(plan, table, run));
    let object = json!({
        "rows": plan.rows(),
        "tables": tables.collect::<Result<Vec<_>, _>>()?,
    });
    Ok(with_plan(object, plan))
}

/// Adds what a plan says of all tables: where the rows come from, and what is not filled.
pub fn with_plan(mut value: Value, plan: &Plan) -> Value {
    let names = |names: &[blink::TableName]| names.iter().map(ToString::to_string).collect::<Vec<_>>();
    if let Some(object) = value.as_object_mut() {
        let mut add = |name: &str, value: Value| _ = object.insert(name.to_owned(), value);
        add("until", json!(plan.until_date()));
        add("seed", json!(plan.seed));
        let size = plan.size();
        add("size", json!(size.as_ref().map(|size| size.bytes)));
        add("size_is_measured", json!(size.as_ref().map(|size| size.is_measured)));
        add("not_measured", not_filled(&plan.not_measured));
        let rehearsed = plan.rehearsed.as_ref();
        add(
            "rehearsal",
            json!(rehearsed.map(|rehearsed| {
                json!({"rows": rehearsed.rows, "not_rehearsed": not_filled(&rehearsed.not_rehearsed)})
            })),
        );
        add("left_out", not_filled(&plan.left_out));
        add("left_alone", not_filled(&plan.left_alone));
        let emptied = plan.emptied.iter();
        let emptied = emptied.map(|one| json!({"table": one.table.to_string(), "because": one.because}));
        add("emptied", emptied.collect());
        add("with_rows", json!(names(&plan.with_rows)));
        add("not_asked", json!(names(&plan.not_asked)));
        let logins = plan.logins(LOGINS).into_iter();
        let logins =
            logins.map(|one| json!({"table": one.table.to_string(), "name": one.name, "password": one.password}));
        add("logins", logins.collect());
    }
    value
}

fn not_filled(tables: &[NotFilled]) -> Value {
    tables
        .iter()
        .map(|table| json!({"table": table.table.to_string(), "because": table.because}))
        .collect()
}

fn table_plan(plan: &Plan, table: &TablePlan, run: Option<&blink::Plan>) -> Result<Value, blink_schema::Error> {
    let rows = plan.first_rows(table, SAMPLES)?;
    let columns = table.columns.iter().enumerate().map(|(place, column)| {
        let samples = rows.iter().map(|row| row.values.get(place).cloned().flatten());
        json!({
            "column": column.name,
            "maker": column.maker,
            "because": column.because,
            "samples": samples.collect::<Vec<_>>(),
        })
    });
    let constraints = table.constraints.iter().map(|constraint| {
        json!({
            "constraint": constraint.name,
            "met_by": constraint.rung.to_string(),
            "certain": constraint.certainty == Certainty::Certain,
            "because": constraint.because,
        })
    });
    let relations = table.relations.iter().map(|relation| {
        let children = plan.children(table, relation).map(|children| {
            json!({
                "least": children.least,
                "most": children.most,
                "mean": children.mean,
                "parents_without": f64::from(u32::try_from(children.without).unwrap_or(100)) / 100.0,
                "all_were_counted": children.is_exact,
            })
        });
        json!({
            "constraint": relation.constraint,
            "columns": relation.columns,
            "parent": relation.parent.to_string(),
            "shape": relation.shape,
            "children": children,
        })
    });
    let size = plan.size_of(&table.name);
    let run = run.and_then(|run| run.tables().iter().find(|of_run| *of_run.name() == table.name));
    Ok(json!({
        "table": table.name.to_string(),
        "kind": table.kind.to_string(),
        "rows": table.rows,
        "size": size.map(|size| size.bytes),
        "size_is_measured": size.map(|size| size.is_measured),
        "size_is_without": size.map(|size| &size.without),
        "because": table.because,
        "relations": relations.collect::<Vec<_>>(),
        "columns": columns.collect::<Vec<_>>(),
        "constraints": constraints.collect::<Vec<_>>(),
        "rebuilt": run.map(|run| run.rebuilt().collect::<Vec<_>>()).unwrap_or_default(),
        "kept": run.map_or_else(|| json!([]), |run| kept(run.kept(), Advised::Seed)),
    }))
}

/// A preview; with the parents, those rows that its rows refer to.
pub fn preview(preview: &Preview, with_parents: bool) -> Value {
    let rows = preview.rows.iter().map(|row| {
        let values = preview
            .columns
            .iter()
            .cloned()
            .zip(row.values.iter().map(|value| json!(value)));
        let refers_to = row.refers_to.iter();
        json!({
            "row": row.number,
            "values": Value::Object(values.collect::<Map<_, _>>()),
            "refers_to": refers_to
                .map(|(table, row)| json!({"table": table.to_string(), "row": row}))
                .collect::<Vec<_>>(),
        })
    });
    let mut object = json!({
        "table": preview.table.to_string(),
        "of": preview.of,
        "rows": rows.collect::<Vec<_>>(),
    });
    if let Some(object) = object.as_object_mut().filter(|_| with_parents) {
        let parents = preview.parents.iter().map(|parent| self::preview(parent, false));
        object.insert("parents".to_owned(), parents.collect());
    }
    object
}
