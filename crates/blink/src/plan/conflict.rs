//! Insertion of rows that may already exist, through a temporary table.

use std::fmt;

use super::ColumnPlan;
use super::diagnostics::suggest;
use super::draft::TableDraft;
use crate::catalog::unique::UniqueInfo;
use crate::catalog::{RelKind, TableInfo};
use crate::declare::conflict::OnConflict;
use crate::error::Diagnostic;
use crate::sql::{TableName, comma_separated, quote_identifier};

/// The insertion of a table's rows if some may already exist. They are copied into a temporary table, and one command
/// inserts them from there, so that the result does not depend on the size of the batches.
#[derive(Debug)]
pub(crate) struct ConflictPlan {
    /// The temporary table.
    pub(crate) staging_table: TableName,
    /// The columns by which an existing row is found; empty for any unique index.
    pub(crate) on: Vec<String>,
    set: Vec<String>,
    columns: Vec<(String, String)>,
    target: TableName,
}

impl ConflictPlan {
    /// Returns the command that creates the temporary table. Its columns may be NULL, since a trigger may still fill
    /// them in.
    pub(crate) fn create_sql(&self) -> String {
        let column = |(name, ty): &(String, String)| format!("{} {ty}", quote_identifier(name));
        let columns = comma_separated(self.columns.iter().map(column));
        format!(
            "CREATE TEMPORARY TABLE {} ({columns}) ON COMMIT DROP",
            self.staging_table.sql()
        )
    }

    /// Returns the command that inserts its rows, in their order: one process scans a temporary table, from its
    /// beginning. Like COPY, the command accepts values for `GENERATED ALWAYS` columns.
    pub(crate) fn insert_sql(&self) -> String {
        let columns = names(self.columns.iter().map(|(name, _)| name));
        let action = if self.set.is_empty() {
            "DO NOTHING".to_owned()
        } else {
            let set = |name: &String| format!("{0} = EXCLUDED.{0}", quote_identifier(name));
            let set = comma_separated(self.set.iter().map(set));
            format!("({}) DO UPDATE SET {set}", names(&self.on))
        };
        format!(
            "INSERT INTO {} ({columns}) OVERRIDING SYSTEM VALUE SELECT {columns} FROM {} ON CONFLICT {action}",
            self.target.sql(),
            self.staging_table.sql()
        )
    }

    pub(crate) fn updates(&self) -> bool {
        !self.set.is_empty()
    }
}

fn names<'n>(names: impl IntoIterator<Item = &'n String>) -> String {
    comma_separated(names.into_iter().map(|name| quote_identifier(name)))
}

