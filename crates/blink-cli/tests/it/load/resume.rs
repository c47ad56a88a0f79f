//! Imports that go on where a run that is not atomic has ended: `--resume`.

mod taken_over;

use std::io::Read as _;
use std::process::Child;

use super::{Ended, folder, load, start};
use crate::support::{Db, Folder, commit_waits};

const ROWS: u64 = 400_000;

/// The table, whose sequence no index helps; each batch takes a while.
const SCHEMA: &str = "CREATE TABLE t (id serial, word text);
    CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(0.05); RETURN NULL; END $$;
    CREATE TRIGGER wait AFTER INSERT ON t EXECUTE FUNCTION wait()";

/// Every third row has a line break in quotes.
fn content() -> String {
    let line = |id: u64| match id % 3 {
        0 => format!("{id},\"word\n{id}\"\n"),
        _ => format!("{id},word{id}\n"),
    };
    "id,word\n".to_owned() + &(1..=ROWS).map(line).collect::<String>()
}

/// All rows are there once, as they are in the file.
const WHOLE: &str = "SELECT count(*), count(DISTINCT id), min(id), max(id),
    count(*) FILTER (WHERE word <> 'word' || CASE id % 3 WHEN 0 THEN E'\\n' ELSE '' END || id) FROM t";

/// The record is of every row once, and of no row that is not stored.
const RECORDED: &str = "SELECT i.rows, sum(last_row - first_row + 1), min(first_row), max(last_row),
    bool_and(first_byte < end_byte), finished_at IS NOT NULL
    FROM blink.imports i JOIN blink.import_batches USING (import_id, file_number) GROUP BY i.import_id, file_number";

fn import(db: &Db, folder: &Folder, more: &[&str]) -> Ended {
    load(
        db,
        folder,
        &[&["t.csv", "--non-atomic", "--import-id", "x"], more].concat(),
    )
}

fn importing(db: &Db, folder: &Folder, more: &[&str]) -> Child {
    let name = db.database.name();
    let args = [
        "load",
        "t.csv",
        "--non-atomic",
        "--import-id",
        "x",
        "--progress",
        "none",
        "--confirm",
        name,
    ];
    start(db, folder, &[&args[..], more].concat())
}

/// SIGKILL.
fn killed(mut child: Child) {
    child.kill().unwrap();
    child.wait().unwrap();
}

async fn assert_whole(db: &Db) {
    assert_eq!(db.rows(WHOLE).await, [format!("{ROWS}|{ROWS}|1|{ROWS}|0")]);
    assert_eq!(db.rows(RECORDED).await, [format!("{ROWS}|{ROWS}|1|{ROWS}|t|t")]);
    assert_eq!(db.one("SELECT nextval('t_id_seq')").await, (ROWS + 1).to_string());
}

/// With other numbers of connections and threads each time.
#[tokio::test]
async fn a_run_that_is_killed_again_and_again_loads_every_row_once() {
    if !blink_testdb::needs_several_connections("a_run_that_is_killed_again_and_again_loads_every_row_once") {
        return;
    }
    let db = Db::new(SCHEMA).await;
    let folder = folder("killed", &[("t.csv", &content())]);
    let mut resume = "--import-id=x";
    for (connections, threads, batches) in [("2", "2", 1), ("1", "1", 3), ("3", "2", 4)] {
        let more = ["--connections", connections, "--threads", threads, resume];
        // clap takes no option twice.
        let more = if resume == "--resume" { &more[..] } else { &more[..4] };
        let child = importing(&db, &folder, more);
        db.wait_until("to_regclass('blink.import_batches') IS NOT NULL").await;
        db.wait_until(&format!("count(*) >= {batches} FROM blink.import_batches"))
            .await;
        killed(child);
        resume = "--resume";
    }
    let missing = db.one(&format!("SELECT {ROWS} - count(*) FROM t")).await;
    assert_ne!(missing, "0");
    let ended = import(&db, &folder, &[]);
    assert_eq!(ended.status, 1, "{}", ended.stderr);
    assert!(
        ended.from("error: ").contains(" has not come to its end: ")
            && ended.stderr.contains("go on with --non-atomic --resume"),
        "{}",
        ended.stderr
    );
    let ended = import(&db, &folder, &["--resume", "--connections", "2", "--threads", "1"]);
    assert_eq!(ended.status, 0, "{}", ended.stderr);
    assert!(
        ended.stderr.contains(" rows are stored already, and left out"),
        "{}",
        ended.stderr
    );
    assert_whole(&db).await;
    assert_ne!(
        db.one("SELECT count(DISTINCT run) FROM blink.import_batches").await,
        "1"
    );
    // And then it is done.
    let ended = import(&db, &folder, &["--resume"]);
    assert_eq!(
        (ended.status, ended.stdout.as_str()),
        (
            0,
            "the import x is done already: t.csv into public.t; nothing was written\n"
        )
    );
    assert_whole_again(&db).await;
}

