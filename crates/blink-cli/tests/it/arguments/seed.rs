//! The command lines of `blink seed`, and of its plan and preview.

use std::path::Path;

use blink::TableName;
use blink_cli::args::{Command, PreviewOptions, Rehearsal, RowOptions, SeedOptions};
use blink_cli::exit::ExitStatus;
use blink_cli::progress::Form;
use blink_schema::plan::Selection;

use super::parsed;

fn seed(line: &[&str]) -> SeedOptions {
    match parsed(Path::new(""), &[&["seed"], line].concat()) {
        Ok(Command::Seed(options)) => options,
        other => panic!("{other:?}"),
    }
}

fn preview(line: &[&str]) -> PreviewOptions {
    match parsed(Path::new(""), &[&["preview"], line].concat()) {
        Ok(Command::Preview(options)) => options,
        other => panic!("{other:?}"),
    }
}

fn refused(line: &[&str]) -> String {
    let failure = parsed(Path::new(""), line).unwrap_err();
    assert_eq!(failure.status, ExitStatus::Usage);
    failure.to_string()
}

#[test]
fn what_is_not_given_is_left_to_blink() {
    let options = seed(&[]);
    assert_eq!(options.rows, RowOptions::default());
    assert!(!options.strict && !options.json && options.confirm.is_none() && options.connect.db.is_none());
    assert_eq!((options.threads, options.progress), (None, Form::Auto));
    assert_eq!(options.rehearsal, Rehearsal::On);
    let asked = options.rows.of_plan();
    assert_eq!((asked.rows, asked.size, asked.seed), (1_000, None, 0));
    assert_eq!(seed(&["--size", "10GB"]).rows.of_plan().size, Some(10_000_000_000));
    let options = preview(&["users"]);
    assert_eq!(
        (options.table, options.shown, options.parents),
        (TableName::new("users"), 5, false)
    );
}

#[test]
fn every_option_becomes_a_value() {
    let options = seed(&[
        "--rows",
        "1_000_000",
        "--tables",
        "users,shop.\"a,b\"",
        "--tables",
        "posts",
        "--except",
        "log",
        "--schema",
        "shop",
        "--schema",
        "public",
        "--seed",
        "7",
        "--truncate",
        "--threads",
        "2",
        "--until",
        "2024-06-30",
        "--strict",
        "--json",
        "--confirm",
        "shop",
        "--progress",
        "plain",
        "--db",
        "postgres://host/shop",
    ]);
    let selection = Selection {
        tables: ["users", "shop.\"a,b\"", "posts"].map(TableName::from).to_vec(),
        except: vec![TableName::new("log")],
        schemas: vec!["shop".to_owned(), "public".to_owned()],
        truncate: true,
    };
    assert_eq!(options.rows.selection, selection);
    let asked = options.rows.of_plan();
    assert_eq!((asked.rows, asked.seed, asked.until), (1_000_000, 7, 8_947));
    assert_eq!(asked.selection, selection);
    assert!(options.strict && options.json);
    assert_eq!(
        (options.threads.map(Into::into), options.confirm.as_deref()),
        (Some(2_usize), Some("shop"))
    );
    assert_eq!(options.progress, Form::Plain);
    assert_eq!(options.connect.db.unwrap().reveal(), "postgres://host/shop");

    let options = preview(&[
        "shop.orders",
        "-n",
        "7",
        "--parents",
        "--seed",
        "3",
        "--truncate",
        "--json",
    ]);
    assert_eq!(options.table, TableName::qualified("shop", "orders"));
    assert!((options.shown, options.rows.seed) == (7, Some(3)));
    assert!(options.parents && options.json && options.rows.selection.truncate);
}

