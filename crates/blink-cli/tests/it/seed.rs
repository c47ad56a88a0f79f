//! `blink seed`, `blink plan` and `blink preview` of a schema, as programs.

mod last_line;
mod left;
mod previewed;
pub mod rehearsed;
mod sized;
#[cfg(unix)]
mod stopped;

use blink_testdb::needs_several_connections;
use serde_json::{Value, json};

use crate::load::{Ended, blink};
use crate::support::{Db, Folder};

const SHOP: &str =
    "CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL UNIQUE, created_at timestamptz NOT NULL);
    CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint NOT NULL REFERENCES users,
        total numeric(10,2) NOT NULL CHECK (total >= 0), created_at timestamptz NOT NULL)";

/// The program, run in a folder without files.
fn run(db: &Db, args: &[&str]) -> Ended {
    let folder = Folder::new(&format!("seed-{}", db.database.name()), &[]);
    blink(db, &folder, args, None)
}

/// Seeds, whoever else is in the database: the test's own connection.
fn seed(db: &Db, args: &[&str]) -> Ended {
    let name = db.database.name();
    run(db, &[&["seed", "--confirm", name, "--progress", "none"], args].concat())
}

fn json_of(ended: &Ended) -> Value {
    serde_json::from_str(&ended.stdout).unwrap_or_else(|error| panic!("{error}: {}{}", ended.stdout, ended.stderr))
}

#[tokio::test]
async fn who_can_log_in_is_told() {
    if !needs_several_connections("who_can_log_in_is_told") {
        return;
    }
    let db = Db::new(
        "CREATE TABLE members (id bigint PRIMARY KEY, email text NOT NULL UNIQUE, password_hash char(60) NOT NULL)",
    )
    .await;
    let ended = seed(&db, &["--rows", "5"]);
    let line = ended
        .stdout
        .lines()
        .find_map(|line| line.strip_prefix("log in to public.members as "));
    let names = line
        .and_then(|line| line.strip_suffix("; the password is blink"))
        .unwrap();
    let of_first = "SELECT string_agg(email, ', ' ORDER BY id) FROM members WHERE id <= 3";
    assert_eq!(db.one(of_first).await, names, "{}", ended.stdout);
    let shown = json_of(&seed(&db, &["--rows", "5", "--truncate", "--json"]));
    let names = shown["logins"]
        .as_array()
        .unwrap()
        .iter()
        .map(|login| login["name"].as_str().unwrap());
    assert_eq!(db.one(of_first).await, names.collect::<Vec<_>>().join(", "));
    assert_eq!(shown["logins"][0]["password"], json!("blink"));
}

/// A checksum of the rows of a table.
async fn checksum(db: &Db, table: &str) -> String {
    db.one(&format!(
        "SELECT md5(string_agg(t::text, ',' ORDER BY t::text)) FROM {table} t"
    ))
    .await
}

#[tokio::test]
async fn a_schema_is_filled_and_then_there_is_nothing_to_do() {
    if !needs_several_connections("a_schema_is_filled_and_then_there_is_nothing_to_do") {
        return;
    }
    let db = Db::new(SHOP).await;
    let ended = seed(&db, &["--until", "2024-06-30"]);
    assert_eq!(ended.status, 0, "{}", ended.stderr);
    let (first, rest) = ended.stderr.split_once('\n').unwrap();
    assert!(
        first.starts_with("1,334 rows into 2 tables, about ")
            && first.ends_with(" kB, up to 2024-06-30 (--until), seed 0 (--seed)")
            && rest.starts_with("About to write to\n"),
        "{}",
        ended.stderr
    );
    assert!(
        ended.stderr.contains("  fills     public.orders (no rows)\n"),
        "{}",
        ended.stderr
    );
    assert!(ended.stdout.contains("public.users"), "{}", ended.stdout);
    assert_eq!(
        ended.stdout.lines().last(),
        Some("for a million rows in each of the largest tables add --rows 1000000 --truncate")
    );
    let counts = "SELECT (SELECT count(*) FROM users), (SELECT count(*) FROM orders),
        (SELECT max(created_at) <= '2024-06-30' FROM orders)";
    assert_eq!(db.rows(counts).await, ["334|1000|t"]);

    let before = checksum(&db, "orders").await;
    let again = seed(&db, &[]);
    assert_eq!(
        (again.status, again.stdout.as_str()),
        (
            0,
            "nothing to do: 2 tables have rows, and no other is to be filled (--truncate empties and fills them)\n"
        )
    );
    // Not even an empty line, which there was.
    assert_eq!(again.stderr, "");
    assert_eq!(checksum(&db, "orders").await, before);
    let again = seed(&db, &["--tables", "users", "--json"]);
    let said = json_of(&again);
    assert_eq!(
        (&said["status"], &said["rows"], &said["with_rows"]),
        (&json!("done"), &json!(0), &json!(["public.orders", "public.users"]))
    );

    let truncated = seed(&db, &["--truncate", "--rows", "30"]);
    assert_eq!(truncated.status, 0, "{}", truncated.stderr);
    assert!(
        truncated
            .stderr
            .contains("All rows of these tables are removed first (--truncate)."),
        "{}",
        truncated.stderr
    );
    assert!(!truncated.stdout.contains("--rows 1000000"), "{}", truncated.stdout);
    assert_eq!(db.one("SELECT count(*) FROM orders").await, "30");
}

