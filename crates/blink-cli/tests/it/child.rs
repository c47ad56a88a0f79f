//! Parts of the program in a process of their own, which can be signalled and given a terminal.

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, ChildStderr, Command, Stdio};
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex, Once};
use std::time::Duration;

use blink::{BoxError, Indexes, Seeder, Table, TableName, ToRow};
use blink_cli::exit::{ExitStatus, Failure};
use blink_cli::guard::{Confirmation, Host, Place, Target, confirm, look, signs};
use blink_cli::progress::{Form, Meter, start};
use blink_cli::signals::{Atomicity, Signals, Stopper, Watched, before_writing, insert};
use blink_cli::stage::{Stage, Work};
use blink_cli::terminal::{Output, Terminal};
use tokio::signal::unix::{SignalKind, signal};
use tokio_postgres::NoTls;

use crate::support::connect;

const SCENARIO: &str = "BLINK_CLI_CHILD";
const URL: &str = "BLINK_CLI_CHILD_URL";

/// Makes programs heed signals that this process ignores, as one does that a script has started in the background: a
/// program inherits the ignoring, but not the handler that takes its place here.
pub fn heed_signals() {
    static HEEDED: Once = Once::new();
    HEEDED.call_once(|| {
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let ignored = status
            .lines()
            .find_map(|line| line.strip_prefix("SigIgn:"))
            .unwrap_or("0");
        let ignored = u64::from_str_radix(ignored.trim(), 16).unwrap();
        // On a thread of its own, since there may be a runtime already.
        let handled = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap();
            let _entered = runtime.enter();
            for kind in [SignalKind::hangup(), SignalKind::interrupt(), SignalKind::terminate()] {
                if ignored & 1 << (kind.as_raw_value() - 1) != 0 {
                    drop(signal(kind).unwrap());
                }
            }
        });
        handled.join().unwrap();
    });
}

/// The program of the tests, asked to be the child of this scenario.
pub fn program(scenario: &str, url: &str) -> Command {
    heed_signals();
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args(["--exact", "child::child", "--ignored", "--nocapture"])
        .env(SCENARIO, scenario)
        .env(URL, url)
        .env_remove("NO_COLOR");
    command
}

/// A child whose end is looked at.
pub struct Running {
    child: Child,
    stderr: BufReader<ChildStderr>,
}

impl Running {
    pub fn start(scenario: &str, url: &str) -> Self {
        Self::spawn(program(scenario, url))
    }

    pub fn spawn(mut command: Command) -> Self {
        let command = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped());
        let mut child = command.spawn().expect("the test's own program starts");
        let stderr = BufReader::new(child.stderr.take().unwrap());
        Self { child, stderr }
    }

    /// Waits for a line on stderr.
    pub fn line(&mut self) -> String {
        let mut line = String::new();
        self.stderr.read_line(&mut line).unwrap();
        line
    }

    /// Sends a signal: `INT`, `TERM` or `HUP`.
    pub fn signal(&self, name: &str) {
        // The shell's built-in: the standard library sends only SIGKILL.
        let kill = format!("kill -{name} {}", self.child.id());
        assert!(Command::new("sh").args(["-c", &kill]).status().unwrap().success());
    }

    /// Waits for the end; gives the exit status and what was written to stderr.
    pub fn end(mut self) -> (i32, String) {
        let mut said = String::new();
        self.stderr.read_to_string(&mut said).unwrap();
        (self.child.wait().unwrap().code().expect("it was not killed"), said)
    }
}

/// A test that fails leaves no process behind.
impl Drop for Running {
    fn drop(&mut self) {
        let _ended = self.child.kill();
        let _reaped = self.child.wait();
    }
}

#[derive(ToRow)]
#[blink(table = "t")]
struct Row {
    n: i64,
}

