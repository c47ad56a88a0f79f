//! Mistakes are found before a row is made: all at once, each with help.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use blink::{Error, OnConflict, Rows, Seeder, Table, ToRow};

use crate::support::Db;

#[derive(ToRow)]
#[blink(table = "users")]
struct User {
    id: i64,
    name: &'static str,
}

fn users() -> Table<User> {
    Table::from_rows([User { id: 1, name: "Alice" }])
}

/// The mistakes as `table.column: what`.
fn mistakes(error: &Error) -> Vec<String> {
    let shown = |mistake: &blink::Diagnostic| {
        assert!(!mistake.help().is_empty(), "{mistake}");
        let column = mistake.column().map(|column| format!(".{column}")).unwrap_or_default();
        format!("{}{column}: {}", mistake.table(), mistake.message())
    };
    error.diagnostics().iter().map(shown).collect()
}

async fn fails<T: 'static, K>(db: &mut Db, table: Table<T, K>) -> Vec<String> {
    let error = blink::copy_to_table(&mut db.client, table).await.unwrap_err();
    db.works().await;
    mistakes(&error)
}

#[tokio::test]
async fn all_mistakes_of_all_tables_come_at_once_and_no_row_is_made() {
    #[derive(ToRow)]
    #[blink(table = "people")]
    struct Person {
        id: String,
        nmae: String,
        total: i32,
        at: chrono::NaiveDateTime,
    }

    let mut db = Db::new(
        "CREATE TABLE users (id int8, name text);
         CREATE TABLE people (id bytea, name text NOT NULL, at timestamptz, total int GENERATED ALWAYS AS (1) STORED)",
    )
    .await;
    let made = Arc::new(AtomicBool::new(false));
    let mark = Arc::clone(&made);
    let mut seeder = Seeder::new();
    let mark_context = Arc::clone(&made);
    seeder.add_context(move |_| mark_context.store(true, Ordering::Relaxed));
    seeder.add_table(users());
    seeder.add_table(Table::<Person>::from_fn(move |_| {
        mark.store(true, Ordering::Relaxed);
        Rows::new([])
    }));
    seeder.add_table(users().named("user").append());
    let error = seeder.insert(&mut db.client).await.unwrap_err();
    assert_eq!(
        mistakes(&error),
        [
            "people.nmae: the column does not exist",
            "people.total: the database generates this column",
            "people.name: the rows have no value for it, but it is text NOT NULL without a default",
            "people.id: String cannot be sent as bytea",
            "people.at: NaiveDateTime cannot be sent as timestamp with time zone",
            "user: the table does not exist",
        ]
    );
    let shown = error.to_string();
    assert!(shown.starts_with("6 mistakes found before loading\n"), "{shown}");
    assert!(shown.contains("did you mean name?"), "{shown}");
    assert!(shown.contains("did you mean users?"), "{shown}");
    assert!(!made.load(Ordering::Relaxed));
    assert_eq!(db.count("users").await, 0);
    db.works().await;
}

/// A record has no attributes to write on.
#[tokio::test]
async fn advice_for_records_is_what_records_can_do() {
    let mut db = Db::new("CREATE TABLE users (id int8, name text, total int GENERATED ALWAYS AS (1) STORED)").await;
    let table = Table::records("users", ["id", "nmae", "whatever", "total"], [["1"; 4]]);
    let error = blink::copy_to_table(&mut db.client, table).await.unwrap_err();
    let advice = error
        .diagnostics()
        .iter()
        .map(blink::Diagnostic::help)
        .collect::<Vec<_>>();
    assert_eq!(
        advice,
        [
            "did you mean name?",
            "the table has id, name, total; name one of them, or leave it out of the record's columns",
            "leave it out of the record's columns",
        ]
    );
}

