//! The command line: what becomes of it, and what it is refused for.

mod examples;
mod files;
mod refused;
mod seed;

use std::ffi::OsString;
use std::path::Path;

use blink::{Indexes, OnConflict, TableName};
use blink_cli::args::{Command, Destination, ImportOptions, LoadOptions, Mode, Parsed, Source, parse};
use blink_cli::exit::{ExitStatus, Failure};
use blink_cli::progress::Form;
use blink_files::jiff::tz::TimeZone;
use blink_files::{CsvOptions, DateOrder, EmptyField, Encoding, Escape, NullWord};

use crate::support::Folder;

/// Parses a command line; `{}` in an argument stands for the folder.
fn parsed(folder: &Path, line: &[&str]) -> Result<Command, Failure> {
    let folder = folder.to_str().unwrap();
    let args = line.iter().map(|arg| OsString::from(arg.replace("{}", folder)));
    match parse([OsString::from("blink")].into_iter().chain(args))? {
        Parsed::Command(command) => Ok(*command),
        Parsed::Text(text) => panic!("{text}"),
    }
}

fn load(folder: &Folder, line: &[&str]) -> LoadOptions {
    match parsed(&folder.0, &[&["load"], line].concat()) {
        Ok(Command::Load(options)) => options,
        other => panic!("{other:?}"),
    }
}

/// The message and the advice of a refused command line, with `{}` in place of the folder.
fn refused(folder: &Folder, line: &[&str]) -> String {
    let failure = parsed(&folder.0, &[&["load"], line].concat()).unwrap_err();
    assert_eq!(failure.status, ExitStatus::Usage);
    failure.to_string().replace(folder.0.to_str().unwrap(), "{}")
}

fn file(folder: &Folder, name: &str) -> Source {
    Source::File(folder.0.join(name))
}

#[test]
fn what_is_not_given_is_left_open() {
    let folder = Folder::new("plain", &["people.csv"]);
    let options = load(&folder, &["{}/people.csv"]);
    assert_eq!(options.files.sources.list, [file(&folder, "people.csv")]);
    assert_eq!(options.files.destination, Destination::ByFileName { schema: None });
    assert_eq!(options.files.csv, CsvOptions::default());
    assert_eq!((options.writes.truncate, options.writes.on_conflict), (false, None));
    assert_eq!(
        (options.writes.indexes, options.writes.mode),
        (Indexes::Auto, Mode::Atomic)
    );
    assert_eq!((options.threads, options.max_faults.get()), (None, 20));
    assert_eq!((options.progress, options.json), (Form::Auto, false));
    assert!(options.connect.db.is_none() && options.confirm.is_none());
    assert_eq!(options.import, ImportOptions::default());
}

#[test]
fn every_option_becomes_a_value() {
    let folder = Folder::new("every", &["people.csv"]);
    let options = load(
        &folder,
        &[
            "{}/people.csv",
            "--into",
            "hr.\"staff.2024\"",
            "--map",
            "E-Mail=email",
            "--map",
            "a=b=c",
            "--ignore-extra",
            "--delimiter",
            "tab",
            "--quote",
            "'",
            "--escape",
            "\\",
            "--encoding",
            "Windows-1252",
            "--null",
            "NULL",
            "--null",
            "N/A",
            "--empty-as",
            "text",
            "--booleans",
            "ja/nein",
            "--dates",
            "dmy",
            "--two-digit-years",
            "1970",
            "--decimal",
            ",",
            "--thousands",
            ".",
            "--timezone",
            "Europe/Berlin",
            "--skip-lines",
            "3",
            "--header",
            "--round",
            "--truncate",
            "--on-conflict",
            "update=id,email",
            "--indexes",
            "keep",
            "--non-atomic",
            "--connections",
            "4",
            "--threads",
            "2",
            "--max-faults",
            "5",
            "--db",
            "postgres://app:s3cret@host/shop",
            "--import-id",
            "june",
            "--confirm",
            "shop",
            "--progress",
            "json",
            "--json",
        ],
    );
    let files = options.files;
    assert_eq!(
        files.destination,
        Destination::Table(TableName::qualified("hr", "staff.2024"))
    );
    let pair = |file: &str, column: &str| (file.to_owned(), column.to_owned());
    assert_eq!(files.csv.map, [pair("E-Mail", "email"), pair("a=b", "c")]);
    assert!(files.csv.ignore_extra && files.csv.columns.is_none());
    assert_eq!((files.csv.delimiter, files.csv.quote), (Some('\t'), Some(Some('\''))));
    assert_eq!(
        (files.csv.escape, files.csv.header),
        (Some(Escape::Backslash), Some(true))
    );
    assert_eq!(files.csv.encoding, Some(Encoding::Windows1252));
    assert_eq!(files.csv.skip_lines, 3);
    let everywhere = |word: &str| NullWord {
        word: word.to_owned(),
        in_text: true,
    };
    assert_eq!(files.csv.null, [everywhere("NULL"), everywhere("N/A")]);
    assert_eq!(
        (files.csv.empty_as, files.csv.dates),
        (EmptyField::Text, Some(DateOrder::Dmy))
    );
    assert_eq!(files.csv.booleans, Some(pair("ja", "nein")));
    assert_eq!(files.csv.two_digit_years, Some(1970));
    assert_eq!((files.csv.decimal, files.csv.thousands), (Some(','), Some(Some('.'))));
    assert_eq!(files.csv.timezone, TimeZone::get("Europe/Berlin").ok());
    assert!(files.csv.round && options.writes.truncate && options.json);
    assert_eq!(options.writes.on_conflict, Some(OnConflict::update(["id", "email"])));
    assert_eq!(options.writes.indexes, Indexes::Keep);
    assert_eq!(
        (options.import.id.as_deref(), options.import.resume),
        (Some("june"), false)
    );
    assert_eq!(
        options.writes.mode,
        Mode::NonAtomic {
            connections: 4.try_into().ok()
        }
    );
    assert_eq!(
        (options.threads.map(Into::into), options.max_faults.get()),
        (Some(2_usize), 5)
    );
    assert_eq!(
        (options.confirm.as_deref(), options.progress),
        (Some("shop"), Form::Json)
    );
    assert_eq!(
        options.connect.db.as_ref().unwrap().reveal(),
        "postgres://app:s3cret@host/shop"
    );
    assert!(!format!("{:?}", options.connect).contains("s3cret"));
}

#[test]
fn a_plan_takes_the_same_but_for_what_writes() {
    let folder = Folder::new("plan", &["people.csv"]);
    let line = ["plan", "{}/people.csv", "--truncate", "--dates", "ymd", "--json"];
    let Ok(Command::Plan(options)) = parsed(&folder.0, &line) else {
        panic!()
    };
    assert!(options.writes.truncate && options.json);
    for flag in ["--confirm=x", "--import-id=x", "--resume", "--progress=none"] {
        let failure = parsed(&folder.0, &["plan", "{}/people.csv", flag]).unwrap_err();
        assert_eq!(failure.status, ExitStatus::Usage);
    }
}

#[test]
fn a_file_without_a_header_has_its_columns_named() {
    let folder = Folder::new("columns", &["people.csv"]);
    let options = load(&folder, &["{}/people.csv", "--columns", "id,\"a,b\"", "--no-header"]);
    assert_eq!(options.files.csv.columns.unwrap(), ["id", "a,b"]);
    assert_eq!(options.files.csv.header, Some(false));
    // In place of a header that is there.
    let options = load(&folder, &["{}/people.csv", "--columns", "id", "--header"]);
    assert_eq!(options.files.csv.header, Some(true));
}
