//! A database for each test, looked at with plain SQL.

use std::sync::atomic::{AtomicU32, Ordering};

use blink_testdb::Database;
use tokio_postgres::{Client, Config, NoTls, SimpleQueryMessage};

/// A database of a test's own, with one connection.
pub struct Db {
    pub client: Client,
    // Dropped last: a field is dropped after those above it.
    pub database: Database,
}

impl Db {
    /// A new database with this schema.
    pub async fn new(schema: &str) -> Self {
        let database = blink_testdb::database();
        let client = connect(database.url(), "blink").await;
        client.batch_execute(schema).await.expect("the schema is created");
        Self { client, database }
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

    /// Waits until a query gives true.
    #[allow(dead_code, reason = "of the tests that are for Unix")]
    pub async fn wait_until(&self, condition: &str) {
        for _ in 0..3_000 {
            if self.one(&format!("SELECT {condition}")).await == "t" {
                return;
            }
            // The server's own pause: the statement after it sees a new snapshot.
            self.rows("SELECT pg_sleep(0.01)").await;
        }
        panic!("in vain: {condition}");
    }
}

/// A trigger of a table: the COMMIT of its row with this id waits for the advisory lock 1.
#[allow(dead_code, reason = "of the tests that are for Unix")]
pub fn commit_waits(table: &str, id: u32) -> String {
    format!(
        "CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            PERFORM pg_advisory_xact_lock_shared(1); RETURN NULL; END $$;
         CREATE CONSTRAINT TRIGGER wait AFTER INSERT ON {table} DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
            WHEN (NEW.id = {id}) EXECUTE FUNCTION wait()"
    )
}

/// The settings of a connection by a program of this name.
pub fn config(url: &str, program: &str) -> Config {
    let mut config = url.parse::<Config>().expect("a URL");
    config.application_name(program);
    config
}

/// The port of a server's URL.
pub fn port(url: &str) -> u16 {
    url.parse::<Config>().expect("a URL").get_ports()[0]
}

/// A connection, driven by a task.
pub async fn connect(url: &str, program: &str) -> Client {
    open(&config(url, program)).await
}

pub async fn open(config: &Config) -> Client {
    let (client, connection) = config.connect(NoTls).await.expect("the server takes a connection");
    tokio::spawn(connection);
    client
}

pub async fn rows(client: &Client, sql: &str) -> Vec<String> {
    let messages = client
        .simple_query(sql)
        .await
        .unwrap_or_else(|error| panic!("{sql}: {error:?}"));
    let row = |message: &SimpleQueryMessage| match message {
        SimpleQueryMessage::Row(row) => {
            let values = (0..row.len()).map(|n| row.get(n).unwrap_or("∅"));
            Some(values.collect::<Vec<_>>().join("|"))
        }
        _ => None,
    };
    messages.iter().filter_map(row).collect()
}

/// A folder of a test's own, which is removed with the handle.
pub struct Folder(pub std::path::PathBuf);

impl Folder {
    /// A new folder with these empty files and, where a name ends in `/`, folders.
    pub fn new(name: &str, entries: &[&str]) -> Self {
        // Two tests that gave theirs the same name ran into each other.
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("{name}-{}-{number}", std::process::id());
        let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _old = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        for entry in entries {
            if entry.ends_with('/') {
                std::fs::create_dir_all(path.join(entry)).unwrap();
            } else {
                std::fs::write(path.join(entry), "").unwrap();
            }
        }
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _gone = std::fs::remove_dir_all(&self.0);
    }
}
