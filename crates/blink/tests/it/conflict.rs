//! Rows that are there already.

use blink::{Error, OnConflict, Seeder, Table, TableReport, ToRow};

use crate::support::Db;

const SCHEMA: &str =
    "CREATE TABLE users (id bigserial PRIMARY KEY, email text NOT NULL UNIQUE, name text, visits int8 DEFAULT 7);
    INSERT INTO users VALUES (1, 'a@x', 'Alice', 1), (2, 'b@x', 'Bob', 2); SELECT setval('users_id_seq', 2)";

#[derive(Clone, ToRow)]
#[blink(table = "users")]
struct User {
    email: &'static str,
    name: Option<&'static str>,
}

fn users(rows: &[(&'static str, &'static str)]) -> Table<User> {
    let row = |&(email, name)| User {
        email,
        name: Some(name),
    };
    Table::from_rows(rows.iter().map(row).collect::<Vec<_>>())
}

async fn copy<T: 'static, K>(db: &mut Db, table: Table<T, K>) -> Result<TableReport, Error> {
    let copied = blink::copy_to_table(&mut db.client, table).await;
    db.works().await;
    assert_eq!(
        db.one("SELECT count(*) FROM pg_class WHERE relname LIKE 'blink_rows%'")
            .await,
        "0",
        "the temporary table is gone"
    );
    copied
}

fn mistakes(error: &Error) -> Vec<String> {
    let shown = |mistake: &blink::Diagnostic| {
        let column = mistake.column().map(|column| format!(".{column}")).unwrap_or_default();
        format!("{}{column}: {}; {}", mistake.table(), mistake.message(), mistake.help())
    };
    error.diagnostics().iter().map(shown).collect()
}

fn counts(report: &TableReport) -> (Option<u64>, Option<u64>, u64) {
    (report.inserted(), report.updated(), report.skipped())
}

#[tokio::test]
async fn a_row_that_is_there_already_is_left_out() {
    let mut db = Db::new(SCHEMA).await;
    let rows = users(&[("c@x", "Carol"), ("a@x", "Other"), ("c@x", "Again"), ("d@x", "Dan")]);
    // Whatever the batches.
    let report = copy(&mut db, rows.batch_size(1).on_conflict(OnConflict::DoNothing))
        .await
        .unwrap();
    assert_eq!((report.rows(), counts(&report)), (2, (Some(2), Some(0), 2)));
    assert_eq!(
        db.rows("SELECT email, name, visits FROM users ORDER BY email").await,
        ["a@x|Alice|1", "b@x|Bob|2", "c@x|Carol|7", "d@x|Dan|7"]
    );
}

#[tokio::test]
async fn a_row_that_is_there_already_is_updated_in_all_columns_that_are_sent() {
    let mut db = Db::new(SCHEMA).await;
    let mut seeder = Seeder::new();
    let handle = seeder.add_table(
        users(&[("c@x", "Carol"), ("a@x", "Alicia")])
            .batch_size(1)
            .on_conflict(OnConflict::update(["email"])),
    );
    let plan = seeder.plan(&mut db.client).await.unwrap();
    assert_eq!(
        plan.to_string(),
        "\
1 table in one transaction
set client_min_messages = error for the run

public.users: binary, 1 row per COPY
  through a temporary table; where (email) already exists, updates name
  email  text  &str
  name   text  Option<&str>
  indexes and keys kept: the table has rows
"
    );
    let sql = format!("{plan:#}");
    assert!(
        sql.contains("ON CONFLICT (\"email\") DO UPDATE SET \"name\" = EXCLUDED.\"name\";\n"),
        "{sql}"
    );
    assert!(
        sql.contains("CREATE TEMPORARY TABLE \"pg_temp\".\"blink_rows_"),
        "{sql}"
    );
    let report = seeder.insert(&mut db.client).await.unwrap();
    assert_eq!(counts(report.table(handle)), (Some(1), Some(1), 0));
    assert_eq!(report.rows(), 2);
    assert!(
        report.to_string().contains("\nusers: 1 row inserted, 1 updated\n"),
        "{report}"
    );
    assert_eq!(
        db.rows("SELECT email, name, visits FROM users ORDER BY email").await,
        ["a@x|Alicia|1", "b@x|Bob|2", "c@x|Carol|7"]
    );
    // The identity is nothing that a later run counts again.
    let again = users(&[("c@x", "C"), ("a@x", "A")]).on_conflict(OnConflict::update(["email"]));
    assert_eq!(counts(&copy(&mut db, again).await.unwrap()), (Some(0), Some(2), 0));
}

