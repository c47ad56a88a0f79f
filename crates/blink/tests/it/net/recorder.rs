//! A connection that writes down all that is asked of it, and can be made to fail or to stop answering at a call.

use std::future::{Future, pending};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use blink::{Connection, CopySink, DriverError, TextRow, Transaction};
use bytes::Bytes;
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio_postgres::{Client, NoTls};

use crate::support::elsewhere;

/// A call, and what became of it.
#[derive(Clone)]
pub struct Entry {
    /// The number of the connection, from 1.
    pub session: usize,
    pub call: Call,
    /// Empty where there is nothing to say.
    pub answer: String,
}

#[derive(Clone)]
pub enum Call {
    Connect,
    Execute(String),
    Query(String),
    Copy(String),
    Data {
        chunks: usize,
        bytes: Vec<u8>,
    },
    Finish,
    Abort,
    /// The COPY was neither finished nor aborted.
    Dropped,
    Abandon(Transaction),
    /// SQL of the test, in the run's place.
    Caller(String),
}

impl Call {
    /// The name of the call, and its SQL.
    pub fn parts(&self) -> (&'static str, &str) {
        match self {
            Self::Connect => ("connect", ""),
            Self::Execute(sql) => ("execute", sql),
            Self::Query(sql) => ("query", sql),
            Self::Copy(sql) => ("copy", sql),
            Self::Data { .. } => ("data", ""),
            Self::Finish => ("finish", ""),
            Self::Abort => ("abort", ""),
            Self::Dropped => ("dropped", ""),
            Self::Abandon(Transaction::Own) => ("abandon", "own transaction"),
            Self::Abandon(Transaction::Callers) => ("abandon", "caller's transaction"),
            Self::Abandon(_) => ("abandon", "an unknown transaction"),
            Self::Caller(sql) => ("caller", sql),
        }
    }
}

/// The time of what a trap does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum At {
    /// The server does not hear of the call.
    Before,
    /// The server has answered, and the run does not hear of that.
    After,
}

/// The outcome of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It never returns, and the test drops the run.
    Drop,
    /// The server ends the session.
    Lose,
}

/// A call at which something goes wrong: the `nth`, from 1, whose name and SQL contain `part`.
#[derive(Clone, Copy)]
pub struct Trap {
    pub part: &'static str,
    pub nth: usize,
    pub at: At,
    pub fate: Fate,
}

/// The state that all connections of a run share.
pub struct Log {
    url: String,
    trap: Option<Trap>,
    seen: AtomicUsize,
    sprung: Notify,
    sessions: AtomicUsize,
    entries: Mutex<Vec<Entry>>,
}

impl Log {
    pub fn new(url: &str, trap: Option<Trap>) -> Arc<Self> {
        Arc::new(Self {
            url: url.to_owned(),
            trap,
            seen: AtomicUsize::new(0),
            sprung: Notify::new(),
            sessions: AtomicUsize::new(0),
            entries: Mutex::default(),
        })
    }

    pub fn entries(&self) -> Vec<Entry> {
        self.entries.lock().unwrap().clone()
    }

    /// Waits until a call is never answered.
    pub async fn stuck(&self) {
        self.sprung.notified().await;
    }

    /// Returns true if the run reached the call of the trap.
    pub fn trap_was_met(&self) -> bool {
        self.trap
            .is_none_or(|trap| self.seen.load(Ordering::Relaxed) >= trap.nth)
    }

    fn push(&self, session: usize, call: Call) -> usize {
        let mut entries = self.entries.lock().unwrap();
        entries.push(Entry {
            session,
            call,
            answer: String::new(),
        });
        entries.len() - 1
    }

    fn answer(&self, entry: usize, answer: &str) {
        self.entries.lock().unwrap()[entry].answer = answer.to_owned();
    }

    fn trap_of(&self, entry: usize) -> Option<Trap> {
        let trap = self.trap?;
        let entries = self.entries.lock().unwrap();
        let (name, sql) = entries[entry].call.parts();
        if !format!("{name} {sql}").contains(trap.part) {
            return None;
        }
        (self.seen.fetch_add(1, Ordering::Relaxed) + 1 == trap.nth).then_some(trap)
    }
}

/// One session, for its log.
struct Session {
    number: usize,
    pid: String,
    log: Arc<Log>,
    /// Ends with the session.
    task: tokio::sync::Mutex<Option<JoinHandle<()>>>,
}

impl Session {
    fn push(&self, call: Call) -> usize {
        self.log.push(self.number, call)
    }

    /// Writes the call down, makes it, and writes down an error.
    async fn make<T>(&self, call: Call, work: impl Future<Output = Result<T, DriverError>>) -> Result<T, DriverError> {
        let entry = self.push(call);
        self.make_as(entry, work).await
    }

    async fn make_as<T>(
        &self,
        entry: usize,
        work: impl Future<Output = Result<T, DriverError>>,
    ) -> Result<T, DriverError> {
        let trap = self.log.trap_of(entry);
        let springs = |at| trap.filter(|trap| trap.at == at);
        if let Some(trap) = springs(At::Before) {
            self.spring(trap, entry, "not sent").await;
        }
        let done = work.await;
        if let Err(error) = &done {
            let code = error.server().map_or("connection lost", |server| &server.code);
            self.log.answer(entry, code);
        }
        if let Some(trap) = springs(At::After) {
            self.spring(trap, entry, "done, but not answered").await;
            return Err(DriverError::failed("the connection was lost"));
        }
        done
    }