async fn assert_whole_again(db: &Db) {
    assert_eq!(db.rows(WHOLE).await, [format!("{ROWS}|{ROWS}|1|{ROWS}|0")]);
}

/// The server commits a batch although its program was killed: COMMIT was sent.
#[tokio::test]
async fn a_commit_that_outlives_its_program_is_waited_for() {
    if !blink_testdb::needs_several_connections("a_commit_that_outlives_its_program_is_waited_for") {
        return;
    }
    let db = Db::new("CREATE TABLE t (id serial, word text)").await;
    db.rows(&commit_waits("t", 60_000)).await;
    let folder = folder("outlived", &[("t.csv", &content())]);
    db.rows("SELECT pg_advisory_lock(1)").await;
    let waiting = |statement: &str, event: &str| {
        format!(
            "EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND query LIKE '{statement}%'
                AND wait_event_type = 'Lock' AND wait_event = '{event}')"
        )
    };
    let child = importing(&db, &folder, &["--connections", "2"]);
    db.wait_until(&waiting("COMMIT", "advisory")).await;
    killed(child);
    let mut child = importing(&db, &folder, &["--connections", "2", "--resume"]);
    // It waits for the row, or for the transaction that holds it.
    db.wait_until(
        "EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'UPDATE blink.imports%'
            AND wait_event_type = 'Lock')",
    )
    .await;
    assert_eq!(db.one("SELECT count(*) FROM t WHERE id = 60000").await, "0");
    db.rows("SELECT pg_advisory_unlock(1)").await;
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0), "{said}");
    assert_whole(&db).await;
}

/// The rows of an error are those of the file, and not those of the run.
#[tokio::test]
async fn a_run_that_failed_goes_on_and_tells_the_lines_of_the_file() {
    if !blink_testdb::needs_several_connections("a_run_that_failed_goes_on_and_tells_the_lines_of_the_file") {
        return;
    }
    let db = Db::new("CREATE TABLE t (id serial PRIMARY KEY, word text); INSERT INTO t VALUES (120000)").await;
    let folder = folder("failed", &[("t.csv", &content())]);
    let message =
        "error: t.csv, line 160000: table public.t, row 120000: the server refused: duplicate key value violates";
    for more in [
        &["--connections", "1"][..],
        &["--resume"],
        &["--resume", "--connections", "1"],
    ] {
        let ended = import(&db, &folder, more);
        // 2 to 120000 in lines, of which a third has two; the header.
        assert!(
            ended.from("error: ").starts_with(message)
                && ended.stderr.contains("help: --resume goes on where this run has ended"),
            "{}",
            ended.stderr
        );
        assert_eq!(db.one("SELECT count(*) > 99999 FROM t").await, "t");
    }
    // A file that was mended, or that other options read in another way, is another one.
    let was = db.one("SELECT count(*) FROM t").await;
    let ended = import(&db, &folder, &["--resume", "--no-header", "--columns", "id,word"]);
    assert_eq!(ended.status, 1, "{}", ended.stderr);
    assert!(
        ended
            .from("error: ")
            .starts_with("error: t.csv: its rows were told apart by "),
        "{}",
        ended.stderr
    );
    std::fs::write(folder.0.join("t.csv"), content().replace("\n120001,", "\n500000,")).unwrap();
    let ended = import(&db, &folder, &["--resume"]);
    assert_eq!(ended.status, 1, "{}", ended.stderr);
    assert!(
        ended
            .from("error: ")
            .contains(", and t.csv has another content now than then; nothing was written"),
        "{}",
        ended.stderr
    );
    assert_eq!(db.one("SELECT count(*) FROM t").await, was);
    std::fs::write(folder.0.join("t.csv"), content()).unwrap();
    db.rows("DELETE FROM t WHERE id = 120000 AND word IS NULL").await;
    let ended = import(&db, &folder, &["--resume"]);
    assert_eq!(ended.status, 0, "{}", ended.stderr);
    assert_whole(&db).await;
}