#[tokio::test]
async fn composite_keys_chosen_columns_identities_records_and_partitions() {
    let mut db = Db::new(
        r#"CREATE TABLE "of Mine" (id int8 GENERATED ALWAYS AS IDENTITY, "A" int, "b ""q" int, n int, m int, PRIMARY KEY (id),
             UNIQUE ("b ""q", "A") INCLUDE (n));
           INSERT INTO "of Mine" ("A", "b ""q", n, m) VALUES (1, 2, 0, 0);
           CREATE TABLE parted (id int, at int, n int, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
           CREATE TABLE parted_0 PARTITION OF parted FOR VALUES FROM (0) TO (10);
           CREATE TABLE parted_1 PARTITION OF parted FOR VALUES FROM (10) TO (20);
           INSERT INTO parted VALUES (1, 1, 0), (1, 11, 0)"#,
    )
    .await;
    let columns = ["id", "A", "b \"q", "n", "m"];
    let rows = [["40", "1", "2", "9", "9"], ["41", "1", "3", "9", "9"]];
    let table = Table::records("of Mine", columns, rows);
    let on_conflict = OnConflict::update_only(["A", "b \"q"], ["n"]);
    let mut seeder = Seeder::new();
    seeder.add_table(table.on_conflict(on_conflict));
    let parted = Table::records(
        "parted",
        ["id", "at", "n"],
        [["1", "11", "5"], ["1", "12", "5"], ["1", "1", "5"]],
    );
    let parted = seeder.add_table(parted.on_conflict(OnConflict::update(["id", "at"])));
    let report = seeder.insert(&mut db.client).await.unwrap();
    assert_eq!(counts(report.table(parted)), (Some(1), Some(2), 0));
    assert_eq!(
        db.rows("SELECT * FROM \"of Mine\" ORDER BY id").await,
        ["1|1|2|9|0", "41|1|3|9|9"]
    );
    assert_eq!(
        db.rows("SELECT * FROM parted ORDER BY at").await,
        ["1|1|5", "1|11|5", "1|12|5"]
    );
    // An identity that is generated always stays what it is, unless it is the key.
    let all = Table::records(
        "of Mine",
        columns,
        [["50", "1", "2", "3", "4"], ["60", "6", "6", "6", "6"]],
    );
    copy(&mut db, all.on_conflict(OnConflict::update(["A", "b \"q"])))
        .await
        .unwrap();
    assert_eq!(
        db.rows("SELECT * FROM \"of Mine\" ORDER BY id").await,
        ["1|1|2|3|4", "41|1|3|9|9", "60|6|6|6|6"]
    );
    assert_eq!(
        db.one("INSERT INTO \"of Mine\" DEFAULT VALUES RETURNING id").await,
        "61",
        "sequences go on here too"
    );
}

#[tokio::test]
async fn rows_keep_their_order_and_an_empty_table_is_none() {
    let mut db = Db::new("CREATE TABLE t (n bigserial, id int8 PRIMARY KEY)").await;
    let rows = (1..=30_000).map(|id| [id.to_string()]);
    let table = Table::records("t", ["id"], rows)
        .batch_size(7_000)
        .on_conflict(OnConflict::DoNothing);
    assert_eq!(copy(&mut db, table).await.unwrap().rows(), 30_000);
    assert_eq!(db.one("SELECT count(*) FROM t WHERE n = id").await, "30000");
    let none =
        Table::records("t", ["id"], Vec::<[&str; 1]>::new()).on_conflict(OnConflict::update_only(["id"], ["id"]));
    assert_eq!(counts(&copy(&mut db, none).await.unwrap()), (Some(0), Some(0), 0));
}

