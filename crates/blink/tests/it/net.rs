//! A net under `load` and `plan`: for every kind of run and of end, the statements that the server was sent, in their
//! order, and the catalog and the rows afterwards. A scenario's file, `net/NAME.snap`, changes only in a commit that says
//! why.
//!
//! A line of a file is a call: the number of the connection (`*` where it is left to chance which of several it is), the
//! call, and behind an arrow what became of it. `‹…›` stands for what differs from run to run: an OID is its object's name.

mod questions;
mod recorder;
mod scenarios;
mod snapshot;
mod state;
mod text;

use std::fmt::Write as _;
use std::sync::Arc;

use blink::{Error, Plan, Report, Seeder, Table};
use recorder::{At, Call, Entry, Fate, Log, Recorder, Trap};
use text::{Names, hash, one_line};

use crate::support::{Db, Session};

/// A run: its schema, its rows, and the way it goes.
struct Scenario {
    schema: &'static str,
    seed: fn() -> Seeder,
    how: How,
    trap: Option<Trap>,
    /// SQL of another session that stays open, in a transaction.
    meanwhile: Option<&'static str>,
}

#[derive(Clone, Copy)]
enum How {
    Insert,
    /// Within a transaction of the caller's, which begins and ends with these.
    Joined(&'static str, &'static str),
    CopyToTable(fn() -> Table<Vec<String>>),
    Plan,
    PlanNonAtomic,
    /// Without a server.
    Preview,
    NonAtomic(usize),
}

fn scenario(schema: &'static str, seed: fn() -> Seeder) -> Scenario {
    Scenario {
        schema,
        seed,
        how: How::Insert,
        trap: None,
        meanwhile: None,
    }
}

impl Scenario {
    fn how(mut self, how: How) -> Self {
        self.how = how;
        self
    }

    fn joined(self) -> Self {
        self.how(How::Joined("BEGIN", "COMMIT"))
    }

    fn non_atomic(self, connections: usize) -> Self {
        self.how(How::NonAtomic(connections))
    }

    fn meanwhile(mut self, sql: &'static str) -> Self {
        self.meanwhile = Some(sql);
        self
    }

    /// The run is dropped at a call.
    fn dropped(self, at: At, part: &'static str, nth: usize) -> Self {
        self.trapped(Fate::Drop, at, part, nth)
    }

    /// The session ends at a call.
    fn lost(self, at: At, part: &'static str, nth: usize) -> Self {
        self.trapped(Fate::Lose, at, part, nth)
    }

    fn trapped(mut self, fate: Fate, at: At, part: &'static str, nth: usize) -> Self {
        self.trap = Some(Trap { part, nth, at, fate });
        self
    }

    fn connections(&self) -> usize {
        match self.how {
            How::NonAtomic(connections) => connections,
            _ => 1,
        }
    }
}

