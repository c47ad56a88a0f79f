//! The record of an import, which is kept in the database if it was asked for (`--import-id`).
//!
//! A run that is one transaction writes in it which files it has loaded. Of one that is not, each batch's transaction
//! writes which rows of the file it holds, so that a later run loads the others and no row twice. For that, a run that
//! begins or goes on changes `run` in the import's rows. The transaction of a batch locks its file's row while it still has
//! the batch's own run, up to COMMIT. So no batch of an earlier run, of a program that was killed for example, is
//! committed after the later run has read which are.

mod decide;
mod file;
mod record;
mod statements;

use std::sync::Arc;

use blink::{Seeder, StoredRows};
use serde_json::{Value, json};
use tokio_postgres::Client;

use self::decide::{Decision, decide};
use self::file::{ImportFile, identified};
use super::files::Files;
use crate::args::{ImportOptions, Mode, WriteOptions};
use crate::exit::{ExitStatus, Failure};
use crate::terminal::{Output, escape, with_thousands};

/// The most imports that a message names.
const NAMED: usize = 5;

/// The advice after a run that is not atomic.
const GOES_ON: &str = "--resume goes on where this run has ended, if the files stay as they are";

/// The import of a run.
pub(super) struct Import {
    id: String,
    resumes: bool,
    is_atomic: bool,
    files: Vec<ImportFile>,
    decision: Decision,
    /// True if the tables are emptied first.
    truncates: bool,
    is_recorded: bool,
    /// The number of this run, after it has begun.
    run: u64,
    /// The number of rows that are left out.
    left_out: u64,
}

impl Import {
    /// Reads the files for their digests, and looks whether the import is to be begun. Nothing is written.
    ///
    /// # Errors
    /// If the import was made of other files, or has to go on.
    pub(super) async fn look(
        client: &mut Client,
        (id, resumes): (&str, bool),
        writes: &WriteOptions,
        files: Files,
        output: &Output,
    ) -> Result<(Self, Files), Failure> {
        output.say("the files are read once for their SHA-256 (--import-id)");
        let reading = tokio::task::spawn_blocking(move || identified(&files).map(|found| (found, files)));
        let read = reading
            .await
            .map_err(|_| Failure::refused("reading the files panicked"))?;
        let (identified, files) = read?;
        let is_recorded = record::exists(client).await?;
        let recorded = if is_recorded {
            record::read(client, id).await?
        } else {
            Vec::new()
        };
        if recorded.is_empty() && resumes {
            return Err(unknown(client, id, is_recorded).await);
        }
        let decision = decide(id, &identified, &recorded, resumes)?;
        let truncates = writes.truncate || decision == Decision::Begin { truncates: true };
        let import = Self {
            id: id.to_owned(),
            resumes,
            is_atomic: writes.mode == Mode::Atomic,
            files: identified,
            decision,
            truncates,
            is_recorded,
            run: 0,
            left_out: 0,
        };
        Ok((import, files))
    }

    pub(super) fn is_done(&self) -> bool {
        self.decision == Decision::Done
    }

    /// True if the run loads the rows that an earlier one has left.
    pub(super) fn goes_on(&self) -> bool {
        matches!(self.decision, Decision::GoOn(_))
    }

    /// True if the tables are emptied first.
    pub(super) fn truncates(&self) -> bool {
        self.truncates
    }

    /// The record in words, for the look at the database.
    pub(super) fn announcement(&self) -> String {
        if self.is_recorded {
            "A record of this import is kept in blink.imports (--import-id).".to_owned()
        } else {
            "A record of this import is kept: the tables blink.imports and blink.import_batches are made (--import-id)."
                .to_owned()
        }
    }

    /// Writes that this run begins, and leaves out the rows that are stored.
    ///
    /// # Errors
    /// If another run has changed the import since the look, or the record cannot be written.
    pub(super) async fn begin(
        &mut self,
        client: &mut Client,
        files: &mut Files,
        output: &Output,
    ) -> Result<(), Failure> {
        record::execute(client, "BEGIN ISOLATION LEVEL READ COMMITTED").await?;
        let begun = self.begin_in_transaction(client).await;
        let ended = match begun {
            Ok(()) => record::execute(client, "COMMIT").await.map(drop),
            Err(failure) => {
                // If the connection is lost, the failure says so.
                let _lost = record::execute(client, "ROLLBACK").await;
                Err(failure)
            }
        };
        ended?;
        let Decision::GoOn(progress) = &self.decision else {
            return Ok(());
        };
        for ((file, progress), own) in files.in_order_mut().iter_mut().zip(progress).zip(&mut self.files) {
            own.number = progress.number;
            let stored = progress
                .stored
                .iter()
                .map(|rows| rows.end() - rows.start() + 1)
                .sum::<u64>();
            self.left_out += stored;
            output.say(&format!(
                "{}: {} rows are stored already, and left out",
                escape(&own.name),
                with_thousands(stored)
            ));
            file.leave_out(progress.stored.iter().cloned());
        }
        Ok(())
    }

    async fn begin_in_transaction(&mut self, client: &mut Client) -> Result<(), Failure> {
        if !self.is_recorded {
            record::make(client).await?;
        }
        self.run = record::transaction(client).await?;
        record::execute(client, &statements::take_over(&self.id, self.run)).await?;
        let recorded = record::read(client, &self.id).await?;
        let decision = decide(&self.id, &self.files, &recorded, self.resumes)?;
        let is_as_before = match (&decision, &self.decision) {
            // Batches may have been committed since.
            (Decision::GoOn(_), Decision::GoOn(_)) => true,
            (now, before) => now == before,
        };
        if !is_as_before {
            return Err(self.taken_over("nothing was written"));
        }
        self.decision = decision;
        if self.goes_on() {
            return Ok(());
        }
        record::execute(client, &statements::forget(&self.id)).await?;
        if !self.is_atomic {
            let begin = statements::begin(&self.id, &self.files, self.truncates, self.run);
            record::execute(client, &begin).await?;
        }
        Ok(())
    }

