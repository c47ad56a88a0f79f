//! The commands in the README and in the guides, run as they stand there.
//!
//! A block `sql` is run in the database. In a block `console` each line that begins with `$ ` is a command, and what
//! follows it is its output, stdout and stderr together; a line `…` stands for any lines. Times, sizes and the server are
//! not compared. A command without output at the end of a block may write what it likes. `$ cat NAME` of a file that is
//! not there shows the file, which is made. In a comment `<!-- sql: … -->` there is SQL that readers need not see, and in
//! `<!-- file NAME: … -->` a file.
//!
//! `BLINK_UPDATE=1` writes into the documents what came out.

mod mask;
mod parts;
mod session;

use std::path::{Path, PathBuf};

use parts::{Part, Run, parts};
use session::Session;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Runs a document from its beginning to its end, in one folder and one database.
fn check(document: &str) {
    let path = root().join(document);
    let text = std::fs::read_to_string(&path).unwrap();
    let mut lines = text.lines().map(str::to_owned).collect::<Vec<_>>();
    let mut session = Session::new(document);
    let mut wrong = Vec::new();
    let mut commands = 0;
    // From the last on, so that the numbers of lines hold when some are replaced.
    let mut replaced = Vec::new();
    for part in parts(&text) {
        match part {
            Part::Sql(sql) => session.sql(&sql),
            Part::File(name, content) => session.file(&name, &content),
            Part::Run(run) => {
                commands += 1;
                if let Some(output) = outcome(&mut session, &run, &mut wrong) {
                    replaced.push((run.output, output));
                }
            }
        }
    }
    assert!(commands > 0, "{document} has no command");
    if std::env::var_os("BLINK_UPDATE").is_some_and(|value| value == "1") {
        for (range, output) in replaced.into_iter().rev() {
            lines.splice(range, output.lines().map(str::to_owned));
        }
        std::fs::write(&path, lines.join("\n") + "\n").unwrap();
        return;
    }
    assert!(
        wrong.is_empty(),
        "{document} is not what the program does (BLINK_UPDATE=1 rewrites it):\n{}",
        wrong.join("\n")
    );
}

/// Runs a command. Returns what came out if that is not what the document shows.
fn outcome(session: &mut Session, run: &Run, wrong: &mut Vec<String>) -> Option<String> {
    if let Some(name) = run.command.strip_prefix("cat ")
        && !session.has(name)
    {
        session.file(name, &run.shown);
        return None;
    }
    let (status, output) = session.run(&run.command);
    let says_error = output
        .lines()
        .any(|line| line.starts_with("error: ") || line.starts_with("left out: "));
    if says_error == (status == 0) {
        wrong.push(format!("$ {}\nended with {status}:\n{output}", run.command));
    }
    if run.is_silent || mask::is_same(&run.shown, &output) {
        return None;
    }
    wrong.push(format!(
        "line {}: $ {}\nshown:\n{}\nnow:\n{output}",
        run.output.start, run.command, run.shown
    ));
    Some(output)
}

#[test]
fn the_readme_shows_what_the_program_does() {
    if !blink_testdb::needs_several_connections("the_readme_shows_what_the_program_does") {
        return;
    }
    check("README.md");
}

#[test]
fn the_guide_to_files_shows_what_the_program_does() {
    if !blink_testdb::needs_several_connections("the_guide_to_files_shows_what_the_program_does") {
        return;
    }
    check("docs/loading-files.md");
}

#[test]
fn the_guide_to_seeding_shows_what_the_program_does() {
    if !blink_testdb::needs_several_connections("the_guide_to_seeding_shows_what_the_program_does") {
        return;
    }
    check("docs/seeding-a-schema.md");
}

/// The lines of a terminal, and those that GitHub shows before one scrolls.
const FIRST_SCREEN: usize = 40;

#[test]
fn the_commands_are_on_the_first_screen_of_the_readme() {
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    for command in ["$ blink load ", "$ blink seed "] {
        let place = readme.lines().position(|line| line.starts_with(command));
        assert!(place.is_some_and(|line| line < FIRST_SCREEN), "{command}: {place:?}");
    }
    let library = readme.lines().position(|line| line.contains("](#quick-start)"));
    assert!(library.is_some_and(|line| line < FIRST_SCREEN), "{library:?}");
}
