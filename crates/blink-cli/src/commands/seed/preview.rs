//! The first rows of a table, shown.

use std::fmt::Write as _;

use blink::TableName;
use blink_schema::plan::{Plan, Preview, PreviewRow, find_table};

use super::reading::reading;
use super::words::failed;
use crate::args::{PreviewOptions, Rehearsal};
use crate::commands::connect::connect;
use crate::exit::{ExitStatus, Failure};
use crate::json;
use crate::terminal::{Output, counted, escape, pad, shorten, width, with_thousands};

/// The columns of the terminal that a value takes at most beside others, and all of them.
const VALUE_WIDTH: usize = 40;
const LINE_WIDTH: usize = 120;

/// Plans, and shows the first rows of a table.
pub(super) async fn show(options: &PreviewOptions, output: &mut Output) -> Result<ExitStatus, Failure> {
    let mut connected = connect(&options.connect).await?;
    let confirm = options.confirm.as_deref();
    let filling = reading(&options.rows, Rehearsal::Off, confirm, &mut connected, output).await?;
    let schemas = &options.rows.selection.schemas;
    let found = find_table(&options.table, schemas, filling.facts());
    let name = &found
        .map_err(|mistake| Failure::refused(mistake.message).with_help(mistake.help))?
        .name;
    let plan = filling.plan();
    if !plan.tables.iter().any(|table| table.name == *name) {
        return Err(not_filled(plan, name));
    }
    let preview = plan.preview(name, options.shown).map_err(|error| failed(&error))?;
    if options.json {
        let mut object = json::preview(&preview, options.parents);
        if let Some(object) = object.as_object_mut() {
            object.insert("until".to_owned(), plan.until_date().into());
            object.insert("seed".to_owned(), plan.seed.into());
        }
        output.result(&format!("{object}\n"))?;
    } else {
        output.result(&in_words(&preview, options.parents))?;
    }
    Ok(ExitStatus::Done)
}

/// The reason why a table has no rows to show.
fn not_filled(plan: &Plan, name: &TableName) -> Failure {
    let out = plan.left_out.iter().find(|table| table.table == *name);
    let alone = plan.left_alone.iter().find(|table| table.table == *name);
    match (out, alone) {
        (Some(table), _) => Failure::refused(format!("{name} would be left out: {}", table.because)),
        (_, Some(table)) => Failure::refused(format!("{name} is left alone: {}", table.because))
            .with_help(format!("--tables {name} names it in")),
        _ if plan.with_rows.contains(name) => Failure::refused(format!("{name} has rows, and is not filled"))
            .with_help("--truncate shows the rows that it would get if it were emptied"),
        _ => Failure::refused(format!("{name} is not asked for"))
            .with_help("leave out --tables, --except or --schema, or name it"),
    }
}

/// The rows, and those that they refer to.
fn in_words(preview: &Preview, with_parents: bool) -> String {
    let mut text = table_in_words(preview);
    for parent in preview.parents.iter().filter(|_| with_parents) {
        text.push('\n');
        text.push_str(&table_in_words(parent));
    }
    text
}

fn table_in_words(preview: &Preview) -> String {
    let name = preview.table.to_string();
    let mut text = format!("{}, {}\n", escape(&name), numbers(preview));
    let columns = preview.columns.iter().map(|name| escape(name).into_owned());
    let columns = columns.collect::<Vec<_>>();
    let rows = preview.rows.iter().map(values).collect::<Vec<_>>();
    let widths = columns.iter().enumerate().map(|(place, column)| {
        let values = rows.iter().filter_map(|row| row.get(place));
        let widest = values.map(|value| width(value)).max().unwrap_or(0);
        widest.min(VALUE_WIDTH).max(width(column))
    });
    let widths = widths.collect::<Vec<_>>();
    let line_width = widths.iter().map(|width| width + 2).sum::<usize>();
    if line_width > LINE_WIDTH {
        show_each(&mut text, preview, &columns, &rows);
        return text;
    }
    let mut show_line = |values: &[String]| {
        let padded = values
            .iter()
            .zip(&widths)
            .map(|(value, width)| pad(&shorten(value, *width), *width));
        let line = padded.collect::<Vec<_>>().join("  ");
        // Writing to a String does not fail.
        _ = writeln!(text, "{}", line.trim_end());
    };
    show_line(&columns);
    for row in &rows {
        show_line(row);
    }
    text
}

