//! That each server, the embedded one too, can do what Blink's tests ask of it.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use postgres::config::Host;
use postgres::{Client, Config, NoTls};

use crate::{connect, one};

const ROWS: i64 = 200_000;

/// A table of (int8, text) in COPY's binary format, `rows` of them; `bad` has a length that is no int8's.
fn binary(rows: i64, bad: Option<i64>) -> Vec<u8> {
    let mut bytes = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0".to_vec();
    for row in 0..rows {
        bytes.extend(2_i16.to_be_bytes());
        if bad == Some(row) {
            bytes.extend([0, 0, 0, 1, 7]);
        } else {
            bytes.extend(8_i32.to_be_bytes());
            bytes.extend(row.to_be_bytes());
        }
        bytes.extend(4_i32.to_be_bytes());
        bytes.extend(b"text");
    }
    bytes.extend((-1_i16).to_be_bytes());
    bytes
}

fn copy(client: &mut Client, bytes: &[u8]) -> Result<u64, postgres::Error> {
    let mut writer = client.copy_in("COPY t FROM STDIN (FORMAT binary)")?;
    for chunk in bytes.chunks(65_536) {
        // What the server has against it is told by `finish`.
        if writer.write_all(chunk).is_err() {
            break;
        }
    }
    writer.finish()
}

fn count(client: &mut Client) -> String {
    one(client, "SELECT count(*)::text FROM t")
}

#[test]
fn copies_and_transactions() {
    let db = blink_testdb::database();
    let mut client = connect(db.url());
    client
        .batch_execute("CREATE TABLE t (id int8 PRIMARY KEY, name text)")
        .unwrap();
    let start = Instant::now();
    assert_eq!(copy(&mut client, &binary(ROWS, None)).unwrap(), 200_000);
    println!("{ROWS} rows in {:?}", start.elapsed());

    // An error in the middle, and the connection goes on.
    client.batch_execute("TRUNCATE t").unwrap();
    let error = copy(&mut client, &binary(ROWS, Some(100_000))).unwrap_err();
    assert_eq!(
        error.code().map(postgres::error::SqlState::code),
        Some("08P01"),
        "{error:?}"
    );
    assert!(
        error.as_db_error().unwrap().where_().unwrap().contains("line 100001"),
        "{error:?}"
    );
    assert_eq!(count(&mut client), "0");
    assert_eq!(copy(&mut client, &binary(10, None)).unwrap(), 10);
    let error = copy(&mut client, &binary(20, None)).unwrap_err();
    assert_eq!(
        error.code().map(postgres::error::SqlState::code),
        Some("23505"),
        "{error:?}"
    );

    client.batch_execute("BEGIN; DELETE FROM t; ROLLBACK").unwrap();
    assert_eq!(count(&mut client), "10");
    let mut transaction = client.transaction().unwrap();
    transaction
        .batch_execute("SAVEPOINT s; DELETE FROM t; ROLLBACK TO s; DELETE FROM t WHERE id = 0")
        .unwrap();
    transaction.commit().unwrap();
    assert_eq!(count(&mut client), "9");

    client.batch_execute("SET statement_timeout = '50ms'").unwrap();
    let slow = client.batch_execute("SELECT count(*) FROM generate_series(1, 100000000)");
    let code = slow
        .err()
        .and_then(|error| error.code().map(|code| code.code().to_owned()));
    println!("statement_timeout: {code:?}");
    if blink_testdb::server().several_connections() {
        assert_eq!(code.as_deref(), Some("57014"));
    }
}

#[test]
fn a_client_that_vanishes_in_a_copy_leaves_nothing() {
    let db = blink_testdb::database();
    connect(db.url())
        .batch_execute("CREATE TABLE t (id int8, name text)")
        .unwrap();
    // What is not read when the socket is closed makes the end a reset instead of an end of data.
    for reads in [true, false, true] {
        let Some(mut stream) = connected(&db) else { return };
        send(
            &mut stream,
            b"Q",
            "INSERT INTO t VALUES (1, 'x'); COPY t FROM STDIN (FORMAT binary)\0",
        );
        if reads {
            stream.set_read_timeout(Some(Duration::from_millis(500))).unwrap();
            while let Ok(1..) = stream.read(&mut [0; 4096]) {}
        }
        for chunk in binary(50_000, None)[..1_000_000].chunks(65_536) {
            let length = u32::try_from(chunk.len() + 4).unwrap().to_be_bytes();
            stream.write_all(&[b"d".as_slice(), &length, chunk].concat()).unwrap();
        }
        // A message that announces more than comes.
        stream.write_all(b"d\0\0\xff\xff").unwrap();
        drop(stream);
        assert_eq!(count(&mut connect(db.url())), "0");
    }
}

