//! Errors of the server's say in which part of the run they were raised, and what to do.

use blink::{BoxError, Indexes, OnConflict, Seeder, Table, ToRow};

use super::proxy::{Cut, cutting};
use crate::support::{Db, Session, connect};

#[derive(ToRow)]
#[blink(table = "children")]
struct Child {
    id: i64,
    parent: i64,
}

const FAMILY: &str = "
    CREATE TABLE parents (id int8 PRIMARY KEY);
    CREATE TABLE children (id int8 PRIMARY KEY, parent int8 NOT NULL REFERENCES parents DEFERRABLE INITIALLY DEFERRED);
    INSERT INTO parents VALUES (1);";

fn children(count: i64) -> Table<Child> {
    Table::from_rows((1..=count).map(|id| Child { id, parent: 1 }))
}

fn run(table: Table<Child>) -> Seeder {
    let mut seeder = Seeder::new();
    seeder.add_table(table);
    seeder
}

#[tokio::test]
async fn a_truncate_that_pending_checks_refuse_names_the_table_and_the_way_out() {
    let mut db = Db::new(FAMILY).await;
    let pending = "BEGIN; INSERT INTO children VALUES (7, 1)";
    for (sql, is_filled) in [
        (pending.to_owned(), false),
        (format!("{pending}; SET CONSTRAINTS ALL IMMEDIATE"), true),
    ] {
        db.client.batch_execute(&sql).await.unwrap();
        let mut seeder = run(children(3));
        seeder.truncate();
        let done = seeder.insert(&mut db.client).await;
        assert_eq!(done.is_ok(), is_filled);
        if let Err(error) = done {
            assert_eq!(
                (error.table(), error.sqlstate()),
                (Some("children"), Some("55006")),
                "{error:#}"
            );
            assert!(error.to_string().contains("SET CONSTRAINTS ALL IMMEDIATE"), "{error}");
        }
        db.client.batch_execute("ROLLBACK").await.unwrap();
    }
}

#[tokio::test]
async fn a_truncate_refused_for_a_table_of_two_steps_named_no_table() {
    let mut db = Db::new(FAMILY).await;
    db.client
        .batch_execute("BEGIN; INSERT INTO children VALUES (7, 1)")
        .await
        .unwrap();
    let mut seeder = run(children(3));
    seeder.add_table(Table::from_rows([Child { id: 4, parent: 1 }]).append());
    seeder.add_table(Table::records("parents", ["id"], [["1"]]));
    seeder.truncate();
    let error = seeder.insert(&mut db.client).await.unwrap_err();
    assert_eq!(
        (error.table(), error.sqlstate()),
        (Some("children"), Some("55006")),
        "{error:#}"
    );
    db.client.batch_execute("ROLLBACK").await.unwrap();
}

#[tokio::test]
async fn a_truncate_refused_for_a_partition_named_a_table_of_the_same_name() {
    let mut db = Db::new(
        "CREATE TABLE children (id int8, parent int8); CREATE SCHEMA parts; CREATE TABLE parents (id int8 PRIMARY KEY);
         INSERT INTO parents VALUES (1); CREATE TABLE family (id int8, parent int8) PARTITION BY LIST (parent);
         CREATE TABLE parts.children PARTITION OF family FOR VALUES IN (1);
         CREATE TABLE parts.others PARTITION OF family FOR VALUES IN (2);
         ALTER TABLE family ADD FOREIGN KEY (parent) REFERENCES parents DEFERRABLE INITIALLY DEFERRED;
         INSERT INTO parents VALUES (2)",
    )
    .await;
    for (parent, table) in [(1, None), (2, Some("parts.others"))] {
        let pending = format!("BEGIN; INSERT INTO family VALUES (7, {parent})");
        db.client.batch_execute(&pending).await.unwrap();
        let mut seeder = run(children(3));
        seeder.add_table(children(3).named("family"));
        seeder.truncate();
        let error = seeder.insert(&mut db.client).await.unwrap_err();
        assert_eq!((error.table(), error.sqlstate()), (table, Some("55006")), "{error:#}");
        db.client.batch_execute("ROLLBACK").await.unwrap();
    }
}

#[tokio::test]
async fn a_deferred_check_that_fails_is_said_to_be_raised_at_commit() {
    let mut db = Db::new(
        "CREATE TABLE children (id int8, parent int8);
         CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'too late'; END $$;
         CREATE CONSTRAINT TRIGGER late AFTER INSERT ON children DEFERRABLE INITIALLY DEFERRED
            FOR EACH ROW EXECUTE FUNCTION refuse()",
    )
    .await;
    let error = run(children(3)).insert(&mut db.client).await.unwrap_err();
    assert!(
        format!("{error:#}").starts_with("the server refused at COMMIT: too late"),
        "{error:#}"
    );
    assert_eq!(db.count("children").await, 0);
    db.works().await;
}

