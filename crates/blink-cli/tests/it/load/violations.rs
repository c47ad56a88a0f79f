//! Keys that the server finds at the end: each with the lines of its rows.

use serde_json::{Value, json};

use super::{folder, load};
use crate::support::Db;

const STAFF: &str = "CREATE SCHEMA hr; CREATE TABLE hr.staff (id int PRIMARY KEY, name text)";

#[tokio::test]
async fn keys_that_occur_more_than_once_have_the_lines_of_their_rows() {
    if !blink_testdb::needs_several_connections("keys_that_occur_more_than_once_have_the_lines_of_their_rows") {
        return;
    }
    let db = Db::new("CREATE TABLE people (id int PRIMARY KEY, name text, UNIQUE (name, id))").await;
    let content = "id,name\n7,\"A\nB\"\n1,C\n7,D\n2,E\n1,F\n3,G\n7,H\n9,I\n9,J\n";
    let folder = folder("duplicates", &[("people.csv", content)]);
    let args = ["people.csv", "--indexes", "rebuild"];
    let ended = load(&db, &folder, &args);
    assert_eq!(
        (ended.status, ended.from("error: ").as_str()),
        (
            1,
            "error: 3 keys occur more than once in people.csv (primary key people_pkey); nothing was written:\n  \
             - id = 7 at lines 2, 5 and 9\n  \
             - id = 1 at lines 4 and 7\n  \
             - id = 9 at lines 10 and 11\n\
             the server: could not create unique index \"people_pkey\""
        )
    );
    let ended = load(&db, &folder, &[&args[..], &["--max-faults", "1", "--json"]].concat());
    assert!(
        ended
            .from("error: ")
            .contains(":\n  - id = 7 at lines 2, 5 and 9\n  - and 2 more (--max-faults)\n"),
        "{}",
        ended.stderr
    );
    let failure: Value = serde_json::from_str(&ended.stdout).unwrap();
    let line = |line: u64| json!({"file": "people.csv", "first_line": line, "last_line": line});
    assert_eq!(
        failure["violations"],
        json!({
            "name": "people_pkey",
            "object": "primary key",
            "referenced_table": null,
            "columns": ["id"],
            "key_count": 3,
            "row_count": 7,
            "keys": [{"values": ["7"], "row_count": 3, "rows": [line(2), line(5), line(9)]}],
        })
    );
    // The row that the server has named.
    assert!(
        [4, 5, 7, 9, 11].contains(&failure["place"]["first_line"].as_u64().unwrap()),
        "{failure}"
    );
    assert_eq!(db.one("SELECT count(*) FROM people").await, "0");
}

#[tokio::test]
async fn a_row_of_several_files_is_that_of_its_file() {
    if !blink_testdb::needs_several_connections("a_row_of_several_files_is_that_of_its_file") {
        return;
    }
    let db = Db::new(STAFF).await;
    let folder = folder(
        "several",
        &[
            ("p1.csv", "id,name\n1,\"a\n\nb\"\n2,c\n"),
            ("p2.csv", "name,id\nd,3\ne,2\nf,1\ng,2\n"),
            ("p3.csv", "id\n5\n6\n"),
        ],
    );
    let args = ["p1.csv", "p2.csv", "p3.csv", "--into", "hr.staff", "--indexes"];
    let ended = load(&db, &folder, &[&args[..], &["rebuild"]].concat());
    assert_eq!(
        (ended.status, ended.from("error: ").as_str()),
        (
            1,
            "error: 2 keys occur more than once in hr.staff (primary key staff_pkey); nothing was written:\n  \
             - id = 1 at line 2 of p1.csv and line 4 of p2.csv\n  \
             - id = 2 at line 5 of p1.csv and lines 3 and 5 of p2.csv\n\
             the server: could not create unique index \"staff_pkey\""
        )
    );
    // The row that an index refuses is one of the file that is being read.
    let ended = load(&db, &folder, &[&args[..], &["keep", "--json"]].concat());
    assert!(
        ended.from("error: ").starts_with(
            "error: p2.csv, line 3: table hr.staff, step 2, row 2: the server refused: duplicate key value violates"
        ),
        "{}",
        ended.stderr
    );
    let failure: Value = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!(
        failure["place"],
        json!({"file": "p2.csv", "first_line": 3, "last_line": 3})
    );
    assert_eq!(failure["violations"], Value::Null);
    assert_eq!(db.one("SELECT count(*) FROM hr.staff").await, "0");
}

