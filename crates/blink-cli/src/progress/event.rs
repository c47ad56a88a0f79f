//! Events as JSON, one in each line, for programs.

use serde_json::{Map, Value, json};

use super::estimate::{Estimate, time_left};
use super::meter::Snapshot;
use crate::stage::Work;

/// Events as JSON.
#[derive(Debug, Default)]
pub(super) struct Events(Estimate);

impl Events {
    /// Returns the next event. What is not known is left out.
    pub(super) fn next(&mut self, snapshot: &Snapshot) -> String {
        let rate = self.0.rate(snapshot.elapsed, snapshot.done());
        let mut event = Map::new();
        let mut add = |name: &str, value: Value| _ = event.insert(name.to_owned(), value);
        add("event", json!("progress"));
        add("seconds", json!(snapshot.elapsed.as_secs_f64()));
        let (work, name) = match &snapshot.work {
            Work::Preparing => ("preparing", None),
            Work::Copying => ("copying", None),
            Work::Building(name) => ("building", Some(name)),
            Work::Checking(name) => ("checking", Some(name)),
            Work::Analyzing => ("analyzing", None),
            Work::Committing => ("committing", None),
        };
        add("work", json!(work));
        if let Some(name) = name {
            add("name", json!(name));
        }
        if snapshot.total_rows.is_none() {
            add("bytes_read", json!(snapshot.read));
        }
        if let Some(total) = snapshot.total {
            add("bytes_total", json!(total));
        }
        add("rows_sent", json!(snapshot.rows));
        if let Some(total) = snapshot.total_rows {
            add("rows_total", json!(total));
        }
        if let Some(rate) = rate {
            let name = match snapshot.total_rows {
                Some(_) => "rows_per_second",
                None => "bytes_per_second",
            };
            add(name, json!(rate.round()));
        }
        if let Some(left) = time_left(snapshot.done(), snapshot.all(), rate) {
            add("seconds_left", json!(left.as_secs()));
        }
        if !snapshot.builds.is_empty() {
            let builds = snapshot.builds.iter().map(
                |build| json!({"table": build.table, "phase": build.phase, "done": build.done, "total": build.total}),
            );
            add("builds", builds.collect());
        }
        Value::Object(event).to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::super::text::tests::at;
    use super::*;
    use crate::progress::Build;

    #[test]
    fn an_event_is_a_line_of_json() {
        let mut events = Events::default();
        let read = |line: String| {
            assert!(!line.contains('\n'));
            serde_json::from_str::<Value>(&line).unwrap()
        };
        assert_eq!(
            read(events.next(&at(2, 100_000_000, Work::Copying))),
            json!({
                "event": "progress", "seconds": 2.0, "work": "copying", "bytes_read": 100_000_000,
                "bytes_total": 200_000_000, "rows_sent": 1_000_000, "bytes_per_second": 50_000_000.0, "seconds_left": 2,
            })
        );
        let mut seeding = at(2, 0, Work::Copying);
        (seeding.total, seeding.rows, seeding.total_rows) = (None, 500, Some(2_000));
        assert_eq!(
            read(Events::default().next(&seeding)),
            json!({
                "event": "progress", "seconds": 2.0, "work": "copying", "rows_sent": 500, "rows_total": 2_000,
                "rows_per_second": 250.0, "seconds_left": 6,
            })
        );
        let mut building = at(3, 100_000_000, Work::Building("a\n\u{1b}".to_owned()));
        building.total = None;
        building.builds.push(Build {
            table: "t".to_owned(),
            phase: "x".to_owned(),
            done: 1,
            total: 2,
        });
        let event = read(Events::default().next(&building));
        assert_eq!(
            (&event["work"], &event["name"]),
            (&json!("building"), &json!("a\n\u{1b}"))
        );
        assert_eq!(
            event["builds"],
            json!([{"table": "t", "phase": "x", "done": 1, "total": 2}])
        );
        assert_eq!((event.get("bytes_total"), event.get("seconds_left")), (None, None));
    }
}