#[tokio::test]
async fn many_rows_into_an_empty_table_need_its_indexes_too() {
    let mut db = Db::new("CREATE TABLE t (id int8 PRIMARY KEY, n int8)").await;
    let rows = |repeat: i64| (0..100_000).map(move |n| [(n / repeat).to_string(), n.to_string()]);
    let twice = Table::records("t", ["id", "n"], rows(2)).on_conflict(OnConflict::DoNothing);
    assert_eq!(
        counts(&copy(&mut db, twice).await.unwrap()),
        (Some(50_000), Some(0), 50_000)
    );
    assert_eq!(db.one("SELECT count(*) FROM t WHERE n = id * 2").await, "50000");
    let mut seeder = Seeder::new();
    seeder.truncate();
    seeder.add_table(Table::records("t", ["id", "n"], rows(1)).on_conflict(OnConflict::update(["id"])));
    assert_eq!(seeder.insert(&mut db.client).await.unwrap().rows(), 100_000);
}

#[tokio::test]
async fn a_key_that_comes_twice_is_named_with_both_rows() {
    let mut db = Db::new(SCHEMA).await;
    let rows = [("c@x", "1"), ("d@x", "2"), ("a@x", "3"), ("d@x", "4"), ("c@x", "5")];
    let table = users(&rows).batch_size(2).on_conflict(OnConflict::update(["email"]));
    let error = copy(&mut db, table).await.unwrap_err();
    assert_eq!(
        (error.table(), error.row(), error.sqlstate()),
        (Some("users"), Some(4), Some("21000"))
    );
    assert_eq!(
        error.to_string(),
        "table users, row 4: row 2 has the same key (email), and one command cannot update a row twice; send each key once"
    );
    assert_eq!(db.rows("SELECT name FROM users ORDER BY id").await, ["Alice", "Bob"]);
}

#[tokio::test]
async fn what_the_server_refuses_names_the_row() {
    let mut db = Db::new(
        "CREATE TABLE teams (id int PRIMARY KEY); INSERT INTO teams VALUES (1);
         CREATE TABLE people (id int PRIMARY KEY, team int REFERENCES teams, email text UNIQUE, name text NOT NULL,
                              age int CHECK (age < 150 AND id < 1000), code varchar(3));
         INSERT INTO people VALUES (9, 1, 'x, y', 'Old', 1, 'abc')",
    )
    .await;
    let good = ["1", "1", "a", "A", "5", "abc"];
    let columns = ["id", "team", "email", "name", "age", "code"];
    for (column, value, code, place) in [
        (1, Some("7"), "23503", None),
        (2, Some("x, y"), "23505", None),
        (3, None, "23502", Some("name")),
        (4, Some("150"), "23514", None),
        (4, Some("old"), "22P02", Some("age")),
        (5, Some("abcd"), "22001", Some("code")),
    ] {
        for on_conflict in [OnConflict::update(["id"]), OnConflict::update_only(["id"], ["name"])] {
            let rows = (1..=6).map(|id| {
                let mut row = good.map(|value| Some(value.to_owned()));
                row[0] = Some(id.to_string());
                row[2] = Some(format!("mail {id}"));
                if id == 5 {
                    row[column] = value.map(str::to_owned);
                }
                row
            });
            let table = Table::records("people", columns, rows.collect::<Vec<_>>()).batch_size(2);
            let error = copy(&mut db, table.on_conflict(on_conflict)).await.unwrap_err();
            assert_eq!((error.sqlstate(), error.row()), (Some(code), Some(5)), "{error:#}");
            assert_eq!(error.column(), place, "{error:#}");
            assert_eq!(db.count("people").await, 1);
        }
    }
    // In a transaction of the caller's, which can then only be rolled back.
    let mut transaction = db.client.transaction().await.unwrap();
    let table = Table::records("people", ["id", "name"], [[Some("1"), None]]);
    let on_conflict = table.on_conflict(OnConflict::DoNothing);
    let error = blink::copy_to_table(&mut transaction, on_conflict).await.unwrap_err();
    assert_eq!(error.row(), Some(1));
    assert!(transaction.simple_query("SELECT 1").await.is_err());
    transaction.rollback().await.unwrap();
}

