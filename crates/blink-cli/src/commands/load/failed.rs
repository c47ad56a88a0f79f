//! The message of a load that failed: each fault with its file and line.

use blink_files::CsvFile;

use super::files::{Files, name_of};
use crate::exit::{ExitStatus, Failure};
use crate::terminal::{Output, counted, escape, with_thousands};

/// Explains the failure of a run. If a file's values are at fault, that file is read to its end first, and all faults are
/// told, at most so many kinds.
pub(super) fn explain(mut failure: Failure, files: &Files, max: usize) -> Failure {
    let faults = Faults::of(files, max);
    if faults.lines.is_empty() {
        if let Some(place) = place(&failure, files) {
            failure.message.insert_str(0, &place);
        }
        return failure;
    }
    let nothing_stays = failure.status == ExitStatus::Refused;
    let mut message = counted(faults.count, "fault");
    message.push_str(if nothing_stays { "; nothing was written:" } else { ":" });
    for line in faults.lines {
        message.push_str("\n  - ");
        message.push_str(&line);
    }
    if !nothing_stays {
        // It says which rows stay.
        message.push('\n');
        message.push_str(&failure.message);
    }
    failure.message = message;
    failure
}

/// The faults of all files.
struct Faults {
    /// The number of all faults.
    count: u64,
    /// A line for each kind, and one for those beyond the most.
    lines: Vec<String>,
}

impl Faults {
    fn of(files: &Files, max: usize) -> Self {
        let (mut lines, mut count, mut hidden) = (Vec::new(), 0, 0);
        for file in files.in_order().iter().filter(|file| file.has_faults()) {
            let name = escape(&name_of(file)).into_owned();
            Output::new().say(&format!("{name} has faults; the rest of it is checked"));
            let faults = file.faults();
            count += faults.others;
            hidden += faults.others;
            for group in faults.groups {
                count += group.count;
                if lines.len() < max {
                    lines.push(format!("{name}: {}", escape(&group.to_string())));
                } else {
                    hidden += group.count;
                }
            }
            if let Some(failure) = faults.failure {
                count += 1;
                lines.push(format!(
                    "{name}: {}; what is behind it is not checked",
                    escape(&failure.to_string())
                ));
            }
        }
        if hidden > 0 {
            lines.push(format!("and {} more (--max-faults)", with_thousands(hidden)));
        }
        Self { count, lines }
    }
}

/// The file and line of the row that the run's error is about, if it names one.
fn place(failure: &Failure, files: &Files) -> Option<String> {
    let error = failure.error.as_deref()?;
    let file = file_of(error, files)?;
    let lines = file.lines_of_row(error.row()?)?;
    let lines = if lines.start() == lines.end() {
        format!("line {}", lines.start())
    } else {
        format!("lines {} to {}", lines.start(), lines.end())
    };
    Some(format!("{}, {lines}: ", escape(&name_of(file))))
}

/// The error with the numbers of the rows in their file, of which rows may be left out.
pub(super) fn renumbered(error: blink::Error, files: &Files) -> blink::Error {
    match file_of(&error, files).map(CsvFile::row_places) {
        Some(places) => error.renumber_rows(|row| places.row_in_file(row)),
        None => error,
    }
}

/// The file that the run read last of those of the error's table.
fn file_of<'f>(error: &blink::Error, files: &'f Files) -> Option<&'f CsvFile> {
    let table = error.table()?;
    let of_table = files
        .in_order()
        .iter()
        .filter(|file| file.target().name.to_string() == table);
    of_table.filter(|file| file.has_begun()).last()
}
