//! Tables that others use, or that the caller's transaction does.

use std::sync::{Arc, Mutex};

use blink::{Indexes, Table};

use super::{SCHEMA, posts, users};
use crate::rebuild::{MANY, filled, kept, rebuilt, seed};
use crate::support::{Db, catalog, connect, elsewhere};

#[tokio::test]
async fn auto_locks_nothing_that_had_rows_or_is_not_in_the_run() {
    let mut db = Db::new(
        "CREATE TABLE outside (id int8 PRIMARY KEY); INSERT INTO outside SELECT generate_series(1, 20000);
         CREATE TABLE inside (id int8 PRIMARY KEY); INSERT INTO inside SELECT generate_series(1, 20000);
         CREATE TABLE t (id int8 PRIMARY KEY, a int8 REFERENCES outside, b int8 REFERENCES inside);
         CREATE TABLE after (n text)",
    )
    .await;
    let mut run = seed(
        Indexes::Auto,
        [filled("inside", "id", "-#", 1), filled("t", "id a b", "#|#|#", MANY)],
    );
    // Looks at the locks while they are held.
    run.add_table(filled("after", "n", "x", 1).insert_with(|mut insertion| {
        Box::pin(async move {
            while insertion.next().await.is_some() {}
            let sql = "INSERT INTO after SELECT relation::regclass || ' ' || mode FROM pg_locks WHERE pid = pg_backend_pid() \
                       AND relation IN ('outside'::regclass, 'inside'::regclass, 't'::regclass) AND mode LIKE '%Exclusive%'";
            Ok(insertion.execute(sql).await?)
        })
    }));
    let report = run.insert(&mut db.client).await.unwrap();
    assert_eq!(rebuilt(&report), ["t_pkey"]);
    assert_eq!(
        kept(&report),
        [
            "indexes and keys: the table has rows",
            "t_a_fkey: dropping it would lock outside, which this run does not fill",
            "t_b_fkey: dropping it would lock inside, which has rows",
        ]
    );
    let locks = db.rows("SELECT n FROM after ORDER BY n").await;
    assert!(!locks.contains(&"outside AccessExclusiveLock".to_owned()), "{locks:?}");
    assert!(!locks.contains(&"inside AccessExclusiveLock".to_owned()), "{locks:?}");
    assert!(locks.contains(&"t AccessExclusiveLock".to_owned()), "{locks:?}");
}

#[tokio::test]
async fn auto_does_not_wait_for_a_table_that_is_in_use() {
    if !blink_testdb::needs_several_connections("auto_does_not_wait_for_a_table_that_is_in_use") {
        return;
    }
    let mut db = Db::new(SCHEMA).await;
    let before = catalog(&db.client).await;
    let other = connect(db.database.url()).await;
    other.batch_execute("BEGIN; SELECT FROM users").await.unwrap();
    let report = seed(Indexes::Auto, [users(MANY), posts(MANY)])
        .insert(&mut db.client)
        .await
        .unwrap();
    // The foreign key cannot go without a lock on the users either; the rest of the posts' can.
    assert_eq!(rebuilt(&report), ["posts_pkey", "posts_user"]);
    let why = "another session is using the table, or one that must be locked with it";
    assert_eq!(
        kept(&report),
        [format!("indexes and keys: {why}"), format!("posts_user_id_fkey: {why}")]
    );
    other.batch_execute("COMMIT").await.unwrap();
    assert_eq!(catalog(&db.client).await, before);
    assert_eq!(db.one("SHOW lock_timeout").await, "0");
}

#[tokio::test]
async fn the_callers_transaction_is_as_before() {
    let mut db = Db::new(
        "CREATE TABLE a (id int8 PRIMARY KEY, n int8 UNIQUE);
         CREATE TABLE late (id int8 PRIMARY KEY, a int8 REFERENCES a (n) DEFERRABLE INITIALLY DEFERRED);
         CREATE TABLE lax (id int8 PRIMARY KEY, a int8 REFERENCES a DEFERRABLE)",
    )
    .await;
    let before = catalog(&db.client).await;
    let names = "search_path default_tablespace maintenance_work_mem max_parallel_maintenance_workers statement_timeout \
                 lock_timeout client_min_messages";
    let settings = async |db: &Db| {
        let mut values = Vec::new();
        for name in names.split(' ') {
            values.push(db.one(&format!("SHOW {name}")).await);
        }
        values
    };
    db.client
        .batch_execute(
            "BEGIN; SET LOCAL statement_timeout = '7min'; SET LOCAL lock_timeout = '6min'; SET search_path = public",
        )
        .await
        .unwrap();
    let ours = settings(&db).await;
    let tables = [
        filled("a", "id n", "#|#", MANY),
        filled("lax", "id a", "#|#", MANY),
        // Refers to what the caller adds only later.
        filled("late", "id a", "#|-#", MANY),
    ];
    let report = seed(Indexes::Auto, tables).insert(&mut db.client).await.unwrap();
    assert_eq!(settings(&db).await, ours);
    assert_eq!(rebuilt(&report), ["lax_pkey"]);
    let late = "it may be checked as late as the caller's COMMIT";
    assert_eq!(
        kept(&report),
        [
            format!("a_pkey: the foreign key lax_a_fkey of lax needs it and is kept: {late}"),
            format!("a_n_key: the foreign key late_a_fkey of late needs it and is kept: {late}"),
            format!("lax_a_fkey: {late}"),
            "late_pkey: late_a_fkey is kept, and its check may be deferred".to_owned(),
            format!("late_a_fkey: {late}"),
        ]
    );
    db.client
        .batch_execute(&format!(
            "INSERT INTO a SELECT -n, -n FROM generate_series(1, {MANY}) n; COMMIT"
        ))
        .await
        .unwrap();
    assert_eq!(db.count("late").await, MANY);
    assert_eq!(catalog(&db.client).await, before);
    db.works().await;
}

