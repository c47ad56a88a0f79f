//! The spans and events of a run. In a process of its own: `tracing` decides once for the whole process whether anybody
//! listens to a span, and runs beside this one, to which nobody listens, would decide it the other way.
#![allow(missing_docs, clippy::pedantic, reason = "tests")]

use blink::{Seeder, Table};

use crate::support::Db;

#[allow(dead_code, unreachable_pub, reason = "shared with the tests that need all of it")]
#[path = "it/support.rs"]
mod support;

#[tokio::test]
async fn progress_and_spans_tell_how_far_a_run_is() {
    use std::sync::{Arc, Mutex};
    let mut db = Db::new("CREATE TABLE users (id int8)").await;
    let seen = Arc::new(Mutex::new(Vec::new()));
    let sink = Arc::clone(&seen);
    let mut seeder = Seeder::new();
    seeder.add_table(Table::records("users", ["id"], (1..=10_000).map(|id| [id.to_string()])).batch_size(4_000));
    seeder.on_progress(move |progress| sink.lock().unwrap().push(progress.clone()));
    let spans = Spans::default();
    {
        use tracing::instrument::WithSubscriber as _;
        use tracing_subscriber::layer::SubscriberExt as _;
        let subscriber = tracing_subscriber::registry().with(spans.clone());
        seeder.insert(&mut db.client).with_subscriber(subscriber).await.unwrap();
    }
    let seen = seen.lock().unwrap();
    assert!(
        seen.windows(2)
            .all(|pair| pair[0].rows <= pair[1].rows && pair[0].bytes <= pair[1].bytes)
    );
    let last = seen.last().unwrap();
    assert!(last.done && last.rows == 10_000 && last.table == "users");
    let spans = spans.0.lock().unwrap();
    let count = |name: &str| spans.iter().filter(|span| **span == name).count();
    assert_eq!(
        (count("blink.run"), count("blink.table"), count("blink.batch")),
        (1, 1, 3)
    );
}

/// The failure, and its place.
#[tokio::test]
async fn a_failure_is_told_with_its_place() {
    use tracing::instrument::WithSubscriber as _;
    use tracing_subscriber::layer::SubscriberExt as _;
    let mut db = Db::new("CREATE TABLE users (id int8 PRIMARY KEY)").await;
    let spans = Spans::default();
    for (ids, told) in [
        (["1", "2"], "committed rows=2 bytes=4"),
        (
            ["3", "1"],
            "failed error=table users, row 2: the server refused: duplicate key",
        ),
    ] {
        let mut seeder = Seeder::new();
        seeder.add_table(Table::records("users", ["id"], ids.map(|id| [id])));
        let subscriber = tracing_subscriber::registry().with(spans.clone());
        let _report = seeder.insert(&mut db.client).with_subscriber(subscriber).await;
        let events = std::mem::take(&mut *spans.1.lock().unwrap());
        let last = events.last().unwrap();
        assert!(last.contains(told), "{events:?}");
    }
}

/// A run that is not one transaction and is dropped while indexes are gone says what builds them, wherever it was: here after
/// every number of polls.
#[tokio::test]
async fn a_run_that_is_dropped_tells_what_is_missing() {
    use tracing_subscriber::layer::SubscriberExt as _;
    let test = "a_run_that_is_dropped_tells_what_is_missing";
    if !blink_testdb::needs_several_connections(test) {
        return;
    }
    let schema =
        "CREATE TABLE users (id int8 PRIMARY KEY, n int8 UNIQUE); CREATE INDEX users_n ON users (n) WHERE n > 1;
        CREATE TABLE posts (id int8 PRIMARY KEY, user_id int8 REFERENCES users)";
    let db = Db::new(schema).await;
    let objects = "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
        UNION SELECT conname || pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace ORDER BY 1";
    let before = db.rows(objects).await;
    let mut missed = 0;
    for polls in 0.. {
        let spans = Spans::default();
        let rows = |columns: usize| (1..=50).map(move |id: u64| vec![id.to_string(); columns]);
        let mut seeder = Seeder::new();
        seeder.indexes(blink::Indexes::Rebuild).batch_size(7);
        seeder.add_table(Table::records("users", ["id", "n"], rows(2)));
        seeder.add_table(Table::records("posts", ["id", "user_id"], rows(2)));
        let connecting = || async { Ok::<_, blink::BoxError>(support::connect(db.database.url()).await) };
        let run = seeder.non_atomic().concurrency(2).insert(connecting);
        let subscriber = tracing_subscriber::registry().with(spans.clone());
        let done = {
            // Also while it is dropped, as the global one would be.
            let _listening = tracing::subscriber::set_default(subscriber);
            let mut run = std::pin::pin!(run);
            let mut left = polls;
            std::future::poll_fn(|cx| {
                if left == 0 {
                    return std::task::Poll::Ready(None);
                }
                left -= 1;
                run.as_mut().poll(cx).map(Some)
            })
            .await
        };
        // Those that were at it have ended.
        db.client
            .batch_execute("BEGIN; LOCK TABLE posts, users IN ACCESS EXCLUSIVE MODE; COMMIT")
            .await
            .unwrap();
        let events = std::mem::take(&mut *spans.1.lock().unwrap());
        let told = "the run was dropped before this was known to be restored sql=";
        let told = events
            .iter()
            .filter_map(|event| event.strip_prefix(told))
            .collect::<Vec<_>>();
        if let Some(done) = done {
            done.unwrap();
            assert!(told.is_empty() && missed > 100, "{missed} {told:?}");
            assert_eq!(db.rows(objects).await, before);
            return;
        }
        missed += told.len();
        db.client.batch_execute("TRUNCATE users, posts").await.unwrap();
        for sql in told {
            // It may be there: what was asked for last may have been done.
            if let Err(error) = db.client.batch_execute(sql).await {
                let there = ["42P07", "42710", "42P16"];
                assert!(there.contains(&error.code().unwrap().code()), "{sql}: {error:?}");
                db.client.batch_execute("ROLLBACK").await.unwrap();
            }
        }
        assert_eq!(db.rows(objects).await, before, "{polls}: {events:#?}");
    }
}

#[derive(Clone, Default)]
struct Spans(
    std::sync::Arc<std::sync::Mutex<Vec<&'static str>>>,
    std::sync::Arc<std::sync::Mutex<Vec<String>>>,
);

/// An event's message and fields, as `message field=value …`.
#[derive(Default)]
struct Told(String);

impl tracing::field::Visit for Told {
    fn record_debug(&mut self, field: &tracing::field::Field, value: &dyn std::fmt::Debug) {
        let told = match field.name() {
            "message" => format!("{value:?}"),
            name => format!(" {name}={value:?}"),
        };
        self.0.push_str(&told);
    }

    fn record_str(&mut self, field: &tracing::field::Field, value: &str) {
        self.0.push_str(&format!(" {}={value}", field.name()));
    }
}

impl<S: tracing::Subscriber> tracing_subscriber::Layer<S> for Spans {
    fn on_new_span(
        &self,
        attributes: &tracing::span::Attributes<'_>,
        _: &tracing::span::Id,
        _: tracing_subscriber::layer::Context<'_, S>,
    ) {
        self.0.lock().unwrap().push(attributes.metadata().name());
    }

    fn on_event(&self, event: &tracing::Event<'_>, _: tracing_subscriber::layer::Context<'_, S>) {
        if event.metadata().target().starts_with("blink") {
            let mut told = Told::default();
            event.record(&mut told);
            self.1.lock().unwrap().push(told.0);
        }
    }
}
