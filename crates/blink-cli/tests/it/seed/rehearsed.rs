//! The rehearsal: what the server refuses is known before the first row.

use blink_testdb::needs_several_connections;
use serde_json::json;

use super::{json_of, run, seed};
use crate::support::Db;

/// A trigger that refuses all rows of one table, which another needs.
pub const CLOSED: &str = "CREATE TABLE closed (id int PRIMARY KEY);
    CREATE TABLE under (id int PRIMARY KEY, closed_id int NOT NULL REFERENCES closed);
    CREATE TABLE open (id int PRIMARY KEY);
    CREATE FUNCTION close() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'closed for good'; END $$;
    CREATE TRIGGER close BEFORE INSERT ON closed FOR EACH ROW EXECUTE FUNCTION close()";

/// A trigger that may send something elsewhere.
const FAR: &str = "CREATE TABLE far (id int PRIMARY KEY);
    CREATE FUNCTION send() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN IF NEW.id < 0 THEN PERFORM net.http_post('https://example.com'); END IF; RETURN NULL; END $$;
    CREATE TRIGGER send AFTER INSERT ON far FOR EACH ROW EXECUTE FUNCTION send()";

const COUNTS: &str = "SELECT (SELECT count(*) FROM closed), (SELECT count(*) FROM under), (SELECT count(*) FROM open)";

#[tokio::test]
async fn what_the_server_refuses_is_left_out_with_its_words() {
    if !needs_several_connections("what_the_server_refuses_is_left_out_with_its_words") {
        return;
    }
    let db = Db::new(CLOSED).await;
    let strict = seed(&db, &["--strict"]);
    assert_eq!(strict.status, 1, "{}", strict.stderr);
    let error = strict.from("error: ");
    assert!(
        error.starts_with(
            "error: 2 tables would be left out (--strict); nothing was written:\n  \
             - public.closed: the server refuses row 1, id = '1': closed for good (SQLSTATE P0001)\n  - public.under: "
        ),
        "{error}"
    );
    // Nobody has to know of it: the run itself is refused.
    let unrehearsed = seed(&db, &["--no-rehearsal"]);
    assert_eq!(unrehearsed.status, 1, "{}", unrehearsed.stderr);
    assert!(
        unrehearsed.stderr.contains("closed for good") && !unrehearsed.stderr.contains("rehearsed"),
        "{}",
        unrehearsed.stderr
    );
    assert_eq!(db.rows(COUNTS).await, ["0|0|0"]);

    let ended = seed(&db, &["--rows", "20", "--until", "2024-06-30"]);
    assert_eq!(ended.status, 3, "{}", ended.stderr);
    let told = ended.from("rehearsed: ");
    let mut lines = told.lines();
    assert_eq!(lines.next(), Some("rehearsed: 11 rows, taken back"));
    assert_eq!(
        lines.next(),
        Some("left out: public.closed: the server refuses row 1, id = '1': closed for good (SQLSTATE P0001)")
    );
    let child = lines.next().unwrap();
    assert!(child.starts_with("left out: public.under: "), "{child}");
    assert_eq!(
        lines.next(),
        Some("20 rows into 1 table, about 24.6 kB, up to 2024-06-30 (--until), seed 0 (--seed)")
    );
    assert_eq!(db.rows(COUNTS).await, ["0|0|20"]);
}

#[tokio::test]
async fn the_rehearsal_is_in_the_report_and_in_the_plan() {
    if !needs_several_connections("the_rehearsal_is_in_the_report_and_in_the_plan") {
        return;
    }
    let db = Db::new(CLOSED).await;
    let report = json_of(&seed(&db, &["--rows", "20", "--json"]));
    assert_eq!(
        (&report["status"], &report["rehearsal"]),
        (&json!("left_out"), &json!({"rows": 11, "not_rehearsed": []}))
    );
    assert_eq!(report["left_out"][0]["table"], "public.closed");

    let db = Db::new(CLOSED).await;
    let name = db.database.name();
    let plan = run(&db, &["plan"]);
    assert_eq!((plan.status, plan.stderr.as_str()), (0, ""));
    assert!(!plan.stdout.contains("rehearsed"), "{}", plan.stdout);
    assert_eq!(json_of(&run(&db, &["plan", "--json"]))["rehearsal"], json!(null));
    let plan = run(&db, &["plan", "--rehearse", "--rows", "20", "--confirm", name]);
    assert_eq!(plan.status, 3, "{}", plan.stderr);
    assert!(
        plan.stderr
            .contains("\nSome rows of each table are stored and taken back (--rehearse); nothing stays.\n"),
        "{}",
        plan.stderr
    );
    let shown = "\nrehearsed: 11 rows, taken back\n\nleft out:\n  public.closed: the server refuses row 1";
    assert!(plan.stdout.contains(shown), "{}", plan.stdout);
    let args = [
        "plan",
        "--rehearse",
        "--rows",
        "20",
        "--strict",
        "--json",
        "--confirm",
        name,
    ];
    let strict = run(&db, &args);
    assert_eq!(strict.status, 1, "{}", strict.stderr);
    assert_eq!(json_of(&strict)["plan"]["rehearsal"]["rows"], json!(11));
    assert_eq!(db.rows(COUNTS).await, ["0|0|0"]);
}

