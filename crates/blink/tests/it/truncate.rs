//! Tables that are emptied first, within the transaction.

mod before;

use std::time::Duration;

use blink::{Error, OnConflict, Seeder, Table, ToRow};

use crate::faults::dropped::{BOTH, polled};
use crate::support::{Db, connect, rows};

const SCHEMA: &str = "CREATE TABLE users (id serial PRIMARY KEY, boss int REFERENCES users);
    CREATE TABLE posts (id serial PRIMARY KEY, user_id int NOT NULL REFERENCES users);
    INSERT INTO users VALUES (100), (101); INSERT INTO posts VALUES (200, 100), (201, 101);
    SELECT setval('users_id_seq', 500), setval('posts_id_seq', 600)";

#[derive(ToRow)]
#[blink(table = "users")]
struct User {
    id: i32,
}

#[derive(ToRow)]
#[blink(table = "posts")]
struct Post {
    id: i32,
    user_id: i32,
}

/// As many users and posts, the posts of these users.
fn seed(n: i32, authors: fn(i32) -> i32) -> Seeder {
    let mut seeder = Seeder::new();
    seeder.truncate();
    seeder.add_table(Table::from_rows((1..=n).map(|id| User { id })));
    seeder.add_table(
        Table::from_rows((1..=n).map(move |id| Post {
            id,
            user_id: authors(id),
        }))
        .batch_size(2),
    );
    seeder
}

fn mistakes(error: &Error) -> Vec<String> {
    error.diagnostics().iter().map(ToString::to_string).collect()
}

#[tokio::test]
async fn all_tables_are_emptied_in_one_command_and_keys_begin_anew() {
    let mut db = Db::new(SCHEMA).await;
    let seed = seed(5, |id| id);
    let plan = seed.plan(&mut db.client).await.unwrap();
    let expected = "\
2 tables in one transaction
set client_min_messages = error for the run
truncate public.posts, public.users; other sessions cannot read or write them until the transaction ends (ACCESS EXCLUSIVE)

public.users: binary, 1,000,000 rows per COPY, frozen
  id  integer  i32
  if there are more than 10,000 rows, dropped for the load and rebuilt; locks posts, users (ACCESS EXCLUSIVE):
    users_boss_fkey, foreign key to users
    users_pkey, primary key

public.posts: binary, 2 rows per COPY, frozen
  id       integer  i32
  user_id  integer  i32
  if there are more than 10,000 rows, dropped for the load and rebuilt; locks posts, users (ACCESS EXCLUSIVE):
    posts_user_id_fkey, foreign key to users
    posts_pkey, primary key

sequence public.users_id_seq is advanced past the maximum of public.users.id
sequence public.posts_id_seq is advanced past the maximum of public.posts.id
";
    // What is set while keys are built is as the server is.
    let shown = plan.to_string();
    let shown = shown
        .lines()
        .filter(|line| !line.ends_with(" while indexes and keys are rebuilt"));
    assert_eq!(shown.collect::<Vec<_>>(), expected.lines().collect::<Vec<_>>());
    let sql = "\nTRUNCATE \"public\".\"posts\", \"public\".\"users\" RESTART IDENTITY RESTRICT\n";
    assert!(format!("{plan:#}").contains(sql), "{plan:#}");
    assert_eq!(db.count("users").await, 2);
    seed.insert(&mut db.client).await.unwrap();
    assert_eq!(
        db.rows("SELECT id FROM users ORDER BY 1").await,
        ["1", "2", "3", "4", "5"]
    );
    assert_eq!(db.count("posts").await, 5);
    assert_eq!(db.one("INSERT INTO users DEFAULT VALUES RETURNING id").await, "6");
    assert_eq!(db.one("INSERT INTO posts (user_id) VALUES (1) RETURNING id").await, "6");
}

#[tokio::test]
async fn a_failed_run_leaves_the_rows_and_the_keys_as_they_were() {
    let mut db = Db::new(SCHEMA).await;
    // The last post is of nobody.
    let error = seed(5, |id| if id == 5 { 99 } else { id })
        .insert(&mut db.client)
        .await
        .unwrap_err();
    assert_eq!((error.table(), error.row()), (Some("posts"), Some(5)));
    assert_eq!(db.rows("SELECT id FROM users ORDER BY 1").await, ["100", "101"]);
    assert_eq!(
        db.rows("SELECT id, user_id FROM posts ORDER BY 1").await,
        ["200|100", "201|101"]
    );
    assert_eq!(db.one("SELECT nextval('users_id_seq')").await, "501");
    db.works().await;
}

