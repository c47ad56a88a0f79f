//! The progress in words.

use super::estimate::time_left;
use super::meter::Snapshot;
use crate::stage::Work;
use crate::terminal::{counted, duration, escape, size};

/// The work that is going on: the reading of files while rows are sent, then the server's.
pub(super) fn text(snapshot: &Snapshot, rate: Option<f64>) -> String {
    match &snapshot.work {
        Work::Preparing if snapshot.rows > 0 => reading(snapshot, rate),
        Work::Copying => reading(snapshot, rate),
        work => {
            let text = format!("the server {}", escape(&work.to_string()));
            let builds = snapshot.builds.iter().map(ToString::to_string).collect::<Vec<_>>();
            match builds.as_slice() {
                [] => text,
                builds => format!("{text}: {}", escape(&builds.join(", "))),
            }
        }
    }
}

/// `62 %, 123.4 MB of 198.0 MB, 1,234,567 rows, 45.2 MB/s, 2 s left`
fn reading(snapshot: &Snapshot, rate: Option<f64>) -> String {
    let mut parts = Vec::new();
    match percent(snapshot) {
        Some(percent) => {
            let total = snapshot.total.map(size).unwrap_or_default();
            parts.push(format!("{percent} %"));
            parts.push(format!("{} of {total}", size(snapshot.read)));
        }
        None => parts.push(size(snapshot.read)),
    }
    parts.push(counted(snapshot.rows, "row"));
    if let Some(rate) = rate {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a rate is not negative, and `as` saturates"
        )]
        parts.push(format!("{}/s", size(rate as u64)));
    }
    let left = time_left(snapshot.read, snapshot.total, rate);
    if let Some(left) = left.filter(|left| !left.is_zero()) {
        parts.push(format!("{} left", duration(left)));
    }
    parts.join(", ")
}

/// The part of the files that was read, at most 100: a file may have grown.
pub(super) fn percent(snapshot: &Snapshot) -> Option<u64> {
    let total = snapshot.total.filter(|total| *total > 0)?;
    let percent = u128::from(snapshot.read) * 100 / u128::from(total);
    Some(u64::try_from(percent).unwrap_or(100).min(100))
}

#[cfg(test)]
pub(super) mod tests {
    use std::time::Duration;

    use super::*;
    use crate::progress::Build;

    pub(crate) fn at(seconds: u64, read: u64, work: Work) -> Snapshot {
        Snapshot {
            elapsed: Duration::from_secs(seconds),
            read,
            total: Some(200_000_000),
            rows: read / 100,
            work,
            builds: Vec::new(),
        }
    }

    #[test]
    fn progress_has_an_end() {
        let half = at(10, 100_000_000, Work::Copying);
        assert_eq!(
            text(&half, Some(10_000_000.0)),
            "50 %, 100.0 MB of 200.0 MB, 1,000,000 rows, 10.0 MB/s, 10 s left"
        );
        assert_eq!(text(&half, None), "50 %, 100.0 MB of 200.0 MB, 1,000,000 rows");
        let piped = Snapshot {
            total: None,
            ..half.clone()
        };
        assert_eq!(text(&piped, Some(10_000_000.0)), "100.0 MB, 1,000,000 rows, 10.0 MB/s");
        // Settings and questions between two tables are not worth a word.
        assert!(text(&at(1, 500, Work::Preparing), None).starts_with("0 %"));
        assert_eq!(text(&at(1, 0, Work::Preparing), None), "the server prepares");
        let grown = at(1, 300_000_000, Work::Copying);
        assert_eq!(
            text(&grown, Some(1.0)),
            "100 %, 300.0 MB of 200.0 MB, 3,000,000 rows, 1 B/s"
        );
    }

    #[test]
    fn then_the_server_builds() {
        let mut building = at(20, 200_000_000, Work::Building("users\u{1b}_pkey".to_owned()));
        assert_eq!(text(&building, Some(1.0)), "the server builds users\\u{1b}_pkey");
        building.builds.push(Build {
            table: "users".to_owned(),
            phase: "building index: scanning table".to_owned(),
            done: 450,
            total: 1_000,
        });
        assert_eq!(
            text(&building, None),
            "the server builds users\\u{1b}_pkey: scanning table of users, 45 %"
        );
        assert_eq!(text(&at(1, 0, Work::Committing), None), "the server commits");
    }
}