/// Either an older row of the table has the key, or the later of two rows is at fault.
#[tokio::test]
async fn a_key_that_several_rows_may_have_named_the_first_of_them() {
    let mut db = Db::new(
        "CREATE TABLE teams (name text PRIMARY KEY); INSERT INTO teams VALUES ('x');
         CREATE TABLE people (id int PRIMARY KEY, team text REFERENCES teams, email text UNIQUE, \"Team\" text REFERENCES teams)",
    )
    .await;
    let columns = ["id", "team", "email", "Team"];
    for (rows, constraint, row) in [
        (
            [["1", "x", "a", "x"], ["2", "x) y", "b", "x"]],
            "people_team_fkey",
            None,
        ),
        (
            [["1", "x", "a", "x"], ["2", "y", "b", "x"]],
            "people_team_fkey",
            Some(2),
        ),
        (
            [["1", "x", "a", "x"], ["2", "x", "b", "y"]],
            "people_Team_fkey",
            Some(2),
        ),
        ([["1", "x", "a", "x"], ["2", "x", "a", "x"]], "people_email_key", None),
    ] {
        let table = Table::records("people", columns, rows);
        let error = copy(&mut db, table.on_conflict(OnConflict::update(["id"])))
            .await
            .unwrap_err();
        assert_eq!(
            (error.constraint(), error.row()),
            (Some(constraint), row),
            "{rows:?}: {error:#}"
        );
    }
}

#[tokio::test]
async fn what_is_wrong_is_found_before_the_start() {
    let mut db = Db::new(
        "CREATE TABLE users (id int8 GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email text, name text, low text, code int,
                             UNIQUE (code) DEFERRABLE, UNIQUE (email, name));
         CREATE UNIQUE INDEX part ON users (name) WHERE low IS NULL; CREATE UNIQUE INDEX ON users (lower(low));
         CREATE TABLE bare (id int, email text);
         CREATE VIEW filled AS SELECT id, email, name FROM users;
         CREATE FUNCTION fill() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
         CREATE TRIGGER fill INSTEAD OF INSERT ON filled FOR EACH ROW EXECUTE FUNCTION fill()",
    )
    .await;
    let has = "name the columns of an existing one: (email, name) or (id)";
    for (on_conflict, expected) in [
        (
            OnConflict::update(["emial"]),
            vec!["users.emial: on_conflict names a column that does not exist; did you mean email?".to_owned()],
        ),
        (
            OnConflict::update(["email"]),
            vec![format!("users: there is no unique index on (email); {has}")],
        ),
        (
            OnConflict::update(["name"]),
            vec![format!("users: there is no unique index on (name); part is partial; {has}")],
        ),
        (
            OnConflict::update(["code"]),
            vec![format!("users: there is no unique index on (code); users_code_key is deferrable; {has}")],
        ),
        (
            OnConflict::update(Vec::<String>::new()),
            vec![format!("users: on_conflict names no column that identifies an existing row; {has}")],
        ),
        (
            OnConflict::update(["name", "email"]),
            vec![
                "users: there is nothing to update: no other column is sent; use OnConflict::DoNothing, or send more columns"
                    .to_owned(),
            ],
        ),
        (
            OnConflict::update_only(["email", "name"], ["nane", "code", "name"]),
            vec![
                "users.nane: on_conflict names a column that does not exist; did you mean name?".to_owned(),
                "users.code: on_conflict sets this column, but the rows have no value for it; send it, or remove it from `set`"
                    .to_owned(),
            ],
        ),
    ] {
        let error = copy(&mut db, users(&[("a", "A")]).on_conflict(on_conflict)).await.unwrap_err();
        assert_eq!(mistakes(&error), expected);
    }
    let always = Table::records("users", ["id", "email", "name"], [["1", "a", "b"]]);
    let error = copy(
        &mut db,
        always.on_conflict(OnConflict::update_only(["email", "name"], ["id"])),
    )
    .await;
    assert_eq!(
        mistakes(&error.unwrap_err())[0],
        "users.id: on_conflict sets this column, which is GENERATED ALWAYS AS IDENTITY; remove it from `set`"
    );
    let bare = Table::records("bare", ["id", "email"], [["1", "a"]]).on_conflict(OnConflict::update(["id"]));
    assert_eq!(
        mistakes(&copy(&mut db, bare).await.unwrap_err()),
        ["bare: there is no unique index on (id); create one: the table has none that ON CONFLICT can use"]
    );
    let view = users(&[]).named("filled").on_conflict(OnConflict::DoNothing);
    assert_eq!(
        mistakes(&copy(&mut db, view).await.unwrap_err()),
        [
            "filled: it is a view with a trigger, on which ON CONFLICT does not work; name the underlying table, or resolve \
             conflicts in the trigger"
        ]
    );
    let own = users(&[])
        .on_conflict(OnConflict::DoNothing)
        .insert_with(|_| Box::pin(async { Ok(0) }));
    assert!(mistakes(&copy(&mut db, own).await.unwrap_err())[0].starts_with("users: insert_with inserts the rows"));
}

