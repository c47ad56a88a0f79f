//! A database for each test, looked at with plain SQL.

use std::sync::mpsc;
use std::time::Duration;

use blink::{Error, Report, Seeder, Table};
use blink_testdb::Database;
use tokio_postgres::{Client, NoTls, SimpleQueryMessage};

/// A database of a test's own, with one connection.
pub struct Db {
    pub client: Client,
    // Dropped last: a field is dropped after those above it.
    #[allow(dead_code, reason = "held until the test ends")]
    pub database: Database,
}

impl Db {
    /// A new database with this schema.
    pub async fn new(schema: &str) -> Self {
        let database = blink_testdb::database();
        let client = connect(database.url()).await;
        client.batch_execute(schema).await.expect("the schema is created");
        Self { client, database }
    }

    /// Another schema in place of the one there was: cheaper than another database.
    pub async fn again(&self, schema: &str) {
        let sql = format!("DROP SCHEMA public CASCADE; CREATE SCHEMA public; {schema}");
        self.client.batch_execute(&sql).await.expect("the schema is created");
    }

    /// The rows of a query, each value as the server writes it; NULL is `∅`.
    pub async fn rows(&self, sql: &str) -> Vec<String> {
        rows(&self.client, sql).await
    }

    /// The only value of a query.
    pub async fn one(&self, sql: &str) -> String {
        let rows = self.rows(sql).await;
        assert_eq!(rows.len(), 1, "{sql}");
        rows.into_iter().next().unwrap()
    }

    pub async fn count(&self, table: &str) -> u64 {
        self.one(&format!("SELECT count(*) FROM {table}"))
            .await
            .parse()
            .unwrap()
    }

    /// Inserts a table, after which the connection works, with an error or without.
    pub async fn insert<T: 'static, K>(&mut self, table: Table<T, K>) -> Result<Report, Error> {
        let mut seeder = Seeder::new();
        seeder.add_table(table);
        let inserted = seeder.insert(&mut self.client).await;
        self.works().await;
        inserted
    }

    /// The connection answers as if nothing had happened, and is in no transaction.
    pub async fn works(&self) {
        assert_eq!(self.one("SELECT 1 + 1").await, "2");
        assert_eq!(self.one("SELECT now() = statement_timestamp()").await, "t");
    }
}

/// Returns true if the server has what came with this version of PostgreSQL; else says that the test is left out.
pub fn since(test: &str, what: &str, version: u32) -> bool {
    let has = blink_testdb::server().version() >= version;
    if !has {
        blink_testdb::leave_out(test, &format!("no {what} before PostgreSQL {version}"));
    }
    has
}

/// Runs with a longer limit of time each time, until a run gets to where it is to end: how long it takes to get there says
/// how busy the machine is.
pub async fn patiently<T>(mut run: impl AsyncFnMut(Duration) -> T, got_there: impl Fn(&T) -> bool) -> (Duration, T) {
    let mut limit = Duration::from_millis(300);
    loop {
        let ended = run(limit).await;
        if got_there(&ended) || limit > Duration::from_secs(60) {
            return (limit, ended);
        }
        limit *= 5;
    }
}

/// Another session, that can be asked from whatever thread or runtime: it is on a thread of its own, since the blocking
/// client brings a runtime, and there may be one already.
pub struct Session {
    questions: mpsc::Sender<String>,
    answers: mpsc::Receiver<Result<Vec<String>, postgres::Error>>,
}

impl Session {
    pub fn open(url: &str) -> Self {
        let (questions, asked) = mpsc::channel::<String>();
        let (answer, answers) = mpsc::channel();
        let url = url.to_owned();
        std::thread::spawn(move || {
            let mut client = postgres::Client::connect(&url, NoTls).expect("the server takes a connection");
            for sql in asked {
                let _unheard = answer.send(client.simple_query(&sql).map(|messages| texts(&messages)));
            }
        });
        Self { questions, answers }
    }

    /// The rows of the last statement, as [`rows`] gives them.
    pub fn ask(&self, sql: &str) -> Vec<String> {
        self.questions.send(sql.to_owned()).expect("the session is open");
        let answer = self.answers.recv().expect("the session is open");
        answer.unwrap_or_else(|error| panic!("{sql}: {error:?}"))
    }
}

/// Runs SQL on a connection of its own, from whatever thread or runtime, and gives the rows as [`rows`] does.
pub fn elsewhere(url: &str, sql: &str) -> Vec<String> {
    Session::open(url).ask(sql)
}

/// A connection, driven by a task.
pub async fn connect(url: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(url, NoTls)
        .await
        .expect("the server takes a connection");
    tokio::spawn(connection);
    client
}

/// The rows of a query, its values separated by `|`; NULL is `∅`.
pub async fn rows(client: &Client, sql: &str) -> Vec<String> {
    let messages = client
        .simple_query(sql)
        .await
        .unwrap_or_else(|error| panic!("{sql}: {error:?}"));
    texts(&messages)
}

/// The whole catalog, a fact in each line. Planning the query takes longer than running it, so that each session does it once.
pub async fn catalog(client: &Client) -> Vec<String> {
    let prepared = "SELECT FROM pg_catalog.pg_prepared_statements WHERE name = 'the_catalog'";
    if rows(client, prepared).await.is_empty() {
        let query = blink_testdb::catalog::query(blink_testdb::server().version());
        rows(client, &format!("PREPARE the_catalog AS {query}")).await;
    }
    rows(client, "EXECUTE the_catalog").await
}

/// The rows of an answer, each value as the server writes it.
pub fn texts(messages: &[SimpleQueryMessage]) -> Vec<String> {
    let row = |message: &SimpleQueryMessage| match message {
        SimpleQueryMessage::Row(row) => {
            let values = (0..row.len()).map(|n| row.get(n).unwrap_or("∅"));
            Some(values.collect::<Vec<_>>().join("|"))
        }
        _ => None,
    };
    messages.iter().filter_map(row).collect()
}