#[tokio::test]
async fn a_cancelled_statement_names_statement_timeout_and_blames_no_row() {
    if !blink_testdb::needs_a_whole_server("a_cancelled_statement_names_statement_timeout_and_blames_no_row") {
        return;
    }
    let mut db = Db::new(
        "CREATE TABLE children (id int8 PRIMARY KEY, parent int8);
         CREATE FUNCTION cancel() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            PERFORM pg_cancel_backend(pg_backend_pid()); PERFORM pg_sleep(60); RETURN NEW; END $$;
         CREATE TRIGGER cancel BEFORE INSERT ON children FOR EACH ROW EXECUTE FUNCTION cancel()",
    )
    .await;
    for table in [children(3), children(3).on_conflict(OnConflict::DoNothing)] {
        let error = run(table).insert(&mut db.client).await.unwrap_err();
        assert_eq!(
            (error.table(), error.rows(), error.sqlstate()),
            (Some("children"), None, Some("57014"))
        );
        assert!(error.to_string().contains("statement_timeout"), "{error}");
        db.works().await;
    }
}

#[tokio::test]
async fn a_deadlock_of_runs_that_drop_indexes_names_keep() {
    let test = "a_deadlock_of_runs_that_drop_indexes_names_keep";
    if !blink_testdb::needs_several_connections(test) {
        return;
    }
    let mut db = Db::new("CREATE TABLE one (id int8 PRIMARY KEY); CREATE TABLE two (id int8 PRIMARY KEY)").await;
    db.client.batch_execute("SET deadlock_timeout = '10ms'").await.unwrap();
    let table = |name: &str| Table::records(name, ["id"], (1..=10_001).map(|n| vec![n.to_string()]));
    let url = db.database.url().to_owned();
    let mut seeder = Seeder::new();
    seeder.add_table(table("one"));
    seeder.add_context(move |_| {
        // As another run does that fills these tables in the opposite order.
        let other = Session::open(&url);
        other.ask("SET deadlock_timeout = '1h'; BEGIN; LOCK TABLE two IN ACCESS EXCLUSIVE MODE");
        std::thread::spawn(move || other.ask("LOCK TABLE one IN ACCESS EXCLUSIVE MODE; ROLLBACK"));
        let watcher = Session::open(&url);
        let waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'one'::regclass";
        while watcher.ask(waiting) == ["0"] {}
    });
    seeder.add_table(table("two"));
    let error = seeder.insert(&mut db.client).await.unwrap_err();
    assert_eq!(
        (error.table(), error.sqlstate()),
        (Some("two"), Some("40P01")),
        "{error:#}"
    );
    assert!(
        error.to_string().ends_with("run it again, or use Indexes::Keep"),
        "{error}"
    );
    db.works().await;
}

#[tokio::test]
async fn a_lost_connection_is_told_by_table_and_phase() {
    let test = "a_lost_connection_is_told_by_table_and_phase";
    if !blink_testdb::needs_several_connections(test) {
        return;
    }
    for (at, shown) in [
        (
            "LOCK TABLE",
            "table children: the connection failed while its indexes and keys were dropped",
        ),
        (
            "FROM STDIN",
            "table children: the connection failed while the table was filled",
        ),
        (
            "SAVEPOINT blink_object",
            "table children: the connection failed while indexes and keys were rebuilt",
        ),
        ("SELECT 0, ", "the connection failed while sequences were advanced"),
        ("ANALYZE", "the connection failed while the tables were analyzed"),
        (
            "RESTART IDENTITY RESTRICT",
            "the connection failed while the tables were truncated",
        ),
    ] {
        let db =
            Db::new("CREATE TABLE children (id int8 GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, parent int8)").await;
        let is_there = move |_, body: &[u8]| String::from_utf8_lossy(body).contains(at);
        let mut client = connect(&cutting(db.database.url(), Cut::BeforeItArrives, is_there)).await;
        let mut seeder = run(children(10));
        seeder.indexes(Indexes::Rebuild).analyze(true);
        if at.starts_with("RESTART") {
            seeder.truncate();
        }
        let error = seeder.insert(&mut client).await.unwrap_err();
        assert!(error.is_connection_lost());
        assert_eq!(error.to_string(), shown, "{error:#}");
        assert_eq!(db.count("children").await, 0);
    }
    let db = Db::new("CREATE TABLE children (id int8, parent int8)").await;
    let url = db.database.url().to_owned();
    let connecting = || async {
        let is_there = |_, body: &[u8]| String::from_utf8_lossy(body).contains("ANALYZE");
        Ok::<_, BoxError>(connect(&cutting(&url, Cut::BeforeItArrives, is_there)).await)
    };
    let mut seeder = run(children(10));
    seeder.analyze(true);
    let error = seeder.non_atomic().insert(connecting).await.unwrap_err();
    let shown = "the connection failed while the tables were analyzed; committed: children 10 rows";
    assert_eq!(error.to_string(), shown);
}
