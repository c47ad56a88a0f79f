//! Behaviour that users of Blink for Elixir rely on.

use blink::{Handle, Indexes, RowStream, Rows, Seeder, Store, Table, ToRow, Value};

use crate::support::Db;

const SCHEMA: &str = "CREATE TABLE users (n bigserial, id int8, name text); CREATE TABLE posts (id int8, user_id int8)";

#[derive(Clone, Debug, PartialEq, ToRow)]
#[blink(table = "users")]
struct User {
    id: i64,
    name: String,
}

#[derive(ToRow)]
#[blink(table = "posts")]
struct Post {
    id: i64,
    user_id: i64,
}

fn users(ids: impl Iterator<Item = i64> + Send + 'static) -> Table<User> {
    Table::from_rows(ids.map(|id| User {
        id,
        name: format!("User {id}"),
    }))
}

#[tokio::test]
async fn tables_are_filled_in_the_order_of_their_declaration() {
    let mut db = Db::new("CREATE TABLE z (id int8 PRIMARY KEY); CREATE TABLE a (id int8 REFERENCES z)").await;
    let one = |table: &'static str| Table::records(table, ["id"], [["1"]]);
    let mut seeder = Seeder::new();
    seeder.add_table(one("z"));
    seeder.add_table(one("a"));
    let report = seeder.insert(&mut db.client).await.unwrap();
    assert_eq!(
        report.tables().map(|table| table.table()).collect::<Vec<_>>(),
        ["z", "a"]
    );
    let mut seeder = Seeder::new();
    seeder.add_table(one("a").named("a"));
    seeder.add_table(one("z"));
    // Otherwise the foreign key, whose rows could not come in, would be put off.
    seeder.indexes(Indexes::Keep);
    db.client.batch_execute("DELETE FROM a; DELETE FROM z").await.unwrap();
    assert_eq!(seeder.insert(&mut db.client).await.unwrap_err().table(), Some("a"));
}

#[tokio::test]
async fn contexts_read_earlier_steps_and_are_never_inserted() {
    let mut db = Db::new(SCHEMA).await;
    let mut seeder = Seeder::new();
    let ids = seeder.add_context(|_| vec![10_i64, 20]);
    let users = seeder.add_table(
        Table::from_fn(move |store| {
            Rows::new(store[ids].iter().map(|&id| User {
                id,
                name: String::new(),
            }))
        })
        .keep(|user| user.id),
    );
    let sum = seeder.add_context(move |store: &Store| store[users].iter().sum::<i64>() + store[ids][0]);
    let closure = seeder.add_context(|_| |x: i64| x + 1);
    seeder.add_table(Table::from_fn(move |store| {
        Rows::new([Post {
            id: (store[closure])(store[sum]),
            user_id: store[users][1],
        }])
    }));
    let report = seeder.insert(&mut db.client).await.unwrap();
    assert_eq!(report[sum], 40);
    assert_eq!(db.rows("SELECT * FROM posts").await, ["41|20"]);
    assert_eq!(report.rows(), 3);
}

#[tokio::test]
async fn values_that_are_there_already_are_put_in_as_they_are() {
    let mut db = Db::new(SCHEMA).await;
    let ready = vec![
        User {
            id: 1,
            name: "a".to_owned()
        };
        3
    ];
    let mut seeder = Seeder::new();
    let context = seeder.add_context(|_| "put in");
    let kept = seeder.add_table(Table::from_rows(ready.clone()).keep_rows());
    let report = seeder.insert(&mut db.client).await.unwrap();
    assert_eq!(report[kept], ready);
    assert_eq!(report[context], "put in");
}

/// The settings that are not as the server starts a session.
const SETTINGS: &str = "SELECT name, setting FROM pg_settings WHERE setting IS DISTINCT FROM reset_val ORDER BY name";