#[tokio::test]
async fn what_copy_cannot_fill_is_named() {
    let mut db = Db::new(
        "CREATE TABLE users (id int8, name text);
         CREATE VIEW a_view AS SELECT 1::int8 AS id, 'x' AS name FROM users GROUP BY 1, 2;
         CREATE VIEW filled (id, name) AS SELECT id, name FROM users;
         CREATE FUNCTION fill() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN INSERT INTO users VALUES (NEW.id, NEW.name); RETURN NEW; END $$;
         CREATE TRIGGER fill INSTEAD OF INSERT ON filled FOR EACH ROW EXECUTE FUNCTION fill();
         CREATE MATERIALIZED VIEW old AS SELECT id, name FROM users;
         CREATE SEQUENCE numbers;
         CREATE TABLE parted (id int8, name text) PARTITION BY RANGE (id);
         CREATE TABLE parted_0 PARTITION OF parted FOR VALUES FROM (0) TO (100)",
    )
    .await;
    let view = "a_view: it is a view, and COPY cannot fill one that has no INSTEAD OF INSERT trigger";
    assert_eq!(fails(&mut db, users().named("a_view")).await, [view]);
    let old = "old: it is a materialized view, which only REFRESH fills";
    assert_eq!(fails(&mut db, users().named("old")).await, [old]);
    assert_eq!(
        fails(&mut db, users().named("numbers")).await[0],
        "numbers: it is not a table"
    );
    blink::copy_to_table(&mut db.client, users().named("filled"))
        .await
        .unwrap();
    blink::copy_to_table(&mut db.client, users().named("parted"))
        .await
        .unwrap();
    assert_eq!(db.count("users").await, 1);
    assert_eq!(db.count("parted_0").await, 1);
}

#[tokio::test]
async fn privileges_and_row_security_are_looked_at() {
    let mut db = Db::new(
        "CREATE SCHEMA hidden; CREATE TABLE hidden.users (id int8, name text);
         CREATE TABLE users (id int8, name text); CREATE TABLE guarded (id int8, name text);
         ALTER TABLE guarded ENABLE ROW LEVEL SECURITY",
    )
    .await;
    // A role is the cluster's, so it is named after the database and dropped with what it owns.
    let role = format!("\"{}_reader\"", db.one("SELECT current_database()").await);
    db.client
        .batch_execute(&format!("CREATE ROLE {role}; GRANT INSERT (id) ON users TO {role}"))
        .await
        .unwrap();
    db.client
        .batch_execute(&format!("GRANT INSERT ON guarded TO {role}; SET ROLE {role}"))
        .await
        .unwrap();
    assert_eq!(
        fails(&mut db, users()).await,
        ["users.name: this role has no INSERT privilege"]
    );
    assert_eq!(
        fails(&mut db, users().named("guarded")).await,
        ["guarded: row-level security applies to this role, so COPY is refused"]
    );
    // That it may insert into these columns is all that a role needs.
    let ids = Table::records("users", ["id"], [["7"]]);
    blink::copy_to_table(&mut db.client, ids).await.unwrap();
    let hidden = fails(&mut db, users().named("hidden.users")).await;
    assert_eq!(
        hidden[0],
        "hidden.users: this role has no USAGE privilege on the schema"
    );
    db.client
        .batch_execute(&format!("RESET ROLE; DROP OWNED BY {role}; DROP ROLE {role}"))
        .await
        .unwrap();
}

#[tokio::test]
async fn a_table_declared_twice_is_an_error_unless_it_is_an_addition() {
    let mut db = Db::new("CREATE TABLE users (id int8, name text)").await;
    for second in ["users", "public.users"] {
        let mut seeder = Seeder::new();
        seeder.add_table(users());
        seeder.add_table(users().named(second));
        let error = seeder.insert(&mut db.client).await.unwrap_err();
        assert_eq!(
            mistakes(&error),
            [format!("{second}: an earlier step fills the same table")]
        );
    }
    let mut seeder = Seeder::new();
    seeder.add_table(users());
    seeder.add_table(users().append());
    seeder.insert(&mut db.client).await.unwrap();
    assert_eq!(db.count("users").await, 2);
}

