//! The choice of Auto to drop and rebuild, the objects it leaves alone, and its mention in plan and report.

use blink::{Indexes, Seeder, Table, ToRow};
use tokio_postgres::Client;

use super::{MANY, filled, kept, rebuilt, seed};
use crate::support::{Db, catalog, connect};

const SCHEMA: &str = "
    CREATE TABLE users (id int8 PRIMARY KEY, name text);
    CREATE TABLE posts (id int8 PRIMARY KEY, user_id int8 REFERENCES users);
    CREATE INDEX posts_user ON posts (user_id)";

pub(super) fn users(count: u64) -> Table<Vec<String>> {
    filled("users", "id name", "#|x", count)
}

pub(super) fn posts(count: u64) -> Table<Vec<String>> {
    filled("posts", "id user_id", "#|#", count)
}

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
async fn foreign_keys_to_what_comes_later_wait_until_then() {
    let mut db = Db::new(
        "CREATE TABLE a (id int8 PRIMARY KEY, b int8, self int8 REFERENCES a);
         CREATE TABLE b (id int8 PRIMARY KEY, a int8 REFERENCES a);
         ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES b",
    )
    .await;
    let before = catalog(&db.client).await;
    let tables = [
        // Each refers to the row after it, in another command.
        Table::records(
            "a",
            ["id", "b", "self"],
            (1..=9).map(|n: u64| [n, 10 - n, n % 9 + 1].map(|n| n.to_string()).to_vec()),
        )
        .batch_size(2),
        filled("b", "id a", "#|#", 9),
    ];
    let report = seed(Indexes::Auto, tables).insert(&mut db.client).await.unwrap();
    let mut names = rebuilt(&report);
    names.sort_unstable();
    assert_eq!(names, ["a_b_fkey", "a_self_fkey"]);
    assert_eq!(catalog(&db.client).await, before);
    // Nothing is dropped for a column that is not sent.
    db.client.batch_execute("TRUNCATE a, b").await.unwrap();
    let report = seed(
        Indexes::Auto,
        [filled("a", "id", "#", 2), filled("b", "id a", "#|#", 2)],
    )
    .insert(&mut db.client)
    .await
    .unwrap();
    assert_eq!(rebuilt(&report), [""; 0]);
    // The check is only put off.
    db.client.batch_execute("TRUNCATE a, b").await.unwrap();
    let error = seed(
        Indexes::Auto,
        [filled("a", "id b", "#|77", 2), filled("b", "id a", "#|#", 2)],
    )
    .insert(&mut db.client)
    .await
    .unwrap_err();
    assert_eq!(
        (error.table(), error.constraint(), error.sqlstate()),
        (Some("a"), Some("a_b_fkey"), Some("23503"))
    );
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

#[tokio::test]
async fn what_the_server_would_not_bring_back_is_kept() {
    let mut db = Db::new(
        "CREATE TABLE t (id int8 PRIMARY KEY, n int8);
         CREATE INDEX forbidden ON t (n);
         CREATE INDEX allowed ON t (id, n);
         CREATE FUNCTION forbid() RETURNS event_trigger LANGUAGE plpgsql AS $$ DECLARE done record; BEGIN
            FOR done IN SELECT * FROM pg_event_trigger_ddl_commands() LOOP
                IF done.object_identity LIKE '%forbidden' AND done.command_tag = 'CREATE INDEX' THEN
                    RAISE EXCEPTION 'no index of that name'; END IF;
            END LOOP; END $$;
         CREATE EVENT TRIGGER guard ON ddl_command_end EXECUTE FUNCTION forbid()",
    )
    .await;
    let before = catalog(&db.client).await;
    let report = seed(Indexes::Auto, [filled("t", "id n", "#|#", MANY)])
        .insert(&mut db.client)
        .await
        .unwrap();
    assert_eq!(rebuilt(&report), ["t_pkey", "allowed"]);
    assert_eq!(kept(&report), ["forbidden: the server refused: no index of that name"]);
    assert_eq!(catalog(&db.client).await, before);
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

/// A role of the test's own, dropped with what it owns.
async fn as_role<T>(db: &mut Db, grants: &str, run: impl AsyncFnOnce(&mut Client) -> T) -> T {
    let role = format!("role_of_{}", db.database.name());
    db.client
        .batch_execute(&format!("CREATE ROLE {role}; {}", grants.replace("$role", &role)))
        .await
        .unwrap();
    db.client.batch_execute(&format!("SET ROLE {role}")).await.unwrap();
    let done = run(&mut db.client).await;
    db.client
        .batch_execute(&format!(
            "RESET ROLE; REASSIGN OWNED BY {role} TO CURRENT_USER; DROP OWNED BY {role}; DROP ROLE {role}"
        ))
        .await
        .unwrap();
    done
}

#[tokio::test]
async fn what_the_role_may_not_do() {
    let mut db = Db::new(
        "CREATE TABLE theirs (id int8 PRIMARY KEY);
         CREATE TABLE parent (id int8 PRIMARY KEY, n int8 UNIQUE);
         CREATE TABLE mine (id int8 PRIMARY KEY, n int8 REFERENCES parent (n));
         CREATE INDEX ON mine (n);
         CREATE SCHEMA closed;
         CREATE TABLE closed.mine (id int8 PRIMARY KEY)",
    )
    .await;
    let grants = "GRANT INSERT ON theirs TO $role; GRANT INSERT, SELECT ON parent TO $role; GRANT CREATE ON SCHEMA public TO $role;
        ALTER TABLE mine OWNER TO $role; GRANT USAGE ON SCHEMA closed TO $role; ALTER TABLE closed.mine OWNER TO $role";
    let before = catalog(&db.client).await;
    let report = as_role(&mut db, grants, async |client| {
        let tables = [
            filled("theirs", "id", "#", MANY),
            filled("parent", "id n", "#|#", MANY),
            filled("mine", "id n", "#|#", MANY),
            filled("closed.mine", "id", "#", MANY),
        ];
        seed(Indexes::Auto, tables).insert(client).await.unwrap()
    })
    .await;
    assert_eq!(rebuilt(&report), ["mine_pkey", "mine_n_idx"]);
    assert_eq!(
        kept(&report),
        [
            "indexes and keys: this role does not own the table",
            "indexes and keys: this role does not own the table",
            "mine_n_fkey: this role may not reference parent",
            "indexes and keys: this role may not create in the table's schema",
        ]
    );
    db.client
        .batch_execute("TRUNCATE theirs, parent, mine, closed.mine")
        .await
        .unwrap();
    // But for the privileges: those of the owner are written out, now that there were others.
    let but_for_privileges = |lines: Vec<String>| {
        lines
            .into_iter()
            .filter(|line| !line.contains("acl = "))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        but_for_privileges(catalog(&db.client).await),
        but_for_privileges(before)
    );
}

#[tokio::test]
async fn keys_that_are_not_checked_now_are_not_checked_later() {
    let mut db = Db::new(SCHEMA).await;
    db.client
        .batch_execute("SET session_replication_role = replica")
        .await
        .unwrap();
    let report = seed(Indexes::Auto, [posts(MANY)]).insert(&mut db.client).await.unwrap();
    assert_eq!(
        kept(&report),
        ["indexes and keys: session_replication_role is replica, so foreign keys are not checked"]
    );
}

#[tokio::test]
async fn invalid_indexes_stay() {
    let mut db = Db::new("CREATE TABLE t (id int8, n int8); INSERT INTO t VALUES (1, 1), (1, 2)").await;
    db.client
        .batch_execute("CREATE UNIQUE INDEX CONCURRENTLY bad ON t (id)")
        .await
        .unwrap_err();
    db.client.batch_execute("CREATE INDEX good ON t (n)").await.unwrap();
    db.client.batch_execute("DELETE FROM t").await.unwrap();
    let before = catalog(&db.client).await;
    let report = seed(Indexes::Auto, [filled("t", "id n", "#|#", MANY)])
        .insert(&mut db.client)
        .await
        .unwrap();
    assert_eq!(rebuilt(&report), ["good"]);
    assert_eq!(kept(&report), ["bad: it is not valid"]);
    assert_eq!(catalog(&db.client).await, before);
}

#[tokio::test]
async fn a_tablespace_comes_back() {
    let Some(cluster) = blink_testdb::own_cluster() else {
        return;
    };
    let database = cluster.database();
    let mut client = connect(database.url()).await;
    for sql in [
        "SET allow_in_place_tablespaces = on",
        "CREATE TABLESPACE elsewhere LOCATION ''",
        "SET default_tablespace = elsewhere",
        "CREATE TABLE t (id int8 CONSTRAINT t_pkey PRIMARY KEY USING INDEX TABLESPACE pg_default, n int8 UNIQUE, r int4range,
            EXCLUDE USING gist (r WITH &&) USING INDEX TABLESPACE pg_default)",
        "CREATE INDEX here ON t (n) TABLESPACE pg_default",
        "CREATE INDEX there ON t (n, id) WHERE n > 0",
    ] {
        client.batch_execute(sql).await.unwrap();
    }
    let before = catalog(&client).await;
    let report = seed(Indexes::Auto, [filled("t", "id n r", "#|#|[#,#]", MANY)])
        .insert(&mut client)
        .await
        .unwrap();
    assert_eq!(rebuilt(&report).len(), 5, "{report}");
    assert_eq!(catalog(&client).await, before);
    assert!(
        before
            .iter()
            .any(|line| line.starts_with("index public.there: pg_class.reltablespace = tablespace ")),
        "{before:#?}"
    );
    assert_eq!(
        crate::support::rows(&client, "SHOW default_tablespace").await,
        ["elsewhere"]
    );
}

#[derive(ToRow)]
#[blink(table = "posts")]
struct Post {
    id: i64,
    user_id: Option<i64>,
}

#[tokio::test]
async fn the_plan_says_what_will_be_dropped_and_why_the_rest_is_kept() {
    let mut db = Db::new(SCHEMA).await;
    db.client
        .batch_execute("COMMENT ON INDEX posts_user IS 'why'; CREATE TABLE outside (id int8 REFERENCES users)")
        .await
        .unwrap();
    let before = catalog(&db.client).await;
    let mut run = Seeder::new();
    run.add_table(users(1));
    run.add_table(Table::generate(20_000, |draw| Post {
        id: draw.number(),
        user_id: None,
    }));
    let plan = run.plan(&mut db.client).await.unwrap();
    let building = plan.building_settings().map(|(name, _)| name).collect::<Vec<_>>();
    let names = [
        "maintenance_work_mem",
        "max_parallel_maintenance_workers",
        "statement_timeout",
    ];
    assert_eq!(building, names);
    let shown = plan.to_string();
    for (name, value) in plan.building_settings() {
        let line = format!("set {name} = {value} while indexes and keys are rebuilt\n");
        assert!(shown.contains(&line), "{shown}");
    }
    assert_eq!(
        plan.tables()[0].to_string(),
        "public.users: text, 1,000,000 rows per COPY
  id    bigint  run-time value, as text
  name  text    run-time value, as text
  users_pkey kept: the foreign key outside_id_fkey of outside needs it and is kept: this run does not fill its table
"
    );
    let posts = &plan.tables()[1];
    assert_eq!(
        posts.to_string(),
        "public.posts: 20,000 rows, binary, 1,000,000 rows per COPY
  id       bigint  i64
  user_id  bigint  Option<i64>
  dropped for the load and rebuilt; locks posts, users (ACCESS EXCLUSIVE):
    posts_user_id_fkey, foreign key to users
    posts_pkey, primary key
    posts_user, index
  truncates the empty table and freezes its rows, where possible
"
    );
    assert!(
        format!("{posts:#}").ends_with(
            "
    posts_user, index
      DROP INDEX public.posts_user;
      CREATE INDEX posts_user ON public.posts USING btree (user_id);
      COMMENT ON INDEX public.posts_user IS 'why';
  truncates the empty table and freezes its rows, where possible
"
        ),
        "{posts:#}"
    );
    assert_eq!(
        posts.rebuilt().collect::<Vec<_>>(),
        ["posts_user_id_fkey", "posts_pkey", "posts_user"]
    );
    assert_eq!(plan.tables()[0].kept().count(), 1);
    assert_eq!(catalog(&db.client).await, before);
    db.works().await;

    let few = seed(Indexes::Auto, [self::posts(3)]);
    let plan = few.plan(&mut db.client).await.unwrap().to_string();
    assert!(
        plan.contains("\n  if there are more than 10,000 rows, dropped for the load and rebuilt; locks posts ("),
        "{plan}"
    );
    assert!(
        plan.contains("\n  posts_user_id_fkey kept: dropping it would lock users, which this run does not fill\n"),
        "{plan}"
    );
}