#[tokio::test]
async fn an_error_behind_all_files_of_a_table_named_the_last_one() {
    if !blink_testdb::needs_several_connections("an_error_behind_all_files_of_a_table_named_the_last_one") {
        return;
    }
    let db = Db::new(
        "CREATE TABLE t (id int, name text, CONSTRAINT apart EXCLUDE (id WITH =)); CREATE FUNCTION half(int) RETURNS int
         LANGUAGE sql IMMUTABLE SET search_path = pg_catalog AS 'SELECT $1 / 2'; CREATE TABLE u (id int); CREATE UNIQUE INDEX halves ON u (half(id))",
    )
    .await;
    let folder = folder("behind", &[("a.csv", "id\n1\n1\n"), ("b.csv", "id\n2\n3\n")]);
    // Of an exclusion constraint no row is certain; of an index that calls a user's function, the one that the server names.
    for (table, place, words) in [
        ("t", "", "t: apart, dropped for the load, could not be rebuilt"),
        (
            "u",
            "a.csv, line 3: ",
            "u, step 1, row 2: halves, dropped for the load, could not be rebuilt",
        ),
    ] {
        let ended = load(
            &db,
            &folder,
            &["a.csv", "b.csv", "--into", table, "--indexes", "rebuild"],
        );
        let error = ended.from("error: ");
        assert!(
            error.starts_with(&format!("error: {place}table public.{words}")),
            "{error}"
        );
    }
}

#[tokio::test]
async fn rows_whose_keys_refer_to_nothing_have_their_lines() {
    if !blink_testdb::needs_several_connections("rows_whose_keys_refer_to_nothing_have_their_lines") {
        return;
    }
    let db = Db::new(
        "CREATE TABLE people (a int, b text, PRIMARY KEY (a, b));
         CREATE TABLE orders (id int PRIMARY KEY, a int, b text, parent int REFERENCES orders, FOREIGN KEY (a, b) REFERENCES people)",
    )
    .await;
    let mut orders = String::from("id,a,b\n1,1,x\n2,1,y\n3,,y\n4,1,\"y\"\n");
    for id in 5..40 {
        orders.push_str(&format!("{id},2,\"z\u{1b}[1m\"\n"));
    }
    let folder = folder("orphans", &[("people.csv", "a,b\n1,x\n"), ("orders.csv", &orders)]);
    let ended = load(&db, &folder, &[".", "--indexes", "rebuild"]);
    assert_eq!(
        (ended.status, ended.from("error: ").as_str()),
        (
            1,
            "error: 2 keys that ./orders.csv refers to are missing in public.people (foreign key orders_a_b_fkey); nothing was written:\n  \
             - a = 1, b = y at lines 3 and 5\n  \
             - a = 2, b = z\\u{1b}[1m at lines 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 and 25 more\n\
             the server: insert or update on table \"orders\" violates foreign key constraint \"orders_a_b_fkey\""
        )
    );
    std::fs::write(folder.0.join("orders.csv"), "id,parent\n1,2\n2,\n3,9\n").unwrap();
    let ended = load(&db, &folder, &["orders.csv", "--indexes", "rebuild"]);
    assert!(
        ended.from("error: ").starts_with(
            "error: 1 key that orders.csv refers to is missing in public.orders (foreign key orders_parent_fkey); \
             nothing was written:\n  - parent = 9 at line 4\n"
        ),
        "{}",
        ended.stderr
    );
    assert_eq!(
        db.rows("SELECT count(*) FROM people UNION ALL SELECT count(*) FROM orders")
            .await,
        ["0", "0"]
    );
}

#[tokio::test]
async fn beside_rows_that_were_there_keys_have_the_number_of_their_rows() {
    if !blink_testdb::needs_several_connections("beside_rows_that_were_there_keys_have_the_number_of_their_rows") {
        return;
    }
    let db = Db::new(&format!("{STAFF}; INSERT INTO hr.staff VALUES (1, 'old')")).await;
    let folder = folder("beside", &[("staff.csv", "id\n2\n1\n")]);
    let args = ["staff.csv", "--into", "hr.staff", "--indexes", "rebuild"];
    let ended = load(&db, &folder, &args);
    assert!(
        ended.from("error: ").starts_with(
            "error: 1 key occurs more than once in hr.staff (primary key staff_pkey); nothing was written:\n  \
             - id = 1 in 2 rows\n"
        ),
        "{}",
        ended.stderr
    );
    assert_eq!(db.rows("SELECT * FROM hr.staff").await, ["1|old"]);
    // Where batches stay, the keys are those to be cured before the index can be made.
    let ended = load(&db, &folder, &[&args[..], &["--non-atomic", "--json"]].concat());
    let error = ended.from("error: ");
    assert_eq!(ended.status, 3, "{error}");
    assert!(
        error.contains("; 1 key occurs more than once:\n  id = 1 (2 rows)"),
        "{error}"
    );
    assert!(error.contains("ADD CONSTRAINT staff_pkey PRIMARY KEY (id)"), "{error}");
    let failure: Value = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!(
        failure["violations"]["keys"][0],
        json!({"values": ["1"], "row_count": 2, "rows": []})
    );
}
