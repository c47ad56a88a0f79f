//! Imports that are recorded: `--import-id`.

use serde_json::Value;

use super::{Ended, SHOP, folder, load, start};
use crate::support::{Db, commit_waits};

const PEOPLE: &str = "id,full_name\n1,Ann\n2,Bob\n";

/// All that the record says, but for times, digests and runs.
const RECORD: &str =
    "SELECT import_id, file_number, file_name, bytes, table_name, truncates, rows, finished_at IS NOT NULL
    FROM blink.imports ORDER BY import_id, file_number";

fn assert_refused(ended: &Ended, message: &str) {
    assert_eq!(
        (ended.status, ended.from("error: ").starts_with(message)),
        (1, true),
        "{}",
        ended.stderr
    );
}

#[tokio::test]
async fn a_second_run_does_nothing_and_says_so() {
    if !blink_testdb::needs_several_connections("a_second_run_does_nothing_and_says_so") {
        return;
    }
    let db = Db::new(SHOP).await;
    let folder = folder(
        "imported",
        &[("people.csv", PEOPLE), ("orders.csv", "id,person_id\n7,2\n")],
    );
    for more in [&[][..], &["--non-atomic"]] {
        db.rows("TRUNCATE people, orders; DROP SCHEMA IF EXISTS blink CASCADE")
            .await;
        let args = [&["orders.csv", "people.csv", "--import-id", "it's June"], more].concat();
        let ended = load(&db, &folder, &args);
        assert_eq!(ended.status, 0, "{}", ended.stderr);
        let announced = "A record of this import is kept: the tables blink.imports and blink.import_batches are made (--import-id).";
        assert!(ended.stderr.contains(announced), "{}", ended.stderr);
        assert_eq!(
            db.rows(RECORD).await,
            [
                "it's June|1|people.csv|25|public.people|f|2|t",
                "it's June|2|orders.csv|17|public.orders|f|1|t"
            ]
        );
        if more.is_empty() {
            let transactions = "SELECT count(DISTINCT xmin::text) FROM (
                SELECT xmin FROM people UNION ALL SELECT xmin FROM orders UNION ALL SELECT xmin FROM blink.imports) stored";
            assert_eq!(db.one(transactions).await, "1");
        }
        // The content counts, not the name.
        std::fs::write(folder.0.join("copy.csv"), PEOPLE).unwrap();
        let again = [
            &[
                "copy.csv",
                "orders.csv",
                "--schema",
                "public",
                "--import-id",
                "it's June",
            ],
            more,
        ]
        .concat();
        let ended = load(&db, &folder, &again);
        assert_refused(
            &ended,
            "error: 1 mistake; nothing was written:\n  - copy.csv: there is no table public.copy",
        );
        for _ in 0..2 {
            let ended = load(&db, &folder, &args);
            assert_eq!(
                (ended.status, ended.stdout.as_str()),
                (
                    0,
                    "the import it's June is done already: people.csv into public.people, orders.csv into public.orders; \
                     nothing was written\n"
                )
            );
            assert!(!ended.stderr.contains("About to write"), "{}", ended.stderr);
        }
        let ended = load(&db, &folder, &args[1..]);
        assert_eq!(ended.status, 1, "{}", ended.stderr);
        assert!(
            ended
                .from("error: ")
                .contains(" with 2 files, and there are 1 now; nothing was written"),
            "{}",
            ended.stderr
        );
        let ended = load(&db, &folder, &[&args[..], &["--json"]].concat());
        let done: Value = serde_json::from_str(&ended.stdout).unwrap();
        assert_eq!(
            (&done["status"], &done["exit"], &done["import"]["already_done"]),
            (&"done".into(), &0.into(), &true.into()),
            "{done}"
        );
        assert_eq!(
            db.rows("SELECT (SELECT count(*) FROM people), (SELECT count(*) FROM orders)")
                .await,
            ["2|1"]
        );
    }
}

