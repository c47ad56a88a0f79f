//! Printing of plans.

use std::fmt;

use super::rebuild::Rebuild;
use super::{Analyze, ColumnPlan, Conversion, IndexPlan, Mode, Plan, TablePlan};
use crate::declare::table::BatchSize;
use crate::encode::Format;
use crate::human::{plural, short_type_name};

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let transaction = match self.mode {
            Mode::NonAtomic { connections: 1 } => {
                "not atomic: over one connection, each batch a transaction of its own".to_owned()
            }
            Mode::NonAtomic { connections } => {
                format!("not atomic: over up to {connections} connections, each batch a transaction of its own")
            }
            Mode::Joined => "in the caller's transaction".to_owned(),
            Mode::Own => "in one transaction".to_owned(),
        };
        writeln!(
            f,
            "{} table{} {transaction}",
            self.tables.len(),
            plural(self.tables.len())
        )?;
        for (name, value) in &self.settings {
            writeln!(f, "set {name} = {value} for the run")?;
        }
        for (name, value) in &self.rebuild_settings {
            writeln!(f, "set {name} = {value} while indexes and keys are built again")?;
        }
        if let Some(note) = &self.session_note {
            writeln!(f, "{note}")?;
        }
        if self.tables.iter().any(|table| table.generated) {
            writeln!(f, "rows generated from seed {}", self.seed)?;
        }
        if let Some(truncate) = &self.truncate {
            truncate.fmt(f)?;
        }
        for table in &self.tables {
            f.write_str("\n")?;
            table.fmt(f)?;
        }
        if !self.sequences.is_empty() {
            writeln!(f)?;
        }
        for sequence in &self.sequences {
            write!(f, "{sequence}")?;
        }
        self.show_analyze(f)
    }
}

impl Plan {
    /// Prints the tables that are not left to autovacuum: those asked for, and those known to get many rows.
    fn show_analyze(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for table in &self.tables {
            let certain = |from| from <= 1 || table.rows.is_some_and(|rows| rows >= from);
            match table.analyze {
                Analyze::AtLeast(from) if certain(from) => writeln!(f, "analyze {}", table.name)?,
                Analyze::NotOwned(from) if certain(from) => {
                    writeln!(f, "{} is not analyzed: this role does not own it", table.name)?;
                }
                _ => {}
            }
        }
        Ok(())
    }
}

impl fmt::Display for TablePlan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.name)?;
        if let Some(rows) = self.rows {
            write!(f, "{rows} row{}, ", plural(rows))?;
        }
        if self.custom {
            writeln!(f, "inserted by a function of the caller's")?;
            return self.indexes.iter().try_for_each(|indexes| indexes.fmt(f));
        }
        let format = match self.layout.format {
            Format::Binary => "binary",
            Format::Text => "text",
        };
        match self.batch_size {
            BatchSize::Default(rows) | BatchSize::Rows(rows) => write!(f, "{format}, {rows} rows a COPY")?,
            BatchSize::WholeTable => write!(f, "{format}, one COPY")?,
        }
        writeln!(f, "{}", if self.freeze { ", frozen" } else { "" })?;
        if self.waits_in_order() {
            writeln!(f, "  over one connection, in order: its rows refer to each other")?;
        }
        if let Some(sql) = self.copy_sql().filter(|_| f.alternate()) {
            writeln!(f, "  {sql}")?;
        }
        if let Some(note) = self.rule_note() {
            writeln!(f, "  {note}")?;
        }
        if let Some(conflict) = &self.conflict {
            conflict.fmt(f)?;
        }
        let width = |text: fn(&ColumnPlan) -> &str| {
            let widths = self.columns.iter().map(|column| text(column).chars().count());
            widths.max().unwrap_or(0)
        };
        let (names, types) = (width(|column| &column.name), width(|column| &column.sql_type));
        for column in &self.columns {
            write!(f, "  {:names$}  {:types$}", column.name, column.sql_type)?;
            write!(
                f,
                "  {}",
                column.rust_type.map_or("run-time value".into(), short_type_name)
            )?;
            match &column.conversion {
                Conversion::AsIs => {}
                Conversion::Converted(from) => write!(f, ", converted from {from}")?,
                Conversion::Text => write!(f, ", as text")?,
            }
            writeln!(f)?;
        }
        for column in &self.database_defaults {
            writeln!(f, "  {column:names$}  left to the database")?;
        }
        match &self.indexes {
            Some(indexes) => indexes.fmt(f),
            None => Ok(()),
        }
    }
}

/// Prints the objects; `{:#}` adds their statements.
impl fmt::Display for IndexPlan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.dropped.is_empty() {
            match self.policy {
                Rebuild::Above { rows, .. } => write!(f, "  if more than {rows} rows come, ")?,
                _ => f.write_str("  ")?,
            }
            writeln!(
                f,
                "dropped and built again, with {} locked against everybody (ACCESS EXCLUSIVE):",
                self.locked.join(", ")
            )?;
        }
        for object in &self.dropped {
            let kind = object.kind.display_name();
            match &object.reference {
                Some(to) => writeln!(f, "    {}, {kind} to {}", object.name, to.table_name)?,
                None => writeln!(f, "    {}, {kind}", object.name)?,
            }
            if f.alternate() {
                writeln!(f, "      {};", object.drop_sql)?;
                for statement in [Some(&object.create_sql), object.post_build_sql.as_ref()]
                    .into_iter()
                    .flatten()
                {
                    writeln!(f, "      {statement};")?;
                }
            }
        }
        if self.truncates {
            writeln!(
                f,
                "    and the empty table truncated and its rows frozen, if nothing stands against that"
            )?;
        }
        for kept in &self.kept {
            writeln!(f, "  {} kept: {}", kept.name, kept.reason)?;
        }
        Ok(())
    }
}