#[tokio::test]
async fn privileges_are_looked_at() {
    let mut db = Db::new(SCHEMA).await;
    let name = db.one("SELECT current_database()").await;
    let role = format!("\"{name}_app\"");
    db.client
        .batch_execute(&format!(
            "REVOKE TEMPORARY ON DATABASE \"{name}\" FROM PUBLIC; CREATE ROLE {role}; GRANT INSERT ON users TO {role};
             GRANT USAGE ON users_id_seq TO {role}; SET ROLE {role}"
        ))
        .await
        .unwrap();
    let table = || users(&[("a@x", "New")]).on_conflict(OnConflict::update(["email"]));
    let error = copy(&mut db, table()).await.unwrap_err();
    let grant = |privilege: &str| format!("GRANT {privilege} ON \"public\".\"users\" to it");
    assert_eq!(
        mistakes(&error),
        [
            "users: on_conflict needs a temporary table, and this role may not create one; GRANT TEMPORARY ON DATABASE to it"
                .to_owned(),
            format!("users.email: on_conflict needs the SELECT privilege, which this role lacks; {}", grant("SELECT")),
            format!("users.name: on_conflict needs the SELECT privilege, which this role lacks; {}", grant("SELECT")),
            format!("users.name: on_conflict needs the UPDATE privilege, which this role lacks; {}", grant("UPDATE")),
        ]
    );
    // These are all that it needs.
    db.client
        .batch_execute(&format!(
            "RESET ROLE; GRANT TEMPORARY ON DATABASE \"{name}\" TO {role};
             GRANT SELECT (email, name), UPDATE (name) ON users TO {role}; SET ROLE {role}"
        ))
        .await
        .unwrap();
    let report = copy(&mut db, table()).await.unwrap();
    assert_eq!(counts(&report), (Some(0), Some(1), 0));
    db.client
        .batch_execute(&format!("RESET ROLE; DROP OWNED BY {role}; DROP ROLE {role}"))
        .await
        .unwrap();
}

#[tokio::test]
async fn with_truncate_and_further_steps_in_a_transaction_of_the_callers() {
    let mut db = Db::new(SCHEMA).await;
    let mut transaction = db.client.transaction().await.unwrap();
    for _ in 0..2 {
        let mut seeder = Seeder::new();
        seeder.truncate();
        seeder.add_table(users(&[("a@x", "1"), ("a@x", "2")]).on_conflict(OnConflict::DoNothing));
        seeder.add_table(
            users(&[("a@x", "3"), ("b@x", "4")])
                .append()
                .on_conflict(OnConflict::update(["email"])),
        );
        seeder.add_table(users(&[("c@x", "5")]).append());
        let report = seeder.insert(&mut transaction).await.unwrap();
        assert_eq!(report.rows(), 4);
    }
    transaction.commit().await.unwrap();
    assert_eq!(
        db.rows("SELECT email, name FROM users ORDER BY email").await,
        ["a@x|3", "b@x|4", "c@x|5"]
    );
}

