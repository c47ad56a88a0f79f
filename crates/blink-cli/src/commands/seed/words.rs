//! The messages of a seeding.

use std::fmt::{self, Write as _};

use blink_schema::plan::{NotFilled, Plan, Selection};

use crate::args::RowOptions;
use crate::exit::Failure;
use crate::json::LOGINS;
use crate::terminal::{counted, escape};

/// What is told before the question whether to go on: the size of it, and what will not be filled.
pub(super) fn beginning(plan: &Plan) -> String {
    let mut text = if plan.tables.is_empty() {
        String::new()
    } else {
        size(plan)
    };
    lines(&mut text, "not measured", &plan.not_measured);
    lines(&mut text, "left alone", &plan.left_alone);
    lines(&mut text, "left out", &plan.left_out);
    text
}

/// The size of a seeding on a line, and the options that decide its rows.
pub(super) fn size(plan: &Plan) -> String {
    let bytes = plan.size().map(|size| format!(", {size}"));
    format!(
        "{} into {}{}, up to {} (--until), seed {} (--seed)\n",
        counted(plan.rows(), "row"),
        counted(plan.tables.len() as u64, "table"),
        bytes.unwrap_or_default(),
        plan.until_date(),
        plan.seed
    )
}

/// What came of a rehearsal: what was not rehearsed, and what the server refuses.
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
pub(super) fn refusal(plan: &Plan, strict: bool) -> Option<Failure> {
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
    /// So many tables have rows; true if tables were asked for by name.
    HaveRows(usize, bool),
    /// All tables are left alone.
    LeftAlone,
    /// No table is asked for.
    NotAsked,
    /// There is no table.
    NoTables,
}

impl Nothing {
    /// None if there is something to do.
    pub(super) fn of(plan: &Plan, selection: &Selection) -> Option<Self> {
        if !plan.tables.is_empty() {
            return None;
        }
        let with_rows = plan.with_rows.len();
        Some(if with_rows > 0 && !selection.truncate {
            let is_selected = !(selection.tables.is_empty() && selection.schemas.is_empty());
            Self::HaveRows(with_rows, is_selected || !selection.except.is_empty())
        } else if !plan.left_alone.is_empty() {
            Self::LeftAlone
        } else if !plan.not_asked.is_empty() || with_rows > 0 {
            Self::NotAsked
        } else {
            Self::NoTables
        })
    }
}

impl fmt::Display for Nothing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("nothing to do: ")?;
        match self {
            Self::HaveRows(tables, is_selected) => {
                let have = if *tables == 1 { "has" } else { "have" };
                let tables = counted(*tables as u64, "table");
                let which = if *is_selected {
                    "those that are asked for"
                } else {
                    "them"
                };
                write!(
                    f,
                    "{tables} {have} rows, and no other is to be filled (--truncate empties and fills {which})"
                )
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

/// The last line after a run whose size was left to Blink.
pub(super) fn more(rows: &RowOptions) -> &'static str {
    if rows.rows.is_some() || rows.size.is_some() {
        ""
    } else {
        "for a million rows in each of the largest tables add --rows 1000000 --truncate\n"
    }
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
