//! The end of the process, however it comes: nothing is left.

use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Set for a copy of this test program that is to start a server and end in some way.
const ENDING: &str = "BLINK_TESTDB_ENDING";

/// This test program again, for the one test that is not a test.
fn again(ending: &str) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "ending::helper", "--nocapture"])
        .env(ENDING, ending)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// In the processes that `again` starts.
#[test]
fn helper() {
    let Ok(ending) = std::env::var(ENDING) else { return };
    let db = blink_testdb::database();
    println!("\nserving {}", db.url());
    match &*ending {
        "wait" => std::thread::sleep(Duration::from_secs(60)),
        "exit" => std::process::exit(0),
        "panic" => panic!("as a failing test does"),
        "leave_out" => assert!(blink_testdb::needs_several_connections("some_test")),
        other => panic!("{other}"),
    }
}

fn directories_of(pid: u32) -> Vec<PathBuf> {
    let prefix = format!("blink-testdb-{pid}-");
    let parents = [std::env::temp_dir(), "/tmp".into(), "/var/tmp".into()];
    let entries = parents
        .iter()
        .flat_map(|parent| parent.read_dir().into_iter().flatten().flatten());
    entries
        .filter(|entry| entry.file_name().to_string_lossy().starts_with(&prefix))
        .map(|entry| entry.path())
        .collect()
}

/// The URL of the database that it made.
fn until_it_serves(child: &mut Child) -> String {
    let lines = BufReader::new(child.stdout.as_mut().unwrap()).lines();
    let mut lines = lines.map(Result::unwrap);
    lines
        .find_map(|line| line.strip_prefix("serving ").map(str::to_owned))
        .expect("it serves")
}

fn nothing_is_left(pid: u32, url: &str) {
    let start = Instant::now();
    while !directories_of(pid).is_empty() {
        assert!(start.elapsed() < Duration::from_secs(10), "{:?}", directories_of(pid));
        std::thread::sleep(Duration::from_millis(10));
    }
    println!("removed after {:?}", start.elapsed());
    if blink_testdb::server().kind() != blink_testdb::Kind::Url {
        assert!(
            postgres::Client::connect(url, postgres::NoTls).is_err(),
            "{url} still answers"
        );
    }
}

#[test]
fn a_killed_process_leaves_nothing() {
    let mut child = again("wait");
    let url = until_it_serves(&mut child);
    if blink_testdb::server().kind() != blink_testdb::Kind::Url {
        assert!(!directories_of(child.id()).is_empty());
    }
    child.kill().unwrap();
    child.wait().unwrap();
    nothing_is_left(child.id(), &url);
}

#[test]
fn a_process_killed_while_it_starts_leaves_nothing() {
    for milliseconds in [50, 150, 300, 450] {
        let mut child = again("wait");
        std::thread::sleep(Duration::from_millis(milliseconds));
        child.kill().unwrap();
        child.wait().unwrap();
        nothing_is_left(child.id(), "postgres://127.0.0.1:1/none");
    }
}

#[test]
fn a_process_that_exits_or_panics_leaves_nothing() {
    for ending in ["exit", "panic"] {
        let mut child = again(ending);
        let url = until_it_serves(&mut child);
        child.wait().unwrap();
        nothing_is_left(child.id(), &url);
    }
}

/// The runner hides what a passing test prints, but not this.
#[test]
fn what_is_left_out_is_seen() {
    let file = std::env::temp_dir().join(format!("blink-testdb-left-out-{}", std::process::id()));
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "ending::helper"])
        .env(ENDING, "leave_out")
        .env("BLINK_TESTDB_LEFT_OUT", &file)
        .output()
        .unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    let line = "LEFT OUT: some_test: needs several connections, and the embedded server serves one";
    let recorded = std::fs::read_to_string(&file).unwrap_or_default();
    let _ = std::fs::remove_file(&file);
    let left_out = !blink_testdb::server().several_connections();
    assert_eq!(stderr.lines().any(|said| said == line), left_out, "{stderr}");
    assert_eq!(recorded.contains(line), left_out, "{recorded}");
    assert_eq!(
        stderr
            .lines()
            .filter(|said| said.starts_with("blink-testdb: PostgreSQL"))
            .count(),
        1,
        "{stderr}"
    );
}