#[tokio::test]
async fn without_the_servers_counting_the_sum_is_still_right() {
    let mut db = Db::new(SCHEMA).await;
    db.client.batch_execute("SET track_counts = off").await.unwrap();
    let table = users(&[("a@x", "1"), ("c@x", "2")]).on_conflict(OnConflict::update(["email"]));
    let report = copy(&mut db, table).await.unwrap();
    assert_eq!((report.rows(), counts(&report)), (2, (None, None, 0)));
}

#[tokio::test]
async fn rules_are_told_where_copy_walks_past_them_and_a_mistake_where_there_is_no_on_conflict() {
    let log = "CREATE RULE log AS ON INSERT TO sku DO ALSO INSERT INTO sku_log VALUES (NEW.code)";
    let nothing = "CREATE RULE nothing AS ON INSERT TO sku DO INSTEAD NOTHING";
    let upd = "CREATE RULE upd AS ON UPDATE TO sku DO ALSO INSERT INTO sku_log VALUES (NEW.code); ALTER TABLE sku DISABLE RULE upd";
    let off = "CREATE RULE off AS ON INSERT TO sku DO INSTEAD NOTHING; ALTER TABLE sku DISABLE RULE off";
    let rows = || Table::records("sku", ["code"], [["a"], ["b"]]);
    for (rule, walked_past, in_the_way) in [
        (log, Some("log"), Some("log")),
        (nothing, Some("nothing"), Some("nothing")),
        (upd, None, Some("upd")),
        (off, None, None),
    ] {
        let schema = format!("CREATE TABLE sku (code text PRIMARY KEY); CREATE TABLE sku_log (code text); {rule}");
        let mut db = Db::new(&schema).await;
        let mut seeder = Seeder::new();
        seeder.add_table(rows().on_conflict(OnConflict::DoNothing));
        let inserted = seeder.insert(&mut db.client).await;
        db.works().await;
        let words = |rule| {
            format!(
                "sku: it has the rule {rule}, and ON CONFLICT does not work on tables with rules for INSERT or UPDATE; \
                 replace the rule by a trigger, or remove `.on_conflict(…)`"
            )
        };
        match in_the_way {
            Some(rule) => assert_eq!(mistakes(&inserted.unwrap_err()), [words(rule)]),
            None => assert_eq!(inserted.unwrap().rows(), 2),
        }
        db.client.batch_execute("TRUNCATE sku").await.unwrap();
        let note = walked_past.map(|rule| {
            format!("the rule {rule} does not run, because COPY ignores rules; replace it by a trigger, or use `.insert_with(…)`")
        });
        let mut seeder = Seeder::new();
        seeder.add_table(rows());
        let plan = seeder.plan(&mut db.client).await.unwrap().to_string();
        assert_eq!(plan.contains("the rule"), note.is_some(), "{plan}");
        assert!(note.iter().all(|note| plan.contains(note)), "{plan}");
        let report = seeder.insert(&mut db.client).await.unwrap();
        let noted = note.map(|note| format!("public.sku: {note}"));
        assert_eq!(report.notes().collect::<Vec<_>>(), noted.iter().collect::<Vec<_>>());
        assert_eq!((db.count("sku").await, db.count("sku_log").await), (2, 0));
    }
}

#[tokio::test]
async fn rows_that_a_trigger_dropped_are_not_told_as_rows_that_exist() {
    let mut db = Db::new(
        "CREATE TABLE c (code text PRIMARY KEY, n int);
         CREATE FUNCTION drops() RETURNS trigger LANGUAGE plpgsql AS $$
             BEGIN IF NEW.n = 0 THEN RETURN NULL; END IF; RETURN NEW; END $$;
         CREATE TRIGGER drops BEFORE INSERT ON c FOR EACH ROW EXECUTE FUNCTION drops()",
    )
    .await;
    for (rows, stored, line) in [
        (
            vec![["a", "0"], ["b", "1"]],
            1,
            "c: skipped 1 row that conflicted with other rows or that a trigger dropped\n",
        ),
        (
            vec![["b", "1"], ["c", "1"], ["c", "2"]],
            1,
            "c: skipped 2 rows that conflicted with other rows or that a trigger dropped\n",
        ),
    ] {
        let mut seeder = Seeder::new();
        seeder.add_table(Table::records("c", ["code", "n"], rows).on_conflict(OnConflict::DoNothing));
        let report = seeder.insert(&mut db.client).await.unwrap();
        assert_eq!(report.rows(), stored);
        assert!(report.to_string().contains(line), "{report}");
    }
}

