//! A database of one's own.

use postgres::{Config, NoTls};

use crate::{connect, one};

#[test]
fn the_version_is_the_servers() {
    let db = blink_testdb::database();
    let number = one(&mut connect(db.url()), "SELECT current_setting('server_version_num')");
    assert_eq!(
        number.parse::<u32>().unwrap() / 10_000,
        blink_testdb::server().version()
    );
}

#[test]
fn two_databases_are_separate() {
    let (one_db, other) = (blink_testdb::database(), blink_testdb::database());
    assert_ne!(one_db.url(), other.url());
    let (mut in_one, mut in_other) = (connect(one_db.url()), connect(other.url()));
    in_one.batch_execute("CREATE TABLE only_here (id int)").unwrap();
    assert_eq!(one(&mut in_one, "SELECT to_regclass('only_here')::text"), "only_here");
    assert_eq!(
        one(&mut in_other, "SELECT (to_regclass('only_here') IS NULL)::text"),
        "true"
    );
}

#[test]
fn it_is_empty_and_named_as_it_says() {
    let db = blink_testdb::database();
    let mut client = connect(db.url());
    assert_eq!(one(&mut client, "SELECT current_database()::text"), db.name());
    assert_eq!(
        one(
            &mut client,
            "SELECT count(*)::text FROM pg_class WHERE relnamespace = 'public'::regnamespace"
        ),
        "0"
    );
    assert_eq!(one(&mut client, "SHOW server_encoding"), "UTF8");
}

#[test]
fn it_is_gone_when_dropped_whoever_is_connected() {
    let db = blink_testdb::database();
    let (url, name) = (db.url().to_owned(), db.name().to_owned());
    let mut client = connect(&url);
    drop(db);
    assert!(client.batch_execute("SELECT 1").is_err());
    let Err(error) = Config::connect(&url.parse().unwrap(), NoTls) else {
        panic!("{name} is still there")
    };
    if let Some(code) = error.code() {
        assert_eq!(code.code(), "3D000", "{error}");
    }
}

#[test]
fn dropping_it_in_a_panic_is_quiet() {
    let result = std::thread::spawn(|| {
        let _db = blink_testdb::database();
        panic!("as a failing test does");
    });
    assert!(result.join().is_err());
}

#[test]
fn the_unix_socket_is_usable_where_there_is_one() {
    let db = blink_testdb::database();
    let Some(dir) = db.socket_dir() else { return };
    let tcp: Config = db.url().parse().unwrap();
    let mut config = Config::new();
    config
        .host_path(dir)
        .port(tcp.get_ports()[0])
        .user("postgres")
        .dbname(db.name());
    let mut client = config.connect(NoTls).unwrap();
    assert_eq!(one(&mut client, "SELECT (inet_client_addr() IS NULL)::text"), "true");
}

#[test]
fn the_programs_speak_to_it() {
    let server = blink_testdb::server();
    let Some(bindir) = server.bindir() else {
        blink_testdb::leave_out(
            "the_programs_speak_to_it",
            "needs psql of the server's version or later",
        );
        return;
    };
    let db = server.database();
    let query = "SELECT 6 * 7";
    let output = std::process::Command::new(bindir.join("psql"))
        .args(["-qAtX", db.url(), "-c", query])
        .output()
        .unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), "42", "{output:?}");
}

/// A blocking client of one's own would panic there.
#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn it_is_made_and_dropped_within_a_runtime() {
    let db = blink_testdb::database();
    assert!(db.url().starts_with("postgres://"));
    let moved = tokio::spawn(async move { drop(db) });
    moved.await.unwrap();
}

#[test]
fn several_threads_at_once() {
    let threads: Vec<_> = (0..4).map(|_| std::thread::spawn(blink_testdb::database)).collect();
    let mut names: Vec<_> = threads
        .into_iter()
        .map(|thread| thread.join().unwrap().url().to_owned())
        .collect();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), 4);
}
