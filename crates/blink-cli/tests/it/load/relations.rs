//! Views, foreign tables and partitioned tables.

use super::{blink, folder, load};
use crate::support::{Db, port};

/// The line of a plan that says who stores the rows.
fn stored_by(stdout: &str) -> &str {
    let line = stdout.lines().find_map(|line| line.strip_prefix("  stored by"));
    line.unwrap_or_else(|| panic!("{stdout}")).trim()
}

#[tokio::test]
async fn a_view_with_a_trigger_is_filled_by_it() {
    if !blink_testdb::needs_several_connections("a_view_with_a_trigger_is_filled_by_it") {
        return;
    }
    let db = Db::new(
        "CREATE TABLE people (id int PRIMARY KEY, name text NOT NULL, since timestamptz DEFAULT now());
         CREATE VIEW names AS SELECT id, name FROM people WHERE name <> '';
         CREATE FUNCTION store() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN INSERT INTO people VALUES (NEW.id, upper(NEW.name)); RETURN NEW; END $$;
         CREATE TRIGGER names_insert INSTEAD OF INSERT ON names FOR EACH ROW EXECUTE FUNCTION store()",
    )
    .await;
    let folder = folder("view", &[("names.csv", "id;name\n1;ann\n2;bob\n")]);
    let plan = blink(&db, &folder, &["plan", "names.csv"], None);
    assert_eq!(plan.status, 0, "{}", plan.stderr);
    assert_eq!(
        stored_by(&plan.stdout),
        "INSTEAD OF INSERT triggers of the view (names_insert): a function runs for each row and stores what it likes"
    );
    let ended = load(&db, &folder, &["names.csv"]);
    assert_eq!(ended.status, 0, "{}", ended.stderr);
    assert_eq!(
        db.rows("SELECT id, name FROM people ORDER BY id").await,
        ["1|ANN", "2|BOB"]
    );
    // A fault in the trigger has its line.
    std::fs::write(folder.0.join("names.csv"), "id;name\n3;c\n1;again\n").unwrap();
    let ended = load(&db, &folder, &["names.csv"]);
    assert_eq!(ended.status, 1, "{}", ended.stderr);
    let error = ended.from("error: ");
    assert!(error.contains("people_pkey"), "{error}");
    assert_eq!(db.one("SELECT count(*) FROM people").await, "2");
}

#[tokio::test]
async fn another_view_is_a_mistake_that_names_the_tables_behind_it() {
    if !blink_testdb::needs_several_connections("another_view_is_a_mistake_that_names_the_tables_behind_it") {
        return;
    }
    let db = Db::new(
        "CREATE TABLE people (id int, name text); CREATE TABLE \"Odd Table\" (id int);
         CREATE VIEW simple AS SELECT id, name FROM people;
         CREATE VIEW joined AS SELECT id, name FROM people JOIN \"Odd Table\" USING (id);
         CREATE VIEW made AS SELECT 1 AS id, 'a'::text AS name;
         CREATE VIEW ruled AS SELECT id, name FROM people;
         CREATE RULE store AS ON INSERT TO ruled DO INSTEAD INSERT INTO people VALUES (NEW.id, NEW.name)",
    )
    .await;
    let folder = folder("views", &[("x.csv", "id,name\n1,a\n")]);
    for (view, advice) in [
        (
            "simple",
            "say --into public.people, the table behind it, or give the view such a trigger",
        ),
        (
            "ruled",
            "say --into public.people, the table behind it, or give the view such a trigger",
        ),
        (
            "joined",
            "say one of the tables behind it by --into (public.\"Odd Table\", public.people), or give the view such a trigger",
        ),
        ("made", "say the table by --into, or give the view such a trigger"),
    ] {
        for command in ["plan", "load"] {
            let ended = blink(&db, &folder, &[command, "x.csv", "--into", view], None);
            assert_eq!(
                (ended.status, ended.stderr.trim_end().to_owned()),
                (
                    1,
                    format!(
                        "error: 1 mistake; nothing was written:\n  - x.csv: public.{view} is a view, and COPY fills only one \
                         that has a trigger INSTEAD OF INSERT; {advice}"
                    )
                ),
                "{command}"
            );
        }
    }
    assert_eq!(db.one("SELECT count(*) FROM people").await, "0");
}

