//! A run that fails leaves the schema as it was, wherever it fails, and says what broke what.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

use blink::{Indexes, Rows, Seeder, Table};

use super::{MANY, filled, seed};
use crate::support::{Db, catalog, connect};

const SCHEMA: &str = "
    CREATE TABLE users (id int8 PRIMARY KEY, email text UNIQUE, boss int8 REFERENCES users);
    CREATE TABLE posts (id int8 PRIMARY KEY, user_id int8 REFERENCES users DEFERRABLE INITIALLY DEFERRED, at int4range,
        CONSTRAINT apart EXCLUDE USING gist (at WITH &&));
    CREATE INDEX posts_user ON posts (user_id) WHERE user_id > 3;
    COMMENT ON INDEX posts_user IS 'commented';
    ALTER TABLE posts REPLICA IDENTITY FULL;
    ALTER TABLE users CLUSTER ON users_email_key";

fn users(count: u64) -> Table<Vec<String>> {
    filled("users", "id email boss", "#|e#|#", count)
}

fn posts(count: u64) -> Table<Vec<String>> {
    filled("posts", "id user_id at", "#|#|[#,#]", count)
}

/// One row more.
fn and(table: &'static str, columns: &'static str, values: &'static str) -> Table<Vec<String>> {
    let row = values.split('|').map(str::to_owned).collect::<Vec<_>>();
    Table::records(table, columns.split(' '), [row]).append()
}

#[tokio::test]
async fn a_row_that_breaks_what_was_dropped_is_told_by_table_constraint_and_key() {
    let mut db = Db::new(SCHEMA).await;
    let before = catalog(&db.client).await;
    for (bad, table, constraint, code, detail) in [
        (
            and("users", "id", "7"),
            "users",
            "users_pkey",
            "23505",
            "Key (id)=(7) is duplicated.",
        ),
        (
            and("users", "id email", "-1|e7"),
            "users",
            "users_email_key",
            "23505",
            "Key (email)=(e7) is duplicated.",
        ),
        (
            and("users", "id boss", "-1|-2"),
            "users",
            "users_boss_fkey",
            "23503",
            "Key (boss)=(-2) is not present",
        ),
        (
            and("posts", "id user_id", "-1|-2"),
            "posts",
            "posts_user_id_fkey",
            "23503",
            "Key (user_id)=(-2) is not present",
        ),
        (
            and("posts", "id at", "-1|[7,9]"),
            "posts",
            "apart",
            "23P01",
            "conflicts with key (at)=",
        ),
    ] {
        let error = seed(Indexes::Auto, [users(MANY), posts(MANY), bad])
            .insert(&mut db.client)
            .await
            .unwrap_err();
        let shown = format!("{error:#}");
        assert_eq!(
            (error.table(), error.constraint(), error.sqlstate()),
            (Some(table), Some(constraint), Some(code)),
            "{shown}"
        );
        // Of two steps. No question finds what an exclusion constraint refuses.
        let is_exclusion = constraint == "apart";
        let place = (error.step(), error.row());
        assert_eq!(place, if is_exclusion { (None, None) } else { (Some(3), Some(1)) });
        assert_eq!(error.violations().is_none(), is_exclusion);
        assert!(
            shown.starts_with(&format!(
                "table {table}{}: {constraint}, dropped for the load, could not be rebuilt",
                if is_exclusion { "" } else { ", step 3, row 1" }
            )),
            "{shown}"
        );
        assert!(shown.contains(detail), "{shown}");
        let help = "; with Indexes::Keep nothing is dropped, and a refused row is named: ";
        assert_eq!(shown.contains(help), is_exclusion, "{shown}");
        assert_eq!((db.count("users").await, db.count("posts").await), (0, 0));
        assert_eq!(catalog(&db.client).await, before);
        db.works().await;
    }
}

