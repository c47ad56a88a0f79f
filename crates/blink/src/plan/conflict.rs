//! Insertion of rows that may already exist, through a temporary table.

use super::column_plan::ColumnPlan;
use super::conflict_plan::ConflictPlan;
use super::diagnostics::suggest;
use super::draft::TableDraft;
use crate::catalog::unique::UniqueInfo;
use crate::catalog::{RelKind, TableInfo};
use crate::declare::conflict::OnConflict;
use crate::error::Diagnostic;
use crate::sql::{TableName, comma_separated};

/// Compares the requested action with the catalog; `n` makes the temporary table's name unique.
pub(super) fn conflict(
    wanted: &OnConflict,
    table: &TableDraft<'_>,
    unique: &UniqueInfo,
    n: usize,
) -> Result<ConflictPlan, Vec<Diagnostic>> {
    let info = table.info;
    if info.kind == RelKind::View && !table.spec.custom {
        return Err(vec![view_mistake(table)]);
    }
    let mut mistakes = table_mistakes(wanted, table, unique);
    let (on, set) = match wanted {
        OnConflict::DoNothing => {
            mistakes.extend(
                unique
                    .deferrable(info.oid)
                    .map(|name| deferrable(&table.declared, name)),
            );
            (Vec::new(), Vec::new())
        }
        OnConflict::Update { on, set } => {
            let check = ConflictCheck {
                table,
                info,
                unique,
                mistakes: &mut mistakes,
            };
            (on.clone(), check.columns_to_set(on, set.as_deref()))
        }
    };
    if !mistakes.is_empty() {
        return Err(mistakes);
    }
    Ok(ConflictPlan {
        staging_table: TableName::qualified("pg_temp", format!("blink_rows_{}_{n}", info.oid)),
        on,
        set,
        columns: table
            .columns
            .iter()
            .map(|column| (column.name.clone(), column.sql_type.clone()))
            .collect(),
        target: info.name.clone(),
    })
}

/// Returns the mistake for a view.
fn view_mistake(table: &TableDraft<'_>) -> Diagnostic {
    let (what, advice) = if table.info.rules_and_triggers.instead_of_trigger {
        (
            "it is a view with a trigger, on which ON CONFLICT does not work",
            "name the underlying table, or resolve conflicts in the trigger",
        )
    } else {
        // The catalog does not tell which column of the table each column of the view is.
        (
            "it is a view, and the keys by which ON CONFLICT finds a row are those of the table behind it",
            "name the underlying table, or use `.insert_with(…)`",
        )
    };
    Diagnostic::new(&table.declared, what, advice)
}

/// Finds the reasons for which the table's rows cannot be merged at all.
fn table_mistakes(wanted: &OnConflict, table: &TableDraft<'_>, unique: &UniqueInfo) -> Vec<Diagnostic> {
    let mut mistakes = Vec::new();
    let (declared, info) = (&table.declared, table.info);
    if table.spec.custom {
        mistakes.push(Diagnostic::new(
            declared,
            "insert_with inserts the rows, so on_conflict has no effect",
            "remove `.on_conflict(…)` or `.insert_with(…)`",
        ));
    }
    if !unique.may_create_temporary {
        mistakes.push(Diagnostic::new(
            declared,
            "on_conflict needs a temporary table, and this role may not create one",
            "GRANT TEMPORARY ON DATABASE to it",
        ));
    }
    // A disabled rule for UPDATE counts, too (`matchLocks` in rewriteHandler.c).
    if let Some(rule) = info
        .rules_and_triggers
        .insert_rule
        .as_ref()
        .or(info.rules_and_triggers.update_rule.as_ref())
    {
        mistakes.push(Diagnostic::new(
            declared,
            format!("it has the rule {rule}, and ON CONFLICT does not work on tables with rules for INSERT or UPDATE"),
            "replace the rule by a trigger, or remove `.on_conflict(…)`",
        ));
    }
    if info.kind == RelKind::ForeignTable && matches!(wanted, OnConflict::Update { .. }) {
        mistakes.push(Diagnostic::new(
            declared,
            "it is a foreign table, on which ON CONFLICT DO UPDATE does not work",
            "use OnConflict::DoNothing, or connect to the table's own server",
        ));
    }
    mistakes
}

/// `DO NOTHING` looks rows up in every unique index, and in none that may be violated for a while
/// (`ExecCheckIndexConstraints` in execIndexing.c).
fn deferrable(declared: &str, constraint: &str) -> Diagnostic {
    Diagnostic::new(
        declared,
        format!(
            "{constraint} is deferrable, and there is no ON CONFLICT DO NOTHING for a table with such a constraint"
        ),
        "make the constraint NOT DEFERRABLE, or update by the columns of another unique index",
    )
}

/// The comparison of an update with the catalog, and the mistakes that it finds.
struct ConflictCheck<'c> {
    table: &'c TableDraft<'c>,
    info: &'c TableInfo,
    unique: &'c UniqueInfo,
    mistakes: &'c mut Vec<Diagnostic>,
}

