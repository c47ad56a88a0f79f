//! Plain lines, for logs.

use std::mem::{Discriminant, discriminant};
use std::time::Duration;

use super::estimate::Estimate;
use super::meter::Snapshot;
use super::text::text;
use crate::stage::Work;

/// The least time between two lines about the same work.
const PAUSE: Duration = Duration::from_secs(10);

/// Plain lines: one for each kind of work, and one every ten seconds.
#[derive(Debug, Default)]
pub(super) struct Lines {
    estimate: Estimate,
    /// The kind of work and the time of the last line.
    last: Option<(Discriminant<Work>, Duration)>,
}

impl Lines {
    /// Returns the next line, if it is time for one.
    pub(super) fn next(&mut self, snapshot: &Snapshot) -> Option<String> {
        let rate = self.estimate.rate(snapshot.elapsed, snapshot.done());
        // Between two tables and two indexes there are settings.
        if snapshot.work == Work::Preparing {
            return None;
        }
        let kind = discriminant(&snapshot.work);
        let is_due = match self.last {
            Some((last, at)) if last == kind => snapshot.elapsed.saturating_sub(at) >= PAUSE,
            _ => true,
        };
        if !is_due {
            return None;
        }
        self.last = Some((kind, snapshot.elapsed));
        Some(text(snapshot, rate))
    }
}

#[cfg(test)]
mod tests {
    use super::super::text::tests::at;
    use super::*;

    #[test]
    fn a_line_comes_every_ten_seconds_and_for_each_kind_of_work() {
        let mut lines = Lines::default();
        let mut told = Vec::new();
        for second in 0..=30 {
            let work = match second {
                0 | 25 => Work::Preparing,
                1..=24 => Work::Copying,
                26..=28 => Work::Building("users_pkey".to_owned()),
                _ => Work::Committing,
            };
            told.extend(
                lines
                    .next(&at(second, second.min(24) * 5_000_000, work))
                    .map(|line| (second, line)),
            );
        }
        let told = told
            .iter()
            .map(|(second, line)| format!("{second}: {line}"))
            .collect::<Vec<_>>();
        assert_eq!(
            told,
            [
                "1: 2 %, 5.0 MB of 200.0 MB, 50,000 rows, 5.0 MB/s, 39 s left",
                "11: 27 %, 55.0 MB of 200.0 MB, 550,000 rows, 5.0 MB/s, 29 s left",
                "21: 52 %, 105.0 MB of 200.0 MB, 1,050,000 rows, 5.0 MB/s, 19 s left",
                "26: the server builds users_pkey",
                "29: the server commits",
            ]
        );
    }
}