#[tokio::test]
async fn threads_change_nothing_and_a_seed_everything() {
    if !needs_several_connections("threads_change_nothing_and_a_seed_everything") {
        return;
    }
    let mut sums = Vec::new();
    for args in [
        &["--threads", "1"][..],
        &["--threads", "2"],
        &["--threads", "2", "--seed", "7"],
    ] {
        let db = Db::new(SHOP).await;
        let ended = seed(&db, &[&["--rows", "300", "--until", "2024-06-30"], args].concat());
        assert_eq!(ended.status, 0, "{}", ended.stderr);
        sums.push((checksum(&db, "users").await, checksum(&db, "orders").await));
    }
    assert_eq!(sums[0], sums[1]);
    assert!(sums[1].0 != sums[2].0 && sums[1].1 != sums[2].1);
}

#[tokio::test]
async fn a_plan_says_what_is_made_and_why_and_writes_nothing() {
    if !needs_several_connections("a_plan_says_what_is_made_and_why_and_writes_nothing") {
        return;
    }
    let db = Db::new(SHOP).await;
    let ended = run(&db, &["plan", "--until", "2024-06-30", "--seed", "3"]);
    assert_eq!((ended.status, ended.stderr.as_str()), (0, ""));
    let mut parts = ended.stdout.split("\n\n");
    let first = parts.next().unwrap();
    assert!(
        first.starts_with("2 tables, 1,334 rows, about ")
            && first.ends_with(" kB, up to 2024-06-30 (--until), seed 3 (--seed)"),
        "{first}"
    );
    let users = parts.next().unwrap();
    assert!(
        users.starts_with("public.users: root, 334 rows, about ") && users.contains(" kB\n  id "),
        "{users}"
    );
    let orders = parts.next().unwrap();
    assert!(
        orders.starts_with("public.orders: child, 1,000 rows, about ") && orders.contains(" kB\n  id "),
        "{orders}"
    );
    assert!(
        orders.contains("\n  user_id → public.users: any row, some far more often\n"),
        "{orders}"
    );
    let user = orders.lines().find(|line| line.starts_with("  user_id ")).unwrap();
    assert!(
        user.ends_with("public.users.id (foreign key orders_user_id_fkey)"),
        "{user}"
    );
    assert!(
        orders.ends_with("\n  orders_total_check: values within it, certain\n"),
        "{orders:?}"
    );
    assert_eq!(db.one("SELECT count(*) FROM users").await, "0");

    let plan = json_of(&run(&db, &["plan", "--until", "2024-06-30", "--seed", "3", "--json"]));
    assert_eq!(
        (&plan["until"], &plan["seed"], &plan["rows"]),
        (&json!("2024-06-30"), &json!(3), &json!(1_334))
    );
    let orders = &plan["tables"][1];
    assert_eq!(
        (&orders["table"], &orders["kind"], &orders["rows"]),
        (&json!("public.orders"), &json!("child"), &json!(1_000))
    );
    let user = &orders["columns"][1];
    assert_eq!(
        (&user["column"], &user["maker"], &user["because"]),
        (
            &json!("user_id"),
            &json!("public.users.id"),
            &json!("foreign key orders_user_id_fkey")
        )
    );
    assert_eq!(
        orders["constraints"],
        json!([{"constraint": "orders_total_check", "met_by": "values within it", "certain": true,
            "because": null}])
    );
    let relation = &orders["relations"][0];
    assert_eq!(
        (&relation["constraint"], &relation["columns"], &relation["parent"]),
        (
            &json!("orders_user_id_fkey"),
            &json!(["user_id"]),
            &json!("public.users")
        )
    );
    assert_eq!(
        (&relation["shape"], &relation["children"]),
        (&json!("any row, some far more often"), &json!(null))
    );
    assert_eq!(user["samples"].as_array().map(Vec::len), Some(3));
    for list in ["left_out", "left_alone", "with_rows", "not_asked"] {
        assert_eq!(plan[list], json!([]));
    }
    assert!(orders["rebuilt"].is_array() && orders["kept"].is_array());
}