#[tokio::test]
async fn a_seed_can_be_run_again_after_a_failure_and_after_itself() {
    let mut db = Db::new(SCHEMA).await;
    seed(3, |_| 99).insert(&mut db.client).await.unwrap_err();
    for n in [3, 3, 2] {
        seed(n, |id| id).insert(&mut db.client).await.unwrap();
        assert_eq!(db.count("users").await, u64::from(n.unsigned_abs()));
        assert_eq!(db.count("posts").await, u64::from(n.unsigned_abs()));
    }
    // Without truncate the failure leaves nothing that would stand against the next try.
    let mut db = Db::new("CREATE TABLE users (id serial PRIMARY KEY)").await;
    let twice = |last| Table::from_rows([User { id: 1 }, User { id: last }]);
    blink::copy_to_table(&mut db.client, twice(1)).await.unwrap_err();
    blink::copy_to_table(&mut db.client, twice(2)).await.unwrap();
    assert_eq!(db.one("INSERT INTO users DEFAULT VALUES RETURNING id").await, "3");
}

#[tokio::test]
async fn a_table_outside_the_run_that_refers_to_one_of_it_is_a_mistake_that_names_it() {
    let mut db = Db::new(SCHEMA).await;
    db.client
        .batch_execute(
            "CREATE SCHEMA \"Other\"; CREATE TABLE \"Other\".likes (post_id int CONSTRAINT \"of post\" REFERENCES posts);
             CREATE TABLE parted (at int, user_id int REFERENCES users) PARTITION BY RANGE (at);
             CREATE TABLE parted_0 PARTITION OF parted FOR VALUES FROM (0) TO (9);
             INSERT INTO \"Other\".likes VALUES (200); INSERT INTO parted VALUES (1, 100)",
        )
        .await
        .unwrap();
    let mut alone = Seeder::new();
    alone.truncate();
    alone.add_table(Table::from_rows([User { id: 1 }]));
    let what = "it cannot be truncated, because";
    let advice = |table: &str| {
        format!(
            "add {table} to the run, drop the foreign key, or call `.truncate_cascade()`, which empties {table} too"
        )
    };
    for error in [
        alone.plan(&mut db.client).await.unwrap_err(),
        alone.insert(&mut db.client).await.unwrap_err(),
    ] {
        assert_eq!(
            mistakes(&error),
            [
                format!(
                    "table users: {what} public.parted, which is not part of the run, references it with \
                     parted_user_id_fkey; {}",
                    advice("public.parted")
                ),
                format!(
                    "table users: {what} public.posts, which is not part of the run, references it with \
                     posts_user_id_fkey; {}",
                    advice("public.posts")
                ),
            ]
        );
    }
    let error = seed(1, |_| 1).insert(&mut db.client).await.unwrap_err();
    assert!(
        mistakes(&error)[0].contains("because Other.likes, which is not part of the run, references it with of post")
    );
    assert_eq!(db.count("users").await, 2);

    let mut cascade = seed(1, |_| 1);
    cascade.truncate_cascade();
    let plan = cascade.plan(&mut db.client).await.unwrap().to_string();
    let line = "\ntruncate public.posts, public.users, with tables that reference them: Other.likes, public.parted, public.parted_0; ";
    assert!(plan.contains(line), "{plan}");
    cascade.insert(&mut db.client).await.unwrap();
    for (table, rows) in [("users", 1), ("posts", 1), ("\"Other\".likes", 0), ("parted", 0)] {
        assert_eq!(db.count(table).await, rows, "{table}");
    }
}

