//! The message of a load that failed: each fault with its file and line.

use blink_files::CsvFile;

use super::files::{Files, name_of};
use crate::exit::{ExitStatus, Failure};
use crate::terminal::{Output, counted, escape, with_thousands};

/// Makes the failure of a run. If a file's values are at fault, all files are read to their ends first, and all faults are
/// told, at most so many kinds.
pub(super) fn failure(error: blink::Error, files: &Files, max: usize, output: &Output) -> Failure {
    let mut lines = Vec::new();
    let (mut count, mut hidden) = (0, 0);
    for file in files.in_order().iter().filter(|file| file.has_faults()) {
        output.say(&format!(
            "{} has faults; the rest of it is checked",
            escape(&name_of(file))
        ));
        let faults = file.faults();
        count += faults.groups.iter().map(|group| group.count).sum::<u64>() + faults.others;
        hidden += faults.others;
        for group in faults.groups {
            if lines.len() < max {
                lines.push(format!("{}: {}", escape(&name_of(file)), escape(&group.to_string())));
            } else {
                hidden += group.count;
            }
        }
        if let Some(failure) = faults.failure {
            count += 1;
            lines.push(format!(
                "{}: {}; what is behind it is not checked",
                escape(&name_of(file)),
                escape(&failure.to_string())
            ));
        }
    }
    if lines.is_empty() {
        return of_server(error, files);
    }
    if hidden > 0 {
        lines.push(format!("and {} more", with_thousands(hidden)));
    }
    let status = ExitStatus::from(&error);
    let mut message = counted(count, "fault");
    message.push_str(if status == ExitStatus::Refused {
        "; nothing was written:"
    } else {
        ":"
    });
    for line in lines {
        message.push_str("\n  - ");
        message.push_str(&line);
    }
    Failure::new(status, message)
}

/// What the server says, at the file's line if the row is known.
fn of_server(error: blink::Error, files: &Files) -> Failure {
    let place = error.row().and_then(|row| {
        let file = file_of(&error, files)?;
        let lines = file.lines_of_row(row)?;
        let lines = if lines.start() == lines.end() {
            format!("line {}", lines.start())
        } else {
            format!("lines {} to {}", lines.start(), lines.end())
        };
        Some(format!("{}, {lines}: ", escape(&name_of(file))))
    });
    let mut failure = Failure::from(error);
    if let Some(place) = place {
        failure.message.insert_str(0, &place);
    }
    failure
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