    /// Has the tables emptied if they are to be, and the rows recorded in the transactions that store them.
    pub(super) fn prepare(&self, seeder: &mut Seeder, files: &Files) {
        if self.truncates {
            seeder.truncate();
            if !self.is_atomic {
                // Rows of a run that has taken the import over stay.
                seeder.before_truncate(statements::still_own(&self.id, self.run));
            }
        }
        seeder.record_rows(self.recorder(files));
    }

    fn recorder(&self, files: &Files) -> impl Fn(&StoredRows) -> String + Send + Sync + 'static {
        let places = files.in_order().iter().map(blink_files::CsvFile::row_places);
        let files = self.files.iter().cloned().zip(places).collect::<Vec<_>>();
        let (id, files) = (self.id.clone(), Arc::new(files));
        let (is_atomic, truncates, run) = (self.is_atomic, self.truncates, self.run);
        move |stored| match stored.step.checked_sub(1).and_then(|place| files.get(place)) {
            Some((file, _)) if is_atomic => statements::loaded(&id, file, truncates, *stored.rows.end()),
            Some((file, places)) => statements::batch(&id, file.number, places, stored, run),
            // Each file is a step.
            None => "SELECT".to_owned(),
        }
    }

    /// Writes that the import is done.
    ///
    /// # Errors
    /// If that fails, though all rows are stored.
    pub(super) async fn finish(&self, client: &mut Client) -> Result<(), Failure> {
        if self.is_atomic {
            return Ok(());
        }
        let finished = record::execute(client, &statements::finish(&self.id, self.run)).await;
        let mut failure = match finished {
            Ok(files) if files == self.files.len() as u64 => return Ok(()),
            Ok(_) => self.taken_over("all rows are stored"),
            Err(failure) => self.unfinished(&failure.message),
        };
        failure.status = ExitStatus::LeftOut;
        Err(failure)
    }

    /// The failure to write that the import is done.
    pub(super) fn unfinished(&self, why: &str) -> Failure {
        let id = escape(&self.id);
        let message = format!("all rows are stored, but the end of the import {id} could not be recorded: {why}");
        Failure::new(ExitStatus::LeftOut, message).with_help("run it again with --resume, which loads no row twice")
    }

    /// Explains the failure of the import's run.
    pub(super) fn explained(&self, mut failure: Failure) -> Failure {
        let server = failure.error.as_ref().and_then(|error| error.server());
        let is_of_record = |table: &str| ["imports", "import_batches"].contains(&table);
        let of_record = server.filter(|server| {
            server.schema.as_deref() == Some("blink") && server.table.as_deref().is_some_and(is_of_record)
        });
        match of_record.map(|server| server.code.as_str()) {
            // `run` is NULL, or an atomic run has written the same files.
            Some("23502" | "23505" | "23503") => {
                let told = self.taken_over(&failure.message);
                (failure.message, failure.help) = (told.message, told.help);
            }
            _ => failure.help = failure.help.or(self.advice(failure.status).map(str::to_owned)),
        }
        failure
    }

    /// The advice after a run that has stored rows, or may have.
    fn advice(&self, status: ExitStatus) -> Option<&'static str> {
        match (self.is_atomic, status) {
            (true, ExitStatus::CommitUnknown) => {
                Some("run it again: with the same --import-id nothing is loaded if it was committed")
            }
            (false, ExitStatus::LeftOut | ExitStatus::CommitUnknown | ExitStatus::Stopped) => Some(GOES_ON),
            (false, _) if self.goes_on() => Some(GOES_ON),
            _ => None,
        }
    }

    fn taken_over(&self, then: &str) -> Failure {
        Failure::refused(format!(
            "another run of the import {} has begun or ended meanwhile; {then}",
            escape(&self.id)
        ))
        .with_help("let only one run of an import go on at a time, and look at blink.imports")
    }

    /// The words that the import is done already.
    pub(super) fn done(&self) -> String {
        let files = self
            .files
            .iter()
            .map(|file| format!("{} into {}", file.name, file.table));
        format!(
            "the import {} is done already: {}; nothing was written",
            self.id,
            files.collect::<Vec<_>>().join(", ")
        )
    }

    /// The import, for programs.
    pub(super) fn json(&self) -> Value {
        json!({"id": self.id, "already_done": self.is_done(), "resumed": self.goes_on(), "rows_left_out": self.left_out})
    }
}

/// The failure of `--resume` without an import of that name.
async fn unknown(client: &mut Client, id: &str, is_recorded: bool) -> Failure {
    let failure = Failure::refused(format!(
        "no import called {} was begun in this database; nothing was written",
        escape(id)
    ));
    let others = if is_recorded {
        record::unfinished(client, NAMED).await.unwrap_or_default()
    } else {
        Vec::new()
    };
    let begin = "leave --resume out to begin it";
    if others.is_empty() {
        return failure.with_help(begin);
    }
    let others = others
        .iter()
        .map(|other| escape(other).into_owned())
        .collect::<Vec<_>>();
    failure.with_help(format!("those that can go on are {}; {begin}", others.join(", ")))
}

/// The name of the import, if one was given, and whether it is to go on.
pub(super) fn asked(options: &ImportOptions) -> Option<(&str, bool)> {
    Some((options.id.as_deref()?, options.resume))
}
