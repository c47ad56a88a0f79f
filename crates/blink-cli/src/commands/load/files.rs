//! The files of a load, each with the table that it goes into.

use std::fmt::Write as _;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use blink::TableName;
use blink_files::{CsvFile, Decision, ExpectedSize, Target};
use serde_json::{Value, json};
use tokio_postgres::Client;

use super::{expected, order};
use crate::args::{Destination, FileOptions, Source};
use crate::exit::Failure;
use crate::terminal::{counted, escape, pad};

/// The files, opened, in the order of loading, and the size that is expected of each, if that was asked for: None of a
/// pipe.
pub(super) struct Files(Vec<CsvFile>, Vec<Option<ExpectedSize>>);

impl Files {
    /// Opens all files, and decides everything about them.
    ///
    /// # Errors
    /// All mistakes in all files together.
    pub(super) async fn open(client: &mut Client, options: &FileOptions) -> Result<Self, Failure> {
        let mut files = Vec::new();
        let mut mistakes = Vec::new();
        for source in &options.sources.list {
            let path = match source {
                Source::Stdin => PathBuf::from("-"),
                Source::File(path) => path.clone(),
            };
            match open_one(client, path, options).await? {
                Ok(file) => files.push(file),
                Err(found) => mistakes.extend(found),
            }
        }
        if !mistakes.is_empty() {
            let count = counted(mistakes.len() as u64, "mistake");
            return Err(Failure::refused(format!(
                "{count}; nothing was written:\n  - {}",
                mistakes.join("\n  - ")
            )));
        }
        Ok(Self(order::by_foreign_keys(client, files).await?, Vec::new()))
    }

    /// Finds out how many rows the files have, and the size that these are expected to take.
    ///
    /// # Errors
    /// If the server cannot be asked, or a file has changed.
    pub(super) async fn expect_sizes(&mut self, client: &mut Client) -> Result<(), Failure> {
        self.1.clear();
        for file in &self.0 {
            let expected = file.expected_size(client).await;
            self.1.push(expected.map_err(|error| {
                Failure::refused(format!(
                    "the size that {} will take could not be told: {error}",
                    escape(&name_of(file))
                ))
            })?);
        }
        Ok(())
    }

    pub(super) fn in_order(&self) -> &[CsvFile] {
        &self.0
    }

    pub(super) fn in_order_mut(&mut self) -> &mut [CsvFile] {
        &mut self.0
    }

    /// The file whose rows are those of a step of the run, counted from 1: each file is one.
    pub(super) fn of_step(&self, step: usize) -> Option<&CsvFile> {
        self.0.get(step.checked_sub(1)?)
    }

    /// Limits the threads that check what is left of a file after a fault.
    pub(super) fn limit_threads(&mut self, threads: NonZeroUsize) {
        self.0.iter_mut().for_each(|file| file.limit_threads(threads));
    }

