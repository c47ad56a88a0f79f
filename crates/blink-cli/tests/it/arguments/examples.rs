//! The examples in `--help`.

use std::collections::BTreeSet;
use std::ffi::OsString;

use blink_cli::args::{Parsed, parse};

use super::parsed;
use crate::support::Folder;

const COMMANDS: [&str; 4] = ["load", "seed", "plan", "preview"];

/// The program's help, or that of a command, without styles.
fn help(command: Option<&str>) -> String {
    let args = ["blink"].into_iter().chain(command).chain(["--help"]);
    match parse(args.map(OsString::from)).unwrap() {
        Parsed::Text(text) => anstream::adapter::strip_str(&text).to_string(),
        other => panic!("{other:?}"),
    }
}

/// The options that a help lists, but for `--help` itself.
fn options(help: &str) -> BTreeSet<String> {
    let (listed, _) = help.split_once("\nExamples:\n").unwrap();
    let lines = listed.lines().filter(|line| {
        let indent = line.len() - line.trim_start().len();
        indent <= 6 && line.trim_start().starts_with('-')
    });
    let option = |line: &str| {
        let mut words = line.split([' ', ',']).filter(|word| word.starts_with('-'));
        words.next().unwrap().to_owned()
    };
    lines.map(option).filter(|option| option != "-h").collect()
}

/// The commands among the examples of a help, each as its words behind `blink`.
fn examples(help: &str) -> Vec<Vec<String>> {
    let (_, examples) = help.split_once("\nExamples:\n").unwrap();
    let lines = examples.lines().filter_map(|line| line.strip_prefix("  "));
    let commands = lines.map(|line| {
        let (command, said) = line.split_once("  ").unwrap_or_else(|| panic!("no words on {line}"));
        assert!(!said.trim().is_empty() && line.len() <= 98, "{line}");
        words(command.split_once("blink ").unwrap().1)
    });
    commands.collect()
}

/// The words of a shell's command line.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut quote) = (vec![String::new()], None);
    for char in line.chars() {
        match (quote, char) {
            (None, ' ') => words.push(String::new()),
            (None, '"' | '\'') => quote = Some(char),
            (Some(open), _) if open == char => quote = None,
            _ => words.last_mut().unwrap().push(char),
        }
    }
    words
}

/// Only those of `load` were looked at.
#[test]
fn every_option_of_every_command_stands_in_an_example() {
    let of = |command| examples(&help(Some(command))).concat();
    for command in COMMANDS {
        let mut shown = of(command);
        // They take the options of these two, which are shown there.
        if matches!(command, "plan" | "preview") {
            shown.extend([of("load"), of("seed")].concat());
        }
        let options = options(&help(Some(command)));
        assert!(options.contains("--db") && options.len() > 10, "{options:?}");
        let missing = options.iter().filter(|option| !shown.contains(option));
        assert_eq!(missing.collect::<Vec<_>>(), Vec::<&String>::new(), "{command}");
    }
    let (seed, preview) = (options(&help(Some("seed"))), options(&help(Some("preview"))));
    for option in ["--size", "--rehearse", "--no-rehearsal", "--rehearse-all", "--until"] {
        assert!(seed.contains(option), "{option}");
    }
    assert!(preview.contains("-n") && preview.contains("--parents"), "{preview:?}");
}

#[test]
fn every_example_is_a_command_line() {
    let files = ["people.csv", "p1.csv", "p2.csv", "p.csv", "export/", "export/a.csv"];
    let folder = Folder::new("examples", &files);
    let mut read = 0;
    for command in [None].into_iter().chain(COMMANDS.map(Some)) {
        for example in examples(&help(command)) {
            let is_file = |word: &String| word.ends_with(".csv") || word.starts_with("export/");
            let in_folder = |word: &String| {
                if is_file(word) {
                    format!("{{}}/{word}")
                } else {
                    word.clone()
                }
            };
            let line = example.iter().map(in_folder).collect::<Vec<_>>();
            let line = line.iter().map(String::as_str).collect::<Vec<_>>();
            parsed(&folder.0, &line).unwrap_or_else(|failure| panic!("{example:?}: {failure}"));
            read += 1;
        }
    }
    assert!(read > 50, "{read}");
}
