//! Loads that Ctrl-C ends.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::process::{Child, Command};

use super::{folder, start};
use crate::support::Db;

/// Sends Ctrl-C once the program has written a line with these words, and returns its status and the rest of stderr. Its
/// input stays open until then.
pub fn interrupted(mut child: Child, at: &str) -> (i32, String) {
    let mut stderr = BufReader::new(child.stderr.take().unwrap());
    let mut line = String::new();
    while !line.contains(at) {
        line.clear();
        assert_ne!(stderr.read_line(&mut line).unwrap(), 0, "the program ended before {at}");
    }
    let killed = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(killed.unwrap().success());
    let mut rest = String::new();
    stderr.read_to_string(&mut rest).unwrap();
    let status = child.wait().unwrap().code().unwrap();
    (status, rest)
}

/// A thread of an earlier program waited for the pipe, and the program with it.
#[tokio::test]
async fn ctrl_c_ends_the_check_of_a_file_that_does_not_end() {
    if !blink_testdb::needs_several_connections("ctrl_c_ends_the_check_of_a_file_that_does_not_end") {
        return;
    }
    let db = Db::new("CREATE TABLE t (id int)").await;
    let folder = folder("endless", &[]);
    let name = db.one("SELECT current_database()").await;
    let mut child = start(
        &db,
        &folder,
        &["load", "-", "--into", "t", "--confirm", &name, "--progress", "none"],
    );
    let mut pipe = child.stdin.take().unwrap();
    // More than the head and a few blocks, so that the run begins, and comes to the fault.
    let rows = "1\n".repeat(2_000_000);
    let writing = std::thread::spawn(move || {
        pipe.write_all(format!("id\n{rows}x\n{rows}").as_bytes()).unwrap();
        pipe
    });
    let (status, said) = interrupted(child, "standard input has faults; the rest of it is checked");
    assert_eq!(status, 1);
    assert!(
        said.contains("row 2000001, column id: the value cannot be sent: not a whole number"),
        "{said}"
    );
    assert!(
        said.trim_end()
            .ends_with("; the rest of the files was not checked (Ctrl-C)"),
        "{said}"
    );
    drop(writing.join());
    assert_eq!(db.one("SELECT count(*) FROM t").await, "0");
}

/// The sessions of such a run are others than the program's first.
#[tokio::test]
async fn ctrl_c_ends_a_load_that_is_not_atomic() {
    if !blink_testdb::needs_several_connections("ctrl_c_ends_a_load_that_is_not_atomic") {
        return;
    }
    let db = Db::new(
        "CREATE TABLE t (id int);
         CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            RAISE LOG 'waiting'; PERFORM pg_sleep(3600); RETURN NEW; END $$;
         CREATE TRIGGER wait BEFORE INSERT ON t FOR EACH ROW WHEN (NEW.id = 100000) EXECUTE FUNCTION wait()",
    )
    .await;
    let content = (0..200_000).map(|id| format!("{id}\n")).collect::<String>();
    let folder = folder("stopped", &[("t.csv", &format!("id\n{content}"))]);
    let name = db.one("SELECT current_database()").await;
    let child = start(
        &db,
        &folder,
        &[
            "load",
            "t.csv",
            "--non-atomic",
            "--connections",
            "2",
            "--confirm",
            &name,
            "--progress",
            "none",
        ],
    );
    db.wait_until(
        "EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep')",
    )
    .await;
    let (status, said) = interrupted(child, "sessions");
    let stored = db.one("SELECT to_char(count(*), 'FM999,999') FROM t").await;
    assert_eq!(status, 130, "{said}");
    assert!(
        said.contains(&format!(
            "stopped by Ctrl-C; committed before that: public.t {stored} rows"
        )),
        "{said}"
    );
}