/// The names of tables are checked before anything else is said.
#[tokio::test]
async fn unknown_names_are_mistakes_with_the_nearest_name() {
    if !needs_several_connections("unknown_names_are_mistakes_with_the_nearest_name") {
        return;
    }
    let db = Db::new(&format!("{SHOP}; CREATE SCHEMA shop; CREATE TABLE shop.users (id int)")).await;
    for command in ["seed", "plan"] {
        let ended = run(&db, &[command, "--tables", "user,public.orders", "--except", "users"]);
        assert_eq!(
            (ended.status, ended.stdout.as_str(), ended.stderr.as_str()),
            (
                1,
                "",
                "error: 2 mistakes; nothing was written:\n  \
                 - there is no table user (did you mean public.users? Names are case-sensitive)\n  \
                 - users is the name of 2 tables (name its schema, too: public.users or shop.users)\n"
            )
        );
    }
    let ended = run(&db, &["preview", "Orders"]);
    assert_eq!(
        (ended.status, ended.stderr.as_str()),
        (
            1,
            "error: there is no table Orders\nhelp: did you mean public.orders? Names are case-sensitive\n"
        )
    );
    let ended = run(&db, &["seed", "--schema", "shpo", "--json"]);
    let failure = json_of(&ended);
    assert_eq!((ended.status, &failure["status"]), (1, &json!("refused")));
    assert_eq!(
        failure["message"],
        "there is no table in a schema shpo; nothing was written"
    );
    assert_eq!(failure["help"], "did you mean shop? Names are case-sensitive");
}

#[tokio::test]
async fn the_database_is_confirmed_as_for_a_load() {
    if !needs_several_connections("the_database_is_confirmed_as_for_a_load") {
        return;
    }
    let db = Db::new(SHOP).await;
    // The test's own connection is a sign.
    let ended = run(&db, &["seed"]);
    assert_eq!(ended.status, 2, "{}", ended.stderr);
    assert!(
        ended.stderr.contains(&format!(
            "help: if it is the right one, add --confirm {}",
            db.database.name()
        )),
        "{}",
        ended.stderr
    );
    let ended = run(&db, &["seed", "--confirm", "shop"]);
    assert_eq!(ended.status, 2);
    assert!(
        ended
            .stderr
            .contains("error: --confirm names shop, and the database is "),
        "{}",
        ended.stderr
    );
    let forbid = format!("ALTER DATABASE {} SET blink.writes = 'never'", db.database.name());
    db.rows(&forbid).await;
    let ended = seed(&db, &[]);
    assert_eq!(ended.status, 1);
    assert!(ended.stderr.contains("blink.writes"), "{}", ended.stderr);
    assert_eq!(run(&db, &["preview", "users"]).status, 0);
    assert_eq!(db.one("SELECT count(*) FROM users").await, "0");
}

#[tokio::test]
async fn a_schema_alone_is_filled() {
    if !needs_several_connections("a_schema_alone_is_filled") {
        return;
    }
    let db = Db::new(&format!(
        "{SHOP}; CREATE SCHEMA log; CREATE TABLE log.events (id int PRIMARY KEY)"
    ))
    .await;
    let ended = seed(&db, &["--schema", "log", "--rows", "7", "--json"]);
    let report = json_of(&ended);
    assert_eq!((ended.status, &report["rows"]), (0, &json!(7)));
    assert_eq!(report["not_asked"], json!(["public.orders", "public.users"]));
    assert_eq!(
        db.rows("SELECT (SELECT count(*) FROM log.events), (SELECT count(*) FROM users)")
            .await,
        ["7|0"]
    );
}

#[tokio::test]
async fn progress_is_told_in_rows() {
    if !needs_several_connections("progress_is_told_in_rows") {
        return;
    }
    let db = Db::new(SHOP).await;
    let name = db.database.name();
    let ended = run(&db, &["seed", "--confirm", name, "--progress", "json"]);
    let last = ended.stderr.lines().rev().find(|line| line.starts_with('{')).unwrap();
    let event: Value = serde_json::from_str(last).unwrap();
    assert_eq!(
        (&event["rows_sent"], &event["rows_total"], event.get("bytes_read")),
        (&json!(1_334), &json!(1_334), None)
    );
}

/// Names are those of whoever made the schema.
#[tokio::test]
async fn names_are_shown_escaped() {
    if !needs_several_connections("names_are_shown_escaped") {
        return;
    }
    const NAME: &str = "<script>\u{1b}[2J\n-- y";
    let db = Db::new(&format!("CREATE TABLE \"{NAME}\" (\"a\u{1b}]0;b\nc\" int PRIMARY KEY)")).await;
    for ended in [
        run(&db, &["plan"]),
        run(&db, &["preview", NAME]),
        seed(&db, &["--rows", "3"]),
    ] {
        assert_eq!(ended.status, 0, "{}", ended.stderr);
        let said = format!("{}{}", ended.stdout, ended.stderr);
        assert!(
            !said.contains('\u{1b}') && said.contains("<script>\\u{1b}[2J"),
            "{said:?}"
        );
    }
    assert_eq!(db.one(&format!("SELECT count(*) FROM \"{NAME}\"")).await, "3");
}
