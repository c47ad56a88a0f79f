//! The messages of a seeding.

use std::fmt::{self, Write as _};

use blink::TableName;
use blink_schema::Filling;
use blink_schema::plan::{NotFilled, Plan};

use super::emptied::{MORE_ROWS, emptied};
use crate::args::RowOptions;
use crate::exit::Failure;
use crate::json::LOGINS;
use crate::terminal::{self, counted, escape};

/// The words before the question whether to go on: the size of the seeding, and what will not be filled.
///
/// If a size is asked for, it is not known yet how many rows have it.
pub(super) fn beginning(plan: &Plan, asked: &RowOptions) -> String {
    let mut text = match asked.size {
        _ if plan.tables.is_empty() => String::new(),
        Some(bytes) => {
            let tables = counted(plan.tables.len() as u64, "table");
            with_options(&format!("{} into {tables} (--size)", terminal::size(bytes.get())), plan)
        }
        None => size(plan),
    };
    lines(&mut text, "left alone", &plan.left_alone);
    lines(&mut text, "left out", &plan.left_out);
    text
}

/// The size of a seeding, and the tables that were not measured.
pub(super) fn measured(plan: &Plan) -> String {
    let mut text = size(plan);
    lines(&mut text, "not measured", &plan.not_measured);
    text
}

/// The size of a seeding on a line, and the options that decide its rows.
pub(super) fn size(plan: &Plan) -> String {
    let (rows, tables) = (counted(plan.rows(), "row"), counted(plan.tables.len() as u64, "table"));
    let bytes = plan.size().map(|size| format!(", {size}"));
    with_options(&format!("{rows} into {tables}{}", bytes.unwrap_or_default()), plan)
}

fn with_options(size: &str, plan: &Plan) -> String {
    format!(
        "{size}, up to {} (--until), seed {} (--seed)\n",
        plan.until_date(),
        plan.seed
    )
}

/// The result of a rehearsal: what was not rehearsed, and what the server refuses.
pub(super) fn rehearsed(plan: &Plan, refused: &[&NotFilled]) -> String {
    let mut text = String::new();
    if let Some(rehearsed) = &plan.rehearsed {
        // Writing to a String does not fail.
        _ = writeln!(text, "rehearsed: {}, taken back", counted(rehearsed.rows, "row"));
        lines(&mut text, "not rehearsed", &rehearsed.not_rehearsed);
    }
    lines(&mut text, "left out", refused.iter().copied());
    text
}

fn lines<'t>(text: &mut String, title: &str, tables: impl IntoIterator<Item = &'t NotFilled>) {
    for table in tables {
        _ = writeln!(text, "{title}: {}", line(table));
    }
}

fn line(table: &NotFilled) -> String {
    escape(&table.to_string()).into_owned()
}

/// The refusal of a plan that leaves tables out, if that is not wanted or none is left.
pub(super) fn left_out(plan: &Plan, strict: bool) -> Option<Failure> {
    if plan.left_out.is_empty() {
        return None;
    }
    let count = counted(plan.left_out.len() as u64, "table");
    let none_is_left = plan.tables.is_empty() && plan.with_rows.is_empty();
    let (mut message, help) = if strict {
        let message = format!("{count} would be left out (--strict); nothing was written:");
        (
            message,
            "leave --strict out to fill the others, or name the tables by --except",
        )
    } else if none_is_left {
        let message = format!("no table can be filled; nothing was written; {count} would be left out:");
        (message, "`blink plan` shows the whole plan")
    } else {
        return None;
    };
    for table in &plan.left_out {
        _ = write!(message, "\n  - {}", line(table));
    }
    Some(Failure::refused(message).with_help(help))
}

/// The failure of reading and planning.
pub(super) fn failed(error: &blink_schema::Error) -> Failure {
    match error.mistakes() {
        [] => Failure::refused(format!("{error:#}")),
        [only] => Failure::refused(format!("{}; nothing was written", only.message)).with_help(&only.help),
        mistakes => {
            let count = counted(mistakes.len() as u64, "mistake");
            let lines = mistakes.iter().map(|mistake| format!("\n  - {mistake}"));
            Failure::refused(format!("{count}; nothing was written:{}", lines.collect::<String>()))
        }
    }
}

/// The reason why there is nothing to do, and how it is done anyway.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Nothing {
    /// Tables have rows.
    HaveRows {
        /// The number of them.
        with_rows: usize,
        /// The number of those that `--truncate` would empty and fill.
        emptied: usize,
        /// The number of tables that are left out.
        left_out: usize,
    },
    /// All tables are left alone.
    LeftAlone,
    /// No table is asked for.
    NotAsked,
    /// There is no table.
    NoTables,
}