#[tokio::test]
async fn a_batch_size_of_zero_and_a_table_without_a_name_are_errors() {
    #[derive(ToRow)]
    struct Nameless {
        id: i64,
    }
    let mut db = Db::new("CREATE TABLE users (id int8, name text)").await;
    assert_eq!(
        fails(&mut db, users().batch_size(0)).await,
        ["users: the batch size is 0"]
    );
    let mut seeder = Seeder::new();
    seeder.batch_size(0);
    seeder.add_table(users());
    assert_eq!(
        mistakes(&seeder.insert(&mut db.client).await.unwrap_err()),
        ["users: the batch size is 0"]
    );
    let mistakes = fails(&mut db, Table::from_rows([Nameless { id: 1 }])).await;
    assert!(mistakes[0].ends_with(": the table has no name"), "{mistakes:?}");
}

#[tokio::test]
async fn a_column_that_is_left_to_the_database_gets_its_default() {
    #[derive(ToRow)]
    #[blink(table = "users")]
    struct User {
        #[blink(default)]
        id: Option<i64>,
        #[blink(rename = "name")]
        called: String,
        #[blink(skip)]
        posts: Vec<u64>,
        #[blink(flatten)]
        stamps: Stamps,
        #[blink(with = ToString::to_string)]
        level: u8,
    }
    #[derive(ToRow)]
    struct Stamps {
        #[blink(default)]
        updated: Option<String>,
        created: chrono::NaiveDate,
    }
    let mut db = Db::new(
        "CREATE TABLE users (level text, created date, id int8 GENERATED ALWAYS AS IDENTITY,
                             name text DEFAULT 'nobody', updated text DEFAULT 'now')",
    )
    .await;
    let created = chrono::NaiveDate::from_ymd_opt(2024, 2, 29).unwrap();
    let rows = ["a", "b"].map(|name| User {
        id: None,
        called: name.to_owned(),
        posts: vec![1],
        stamps: Stamps { updated: None, created },
        level: 7,
    });
    assert!(
        rows.iter()
            .all(|row| row.id.is_none() && row.stamps.updated.is_none() && row.posts.len() == 1)
    );
    blink::copy_to_table(&mut db.client, Table::from_rows(rows))
        .await
        .unwrap();
    assert_eq!(
        db.rows("SELECT id, name, level, created, updated FROM users ORDER BY id")
            .await,
        ["1|a|7|2024-02-29|now", "2|b|7|2024-02-29|now"]
    );
}

#[tokio::test]
async fn a_column_left_to_the_database_must_have_a_default() {
    #[derive(ToRow)]
    #[blink(table = "users")]
    struct Half {
        #[blink(default)]
        id: (),
        name: &'static str,
    }
    let mut db = Db::new("CREATE TABLE users (id int8 NOT NULL, name text)").await;
    let rows = [Half { id: (), name: "x" }];
    assert_eq!(
        fails(&mut db, Table::from_rows(rows)).await,
        ["users.id: it is left to the database, but it is NOT NULL and has no default"]
    );
}

#[tokio::test]
async fn the_plan_says_what_will_be_done() {
    #[derive(ToRow)]
    #[blink(table = "items")]
    struct Item {
        id: i32,
        state: String,
        #[blink(default)]
        made: (),
        span: Option<String>,
    }
    let mut db = Db::new(
        "CREATE TYPE state AS ENUM ('new', 'old'); CREATE TABLE users (id int8, name text);
         CREATE TABLE items (id int8, state state, made timestamptz DEFAULT now(), span interval)",
    )
    .await;
    let mut seeder = Seeder::new();
    seeder.timeout(std::time::Duration::from_secs(60));
    seeder.add_table(users().batch_size(10));
    seeder.add_table(Table::<Item>::from_rows([]).single_batch());
    seeder.add_table(Table::records("users", ["id", "name"], [["1", "x"]]).append());
    let plan = seeder.plan(&mut db.client).await.unwrap();
    let expected = "\
3 tables in one transaction
set client_min_messages = error for the run
set statement_timeout = 60000ms for the run

public.users: binary, 10 rows per COPY
  id    bigint  i64
  name  text    &str

public.items: text, one COPY
  id     bigint    i32, as text
  state  state     String, as text
  span   interval  Option<String>, as text
  made   left to the database

public.users: text, 1,000,000 rows per COPY
  id    bigint  run-time value, as text
  name  text    run-time value, as text
";
    assert_eq!(plan.to_string(), expected);
    assert!(
        format!("{plan:#}")
            .contains("\n  COPY \"public\".\"users\" (\"id\", \"name\") FROM STDIN (FORMAT binary)\n  id "),
        "{plan:#}"
    );
    assert_eq!(
        plan.tables()[0].copy_sql().unwrap(),
        "COPY \"public\".\"users\" (\"id\", \"name\") FROM STDIN (FORMAT binary)"
    );
    assert_eq!(db.count("users").await, 0);
    db.works().await;
}

