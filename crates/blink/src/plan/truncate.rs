//! The TRUNCATE of a run.

use std::fmt;

use crate::catalog::truncate::{TruncateInfo, TruncateReason};
use crate::catalog::{Catalog, RelKind, TableInfo};
use crate::declare::options::Truncate;
use crate::error::Diagnostic;
use crate::sql::{TableName, comma_separated};

/// The first server version that can truncate foreign tables: PostgreSQL 14.
const FOREIGN_TABLES: u32 = 140_000;

/// The quotation marks of the languages that PostgreSQL's messages are translated to.
const QUOTATION_MARKS: &str = "\"'`´«»‹›„“”‟‘’‚‛「」『』《》";

/// The emptying of all tables of a run, in one command.
#[derive(Debug)]
pub(crate) struct TruncatePlan {
    /// The run's tables.
    pub(crate) tables: Vec<TableName>,
    /// Partitions and children, and with CASCADE the tables that reference the run's.
    other_tables: Vec<(TableName, TruncateReason)>,
    behavior: Truncate,
    /// The sequences that this role does not own; if there is one, no sequence is restarted.
    not_owned: Vec<TableName>,
    /// The caller's statement in the same transaction.
    before: Option<String>,
}

impl TruncatePlan {
    pub(super) fn new(info: &TruncateInfo, behavior: Truncate, before: Option<&str>) -> Self {
        let (named, also): (Vec<_>, Vec<_>) = info
            .tables
            .iter()
            .partition(|table| table.reason == TruncateReason::Named);
        Self {
            tables: named.into_iter().map(|table| table.name.clone()).collect(),
            other_tables: also
                .into_iter()
                .map(|table| (table.name.clone(), table.reason))
                .collect(),
            behavior,
            not_owned: info.not_owned.clone(),
            before: before.map(str::to_owned),
        }
    }

    pub(crate) fn sql(&self) -> String {
        let command = command(&self.tables, self.not_owned.is_empty(), self.behavior);
        match &self.before {
            Some(before) => format!("{before}; {command}"),
            None => command,
        }
    }

    /// Returns the table that a message names; None if it is not certain. The message is in the server's language, each of
    /// which has its own quotation marks.
    pub(crate) fn named_table(&self, message: &str) -> Option<&TableName> {
        let others = self.other_tables.iter().map(|(table, _)| table);
        let all = self.tables.iter().chain(others).collect::<Vec<_>>();
        let mut named = all
            .iter()
            .filter(|table| all.len() == 1 || is_quoted(table.table(), message));
        match (named.next(), named.next()) {
            (Some(table), None) => Some(table),
            _ => None,
        }
    }

    /// Returns the note that the sequences are not restarted, with the reason.
    pub(crate) fn sequences_note(&self) -> Option<String> {
        let first = self.not_owned.first()?;
        Some(match self.not_owned.len() {
            1 => format!("sequences are not restarted: this role does not own {first}"),
            n => format!(
                "sequences are not restarted: this role does not own {first} and {} more",
                n - 1
            ),
        })
    }
}

/// Returns true if the name is in quotation marks somewhere in this text, which may have spaces inside of them: `"t"`,
/// `»t«`, `« t »`.
fn is_quoted(name: &str, text: &str) -> bool {
    let is_mark = |char: Option<char>| char.is_some_and(|char| QUOTATION_MARKS.contains(char));
    text.match_indices(name).any(|(at, _)| {
        let (before, after) = (&text[..at], &text[at + name.len()..]);
        is_mark(before.trim_end().chars().next_back()) && is_mark(after.trim_start().chars().next())
    })
}

/// Returns the command that empties these tables.
pub(crate) fn command(tables: &[TableName], restart_identity: bool, how: Truncate) -> String {
    let tables = comma_separated(tables.iter().map(TableName::sql));
    let identity = if restart_identity { "RESTART" } else { "CONTINUE" };
    let behavior = match how {
        Truncate::Restrict => "RESTRICT",
        Truncate::Cascade => "CASCADE",
    };
    format!("TRUNCATE {tables} {identity} IDENTITY {behavior}")
}