#[tokio::test]
async fn a_resume_without_a_beginning_is_a_mistake() {
    if !blink_testdb::needs_several_connections("a_resume_without_a_beginning_is_a_mistake") {
        return;
    }
    let db = Db::new("CREATE TABLE t (id int UNIQUE, word text); INSERT INTO t VALUES (1)").await;
    let folder = folder("unbegun", &[("t.csv", "id,word\n1,a\n")]);
    let ended = import(&db, &folder, &["--resume"]);
    assert_eq!(
        (ended.status, ended.from("error: ").as_str()),
        (
            1,
            "error: no import called x was begun in this database; nothing was written\n\
             help: leave --resume out to begin it"
        )
    );
    let args = ["t.csv", "--non-atomic", "--import-id", "y"];
    assert_eq!(load(&db, &folder, &args).status, 1);
    let ended = import(&db, &folder, &["--resume"]);
    assert!(
        ended
            .stderr
            .contains("help: those that can go on are y; leave --resume out to begin it"),
        "{}",
        ended.stderr
    );
    // No row of it is stored, so that a mended file may take its place.
    std::fs::write(folder.0.join("t.csv"), "id,word\n2,a\n").unwrap();
    let ended = load(&db, &folder, &args);
    assert_eq!(ended.status, 0, "{}", ended.stderr);
    assert_eq!(db.rows("SELECT count(*), max(id) FROM t").await, ["2|2"]);
}

/// The program is killed before the tables are emptied, and after.
#[tokio::test]
async fn tables_are_emptied_once() {
    if !blink_testdb::needs_several_connections("tables_are_emptied_once") {
        return;
    }
    let db = Db::new(&format!("{SCHEMA}; INSERT INTO t VALUES (0, 'old')")).await;
    let folder = folder("emptied", &[("t.csv", &content())]);
    db.rows("BEGIN; LOCK TABLE t IN ACCESS SHARE MODE").await;
    let child = importing(&db, &folder, &["--truncate"]);
    db.wait_until("EXISTS (SELECT FROM pg_locks WHERE relation = 't'::regclass AND NOT granted)")
        .await;
    killed(child);
    db.rows("COMMIT").await;
    db.wait_until("NOT EXISTS (SELECT FROM pg_locks WHERE relation = 't'::regclass)")
        .await;
    assert_eq!(db.one("SELECT count(*) FROM t").await, "1");
    let child = importing(&db, &folder, &["--resume"]);
    db.wait_until("count(*) >= 2 FROM blink.import_batches").await;
    killed(child);
    let ended = import(&db, &folder, &["--resume"]);
    assert_eq!(ended.status, 0, "{}", ended.stderr);
    assert!(!ended.stderr.contains("are removed first"), "{}", ended.stderr);
    assert_whole(&db).await;
}

