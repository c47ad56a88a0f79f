//! The files that a command line names.

#[cfg(unix)]
use std::ffi::OsString;

use blink_cli::args::Source;
#[cfg(unix)]
use blink_cli::args::{Command, Parsed, parse};

use super::{file, load, refused};
use crate::support::Folder;

#[test]
fn folders_and_patterns_are_files() {
    let entries = [
        "b.csv",
        "a.CSV",
        "c.tsv",
        "README.md",
        ".hidden.csv",
        "sub/",
        "sub/d.csv",
        "x[1].csv",
        "e.txt",
    ];
    let folder = Folder::new("files", &entries);
    let list = |line: &[&str]| load(&folder, line).files.sources.list;
    let all = ["a.CSV", "b.csv", "c.tsv", "x[1].csv"].map(|name| file(&folder, name));
    let sources = load(&folder, &["{}"]).files.sources;
    assert_eq!(sources.list, all);
    let left_out = sources.left_out.iter().map(|left| {
        let name = left.path.file_name().unwrap().to_str().unwrap();
        format!("{name}: {}", left.reason)
    });
    assert_eq!(
        left_out.collect::<Vec<_>>(),
        [
            "README.md: its name ends in none of .csv, .tsv, .tab and .psv",
            "e.txt: its name ends in none of .csv, .tsv, .tab and .psv",
            "sub: a folder within a folder is not looked into",
        ]
    );
    // A pattern matches what it says, of whatever ending; a file of that name is itself.
    assert_eq!(
        list(&["{}/*.csv"]),
        ["b.csv", "x[1].csv"].map(|name| file(&folder, name))
    );
    assert_eq!(list(&["{}/?.t*"]), ["c.tsv", "e.txt"].map(|name| file(&folder, name)));
    assert_eq!(list(&["{}/x[1].csv"]), [file(&folder, "x[1].csv")]);
    assert_eq!(list(&["{}/s*"]), [file(&folder, "sub/d.csv")]);
    assert_eq!(list(&["{}/**/d.csv"]), [file(&folder, "sub/d.csv")]);
    // In the order of the arguments.
    assert_eq!(
        list(&["{}/c.tsv", "-", "{}/b.csv", "--into", "t"]),
        [file(&folder, "c.tsv"), Source::Stdin, file(&folder, "b.csv")]
    );
}

#[test]
fn files_that_are_not_there_are_refused() {
    let folder = Folder::new("missing", &["people.csv", "empty/", "empty/.hidden.csv"]);
    for (line, message) in [
        (
            &["{}/peple.csv"][..],
            "{}/peple.csv does not exist; did you mean {}/people.csv?",
        ),
        (
            &["{}/persons.csv"],
            "{}/persons.csv does not exist; check the folder and the name",
        ),
        (
            &["{}/no/people.csv"],
            "{}/no/people.csv does not exist; check the folder and the name",
        ),
        (
            &["{}/\u{1b}.csv"],
            "{}/\\u{1b}.csv does not exist; check the folder and the name",
        ),
        (
            &["{}/*.tsv"],
            "no file matches {}/*.tsv; check the folder and the name; the pattern is looked up from the current folder",
        ),
        (
            &["{}/["],
            "{}/[ does not exist, and is no pattern: Pattern syntax error near position 0: invalid range pattern; \
             in a pattern * stands for any characters, ? for one, [ab] for one of these",
        ),
        (
            &["{}/empty"],
            "the folder {}/empty has no file to load; files of a folder are those that end in .csv, .tsv, .tab or \
             .psv; name others by a pattern, as in {}/empty/*.txt",
        ),
        (&["{}/people.csv", "{}/../{}/people.csv"], ""),
        (
            &["{}/people.csv", "{}/./people.csv"],
            "{}/./people.csv is named twice; name each file once",
        ),
        (&["{}", "{}/p*"], "{}/people.csv is named twice; name each file once"),
        (
            &["-", "-", "--into", "t"],
            "standard input (-) is named twice; name each file once",
        ),
        (
            &["postgres://app:s3cret@host/shop"],
            "a database's URL stands among the files; give it with --db",
        ),
    ] {
        let refused = refused(&folder, line);
        if !message.is_empty() {
            let folder_in_pattern = refused.replace(
                &format!("position {}", folder.0.to_str().unwrap().len() + 1),
                "position 0",
            );
            assert_eq!(folder_in_pattern, message);
        }
    }
}

/// Those of the folders named before were counted, too.
#[test]
fn a_pattern_is_advised_by_the_endings_of_the_folder_itself() {
    let folder = Folder::new("endings", &["a/", "a/x.csv", "a/1.md", "a/2.md", "b/", "b/x.dat"]);
    let refused = refused(&folder, &["{}/a", "{}/b"]);
    assert!(refused.ends_with("as in {}/b/*.dat"), "{refused}");
}

#[test]
#[cfg(unix)]
fn a_path_that_is_no_text_is_a_path() {
    use std::os::unix::ffi::OsStringExt as _;
    let folder = Folder::new("bytes", &[]);
    let path = folder.0.join(OsString::from_vec(b"\xff*.csv".to_vec()));
    let args = ["blink", "load"]
        .map(OsString::from)
        .into_iter()
        .chain([path.clone().into_os_string()]);
    let failure = parse(args).unwrap_err();
    assert!(failure.message.ends_with("\u{fffd}*.csv does not exist"), "{failure}");
    std::fs::write(&path, "").unwrap();
    let args = ["blink", "load"]
        .map(OsString::from)
        .into_iter()
        .chain([path.clone().into_os_string()]);
    let Ok(Parsed::Command(command)) = parse(args) else {
        panic!()
    };
    let Command::Load(options) = *command else { panic!() };
    assert_eq!(options.files.sources.list, [Source::File(path)]);
}