#[test]
fn a_seeding_is_rehearsed_and_a_plan_if_asked() {
    let of_plan = |line: &[&str]| match parsed(Path::new(""), &[&["plan"], line].concat()) {
        Ok(Command::PlanSeed(options)) => options,
        other => panic!("{other:?}"),
    };
    for (line, of_seed, of_the_plan) in [
        (&[][..], Rehearsal::On, Rehearsal::Off),
        (&["--rehearse"], Rehearsal::On, Rehearsal::On),
        (&["--no-rehearsal"], Rehearsal::Off, Rehearsal::Off),
        (&["--rehearse-all"], Rehearsal::All, Rehearsal::All),
        (&["--rehearse", "--rehearse-all"], Rehearsal::All, Rehearsal::All),
    ] {
        assert_eq!((seed(line).rehearsal, of_plan(line).rehearsal), (of_seed, of_the_plan));
        let asked = seed(line).rows.of_filling(of_seed);
        assert_eq!(asked.rehearse_all, of_seed == Rehearsal::All);
    }
    for line in [["--rehearse", "--confirm=shop"], ["--size=1GB", "--confirm=shop"]] {
        assert_eq!(of_plan(&line).confirm.as_deref(), Some("shop"));
    }
    let options = preview(&["users", "--size=1GB", "--confirm=shop"]);
    assert_eq!(options.confirm.as_deref(), Some("shop"));
    for (line, message) in [
        (&["seed", "--rehearse", "--no-rehearsal"][..], "cannot be used with"),
        (&["seed", "--no-rehearsal", "--rehearse-all"], "cannot be used with"),
        (
            &["plan", "--confirm=shop"],
            "--confirm is given without --rehearse or --size",
        ),
        (&["plan", "--rehearse", "--confirm="], "--confirm names no database"),
        (
            &["preview", "users", "--confirm=shop"],
            "--confirm is given without --size",
        ),
        (
            &["preview", "users", "--size=1GB", "--confirm="],
            "--confirm names no database",
        ),
        (&["preview", "users", "--rehearse"], "unexpected argument"),
    ] {
        let said = refused(line);
        assert!(said.contains(message), "{line:?}: {said}");
    }
}

#[test]
fn a_plan_is_of_files_or_of_a_seeding() {
    let Ok(Command::PlanSeed(options)) = parsed(Path::new(""), &["plan", "--rows", "5", "--schema=a", "--strict"])
    else {
        panic!()
    };
    assert_eq!(options.rows.rows.map(|rows| rows.get()), Some(5));
    assert!(options.strict && options.rows.selection.schemas == ["a"]);
    // Options of files need files, and those of rows none.
    for flag in [
        "--into=t",
        "--map=a=b",
        "--dates=ymd",
        "--delimiter=,",
        "--non-atomic",
        "--on-conflict=nothing",
    ] {
        let said = refused(&["plan", flag]);
        assert!(said.contains("<FILES>"), "{flag}: {said}");
    }
    for flag in [
        "--rows=5",
        "--size=5MB",
        "--seed=5",
        "--until=2024-06-30",
        "--tables=a",
        "--except=a",
        "--rehearse",
        "--no-rehearsal",
        "--rehearse-all",
        "--confirm=shop",
    ] {
        let name = flag.split('=').next().unwrap();
        assert_eq!(
            refused(&["plan", "p.csv", flag]),
            format!(
                "{name} and files are given at once; leave the files out to plan what `seed` would make; with files, the \
                 plan is that of `load`"
            )
        );
    }
    assert!(refused(&["plan", "p.csv", "--strict"]).contains("cannot be used with"));
    assert!(refused(&["plan", "p.csv", "--schema=a", "--schema=b"]).starts_with("--schema is given twice"));
    for flag in ["--confirm=x", "--progress=none"] {
        refused(&["plan", flag]);
    }
}

#[test]
fn what_makes_no_sense_is_refused() {
    for (line, message) in [
        (
            &["seed", "--rows", "0"][..],
            "a number from 1 on is needed, as in 1000000 or 1_000_000",
        ),
        (&["seed", "--size", "10"], "a size is needed, as in 500MB or 10GB"),
        (
            &["seed", "--size", "10GB", "--rows", "5"],
            "'--size <SIZE>' cannot be used with '--rows <N>'",
        ),
        (
            &["seed", "--until", "30.06.2024"],
            "a day from 1000-01-01 to 9999-12-31 is needed, as in 2024-06-30",
        ),
        (
            &["seed", "--tables", "a,,b"],
            "table or schema.table is needed; a name with a dot or comma in it goes in double quotes",
        ),
        (
            &["seed", "--schema="],
            "--schema names no schema; give the name of the tables' schema",
        ),
        (
            &["seed", "--confirm="],
            "--confirm names no database; give the name of the database",
        ),
        (
            &["seed", "--tables=a,b", "--except=b"],
            "b is named by --tables and by --except; leave one of them out",
        ),
        (
            &["preview", ""],
            " names no table; table or schema.table is needed; a name with a dot or comma in it goes in double quotes",
        ),
        (&["preview", "a", "-n", "0"], "0 is not in 1..=10000"),
        (&["preview"], "<[SCHEMA.]TABLE>"),
        (&["seed", "people.csv"], "unexpected argument 'people.csv'"),
    ] {
        let said = refused(line);
        assert!(said.contains(message), "{line:?}: {said}");
    }
}