#[tokio::test]
async fn without_the_servers_counting_nothing_is_updated_by_do_nothing() {
    let mut db = Db::new(SCHEMA).await;
    db.client.batch_execute("SET track_counts = off").await.unwrap();
    let table = users(&[("a@x", "1"), ("c@x", "2")]).on_conflict(OnConflict::DoNothing);
    let report = copy(&mut db, table).await.unwrap();
    assert_eq!((report.rows(), counts(&report)), (1, (Some(1), Some(0), 1)));
}

/// The server would say so after all rows were copied.
#[tokio::test]
async fn do_nothing_with_a_deferrable_constraint_is_a_mistake_before_the_start() {
    let mut db = Db::new(
        "CREATE TABLE \"unique\" (id int8 PRIMARY KEY, pos int8 UNIQUE DEFERRABLE);
         CREATE TABLE excluded (id int8 PRIMARY KEY, span int4range, EXCLUDE USING gist (span WITH &&) DEFERRABLE);
         CREATE TABLE immediate (id int8 PRIMARY KEY, span int4range, EXCLUDE USING gist (span WITH &&));
         CREATE TABLE parted (id int8 PRIMARY KEY, pos int8) PARTITION BY LIST (id);
         CREATE TABLE of_parted PARTITION OF parted DEFAULT;
         ALTER TABLE of_parted ADD UNIQUE (pos) DEFERRABLE",
    )
    .await;
    let row = |table: &str| Table::records(table, ["id"], [["1"]]);
    for (table, constraint) in [
        ("unique", "unique_pos_key"),
        ("excluded", "excluded_span_excl"),
        ("parted", "of_parted_pos_key"),
    ] {
        let error = copy(&mut db, row(table).on_conflict(OnConflict::DoNothing))
            .await
            .unwrap_err();
        assert_eq!(
            mistakes(&error),
            [format!(
                "{table}: {constraint} is deferrable, and there is no ON CONFLICT DO NOTHING for a table with such a \
                 constraint; make the constraint NOT DEFERRABLE, or update by the columns of another unique index"
            )]
        );
    }
    copy(&mut db, row("immediate").on_conflict(OnConflict::DoNothing))
        .await
        .unwrap();
    // As the advice says.
    let row = Table::records("unique", ["id", "pos"], [["1", "2"]]);
    copy(&mut db, row.on_conflict(OnConflict::update(["id"])))
        .await
        .unwrap();
    assert_eq!((db.count("immediate").await, db.count("\"unique\"").await), (1, 1));
}

#[tokio::test]
async fn an_event_trigger_that_refuses_to_drop_tables_does_not_take_the_rows_along() {
    let mut db = Db::new(
        "CREATE TABLE t (id int PRIMARY KEY);
         CREATE FUNCTION forbid() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN
            IF tg_tag = 'DROP TABLE' THEN RAISE EXCEPTION 'no DROP here'; END IF; END $$;
         CREATE EVENT TRIGGER guard ON ddl_command_start EXECUTE FUNCTION forbid()",
    )
    .await;
    for stored in [3, 0] {
        let rows = (1..=3).map(|n| vec![n.to_string()]);
        let table = Table::records("t", ["id"], rows).on_conflict(OnConflict::DoNothing);
        let report = blink::copy_to_table(&mut db.client, table).await.unwrap();
        assert_eq!(report.rows(), stored);
    }
    assert_eq!(db.count("t").await, 3);
    let left = "SELECT count(*) FROM pg_class WHERE relname LIKE 'blink%'";
    assert_eq!(db.one(left).await, "0");
}