#[tokio::test]
async fn the_row_that_broke_it_is_named_where_rows_lie_in_their_order() {
    let mut db = Db::new(
        "CREATE TABLE t (id int8 PRIMARY KEY, name bpchar(9), flag bool, t int8 REFERENCES t, UNIQUE (name, flag));
         CREATE TABLE u (id int8 PRIMARY KEY)",
    )
    .await;
    let before = catalog(&db.client).await;
    // Rows of different sizes, in many commands.
    let rows = |bad: u64, row: [&'static str; 4]| {
        Table::records(
            "t",
            ["id", "name", "flag", "t"],
            (1..=MANY + 5_000).map(move |n| {
                if n == bad {
                    row.map(|value| (value != "NULL").then(|| value.to_owned()))
                } else {
                    let name = "x".repeat(usize::try_from(n % 4).unwrap()) + &n.to_string();
                    [
                        Some(n.to_string()),
                        Some(name),
                        Some("t".to_owned()),
                        (n % 3 == 0).then(|| n.to_string()),
                    ]
                }
            }),
        )
    };
    for (bad, row, constraint) in [
        (12_345, ["7", "y", "t", "NULL"], "t_pkey"),
        (2, ["1", "y", "t", "NULL"], "t_pkey"),
        (15_000, ["-1", "8", "t", "NULL"], "t_name_flag_key"),
        (11, ["-1", "y", "t", "-2"], "t_t_fkey"),
    ] {
        let table = rows(bad, row).batch_size(777);
        let mut run = Seeder::new();
        run.add_table(table);
        let error = run.insert(&mut db.client).await.unwrap_err();
        assert_eq!(
            (error.constraint(), error.row()),
            (Some(constraint), Some(bad)),
            "{error:#}"
        );
        assert_eq!(catalog(&db.client).await, before);
        db.works().await;
        // Where they need not lie in their order, it is not guessed.
        db.client
            .batch_execute("INSERT INTO t VALUES (-9); DELETE FROM t")
            .await
            .unwrap();
        let mut run = Seeder::new();
        run.add_table(rows(bad, row));
        let error = run.insert(&mut db.client).await.unwrap_err();
        assert_eq!((error.constraint(), error.row()), (Some(constraint), None), "{error:#}");
        // Those of a table that the run empties do; Blink itself would not, where a trigger would hear of it.
        let trigger = "INSERT INTO t VALUES (-9); DELETE FROM t;
            CREATE FUNCTION hear() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
            CREATE TRIGGER hear AFTER TRUNCATE ON t EXECUTE FUNCTION hear()";
        db.client.batch_execute(trigger).await.unwrap();
        let mut run = Seeder::new();
        run.truncate().add_table(rows(bad, row));
        let error = run.insert(&mut db.client).await.unwrap_err();
        assert_eq!(
            (error.constraint(), error.row()),
            (Some(constraint), Some(bad)),
            "{error:#}"
        );
        let empty = "DROP FUNCTION hear CASCADE; TRUNCATE t";
        db.client.batch_execute(empty).await.unwrap();
    }
}

/// Posts whose source fails.
fn posts_until(at: u64, count: u64) -> Table<Vec<String>> {
    Table::records_with("posts", ["id", "user_id"], move |_| {
        Rows::try_new((1..=count).map(move |n| {
            let row = vec![n.to_string(), n.to_string()];
            if n == at { Err("the source failed") } else { Ok(row) }
        }))
    })
}

#[tokio::test]
async fn a_source_that_fails_in_any_row_leaves_the_schema_as_it_was() {
    let mut db = Db::new(SCHEMA).await;
    let before = catalog(&db.client).await;
    for indexes in [Indexes::Auto, Indexes::Rebuild] {
        for at in [1, 2, MANY - 1, MANY, MANY + 1, MANY + 3_000] {
            let mut run = seed(indexes, [users(MANY + 3_000), posts_until(at, MANY + 3_000)]);
            run.batch_size(4_000);
            let error = run.insert(&mut db.client).await.unwrap_err();
            assert_eq!((error.table(), error.row()), (Some("posts"), Some(at)), "{error:#}");
            assert_eq!(catalog(&db.client).await, before);
            assert_eq!(db.count("users").await, 0);
            db.works().await;
        }
    }
}

fn small() -> Seeder {
    seed(Indexes::Rebuild, [users(30), posts(20)])
}

pub(super) async fn polled<F: Future>(future: F, times: usize) -> Option<F::Output> {
    let mut future = pin!(future);
    let mut polls = 0;
    poll_fn(|cx| {
        if polls == times {
            return Poll::Ready(None);
        }
        polls += 1;
        future.as_mut().poll(cx).map(Some)
    })
    .await
}

