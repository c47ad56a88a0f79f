//! COPY reads the same fields.

use bytes::Bytes;
use futures_util::SinkExt;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, TestRunner};
use tokio_postgres::{Client, NoTls};

use super::support::{Got, TINY, files, pieces, read};
use crate::csv::{Dialect, Escape};

async fn connect(database: &blink_testdb::Database) -> Client {
    let (client, connection) = tokio_postgres::connect(database.url(), NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}

async fn copy(client: &Client, sql: &str, data: String) -> Result<u64, tokio_postgres::Error> {
    let sink = client.copy_in::<_, Bytes>(sql).await?;
    futures_util::pin_mut!(sink);
    sink.send(Bytes::from(data)).await?;
    sink.finish().await
}

/// The records with line ends that COPY takes, and without a record `\.`, with which data ends before PostgreSQL 18.
fn copy_data(records: &[Got]) -> Option<String> {
    let is_end = |record: &Got| record.raw == "\\.";
    (!records.iter().any(is_end)).then(|| records.iter().map(|record| format!("{}\n", record.raw)).collect())
}

fn options(dialect: Dialect) -> String {
    let text = |byte: u8| format!("E'\\x{byte:02x}'");
    let quote = dialect.quote().unwrap();
    let escape = if dialect.escape() == Escape::Doubled {
        quote
    } else {
        b'\\'
    };
    format!(
        "(FORMAT csv, DELIMITER {}, QUOTE {}, ESCAPE {})",
        text(dialect.delimiter()),
        text(quote),
        text(escape)
    )
}

#[tokio::test]
async fn copy_reads_what_we_read() {
    let database = blink_testdb::database();
    let client = connect(&database).await;
    for columns in 1..5 {
        let list = (0..columns)
            .map(|n| format!("c{n} text"))
            .collect::<Vec<_>>()
            .join(", ");
        client
            .batch_execute(&format!("CREATE TABLE t{columns} (n serial, {list})"))
            .await
            .unwrap();
    }
    let mut runner = TestRunner::new(Config::default());
    for _ in 0..300 {
        let file = files().new_tree(&mut runner).unwrap().current();
        let (Some(_), Some(columns)) = (file.dialect.quote(), file.records.first().map(Vec::len)) else {
            continue;
        };
        let all = read(pieces(file.text.as_bytes(), &[13]), file.dialect, TINY, false);
        let names = (0..columns).map(|n| format!("c{n}")).collect::<Vec<_>>().join(", ");
        let sql = format!("COPY t{columns} ({names}) FROM STDIN {}", options(file.dialect));
        let Some(data) = copy_data(&all.records) else { continue };
        let copied = copy(&client, &sql, data).await;
        let copied = copied.unwrap_or_else(|error| panic!("{:?}: {error:?}", file.text));
        assert_eq!(copied, all.records.len() as u64, "{:?}", file.text);
        let rows = client
            .query(&format!("SELECT {names} FROM t{columns} ORDER BY n"), &[])
            .await
            .unwrap();
        for (row, record) in rows.iter().zip(&all.records) {
            for (n, (text, is_quoted)) in record.fields.iter().enumerate() {
                let expected = (*is_quoted || !text.is_empty()).then_some(text.as_str());
                assert_eq!(row.get::<_, Option<&str>>(n), expected, "{:?}", file.text);
            }
        }
        client.batch_execute(&format!("TRUNCATE t{columns}")).await.unwrap();
    }
}