#[tokio::test]
async fn other_files_under_a_name_are_a_mistake() {
    if !blink_testdb::needs_several_connections("other_files_under_a_name_are_a_mistake") {
        return;
    }
    let db = Db::new(&format!("{SHOP}; CREATE TABLE others (LIKE people)")).await;
    let folder = folder(
        "others",
        &[("people.csv", PEOPLE), ("others.csv", "id,full_name\n3,Cid\n")],
    );
    let ended = load(&db, &folder, &["people.csv", "--import-id", "june", "--json"]);
    assert_eq!(ended.status, 0, "{}", ended.stderr);
    let report: Value = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!(
        report["import"],
        serde_json::json!({"id": "june", "already_done": false, "resumed": false, "rows_left_out": 0})
    );
    let at = db.one("SELECT finished_at FROM blink.imports").await;
    for (args, what) in [
        (&["others.csv"][..], "and others.csv is none of its files"),
        (
            &["people.csv", "--into", "others"],
            "and people.csv went into public.people then, and goes into public.others now",
        ),
        (&["people.csv", "others.csv"], "and others.csv is none of its files"),
        (
            &["others.csv", "--truncate", "--non-atomic"],
            "and others.csv is none of its files",
        ),
    ] {
        let ended = load(&db, &folder, &[args, &["--import-id", "june"]].concat());
        let message = format!(
            "error: the import june was done at {at}, {what}; nothing was written\n\
             help: give this import a name of its own; if those rows are gone, DELETE FROM blink.imports WHERE import_id = \
             'june' makes this name free"
        );
        assert_eq!((ended.status, ended.from("error: ")), (1, message));
    }
    std::fs::write(folder.0.join("people.csv"), "id,full_name\n1,Ann\n2,Bill\n").unwrap();
    let ended = load(&db, &folder, &["people.csv", "--import-id", "june"]);
    assert_refused(
        &ended,
        &format!(
            "error: the import june was done at {at}, and people.csv has another content now than then; nothing was written"
        ),
    );
    assert_eq!(
        db.rows("SELECT (SELECT string_agg(full_name, ',') FROM people), (SELECT count(*) FROM others)")
            .await,
        ["Ann,Bob|0"]
    );
    // What the message says.
    db.rows("DELETE FROM blink.imports WHERE import_id = 'june'; TRUNCATE people, orders")
        .await;
    let ended = load(&db, &folder, &["people.csv", "--import-id", "june"]);
    assert_eq!(ended.status, 0, "{}", ended.stderr);
    assert_eq!(db.one("SELECT max(full_name) FROM people").await, "Bill");
}

#[tokio::test]
async fn nothing_is_made_that_was_not_asked_for() {
    if !blink_testdb::needs_several_connections("nothing_is_made_that_was_not_asked_for") {
        return;
    }
    let db = Db::new(SHOP).await;
    let folder = folder("not-asked", &[("people.csv", PEOPLE), ("orders.csv", "id\nx\n")]);
    let is_made = "SELECT count(*) FROM pg_namespace WHERE nspname = 'blink'";
    for args in [
        &["people.csv"][..],
        &[
            "people.csv",
            "--non-atomic",
            "--truncate",
            "--into",
            "orders",
            "--ignore-extra",
        ],
        // Refused before anything is written.
        &["people.csv", "--import-id", "x", "--into", "none"],
        &["people.csv", "--import-id", "x", "--confirm", "another"],
    ] {
        load(&db, &folder, args);
        assert_eq!(db.one(is_made).await, "0", "{args:?}");
    }
    // A run that is rolled back leaves no word of its files.
    let ended = load(&db, &folder, &["orders.csv", "--import-id", "x"]);
    assert_eq!(ended.status, 1, "{}", ended.stderr);
    assert_eq!(db.one("SELECT count(*) FROM blink.imports").await, "0");
    std::fs::write(folder.0.join("orders.csv"), "id\n5\n").unwrap();
    let ended = load(&db, &folder, &["orders.csv", "--import-id", "x"]);
    assert_eq!(ended.status, 0, "{}", ended.stderr);
    assert!(
        ended
            .stderr
            .contains("A record of this import is kept in blink.imports (--import-id)."),
        "{}",
        ended.stderr
    );
}

/// No key of the table would stop the second.
#[tokio::test]
async fn of_two_runs_at_once_one_stores_its_rows() {
    if !blink_testdb::needs_several_connections("of_two_runs_at_once_one_stores_its_rows") {
        return;
    }
    let db = Db::new("CREATE TABLE people (id int, full_name text)").await;
    db.rows(&commit_waits("people", 1)).await;
    let folder = folder("at-once", &[("people.csv", PEOPLE)]);
    db.rows("SELECT pg_advisory_lock(1)").await;
    let name = db.database.name();
    let args = [
        "load",
        "people.csv",
        "--import-id",
        "x",
        "--progress",
        "none",
        "--confirm",
        name,
    ];
    let first = start(&db, &folder, &args);
    let waiting = |kind: &str| {
        format!(
            "EXISTS (SELECT FROM pg_locks JOIN pg_stat_activity USING (pid)
                WHERE datname = current_database() AND locktype = '{kind}' AND NOT granted)"
        )
    };
    db.wait_until(&waiting("advisory")).await;
    let second = start(&db, &folder, &args);
    db.wait_until(&waiting("transactionid")).await;
    db.rows("SELECT pg_advisory_unlock(1)").await;
    let first = first.wait_with_output().unwrap();
    assert!(first.status.success(), "{}", String::from_utf8_lossy(&first.stderr));
    let second = second.wait_with_output().unwrap();
    let said = String::from_utf8(second.stderr).unwrap();
    assert_eq!(second.status.code(), Some(1), "{said}");
    assert!(
        said.contains(
            "error: another run of the import x has begun or ended meanwhile; table public.people: the rows could"
        ),
        "{said}"
    );
    assert_eq!(
        db.rows("SELECT (SELECT count(*) FROM people), (SELECT count(*) FROM blink.imports)")
            .await,
        ["2|1"]
    );
}