    async fn spring(&self, trap: Trap, entry: usize, answer: &str) {
        self.log.answer(entry, answer);
        match trap.fate {
            Fate::Drop => {
                self.log.sprung.notify_one();
                pending::<()>().await;
            }
            Fate::Lose => {
                elsewhere(&self.log.url, &format!("SELECT pg_terminate_backend({})", self.pid));
                if let Some(task) = self.task.lock().await.take() {
                    task.await.expect("a connection does not panic");
                }
            }
        }
    }
}

/// tokio-postgres, with a record of what is asked of it.
pub struct Recorder {
    client: Client,
    session: Session,
}

impl Recorder {
    pub async fn open(log: &Arc<Log>) -> Self {
        let (client, connection) = tokio_postgres::connect(&log.url, NoTls)
            .await
            .expect("the server takes a connection");
        // How it ends is seen in the answers.
        let task = tokio::spawn(async { drop(connection.await) });
        let row = client.query_one("SELECT pg_backend_pid()::text", &[]).await.unwrap();
        Self {
            client,
            session: Session {
                number: log.sessions.fetch_add(1, Ordering::Relaxed) + 1,
                pid: row.get(0),
                log: Arc::clone(log),
                task: tokio::sync::Mutex::new(Some(task)),
            },
        }
    }

    /// As [`open`](Self::open), for a run that opens its connections by itself.
    pub async fn connect(log: Arc<Log>) -> Result<Self, DriverError> {
        let recorder = Self::open(&log).await;
        recorder.session.push(Call::Connect);
        Ok(recorder)
    }

    /// Runs SQL in place of the run.
    pub async fn caller(&mut self, sql: &str) {
        let entry = self.session.push(Call::Caller(sql.to_owned()));
        if let Err(error) = self.client.batch_execute(sql).await {
            let code = error.code().map_or("connection lost", |code| code.code());
            self.session.log.answer(entry, code);
        }
    }

    /// The state in which a caller would find the connection.
    pub async fn state(&self) -> &'static str {
        match self.client.simple_query("SELECT now() = statement_timestamp()").await {
            Err(error) if error.code().is_some() => "in a transaction that has failed",
            Err(_) => "lost",
            Ok(messages) if crate::support::texts(&messages) == ["t"] => "works, in no transaction",
            Ok(_) => "works, in a transaction",
        }
    }
}

impl Connection for Recorder {
    type Sink<'c> = Copying<'c>;

    async fn execute(&mut self, sql: &str) -> Result<u64, DriverError> {
        let Self { client, session } = self;
        session
            .make(Call::Execute(sql.to_owned()), Connection::execute(client, sql))
            .await
    }

    async fn query(&mut self, sql: &str) -> Result<Vec<TextRow>, DriverError> {
        let Self { client, session } = self;
        session
            .make(Call::Query(sql.to_owned()), Connection::query(client, sql))
            .await
    }

    async fn copy_in(&mut self, sql: &str) -> Result<Copying<'_>, DriverError> {
        let Self { client, session } = self;
        let session = &*session;
        let copying = Connection::copy_in(client, sql);
        let sink = session.make(Call::Copy(sql.to_owned()), copying).await?;
        Ok(Copying {
            sink: Some(sink),
            session,
            data: None,
        })
    }

    fn abandon(&mut self, transaction: Transaction) {
        self.session.push(Call::Abandon(transaction));
        self.client.abandon(transaction);
    }
}

type Sink<'c> = <Client as Connection>::Sink<'c>;

pub struct Copying<'c> {
    sink: Option<Sink<'c>>,
    session: &'c Session,
    /// The entry of what was sent.
    data: Option<usize>,
}

impl CopySink for Copying<'_> {
    async fn send(&mut self, chunk: Bytes) -> Result<(), DriverError> {
        let empty = Call::Data {
            chunks: 0,
            bytes: Vec::new(),
        };
        let entry = *self.data.get_or_insert_with(|| self.session.push(empty));
        if let Call::Data { chunks, bytes } = &mut self.session.log.entries.lock().unwrap()[entry].call {
            *chunks += 1;
            bytes.extend_from_slice(&chunk);
        }
        let sink = self.sink.as_mut().expect("it has not ended");
        self.session.make_as(entry, sink.send(chunk)).await
    }

    async fn finish(mut self) -> Result<u64, DriverError> {
        let sink = self.sink.take().expect("it has not ended");
        let entry = self.session.push(Call::Finish);
        let finished = self.session.make_as(entry, sink.finish()).await;
        if let Ok(rows) = finished {
            self.session.log.answer(entry, &format!("{rows} rows"));
        }
        finished
    }

    async fn abort(mut self) -> Result<(), DriverError> {
        let sink = self.sink.take().expect("it has not ended");
        self.session.make(Call::Abort, sink.abort()).await
    }
}

impl Drop for Copying<'_> {
    fn drop(&mut self) {
        if self.sink.is_some() {
            self.session.push(Call::Dropped);
        }
    }
}
