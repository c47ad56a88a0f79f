//! The message of a load that failed: each fault with its file and line.

use blink_files::CsvFile;
use serde_json::json;

use super::files::{Files, name_of};
use super::place::Place;
use super::violations;
use crate::exit::{ExitStatus, Failure};
use crate::terminal::{Output, counted, escape, with_thousands};

/// Explains the failure of a run. If a file's values are at fault, that file is read to its end first, and all faults are
/// told, at most so many kinds.
pub(super) fn explain(mut failure: Failure, files: &Files, max: usize) -> Failure {
    let faults = Faults::of(files, max);
    if faults.lines.is_empty() {
        return located(failure, files);
    }
    let nothing_stays = failure.status == ExitStatus::Refused;
    let mut message = counted(faults.count, "fault");
    message.push_str(if nothing_stays { "; nothing was written:" } else { ":" });
    for line in faults.lines {
        message.push_str("\n  - ");
        message.push_str(&line);
    }
    let is_of_server = failure.error.as_ref().is_some_and(|error| error.server().is_some());
    if is_of_server {
        // The rows behind the one that it refused were read ahead.
        failure = located(failure, files);
    }
    if is_of_server || !nothing_stays {
        // It says which rows stay.
        message.push('\n');
        message.push_str(&failure.message);
    }
    failure.message = message;
    failure
}

/// Adds the places in the files to what the run has found.
fn located(mut failure: Failure, files: &Files) -> Failure {
    let Some(error) = failure.error.as_deref() else {
        return failure;
    };
    let place = place(error, files);
    let violations = error.violations();
    let message = match (violations, &place) {
        // What stays is told in the run's own words.
        (Some(violations), _) if failure.status == ExitStatus::Refused => {
            let mut message = violations::message(violations, error.table().unwrap_or_default(), files);
            if let Some(server) = error.server() {
                message.push_str("\nthe server: ");
                message.push_str(&escape(&server.message));
            }
            message
        }
        (_, Some(place)) => {
            let (file, lines) = (name_of(place.file), Place::lines(std::slice::from_ref(place), None));
            format!("{}, {lines}: {}", escape(&file), failure.message)
        }
        (_, None) => failure.message.clone(),
    };
    failure.details = Some(json!({
        "place": place.map(|place| place.json()),
        "violations": violations.map(|violations| violations::json(violations, files)),
    }));
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
        for file in rest_to_check(files) {
            let name = escape(&name_of(file)).into_owned();
            let faults = file.check_rest();
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

/// The files whose rest is checked, which is told: all of them, if one has faults.
fn rest_to_check(files: &Files) -> &[CsvFile] {
    let all = files.in_order();
    let faulty = all.iter().filter(|file| file.has_faults()).collect::<Vec<_>>();
    for file in &faulty {
        let name = name_of(file);
        Output::new().say(&format!("{} has faults; the rest of it is checked", escape(&name)));
    }
    if faulty.is_empty() {
        return &[];
    }
    if faulty.len() < all.len() {
        Output::new().say("the rest of the other files is checked, too");
    }
    all
}

/// The error with the numbers of the rows in their file, of which rows may be left out.
pub(super) fn renumbered(error: blink::Error, files: &Files) -> blink::Error {
    error.renumber_rows(|step, row| {
        let places = files.of_step(step).map(CsvFile::row_places);
        places.map_or(row, |places| places.row_in_file(row))
    })
}

/// The place of the row that the run's error is about, if it names one.
fn place<'f>(error: &blink::Error, files: &'f Files) -> Option<Place<'f>> {
    Place::of(error.step()?, error.row()?, files)
}
