//! Printing of plans.

use std::fmt;

use super::{Analyze, ColumnPlan, Conversion, Mode, Plan, Route, TablePlan};
use crate::declare::table::BatchSize;
use crate::human::{counted, plural, short_type_name};

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let transaction = match self.mode {
            Mode::NonAtomic { connections: 1 } => {
                "not atomic: on one connection, each batch in its own transaction".to_owned()
            }
            Mode::NonAtomic { connections } => {
                format!("not atomic: on up to {connections} connections, each batch in its own transaction")
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
            writeln!(f, "set {name} = {value} while indexes and keys are rebuilt")?;
        }
        if let Some(note) = &self.session_note {
            writeln!(f, "{note}")?;
        }
        if self.generates {
            writeln!(f, "rows generated from random seed {}", self.seed)?;
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
            match table.analyze {
                Analyze::AtLeast(from) | Analyze::ParentAtLeast(from) if table.surely_gets(from) => {
                    writeln!(f, "analyze {}", table.name)?;
                }
                Analyze::NotOwned(from) if table.surely_gets(from) => {
                    writeln!(f, "{} is not analyzed: this role may not analyze it", table.name)?;
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
            write!(f, "{}, ", counted(rows, "row"))?;
        }
        if matches!(self.route, Route::Custom) {
            writeln!(f, "inserted by a custom function")?;
            return self.indexes.iter().try_for_each(|indexes| indexes.fmt(f));
        }
        self.show_copy(f)?;
        if self.waits_in_order() {
            writeln!(
                f,
                "  on one connection, in row order, because its rows reference each other"
            )?;
        }
        if let Some(sql) = self.copy_sql().filter(|_| f.alternate()) {
            writeln!(f, "  {sql}")?;
        }
        for note in self.notes() {
            writeln!(f, "  {note}")?;
        }
        if let Some(triggers) = &self.dropping {
            writeln!(f, "  {triggers}")?;
        }
        if let Route::Staged(conflict) = &self.route {
            conflict.fmt(f)?;
        }
        self.show_columns(f)?;
        match &self.indexes {
            Some(indexes) => indexes.fmt(f),
            None => Ok(()),
        }
    }
}

impl TablePlan {
    /// Prints the columns: those that are sent, and those that the server fills.
    fn show_columns(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (names, types) = (self.width(|column| &column.name), self.width(|column| &column.sql_type));
        for column in &self.columns {
            write!(f, "  {:names$}  {:types$}", column.name, column.sql_type)?;
            let value = match (column.rust_type, &column.conversion) {
                (Some(rust_type), _) => short_type_name(rust_type),
                (None, Conversion::Encoded) => "encoded value".into(),
                (None, _) => "run-time value".into(),
            };
            write!(f, "  {value}")?;
            match &column.conversion {
                Conversion::AsIs | Conversion::Encoded => {}
                Conversion::Converted(from) => write!(f, ", converted from {from}")?,
                Conversion::Text => write!(f, ", as text")?,
            }
            writeln!(f)?;
        }
        for column in &self.database_defaults {
            writeln!(f, "  {column:names$}  left to the database")?;
        }
        for column in &self.trigger_columns {
            let triggers = self.fill_triggers.as_deref().unwrap_or_default();
            writeln!(
                f,
                "  {:names$}  not sent: a trigger has to fill it ({triggers})",
                column.name
            )?;
        }
        Ok(())
    }

    fn width(&self, text: fn(&ColumnPlan) -> &str) -> usize {
        let widths = self.columns.iter().map(|column| text(column).chars().count());
        widths.max().unwrap_or(0)
    }

    /// Returns true if it is known that it gets as many rows.
    fn surely_gets(&self, rows: u64) -> bool {
        rows <= 1 || self.rows.is_some_and(|known| known >= rows)
    }

    /// Prints the format and the size of its batches.
    fn show_copy(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let format = self.layout.format;
        match self.batch_size {
            BatchSize::Default(rows) | BatchSize::Rows(rows) => {
                write!(f, "{format}, {} per COPY", counted(rows, "row"))?;
            }
            BatchSize::WholeTable => write!(f, "{format}, one COPY")?,
        }
        let frozen = matches!(self.route, Route::Copy { freeze: true });
        writeln!(f, "{}", if frozen { ", frozen" } else { "" })
    }
}