#[tokio::test]
async fn what_cannot_be_truncated_and_who_may_not_is_found_before_the_start() {
    let mut db = Db::new(SCHEMA).await;
    db.client
        .batch_execute(
            "CREATE VIEW filled AS SELECT id FROM users;
             CREATE FUNCTION fill() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
             CREATE TRIGGER fill INSTEAD OF INSERT ON filled FOR EACH ROW EXECUTE FUNCTION fill()",
        )
        .await
        .unwrap();
    let mut view = Seeder::new();
    view.truncate();
    view.add_table(Table::from_rows([User { id: 1 }]).named("filled"));
    assert_eq!(
        mistakes(&view.insert(&mut db.client).await.unwrap_err()),
        [
            "table filled: it is a view, which TRUNCATE cannot empty; remove it from the run that truncates, and \
             empty the underlying table"
        ]
    );
    let role = format!("\"{}_app\"", db.one("SELECT current_database()").await);
    db.client
        .batch_execute(&format!(
            "CREATE ROLE {role}; GRANT INSERT, SELECT ON users, posts TO {role}; GRANT TRUNCATE ON posts TO {role};
             SET ROLE {role}"
        ))
        .await
        .unwrap();
    let error = seed(1, |id| id).insert(&mut db.client).await.unwrap_err();
    assert_eq!(
        mistakes(&error),
        ["table users: this role has no TRUNCATE privilege; GRANT TRUNCATE ON \"public\".\"users\" to it"]
    );
    // With it, the sequences are still another's.
    db.client
        .batch_execute(&format!(
            "RESET ROLE; GRANT TRUNCATE ON users TO {role}; SET ROLE {role}"
        ))
        .await
        .unwrap();
    let mut seed = seed(1, |id| id);
    seed.advance_sequences(false);
    let plan = seed.plan(&mut db.client).await.unwrap().to_string();
    let why = "\nsequences are not restarted: this role does not own public.posts_id_seq and 1 more\n";
    assert!(plan.contains(why), "{plan}");
    let report = seed.insert(&mut db.client).await.unwrap().to_string();
    assert!(report.ends_with(why), "{report}");
    db.client.batch_execute("RESET ROLE").await.unwrap();
    assert_eq!(db.rows("SELECT * FROM users").await, ["1|∅"]);
    assert_eq!(db.one("SELECT nextval('users_id_seq')").await, "501");
    db.client
        .batch_execute(&format!("DROP OWNED BY {role}; DROP ROLE {role}"))
        .await
        .unwrap();
}

/// The rows that a transaction sees that began before the run: none, unless they are frozen.
async fn seen_by_an_older_snapshot(db: &mut Db, seeder: Seeder, table: &str) -> String {
    let older = connect(db.database.url()).await;
    older
        .batch_execute("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1")
        .await
        .unwrap();
    seeder.insert(&mut db.client).await.unwrap();
    rows(&older, &format!("SELECT count(*) FROM {table}")).await.remove(0)
}

#[tokio::test]
async fn rows_are_frozen_where_that_is_legal() {
    if !blink_testdb::needs_several_connections("rows_are_frozen_where_that_is_legal") {
        return;
    }
    let mut db = Db::new(
        "CREATE TABLE users (id int PRIMARY KEY); CREATE TABLE child (more int) INHERITS (users);
         CREATE TABLE parted (id int) PARTITION BY RANGE (id);
         CREATE TABLE parted_0 PARTITION OF parted FOR VALUES FROM (0) TO (100);
         INSERT INTO child VALUES (7, 7)",
    )
    .await;
    let filled = |table: &str| {
        let mut seeder = Seeder::new();
        seeder.truncate();
        // In several COPY commands, and steps.
        seeder.add_table(
            Table::from_rows((1..=5).map(|id| User { id }))
                .named(table)
                .batch_size(2),
        );
        seeder.add_table(Table::from_rows([User { id: 6 }]).named(table).append());
        seeder
    };
    assert_eq!(seen_by_an_older_snapshot(&mut db, filled("users"), "users").await, "6");
    assert_eq!(db.count("child").await, 0);
    assert_eq!(
        seen_by_an_older_snapshot(&mut db, filled("parted_0"), "parted").await,
        "6"
    );
    // A parent's rows cannot be.
    assert_eq!(
        seen_by_an_older_snapshot(&mut db, filled("parted"), "parted").await,
        "0"
    );
    assert_eq!(db.count("parted").await, 6);
    // Nor what comes after a function of the user's, which may have left anything behind.
    let mut seeder = Seeder::new();
    seeder.truncate();
    let own = Table::from_rows([User { id: 1 }]).named("parted_0");
    seeder.add_table(own.insert_with(|mut insertion| {
        Box::pin(async move {
            while insertion.next().await.is_some() {}
            Ok(insertion
                .execute("SAVEPOINT left_behind; INSERT INTO parted_0 VALUES (1)")
                .await?)
        })
    }));
    seeder.add_table(Table::from_rows([User { id: 1 }, User { id: 2 }]));
    assert_eq!(seen_by_an_older_snapshot(&mut db, seeder, "users").await, "0");
    assert_eq!(db.count("users").await, 2);
    // Without TRUNCATE nothing is frozen.
    let mut seeder = Seeder::new();
    seeder.add_table(Table::from_rows([User { id: 9 }]));
    assert_eq!(
        seen_by_an_older_snapshot(&mut db, seeder, "users WHERE id = 9").await,
        "0"
    );
}