/// The embedded server closed the connection if the client was more than some eight messages ahead of a COPY's error,
/// which happened to fast clients on a busy machine: "connection closed" was all they were told.
#[test]
fn what_a_client_sent_ahead_of_a_copys_error_closed_the_connection() {
    let db = blink_testdb::database();
    let Some(mut stream) = connected(&db) else { return };
    send(&mut stream, b"Q", "CREATE TABLE t (id int8, name text)\0");
    assert_eq!(tags(&mut stream), "CZ");
    // Prepared and executed, as drivers do.
    for (tag, body) in [
        (b"P", "\0COPY t FROM STDIN (FORMAT binary)\0\0\0"),
        (b"B", "\0\0\0\0\0\0\0\0"),
        (b"E", "\0\0\0\0\0"),
        (b"S", ""),
    ] {
        send(&mut stream, tag, body);
    }
    assert_eq!(tags(&mut stream), "12G");
    // In one piece, so that all of it is there when the server finds the error in the first message.
    let mut ahead = message(b"d", &binary(1, Some(0)));
    for _ in 0..500 {
        ahead.extend(message(b"d", b"more"));
    }
    stream.write_all(&ahead).unwrap();
    assert_eq!(tags(&mut stream), "E");
    send(&mut stream, b"f", "\0");
    send(&mut stream, b"S", "");
    assert_eq!(tags(&mut stream), "Z");
    send(&mut stream, b"Q", "SELECT FROM t\0");
    assert_eq!(tags(&mut stream), "TCZ");
}

/// A connection without a driver; `None` if the server asks for a password or is not reached by TCP.
fn connected(db: &blink_testdb::Database) -> Option<TcpStream> {
    let config: Config = db.url().parse().unwrap();
    let Some(Host::Tcp(host)) = config.get_hosts().first() else {
        return None;
    };
    if config.get_password().is_some() {
        return None;
    }
    let mut stream = TcpStream::connect((&**host, config.get_ports()[0])).unwrap();
    stream.set_nodelay(true).unwrap();
    let user = config.get_user().unwrap_or("postgres");
    send(
        &mut stream,
        b"",
        &format!("\0\x03\0\0user\0{user}\0database\0{}\0\0", db.name()),
    );
    assert!(tags(&mut stream).ends_with('Z'));
    Some(stream)
}

/// Reads up to the server's next pause, and returns the messages' tags: after an error, an invitation to copy, or when it
/// is ready for a query.
fn tags(stream: &mut TcpStream) -> String {
    let mut tags = String::new();
    while !tags.ends_with(['E', 'G', 'Z']) {
        let mut head = [0; 5];
        stream.read_exact(&mut head).expect("the connection is open");
        let [tag, length @ ..] = head;
        let length = usize::try_from(u32::from_be_bytes(length)).unwrap();
        stream.read_exact(&mut vec![0; length - 4]).unwrap();
        tags.push(char::from(tag));
    }
    tags
}

fn message(tag: &[u8], body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len() + 4).unwrap().to_be_bytes();
    [tag, &length, body].concat()
}

fn send(stream: &mut TcpStream, tag: &[u8], body: &str) {
    stream.write_all(&message(tag, body.as_bytes())).unwrap();
}

/// As a test does that panics before its connection is dropped.
#[test]
fn a_database_is_dropped_in_the_middle_of_a_copy() {
    let db = blink_testdb::database();
    let mut client = connect(db.url());
    client.batch_execute("CREATE TABLE t (id int8, name text)").unwrap();
    let mut writer = client.copy_in("COPY t FROM STDIN (FORMAT binary)").unwrap();
    writer.write_all(&binary(1_000, None)).unwrap();
    writer.flush().unwrap();
    drop(db);
    assert!(writer.finish().is_err());
}

/// The server's DROP DATABASE would wait for ever.
#[test]
fn a_copy_that_stalls_holds_up_nobody() {
    if !blink_testdb::needs_several_connections("a_copy_that_stalls_holds_up_nobody") {
        return;
    }
    let db = blink_testdb::database();
    let mut client = connect(db.url());
    client.batch_execute("CREATE TABLE t (id int8, name text)").unwrap();
    let writer = client.copy_in("COPY t FROM STDIN (FORMAT binary)").unwrap();
    let start = Instant::now();
    drop(blink_testdb::database());
    drop(blink_testdb::database());
    assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
    drop(writer);
}

#[test]
fn a_second_connection_is_served_or_refused() {
    let db = blink_testdb::database();
    let first = connect(db.url());
    match Client::connect(db.url(), NoTls) {
        Ok(_) => assert!(blink_testdb::server().several_connections()),
        Err(error) => {
            assert!(!blink_testdb::server().several_connections(), "{error}");
            assert_eq!(
                error.code().map(postgres::error::SqlState::code),
                Some("53300"),
                "{error}"
            );
        }
    }
    drop(first);
    drop(connect(db.url()));
}

#[test]
fn extensions_of_column_types() {
    let db = blink_testdb::database();
    for _ in 0..2 {
        let mut client = connect(db.url());
        let available = one(
            &mut client,
            "SELECT count(*)::text FROM pg_available_extensions WHERE name IN ('citext', 'hstore')",
        );
        if available != "2" {
            return;
        }
        client
            .batch_execute("CREATE EXTENSION IF NOT EXISTS citext; CREATE EXTENSION IF NOT EXISTS hstore")
            .unwrap();
        assert_eq!(one(&mut client, "SELECT ('A'::citext = 'a'::citext)::text"), "true");
        assert_eq!(one(&mut client, "SELECT 'a=>1'::hstore -> 'a'"), "1");
    }
}