impl ConflictCheck<'_> {
    /// Checks the columns and the privileges; returns the columns to set.
    fn columns_to_set(mut self, on: &[String], set: Option<&[String]>) -> Vec<String> {
        let known = on.iter().filter(|name| self.check_exists(name)).count() == on.len();
        if known {
            self.check_unique_index(on);
        }
        let set = match set {
            Some(set) => set
                .iter()
                .filter(|name| self.check_exists(name) && self.check_settable(name))
                .cloned()
                .collect(),
            None => self.default_set(on),
        };
        if set.is_empty() && known {
            self.report(
                "there is nothing to update: no other column is sent",
                "use OnConflict::DoNothing, or send more columns",
            );
        }
        for name in on.iter().chain(&set) {
            let access = self.unique.access(self.info.oid, name);
            if access.is_some_and(|access| !access.may_select) {
                self.report_missing_privilege(name, "SELECT");
            }
        }
        for name in &set {
            let access = self.unique.access(self.info.oid, name);
            if access.is_some_and(|access| !access.may_update) {
                self.report_missing_privilege(name, "UPDATE");
            }
        }
        set
    }

    /// Returns the columns that are set if none are named: all others that are sent.
    fn default_set(&self, on: &[String]) -> Vec<String> {
        let sent = self.table.columns.iter().map(|ColumnPlan { name, .. }| name);
        sent.filter(|name| !on.contains(name) && !self.is_generated_always(name))
            .cloned()
            .collect()
    }

    fn is_generated_always(&self, column: &str) -> bool {
        let access = self.unique.access(self.info.oid, column);
        access.is_some_and(|access| access.generated_always)
    }

    /// Returns true if the table has the column; otherwise reports that.
    fn check_exists(&mut self, name: &str) -> bool {
        if self.info.column(name).is_some() {
            return true;
        }
        let columns = self.info.columns.iter().map(|column| column.name.as_str());
        let near = suggest(name, columns.clone());
        let advice = if near.is_empty() {
            format!("the table has {}", comma_separated(columns))
        } else {
            format!("did you mean {}?", near.join(" or "))
        };
        let mistake = Diagnostic::new(
            &self.table.declared,
            "on_conflict names a column that does not exist",
            advice,
        );
        self.mistakes.push(mistake.with_column(name));
        false
    }

    /// Returns true if an update can set the column; otherwise reports that.
    fn check_settable(&mut self, name: &str) -> bool {
        let (what, advice) = if self.table.columns.iter().all(|column| column.name != name) {
            (
                "on_conflict sets this column, but the rows have no value for it",
                "send it, or remove it from `set`",
            )
        } else if self
            .unique
            .access(self.info.oid, name)
            .is_some_and(|access| access.generated_always)
        {
            (
                "on_conflict sets this column, which is GENERATED ALWAYS AS IDENTITY",
                "remove it from `set`",
            )
        } else {
            return true;
        };
        self.mistakes
            .push(Diagnostic::new(&self.table.declared, what, advice).with_column(name));
        false
    }

    /// Reports a mistake unless a unique index has exactly these columns, as `infer_arbiter_indexes` in plancat.c requires.
    fn check_unique_index(&mut self, on: &[String]) {
        let indexes = self.unique.of(self.info.oid).collect::<Vec<_>>();
        if on.is_empty() {
            return self.report(
                "on_conflict names no column that identifies an existing row",
                &advice(&indexes),
            );
        }
        let mut matching = indexes.clone();
        matching.retain(|index| same_set(&index.columns, on));
        if matching.iter().any(|index| index.unusable_because.is_none()) {
            return;
        }
        let unfit = matching
            .first()
            .and_then(|index| Some(format!("; {} {}", index.name, index.unusable_because?)));
        let what = format!(
            "there is no unique index on ({}){}",
            on.join(", "),
            unfit.unwrap_or_default()
        );
        self.report(&what, &advice(&indexes));
    }

    fn report_missing_privilege(&mut self, column: &str, privilege: &str) {
        let what = format!("on_conflict needs the {privilege} privilege, which this role lacks");
        let advice = format!("GRANT {privilege} ON {} to it", self.info.name.sql());
        let mistake = Diagnostic::new(&self.table.declared, what, advice).with_column(column);
        if !self.mistakes.contains(&mistake) {
            self.mistakes.push(mistake);
        }
    }

    fn report(&mut self, what: &str, advice: &str) {
        self.mistakes.push(Diagnostic::new(&self.table.declared, what, advice));
    }
}

fn same_set(columns: &[String], others: &[String]) -> bool {
    columns.iter().all(|column| others.contains(column)) && others.iter().all(|column| columns.contains(column))
}

fn advice(indexes: &[&crate::catalog::unique::UniqueIndex]) -> String {
    let fit = indexes.iter().filter(|index| index.unusable_because.is_none());
    let fit = fit
        .map(|index| format!("({})", index.columns.join(", ")))
        .collect::<Vec<_>>();
    if fit.is_empty() {
        "create one: the table has none that ON CONFLICT can use".to_owned()
    } else {
        format!("name the columns of an existing one: {}", fit.join(" or "))
    }
}