#[tokio::test]
async fn the_callers_settings_and_savepoints_are_as_before() {
    if !blink_testdb::needs_a_whole_server("the_callers_settings_and_savepoints_are_as_before") {
        return;
    }
    let mut db = Db::new(SCHEMA).await;
    db.client
        .batch_execute(
            "SET client_encoding = 'LATIN1'; SET array_nulls = off; SET client_min_messages = 'debug1';
             BEGIN; SET LOCAL statement_timeout = '1h'; INSERT INTO users VALUES (1, 1, 'outer');
             SAVEPOINT outer_one; INSERT INTO users VALUES (2, 2, 'inner'); SAVEPOINT inner_one",
        )
        .await
        .unwrap();
    let before = db.rows(SETTINGS).await;
    let mut seeder = Seeder::new();
    seeder.timeout(std::time::Duration::from_secs(600));
    seeder.add_table(users(10..=12));
    seeder.insert(&mut db.client).await.unwrap();
    assert_eq!(db.rows(SETTINGS).await, before);
    assert_eq!(db.count("users").await, 5);
    // The innermost savepoint is the caller's still.
    db.client.batch_execute("ROLLBACK TO inner_one").await.unwrap();
    assert_eq!(db.rows("SELECT id FROM users ORDER BY id").await, ["1", "2"]);
    assert_eq!(db.rows(SETTINGS).await, before);

    let mut failing = Seeder::new();
    failing.batch_size(2);
    failing.add_table(users(10..=12));
    failing.try_add_context(|_| Err::<(), _>("no such luck"));
    failing.insert(&mut db.client).await.unwrap_err();
    db.client
        .batch_execute("ROLLBACK TO outer_one; RELEASE outer_one")
        .await
        .unwrap();
    assert_eq!(db.rows(SETTINGS).await, before);
    db.client.batch_execute("COMMIT").await.unwrap();
    assert_eq!(db.rows("SELECT id, name FROM users").await, ["1|outer"]);
    db.works().await;
}

/// Each COPY fires a statement's trigger once.
#[tokio::test]
async fn the_tables_batch_size_wins_over_the_runs() {
    let mut db = Db::new(
        "CREATE TABLE users (id int8, name text); CREATE TABLE commands (n serial);
         CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN INSERT INTO commands DEFAULT VALUES; RETURN NULL; END $$;
         CREATE TRIGGER note AFTER INSERT ON users FOR EACH STATEMENT EXECUTE FUNCTION note()",
    )
    .await;
    let sized = |run: Option<u64>, table: Option<u64>, whole: bool| {
        let mut seeder = Seeder::new();
        if let Some(run) = run {
            seeder.batch_size(run);
        }
        let mut users = users(1..=12);
        if let Some(table) = table {
            users = users.batch_size(table);
        }
        seeder.add_table(if whole { users.single_batch() } else { users });
        seeder
    };
    let mut whole_run = sized(Some(1), None, false);
    whole_run.single_batch();
    for (seeder, commands) in [
        (sized(None, None, false), "1"),
        (sized(Some(5), None, false), "3"),
        (sized(None, Some(4), false), "3"),
        (sized(Some(5), Some(2), false), "6"),
        (sized(Some(2), Some(5), false), "3"),
        (sized(Some(1), None, true), "1"),
        (sized(Some(1), Some(u64::MAX), false), "1"),
        (whole_run, "1"),
    ] {
        db.client.batch_execute("TRUNCATE users, commands").await.unwrap();
        seeder.insert(&mut db.client).await.unwrap();
        assert_eq!(db.count("users").await, 12);
        assert_eq!(db.one("SELECT count(*) FROM commands").await, commands);
    }
}

#[tokio::test]
async fn batches_smaller_equal_and_larger_than_the_input_and_empty_tables() {
    let mut db = Db::new(SCHEMA).await;
    for (rows, batch) in [(10, 3), (10, 10), (10, 5), (10, 100), (1, 1), (0, 1), (0, 100)] {
        db.client.batch_execute("TRUNCATE users").await.unwrap();
        let report = blink::copy_to_table(&mut db.client, users(1..=rows).batch_size(batch))
            .await
            .unwrap();
        assert_eq!(report.rows(), rows.unsigned_abs());
        assert_eq!(db.count("users").await, rows.unsigned_abs());
    }
    let empty = Table::<User>::from_stream(|_| RowStream::new(futures_util::stream::empty()));
    assert_eq!(blink::copy_to_table(&mut db.client, empty).await.unwrap().rows(), 0);
    assert_eq!(Seeder::new().insert(&mut db.client).await.unwrap().rows(), 0);
    db.works().await;
}

#[tokio::test]
async fn a_source_is_read_once_and_in_order() {
    let mut db = Db::new(SCHEMA).await;
    // Each number is another's only if the source is read once, in order.
    let mut drawn = 0;
    let source = std::iter::from_fn(move || {
        drawn += 1;
        (drawn <= 30_000).then_some(drawn)
    });
    blink::copy_to_table(&mut db.client, users(source).batch_size(7_000))
        .await
        .unwrap();
    assert_eq!(
        db.one("SELECT count(*) FROM users WHERE n = id AND name = 'User ' || n")
            .await,
        "30000"
    );
}

