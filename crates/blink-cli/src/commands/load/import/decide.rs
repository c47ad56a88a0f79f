//! The decision about an import: to begin it, to go on with it, or that it is done.

use std::ops::RangeInclusive;

use super::file::ImportFile;
use super::record::RecordedFile;
use crate::exit::Failure;
use crate::terminal::{counted, escape};

/// The decision about an import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Decision {
    /// All rows are to be loaded. What is recorded of the import, if anything, has no rows.
    Begin {
        /// True if an earlier run was to empty the tables, and may have been killed before.
        truncates: bool,
    },
    /// The rows that no batch has are to be loaded.
    GoOn(Vec<Progress>),
    /// Nothing is to be done.
    Done,
}

/// A file of an import that goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Progress {
    /// Its number in the record.
    pub(super) number: u32,
    /// The rows that are stored.
    pub(super) stored: Vec<RangeInclusive<u64>>,
}

/// Decides about the import of these files.
pub(super) fn decide(
    id: &str,
    files: &[ImportFile],
    recorded: &[RecordedFile],
    resumes: bool,
) -> Result<Decision, Failure> {
    let Some(first) = recorded.first() else {
        return Ok(Decision::Begin { truncates: false });
    };
    let forget = format!(
        "if those rows are gone, DELETE FROM blink.imports WHERE import_id = {} makes this name free",
        blink::quote_literal(id)
    );
    let id = escape(id);
    if let Some(finished) = &first.finished_at {
        return match numbers(files, recorded) {
            Some(_) => Ok(Decision::Done),
            None => Err(Failure::refused(format!(
                "{}; nothing was written",
                other_files(&format!("the import {id} was done at {finished}"), files, recorded)
            ))
            .with_help(format!("give this import a name of its own; {forget}"))),
        };
    }
    let rows = recorded.iter().flat_map(|file| &file.batches);
    let stored = rows.map(|rows| rows.end() - rows.start() + 1).sum::<u64>();
    let begun = format!("the import {id} was begun at {}", first.begun_at);
    if stored == 0 && !resumes {
        return Ok(Decision::Begin { truncates: false });
    }
    if !resumes {
        return Err(Failure::refused(format!(
            "{begun} and has not come to its end: {} committed; nothing was written",
            counted(stored, "row")
        ))
        .with_help(format!("go on with --non-atomic --resume; {forget}")));
    }
    let Some(numbers) = numbers(files, recorded) else {
        return Err(
            Failure::refused(format!("{}; nothing was written", other_files(&begun, files, recorded)))
                .with_help(format!("--resume needs the same files; {forget}")),
        );
    };
    if stored == 0 {
        return Ok(Decision::Begin {
            truncates: first.truncates,
        });
    }
    let mut progress = Vec::new();
    for (file, number) in files.iter().zip(numbers) {
        let before = recorded.iter().find(|before| before.number == number);
        if let Some(before) = before.filter(|before| before.record_form != file.record_form) {
            return Err(Failure::refused(format!(
                "{}: its rows were told apart by {}, and are now by {}; nothing was written",
                escape(&file.name),
                escape(&before.record_form),
                escape(&file.record_form)
            ))
            .with_help("--resume needs the options with which the import was begun"));
        }
        progress.push(Progress {
            number,
            stored: before.map(|before| before.batches.clone()).unwrap_or_default(),
        });
    }
    Ok(Decision::GoOn(progress))
}

/// The number that each file has in the record, if the record is of these files. Files of the same content that go into
/// the same table may stand for each other.
fn numbers(files: &[ImportFile], recorded: &[RecordedFile]) -> Option<Vec<u32>> {
    let mut left = recorded.iter().collect::<Vec<_>>();
    let mut numbers = Vec::new();
    for file in files {
        let found = left.iter().position(|before| is_same(file, before))?;
        numbers.push(left.remove(found).number);
    }
    left.is_empty().then_some(numbers)
}

fn is_same(file: &ImportFile, before: &RecordedFile) -> bool {
    file.digest.sha256 == before.sha256 && file.table == before.table
}

/// The first difference between the files and those of the record.
fn other_files(what: &str, files: &[ImportFile], recorded: &[RecordedFile]) -> String {
    let new = files
        .iter()
        .find(|file| !recorded.iter().any(|before| is_same(file, before)));
    let Some(file) = new else {
        let (before, now) = (recorded.len() as u64, files.len() as u64);
        return format!("{what} with {}, and there are {now} now", counted(before, "file"));
    };
    let (name, table) = (escape(&file.name), escape(&file.table));
    let other = match recorded.iter().find(|before| before.sha256 == file.digest.sha256) {
        Some(before) => format!(
            "{name} went into {} then, and goes into {table} now",
            escape(&before.table)
        ),
        None if recorded.iter().any(|before| before.name == file.name) => {
            format!("{name} has another content now than then")
        }
        None => format!("{name} is none of its files"),
    };
    format!("{what}, and {other}")
}