#[tokio::test]
async fn a_read_only_session_is_told_so() {
    let mut db = Db::new("CREATE TABLE users (id int8, name text)").await;
    db.client
        .batch_execute("SET default_transaction_read_only = on")
        .await
        .unwrap();
    assert_eq!(fails(&mut db, users()).await, [": the transaction is read-only"]);
}

#[tokio::test]
async fn a_column_in_other_capitals_is_one_mistake() {
    let mut db = Db::new("CREATE TABLE users (\"Id\" int8 NOT NULL, name text NOT NULL)").await;
    let table = Table::records("users", ["id"], [["1"]]);
    assert_eq!(
        fails(&mut db, table).await,
        [
            "users.id: the column does not exist",
            "users.name: the rows have no value for it, but it is text NOT NULL without a default",
        ]
    );
}

#[tokio::test]
async fn not_null_at_the_bottom_of_many_domains_was_not_seen() {
    let mut db = Db::new(
        "CREATE DOMAIN d0 AS text NOT NULL;
         DO $$ BEGIN FOR n IN 1 .. 40 LOOP EXECUTE format('CREATE DOMAIN d%s AS d%s', n, n - 1); END LOOP; END $$;
         CREATE TABLE deep (id int PRIMARY KEY, d d40)",
    )
    .await;
    assert_eq!(
        fails(&mut db, Table::records("deep", ["id"], [["1"]])).await,
        ["deep.d: the rows have no value for it, but it is d40 NOT NULL without a default"]
    );
    let row = Table::records("deep", ["id", "d"], [["1", "x"]]);
    blink::copy_to_table(&mut db.client, row).await.unwrap();
    assert_eq!(db.rows("SELECT * FROM deep").await, ["1|x"]);
}

