//! COPY reads the data of blocks, and the lines that it names are found.

use bytes::Bytes;
use futures_util::SinkExt;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, TestRunner};
use tokio_postgres::{Client, NoTls};

use super::support::{TINY, files, pieces, read};
use crate::csv::Sizes;
use crate::csv::{Dialect, Escape, LineEnd};

async fn connect(database: &blink_testdb::Database) -> Client {
    let (client, connection) = tokio_postgres::connect(database.url(), NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}

async fn copy(client: &Client, sql: &str, data: Vec<Vec<u8>>) -> Result<u64, tokio_postgres::Error> {
    let sink = client.copy_in::<_, Bytes>(sql).await?;
    futures_util::pin_mut!(sink);
    for chunk in data {
        sink.send(Bytes::from(chunk)).await?;
    }
    sink.finish().await
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
        let data = all.copies.iter().map(|(_, data)| data.clone()).collect();
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

#[tokio::test]
async fn the_end_marker_of_copy_is_a_value() {
    let database = blink_testdb::database();
    let client = connect(&database).await;
    client.batch_execute("CREATE TABLE t (n serial, s text)").await.unwrap();
    let dialect = Dialect::default().with_empty_line_as_record(true);
    let all = read(pieces(b"a\r\n\\.\n\n\\.\r\nb", &[]), dialect, TINY, false);
    let data = all.copies.into_iter().map(|(_, data)| data).collect();
    assert_eq!(
        copy(&client, "COPY t (s) FROM STDIN (FORMAT csv)", data).await.unwrap(),
        5
    );
    let rows = client.query("SELECT s FROM t ORDER BY n", &[]).await.unwrap();
    let texts: Vec<Option<&str>> = rows.iter().map(|row| row.get(0)).collect();
    assert_eq!(texts, [Some("a"), Some("\\."), None, Some("\\."), Some("b")]);
}

/// A file of a number and a text, with line breaks of all kinds in quotes.
fn numbered(line_end: &str, seed: usize) -> Vec<String> {
    let texts = [
        "a",
        "\"\n\"",
        "\"\r\"",
        "\"\r\n\n\"",
        "\"b\"",
        "",
        "\"\n\r\n\r\r\"",
        "c",
    ];
    let texts = (0..24).map(|n: usize| texts[(n * 5 + seed * (n / 3 + 1)) % texts.len()]);
    texts
        .enumerate()
        .map(|(n, text)| format!("{n},{text}{line_end}"))
        .collect()
}

#[tokio::test]
async fn the_lines_that_copy_names_are_found() {
    let database = blink_testdb::database();
    let client = connect(&database).await;
    client
        .batch_execute("CREATE TABLE t (n int CHECK (n >= 0), s text)")
        .await
        .unwrap();
    for (line_end, seed) in [
        ("\n", 0),
        ("\n", 1),
        ("\n", 2),
        ("\r\n", 0),
        ("\r\n", 1),
        ("\r", 2),
        ("\r", 3),
    ] {
        let good = numbered(line_end, seed);
        for (bad, value) in (0..good.len()).map(|n| (n, if n % 2 == 0 { "x" } else { "-1" })) {
            let mut lines = good.clone();
            lines[bad] = lines[bad].replacen(&bad.to_string(), value, 1);
            let text = format!("n,s{line_end}{}", lines.concat());
            let kind = if line_end == "\r" { LineEnd::Cr } else { LineEnd::Lf };
            let dialect = Dialect::default().with_line_end(kind);
            let block = 1 + (bad * 7) % 40;
            let all = read(pieces(text.as_bytes(), &[11]), dialect, Sizes { block, ..TINY }, true);
            let first = (bad / 9).min(all.copies.len() - 1);
            // A command may begin with any block, at or before that of the record.
            let first = (0..=first).rfind(|n| all.copies[*n].0.record() <= bad as u64).unwrap();
            let data = all.copies[first..].iter().map(|(_, data)| data.clone()).collect();
            let error = copy(&client, "COPY t FROM STDIN (FORMAT csv)", data).await.unwrap_err();
            let place = error.as_db_error().unwrap().where_().unwrap().to_owned();
            let line = place.strip_prefix("COPY t, line ").unwrap();
            let line = line.split([',', ':']).next().unwrap().parse().unwrap();
            let index = all.index.as_ref().unwrap();
            let found = index.record_of_copy_line(&all.copies[first].0, line);
            assert_eq!(found, Some(bad as u64..=bad as u64), "{place} of {text:?}");
            let range = {
                let sizes = Sizes {
                    block,
                    lists: 0,
                    ..TINY
                };
                let again = read(pieces(text.as_bytes(), &[11]), dialect, sizes, true);
                let index = again.index.unwrap();
                index.record_of_copy_line(&all.copies[first].0, line).unwrap()
            };
            assert!(range.contains(&(bad as u64)), "{range:?} {place} of {text:?}");
            assert_eq!(index.record_of_copy_line(&all.copies[first].0, 1000), None);
            assert_eq!(index.record_of_copy_line(&all.copies[first].0, 0), None);
        }
    }
}