/// Runs a scenario and compares what happened with its file.
async fn check(name: &str, scenario: Scenario) {
    if !blink_testdb::needs_several_connections(name) {
        return;
    }
    let db = Db::new(scenario.schema).await;
    let before = state::catalog(&db).await;
    let mut names = Names::new();
    state::names(&db, &mut names).await;
    let log = Log::new(db.database.url(), scenario.trap);
    let other = scenario.meanwhile.map(|sql| {
        let session = Session::open(db.database.url());
        session.ask(&format!("BEGIN; {sql}"));
        session
    });
    let outcome = Box::pin(run(&scenario, &log)).await;
    if let Some(other) = other {
        other.ask("ROLLBACK");
        drop(other);
    }
    assert!(log.trap_was_met(), "the run never came to the call of the trap");
    at_rest(&db).await;
    let after = state::catalog(&db).await;
    state::names(&db, &mut names).await;

    let mut text = String::new();
    let _ = writeln!(text, "schema");
    for statement in scenario.schema.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let _ = writeln!(text, "  {statement}");
    }
    if let Some(sql) = scenario.meanwhile {
        let _ = writeln!(text, "another session\n  BEGIN; {sql}");
    }
    let _ = writeln!(text, "calls");
    let mut entries = log.entries();
    entries.retain(|entry| !is_left_to_chance(entry, &names));
    for line in calls(&entries, &names, scenario.connections()) {
        let _ = writeln!(text, "  {line}");
    }
    let _ = writeln!(text, "outcome");
    for line in outcome {
        let _ = writeln!(text, "  {}", one_line(&line, &names));
    }
    if before == after {
        let _ = writeln!(text, "catalog as before");
    } else {
        let _ = writeln!(text, "catalog (-: before, +: after)");
        let differs = snapshot::diff(&before, &after);
        for line in differs.lines().filter(|line| line.starts_with(['-', '+'])) {
            let _ = writeln!(text, "  {line}");
        }
    }
    let _ = writeln!(text, "rows");
    for line in state::rows(&db).await {
        let _ = writeln!(text, "  {line}");
    }
    snapshot::compare(name, &text);
}

/// Waits until no other session is left: one that was lost or dropped may have something to roll back.
async fn at_rest(db: &Db) {
    let others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
        AND backend_type = 'client backend'";
    while db.one(others).await != "0" {
        tokio::task::yield_now().await;
    }
}

/// Runs it, and says how it ended.
async fn run(scenario: &Scenario, log: &Arc<Log>) -> Vec<String> {
    let seed = (scenario.seed)();
    let mut said = Vec::new();
    match scenario.how {
        How::Preview => said.push(match seed.preview() {
            Ok(_) => "previewed".to_owned(),
            Err(error) => told(&error).join(", "),
        }),
        How::Plan | How::PlanNonAtomic => {
            let mut recorder = Recorder::open(log).await;
            let plan = match scenario.how {
                How::Plan => seed.plan(&mut recorder).await,
                _ => seed.non_atomic().concurrency(2).plan(&mut recorder).await,
            };
            match plan {
                Ok(plan) => said.extend(planned(&plan)),
                Err(error) => said.extend(told(&error)),
            }
            said.push(format!("connection: {}", recorder.state().await));
        }
        How::NonAtomic(connections) => {
            let connecting = || Recorder::connect(Arc::clone(log));
            let run = seed.non_atomic().concurrency(connections).insert(connecting);
            said.extend(ended(run, log, connections == 1).await);
        }
        How::Insert | How::Joined(..) | How::CopyToTable(_) => {
            let mut recorder = Recorder::open(log).await;
            if let How::Joined(begin, _) = scenario.how {
                recorder.caller(begin).await;
            }
            said.extend(match scenario.how {
                How::CopyToTable(table) => {
                    let run = async {
                        let report = blink::copy_to_table(&mut recorder, table()).await?;
                        Ok::<_, Error>(of_table(&report))
                    };
                    run.await.unwrap_or_else(|error| told(&error))
                }
                _ => ended(seed.insert(&mut recorder), log, true).await,
            });
            said.push(format!("connection: {}", recorder.state().await));
            if let How::Joined(_, end) = scenario.how {
                recorder.caller(end).await;
            }
        }
    }
    said
}

async fn ended(run: impl Future<Output = Result<Report, Error>>, log: &Log, bytes: bool) -> Vec<String> {
    tokio::select! {
        ended = run => match ended {
            Ok(report) => reported(&report, bytes),
            Err(error) => told(&error),
        },
        () = log.stuck() => vec!["dropped".to_owned()],
    }
}

fn of_table(report: &blink::TableReport) -> Vec<String> {
    let mut lines = vec![format!(
        "{}: {} rows, updated {:?}, skipped {}, {} bytes",
        report.table(),
        report.rows(),
        report.updated(),
        report.skipped(),
        report.bytes()
    )];
    lines.extend(report.rebuilt().map(|name| format!("  rebuilt {name}")));
    lines.extend(report.kept().map(|(name, why)| format!("  kept {name}: {why}")));
    lines
}