#[tokio::test]
async fn a_run_dropped_at_any_poll_leaves_the_schema_as_it_was() {
    let mut db = Db::new(SCHEMA).await;
    let before = catalog(&db.client).await;
    for n in 0.. {
        let done = polled(small().insert(&mut db.client), n).await;
        db.works().await;
        assert_eq!(catalog(&db.client).await, before, "after {n} polls");
        let count = db.count("posts").await;
        db.client.batch_execute("TRUNCATE users, posts").await.unwrap();
        if let Some(done) = done {
            done.unwrap();
            assert_eq!(count, 20);
            assert!(n > 40, "{n}");
            break;
        }
        // The last answer, COMMIT's, may be on its way.
        assert!([0, 20].contains(&count), "{n}: {count}");
    }
    assert_eq!(catalog(&db.client).await, before);
}

#[tokio::test]
async fn a_run_dropped_in_the_callers_transaction_cannot_be_committed() {
    let mut db = Db::new(SCHEMA).await;
    let before = catalog(&db.client).await;
    for n in 0.. {
        let mut transaction = db.client.transaction().await.unwrap();
        let done = polled(small().insert(&mut transaction), n).await;
        transaction.commit().await.unwrap();
        assert_eq!(catalog(&db.client).await, before, "after {n} polls");
        if let Some(done) = done {
            done.unwrap();
            assert_eq!(db.count("posts").await, 20);
            break;
        }
        assert_eq!(db.count("posts").await, 0, "{n}");
    }
    assert_eq!(catalog(&db.client).await, before);
}

#[tokio::test]
async fn a_client_killed_at_any_moment_leaves_the_schema_as_it_was() {
    if !blink_testdb::needs_several_connections("a_client_killed_at_any_moment_leaves_the_schema_as_it_was") {
        return;
    }
    let db = Db::new(SCHEMA).await;
    let before = catalog(&db.client).await;
    for n in (1..).step_by(3) {
        // Nobody drives the connection on once its runtime is gone: as if the process had been killed.
        let url = db.database.url().to_owned();
        let done = tokio::task::spawn_blocking(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap();
            runtime.block_on(async {
                let mut client = connect(&url).await;
                let run = polled(small().insert(&mut client), n).await;
                std::mem::forget(client);
                run.map(|run| run.is_ok())
            })
        })
        .await
        .unwrap();
        // Waits until the server has noticed.
        db.client
            .batch_execute("BEGIN; LOCK TABLE users, posts IN ACCESS EXCLUSIVE MODE; COMMIT")
            .await
            .unwrap();
        assert_eq!(catalog(&db.client).await, before, "after {n} polls");
        let count = db.count("posts").await;
        db.client.batch_execute("TRUNCATE users, posts").await.unwrap();
        if let Some(done) = done {
            assert!(done);
            break;
        }
        assert!([0, 20].contains(&count), "{n}: {count}");
    }
    assert_eq!(catalog(&db.client).await, before);
}

#[tokio::test]
async fn a_server_that_refuses_to_build_again_fails_the_run_and_not_the_schema() {
    let mut db = Db::new(SCHEMA).await;
    // Only with rows in the table, so that it is not found before.
    db.client
        .batch_execute(
            "CREATE FUNCTION forbid() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN
                IF EXISTS (SELECT FROM posts) AND tg_tag = current_setting('blink.tag', true) THEN
                    RAISE EXCEPTION 'not now'; END IF; END $$;
             CREATE EVENT TRIGGER guard ON ddl_command_start EXECUTE FUNCTION forbid()",
        )
        .await
        .unwrap();
    let before = catalog(&db.client).await;
    for (tag, name) in [
        ("CREATE INDEX", "posts_user"),
        ("COMMENT", "posts_user"),
        ("ALTER TABLE", "users_pkey"),
    ] {
        db.client
            .batch_execute(&format!("SET blink.tag = '{tag}'"))
            .await
            .unwrap();
        let error = seed(Indexes::Auto, [users(MANY), posts(MANY)])
            .insert(&mut db.client)
            .await
            .unwrap_err();
        let shown = format!("{error:#}");
        assert!(
            shown.contains(&format!("{name}, dropped for the load, could not be rebuilt")),
            "{shown}"
        );
        assert!(shown.contains("not now"), "{shown}");
        assert_eq!(catalog(&db.client).await, before);
        assert_eq!(db.count("users").await, 0);
        db.works().await;
    }
}