#[tokio::test]
async fn a_value_that_cannot_be_sent_is_an_error_with_its_place() {
    let mut db = Db::new("CREATE TABLE users (id int4, name text); CREATE TABLE posts (id int8, user_id int4)").await;
    let run = |posts: fn(&mut Seeder)| {
        let mut seeder = Seeder::new();
        seeder.batch_size(2);
        seeder.add_table(users(1..=10));
        posts(&mut seeder);
        seeder
    };
    let typed = run(|seeder| {
        seeder.add_table(Table::from_rows((1..=5).map(|id| Post {
            id,
            user_id: if id == 4 { 1 << 40 } else { id },
        })));
    });
    // JSON knows no bytes.
    let recorded = run(|seeder| {
        let value = |id: i64| match id {
            4 => Value::Array(vec![Value::Bytes(vec![1])]),
            _ => Value::Int(id),
        };
        seeder.add_table(Table::records(
            "posts",
            ["id", "user_id"],
            (1..=5).map(move |id| [Value::Int(id), value(id)]),
        ));
    });
    for seeder in [typed, recorded] {
        let error = seeder.insert(&mut db.client).await.unwrap_err();
        assert_eq!(
            (error.table(), error.row(), error.column(), error.sqlstate()),
            (Some("posts"), Some(4), Some("user_id"), None),
            "{error:#}"
        );
        assert!(error.to_string().ends_with("the value cannot be sent"), "{error}");
        assert_eq!((db.count("users").await, db.count("posts").await), (0, 0));
        db.works().await;
    }
}

#[tokio::test]
async fn a_seed_that_failed_can_be_run_again() {
    let mut db =
        Db::new("CREATE TABLE users (id int8 PRIMARY KEY, name text); CREATE TABLE posts (id int8, user_id int8)")
            .await;
    let seeder = |luck: bool| {
        let mut seeder = Seeder::new();
        seeder.batch_size(3);
        let ids = seeder.add_table(users(1..=10).keep(|user| user.id));
        seeder.add_table(Table::from_fn(move |store| {
            Rows::try_new(store[ids].iter().map(move |&id| {
                let post = Post { id, user_id: id };
                if luck || id < 10 { Ok(post) } else { Err("no such luck") }
            }))
        }));
        seeder
    };
    for _ in 0..2 {
        seeder(false).insert(&mut db.client).await.unwrap_err();
        assert_eq!((db.count("users").await, db.count("posts").await), (0, 0));
        seeder(true).insert(&mut db.client).await.unwrap();
        assert_eq!((db.count("users").await, db.count("posts").await), (10, 10));
        // Once more on top of what is there is an error, and leaves that.
        let error = seeder(true).insert(&mut db.client).await.unwrap_err();
        assert_eq!(
            (error.table(), error.row(), error.sqlstate()),
            (Some("users"), Some(1), Some("23505"))
        );
        assert_eq!((db.count("users").await, db.count("posts").await), (10, 10));
        db.client.batch_execute("TRUNCATE users, posts").await.unwrap();
    }
    db.works().await;
}

#[tokio::test]
async fn an_earlier_row_is_found_by_its_fields() {
    let mut db = Db::new(SCHEMA).await;
    let mut seeder = Seeder::new();
    let users = seeder.add_table(users(1..=5).keep_rows());
    seeder.add_table(Table::from_fn(move |store| {
        let author = store[users].iter().find(|user| user.name == "User 3");
        Rows::try_new([author
            .map(|user| Post {
                id: 1,
                user_id: user.id,
            })
            .ok_or("there is no User 3")])
    }));
    seeder.insert(&mut db.client).await.unwrap();
    assert_eq!(db.rows("SELECT user_id FROM posts").await, ["3"]);
}

#[tokio::test]
async fn a_handle_of_another_seeder_is_caught() {
    let mut db = Db::new(SCHEMA).await;
    let mut other = Seeder::new();
    let ids: Handle<Vec<i64>> = other.add_context(|_| vec![1]);
    let mut seeder = Seeder::new();
    seeder.add_context(|_| vec![2_i64]);
    seeder.add_table(Table::from_fn(move |store| {
        Rows::new(store[ids].iter().map(|&id| Post { id, user_id: id }))
    }));
    let error = seeder.insert(&mut db.client).await.unwrap_err();
    assert!(error.is_panic());
    assert_eq!(error.table(), Some("posts"));
    assert!(error.to_string().contains("belongs to another seeder"), "{error}");
    db.works().await;
}