#[tokio::test]
async fn the_record_is_documented() {
    if !blink_testdb::needs_several_connections("the_record_is_documented") {
        return;
    }
    let db = Db::new(SHOP).await;
    let folder = folder("documented", &[("people.csv", PEOPLE)]);
    let ended = load(&db, &folder, &["people.csv", "--import-id", "x"]);
    assert_eq!(ended.status, 0, "{}", ended.stderr);
    let without = "SELECT attrelid::regclass, attname FROM pg_attribute
        WHERE attrelid IN ('blink.imports'::regclass, 'blink.import_batches'::regclass) AND attnum >= 0
            AND col_description(attrelid, attnum) IS NULL";
    assert_eq!(db.rows(without).await, Vec::<String>::new());
    assert_eq!(
        db.rows(&format!(
            "SELECT sha256 = encode(sha256('{}'), 'hex') FROM blink.imports",
            PEOPLE
        ))
        .await,
        ["t"]
    );
}

#[tokio::test]
async fn a_table_that_is_not_ours_is_left_as_it_is() {
    if !blink_testdb::needs_several_connections("a_table_that_is_not_ours_is_left_as_it_is") {
        return;
    }
    let db = Db::new(&format!(
        "{SHOP}; CREATE SCHEMA blink; CREATE TABLE blink.imports (import_id text)"
    ))
    .await;
    let folder = folder("not-ours", &[("people.csv", PEOPLE)]);
    let args = ["people.csv", "--import-id", "x"];
    assert_refused(
        &load(&db, &folder, &args),
        "error: blink.imports is not the table of that name that blink makes for --import-id; it is left as it is\n\
         help: rename it, or leave --import-id out",
    );
    assert_eq!(
        db.rows("SELECT relname FROM pg_class WHERE relnamespace = 'blink'::regnamespace")
            .await,
        ["imports"]
    );
    db.rows("DROP TABLE blink.imports; CREATE VIEW blink.import_batches AS SELECT 1 AS n")
        .await;
    assert_refused(
        &load(&db, &folder, &args),
        "error: blink.import_batches is not the table",
    );
    // A schema of that name may have other things in it.
    db.rows("DROP VIEW blink.import_batches; CREATE TABLE blink.mine ()")
        .await;
    assert_eq!(load(&db, &folder, &args).status, 0);
    db.rows("DROP TABLE blink.import_batches").await;
    assert_refused(
        &load(&db, &folder, &args),
        "error: one of the tables blink.imports and blink.import_batches is missing",
    );
    assert_eq!(db.one("SELECT count(*) FROM people").await, "2");
}

#[cfg(unix)]
#[tokio::test]
async fn only_a_regular_file_is_imported() {
    if !blink_testdb::needs_several_connections("only_a_regular_file_is_imported") {
        return;
    }
    let db = Db::new(SHOP).await;
    let folder = folder("pipe", &[]);
    let pipe = folder.0.join("people.csv");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.unwrap().success());
    let writing = std::thread::spawn(move || std::fs::write(pipe, PEOPLE));
    assert_refused(
        &load(&db, &folder, &["people.csv", "--import-id", "x"]),
        "error: people.csv is no regular file, and --import-id has to read a file before it is loaded; nothing was written\n\
         help: store the data in a file, or leave --import-id out",
    );
    drop(writing.join());
}

/// A role that may fill the table, and no more.
#[tokio::test]
async fn a_role_that_may_not_keep_a_record_is_told() {
    if !blink_testdb::needs_several_connections("a_role_that_may_not_keep_a_record_is_told") {
        return;
    }
    let db = Db::new(SHOP).await;
    let name = db.one("SELECT current_database()").await;
    let role = format!("{name}_filler");
    db.rows(&format!(
        "CREATE ROLE \"{role}\"; GRANT \"{role}\" TO CURRENT_USER; GRANT SELECT, INSERT ON people TO \"{role}\";
         ALTER DATABASE \"{name}\" SET role = '{role}'"
    ))
    .await;
    let folder = folder("role", &[("people.csv", PEOPLE)]);
    let args = ["people.csv", "--import-id", "x"];
    let ended = load(&db, &folder, &args);
    assert_refused(
        &ended,
        &format!(
            "error: the record of imports cannot be made: permission denied for database {name} (SQLSTATE 42501)\n\
             help: let a role that may make it run CREATE SCHEMA blink AUTHORIZATION"
        ),
    );
    db.rows(&format!("CREATE SCHEMA blink AUTHORIZATION \"{role}\"")).await;
    let ended = load(&db, &folder, &args);
    assert_eq!(ended.status, 0, "{}", ended.stderr);
    db.rows(&format!(
        "REVOKE ALL ON blink.imports FROM \"{role}\"; ALTER TABLE blink.imports OWNER TO CURRENT_USER"
    ))
    .await;
    assert_refused(
        &load(&db, &folder, &args),
        "error: the record of imports cannot be used: permission denied for table imports (SQLSTATE 42501)\n\
         help: its owner has to GRANT USAGE ON SCHEMA blink",
    );
    assert_eq!(db.one("SELECT count(*) FROM people").await, "2");
    db.rows(&format!(
        "DROP SCHEMA blink CASCADE; DROP OWNED BY \"{role}\"; ALTER DATABASE \"{name}\" RESET role; DROP ROLE \"{role}\""
    ))
    .await;
}