#[tokio::test]
async fn null_does_not_get_into_a_column_whose_domain_forbids_it() {
    #[derive(ToRow)]
    #[blink(table = "depot")]
    struct Depot {
        id: i32,
        #[blink(default)]
        p: Option<String>,
    }

    let mut db = Db::new(
        "CREATE DOMAIN base_code AS text NOT NULL;
         CREATE DOMAIN code AS base_code CHECK (length(VALUE) = 3);
         CREATE DOMAIN present AS text CHECK (VALUE IS NOT NULL);
         CREATE DOMAIN over AS present;
         CREATE DOMAIN \"a dot. and 'more\" AS over CHECK (VALUE <> 'x');
         CREATE FUNCTION raises(t text) RETURNS bool LANGUAGE plpgsql AS $$
             BEGIN IF t IS NULL THEN RAISE 'nothing there'; END IF; RETURN true; END $$;
         CREATE DOMAIN raising AS text CHECK (raises(VALUE));
         CREATE DOMAIN any_three AS text CHECK (length(VALUE) = 3);
         CREATE DOMAIN given AS present DEFAULT 'given';
         CREATE TABLE depot (id int PRIMARY KEY, c code, p present, o \"a dot. and 'more\", r raising, t any_three, g given,
             d present DEFAULT 'default', v present GENERATED ALWAYS AS ('generated') STORED)",
    )
    .await;
    let in_public = "value for domain present violates check constraint \"present_check\"";
    let expected = [
        "depot.c: the rows have no value for it, but it is code NOT NULL without a default".to_owned(),
        format!("depot.p: the rows have no value for it, but its domain present refuses NULL ({in_public}), and it has no default"),
        "depot.o: the rows have no value for it, but its domain \"a dot. and 'more\" refuses NULL (value for domain \
         \"a dot. and 'more\" violates check constraint \"present_check\"), and it has no default"
            .to_owned(),
        "depot.r: the rows have no value for it, but its domain raising refuses NULL (nothing there), and it has no default"
            .to_owned(),
    ];
    let depot = || Table::records("depot", ["id"], [["1"]]);
    assert_eq!(fails(&mut db, depot()).await, expected);
    let mut seeder = Seeder::new();
    seeder.add_table(depot());
    assert_eq!(mistakes(&seeder.plan(&mut db.client).await.unwrap_err()), expected);
    // A transaction of the caller's goes on as it was.
    let mut caller = db.client.transaction().await.unwrap();
    caller.batch_execute("CREATE TABLE of_the_caller ()").await.unwrap();
    assert_eq!(mistakes(&seeder.plan(&mut caller).await.unwrap_err()), expected);
    assert_eq!(mistakes(&seeder.insert(&mut caller).await.unwrap_err()), expected);
    caller.commit().await.unwrap();
    assert_eq!(db.count("of_the_caller").await, 0);
    assert_eq!(
        fails(&mut db, Table::from_rows([Depot { id: 1, p: None }])).await[0],
        format!(
            "depot.p: it is left to the database, but its domain present refuses NULL ({in_public}), and has no default"
        ),
    );
    // A domain that may be NULL, defaults and generated columns are no mistake.
    let rows = Table::records("depot", ["id", "c", "p", "o", "r"], [["1", "abc", "p", "o", "r"]]);
    blink::copy_to_table(&mut db.client, rows).await.unwrap();
    assert_eq!(
        db.rows("SELECT * FROM depot").await,
        ["1|abc|p|o|r|∅|given|default|generated"]
    );
}

/// Tables of the same columns, each filled by a trigger in another way.
const FILLED_BY_TRIGGERS: &str = "
    CREATE DOMAIN period AS text NOT NULL;
    CREATE DOMAIN present AS text CHECK (VALUE IS NOT NULL);
    CREATE FUNCTION fill() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF NEW.id <> 7 THEN NEW.valid := 'now'; END IF; RETURN NEW; END $$;
    CREATE TABLE tariff (id int PRIMARY KEY, valid text NOT NULL);
    CREATE TRIGGER fill BEFORE INSERT ON tariff FOR EACH ROW EXECUTE FUNCTION fill();
    CREATE TABLE parted (id int, valid text NOT NULL) PARTITION BY LIST (id);
    CREATE TABLE part PARTITION OF parted DEFAULT;
    CREATE TRIGGER fill BEFORE INSERT ON part FOR EACH ROW EXECUTE FUNCTION fill();
    CREATE TABLE in_domain (id int PRIMARY KEY, valid period);
    CREATE TRIGGER fill BEFORE INSERT ON in_domain FOR EACH ROW EXECUTE FUNCTION fill();
    CREATE TABLE checked (id int PRIMARY KEY, valid present);
    CREATE TRIGGER fill BEFORE INSERT ON checked FOR EACH ROW EXECUTE FUNCTION fill();
    CREATE TABLE both_ways (id int PRIMARY KEY, valid period NOT NULL);
    CREATE TRIGGER fill BEFORE INSERT ON both_ways FOR EACH ROW EXECUTE FUNCTION fill();";

#[derive(ToRow)]
#[blink(table = "tariff")]
struct Tariff {
    id: i32,
    #[blink(default)]
    valid: Option<String>,
}

fn tariffs(ids: [i32; 2]) -> Table<Tariff> {
    Table::from_rows(ids.map(|id| Tariff { id, valid: None }))
}