#[test]
#[ignore = "a part of the program in a process of its own; other tests start it"]
fn child() {
    let (Ok(scenario), Ok(url)) = (std::env::var(SCENARIO), std::env::var(URL)) else {
        return;
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    let output = Output::new();
    let done = runtime.block_on(async {
        match scenario.as_str() {
            "confirm" => confirmed(&url, &output).await,
            "plan" => waiting(&output).await,
            "bar" => drawn().await,
            "not atomic" => inserted_in_batches(&url, &output).await,
            source => inserted(source, &url, &output).await,
        }
    });
    let status = done.err().map_or(ExitStatus::Done, |failure| {
        failure.show(&output);
        failure.status
    });
    std::process::exit(status.code().into());
}

/// Work that writes nothing and does not end.
async fn waiting(output: &Output) -> Result<(), Failure> {
    let mut signals = Signals::listen().unwrap();
    output.say("waiting");
    before_writing(&mut signals, std::future::pending()).await
}

/// A run whose rows come from this source.
async fn inserted(source: &str, url: &str, output: &Output) -> Result<(), Failure> {
    // Whoever sees the session may send a signal.
    let mut signals = Signals::listen().unwrap();
    let mut client = connect(url, "blink").await;
    let token = client.cancel_token();
    let stage = Stage::new();
    let mut seeder = Seeder::new();
    let sent = stage.clone();
    seeder.on_progress(move |progress| sent.sent(&progress.table, progress.rows));
    let rows = (1..).map(|n| Row { n });
    match source {
        "endless" => _ = seeder.add_table(Table::from_rows(rows)),
        "stalled" => {
            let stall = |row: &Row| {
                if row.n > 10 {
                    std::thread::sleep(Duration::from_secs(3_600));
                }
            };
            seeder.add_table(Table::from_rows(rows.inspect(stall)));
        }
        "rebuilt" => _ = seeder.add_table(Table::from_rows(rows.take(3)).indexes(Indexes::Rebuild)),
        _ => _ = seeder.add_table(Table::from_rows(rows.take(3)).indexes(Indexes::Keep)),
    }
    let stopper = Stopper {
        signals: &mut signals,
        stage: &stage,
        cancel: async || token.cancel_query(NoTls).await.map_err(BoxError::from),
        say: |line: &str| output.say(line),
    };
    let report = insert(seeder, &mut client, &stage, stopper).await?;
    output.say(&format!("stored {} rows", report.rows()));
    Ok(())
}

/// A run over several connections, each batch in a transaction of its own.
async fn inserted_in_batches(url: &str, output: &Output) -> Result<(), Failure> {
    let tokens = Mutex::new(Vec::new());
    let mut signals = Signals::listen().unwrap();
    let stage = Stage::new();
    let mut seeder = Seeder::new();
    seeder.batch_size(100);
    seeder.add_table(Table::from_rows((1..).map(|n| Row { n })));
    let open = || async {
        let client = connect(url, "blink").await;
        tokens.lock().unwrap().push(client.cancel_token());
        Ok::<_, BoxError>(client)
    };
    let mut stopper = Stopper {
        signals: &mut signals,
        stage: &stage,
        cancel: async || {
            let tokens = tokens.lock().unwrap().clone();
            for token in tokens {
                token.cancel_query(NoTls).await?;
            }
            Ok(())
        },
        say: |line: &str| output.say(line),
    };
    let run = seeder.non_atomic().concurrency(2).insert(open);
    match stopper.watch(run, Atomicity::NonAtomic).await {
        Watched::Ended(result, signal) => stopper.outcome(result, signal).map(drop),
        Watched::Left(failure) => Err(failure),
        Watched::Dropped(_) => panic!("a run that is not atomic is not dropped"),
    }
}

/// A bar, drawn for a moment.
async fn drawn() -> Result<(), Failure> {
    let stage = Stage::new();
    stage.begins(Work::Copying);
    let half = vec![Arc::new(AtomicU64::new(60)), Arc::new(AtomicU64::new(40))];
    let meter = Meter::new(Some(200), half, Arc::clone(&stage));
    let running = start(&meter, Form::Auto);
    tokio::time::sleep(Duration::from_millis(300)).await;
    running.suspend(|| eprintln!("a line above it"));
    stage.begins(Work::Building("users\u{1b}_pkey".to_owned()));
    tokio::time::sleep(Duration::from_millis(300)).await;
    running.finish();
    eprintln!("the end");
    Ok(())
}

/// The guard at the terminal of this process, if it has one.
async fn confirmed(url: &str, output: &Output) -> Result<(), Failure> {
    let client = connect(url, "blink").await;
    let mut signals = Signals::listen().unwrap();
    let host = Host {
        name: "localhost".to_owned(),
        place: Place::Address("127.0.0.1".parse().unwrap()),
    };
    let tables = [TableName::from("t")];
    before_writing(&mut signals, async {
        let target = Target {
            host,
            tables: &tables,
            is_named: false,
        };
        let facts = look(&client, target).await?;
        confirm(&facts, &signs(&facts), Confirmation::default(), Terminal::open, output).await
    })
    .await?;
    output.say("goes on");
    Ok(())
}