fn reported(report: &Report, bytes: bool) -> Vec<String> {
    let mut lines = report.tables().flat_map(of_table).collect::<Vec<_>>();
    if !bytes {
        // How a table's batches are cut among connections adds headers.
        for line in &mut lines {
            line.truncate(line.find(", updated").unwrap_or(line.len()));
        }
    }
    lines.extend(report.sequences().map(|sequence| format!("sequence {sequence}")));
    lines.extend(report.analyzed().iter().map(|table| format!("analyzed {table}")));
    lines.extend(report.notes().map(|note| format!("note {note}")));
    lines
}

/// The facts that an error gives to a program; its words are tested elsewhere.
fn told(error: &Error) -> Vec<String> {
    let mut line = "failed:".to_owned();
    let mut say = |what: &str, value: Option<String>| {
        if let Some(value) = value {
            let _ = write!(line, " {what} {value}");
        }
    };
    say("table", error.table().map(str::to_owned));
    say("rows", error.rows().map(|rows| format!("{rows:?}")));
    say("column", error.column().map(str::to_owned));
    say("SQLSTATE", error.sqlstate().map(str::to_owned));
    say("constraint", error.constraint().map(str::to_owned));
    for (what, is) in [
        ("timeout", error.is_timeout()),
        ("panic", error.is_panic()),
        ("connection lost", error.is_connection_lost()),
        ("unknown outcome", error.is_commit_unknown()),
    ] {
        say(what, is.then(String::new));
    }
    let mut lines = vec![line.trim_end().to_owned()];
    lines.extend(error.diagnostics().iter().map(|mistake| {
        format!(
            "mistake in {} {}: {}",
            mistake.table(),
            mistake.column().unwrap_or_default(),
            mistake.message()
        )
    }));
    lines.extend(error.committed_rows().iter().map(|stored| {
        format!(
            "stored in {}: {} rows, perhaps {} more",
            stored.table(),
            stored.rows(),
            stored.in_doubt()
        )
    }));
    lines.extend(error.unrestored_sql().iter().map(|sql| format!("missing {sql}")));
    lines
}

fn planned(plan: &Plan) -> Vec<String> {
    let mut lines = Vec::new();
    for table in plan.tables() {
        lines.push(format!(
            "{}: {:?} rows, {:?} a batch, {}",
            table.name(),
            table.rows(),
            table.batch_size(),
            table.copy_sql().unwrap_or_default()
        ));
        lines.extend(table.rebuilt().map(|name| format!("  rebuilt {name}")));
        lines.extend(table.kept().map(|(name, why)| format!("  kept {name}: {why}")));
    }
    let settings = plan.settings().map(|(name, value)| format!("set {name} = '{value}'"));
    lines.extend(settings);
    lines
}

/// A line for each call. Of several connections, each transaction is a block, and those that may have been under way at the
/// same time are in the order of their texts.
fn calls(entries: &[Entry], names: &Names, connections: usize) -> Vec<String> {
    if connections == 1 {
        return entries
            .iter()
            .map(|entry| format!("{} {}", entry.session, shown(entry, names)))
            .collect();
    }
    let mut blocks = Vec::<(usize, Vec<String>)>::new();
    for entry in entries.iter().filter(|entry| !matches!(entry.call, Call::Connect)) {
        let line = shown(entry, names);
        let open = blocks.iter_mut().rev().find(|(session, lines)| {
            let ends = [
                "execute COMMIT",
                "execute SELECT; COMMIT",
                "execute ROLLBACK",
                "abandon",
            ];
            *session == entry.session
                && !ends
                    .iter()
                    .any(|end| lines.last().is_some_and(|last| last.starts_with(end)))
        });
        match open {
            Some((_, lines)) if lines[0].contains("BEGIN") => lines.push(line),
            _ => blocks.push((entry.session, vec![line])),
        }
    }
    let kind = |lines: &[String]| {
        let mut copies = lines.iter().filter(|line| line.starts_with("copy "));
        let mut builds = lines.iter().filter(|line| line.contains("ACCESS SHARE"));
        copies
            .next()
            .cloned()
            .or_else(|| builds.next().map(|_| "build".to_owned()))
    };
    blocks
        .chunk_by(|(_, one), (_, other)| kind(one).is_some() && kind(one) == kind(other))
        .flat_map(|together| {
            let mut together = together.iter().map(|(_, lines)| lines.clone()).collect::<Vec<_>>();
            together.sort();
            together.into_iter().flatten()
        })
        .map(|line| format!("* {line}"))
        .collect()
}

