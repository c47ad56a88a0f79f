//! The planner's statistics after a run.

use blink::{Seeder, Table, ToRow};

use crate::support::{Db, connect, since};

#[derive(ToRow)]
#[blink(table = "users")]
struct User {
    id: i32,
}

fn users(n: i32) -> Seeder {
    let mut seeder = Seeder::new();
    seeder.add_table(Table::generate(n.unsigned_abs().into(), |draw| User {
        id: i32::try_from(draw.number()).unwrap_or(0),
    }));
    seeder
}

const STATISTICS: &str = "SELECT count(*) FROM pg_stats WHERE tablename = 'users'";

#[tokio::test]
async fn a_small_load_is_left_to_autovacuum_unless_it_is_asked_for() {
    let mut db = Db::new("CREATE TABLE users (id int)").await;
    let plan = users(10).plan(&mut db.client).await.unwrap();
    assert!(!plan.to_string().contains("analyze"), "{plan}");
    let report = users(10).insert(&mut db.client).await.unwrap();
    assert_eq!(report.analyzed(), []);
    assert_eq!(db.one(STATISTICS).await, "0");

    let mut asked = users(10);
    asked.analyze(true);
    asked.add_table(Table::from_rows([User { id: 7 }]).append());
    let plan = asked.plan(&mut db.client).await.unwrap();
    assert!(plan.to_string().ends_with("\nanalyze public.users\n"), "{plan}");
    let report = asked.insert(&mut db.client).await.unwrap();
    assert_eq!(report.analyzed(), ["public.users".into()]);
    assert!(report.to_string().contains("\nanalyzed public.users in "), "{report}");
    assert_eq!(db.one(STATISTICS).await, "1");
    assert_eq!(
        db.one("SELECT reltuples FROM pg_class WHERE relname = 'users'").await,
        "21"
    );
}

#[tokio::test]
async fn a_large_load_is_analyzed_unless_it_is_not_wanted() {
    let mut db = Db::new("CREATE TABLE users (id int)").await;
    let mut unwanted = users(2_000_000);
    unwanted.analyze(false);
    let plan = users(2_000_000).plan(&mut db.client).await.unwrap();
    assert!(plan.to_string().ends_with("\nanalyze public.users\n"), "{plan}");
    // In a transaction of the caller's too.
    let mut transaction = db.client.transaction().await.unwrap();
    let report = users(2_000_000).insert(&mut transaction).await.unwrap();
    assert_eq!(report.analyzed(), ["public.users".into()]);
    transaction.rollback().await.unwrap();
    let report = unwanted.insert(&mut db.client).await.unwrap();
    assert_eq!((report.rows(), report.analyzed()), (2_000_000, &[][..]));
    assert_eq!(db.one(STATISTICS).await, "0");
}

#[tokio::test]
async fn who_may_not_analyze_is_told_so() {
    let mut db = Db::new("CREATE TABLE users (id int)").await;
    let role = format!("\"{}_app\"", db.one("SELECT current_database()").await);
    db.client
        .batch_execute(&format!(
            "CREATE ROLE {role}; GRANT INSERT ON users TO {role}; SET ROLE {role}"
        ))
        .await
        .unwrap();
    let mut seed = users(1);
    seed.analyze(true);
    let why = "public.users is not analyzed: this role may not analyze it";
    let plan = seed.plan(&mut db.client).await.unwrap();
    assert!(plan.to_string().ends_with(&format!("\n{why}\n")), "{plan}");
    let report = seed.insert(&mut db.client).await.unwrap();
    assert_eq!(report.notes().collect::<Vec<_>>(), [why]);
    assert_eq!(report.analyzed(), []);
    db.client
        .batch_execute(&format!("RESET ROLE; DROP OWNED BY {role}; DROP ROLE {role}"))
        .await
        .unwrap();
}

#[tokio::test]
async fn a_table_that_another_session_analyzes_is_passed_over() {
    if !blink_testdb::needs_several_connections("a_table_that_another_session_analyzes_is_passed_over") {
        return;
    }
    let mut db = Db::new("CREATE TABLE users (id int)").await;
    let other = connect(db.database.url()).await;
    other.batch_execute("BEGIN; ANALYZE users").await.unwrap();
    let mut seed = users(1);
    seed.analyze(true);
    let report = seed.insert(&mut db.client).await.unwrap();
    assert_eq!(report.analyzed(), []);
    assert_eq!(
        report.notes().collect::<Vec<_>>(),
        ["public.users is not analyzed: another session is using it"]
    );
    assert_eq!(db.count("users").await, 1);
}

/// Statistics on an expression that fails for a row, of which COPY knows nothing.
const FAILING_STATISTICS: &str = "
    CREATE TABLE users (id int, name text);
    CREATE TABLE posts (id int);
    CREATE FUNCTION number(t text) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT t::int';
    CREATE STATISTICS s ON number(name), id FROM users";

fn named_users_and_posts() -> Seeder {
    let mut seeder = Seeder::new();
    seeder.analyze(true);
    let users = [["1", "x"].map(str::to_owned).to_vec()];
    seeder.add_table(Table::records("users", ["id", "name"], users));
    seeder.add_table(Table::records("posts", ["id"], [vec!["1".to_owned()]]));
    seeder
}

