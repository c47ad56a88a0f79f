//! The progress in words.

use super::estimate::time_left;
use super::meter::Snapshot;
use crate::stage::Work;
use crate::terminal::{counted, duration, escape, size, with_thousands};

/// The work that is going on: the files that are read or the rows that are sent, then the server's.
pub(super) fn text(snapshot: &Snapshot, rate: Option<f64>) -> String {
    match &snapshot.work {
        Work::Preparing if snapshot.rows > 0 => sending(snapshot, rate),
        Work::Copying => sending(snapshot, rate),
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

/// `62 %, 123.4 MB of 198.0 MB, 1,234,567 rows, 45.2 MB/s, 2 s left`, or
/// `62 %, 1,234,567 of 2,000,000 rows, 452,000 rows/s, 2 s left` of a run without files.
fn sending(snapshot: &Snapshot, rate: Option<f64>) -> String {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a rate is not negative, and `as` saturates"
    )]
    let rate_shown = rate.map(|rate| rate as u64);
    let mut parts = Vec::new();
    parts.extend(percent(snapshot).map(|percent| format!("{percent} %")));
    if let Some(total) = snapshot.total_rows {
        parts.push(format!(
            "{} of {}",
            with_thousands(snapshot.rows),
            counted(total, "row")
        ));
        parts.extend(rate_shown.map(|rate| format!("{}/s", counted(rate, "row"))));
    } else {
        parts.push(match snapshot.total.filter(|total| *total > 0) {
            Some(total) => format!("{} of {}", size(snapshot.read), size(total)),
            None => size(snapshot.read),
        });
        parts.push(counted(snapshot.rows, "row"));
        parts.extend(rate_shown.map(|rate| format!("{}/s", size(rate))));
    }
    let left = time_left(snapshot.done(), snapshot.all(), rate);
    if let Some(left) = left.filter(|left| !left.is_zero()) {
        parts.push(format!("{} left", duration(left)));
    }
    parts.join(", ")
}

/// The part of the work that is done, at most 100: a file may have grown.
pub(super) fn percent(snapshot: &Snapshot) -> Option<u64> {
    let total = snapshot.all().filter(|total| *total > 0)?;
    let percent = u128::from(snapshot.done()) * 100 / u128::from(total);
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
            total_rows: None,
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
    fn rows_that_come_from_no_file_have_an_end_too() {
        let seeding = Snapshot {
            read: 0,
            total: None,
            rows: 500_000,
            total_rows: Some(2_000_000),
            ..at(10, 0, Work::Copying)
        };
        assert_eq!(
            text(&seeding, Some(50_000.0)),
            "25 %, 500,000 of 2,000,000 rows, 50,000 rows/s, 30 s left"
        );
        assert_eq!(text(&seeding, None), "25 %, 500,000 of 2,000,000 rows");
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
