//! The stage itself.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::work::Work;
use crate::terminal::{counted, with_thousands};

/// The stage of a run: what the server was last asked to do, and the rows that it was sent.
#[derive(Debug, Default)]
pub struct Stage(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    work: Work,
    commit_sent: bool,
    sent: Vec<(String, u64)>,
}

impl Stage {
    /// Makes the stage of a run that has not begun.
    pub fn new() -> Arc<Self> {
        Arc::default()
    }

    /// The work that the server was last asked to do.
    pub fn work(&self) -> Work {
        self.lock().work.clone()
    }

    /// Notes what the server is asked to do.
    pub fn begins(&self, work: Work) {
        let mut state = self.lock();
        state.commit_sent |= work == Work::Committing;
        state.work = work;
    }

    /// Returns true from the moment when COMMIT is sent.
    pub fn is_commit_sent(&self) -> bool {
        self.lock().commit_sent
    }

    /// Notes the rows of a table that were sent so far, as [`blink::Seeder::on_progress`] tells them.
    pub fn sent(&self, table: &str, rows: u64) {
        let sent = &mut self.lock().sent;
        match sent.iter_mut().find(|(name, _)| name == table) {
            Some((_, count)) => *count = rows,
            None => sent.push((table.to_owned(), rows)),
        }
    }

    /// The number of rows that were sent.
    pub fn rows(&self) -> u64 {
        self.lock().sent.iter().map(|(_, rows)| rows).sum()
    }

    /// The rows that were sent, table by table: `200,000 rows of users, 13 of posts`; None if none were.
    pub fn sent_rows(&self) -> Option<String> {
        let state = self.lock();
        let mut tables = state.sent.iter().filter(|(_, rows)| *rows > 0);
        let (table, rows) = tables.next()?;
        let first = format!("{} of {table}", counted(*rows, "row"));
        Some(tables.fold(first, |list, (table, rows)| {
            format!("{list}, {} of {table}", with_thousands(*rows))
        }))
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Whoever panicked has left a whole value.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commit_that_was_sent_stays_so() {
        let stage = Stage::new();
        stage.begins(Work::Copying);
        assert!(!stage.is_commit_sent());
        stage.begins(Work::Committing);
        stage.begins(Work::Preparing);
        assert!(stage.is_commit_sent());
        assert_eq!(stage.work(), Work::Preparing);
    }

    #[test]
    fn rows_are_told_table_by_table() {
        let stage = Stage::new();
        assert_eq!(stage.sent_rows(), None);
        stage.sent("users", 200_000);
        stage.sent("posts", 1);
        stage.sent("tags", 0);
        stage.sent("posts", 13);
        assert_eq!(stage.sent_rows().unwrap(), "200,000 rows of users, 13 of posts");
    }
}