    /// The statements for a session that is to load them. Values that are left to the server mean the same under any
    /// settings of a role or a database, and a date in an order that is not said is refused.
    pub(super) fn session_settings(&self) -> Option<&'static str> {
        let is_left = self.0.iter().any(CsvFile::leaves_values_to_server);
        is_left.then_some("SET DateStyle = 'ISO, YMD'; SET IntervalStyle = 'postgres'; SET TimeZone = 'UTC'")
    }

    /// The tables, each once.
    pub(super) fn tables(&self) -> Vec<TableName> {
        let mut tables: Vec<TableName> = Vec::new();
        for file in &self.0 {
            if !tables.contains(&file.target().name) {
                tables.push(file.target().name.clone());
            }
        }
        tables
    }

    /// The bytes of all files, if they are known.
    pub(super) fn total_bytes(&self) -> Option<u64> {
        self.0.iter().map(CsvFile::total_bytes).sum()
    }

    pub(super) fn bytes_read(&self) -> Vec<Arc<AtomicU64>> {
        self.0.iter().map(|file| Arc::clone(file.bytes_read())).collect()
    }

    /// The decisions about the files, for programs.
    pub(super) fn json(&self) -> Value {
        let file = |(n, file): (usize, &CsvFile)| {
            let decisions = file
                .decisions()
                .iter()
                .map(|decision| json!({"subject": decision.subject, "found": decision.found, "flag": decision.flag}));
            let mut object = json!({
                "file": file.path().display().to_string(),
                "table": file.target().name.to_string(),
                "decisions": decisions.collect::<Vec<_>>(),
            });
            if let (Some(expected), Some(object)) = (self.1.get(n), object.as_object_mut()) {
                object.insert("expected".to_owned(), expected::as_json(expected.as_ref()));
            }
            object
        };
        self.0.iter().enumerate().map(file).collect()
    }

    /// The decisions about the files, one after the other.
    pub(super) fn decisions(&self) -> String {
        let mut text = String::new();
        for (n, file) in self.0.iter().enumerate() {
            // Writing to a String does not fail.
            _ = writeln!(
                text,
                "{} into {}",
                escape(&name_of(file)),
                escape(&file.target().name.to_string())
            );
            let subjects = file.decisions().iter().map(|decision| decision.subject.len()).max();
            for Decision { subject, found, flag } in file.decisions() {
                _ = write!(
                    text,
                    "  {}  {}",
                    pad(subject, subjects.unwrap_or_default()),
                    escape(found)
                );
                if let Some(flag) = flag {
                    _ = write!(text, "  ({flag})");
                }
                text.push('\n');
            }
            if let Some(expected) = self.1.get(n) {
                let subject = pad("expected", subjects.unwrap_or_default());
                _ = writeln!(text, "  {subject}  {}", escape(&expected::in_words(expected.as_ref())));
            }
        }
        if let Some(settings) = self.session_settings() {
            _ = writeln!(text, "{settings}, for what is left to the server");
        }
        text
    }
}

/// The file as messages name it.
pub(super) fn name_of(file: &CsvFile) -> String {
    shown(file.path())
}

fn shown(path: &Path) -> String {
    if path.as_os_str() == "-" {
        "standard input".to_owned()
    } else {
        path.display().to_string()
    }
}

/// Opens a file; the inner error has its mistakes.
async fn open_one(
    client: &mut Client,
    path: PathBuf,
    options: &FileOptions,
) -> Result<Result<CsvFile, Vec<String>>, Failure> {
    let shown = escape(&shown(&path)).into_owned();
    let name = match table_of(&path, &options.destination) {
        Ok(name) => name,
        Err(mistake) => return Ok(Err(vec![mistake])),
    };
    let asked = |error: blink::BoxError| Failure::refused(format!("the catalog could not be read: {error}"));
    let target = match Target::find(client, &name).await.map_err(asked)? {
        Ok(target) => target,
        // Of several files none can go into another table than that of its name.
        Err(mistake) if options.sources.list.len() > 1 => {
            let alone = " (--into is for all files: load this one alone)";
            return Ok(Err(vec![format!("{shown}: {mistake}{alone}")]));
        }
        Err(mistake) => return Ok(Err(vec![format!("{shown}: {mistake}")])),
    };
    let options = options.csv.clone();
    // It waits for the first megabyte, which a pipe may take long to give.
    let opened = tokio::task::spawn_blocking(move || CsvFile::open(path, target, &options)).await;
    let opened = opened.map_err(|_| Failure::refused(format!("{shown}: reading it panicked")))?;
    Ok(opened.map_err(|mistakes| mistakes.iter().map(|mistake| format!("{shown}: {mistake}")).collect()))
}

/// The table that a file goes into: its name without the folder and the endings, if nothing else is said.
fn table_of(path: &Path, destination: &Destination) -> Result<TableName, String> {
    match destination {
        Destination::Table(name) => Ok(name.clone()),
        Destination::ByFileName { .. } if path.as_os_str() == "-" => {
            Err("standard input has no name; say its table by --into".to_owned())
        }
        Destination::ByFileName { schema } => {
            let name = path
                .file_name()
                .map(|name| name.to_string_lossy().into_owned())
                .unwrap_or_default();
            let stem = name
                .split('.')
                .find(|part| !part.is_empty())
                .unwrap_or(&name)
                .to_owned();
            Ok(match schema {
                Some(schema) => TableName::qualified(schema.clone(), stem),
                None => TableName::new(stem),
            })
        }
    }
}