#[tokio::test]
async fn a_column_that_a_trigger_fills_is_no_mistake() {
    let mut db = Db::new(FILLED_BY_TRIGGERS).await;
    for table in ["tariff", "parted", "in_domain", "checked", "both_ways"] {
        let records = Table::records(table, ["id"], [["1"], ["2"]]);
        let report = blink::copy_to_table(&mut db.client, records).await;
        report.unwrap_or_else(|error| panic!("{table}: {error:#}"));
        db.client
            .batch_execute(&format!("DELETE FROM {table} WHERE id = 2"))
            .await
            .unwrap();
        let mut seeder = Seeder::new();
        seeder.add_table(tariffs([2, 3]).named(table));
        let plan = seeder.plan(&mut db.client).await.unwrap().to_string();
        assert!(
            plan.contains("\n  valid  not sent: a trigger has to fill it (fill)\n"),
            "{plan}"
        );
        assert!(!plan.contains("left to the database"), "{plan}");
        seeder.insert(&mut db.client).await.unwrap();
        assert_eq!(
            db.rows(&format!("SELECT * FROM {table} ORDER BY id")).await,
            ["1|now", "2|now", "3|now"],
            "{table}"
        );
    }
    db.works().await;
}

/// An INSERT checks a domain before the trigger runs; NOT NULL of a column, after it.
#[tokio::test]
async fn a_column_that_a_trigger_fills_with_on_conflict() {
    let mut db = Db::new(FILLED_BY_TRIGGERS).await;
    let rows = || tariffs([1, 2]).on_conflict(OnConflict::DoNothing);
    blink::copy_to_table(&mut db.client, rows()).await.unwrap();
    blink::copy_to_table(&mut db.client, rows()).await.unwrap();
    assert_eq!(db.rows("SELECT * FROM tariff ORDER BY id").await, ["1|now", "2|now"]);
    for (table, why) in [
        ("in_domain", "it is NOT NULL"),
        ("both_ways", "it is NOT NULL"),
        (
            "checked",
            "its domain present refuses NULL (value for domain present violates check constraint \"present_check\"),",
        ),
    ] {
        let mistake = format!("{table}.valid: it is left to the database, but {why} and has no default");
        assert_eq!(fails(&mut db, rows().named(table)).await, [mistake]);
    }
}

#[tokio::test]
async fn a_column_that_no_trigger_has_filled_is_named() {
    let mut db = Db::new(FILLED_BY_TRIGGERS).await;
    for table in ["tariff", "parted", "in_domain", "checked", "both_ways"] {
        let error = blink::copy_to_table(&mut db.client, tariffs([1, 7]).named(table)).await;
        let error = error.unwrap_err();
        assert_eq!(
            (error.table(), error.column()),
            (Some(table), Some("valid")),
            "{error:#}"
        );
        if ["in_domain", "checked"].contains(&table) {
            let text = "the column's domain forbids NULL, and a row of the table has NULL in it: no trigger has filled it (fill); send a value for it";
            assert_eq!(error.to_string(), format!("table {table}, column valid: {text}"));
        } else {
            assert_eq!((error.row(), error.sqlstate()), (Some(2), Some("23502")), "{error:#}");
        }
        assert_eq!(db.count(table).await, 0);
        db.works().await;
    }
    // A run that is not atomic could not take its batches back.
    let seeder = |table: &str| {
        let mut seeder = Seeder::new();
        seeder.add_table(tariffs([1, 2]).named(table));
        seeder.non_atomic()
    };
    seeder("tariff").plan(&mut db.client).await.unwrap();
    let error = seeder("in_domain").plan(&mut db.client).await.unwrap_err();
    let mistake = "in_domain.valid: it is left to the database, but it is NOT NULL and has no default";
    assert_eq!(mistakes(&error), [mistake]);
    // Nor could a role without SELECT look for NULL.
    let role = format!("seeder_{}", db.one("SELECT current_database()").await);
    let grant = format!("CREATE ROLE {role}; GRANT INSERT ON tariff, in_domain TO {role}; SET ROLE {role}");
    db.client.batch_execute(&grant).await.unwrap();
    let error = blink::copy_to_table(&mut db.client, tariffs([1, 2]).named("in_domain")).await;
    assert_eq!(mistakes(&error.unwrap_err()), [mistake]);
    blink::copy_to_table(&mut db.client, tariffs([1, 2])).await.unwrap();
    let drop = format!("RESET ROLE; DROP OWNED BY {role}; DROP ROLE {role}");
    db.client.batch_execute(&drop).await.unwrap();
}