#[tokio::test]
async fn in_a_transaction_of_the_callers_with_and_without_a_cursor() {
    let mut db = Db::new(SCHEMA).await;
    for (before, frozen) in [
        ("SELECT 1", true),
        ("SAVEPOINT a", true),
        (
            "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE; SELECT count(*) FROM users",
            true,
        ),
        ("DECLARE c CURSOR FOR SELECT * FROM pg_class", false),
    ] {
        let mut transaction = db.client.transaction().await.unwrap();
        transaction.batch_execute(before).await.unwrap();
        let seed = seed(3, |id| id);
        let plan = seed.plan(&mut transaction).await.unwrap();
        assert_eq!(
            plan.to_string().contains(" rows per COPY, frozen\n"),
            frozen,
            "{before}: {plan}"
        );
        seed.insert(&mut transaction).await.unwrap();
        transaction.rollback().await.unwrap();
        assert_eq!(db.count("posts").await, 2);
        assert_eq!(db.one("SELECT nextval('users_id_seq') > 500").await, "t");
    }
    let mut transaction = db.client.transaction().await.unwrap();
    seed(3, |id| id).insert(&mut transaction).await.unwrap();
    transaction.commit().await.unwrap();
    assert_eq!(db.count("posts").await, 3);
}

#[tokio::test]
async fn contexts_before_the_first_table_still_see_what_was_there() {
    if !blink_testdb::needs_several_connections("contexts_before_the_first_table_still_see_what_was_there") {
        return;
    }
    let mut db = Db::new(SCHEMA).await;
    let url = db.database.url().to_owned();
    let mut seeder = Seeder::new();
    seeder.truncate().timeout(Duration::from_secs(20));
    // Over another connection, which would wait for the lock of a TRUNCATE.
    let old = seeder.add_context(move |_| {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(async { rows(&connect(&url).await, "SELECT id FROM users ORDER BY id").await })
    });
    seeder.add_table(Table::from_rows([User { id: 1 }]));
    seeder.add_table(Table::from_rows([Post { id: 1, user_id: 1 }]));
    let report = seeder.insert(&mut db.client).await.unwrap();
    assert_eq!(report[old], ["100", "101"]);
    assert_eq!(db.count("users").await, 1);
}

#[tokio::test]
async fn a_run_with_everything_that_is_dropped_at_any_await_leaves_all_as_it_was() {
    let mut db = Db::new(SCHEMA).await;
    const STATE: &str = "SELECT (SELECT string_agg(id::text, ',' ORDER BY id) FROM users),
        (SELECT string_agg(id::text, ',' ORDER BY id) FROM posts),
        (SELECT count(*) FROM pg_class WHERE relname LIKE 'blink_rows%')";
    for dropped in BOTH {
        for n in 0.. {
            let mut seed = seed(3, |id| id);
            seed.analyze(true);
            let again = Table::from_rows([User { id: 3 }, User { id: 4 }]).append();
            seed.add_table(again.on_conflict(OnConflict::DoNothing));
            let done = polled(seed.insert(&mut db.client), n, dropped).await;
            let state = db.one(STATE).await;
            db.works().await;
            let next = db
                .one("SELECT nextval('users_id_seq') > (SELECT max(id) FROM users)")
                .await;
            assert_eq!(next, "t", "{dropped:?} after {n} polls");
            if let Some(done) = done {
                done.unwrap();
                assert_eq!(state, "1,2,3,4|1,2,3|0");
                db.client
                    .batch_execute(
                        "TRUNCATE users, posts; INSERT INTO users VALUES (100), (101);
                         INSERT INTO posts VALUES (200, 100), (201, 101); SELECT setval('users_id_seq', 500)",
                    )
                    .await
                    .unwrap();
                break;
            }
            let untouched = "100,101|200,201|0";
            // COMMIT was sent already, and its answer was not waited for.
            assert!(
                [untouched, "1,2,3,4|1,2,3|0"].contains(&&*state),
                "{dropped:?} after {n} polls: {state}"
            );
        }
    }
}