/// Compares the requested action with the catalog.
pub(super) fn conflict(
    wanted: &OnConflict,
    table: &TableDraft<'_>,
    unique: &UniqueInfo,
    n: usize,
) -> Result<ConflictPlan, Vec<Diagnostic>> {
    let mut mistakes = Vec::new();
    let (declared, info) = (&table.declared, table.info);
    if table.spec.custom {
        mistakes.push(Diagnostic::new(
            declared,
            "a function of the caller's inserts the rows, so that on_conflict has no effect",
            "take `.on_conflict(…)` or `.insert_with(…)` away",
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
    if let Some(rule) = info.insert_rule.as_ref().or(info.update_rule.as_ref()) {
        mistakes.push(Diagnostic::new(
            declared,
            format!("it has the rule {rule}, and there is no ON CONFLICT for a table with rules for INSERT or UPDATE"),
            "make a trigger of the rule, or take `.on_conflict(…)` away",
        ));
    }
    match (info.kind, wanted) {
        (RelKind::View, _) => mistakes.push(Diagnostic::new(
            declared,
            "it is a view with a trigger, for which there is no ON CONFLICT",
            "name the table behind it, or let the trigger decide",
        )),
        (RelKind::ForeignTable, OnConflict::Update { .. }) => mistakes.push(Diagnostic::new(
            declared,
            "it is a foreign table, for which there is no ON CONFLICT DO UPDATE",
            "use OnConflict::DoNothing, or connect to the server that it is on",
        )),
        _ => {}
    }
    let (on, set) = match wanted {
        OnConflict::DoNothing => (Vec::new(), Vec::new()),
        OnConflict::Update { on, set } => {
            let check = ConflictCheck {
                table,
                info,
                unique,
                mistakes: &mut mistakes,
            };
            (on.clone(), check.update(on, set.as_deref()))
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

struct ConflictCheck<'c> {
    table: &'c TableDraft<'c>,
    info: &'c TableInfo,
    unique: &'c UniqueInfo,
    mistakes: &'c mut Vec<Diagnostic>,
}

impl ConflictCheck<'_> {
    /// Returns the columns to set.
    fn update(mut self, on: &[String], set: Option<&[String]>) -> Vec<String> {
        let known = on.iter().filter(|name| self.exists(name)).count() == on.len();
        if known {
            self.unique_index(on);
        }
        let set = match set {
            Some(set) => set
                .iter()
                .filter(|name| self.exists(name) && self.can_be_set(name))
                .cloned()
                .collect(),
            None => self.excluding(on),
        };
        if set.is_empty() && known {
            self.mistake(
                "there is nothing to update: no other column is sent",
                "use OnConflict::DoNothing, or send more columns",
            );
        }
        for name in on.iter().chain(&set) {
            let access = self.unique.access(self.info.oid, name);
            if access.is_some_and(|access| !access.may_select) {
                self.privilege(name, "SELECT");
            }
        }
        for name in &set {
            let access = self.unique.access(self.info.oid, name);
            if access.is_some_and(|access| !access.may_update) {
                self.privilege(name, "UPDATE");
            }
        }
        set
    }

    fn excluding(&self, on: &[String]) -> Vec<String> {
        let always = |name: &String| {
            self.unique
                .access(self.info.oid, name)
                .is_some_and(|access| access.generated_always)
        };
        let sent = self.table.columns.iter().map(|ColumnPlan { name, .. }| name);
        sent.filter(|name| !on.contains(name) && !always(name))
            .cloned()
            .collect()
    }

    fn exists(&mut self, name: &str) -> bool {
        if self.info.column(name).is_some() {
            return true;
        }
        let columns = || self.info.columns.iter().map(|column| column.name.as_str());
        let near = suggest(name, columns());
        let advice = if near.is_empty() {
            format!("the table has {}", comma_separated(columns()))
        } else {
            format!("did you mean {}?", near.join(" or "))
        };
        let mistake = Diagnostic::new(
            &self.table.declared,
            "on_conflict names a column that is not there",
            advice,
        );
        self.mistakes.push(mistake.column(name));
        false
    }

    fn can_be_set(&mut self, name: &str) -> bool {
        let (what, advice) = if self.table.columns.iter().all(|column| column.name != name) {
            (
                "on_conflict sets this column, but the rows have no value for it",
                "send it, or take it out of `set`",
            )
        } else if self
            .unique
            .access(self.info.oid, name)
            .is_some_and(|access| access.generated_always)
        {
            (
                "on_conflict sets this column, which is GENERATED ALWAYS AS IDENTITY",
                "take it out of `set`",
            )
        } else {
            return true;
        };
        self.mistakes
            .push(Diagnostic::new(&self.table.declared, what, advice).column(name));
        false
    }

    /// Checks that a unique index has exactly these columns, as `infer_arbiter_indexes` in plancat.c requires.
    fn unique_index(&mut self, on: &[String]) {
        let same = |columns: &[String]| {
            columns.iter().all(|column| on.contains(column)) && on.iter().all(|column| columns.contains(column))
        };
        let indexes = self.unique.of(self.info.oid).collect::<Vec<_>>();
        if on.is_empty() {
            return self.mistake(
                "on_conflict names no column by which a row is found to be there",
                &advice(&indexes),
            );
        }
        if indexes
            .iter()
            .any(|index| index.unusable_because.is_none() && same(&index.columns))
        {
            return;
        }
        let unfit = indexes.iter().find(|index| same(&index.columns));
        let unfit = unfit.and_then(|index| Some(format!("; {} {}", index.name, index.unusable_because?)));
        let what = format!(
            "there is no unique index on ({}){}",
            on.join(", "),
            unfit.unwrap_or_default()
        );
        self.mistake(&what, &advice(&indexes));
    }

    fn privilege(&mut self, column: &str, privilege: &str) {
        let what = format!("on_conflict needs the {privilege} privilege, which this role has not");
        let advice = format!("GRANT {privilege} ON {} to it", self.info.name.sql());
        let mistake = Diagnostic::new(&self.table.declared, what, advice).column(column);
        if !self.mistakes.contains(&mistake) {
            self.mistakes.push(mistake);
        }
    }

    fn mistake(&mut self, what: &str, advice: &str) {
        self.mistakes.push(Diagnostic::new(&self.table.declared, what, advice));
    }
}

fn advice(indexes: &[&crate::catalog::unique::UniqueIndex]) -> String {
    let fit = indexes.iter().filter(|index| index.unusable_because.is_none());
    let fit = fit
        .map(|index| format!("({})", index.columns.join(", ")))
        .collect::<Vec<_>>();
    if fit.is_empty() {
        "create one: the table has none that ON CONFLICT can use".to_owned()
    } else {
        format!("name the columns of one that the table has: {}", fit.join(" or "))
    }
}

impl fmt::Display for ConflictPlan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.updates() {
            let (on, set) = (self.on.join(", "), self.set.join(", "));
            writeln!(
                f,
                "  through a temporary table; where ({on}) is there already, {set} are updated"
            )?;
        } else {
            writeln!(
                f,
                "  through a temporary table; a row that is there already is left out"
            )?;
        }
        if f.alternate() {
            writeln!(f, "    {};", self.create_sql())?;
            writeln!(f, "    {};", self.insert_sql())?;
        }
        Ok(())
    }
}