/// Each value on a line of its own.
fn show_each(text: &mut String, preview: &Preview, columns: &[String], rows: &[Vec<String>]) {
    let names = columns.iter().map(|name| width(name)).max().unwrap_or(0);
    for (row, values) in preview.rows.iter().zip(rows) {
        _ = writeln!(text, "row {}", with_thousands(row.number));
        for (name, value) in columns.iter().zip(values) {
            let value = shorten(value, LINE_WIDTH.saturating_sub(names));
            _ = writeln!(text, "  {}  {value}", pad(name, names));
        }
    }
}

/// `rows 1 to 5 of 1,000`, or `rows 3, 17 and 401 of 1,000`.
fn numbers(preview: &Preview) -> String {
    let numbers = preview.rows.iter().map(|row| row.number).collect::<Vec<_>>();
    let all = with_thousands(preview.of);
    match numbers.as_slice() {
        [] => "no rows".to_owned(),
        [only] => format!("row {} of {all}", with_thousands(*only)),
        [first, .., last] if last - first == numbers.len() as u64 - 1 => {
            format!("rows {} to {} of {all}", with_thousands(*first), with_thousands(*last))
        }
        [.., last] if numbers.len() <= 10 => {
            let others = numbers
                .iter()
                .take(numbers.len() - 1)
                .map(|number| with_thousands(*number));
            let others = others.collect::<Vec<_>>().join(", ");
            format!("rows {others} and {} of {all}", with_thousands(*last))
        }
        _ => format!("{} of {all}", counted(numbers.len() as u64, "row")),
    }
}

/// The values of a row on one line each.
fn values(row: &PreviewRow) -> Vec<String> {
    let shown = |value: &Option<String>| match value {
        Some(value) => escape(value).into_owned(),
        None => "NULL".to_owned(),
    };
    row.values.iter().map(shown).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn preview(numbers: &[u64], columns: &[&str], value: &str) -> Preview {
        let rows = numbers.iter().map(|number| PreviewRow {
            number: *number,
            values: columns
                .iter()
                .map(|column| (*column != "none").then(|| value.to_owned()))
                .collect(),
            refers_to: Vec::new(),
        });
        Preview {
            table: TableName::from("shop.users"),
            of: 1_000,
            columns: columns.iter().map(|column| (*column).to_owned()).collect(),
            rows: rows.collect(),
            parents: Vec::new(),
        }
    }

    #[test]
    fn rows_are_shown_below_the_names_of_the_columns() {
        assert_eq!(
            in_words(&preview(&[1, 2], &["id", "none", "na\u{1b}me"], "日本\n"), true),
            "shop.users, rows 1 to 2 of 1,000\n\
             id      none  na\\u{1b}me\n\
             日本\\n  NULL  日本\\n\n\
             日本\\n  NULL  日本\\n\n"
        );
        let long = "x".repeat(100);
        assert!(in_words(&preview(&[1], &["id"], &long), false).ends_with("xx…\n"));
        assert_eq!(
            in_words(&preview(&[7], &["a", "bb", "c", "d"], &long), false)
                .lines()
                .take(3)
                .collect::<Vec<_>>(),
            ["shop.users, row 7 of 1,000", "row 7", &format!("  a   {long}")]
        );
    }

    #[test]
    fn rows_are_told_by_their_numbers() {
        for (rows, said) in [
            (&[][..], "no rows"),
            (&[1_000], "row 1,000 of 1,000"),
            (&[3, 17, 401], "rows 3, 17 and 401 of 1,000"),
            (&[1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21], "11 rows of 1,000"),
        ] {
            assert_eq!(numbers(&preview(rows, &[], "")), said);
        }
    }

    #[test]
    fn a_parent_has_a_table_of_its_own() {
        let mut of_two = preview(&[1], &["id"], "a");
        of_two.parents.push(preview(&[4, 9], &["id"], "b"));
        assert_eq!(in_words(&of_two, false), "shop.users, row 1 of 1,000\nid\na\n");
        assert_eq!(
            in_words(&of_two, true),
            "shop.users, row 1 of 1,000\nid\na\n\nshop.users, rows 4 and 9 of 1,000\nid\nb\nb\n"
        );
    }
}
