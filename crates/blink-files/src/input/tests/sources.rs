//! Files, pipes and standard input.

use std::fs::{self, OpenOptions};
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::Ordering;
use std::thread;

use super::all;
use crate::input::{Encoding, Input};

/// UTF-16 with the higher byte first.
fn utf_16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_be_bytes).collect()
}

#[test]
fn a_regular_file_knows_its_size_and_can_be_read_again() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a\tb.csv");
    fs::write(&path, "\u{FEFF}äöü\n1\n").unwrap();
    let mut input = Input::open(&path, None).unwrap();
    assert_eq!(input.total_bytes(), Some(12));
    assert_eq!((input.encoding(), input.has_mark()), (Encoding::Utf8, true));
    let progress = input.bytes_read();
    assert_eq!(all(&mut input).0, "äöü\n1\n");
    assert_eq!(progress.load(Ordering::Relaxed), 12);
    let reopener = input.reopener().unwrap();
    for skipped in [0, 2, 6, 7, 9] {
        let mut again = Input::reopen(&reopener).unwrap();
        again.skip(skipped).unwrap();
        let (text, error) = all(&mut again);
        assert_eq!(
            (text.as_str(), error.is_none()),
            (&"äöü\n1\n"[skipped as usize..], true)
        );
    }
    fs::write(&path, utf_16("\u{FEFF}äöü\n1\n")).unwrap();
    let message = Input::reopen(&reopener).err().unwrap().to_string();
    assert!(
        message.starts_with("changed while it was read: it had 12 bytes and has 14 now"),
        "{message}"
    );
    let mut again = Input::reopen(&Input::open(&path, None).unwrap().reopener().unwrap()).unwrap();
    again.skip(6).unwrap();
    assert_eq!(all(&mut again).0, "\n1\n");
    fs::remove_file(&path).unwrap();
    assert!(Input::reopen(&reopener).is_err());
}

/// It was taken for a pipe.
#[test]
fn an_empty_file_is_a_regular_file() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("empty.csv");
    fs::write(&path, "").unwrap();
    let input = Input::open(&path, None).unwrap();
    assert_eq!(input.total_bytes(), Some(0));
    let reopener = input.reopener().unwrap();
    assert_eq!(reopener.sha256().unwrap().1, 0);
    fs::write(&path, "1").unwrap();
    let message = Input::reopen(&reopener).err().unwrap().to_string();
    assert!(message.ends_with("it had 0 bytes and has 1 now"), "{message}");
}

#[test]
#[cfg(target_os = "linux")]
fn a_file_that_is_made_while_it_is_read_has_no_size() {
    let mut input = Input::open(Path::new("/proc/self/status"), None).unwrap();
    assert_eq!(input.total_bytes(), None);
    let (text, error) = all(&mut input);
    assert!(text.contains("Pid:") && error.is_none());
}

#[test]
fn what_cannot_be_opened_is_an_error() {
    let directory = tempfile::tempdir().unwrap();
    let open = |path: &Path| Input::open(path, None).err().unwrap().to_string();
    assert_eq!(open(directory.path()), "is a folder, not a file");
    let none = directory.path().join("none.csv");
    assert_eq!(open(&none), "cannot be opened");
    let error = Input::open(&none, None).err().unwrap();
    let reason = std::error::Error::source(&error).unwrap().to_string();
    assert!(reason.starts_with("No such file"), "{reason}");
}

#[test]
fn a_file_that_changes_while_it_is_read_is_an_error() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.csv");
    let long = "1,2\n".repeat(100_000);
    for change in ["append", "cut", "write", "replace"] {
        fs::write(&path, &long).unwrap();
        // An earlier time than any write from now on, whatever the clock's resolution.
        let file = OpenOptions::new().write(true).open(&path).unwrap();
        file.set_modified(std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000_000))
            .unwrap();
        let mut input = Input::open(&path, None).unwrap();
        let mut text = String::new();
        assert!(input.read(&mut text).unwrap());
        match change {
            "append" => OpenOptions::new()
                .append(true)
                .open(&path)
                .unwrap()
                .write_all(b"3,4\n")
                .unwrap(),
            "cut" => file.set_len(1000).unwrap(),
            "write" => (&file).write_all(b"9").unwrap(),
            _ => {
                // The file that was opened stays as it is.
                fs::write(directory.path().join("b.csv"), "5\n").unwrap();
                fs::rename(directory.path().join("b.csv"), &path).unwrap();
            }
        }
        let error = all(&mut input).1.map(|error| error.to_string());
        let expected = match change {
            "append" => Some("it had 400000 bytes and has 400004 now"),
            "cut" => Some("it had 400000 bytes and has 1000 now"),
            "write" => Some("it was written to"),
            _ => None,
        };
        let expected = expected.map(|change| format!("changed while it was read: {change}"));
        assert_eq!(error, expected, "{change}");
        assert_eq!(input.check_unchanged().is_err(), expected.is_some());
    }
}

#[test]
#[cfg(unix)]
fn a_fifo_is_read_once() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("fifo");
    assert!(Command::new("mkfifo").arg(&path).status().unwrap().success());
    let long = "1,äöü\n".repeat(50_000);
    let writer = thread::spawn({
        let (path, long) = (path.clone(), long.clone());
        move || {
            let mut fifo = OpenOptions::new().write(true).open(path).unwrap();
            for part in long.as_bytes().chunks(777) {
                fifo.write_all(part).unwrap();
            }
        }
    });
    let mut input = Input::open(&path, None).unwrap();
    assert_eq!(input.total_bytes(), None);
    assert!(input.reopener().is_none());
    let head = input.head(100_000).unwrap();
    assert!(long.starts_with(head.text) && head.text.len() >= 100_000);
    assert_eq!(all(&mut input).0, long);
    writer.join().unwrap();
}

/// The part of [`standard_input_is_a_pipe_or_a_file`] that has another standard input.
#[test]
#[ignore = "run by another test"]
fn standard_input_of_a_process() {
    let path = std::env::var("BLINK_TEST_INPUT").unwrap();
    let mut input = Input::open(Path::new(&path), None).unwrap();
    assert!(input.reopener().is_none());
    println!(
        "head {:?} of {:?}",
        !input.head(1).unwrap().text.is_empty(),
        input.total_bytes()
    );
    println!("text {:?}", all(&mut input).0);
}

#[test]
#[cfg(unix)]
fn standard_input_is_a_pipe_or_a_file() {
    let run = |path: &str, stdin: Stdio, text: &str| {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args([
                "--ignored",
                "--exact",
                "--nocapture",
                "input::tests::sources::standard_input_of_a_process",
            ])
            .env("BLINK_TEST_INPUT", path)
            .stdin(stdin)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        if let Some(mut pipe) = child.stdin.take() {
            pipe.write_all(text.as_bytes()).unwrap();
        }
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success());
        String::from_utf8(output.stdout).unwrap()
    };
    for path in ["-", "/dev/stdin"] {
        let output = run(path, Stdio::piped(), "1,2\n3");
        assert!(output.contains("head true of None"), "{output}");
        assert!(output.contains("text \"1,2\\n3\""), "{output}");
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(file.path(), "4,5\n").unwrap();
        let mut open = fs::File::open(file.path()).unwrap();
        // The first byte was read by another program.
        open.read_exact(&mut [0]).unwrap();
        let output = run(path, open.into(), "");
        assert!(output.contains("head true of Some(3)"), "{output}");
        assert!(output.contains("text \",5\\n\""), "{output}");
    }
}
