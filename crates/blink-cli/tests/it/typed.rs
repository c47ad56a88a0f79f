//! The confirmation, typed at a terminal.

use std::process::{Command, Stdio};

use blink_testdb::{Database, needs_several_connections};
use rexpect::session::{PtySession, spawn_command};

use crate::child::program;
use crate::seed::rehearsed::CLOSED;
use crate::support::Db;

const SCHEMA: &str = "CREATE TABLE t (n bigint); INSERT INTO t VALUES (1)";
const QUESTION: &str = "Type the name of the database to go on: ";

/// A database with one sign, and without a session.
fn database() -> Database {
    database_of(SCHEMA)
}

/// A database with this schema, and without a session.
fn database_of(schema: &str) -> Database {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    // The runtime ends, and with it the connection.
    runtime.block_on(Db::new(schema)).database
}

/// A child at a terminal, and what it has written up to the question.
fn at_terminal(command: Command) -> (PtySession, String) {
    let mut session = spawn_command(command, Some(30_000)).unwrap();
    let before = session.exp_string(QUESTION).unwrap();
    (session, before)
}

/// The rest of what it writes, and its exit status.
fn end(mut session: PtySession) -> (String, i32) {
    let rest = session.exp_eof().unwrap();
    match session.process().wait().unwrap() {
        rexpect::process::WaitStatus::Exited(_, status) => (rest.replace('\r', ""), status),
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_right_name_goes_on() {
    let db = database();
    let url = db.url().to_owned();
    let name = db.name().to_owned();
    let (mut session, before) = at_terminal(program("confirm", &url));
    assert!(before.contains("About to write to"), "{before}");
    assert!(before.contains("This may not be a database of your own:"), "{before}");
    assert!(before.contains("  - public.t has 1 row\r\n"), "{before}");
    session.send_line(&name).unwrap();
    let (rest, status) = end(session);
    assert_eq!((rest, status), ("goes on\n".to_owned(), 0));
}

#[test]
fn a_wrong_name_is_refused() {
    let db = database();
    let url = db.url().to_owned();
    let name = db.name().to_owned();
    for (typed, shown) in [
        ("y", "y"),
        ("", "empty"),
        ("SHOP", "SHOP"),
        (&*format!(" {name}"), &*format!(" {name}")),
    ] {
        let (mut session, _) = at_terminal(program("confirm", &url));
        session.send_line(typed).unwrap();
        let (rest, status) = end(session);
        let plain = without_styles(&rest);
        let expected = format!(
            "error: the name typed is {shown}, and the database is {name}; nothing was written\n\
             help: check which database it is, then give its exact name\n"
        );
        assert_eq!((plain, status), (expected, 2));
    }
}

#[test]
fn the_end_of_the_input_and_ctrl_c_are_refusals() {
    let db = database();
    let url = db.url().to_owned();
    let (mut session, _) = at_terminal(program("confirm", &url));
    session.send_control('d').unwrap();
    let (rest, status) = end(session);
    assert!(
        without_styles(&rest).ends_with("error: no name was typed; nothing was written\n"),
        "{rest}"
    );
    assert_eq!(status, 2);

    let (mut session, _) = at_terminal(program("confirm", &url));
    session.send_control('c').unwrap();
    let (rest, status) = end(session);
    assert!(
        without_styles(&rest).ends_with("error: stopped by Ctrl-C; nothing was written\n"),
        "{rest}"
    );
    assert_eq!(status, 130);
}

#[test]
fn data_on_standard_input_is_no_answer() {
    let db = database();
    let url = db.url().to_owned();
    let name = db.name().to_owned();
    let child = program("confirm", &url);
    let mut piped = Command::new("sh");
    piped.args(["-c", &format!("printf '%s\\n' '{name}' | \"$@\""), "sh"]);
    piped.arg(child.get_program()).args(child.get_args());
    piped.envs(child.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let (mut session, _) = at_terminal(piped);
    session.send_line("wrong").unwrap();
    let (rest, status) = end(session);
    assert!(rest.contains("the name typed is wrong"), "{rest}");
    assert_eq!(status, 2);
}

#[test]
fn without_a_terminal_nobody_is_asked() {
    let db = database();
    let url = db.url().to_owned();
    let name = db.name().to_owned();
    let output = program("confirm", &url)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .output()
        .unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    let (facts, error) = said.split_once("error: ").unwrap();
    assert!(
        facts.starts_with("About to write to\n  database  ") && !facts.contains('\u{1b}'),
        "{facts}"
    );
    assert_eq!(
        error,
        format!(
            "{name} may not be a database of your own, and there is no terminal to ask at; nothing was written\n  \
             - public.t has 1 row\nhelp: if it is the right one, add --confirm {name}\n"
        )
    );
    assert_eq!(output.status.code(), Some(2));
}

/// Whoever was asked is asked once more if the rehearsal has left out what was not told before.
#[test]
fn a_seeding_goes_on_without_what_the_server_refuses_only_if_that_is_wanted() {
    if !needs_several_connections("a_seeding_goes_on_without_what_the_server_refuses_only_if_that_is_wanted") {
        return;
    }
    let db = database_of(&format!(
        "{CLOSED}; CREATE TABLE full_one (id int); INSERT INTO full_one VALUES (1)"
    ));
    let (url, name) = (db.url().to_owned(), db.name().to_owned());
    let question = "Go on without the tables that are left out? [y/N] ";
    for (typed, status, said) in [
        ("n", 2, "error: not gone on; nothing was written\n"),
        ("y", 3, "public.open"),
    ] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_blink"));
        command.args(["seed", "--truncate", "--rows", "20", "--progress", "none", "--db", &url]);
        let (mut session, before) = at_terminal(command);
        assert!(!before.contains("left out"), "{before}");
        session.send_line(&name).unwrap();
        let told = session.exp_string(question).unwrap();
        assert!(
            told.contains(
                "left out: public.closed: the server refuses row 1, id = '1': closed for good (SQLSTATE P0001)\r\n"
            ),
            "{told}"
        );
        session.send_line(typed).unwrap();
        let (rest, ended) = end(session);
        assert_eq!(ended, status, "{rest}");
        assert!(without_styles(&rest).contains(said), "{rest}");
    }
}

/// Whoever confirms has seen the tables that were there.
#[test]
fn a_table_that_comes_while_the_name_is_typed_is_not_filled() {
    if !needs_several_connections("a_table_that_comes_while_the_name_is_typed_is_not_filled") {
        return;
    }
    let db = database_of("CREATE TABLE full_one (id int); INSERT INTO full_one VALUES (1)");
    let (url, name) = (db.url().to_owned(), db.name().to_owned());
    let mut command = Command::new(env!("CARGO_BIN_EXE_blink"));
    command.args([
        "seed",
        "--truncate",
        "--size",
        "4MB",
        "--progress",
        "none",
        "--db",
        &url,
    ]);
    let (mut session, _) = at_terminal(command);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let sql = |sql: &'static str| {
        let url = &url;
        runtime.block_on(async move {
            let client = crate::support::connect(url, "blink").await;
            crate::support::rows(&client, sql).await
        })
    };
    sql("CREATE TABLE new_one (id int); INSERT INTO new_one VALUES (1)");
    session.send_line(&name).unwrap();
    let (rest, status) = end(session);
    assert!(
        without_styles(&rest)
            .ends_with("error: public.new_one was changed meanwhile; nothing was written\nhelp: try again\n"),
        "{rest}"
    );
    assert_eq!(status, 1);
    assert_eq!(
        sql("SELECT (SELECT count(*) FROM full_one), (SELECT count(*) FROM new_one)"),
        ["1|1"]
    );
}

#[test]
fn no_color_is_heard() {
    let db = database();
    let url = db.url().to_owned();
    for (no_color, has_styles) in [("1", false), ("", true)] {
        let mut command = program("confirm", &url);
        command.env("NO_COLOR", no_color).env("TERM", "xterm");
        let (mut session, before) = at_terminal(command);
        assert_eq!(before.contains("\u{1b}["), has_styles, "{before:?}");
        session.send_line("x").unwrap();
        end(session);
    }
}

fn without_styles(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, style)) = rest.split_once("\u{1b}[") {
        plain.push_str(before);
        rest = style.split_once('m').map_or("", |(_, rest)| rest);
    }
    plain + rest
}

#[test]
fn a_bar_is_drawn_and_taken_away() {
    let mut command = program("bar", "");
    command.env("TERM", "xterm");
    let mut session = spawn_command(command, Some(30_000)).unwrap();
    let drawn = session.exp_string("a line above it").unwrap();
    assert!(
        drawn.contains("[============>           ] 50 %, 100 B of 200 B, 0 rows"),
        "{drawn}"
    );
    let drawn = session.exp_string("the end").unwrap();
    assert!(drawn.contains("the server builds users\\u{1b}_pkey"), "{drawn:?}");
    // The line is erased before the next thing is written.
    assert!(drawn.ends_with("\u{1b}[2K"), "{drawn:?}");
    assert_eq!(end(session).1, 0);

    let mut command = program("bar", "");
    command.env("TERM", "dumb");
    let mut session = spawn_command(command, Some(30_000)).unwrap();
    let lines = without_styles(&session.exp_string("the end").unwrap());
    let lines = lines.split_once("50 %").expect(&lines).1;
    assert_eq!(
        lines.replace('\r', ""),
        ", 100 B of 200 B, 0 rows\na line above it\nthe server builds users\\u{1b}_pkey\n"
    );
    assert_eq!(end(session).1, 0);
}
