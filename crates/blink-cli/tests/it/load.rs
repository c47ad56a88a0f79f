//! `blink load` and `blink plan`, as programs.

mod expected;
mod faults;
mod folders;
mod import;
mod many;
#[cfg(unix)]
mod names;
mod relations;
mod resume;
#[cfg(unix)]
pub mod stopped;
mod violations;

use std::io::Write as _;
use std::process::{Child, Command, Stdio};

use crate::support::{Db, Folder};

/// The program's exit status, and what it wrote to stdout and stderr, without the folder.
pub struct Ended {
    pub status: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Ended {
    /// The lines of stderr from this one on.
    pub fn from(&self, start: &str) -> String {
        let at = self
            .stderr
            .find(start)
            .unwrap_or_else(|| panic!("{start} in {}", self.stderr));
        self.stderr[at..].trim_end().to_owned()
    }
}

pub fn start(db: &Db, folder: &Folder, args: &[&str]) -> Child {
    #[cfg(unix)]
    crate::child::heed_signals();
    Command::new(env!("CARGO_BIN_EXE_blink"))
        .args(args)
        .args(["--db", db.database.url()])
        .current_dir(&folder.0)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

pub fn blink(db: &Db, folder: &Folder, args: &[&str], stdin: Option<&str>) -> Ended {
    let mut child = start(db, folder, args);
    let mut pipe = child.stdin.take().unwrap();
    // It may have ended already.
    let _unread = pipe.write_all(stdin.unwrap_or_default().as_bytes());
    drop(pipe);
    let output = child.wait_with_output().unwrap();
    Ended {
        status: output.status.code().unwrap(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// Loads, whoever else is in the database: the test's own connection.
fn load(db: &Db, folder: &Folder, args: &[&str]) -> Ended {
    let name = db
        .database
        .url()
        .rsplit('/')
        .next()
        .unwrap()
        .split('?')
        .next()
        .unwrap()
        .to_owned();
    blink(db, folder, &[&["load", "--confirm", &name], args].concat(), None)
}

pub fn folder(name: &str, files: &[(&str, &str)]) -> Folder {
    let folder = Folder::new(name, &[]);
    for (name, content) in files {
        std::fs::write(folder.0.join(name), content).unwrap();
    }
    folder
}

const SHOP: &str =
    "CREATE TABLE people (id bigint PRIMARY KEY, full_name text NOT NULL, born date, balance numeric(10,2));
    CREATE TABLE orders (id int PRIMARY KEY, person_id bigint REFERENCES people, note text)";

#[tokio::test]
async fn a_folder_goes_into_a_schema_in_the_order_of_its_keys() {
    if !blink_testdb::needs_several_connections("a_folder_goes_into_a_schema_in_the_order_of_its_keys") {
        return;
    }
    let db = Db::new(SHOP).await;
    let folder = folder(
        "folder",
        &[
            ("orders.csv", "id,person id,note\n1,1,\"two\nlines\"\n2,2,\n"),
            (
                "People.csv",
                "ID;Full Name;Born;Balance\r\n1;Ann;13.04.1980;1.234,50\r\n2;Bob;01.02.1990;\r\n",
            ),
            ("notes.txt", "nothing"),
        ],
    );
    let ended = load(&db, &folder, &["."]);
    assert_eq!(ended.status, 3, "{}", ended.stderr);
    assert!(
        ended.stderr.contains("left out: ./notes.txt: its name ends in none of"),
        "{}",
        ended.stderr
    );
    assert!(
        ended.stdout.contains("public.people") && ended.stdout.contains("public.orders"),
        "{}",
        ended.stdout
    );
    assert_eq!(
        db.rows("SELECT p.*, o.id, o.note FROM people p JOIN orders o ON o.person_id = p.id ORDER BY p.id")
            .await,
        ["1|Ann|1980-04-13|1234.50|1|two\nlines", "2|Bob|1990-02-01|∅|2|∅"]
    );
}

#[tokio::test]
async fn faults_have_file_line_column_and_value_and_nothing_is_written() {
    if !blink_testdb::needs_several_connections("faults_have_file_line_column_and_value_and_nothing_is_written") {
        return;
    }
    let db = Db::new(SHOP).await;
    let folder = folder(
        "faults",
        &[(
            "people.csv",
            "id,full_name,born\n1,\"A\nB\",1980-04-13\n2,C,1980-02-30\nx,D,1980-02-31\n3,E\n",
        )],
    );
    let ended = load(&db, &folder, &["people.csv"]);
    assert_eq!(
        (ended.status, ended.from("people.csv has faults").as_str()),
        (
            1,
            "people.csv has faults; the rest of it is checked\n\
             error: 4 faults; nothing was written:\n  \
             - people.csv: 2 × born: no such day in the calendar; first at line 4: \"1980-02-30\"\n  \
             - people.csv: id: not a whole number; line 5: \"x\"\n  \
             - people.csv: 2 fields where 3 are expected; line 6"
        )
    );
    assert_eq!(db.one("SELECT count(*) FROM people").await, "0");
}

#[tokio::test]
async fn what_the_server_refuses_has_its_line() {
    if !blink_testdb::needs_several_connections("what_the_server_refuses_has_its_line") {
        return;
    }
    let db = Db::new(SHOP).await;
    let folder = folder("refused", &[("people.csv", "id,full_name\n1,\"A\nB\"\n2,C\n1,D\n")]);
    let ended = load(&db, &folder, &["people.csv"]);
    assert_eq!(ended.status, 1);
    assert!(
        ended.from("error: ").starts_with(
            "error: people.csv, line 5: table public.people, row 3: the server refused: duplicate key value violates unique \
             constraint \"people_pkey\""
        ),
        "{}",
        ended.stderr
    );
}

#[tokio::test]
async fn all_mistakes_of_all_files_are_told_before_the_first_row() {
    if !blink_testdb::needs_several_connections("all_mistakes_of_all_files_are_told_before_the_first_row") {
        return;
    }
    let db = Db::new(SHOP).await;
    let folder = folder(
        "mistakes",
        &[
            ("people.csv", "id,fullname,birn\n1,A,1980-01-01\n"),
            ("oders.csv", "id\n1\n"),
            ("orders.csv", "id,id\n1,2\n"),
        ],
    );
    let ended = load(&db, &folder, &["people.csv", "oders.csv", "orders.csv"]);
    assert_eq!(
        (ended.status, ended.from("error: ").as_str()),
        (
            1,
            "error: 3 mistakes; nothing was written:\n  \
             - people.csv: the column \"birn\" of the file is none of public.people; say --map \"birn=born\", or leave it out with --ignore-extra\n  \
             - oders.csv: there is no table oders; did you mean --into orders? (--into is for all files: load this one alone)\n  \
             - orders.csv: the file has the column \"id\" twice; rename one of them, or say --columns with --header"
        )
    );
}

#[tokio::test]
async fn standard_input_options_and_conflicts() {
    if !blink_testdb::needs_several_connections("standard_input_options_and_conflicts") {
        return;
    }
    let db = Db::new(&format!("{SHOP}; INSERT INTO people VALUES (1, 'old', NULL, 7)")).await;
    let folder = folder("stdin", &[]);
    let name = db.one("SELECT current_database()").await;
    let args = [
        "load",
        "-",
        "--into",
        "public.people",
        "--on-conflict",
        "update=id",
        "--map",
        "Nom=full_name",
        "--confirm",
        &name,
        "--progress",
        "none",
        "--json",
    ];
    let ended = blink(&db, &folder, &args, Some("id|Nom\n1|new\n2|x\n"));
    assert_eq!(ended.status, 0, "{}", ended.stderr);
    let report: serde_json::Value = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!(report["status"], "done", "{report}");
    assert_eq!(
        db.rows("SELECT id, full_name, balance FROM people ORDER BY id").await,
        ["1|new|7.00", "2|x|∅"]
    );
    let truncated = ["load", "-", "--into", "people", "--truncate", "--confirm", &name];
    let ended = blink(&db, &folder, &truncated, Some("id,full_name\n3,y\n"));
    // orders refers to it, and is not named.
    assert_eq!(ended.status, 1, "{}", ended.stderr);
    assert_eq!(db.one("SELECT count(*) FROM people").await, "2");
}

#[tokio::test]
async fn a_plan_shows_everything_and_writes_nothing() {
    if !blink_testdb::needs_several_connections("a_plan_shows_everything_and_writes_nothing") {
        return;
    }
    let db = Db::new(SHOP).await;
    let folder = folder("plan", &[("people.csv", "id;full_name;balance\n1;A;1,5\n")]);
    let ended = blink(&db, &folder, &["plan", "people.csv"], None);
    assert_eq!(ended.status, 0, "{}", ended.stderr);
    let shown = ended.stdout.split("\n1 table").next().unwrap();
    assert_eq!(
        shown.trim_end(),
        "people.csv into public.people\n  \
         delimiter  semicolon  (--delimiter)\n  \
         quote      double quote  (--quote, --escape)\n  \
         header     the first line: 3 of its 3 names are columns  (--no-header)\n  \
         NULL       the empty field without quotes  (--null, --empty-as)\n  \
         numbers    1,5  (--decimal, --thousands)\n  \
         encoding   UTF-8  (--encoding)\n  \
         sent as    binary, parsed here\n  \
         expected   1 row; about 16.4 kB of data and 16.4 kB of indexes"
    );
    assert_eq!(db.one("SELECT count(*) FROM people").await, "0");
}

#[tokio::test]
async fn a_load_that_is_not_atomic_commits_in_batches() {
    if !blink_testdb::needs_several_connections("a_load_that_is_not_atomic_commits_in_batches") {
        return;
    }
    let db = Db::new("CREATE TABLE t (id int)").await;
    let mut content = String::from("id\n");
    for id in 0..120_000 {
        content.push_str(&format!("{id}\n"));
    }
    let folder = folder("batches", &[("t.csv", &content)]);
    let ended = load(&db, &folder, &["t.csv", "--non-atomic", "--connections", "2"]);
    assert_eq!(ended.status, 0, "{}", ended.stderr);
    assert_eq!(
        db.rows("SELECT count(*), count(DISTINCT id), count(DISTINCT xmin::text) FROM t")
            .await,
        ["120000|120000|3"]
    );
}

#[tokio::test]
async fn what_stays_of_a_load_that_is_not_atomic_is_told_with_the_faults() {
    if !blink_testdb::needs_several_connections("what_stays_of_a_load_that_is_not_atomic_is_told_with_the_faults") {
        return;
    }
    let db = Db::new("CREATE TABLE t (id int)").await;
    let mut content = (0..300_000).map(|id| format!("{id}\n")).collect::<String>();
    content.push_str("x\n");
    let folder = folder("stays", &[("t.csv", &format!("id\n{content}"))]);
    let ended = load(
        &db,
        &folder,
        &[
            "t.csv",
            "--non-atomic",
            "--connections",
            "1",
            "--threads",
            "1",
            "--json",
        ],
    );
    let stored = db.one("SELECT count(*) FROM t").await;
    let shown = db.one("SELECT to_char(count(*), 'FM999,999') FROM t").await;
    assert_ne!(stored, "0", "{}", ended.stderr);
    assert_eq!(ended.status, 3, "{}", ended.stderr);
    let error = ended.from("error: ");
    assert!(
        error.starts_with("error: 1 fault:\n  - t.csv: id: not a whole number; line 300002: \"x\"\n"),
        "{error}"
    );
    assert!(error.contains(&format!("public.t {shown} rows")), "{error}");
    let failure: serde_json::Value = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!(
        (&failure["status"], failure["error"]["committed"][0]["rows"].to_string()),
        (&"left_out".into(), stored)
    );
}

#[tokio::test]
async fn progress_ends_with_the_bytes_of_the_file() {
    if !blink_testdb::needs_several_connections("progress_ends_with_the_bytes_of_the_file") {
        return;
    }
    let db = Db::new("CREATE TABLE t (id int)").await;
    let content = (0..1_000_000).map(|id| format!("{id}\n")).collect::<String>();
    let content = format!("id\n{content}");
    let folder = folder("progress", &[("t.csv", &content)]);
    let ended = load(&db, &folder, &["t.csv", "--progress", "json"]);
    assert_eq!(ended.status, 0, "{}", ended.stderr);
    let mut events = ended
        .stderr
        .lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
    let last = events.next_back().unwrap();
    let bytes = content.len() as u64;
    assert_eq!(
        (last["bytes_read"].as_u64(), last["bytes_total"].as_u64()),
        (Some(bytes), Some(bytes)),
        "{last}"
    );
}

#[tokio::test]
async fn what_is_left_to_the_server_means_the_same_under_any_settings() {
    if !blink_testdb::needs_several_connections("what_is_left_to_the_server_means_the_same_under_any_settings") {
        return;
    }
    let db = Db::new("CREATE TABLE t (at tstzrange, day daterange)").await;
    let folder = folder(
        "settings",
        &[("t.csv", "at;day\n[2024-01-02 03:04:05,);[2024-01-02,2024-03-04)\n")],
    );
    for setting in [
        "DateStyle = 'SQL, DMY'",
        "TimeZone = 'Asia/Kathmandu'",
        "IntervalStyle = 'sql_standard'",
    ] {
        let sql = format!(
            "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET {}', current_database()); END $$",
            setting.replace('\'', "''")
        );
        db.rows(&sql).await;
    }
    for more in [&[][..], &["--non-atomic"]] {
        let ended = load(&db, &folder, &[&["t.csv"], more].concat());
        assert_eq!(ended.status, 0, "{}", ended.stderr);
    }
    let read = "SELECT DISTINCT lower(at) = '2024-01-02 03:04:05+00', lower(day) = '2024-01-02', upper(day) = '2024-03-04', count(*) OVER () FROM t";
    assert_eq!(db.rows(read).await, ["t|t|t|2"]);
    std::fs::write(folder.0.join("t.csv"), "at;day\n;[02/01/2024,)\n").unwrap();
    let ended = load(&db, &folder, &["t.csv"]);
    assert!(
        ended
            .from("error: ")
            .starts_with("error: t.csv, line 2: table public.t, row 1, column day: "),
        "{}",
        ended.stderr
    );
}

#[tokio::test]
async fn tables_are_emptied_sequences_advanced_and_indexes_kept_as_said() {
    if !blink_testdb::needs_several_connections("tables_are_emptied_sequences_advanced_and_indexes_kept_as_said") {
        return;
    }
    let db = Db::new("CREATE TABLE t (id bigserial PRIMARY KEY, name text); INSERT INTO t VALUES (500, 'old')").await;
    let content = (0..50_000).map(|id| format!("{id},n\n")).collect::<String>();
    let folder = folder("planner", &[("t.csv", &format!("id,name\n{content}"))]);
    for (indexes, rebuilt) in [("keep", vec![]), ("auto", vec!["t_pkey"])] {
        let ended = load(&db, &folder, &["t.csv", "--truncate", "--indexes", indexes, "--json"]);
        assert_eq!(ended.status, 0, "{}", ended.stderr);
        assert!(
            ended
                .stderr
                .contains("All rows of these tables are removed first (--truncate)"),
            "{}",
            ended.stderr
        );
        let report: serde_json::Value = serde_json::from_str(&ended.stdout).unwrap();
        assert_eq!(report["tables"][0]["rebuilt"], serde_json::json!(rebuilt), "{report}");
        assert_eq!(report["files"][0]["table"], "public.t");
        assert_eq!(report["files"][0]["decisions"][0]["flag"], "--delimiter");
        assert_eq!(
            db.rows("SELECT count(*), max(id), nextval('t_id_seq') FROM t").await,
            ["50000|49999|50000"]
        );
    }
}