#[tokio::test]
async fn a_null_from_before_the_run_was_taken_for_one_of_its_rows() {
    let mut db = Db::new(
        "CREATE DOMAIN present AS text;
         CREATE TABLE plain (id int, valid present); CREATE TABLE parted (id int, valid present) PARTITION BY LIST (id);
         CREATE TABLE part PARTITION OF parted DEFAULT;
         INSERT INTO plain VALUES (0); INSERT INTO parted VALUES (0);
         ALTER DOMAIN present ADD CHECK (VALUE IS NOT NULL) NOT VALID;
         CREATE FUNCTION fill() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
             IF NEW.id <> 7 THEN NEW.valid := 'now'; END IF; RETURN NEW; END $$;
         CREATE TRIGGER fill BEFORE INSERT ON plain FOR EACH ROW EXECUTE FUNCTION fill();
         CREATE TRIGGER fill BEFORE INSERT ON part FOR EACH ROW EXECUTE FUNCTION fill()",
    )
    .await;
    for table in ["plain", "parted"] {
        let report = blink::copy_to_table(&mut db.client, tariffs([1, 2]).named(table)).await;
        report.unwrap_or_else(|error| panic!("{table}: {error:#}"));
        let rows = db.rows(&format!("SELECT * FROM {table} ORDER BY id")).await;
        assert_eq!(rows, ["0|∅", "1|now", "2|now"], "{table}");
        // Those of the run are found all the same: in a savepoint of the caller's, too, and if they are frozen.
        let mut caller = db.client.transaction().await.unwrap();
        let mut savepoint = caller.savepoint("nested").await.unwrap();
        let mut seeder = Seeder::new();
        seeder.add_table(tariffs([3, 7]).named(table));
        let in_savepoint = seeder.insert(&mut savepoint).await;
        drop(savepoint);
        drop(caller);
        let mut seeder = Seeder::new();
        seeder.truncate();
        seeder.add_table(tariffs([3, 7]).named(table));
        for run in [in_savepoint, seeder.insert(&mut db.client).await] {
            let error = run.unwrap_err();
            assert_eq!(
                (error.table(), error.column()),
                (Some(table), Some("valid")),
                "{error:#}"
            );
        }
        assert_eq!(db.count(table).await, 3);
    }
}

#[tokio::test]
async fn a_trigger_that_does_not_run_before_each_row_fills_no_column() {
    let mut db = Db::new(&format!(
        "{FILLED_BY_TRIGGERS}
         CREATE TABLE after (id int, valid text NOT NULL);
         CREATE TRIGGER fill AFTER INSERT ON after FOR EACH ROW EXECUTE FUNCTION fill();
         CREATE TRIGGER statement BEFORE INSERT ON after FOR EACH STATEMENT EXECUTE FUNCTION fill();
         CREATE TRIGGER update BEFORE UPDATE ON after FOR EACH ROW EXECUTE FUNCTION fill();
         CREATE TRIGGER disabled BEFORE INSERT ON after FOR EACH ROW EXECUTE FUNCTION fill();
         ALTER TABLE after DISABLE TRIGGER disabled;
         CREATE TRIGGER replica BEFORE INSERT ON after FOR EACH ROW EXECUTE FUNCTION fill();
         ALTER TABLE after ENABLE REPLICA TRIGGER replica"
    ))
    .await;
    let mistake = "after.valid: it is left to the database, but it is NOT NULL and has no default";
    assert_eq!(fails(&mut db, tariffs([1, 2]).named("after")).await, [mistake]);
}
