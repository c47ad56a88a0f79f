//! Reports, plans and failures as JSON, for programs. Names are exact: JSON escapes what it has to.

mod kept;
mod schema;

use blink::{Phase, Plan, Report, TablePlan, TableReport};
use serde_json::{Value, json};

use kept::kept;
pub use schema::{LOGINS, preview, schema_plan, with_plan};

use crate::exit::{ExitStatus, Failure};
use crate::flags::Advised;

/// The phases of a run, with their names.
const PHASES: [(Phase, &str); 5] = [
    (Phase::Generate, "generate"),
    (Phase::Copy, "copy"),
    (Phase::Indexes, "indexes"),
    (Phase::ForeignKeys, "foreign_keys"),
    (Phase::Commit, "commit"),
];

/// A report, which ends with this status.
pub fn report(report: &Report, status: ExitStatus, advised: Advised) -> Value {
    let phases = PHASES.map(|(phase, name)| (name.to_owned(), json!(report.phase(phase).as_secs_f64())));
    let sequences = report.sequences().map(|sequence| {
        json!({
            "sequence": sequence.name().to_string(),
            "advanced_to": sequence.advanced_to(),
            "note": sequence.note(),
        })
    });
    json!({
        "status": status.word(),
        "exit": status.code(),
        "rows": report.rows(),
        "bytes": report.bytes(),
        "seconds": report.elapsed().as_secs_f64(),
        "atomic": report.connections().is_none(),
        "connections": report.connections(),
        "tables": report.tables().map(|table| table_report(table, advised)).collect::<Vec<_>>(),
        "sequences": sequences.collect::<Vec<_>>(),
        "analyzed": report.analyzed().iter().map(ToString::to_string).collect::<Vec<_>>(),
        "phases": Value::Object(phases.into_iter().collect()),
        "notes": report.notes().collect::<Vec<_>>(),
    })
}

/// The result of a command that had nothing to do, which ends with this status.
pub fn done(status: ExitStatus) -> Value {
    json!({"status": status.word(), "exit": status.code(), "rows": 0})
}

fn table_report(table: &TableReport, advised: Advised) -> Value {
    json!({
        "table": table.table(),
        "rows": table.rows(),
        "inserted": table.inserted(),
        "updated": table.updated(),
        "skipped": table.skipped(),
        "bytes": table.bytes(),
        "seconds": table.elapsed().as_secs_f64(),
        "rebuilt": table.rebuilt().collect::<Vec<_>>(),
        "kept": kept(table.kept(), advised),
    })
}

/// A plan.
pub fn plan(plan: &Plan, advised: Advised) -> Value {
    let settings = |settings: Vec<(&str, &str)>| {
        Value::Object(
            settings
                .into_iter()
                .map(|(name, value)| (name.to_owned(), json!(value)))
                .collect(),
        )
    };
    json!({
        "atomic": plan.connections().is_none(),
        "connections": plan.connections(),
        "settings": settings(plan.settings().collect()),
        "building_settings": settings(plan.building_settings().collect()),
        "tables": plan.tables().iter().map(|table| table_plan(table, advised)).collect::<Vec<_>>(),
    })
}

fn table_plan(table: &TablePlan, advised: Advised) -> Value {
    json!({
        "table": table.name().to_string(),
        "columns": table.columns().collect::<Vec<_>>(),
        "rows": table.rows(),
        "batch_size": table.batch_size(),
        "copy_sql": table.copy_sql(),
        "rebuilt": table.rebuilt().collect::<Vec<_>>(),
        "kept": kept(table.kept(), advised),
    })
}

/// A failure.
pub fn failure(failure: &Failure, advised: Advised) -> Value {
    let mut object = json!({
        "status": failure.status.word(),
        "exit": failure.status.code(),
        "message": crate::connect::mask(&failure.message),
        "help": failure.help,
    });
    if let Some(object) = object.as_object_mut() {
        if let Some(error) = &failure.error {
            object.insert("error".to_owned(), error_fields(error, advised));
        }
        if let Some(Value::Object(details)) = &failure.details {
            object.extend(details.clone());
        }
    }
    object
}

fn error_fields(error: &blink::Error, advised: Advised) -> Value {
    let mistakes = error.diagnostics().iter().map(|mistake| {
        json!({
            "table": mistake.table(),
            "column": mistake.column(),
            "message": advised.in_flags(mistake.message()),
            "help": advised.in_flags(mistake.help()),
        })
    });
    let committed = error
        .committed_rows()
        .iter()
        .map(|table| json!({"table": table.table(), "rows": table.rows(), "in_doubt": table.in_doubt()}));
    json!({
        "table": error.table(),
        "first_row": error.rows().map(|rows| *rows.start()),
        "last_row": error.rows().map(|rows| *rows.end()),
        "column": error.column(),
        "sqlstate": error.sqlstate(),
        "constraint": error.constraint(),
        "mistakes": mistakes.collect::<Vec<_>>(),
        "committed": committed.collect::<Vec<_>>(),
        "missing": error.unrestored_sql(),
    })
}