/// Returns true for a question that is asked only if another session has ended a transaction in the meantime, as other tests
/// do all the time. Its text is compared nevertheless.
fn is_left_to_chance(entry: &Entry, names: &Names) -> bool {
    let Call::Query(sql) = &entry.call else { return false };
    let line = one_line(sql, names);
    let (_, questions) = questions(&line);
    let mut short = questions.filter_map(questions::short);
    short.any(|short| questions::is_left_to_chance(&short))
}

fn shown(entry: &Entry, names: &Names) -> String {
    let (name, sql) = entry.call.parts();
    let line = one_line(sql, names);
    let mut shown = match &entry.call {
        Call::Data { chunks, bytes } => {
            let rows = rows_of(bytes).map_or(String::new(), |rows| format!("{rows} rows, "));
            format!("data {rows}{} bytes in {chunks} chunks, {}", bytes.len(), hash(bytes))
        }
        Call::Query(_) => shown_query(&line),
        _ => format!("{name} {line}"),
    };
    shown.truncate(shown.trim_end().len());
    if !entry.answer.is_empty() {
        let _ = write!(shown, " → {}", entry.answer);
    }
    shown
}

/// The statements that go with a query, and its questions.
fn questions(line: &str) -> (&str, impl Iterator<Item = &str>) {
    let mut rest = line;
    while let Some((first, after)) = rest.split_once("; ")
        && (first == "BEGIN" || first.starts_with("SET LOCAL ") && !first.contains("search_path"))
    {
        rest = after;
    }
    (&line[..line.len() - rest.len()], rest.split("; SELECT NULL; "))
}

/// A query, with the short names of its questions.
fn shown_query(line: &str) -> String {
    let (before, questions) = questions(line);
    let mut shown = format!("query {before}");
    let mut last = String::new();
    for (n, question) in questions.enumerate() {
        let short = questions::short(question).unwrap_or_else(|| question.to_owned());
        // Several questions are about the same tables.
        let (name, about) = short.split_once(" (").unwrap_or((&short, ""));
        shown.push_str(if n == 0 { "" } else { " + " });
        shown.push_str(if about == last { name } else { &short });
        last = about.to_owned();
    }
    shown
}

/// The number of whole rows in COPY's binary format (<https://www.postgresql.org/docs/current/sql-copy.html>), or of lines.
fn rows_of(data: &[u8]) -> Option<usize> {
    let Some(mut rest) = data.strip_prefix(b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0") else {
        return Some(data.iter().filter(|byte| **byte == b'\n').count());
    };
    let mut rows = 0;
    while let Some((count, after)) = rest.split_first_chunk::<2>() {
        let Ok(fields) = u16::try_from(i16::from_be_bytes(*count)) else {
            return Some(rows);
        };
        rest = after;
        for _ in 0..fields {
            let (length, after) = rest.split_first_chunk::<4>()?;
            let length = usize::try_from(i32::from_be_bytes(*length)).unwrap_or(0);
            rest = after.get(length..)?;
        }
        rows += 1;
    }
    Some(rows)
}
