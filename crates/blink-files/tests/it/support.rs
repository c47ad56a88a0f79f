//! A database for each test, and files in a folder of its own.

use std::path::PathBuf;

use blink::{Error, Report, Seeder, TableName};
use blink_files::{CsvFile, CsvOptions, Target};
use blink_testdb::Database;
use tempfile::TempDir;
use tokio_postgres::{Client, NoTls, SimpleQueryMessage};

pub struct Db {
    pub client: Client,
    folder: TempDir,
    #[allow(dead_code, reason = "held until the test ends")]
    database: Database,
}

impl Db {
    pub async fn new(schema: &str) -> Self {
        let database = blink_testdb::database();
        let (client, connection) = tokio_postgres::connect(database.url(), NoTls).await.unwrap();
        tokio::spawn(connection);
        client.batch_execute(schema).await.unwrap();
        Self {
            client,
            folder: tempfile::tempdir().unwrap(),
            database,
        }
    }

    /// Writes a file.
    pub fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        path
    }

    /// Opens a file for a table.
    pub async fn open(
        &mut self,
        table: &str,
        content: impl AsRef<[u8]>,
        options: &CsvOptions,
    ) -> Result<CsvFile, Vec<String>> {
        let path = self.file("file.csv", content);
        let target = Target::read(&mut self.client, &TableName::from(table))
            .await
            .unwrap()
            .expect("the table");
        let opened = CsvFile::open(path, target, options);
        opened.map_err(|mistakes| mistakes.iter().map(ToString::to_string).collect())
    }

    /// Loads a file.
    pub async fn insert(&mut self, file: &CsvFile) -> Result<Report, Error> {
        let mut seeder = Seeder::new();
        seeder.add_table(file.table());
        seeder.insert(&mut self.client).await
    }

    /// Loads a file into the table `t`, and gives the rows as the server writes them.
    pub async fn loaded(&mut self, content: impl AsRef<[u8]>, options: &CsvOptions) -> Vec<String> {
        let file = self
            .open("t", content, options)
            .await
            .unwrap_or_else(|mistakes| panic!("{mistakes:#?}"));
        if let Err(error) = self.insert(&file).await {
            panic!("{error:#}\n{:#?}", file.faults());
        }
        self.rows("SELECT * FROM t").await
    }

    /// The values of a query's rows.
    pub async fn values(&self, sql: &str) -> Vec<Vec<Option<String>>> {
        let messages = self.client.simple_query(sql).await.unwrap();
        let rows = messages.iter().filter_map(|message| match message {
            SimpleQueryMessage::Row(row) => Some((0..row.len()).map(|n| row.get(n).map(str::to_owned)).collect()),
            _ => None,
        });
        rows.collect()
    }

    /// The rows of a query; NULL is `∅`.
    pub async fn rows(&self, sql: &str) -> Vec<String> {
        let messages = self.client.simple_query(sql).await.unwrap();
        let rows = messages.iter().filter_map(|message| match message {
            SimpleQueryMessage::Row(row) => Some(
                (0..row.len())
                    .map(|n| row.get(n).unwrap_or("∅"))
                    .collect::<Vec<_>>()
                    .join("|"),
            ),
            _ => None,
        });
        rows.collect()
    }
}