#[tokio::test]
async fn a_partitioned_table_says_that_rows_are_spread() {
    if !blink_testdb::needs_several_connections("a_partitioned_table_says_that_rows_are_spread") {
        return;
    }
    let db = Db::new(
        "CREATE TABLE log (id int, at date) PARTITION BY RANGE (at);
         CREATE TABLE log_1 PARTITION OF log FOR VALUES FROM ('2024-01-01') TO ('2024-02-01');
         CREATE TABLE log_2 PARTITION OF log FOR VALUES FROM ('2024-02-01') TO ('2024-03-01')",
    )
    .await;
    let folder = folder("parts", &[("log.csv", "id,at\n1,2024-01-31\n2,2024-02-01\n")]);
    let plan = blink(&db, &folder, &["plan", "log.csv"], None);
    assert_eq!(
        stored_by(&plan.stdout),
        "partitions; the server looks for that of each row"
    );
    let ended = load(&db, &folder, &["log.csv"]);
    assert_eq!(ended.status, 0, "{}", ended.stderr);
    assert_eq!(
        db.rows("SELECT (SELECT count(*) FROM log_1), (SELECT count(*) FROM log_2)")
            .await,
        ["1|1"]
    );
}

/// Creates an extension, unless the server's package lacks it, which is said.
async fn has_extension(db: &Db, name: &str, test: &str) -> bool {
    let found = format!("SELECT count(*) FROM pg_available_extensions WHERE name = '{name}'");
    if db.one(&found).await == "0" {
        blink_testdb::leave_out(test, &format!("the server has no {name}"));
        return false;
    }
    db.client
        .batch_execute(&format!("CREATE EXTENSION {name}"))
        .await
        .unwrap();
    true
}

/// A foreign server that is the database itself.
fn itself(db: &Db, options: &str) -> String {
    format!(
        "CREATE SERVER itself FOREIGN DATA WRAPPER postgres_fdw
            OPTIONS (host '127.0.0.1', port '{}', dbname '{}'{options});
         CREATE USER MAPPING FOR CURRENT_USER SERVER itself OPTIONS (user 'postgres', password 'x')",
        port(db.database.url()),
        db.database.name()
    )
}

