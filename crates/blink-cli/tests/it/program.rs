//! The program itself.

use std::process::{Command, Output, Stdio};

fn blink(args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_blink"));
    command.args(args).stdin(Stdio::null()).output().unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

/// The program's stdout, when all is well.
fn stdout(args: &[&str]) -> String {
    let output = blink(args);
    assert_eq!((output.status.code(), text(&output.stderr)), (Some(0), ""));
    text(&output.stdout).to_owned()
}

#[test]
fn the_commands_are_well_made() {
    blink_cli::args::debug_assert();
}

#[test]
fn help_has_examples_and_the_exit_statuses() {
    let help = stdout(&["--help"]);
    assert_eq!(
        help,
        "Fill a PostgreSQL database fast, all or nothing

Usage: blink <COMMAND>

Commands:
  load         Load CSV files into tables: all rows, or none and an error that says where
  seed         Fill all empty tables with rows that fit the schema and its constraints, without code
  plan         Show what `seed` would make, or `load` would do with files, without writing
  preview      Show the first rows that `seed` would make for a table, without writing
  completions  Print completions for a shell
  man          Print the manual page
  help         Print this message or the help of the given subcommand(s)

Options:
  -h, --help     Print help
  -V, --version  Print version

Examples:
  blink seed                                      rows for all empty tables, fit to be shown
  blink plan                                      the rows that `seed` would make, and why
  blink preview users -n 5                        the first rows of a table, without writing
  blink plan people.csv                           what `load` would do, without writing
  blink load people.csv --into staff              all rows, or none and an error that says where
  blink load 'export/*.csv' --schema shop         each file into the table of its name
  blink load people.csv --dates dmy --decimal ,   03.04.2024 and 1.234,50
  zcat log.csv.gz | blink load - --into log       standard input

The database is that of --db, else of DATABASE_URL, else of PGHOST, PGDATABASE and the like.

Exit status: 0 done; 1 the data or the database says no, and nothing was written; 2 the command
line or the configuration; 3 done, but something was left out; 4 the outcome of COMMIT is unknown;
130 stopped and rolled back.
"
    );
    assert_eq!(stdout(&["-h"]), help);
    for command in ["load", "seed", "plan", "preview", "completions", "man"] {
        let help = stdout(&[command, "--help"]);
        assert!(help.contains("\nExample"), "{help}");
    }
    assert_eq!(stdout(&["--version"]), format!("blink {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn every_option_of_load_is_in_its_help() {
    let help = stdout(&["load", "--help"]);
    for option in [
        "--into",
        "--schema",
        "--map",
        "--ignore-extra",
        "--columns",
        "--delimiter",
        "--quote",
        "--escape",
        "--encoding",
        "--header",
        "--no-header",
        "--null",
        "--empty-as",
        "--booleans",
        "--dates",
        "--two-digit-years",
        "--decimal",
        "--thousands",
        "--timezone",
        "--round",
        "--truncate",
        "--on-conflict",
        "--indexes",
        "--non-atomic",
        "--connections",
        "--import-id",
        "--resume",
        "--db",
        "--confirm",
        "--threads",
        "--max-faults",
        "--progress",
        "--json",
    ] {
        assert!(help.contains(&format!(" {option}")), "{option}");
    }
}

#[test]
fn every_option_of_seed_is_in_its_help() {
    let help = stdout(&["seed", "--help"]);
    for option in [
        "--rows",
        "--seed",
        "--until",
        "--tables",
        "--except",
        "--schema",
        "--truncate",
        "--strict",
        "--db",
        "--confirm",
        "--threads",
        "--progress",
        "--json",
    ] {
        assert!(help.contains(&format!(" {option}")), "{option}");
    }
    for (shell, flag) in [("bash", "--until"), ("zsh", "--until"), ("fish", "until")] {
        let script = stdout(&["completions", shell]);
        assert!(script.contains(flag) && script.contains("preview"), "{script}");
    }
    for (command, option) in [("seed", "until"), ("plan", "strict"), ("preview", "parents")] {
        let page = stdout(&["man", command]);
        assert!(
            page.contains(&format!(".TH blink-{command} 1")) && page.contains(option),
            "{page}"
        );
    }
}

/// It was taken, and did nothing.
#[test]
fn a_plan_has_no_most_faults() {
    let output = blink(&["plan", "people.csv", "--max-faults", "5"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        text(&output.stderr).contains("unexpected argument '--max-faults'"),
        "{}",
        text(&output.stderr)
    );
    assert!(stdout(&["load", "--help"]).contains(" --max-faults"));
    assert!(!stdout(&["plan", "--help"]).contains(" --max-faults"));
}

#[test]
fn completions_and_pages_are_printed() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = stdout(&["completions", shell]);
        assert!(script.contains("on-conflict") && script.contains("blink"), "{script}");
    }
    let page = stdout(&["man"]);
    assert!(page.contains(".TH blink 1"), "{page}");
    let page = stdout(&["man", "load"]);
    assert!(
        page.contains(".TH blink-load 1") && page.contains("on\\-conflict"),
        "{page}"
    );
    let output = blink(&["man", "sing"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(
        text(&output.stderr),
        "error: there is no command sing\nhelp: the commands are load, seed, plan, preview, completions, man\n"
    );
}

#[test]
fn a_wrong_command_line_ends_with_2_and_shows_no_password() {
    for args in [
        &["load", "postgres://app:s3cret@host/shop"][..],
        &["postgres://app:s3cret@host/shop"],
        &["plan", "--data", "postgres://app:s3cret@host/shop"],
        &["load", "x.csv", "--indexes", "postgres://app:s3cret@host/shop"],
        &["load", "x.csv", "--db", "a", "--db", "postgres://app:s3cret@host/shop"],
    ] {
        let output = blink(args);
        assert_eq!((output.status.code(), text(&output.stdout)), (Some(2), ""), "{args:?}");
        let said = text(&output.stderr);
        assert!(said.starts_with("error: ") && !said.contains("s3cret"), "{said}");
    }
    let output = blink(&["load", "no\u{1b}]2Jsuch.csv"]);
    assert_eq!(
        text(&output.stderr),
        "error: no\\u{1b}]2Jsuch.csv does not exist\nhelp: check the folder and the name\n"
    );
}

#[test]
#[cfg(unix)]
fn a_closed_stdout_is_no_error() {
    let program = env!("CARGO_BIN_EXE_blink");
    // `true` reads nothing, and is gone by the time that all completions are written.
    let script = format!("('{program}' completions zsh; echo $? >&2) | true");
    let mut ended = Command::new("sh")
        .args(["-c", &format!("set -e; {script}")])
        .output()
        .unwrap();
    assert_eq!(text(&ended.stderr), "0\n");
    ended = Command::new("sh")
        .args(["-c", &format!("'{program}' man >&-; echo $? >&2")])
        .output()
        .unwrap();
    assert_eq!(text(&ended.stderr), "0\n");
    // A full disk is one.
    ended = Command::new("sh")
        .args(["-c", &format!("'{program}' man > /dev/full; echo $? >&2")])
        .output()
        .unwrap();
    if std::path::Path::new("/dev/full").exists() {
        assert!(text(&ended.stderr).starts_with("error: the result could not be written to stdout: "));
        assert!(text(&ended.stderr).ends_with("\n3\n"));
    }
}
