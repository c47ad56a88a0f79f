//! Every example runs, and what the README shows of them is what they are.

use std::process::Command;

#[path = "../../examples/basic.rs"]
mod basic;
#[path = "../../examples/batch_size.rs"]
mod batch_size;
#[path = "../../examples/context.rs"]
mod context;
#[allow(dead_code, reason = "its own main reads the arguments")]
#[path = "../../examples/factories.rs"]
mod factories;
#[allow(dead_code, reason = "its own main reads the arguments")]
#[path = "../../examples/huge.rs"]
mod huge;
#[path = "../../examples/readme.rs"]
mod readme;
#[path = "../../examples/separate_seeders.rs"]
mod separate_seeders;
#[allow(dead_code, reason = "its own main reads the arguments")]
#[path = "../../examples/social.rs"]
mod social;
#[path = "../../examples/uuids.rs"]
mod uuids;

const README: &str = include_str!("../../../../README.md");

#[test]
fn basic() {
    basic::main().unwrap();
}

#[test]
fn context() {
    context::main().unwrap();
}

#[test]
fn batch_size() {
    batch_size::main().unwrap();
}

#[test]
fn uuids() {
    uuids::main().unwrap();
}

#[test]
fn separate_seeders() {
    separate_seeders::main().unwrap();
}

#[tokio::test]
async fn huge_runs() {
    huge::run(5_000).await.unwrap();
}

#[tokio::test]
async fn factories_runs() {
    factories::run(1_000).await.unwrap();
}

#[tokio::test]
async fn social_runs() {
    social::run(500).await.unwrap();
}

/// The code of docs/coming-from-elixir.md is that of the examples, which are compiled and run above.
#[test]
fn the_docs_show_the_examples() {
    let docs = include_str!("../../../../docs/coming-from-elixir.md");
    for example in [
        include_str!("../../examples/basic.rs"),
        include_str!("../../examples/context.rs"),
    ] {
        let (shown, _) = example
            .split_once("\nmod shared;")
            .expect("the example's own database follows");
        let (_, shown) = shown.split_once("\n\n").expect("the example's own docs come first");
        assert!(docs.contains(shown.trim()), "the docs do not show this:\n{shown}");
    }
}

#[test]
fn the_readme_shows_its_program() {
    let (_, program) = include_str!("../../examples/readme.rs").split_once("\n\n").unwrap();
    let program = program.replace("pub(crate) async fn main", "async fn main");
    assert!(README.contains(&format!("```rust\n{program}```\n")), "{program}");
}

/// Runs the README's program twice, as processes: it reads `DATABASE_URL`, and prints what the README shows.
#[test]
fn the_readme_shows_what_its_program_prints() {
    let database = blink_testdb::database();
    let run = || {
        let output = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "examples::readme_program", "--ignored", "--nocapture"])
            .env("DATABASE_URL", database.url())
            .output()
            .unwrap();
        String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap()
    };
    let blocks = README
        .split("```text\n")
        .skip(1)
        .map(|rest| rest.split("```").next().unwrap());
    let [plan, report, error] = blocks.collect::<Vec<_>>()[..] else {
        panic!("the README shows a plan, a report and an error");
    };
    let first = stable(&run());
    assert!(first.contains(&stable(plan)), "{first}");
    assert!(first.contains(&stable(report)), "{first}");
    let second = run();
    assert!(second.contains(error.trim()), "{second}");
}

/// The program's own process.
#[test]
#[ignore = "the test above runs it with a database"]
fn readme_program() {
    if let Err(error) = readme::main() {
        eprintln!("Error: {error:?}");
    }
}

/// Removes what differs among machines: the settings, which depend on the server's, and the times.
fn stable(text: &str) -> String {
    let lines = text.lines().filter(|line| !line.starts_with("set "));
    let words = lines.map(|line| {
        let words = line.split_whitespace().collect::<Vec<_>>();
        let is_time = |word: &str| ["ms", "s", "ms,", "s,"].contains(&word);
        let kept = words.iter().enumerate().filter(|&(n, word)| {
            let before_time = words.get(n + 1).is_some_and(|next| is_time(next));
            // The last column of the report's table: rows a second.
            let rate = n > 0 && n + 1 == words.len() && is_time(words[n - 1]);
            !(is_time(word) || before_time || rate)
        });
        kept.map(|(_, word)| *word).collect::<Vec<_>>().join(" ")
    });
    words.collect::<Vec<_>>().join("\n")
}