/// It writes, though nothing stays.
#[tokio::test]
async fn the_rehearsal_of_a_plan_is_confirmed() {
    if !needs_several_connections("the_rehearsal_of_a_plan_is_confirmed") {
        return;
    }
    let db = Db::new(CLOSED).await;
    let ended = run(&db, &["plan", "--rehearse"]);
    assert_eq!((ended.status, ended.stdout.as_str()), (2, ""));
    let advice = format!("help: if it is the right one, add --confirm {}\n", db.database.name());
    assert!(ended.stderr.ends_with(&advice), "{}", ended.stderr);
    let name = db.database.name();
    db.rows(&format!("ALTER DATABASE {name} SET blink.writes = 'never'"))
        .await;
    let ended = run(&db, &["plan", "--rehearse", "--confirm", name]);
    assert_eq!(ended.status, 1);
    assert!(ended.stderr.contains("blink.writes"), "{}", ended.stderr);
}

#[tokio::test]
async fn what_only_the_server_can_say_is_in_the_plan() {
    if !needs_several_connections("what_only_the_server_can_say_is_in_the_plan") {
        return;
    }
    let db = Db::new(
        "CREATE FUNCTION even(a int) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT a % 2 = 0';
         CREATE TABLE kept (id int PRIMARY KEY, n int NOT NULL CONSTRAINT is_even CHECK (even(n)))",
    )
    .await;
    let plan = run(&db, &["plan"]);
    assert_eq!(plan.status, 0, "{}", plan.stderr);
    let line = plan.stdout.lines().find(|line| line.contains("is_even: ")).unwrap();
    assert!(
        line.starts_with("  is_even: only the server can say, certain (one of ")
            && line.contains(" that the server accepts, of "),
        "{line}"
    );
    let plan = json_of(&run(&db, &["plan", "--json"]));
    let constraint = &plan["tables"][0]["constraints"][0];
    assert_eq!(
        (&constraint["constraint"], &constraint["certain"]),
        (&json!("is_even"), &json!(true))
    );
    let because = constraint["because"].as_str().unwrap();
    assert!(because.contains("that the server accepts"), "{because}");
    assert_eq!(seed(&db, &["--rows", "50"]).status, 0);
    assert_eq!(db.one("SELECT count(*) FROM kept WHERE n % 2 = 0").await, "50");
}

#[tokio::test]
async fn what_reaches_outside_is_not_rehearsed_unless_asked_for() {
    if !needs_several_connections("what_reaches_outside_is_not_rehearsed_unless_asked_for") {
        return;
    }
    let db = Db::new(FAR).await;
    let ended = seed(&db, &["--rows", "20"]);
    assert_eq!(ended.status, 0, "{}", ended.stderr);
    assert!(
        ended
            .stderr
            .contains("\nrehearsed: 0 rows, taken back\nnot rehearsed: public.far: "),
        "{}",
        ended.stderr
    );
    let ended = seed(&db, &["--rows", "20", "--truncate", "--rehearse-all"]);
    assert_eq!(ended.status, 0, "{}", ended.stderr);
    assert!(
        ended.stderr.contains("\nrehearsed: 20 rows, taken back\n") && !ended.stderr.contains("not rehearsed"),
        "{}",
        ended.stderr
    );
    assert_eq!(db.one("SELECT count(*) FROM far").await, "20");
}