impl Nothing {
    /// None if there is something to do.
    pub(super) fn of(filling: &Filling, asked: &RowOptions) -> Option<Self> {
        let plan = filling.plan();
        if !plan.tables.is_empty() {
            return None;
        }
        let (selection, with_rows) = (&asked.selection, plan.with_rows.len());
        let is_all = selection.tables.is_empty() && selection.except.is_empty() && selection.schemas.is_empty();
        let emptied = match emptied(filling, asked, None) {
            Some(tables) if !selection.truncate => tables.iter().filter(|name| plan.with_rows.contains(name)).count(),
            _ => 0,
        };
        let have_rows = Self::HaveRows {
            with_rows,
            emptied,
            left_out: plan.left_out.len(),
        };
        Some(if emptied > 0 {
            have_rows
        } else if !plan.left_alone.is_empty() {
            Self::LeftAlone
        } else if !plan.not_asked.is_empty() {
            Self::NotAsked
        } else if with_rows == 0 {
            Self::NoTables
        } else if !selection.truncate {
            have_rows
        } else if is_all {
            Self::LeftAlone
        } else {
            Self::NotAsked
        })
    }
}

impl fmt::Display for Nothing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("nothing to do: ")?;
        match self {
            Self::HaveRows {
                with_rows,
                emptied,
                left_out,
            } => {
                let have = if *with_rows == 1 { "has" } else { "have" };
                write!(f, "{} {have} rows, ", counted(*with_rows as u64, "table"))?;
                match *left_out {
                    0 => {}
                    1 => f.write_str("1 is left out, ")?,
                    some => write!(f, "{some} are left out, ")?,
                }
                f.write_str("and no other is to be filled")?;
                match *emptied {
                    0 => Ok(()),
                    some if *left_out > 0 || some < *with_rows => {
                        let tables = counted(some as u64, "table");
                        write!(f, " (--truncate empties and fills {tables} with rows)")
                    }
                    1 => f.write_str(" (--truncate empties and fills it)"),
                    _ => f.write_str(" (--truncate empties and fills them)"),
                }
            }
            Self::LeftAlone => f.write_str("all tables are left alone (--tables names them in)"),
            Self::NotAsked => f.write_str("no table is asked for (--tables, --except, --schema)"),
            Self::NoTables => f.write_str("the database has no tables (run the migrations)"),
        }
    }
}

/// The lines that tell with which rows one can log in.
pub(super) fn logins(plan: &Plan) -> String {
    let logins = plan.logins(LOGINS);
    let mut text = String::new();
    for of_table in logins.chunk_by(|one, next| one.table == next.table) {
        let names = of_table.iter().map(|login| escape(&login.name)).collect::<Vec<_>>();
        if let Some(login) = of_table.first() {
            _ = writeln!(
                text,
                "log in to {} as {}; the password is {}",
                escape(&login.table.to_string()),
                names.join(", "),
                login.password
            );
        }
    }
    text
}

/// The tables with rows that are named at most.
const NAMED: usize = 3;

/// The last line after a run whose size was left to Blink. `lost` tells the tables of which a run with `--truncate` would
/// remove rows that this run has not made; None if that cannot be told.
pub(super) fn more(asked: &RowOptions, lost: impl FnOnce() -> Option<Vec<TableName>>) -> String {
    const EACH: &str = "a million rows in each of the largest tables";
    if asked.rows.is_some() || asked.size.is_some() {
        return String::new();
    }
    let others = match lost().as_deref() {
        Some([]) => {
            let truncate = if asked.selection.truncate { "" } else { " --truncate" };
            return format!("for {EACH} add --rows {MORE_ROWS}{truncate}\n");
        }
        None => "tables whose rows are not of this run".to_owned(),
        Some(lost) => {
            let names = lost
                .iter()
                .take(NAMED)
                .map(|name| escape(&name.to_string()).into_owned());
            let mut names = names.collect::<Vec<_>>().join(", ");
            if let Some(others) = lost.len().checked_sub(NAMED).filter(|others| *others > 0) {
                _ = write!(names, " and {}", counted(others as u64, "other"));
            }
            format!("{names}, with rows that are not of this run")
        }
    };
    format!("--rows {MORE_ROWS} makes {EACH} that have no rows; --truncate would also empty {others}\n")
}

/// The indexes and keys that a run drops and creates again.
pub(super) fn rebuilt(run: &blink::Plan) -> String {
    let mut text = String::new();
    for table in run.tables() {
        let rebuilt = table.rebuilt().map(escape).collect::<Vec<_>>();
        if rebuilt.is_empty() {
            continue;
        }
        if text.is_empty() {
            text.push_str("\ndropped and rebuilt:\n");
        }
        _ = writeln!(text, "  {}: {}", escape(&table.name().to_string()), rebuilt.join(", "));
    }
    text
}