const NOT_ANALYZED: &str =
    "public.users is not analyzed: the server refused: invalid input syntax for type integer: \"x\"";

#[tokio::test]
async fn an_error_of_analyze_leaves_the_rows_and_the_other_tables_statistics() {
    let test = "an_error_of_analyze_leaves_the_rows_and_the_other_tables_statistics";
    if !since(test, "statistics on expressions", 14) || !blink_testdb::needs_a_whole_server(test) {
        return;
    }
    let mut db = Db::new(FAILING_STATISTICS).await;
    let report = named_users_and_posts().insert(&mut db.client).await.unwrap();
    assert_eq!(report.notes().collect::<Vec<_>>(), [NOT_ANALYZED]);
    assert_eq!(report.analyzed(), ["public.posts".into()]);
    db.works().await;

    // In a transaction of the caller's, which stays usable.
    db.client.batch_execute("BEGIN").await.unwrap();
    let report = named_users_and_posts().insert(&mut db.client).await.unwrap();
    assert_eq!(report.notes().collect::<Vec<_>>(), [NOT_ANALYZED]);
    db.client.batch_execute("COMMIT").await.unwrap();
    assert_eq!((db.count("users").await, db.count("posts").await), (2, 2));

    if !blink_testdb::needs_several_connections(test) {
        return;
    }
    let url = db.database.url().to_owned();
    let connecting = || async { Ok::<_, blink::BoxError>(connect(&url).await) };
    let report = named_users_and_posts().non_atomic().insert(connecting).await.unwrap();
    assert_eq!(report.notes().collect::<Vec<_>>(), [NOT_ANALYZED]);
    assert_eq!(report.analyzed(), ["public.posts".into()]);
    assert_eq!((db.count("users").await, db.count("posts").await), (3, 3));
}

#[tokio::test]
async fn a_refused_analyze_of_the_only_table_is_a_note() {
    let mut db = Db::new("CREATE TABLE users (id int)").await;
    let index = "CREATE FUNCTION refuse(id int) RETURNS int LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN
            IF current_setting('blink.refuse', true) = 'on' THEN RAISE EXCEPTION 'not these'; END IF; RETURN id; END $$;
        CREATE INDEX i ON users (refuse(id)) WHERE id < 0";
    db.client.batch_execute(index).await.unwrap();
    let mut seed = users(10);
    seed.analyze(true);
    let mut below_zero = Seeder::new();
    below_zero.analyze(true);
    below_zero.add_table(Table::from_rows([User { id: -1 }]));
    below_zero.insert(&mut db.client).await.unwrap();
    db.client.batch_execute("SET blink.refuse = on").await.unwrap();
    let report = seed.insert(&mut db.client).await.unwrap();
    let note = "public.users is not analyzed: the server refused: not these";
    assert_eq!(report.notes().collect::<Vec<_>>(), [note]);
    assert_eq!(report.analyzed(), []);
    assert_eq!(db.count("users").await, 11);
}

#[tokio::test]
async fn an_analyze_that_is_cancelled_ends_the_run() {
    if !blink_testdb::needs_a_whole_server("an_analyze_that_is_cancelled_ends_the_run") {
        return;
    }
    let mut db = Db::new(
        "CREATE TABLE users (id int);
         CREATE FUNCTION cancel(id int) RETURNS int LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN
            IF current_setting('blink.cancel', true) = 'on' THEN PERFORM pg_cancel_backend(pg_backend_pid()); PERFORM pg_sleep(60); END IF;
            RETURN id; END $$;
         CREATE INDEX i ON users (cancel(id)) WHERE id < 0;
         INSERT INTO users VALUES (-1);
         SET blink.cancel = on",
    )
    .await;
    let mut seed = users(10);
    seed.analyze(true);
    let error = seed.insert(&mut db.client).await.unwrap_err();
    assert_eq!(error.sqlstate(), Some("57014"), "{error:#}");
    assert_eq!(db.count("users").await, 1);
    db.works().await;
}

#[tokio::test]
async fn a_partitioned_table_is_analyzed_and_its_partitions_are_left_to_autovacuum_since_18() {
    let mut db = Db::new(
        "CREATE TABLE users (id int) PARTITION BY RANGE (id);
         CREATE TABLE few PARTITION OF users FOR VALUES FROM (0) TO (10);
         CREATE TABLE many PARTITION OF users DEFAULT",
    )
    .await;
    let report = users(2_000_000).insert(&mut db.client).await.unwrap();
    assert_eq!(report.analyzed(), ["public.users".into()]);
    let analyzed = "SELECT DISTINCT tablename FROM pg_stats WHERE tablename IN ('users', 'many') ORDER BY 1";
    let with_partitions = blink_testdb::server().version() < 18;
    let expected: &[&str] = if with_partitions {
        &["many", "users"]
    } else {
        &["users"]
    };
    assert_eq!(db.rows(analyzed).await, expected);

    // Whoever asks for all tables gets the partitions, too.
    let mut asked = users(1);
    asked.analyze(true);
    asked.insert(&mut db.client).await.unwrap();
    assert_eq!(db.rows(analyzed).await, ["many", "users"]);
}
