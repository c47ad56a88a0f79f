//! The number of rows that are there, and of those that come.

use blink::{Indexes, Table};

use super::{SCHEMA, posts, users};
use crate::rebuild::{MANY, filled, kept, rebuilt, seed};
use crate::support::{Db, catalog, connect};

#[tokio::test]
async fn auto_rebuilds_empty_tables_that_get_many_rows() {
    let mut db = Db::new(SCHEMA).await;
    let before = catalog(&db.client).await;
    let report = seed(Indexes::Auto, [users(MANY), posts(MANY)])
        .insert(&mut db.client)
        .await
        .unwrap();
    // The foreign key went with the key that it needs.
    assert_eq!(
        report
            .tables()
            .map(|table| table.rebuilt().collect::<Vec<_>>())
            .collect::<Vec<_>>(),
        [
            vec!["users_pkey"],
            vec!["posts_user_id_fkey", "posts_pkey", "posts_user"]
        ]
    );
    assert_eq!(kept(&report), [""; 0]);
    assert!(!report.phase(blink::Phase::Indexes).is_zero() && !report.phase(blink::Phase::ForeignKeys).is_zero());
    assert_eq!(catalog(&db.client).await, before);
    assert_eq!((db.count("users").await, db.count("posts").await), (MANY, MANY));
    // And on top of them nothing.
    let more = Table::records("posts", ["id"], (1..=MANY).map(|n| [(n + MANY).to_string()]));
    let report = blink::copy_to_table(&mut db.client, more).await.unwrap();
    assert_eq!(
        report.kept().collect::<Vec<_>>(),
        [("indexes and keys", "the table has rows")]
    );
    assert_eq!(report.rebuilt().len(), 0);
}

#[tokio::test]
async fn auto_keeps_them_for_few_rows() {
    let mut db = Db::new(SCHEMA).await;
    let report = seed(Indexes::Auto, [users(MANY - 1), posts(1)])
        .insert(&mut db.client)
        .await
        .unwrap();
    assert_eq!(rebuilt(&report), [""; 0]);
    assert_eq!(
        kept(&report),
        [
            "indexes and keys: too few rows to benefit (10,000)",
            "indexes and keys: too few rows to benefit (1)"
        ]
    );
    // Few, but large.
    let mut db = Db::new("CREATE TABLE large (id int8 PRIMARY KEY, data text)").await;
    let row = |n: u64| [n.to_string(), "x".repeat(60_000)];
    let large = Table::records("large", ["id", "data"], (1..=100).map(row));
    let report = blink::copy_to_table(&mut db.client, large).await.unwrap();
    assert_eq!(report.rebuilt().collect::<Vec<_>>(), ["large_pkey"]);
}

#[tokio::test]
async fn nothing_is_touched_where_no_row_comes_or_keep_is_asked() {
    let mut db = Db::new(SCHEMA).await;
    let tables = [users(0).indexes(Indexes::Rebuild), posts(0)];
    let report = seed(Indexes::Auto, tables).insert(&mut db.client).await.unwrap();
    assert_eq!(rebuilt(&report), [""; 0]);
    // A table's own choice wins; a foreign key of a table that keeps holds the key that it refers to.
    let tables = [users(MANY), posts(MANY).indexes(Indexes::Keep)];
    let report = seed(Indexes::Rebuild, tables).insert(&mut db.client).await.unwrap();
    assert_eq!(rebuilt(&report), [""; 0]);
    assert_eq!(
        kept(&report),
        [
            "users_pkey: the foreign key posts_user_id_fkey of posts needs it and is kept: \
             Indexes::Keep was requested",
            "indexes and keys: Indexes::Keep was requested"
        ]
    );
}

#[tokio::test]
async fn rebuild_does_so_whatever_there_is() {
    let mut db = Db::new(SCHEMA).await;
    db.client
        .batch_execute("INSERT INTO users VALUES (0); INSERT INTO posts VALUES (0, 0)")
        .await
        .unwrap();
    let before = catalog(&db.client).await;
    // The users are not filled by this run, but it was asked for.
    let report = seed(Indexes::Rebuild, [filled("posts", "id user_id", "#|0", 3)])
        .insert(&mut db.client)
        .await
        .unwrap();
    assert_eq!(rebuilt(&report), ["posts_user_id_fkey", "posts_pkey", "posts_user"]);
    assert_eq!(catalog(&db.client).await, before);
}

#[tokio::test]
async fn several_steps_rebuild_a_table_once() {
    let mut db = Db::new(SCHEMA).await;
    let before = catalog(&db.client).await;
    let more = Table::records("users", ["id"], (1..=MANY).map(|n| vec![(n + 2 * MANY).to_string()]));
    let tables = [
        users(5),
        posts(5),
        more.append(),
        filled("users", "id name", "-#|x", MANY).append(),
    ];
    let report = seed(Indexes::Auto, tables).insert(&mut db.client).await.unwrap();
    assert_eq!(rebuilt(&report), ["users_pkey", "posts_user_id_fkey"]);
    assert_eq!(catalog(&db.client).await, before);
    assert_eq!(db.count("users").await, 2 * MANY + 5);
}

#[tokio::test]
async fn rows_are_frozen_where_nothing_stands_against_it() {
    if !blink_testdb::needs_several_connections("rows_are_frozen_where_nothing_stands_against_it") {
        return;
    }
    let all = MANY.to_string();
    for (schema, frozen) in [
        ("", all.as_str()),
        ("CREATE INDEX ON users (name)", &all),
        // A self-reference is no reference of another's.
        ("ALTER TABLE users ADD boss int8 REFERENCES users", &all),
        ("INSERT INTO users VALUES (0, 'gone'); DELETE FROM users", "0"),
        (
            "CREATE PUBLICATION p FOR TABLE users; CREATE INDEX ON users (name)",
            "0",
        ),
        (
            "CREATE TABLE outside (id int8 REFERENCES users); CREATE INDEX ON users (name)",
            "0",
        ),
        (
            "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
             CREATE TRIGGER emptied AFTER TRUNCATE ON users EXECUTE FUNCTION f()",
            "0",
        ),
        (
            "CREATE FUNCTION f() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN END $$;
             CREATE EVENT TRIGGER noticed ON ddl_command_end EXECUTE FUNCTION f()",
            "0",
        ),
        (
            "CREATE FUNCTION f() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN END $$;
             CREATE EVENT TRIGGER noticed ON ddl_command_end EXECUTE FUNCTION f(); ALTER EVENT TRIGGER noticed DISABLE",
            &all,
        ),
        (
            "CREATE ACCESS METHOD elsewhere TYPE TABLE HANDLER heap_tableam_handler; DROP TABLE users;
             CREATE TABLE users (id int8 PRIMARY KEY, name text) USING elsewhere",
            "0",
        ),
    ] {
        let mut db = Db::new(&format!(
            "CREATE TABLE users (id int8 PRIMARY KEY, name text); {schema}"
        ))
        .await;
        // Sees what is committed after it began only if it is frozen.
        let older = connect(db.database.url()).await;
        older
            .batch_execute("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1")
            .await
            .unwrap();
        let mut run = seed(Indexes::Auto, [users(MANY)]);
        run.batch_size(4_000);
        let report = run.insert(&mut db.client).await.unwrap();
        assert!(!rebuilt(&report).is_empty(), "{report}");
        let seen = crate::support::rows(&older, "SELECT count(*) FROM users").await;
        assert_eq!(seen, [frozen], "{schema}");
    }
}