#[tokio::test]
async fn a_foreign_table_is_filled_and_says_what_that_costs() {
    let test = "a_foreign_table_is_filled_and_says_what_that_costs";
    if !blink_testdb::needs_several_connections(test) {
        return;
    }
    let db =
        Db::new("CREATE TABLE near (id int, name text); CREATE TABLE parts (id int, name text) PARTITION BY LIST (id)")
            .await;
    if !has_extension(&db, "postgres_fdw", test).await {
        return;
    }
    let far = "CREATE FOREIGN TABLE far (id int, name text) SERVER itself OPTIONS (table_name 'near');
        CREATE FOREIGN TABLE parts_1 PARTITION OF parts FOR VALUES IN (1) SERVER itself OPTIONS (table_name 'near')";
    db.client
        .batch_execute(&format!("{}; {far}", itself(&db, "")))
        .await
        .unwrap();
    let folder = folder("far", &[("far.csv", "id;name\n1;a\n1;b\n")]);
    let version = db
        .one("SELECT current_setting('server_version_num')::int / 10000")
        .await;
    let version = version.parse::<u32>().unwrap();
    let alone = "each row is a statement of its own, sent and awaited";
    let cost = if version >= 16 {
        format!("{alone}; batch_size, an option of the foreign server, makes it fewer")
    } else {
        alone.to_owned()
    };
    let plan = blink(&db, &folder, &["plan", "far.csv"], None);
    assert_eq!(stored_by(&plan.stdout), format!("the server itself: {cost}"));
    let plan = blink(&db, &folder, &["plan", "far.csv", "--into", "parts"], None);
    assert_eq!(
        stored_by(&plan.stdout),
        format!("partitions; the server looks for that of each row; in partitions at the server itself {cost}")
    );
    for into in ["far", "parts"] {
        let ended = load(&db, &folder, &["far.csv", "--into", into]);
        assert_eq!(ended.status, 0, "{}", ended.stderr);
    }
    assert_eq!(
        db.rows("SELECT id, name, count(*) FROM near GROUP BY 1, 2 ORDER BY 2")
            .await,
        ["1|a|2", "1|b|2"]
    );
    // What the other server refuses is an error of the load, and all is rolled back there, too.
    db.client
        .batch_execute("TRUNCATE near; CREATE UNIQUE INDEX ON near (id)")
        .await
        .unwrap();
    let ended = load(&db, &folder, &["far.csv"]);
    assert_eq!(ended.status, 1, "{}", ended.stderr);
    assert_eq!(db.one("SELECT count(*) FROM near").await, "0");
    if version >= 14 {
        db.client
            .batch_execute("ALTER SERVER itself OPTIONS (ADD batch_size '500')")
            .await
            .unwrap();
        let plan = blink(&db, &folder, &["plan", "far.csv"], None);
        let cost = if version >= 16 {
            "up to 500 rows are a statement, sent and awaited (batch_size)"
        } else {
            alone
        };
        assert_eq!(stored_by(&plan.stdout), format!("the server itself: {cost}"));
    }
}

/// A database with the foreign table `log`, a file of the server `files`, which this SQL creates.
async fn with_file(test: &str, server: &str) -> Option<Db> {
    if !blink_testdb::needs_several_connections(test) {
        return None;
    }
    let db = Db::new("CREATE TABLE near (id int)").await;
    if !has_extension(&db, "file_fdw", test).await {
        return None;
    }
    db.rows(&format!(
        "{server}; CREATE FOREIGN TABLE log (id int) SERVER files OPTIONS (filename '/dev/null')"
    ))
    .await;
    Some(db)
}

#[tokio::test]
async fn a_foreign_table_that_takes_no_rows_is_a_mistake() {
    let server = "CREATE SERVER files FOREIGN DATA WRAPPER file_fdw";
    let Some(db) = with_file("a_foreign_table_that_takes_no_rows_is_a_mistake", server).await else {
        return;
    };
    let folder = folder("no-rows", &[("log.csv", "id\n1\n")]);
    let ended = blink(&db, &folder, &["load", "log.csv"], None);
    assert_eq!(
        (ended.status, ended.stderr.trim_end()),
        (
            1,
            "error: 1 mistake; nothing was written:\n  - log.csv: public.log is a foreign table of the server files, into \
             which the wrapper file_fdw inserts no rows; say another table by --into, or connect to the server that has the rows"
        )
    );
}

/// A wrapper's own option of that name need not be a number.
#[tokio::test]
async fn the_batch_size_of_another_wrapper_is_not_read() {
    let server = "CREATE FOREIGN DATA WRAPPER odd HANDLER file_fdw_handler;
         CREATE SERVER files FOREIGN DATA WRAPPER odd OPTIONS (batch_size 'many')";
    let Some(db) = with_file("the_batch_size_of_another_wrapper_is_not_read", server).await else {
        return;
    };
    let folder = folder("odd", &[("log.csv", "id\n1\n")]);
    let ended = blink(&db, &folder, &["plan", "log.csv"], None);
    assert!(
        ended.stderr.contains("into which the wrapper odd inserts no rows"),
        "{}",
        ended.stderr
    );
}
