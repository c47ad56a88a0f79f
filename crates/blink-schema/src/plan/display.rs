//! Printing of plans.

use std::fmt::{self, Write as _};

use blink::__private::calendar::Day;
use blink::__private::counted;
use blink::TableName;

use super::{Emptied, NotFilled, Plan, Rung, TablePlan};

/// The rows that are shown of each table.
const SAMPLES: u64 = 3;

/// The words in place of the kind of a table of the user's own.
const YOUR_OWN: &str = "your own";

/// The characters of one value at most: a time of day without its fractions has 22.
const VALUE_WIDTH: usize = 22;

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}, {}",
            counted(self.tables.len() as u64, "table"),
            counted(self.rows(), "row")
        )?;
        if let Some(size) = self.size() {
            write!(f, ", {size}")?;
        }
        let (until, seed) = (self.until_date(), self.seed);
        writeln!(f, ", up to {until} (--until), seed {seed} (--seed)")?;
        for table in &self.tables {
            self.show_table(f, table)?;
        }
        if let Some(rehearsed) = &self.rehearsed {
            writeln!(f, "\nrehearsed: {}, taken back", counted(rehearsed.rows, "row"))?;
            show_not_filled(f, "not rehearsed", &rehearsed.not_rehearsed)?;
        }
        show_not_filled(f, "not measured", &self.not_measured)?;
        show_not_filled(f, "left out", &self.left_out)?;
        show_not_filled(f, "left alone; --tables names them in", &self.left_alone)?;
        show_not_filled(f, "emptied, and left to triggers", &self.emptied)?;
        show_names(f, "not filled, since they have rows", &self.with_rows)?;
        if !self.not_asked.is_empty() {
            writeln!(f, "\nnot asked for: {}", counted(self.not_asked.len() as u64, "table"))?;
        }
        Ok(())
    }
}

impl Plan {
    /// The end of the span of time, as `2026-11-01`.
    pub fn until_date(&self) -> String {
        let Day { year, month, day } = Day::of(self.until);
        format!("{year:04}-{month:02}-{day:02}")
    }

    fn show_table(&self, f: &mut fmt::Formatter<'_>, table: &TablePlan) -> fmt::Result {
        let kind = if table.is_own {
            YOUR_OWN.to_owned()
        } else {
            table.kind.to_string()
        };
        let (name, rows) = (one_line(&table.name.to_string()), counted(table.rows, "row"));
        write!(f, "\n{name}: {kind}, {rows}")?;
        if let Some(size) = self.size_of(&table.name) {
            write!(f, ", {}", one_line(&size.to_string()))?;
        }
        if let Some(because) = &table.because {
            write!(f, " ({})", one_line(because))?;
        }
        f.write_str("\n")?;
        let samples = self.samples(table);
        let lines = table.columns.iter().zip(&samples).map(|(column, samples)| {
            let maker = format!("{} ({})", one_line(&column.maker), one_line(&column.because));
            (one_line(&column.name), samples, maker)
        });
        let lines = lines.collect::<Vec<_>>();
        let names = widest(lines.iter().map(|line| line.0.as_str()));
        let values = widest(lines.iter().map(|line| line.1.as_str()));
        for (name, samples, maker) in &lines {
            writeln!(f, "  {name:names$}  {samples:values$}  {maker}")?;
        }
        for relation in &table.relations {
            let (columns, parent) = (relation.columns.join(", "), relation.parent.to_string());
            let shape = self.shape_of(table, relation);
            writeln!(
                f,
                "  {} → {}: {}",
                one_line(&columns),
                one_line(&parent),
                one_line(&shape)
            )?;
        }
        table.constraints.iter().try_for_each(|constraint| {
            let (name, certainty) = (one_line(&constraint.name), constraint.certainty);
            write!(f, "  {name}: {}, {certainty}", constraint.rung)?;
            match &constraint.because {
                Some(because) => writeln!(f, " ({})", one_line(because)),
                None => writeln!(f),
            }
        })
    }

    /// The first values of each column on a line.
    fn samples(&self, table: &TablePlan) -> Vec<String> {
        let rows = match self.first_rows(table, SAMPLES) {
            Ok(rows) => rows,
            Err(error) => return vec![format!("{error:#}"); table.columns.len()],
        };
        let of_column = |place: usize| {
            let values = rows.iter().filter_map(|row| row.values.get(place));
            let values = values.map(|value| match value {
                Some(value) => shortened(&one_line(value), VALUE_WIDTH),
                None => "NULL".to_owned(),
            });
            values.collect::<Vec<_>>().join(", ")
        };
        (0..table.columns.len()).map(of_column).collect()
    }
}

/// Prints `values within it`: it follows the name of a constraint.
impl fmt::Display for Rung {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Values => "values within it",
            Self::Branches => "one of the ways that it leaves",
            Self::Relation => "a column follows from others",
            Self::Evaluated => "made again until it holds",
            Self::Judged => "only the server can say",
        })
    }
}

fn widest<'t>(texts: impl Iterator<Item = &'t str>) -> usize {
    texts.map(|text| text.chars().count()).max().unwrap_or(0)
}

fn show_not_filled(f: &mut fmt::Formatter<'_>, title: &str, tables: &[impl fmt::Display]) -> fmt::Result {
    if !tables.is_empty() {
        writeln!(f, "\n{title}:")?;
    }
    tables.iter().try_for_each(|table| writeln!(f, "  {table}"))
}

fn show_names(f: &mut fmt::Formatter<'_>, title: &str, names: &[TableName]) -> fmt::Result {
    if !names.is_empty() {
        writeln!(f, "\n{title}:")?;
    }
    names
        .iter()
        .try_for_each(|name| writeln!(f, "  {}", one_line(&name.to_string())))
}

/// Prints `public.users: the reason`.
impl fmt::Display for NotFilled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", one_line(&self.table.to_string()), one_line(&self.because))
    }
}

/// Prints `public.profiles: the reason`.
impl fmt::Display for Emptied {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", one_line(&self.table.to_string()), one_line(&self.because))
    }
}

/// A text on one line: control characters are written out.
fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_control() {
            // Writing to a String does not fail.
            let _ = write!(line, "{}", c.escape_default());
        } else {
            line.push(c);
        }
    }
    line
}

/// A text of at most so many characters; `…` stands for what was cut off.
fn shortened(text: &str, width: usize) -> String {
    if text.chars().count() <= width {
        return text.to_owned();
    }
    let mut short = text.chars().take(width.saturating_sub(1)).collect::<String>();
    short.push('…');
    short
}