#[tokio::test]
async fn a_cursor_of_the_callers_keeps_the_table_as_it_is() {
    let mut db = Db::new(SCHEMA).await;
    db.client
        .batch_execute("BEGIN; DECLARE c CURSOR FOR SELECT * FROM users; FETCH c")
        .await
        .unwrap();
    let report = seed(Indexes::Auto, [users(MANY)]).insert(&mut db.client).await.unwrap();
    let [reason] = &kept(&report)[..] else {
        panic!("{report}")
    };
    assert!(reason.starts_with("users_pkey: "), "{reason}");
    db.client.batch_execute("COMMIT").await.unwrap();
    assert_eq!(db.count("users").await, MANY);
}

#[derive(blink::ToRow)]
#[blink(table = "one")]
struct One {
    id: i64,
}

/// Two tables that are known to get many rows, the second one of which is the older one.
fn many_of_two() -> blink::Seeder {
    let mut seeder = blink::Seeder::new();
    for table in ["two", "one"] {
        let many = Table::generate(MANY, |draw| One { id: draw.number() });
        seeder.add_table(many.named(table));
    }
    seeder
}

const TWO: &str = "CREATE TABLE one (id int8 PRIMARY KEY); CREATE TABLE two (id int8 PRIMARY KEY);
    CREATE TABLE three (id int8 PRIMARY KEY)";

#[tokio::test]
async fn tables_that_are_known_to_get_many_rows_are_locked_before_the_first_is_filled() {
    let test = "tables_that_are_known_to_get_many_rows_are_locked_before_the_first_is_filled";
    if !blink_testdb::needs_several_connections(test) {
        return;
    }
    let mut db = Db::new(TWO).await;
    let url = db.database.url().to_owned();
    let locked = Arc::new(Mutex::new(None));
    let seen = Arc::clone(&locked);
    let mut seeder = many_of_two();
    seeder.on_progress(move |progress| {
        if progress.table == "two" && seen.lock().unwrap().is_none() {
            let sql = "SELECT relation::regclass FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND relation IN \
                       ('one'::regclass, 'two'::regclass) ORDER BY 1";
            *seen.lock().unwrap() = Some(elsewhere(&url, sql));
        }
    });
    let report = seeder.insert(&mut db.client).await.unwrap();
    assert_eq!(rebuilt(&report), ["two_pkey", "one_pkey"]);
    assert_eq!(locked.lock().unwrap().take().unwrap(), ["one", "two"]);
}

#[tokio::test]
async fn of_the_tables_that_are_locked_first_only_one_that_is_in_use_keeps_its_indexes() {
    let test = "of_the_tables_that_are_locked_first_only_one_that_is_in_use_keeps_its_indexes";
    if !blink_testdb::needs_several_connections(test) {
        return;
    }
    let mut db = Db::new(TWO).await;
    let other = connect(db.database.url()).await;
    other.batch_execute("BEGIN; SELECT FROM one").await.unwrap();
    // One that the user wants to be rebuilt is waited for, but not the others with it.
    let forced = Table::generate(MANY, |draw| One { id: draw.number() });
    let mut seeder = many_of_two();
    seeder.add_table(forced.named("three").indexes(Indexes::Rebuild));
    let report = seeder.insert(&mut db.client).await.unwrap();
    assert_eq!(rebuilt(&report), ["two_pkey", "three_pkey"]);
    let why = "indexes and keys: another session is using the table, or one that must be locked with it";
    assert_eq!(kept(&report), [why]);
    assert_eq!(db.count("one").await, MANY);
}
