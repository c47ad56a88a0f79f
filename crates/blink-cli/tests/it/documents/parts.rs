//! The parts of a document that do something.

use std::ops::Range;

/// A part of a document that does something.
#[derive(Debug, PartialEq)]
pub enum Part {
    Sql(String),
    File(String, String),
    Run(Run),
}

/// A command, and its output.
#[derive(Debug, PartialEq)]
pub struct Run {
    pub command: String,
    pub shown: String,
    /// The lines of the document that have the output, from 0.
    pub output: Range<usize>,
    /// True if the document does not say what comes out.
    pub is_silent: bool,
}

/// The parts in their order. Blocks `console` that do not call the program are none.
pub fn parts(document: &str) -> Vec<Part> {
    let lines = document.lines().collect::<Vec<_>>();
    let mut parts = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let line = lines[at];
        at += 1;
        if let Some(kind) = line.strip_prefix("```") {
            let end = at
                + lines[at..]
                    .iter()
                    .position(|line| *line == "```")
                    .expect("the block's end");
            match kind {
                "sql" => parts.push(Part::Sql(lines[at..end].join("\n"))),
                "console" => parts.extend(runs(&lines, at..end)),
                _ => {}
            }
            at = end + 1;
        } else if let Some(comment) = line.strip_prefix("<!-- ") {
            let begin = at - 1;
            let end = begin
                + lines[begin..]
                    .iter()
                    .position(|line| line.ends_with("-->"))
                    .expect("its end");
            let rest = lines[at..=end].join("\n");
            let rest = rest.trim_end_matches("-->");
            if comment == "sql:" {
                parts.push(Part::Sql(rest.to_owned()));
            } else if let Some(name) = comment.strip_prefix("file ") {
                parts.push(Part::File(name.trim_end_matches(':').to_owned(), rest.to_owned()));
            }
            at = end + 1;
        }
    }
    parts
}

fn runs(lines: &[&str], block: Range<usize>) -> Vec<Part> {
    let mut runs: Vec<Run> = Vec::new();
    let mut goes_on = false;
    for at in block.clone() {
        let line = lines[at];
        match (line.strip_prefix("$ "), runs.last_mut()) {
            (Some(command), _) => runs.push(Run {
                command: command.to_owned(),
                shown: String::new(),
                output: at + 1..at + 1,
                is_silent: false,
            }),
            (None, Some(run)) if goes_on => {
                run.command.push('\n');
                run.command.push_str(line);
                run.output = at + 1..at + 1;
            }
            (None, Some(run)) => {
                run.shown.push_str(line);
                run.shown.push('\n');
                run.output.end = at + 1;
            }
            (None, None) => panic!("output without a command: {line}"),
        }
        goes_on = line.ends_with('\\');
    }
    if let Some(last) = runs.last_mut() {
        last.is_silent = last.output.is_empty();
    }
    let calls_the_program = |run: &Run| {
        let commands = ["load", "plan", "preview", "seed"];
        commands
            .iter()
            .any(|command| run.command.contains(&format!("blink {command}")))
    };
    if !runs.iter().any(calls_the_program) {
        return Vec::new();
    }
    runs.into_iter().map(Part::Run).collect()
}

#[test]
fn parts_are_found_in_their_order() {
    let run = |command: &str, shown: &str, output, is_silent| {
        Part::Run(Run {
            command: command.to_owned(),
            shown: shown.to_owned(),
            output,
            is_silent,
        })
    };
    assert_eq!(
        parts(
            "# Title\n```sql\nSELECT 1\n```\n```console\n$ cargo run\n```\n```console\n$ cat a\nx\n\n$ blink load \\\n  a\ndone\n\
             $ blink plan b\n```\n<!-- file b.csv:\n1\n-->\n<!-- sql:\nSELECT 2;\n-->\n<!-- figures: x -->\n"
        ),
        [
            Part::Sql("SELECT 1".to_owned()),
            run("cat a", "x\n\n", 9..11, false),
            run("blink load \\\n  a", "done\n", 13..14, false),
            run("blink plan b", "", 15..15, true),
            Part::File("b.csv".to_owned(), "1\n".to_owned()),
            Part::Sql("SELECT 2;\n".to_owned()),
        ]
    );
}