/// Returns the mistakes that prevent TRUNCATE.
pub(super) fn mistakes(
    info: &TruncateInfo,
    catalog: &Catalog,
    declared: &[&TableName],
    how: Truncate,
) -> Vec<Diagnostic> {
    let named = |oid| declared.get(catalog.tables.first_step(oid)?);
    let mut mistakes = Vec::new();
    for (table, declared) in catalog.tables.steps().zip(declared) {
        if let Some(what) = table.and_then(|table| untruncatable_kind(table, info.version)) {
            mistakes.push(Diagnostic::new(
                declared,
                format!("{what}, which TRUNCATE cannot empty"),
                "remove it from the run that truncates, and empty the underlying table",
            ));
        }
    }
    for table in info
        .tables
        .iter()
        .filter(|table| table.reason != TruncateReason::Inherits && !table.may_truncate)
    {
        let advice = format!("GRANT TRUNCATE ON {} to it", table.name.sql());
        mistakes.push(match named(table.oid) {
            Some(declared) => Diagnostic::new(declared, "this role has no TRUNCATE privilege", advice),
            None => Diagnostic::new(
                &table.name,
                "it references a table of the run, so CASCADE empties it too, but this role has no TRUNCATE privilege",
                advice,
            ),
        });
    }
    if how == Truncate::Restrict {
        for reference in &info.referencing_tables {
            let to = named(reference.to).copied().unwrap_or(&reference.to_name);
            mistakes.push(Diagnostic::new(
                to,
                format!(
                    "it cannot be truncated, because {}, which is not part of the run, references it with {}",
                    reference.from, reference.constraint
                ),
                format!(
                    "add {} to the run, drop the foreign key, or call `.truncate_cascade()`, which empties {} too",
                    reference.from, reference.from
                ),
            ));
        }
    }
    mistakes
}

/// Returns the kind of a table that TRUNCATE cannot empty. Views and materialized views are reported as other mistakes,
/// unless a trigger takes their rows.
fn untruncatable_kind(table: &TableInfo, version: u32) -> Option<&'static str> {
    match table.kind {
        RelKind::View => Some("it is a view"),
        RelKind::ForeignTable if version < FOREIGN_TABLES => {
            Some("it is a foreign table on a server older than PostgreSQL 14")
        }
        _ => None,
    }
}

impl fmt::Display for TruncatePlan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if f.alternate() {
            writeln!(f, "{}", self.sql())?;
        }
        write!(f, "truncate {}", comma_separated(&self.tables))?;
        for (reason, what) in [
            (TruncateReason::Inherits, "tables that inherit from them"),
            (TruncateReason::Refers, "tables that reference them"),
        ] {
            let also = self
                .other_tables
                .iter()
                .filter(|also| also.1 == reason)
                .map(|also| &also.0)
                .collect::<Vec<_>>();
            if !also.is_empty() {
                write!(f, ", with {what}: {}", comma_separated(also))?;
            }
        }
        writeln!(
            f,
            "; other sessions cannot read or write them until the transaction ends (ACCESS EXCLUSIVE)"
        )?;
        if let Some(note) = self.sequences_note() {
            writeln!(f, "{note}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(tables: &[&str], also: &[&str]) -> TruncatePlan {
        let names = |names: &[&str]| names.iter().map(|name| TableName::from(*name)).collect::<Vec<_>>();
        let also = names(also).into_iter().map(|name| (name, TruncateReason::Inherits));
        TruncatePlan {
            tables: names(tables),
            other_tables: also.collect(),
            behavior: Truncate::Restrict,
            not_owned: Vec::new(),
            before: None,
        }
    }

    #[test]
    fn a_table_is_found_in_any_language() {
        let family = plan(&["public.children", "public.weil", "public.child"], &[]);
        for message in [
            "cannot TRUNCATE TABLE \"children\" because it has pending trigger events",
            "kann TRUNCATE TABLE mit Relation »children« nicht ausführen, weil sie anstehende Trigger-Ereignisse hat",
            "ne peut pas exécuter TRUNCATE TABLE « children » parce qu'elle a des événements trigger en attente",
            "ne peut pas exécuter TRUNCATE TABLE «\u{a0}children\u{a0}» parce qu'elle a des événements en attente",
            "no se puede hacer TRUNCATE TABLE en «children» porque tiene eventos de disparador pendientes",
            "nelze provést TRUNCATE TABLE „children“, protože má nevyřízené události",
            "无法 TRUNCATE TABLE “children”, 因为它有未决的触发器事件",
        ] {
            let found = family.named_table(message).map(TableName::table);
            assert_eq!(found, Some("children"), "{message}");
        }
        assert!(family.named_table("weil TRUNCATE TABLE children").is_none());
    }

    #[test]
    fn a_name_that_several_tables_have_names_none() {
        let message = "cannot TRUNCATE TABLE \"children\" because it has pending trigger events";
        assert!(plan(&["a.children", "b.children"], &[]).named_table(message).is_none());
        assert!(plan(&["a.children"], &["b.children"]).named_table(message).is_none());
        let part = plan(&["a.all"], &["a.children"]);
        assert_eq!(part.named_table(message), Some(&TableName::qualified("a", "children")));
        // The only one, whatever the message says.
        assert!(plan(&["a.children"], &[]).named_table("").is_some());
    }
}