/// The lock of another session is in the way.
#[cfg(unix)]
#[tokio::test]
async fn ctrl_c_ends_the_wait_for_the_record() {
    if !blink_testdb::needs_several_connections("ctrl_c_ends_the_wait_for_the_record") {
        return;
    }
    let db = Db::new(SCHEMA).await;
    let folder = folder("unrecorded", &[("t.csv", &content())]);
    let mut child = importing(&db, &folder, &[]);
    db.wait_until("to_regclass('blink.import_batches') IS NOT NULL").await;
    db.wait_until("count(*) >= 1 FROM blink.import_batches").await;
    // Batches look into it, and the end writes to it.
    db.rows("BEGIN; LOCK TABLE blink.imports IN SHARE MODE").await;
    db.wait_until("EXISTS (SELECT FROM pg_locks WHERE relation = 'blink.imports'::regclass AND NOT granted)")
        .await;
    let killed = std::process::Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status();
    assert!(killed.unwrap().success());
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(3), "{said}");
    assert!(
        said.contains("all rows are stored, but the end of the import x could not be recorded: stopped by Ctrl-C"),
        "{said}"
    );
    db.rows("COMMIT").await;
    let ended = import(&db, &folder, &["--resume"]);
    assert_eq!(ended.status, 0, "{}", ended.stderr);
    assert_whole(&db).await;
}

/// A table that is filled in one transaction, one in batches, and one without rows.
#[tokio::test]
async fn several_files_go_on_each_for_itself() {
    if !blink_testdb::needs_several_connections("several_files_go_on_each_for_itself") {
        return;
    }
    let db = Db::new(
        "CREATE TABLE people (id int PRIMARY KEY); CREATE TABLE empty (id int);
         CREATE TABLE orders (id int PRIMARY KEY, person int REFERENCES people)",
    )
    .await;
    let people = (1..=100_000).map(|id| format!("{id}\n")).collect::<String>();
    let orders = (1..=120_000).map(|id| format!("{id},{id}\n")).collect::<String>();
    let folder = folder(
        "several",
        &[
            ("orders.csv", &format!("id,person\n{orders}")),
            ("people.csv", &format!("id\n{people}")),
            ("people2.csv", "id\n200000\n"),
            ("empty.csv", "id\n"),
        ],
    );
    let args = [
        "orders.csv",
        "empty.csv",
        "people.csv",
        "--import-id",
        "x",
        "--non-atomic",
        "--connections",
        "1",
    ];
    let ended = load(&db, &folder, &args);
    assert_eq!(ended.status, 3, "{}", ended.stderr);
    assert_eq!(
        db.rows("SELECT (SELECT count(*) FROM people), count(*) BETWEEN 1 AND 100000 FROM orders")
            .await,
        ["100000|t"]
    );
    db.rows("INSERT INTO people SELECT generate_series(100001, 120000)")
        .await;
    let ended = load(&db, &folder, &[&args[..], &["--resume"]].concat());
    assert_eq!(ended.status, 0, "{}", ended.stderr);
    assert_eq!(
        db.rows("SELECT (SELECT count(*) FROM people), count(*), count(DISTINCT id) FROM orders")
            .await,
        ["120000|120000|120000"]
    );
    assert_eq!(
        db.rows("SELECT table_name, rows FROM blink.imports WHERE finished_at IS NOT NULL ORDER BY 1")
            .await,
        ["public.empty|0", "public.orders|120000", "public.people|100000"]
    );
    // One transaction for the file.
    let args = [
        "people2.csv",
        "--into",
        "people",
        "--import-id",
        "y",
        "--non-atomic",
        "--on-conflict",
        "nothing",
    ];
    assert_eq!(load(&db, &folder, &args).status, 0);
    assert_eq!(
        db.rows("SELECT first_row, last_row FROM blink.import_batches WHERE import_id = 'y'")
            .await,
        ["1|1"]
    );
}
