//! Indexes and keys that are dropped though the run is not one transaction, and come back whatever happens.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

use blink::{BoxError, Indexes, OnConflict, Seeder, Table};
use tokio_postgres::Client;

use super::{assert_stays, database, deadpool};
use crate::faults::proxy::{Cut, cutting};
use crate::support::{Session, catalog, connect};

/// Each refers to the other, and a person to others of their own.
const SCHEMA: &str = "
    CREATE TABLE people (id int8 PRIMARY KEY, team int8 NOT NULL, boss int8 REFERENCES people, name text UNIQUE);
    CREATE TABLE teams (id int8 PRIMARY KEY, lead int8 NOT NULL REFERENCES people, name text);
    ALTER TABLE people ADD FOREIGN KEY (team) REFERENCES teams;
    CREATE INDEX people_team ON people (team);
    CREATE INDEX people_boss ON people (boss);
    CREATE INDEX teams_name ON teams (lower(name)) WHERE name <> '';
    COMMENT ON INDEX teams_name IS 'by name'";

const TABLES: [&str; 2] = ["people", "teams"];

/// Everybody has a boss with a higher number, and a team that comes later.
fn people(count: u64) -> Table<Vec<String>> {
    let row = move |n: u64| {
        let team = n % 50 + 1;
        [n, team, count - (n * 7) % count, n].map(|n| n.to_string()).to_vec()
    };
    Table::records("people", ["id", "team", "boss", "name"], (1..=count).map(row))
}

fn teams() -> Table<Vec<String>> {
    let row = |n: u64| [n, n * 3, n].map(|n| n.to_string()).to_vec();
    Table::records("teams", ["id", "lead", "name"], (1..=50).map(row))
}

fn seed(tables: impl IntoIterator<Item = Table<Vec<String>>>) -> Seeder {
    let mut seeder = Seeder::new();
    seeder.indexes(Indexes::Rebuild).batch_size(70);
    for table in tables {
        seeder.add_table(table);
    }
    seeder
}

/// OIDs are unique only within a catalog, and `pg_upgrade` gives foreign keys new ones from among those of indexes. The
/// index is rebuilt before the last table, whose trigger may need it, and the foreign key at the end.
#[tokio::test]
async fn a_foreign_key_with_the_oid_of_an_index_comes_back() {
    let test = "a_foreign_key_with_the_oid_of_an_index_comes_back";
    let schema = "
        CREATE TABLE a (id int8 PRIMARY KEY);
        CREATE TABLE b (id int8 PRIMARY KEY, a int8 REFERENCES a);
        CREATE TABLE c (id int8 PRIMARY KEY);
        CREATE FUNCTION put() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
        CREATE TRIGGER put BEFORE INSERT ON c FOR EACH ROW EXECUTE FUNCTION put();
        DO $$ DECLARE
            key oid := (SELECT oid FROM pg_constraint WHERE conname = 'b_a_fkey');
            index oid := 'b_pkey'::regclass;
        BEGIN
            UPDATE pg_constraint SET oid = index WHERE oid = key;
            UPDATE pg_trigger SET tgconstraint = index WHERE tgconstraint = key;
            UPDATE pg_depend SET objid = index WHERE classid = 'pg_constraint'::regclass AND objid = key;
            UPDATE pg_depend SET refobjid = index WHERE refclassid = 'pg_constraint'::regclass AND refobjid = key;
        END $$";
    let Some(db) = database(test, schema).await else {
        return;
    };
    let client = connect(db.database.url()).await;
    let before = catalog(&client).await;
    let pool = deadpool(db.database.url(), 2);
    let rows = |table: &str, columns: &'static [&str]| {
        let row = move |n: u64| vec![n.to_string(); columns.len()];
        Table::records(table, columns.iter().copied(), (1..=100).map(row))
    };
    let last = rows("c", &["id"]).indexes(Indexes::Keep);
    let tables = [rows("a", &["id"]), rows("b", &["id", "a"]), last];
    let run = seed(tables).non_atomic().concurrency(2);
    let report = run.insert(|| pool.get()).await.unwrap();
    let rebuilt = report.tables().flat_map(|table| table.rebuilt()).collect::<Vec<_>>();
    assert!(
        rebuilt.contains(&"b_pkey") && rebuilt.contains(&"b_a_fkey"),
        "{rebuilt:?}"
    );
    assert_eq!(catalog(&client).await, before);
}

#[tokio::test]
async fn tables_that_refer_to_each_other_load_over_several_connections() {
    let test = "tables_that_refer_to_each_other_load_over_several_connections";
    let Some(mut db) = database(test, SCHEMA).await else {
        return;
    };
    let before = catalog(&db.client).await;
    let pool = deadpool(db.database.url(), 3);
    let seed = seed([people(700), teams()]).non_atomic().concurrency(3);
    let plan = format!("{:#}", seed.plan(&mut db.client).await.unwrap());
    for part in [
        "people_team_fkey, foreign key to teams\n      ALTER TABLE ONLY public.people DROP CONSTRAINT people_team_fkey;\n",
        "      CREATE INDEX people_team ON public.people USING btree (team);\n",
        "set maintenance_work_mem = ",
    ] {
        assert!(plan.contains(part), "{part}\n{plan}");
    }
    for part in ["in order", "truncated", "frozen", "kept"] {
        assert!(!plan.contains(part), "{part}\n{plan}");
    }
    let report = seed.insert(|| pool.get()).await.unwrap();
    assert_eq!(report.rows(), 750);
    let rebuilt = report.tables().map(|table| table.rebuilt().count()).collect::<Vec<_>>();
    assert_eq!(rebuilt, [6, 3], "{report}");
    assert!(!report.phase(blink::Phase::Indexes).is_zero() && !report.phase(blink::Phase::ForeignKeys).is_zero());
    let sums =
        "SELECT (SELECT (count(*), sum(id), sum(team), sum(boss))::text FROM people), (SELECT count(*) FROM teams)";
    let team = (1..=700).map(|n| n % 50 + 1).sum::<u64>();
    let boss = (1..=700).map(|n| 700 - (n * 7) % 700).sum::<u64>();
    assert_eq!(db.one(sums).await, format!("(700,{},{team},{boss})|50", 700 * 701 / 2));
    assert_eq!(catalog(&db.client).await, before);
}

/// Two indexes, each of which is built once the other one is being built, in another session.
const MEETING: &str = "
    CREATE FUNCTION meet(me int, other int) RETURNS int IMMUTABLE LANGUAGE plpgsql SET search_path = pg_catalog AS $$ BEGIN
        PERFORM pg_advisory_lock_shared(me);
        WHILE NOT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND objid = other AND pid <> pg_backend_pid()) LOOP
            PERFORM pg_sleep(0.001);
        END LOOP;
        RETURN me;
    END $$;
    CREATE TABLE a (id int);
    CREATE TABLE b (id int);";

#[tokio::test]
async fn indexes_are_built_on_several_connections_at_once() {
    let test = "indexes_are_built_on_several_connections_at_once";
    // Of two tables, and of one.
    for (n, indexes) in [
        "CREATE INDEX one ON a (meet(id, 2)); CREATE INDEX two ON b (meet(id + 1, 1))",
        "CREATE INDEX one ON a (meet(id, 2)); CREATE INDEX two ON a (meet(id + 1, 1))",
    ]
    .into_iter()
    .enumerate()
    {
        let Some(db) = database(test, &format!("{MEETING} {indexes}")).await else {
            return;
        };
        let before = catalog(&db.client).await;
        let pool = deadpool(db.database.url(), 2);
        let one = |table| Table::records(table, ["id"], [["1".to_owned()].to_vec()]);
        let report = seed([one("a"), one("b")])
            .non_atomic()
            .concurrency(2)
            .insert(|| pool.get())
            .await
            .unwrap();
        assert_eq!(report.tables().flat_map(|table| table.rebuilt()).count(), 2, "{n}");
        assert_eq!(report.connections(), Some(2));
        assert_eq!(catalog(&db.client).await, before);
    }
}

#[tokio::test]
async fn what_was_dropped_is_there_again_after_a_failure() {
    let Some(db) = database("what_was_dropped_is_there_again_after_a_failure", SCHEMA).await else {
        return;
    };
    let before = catalog(&db.client).await;
    let pool = deadpool(db.database.url(), 3);
    let refused = Table::records(
        "teams",
        ["id", "lead", "name"],
        [["1", "x", ""].map(str::to_owned).to_vec()],
    );
    let panicking = Table::records(
        "teams",
        ["id", "lead", "name"],
        (1..).map(|n: u64| {
            assert!(n < 300, "out of teams");
            [n, n, n].map(|n| n.to_string()).to_vec()
        }),
    );
    // What was dropped comes back however long that takes.
    let endless = (1..).map(|n: u64| [n, 1, n].map(|n| n.to_string()).to_vec());
    let mut late = seed([Table::records("people", ["id", "team", "name"], endless)]);
    late.timeout(Duration::from_millis(300));
    for (n, seed) in [seed([people(700), refused]), seed([people(700), panicking]), late]
        .into_iter()
        .enumerate()
    {
        let error = seed
            .non_atomic()
            .concurrency(3)
            .insert(|| pool.get())
            .await
            .unwrap_err();
        assert_stays(&db, &error, &TABLES).await;
        // Where the teams are not there, the foreign key to them cannot be.
        let missing = error.unrestored_sql().iter().map(String::as_str).collect::<Vec<_>>();
        if n == 0 {
            let [team, ..] = missing[..] else { panic!("{error:#}") };
            assert!(
                team.contains("ADD CONSTRAINT people_team_fkey FOREIGN KEY (team) REFERENCES teams(id)"),
                "{team}"
            );
            assert!(error.to_string().contains(team), "{error}");
        }
        db.client.batch_execute("TRUNCATE people, teams").await.unwrap();
        for sql in missing {
            db.client.batch_execute(sql).await.unwrap();
        }
        assert_eq!(catalog(&db.client).await, before, "{n}: {error:#}");
    }
}

#[tokio::test]
async fn what_the_rows_break_is_missing_and_all_else_is_built() {
    let test = "what_the_rows_break_is_missing_and_all_else_is_built";
    let Some(db) = database(test, SCHEMA).await else {
        return;
    };
    let before = catalog(&db.client).await;
    let pool = deadpool(db.database.url(), 2);
    let again = Table::records(
        "people",
        ["id", "team", "name"],
        [["7000", "1", "7"].map(str::to_owned).to_vec()],
    );
    let error = seed([people(700), again.append(), teams()])
        .non_atomic()
        .concurrency(2)
        .insert(|| pool.get())
        .await
        .unwrap_err();
    assert_eq!((error.table(), error.sqlstate()), (Some("people"), Some("23505")));
    assert!(
        format!("{error:#}").starts_with(
            "table people: people_name_key, dropped for the load, could not be rebuilt; with Indexes::Keep nothing is dropped, and a refused row is named: could not create unique index"
        ),
        "{error:#}"
    );
    assert_eq!(error.unrestored_sql().len(), 1);
    assert_eq!(
        error.unrestored_sql()[0],
        "BEGIN; SELECT pg_catalog.set_config('search_path', '\"$user\", public', true); \
         ALTER TABLE ONLY public.people ADD CONSTRAINT people_name_key UNIQUE (name); COMMIT"
    );
    assert_stays(&db, &error, &TABLES).await;
    db.client
        .batch_execute("DELETE FROM people WHERE id = 7000")
        .await
        .unwrap();
    db.client.batch_execute(&error.unrestored_sql()[0]).await.unwrap();
    assert_eq!(catalog(&db.client).await, before);
}

#[tokio::test]
async fn what_a_lost_connection_was_building_is_built_over_another() {
    let test = "what_a_lost_connection_was_building_is_built_over_another";
    let Some(db) = database(test, SCHEMA).await else {
        return;
    };
    let before = catalog(&db.client).await;
    let building = |body: &[u8]| {
        body.windows(11)
            .any(|part| part == b"people_team" || part == b"people_boss")
    };
    for cut in [Cut::BeforeItArrives, Cut::BeforeItIsAnswered] {
        for at in [&b"CREATE INDEX"[..], b"COMMIT"] {
            let done = Arc::new(AtomicBool::new(false));
            let connecting = || {
                let done = Arc::clone(&done);
                let mut built = false;
                let url = cutting(db.database.url(), cut, move |kind, body| {
                    let holds = |part: &[u8]| body.windows(part.len()).any(|window| window == part);
                    let builds = kind == b'Q' && holds(b"CREATE INDEX") && building(body) && !holds(b"DROP");
                    built |= builds;
                    let here = if at == b"COMMIT" {
                        kind == b'Q' && body.starts_with(at) && built
                    } else {
                        builds
                    };
                    here && !done.swap(true, Ordering::Relaxed)
                });
                async move { Ok::<Client, BoxError>(connect(&url).await) }
            };
            let report = seed([people(200), teams()])
                .non_atomic()
                .concurrency(1)
                .insert(connecting)
                .await;
            assert!(done.load(Ordering::Relaxed), "{cut:?}");
            // While it is tried out, nothing is dropped yet.
            if let Err(error) = &report {
                assert!(
                    error.committed_rows().is_empty() && error.unrestored_sql().is_empty(),
                    "{error:#}"
                );
            }
            assert_eq!(catalog(&db.client).await, before, "{cut:?} {report:?}");
            db.client.batch_execute("TRUNCATE people, teams").await.unwrap();
        }
    }
}

#[tokio::test]
async fn a_server_that_is_gone_leaves_the_statements() {
    let test = "a_server_that_is_gone_leaves_the_statements";
    let Some(db) = database(test, SCHEMA).await else {
        return;
    };
    let before = catalog(&db.client).await;
    let url = db.database.url().to_owned();
    let opened = AtomicU32::new(0);
    let connecting = || async {
        match opened.fetch_add(1, Ordering::Relaxed) {
            0 => Ok(connect(&url).await),
            _ => Err("no more connections"),
        }
    };
    let elsewhere = url.clone();
    let teams = Table::records(
        "teams",
        ["id", "lead", "name"],
        (1..=50).map(move |n: u64| {
            if n == 20 {
                let kill = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                    WHERE datname = current_database() AND pid <> pg_backend_pid() AND query LIKE 'COPY%'";
                let session = Session::open(&elsewhere);
                while session.ask(kill).is_empty() {}
            }
            vec![n.to_string(), n.to_string(), "x".repeat(100_000)]
        }),
    );
    let error = seed([people(700), teams.single_batch()])
        .non_atomic()
        .concurrency(1)
        .insert(connecting)
        .await
        .unwrap_err();
    assert!(error.is_connection_lost(), "{error:#}");
    assert_stays(&db, &error, &TABLES).await;
    assert_eq!(error.unrestored_sql().len(), 9, "{error:#}");
    db.client.batch_execute("TRUNCATE people, teams").await.unwrap();
    for sql in error.unrestored_sql() {
        db.client.batch_execute(sql).await.unwrap();
    }
    assert_eq!(catalog(&db.client).await, before);
}

#[tokio::test]
async fn code_on_the_server_finds_the_indexes_in_place() {
    let test = "code_on_the_server_finds_the_indexes_in_place";
    let schema_of =
        "CREATE TABLE first (id int8 PRIMARY KEY, n int8 UNIQUE); CREATE TABLE second (id int8 PRIMARY KEY);";
    let Some(db) = database(test, schema_of).await else {
        return;
    };
    let before = catalog(&db.client).await;
    let pool = deadpool(db.database.url(), 2);
    let numbers = |count: u64| (1..=count).map(|n| vec![n.to_string()]);
    let both = (1..=100).map(|n| vec![n.to_string(), n.to_string()]);
    let mut seeder = Seeder::new();
    seeder.indexes(Indexes::Rebuild).batch_size(7);
    seeder.add_table(Table::records("first", ["id", "n"], both));
    seeder.add_table(Table::records("second", ["id"], numbers(10)));
    seeder.add_table(
        Table::records("second", ["id"], numbers(20))
            .on_conflict(OnConflict::DoNothing)
            .append(),
    );
    seeder.add_table(
        Table::records("first", ["id"], numbers(0))
            .insert_with(|mut insertion| {
                Box::pin(async move {
                    while insertion.next().await.is_some() {}
                    // Needs the key.
                    let upsert = "INSERT INTO first (id, n) SELECT 1, 1 ON CONFLICT (id) DO NOTHING";
                    Ok(insertion.execute(upsert).await?)
                })
            })
            .append(),
    );
    let report = seeder.non_atomic().concurrency(2).insert(|| pool.get()).await;
    let report = report.unwrap_or_else(|error| panic!("{error:#}"));
    assert_eq!(report.rows(), 120, "{report}");
    assert_eq!(catalog(&db.client).await, before);
}

#[tokio::test]
async fn a_pool_smaller_than_the_run_builds_with_what_it_has() {
    let test = "a_pool_smaller_than_the_run_builds_with_what_it_has";
    let Some(db) = database(test, SCHEMA).await else {
        return;
    };
    let before = catalog(&db.client).await;
    for connections in [1, 2] {
        // It waits for ever for more.
        let pool = deadpool(db.database.url(), connections);
        let report = seed([people(200), teams()]).non_atomic().concurrency(4);
        let report = report.insert(|| pool.get()).await.unwrap();
        assert_eq!(report.rows(), 250);
        assert_eq!(catalog(&db.client).await, before);
        db.client.batch_execute("TRUNCATE people, teams").await.unwrap();
    }
}

#[tokio::test]
async fn a_later_step_with_code_that_fails_loses_no_index() {
    let test = "a_later_step_with_code_that_fails_loses_no_index";
    let Some(db) = database(test, SCHEMA).await else {
        return;
    };
    let before = catalog(&db.client).await;
    let pool = deadpool(db.database.url(), 2);
    let failing = Table::records("people", ["id", "team"], [["1000".to_owned(), "1".to_owned()].to_vec()])
        .insert_with(|_| Box::pin(async { Err("no".into()) }))
        .append();
    let there = Table::records(
        "people",
        ["id", "team", "name"],
        [["1001", "x", "y"].map(str::to_owned).to_vec()],
    )
    .on_conflict(OnConflict::DoNothing)
    .append();
    for last in [failing, there] {
        let error = seed([people(200), teams(), last])
            .non_atomic()
            .concurrency(2)
            .insert(|| pool.get())
            .await
            .unwrap_err();
        assert!(error.unrestored_sql().is_empty(), "{error:#}");
        assert_stays(&db, &error, &TABLES).await;
        assert_eq!(catalog(&db.client).await, before, "{error:#}");
        db.client.batch_execute("TRUNCATE people, teams").await.unwrap();
    }
}

#[tokio::test]
async fn the_statements_for_what_is_missing_run_under_any_search_path() {
    let test = "the_statements_for_what_is_missing_run_under_any_search_path";
    let Some(db) = database(test, SCHEMA).await else {
        return;
    };
    let name = db.database.name();
    for path in ["''", "pg_catalog, public"] {
        db.client
            .batch_execute(&format!("ALTER DATABASE {name} SET search_path = {path}"))
            .await
            .unwrap();
        let before = catalog(&db.client).await;
        let pool = deadpool(db.database.url(), 2);
        let twice = (1..=2).map(|id: u64| vec![id.to_string(), "1".to_owned(), "1".to_owned(), "same".to_owned()]);
        let people = Table::records("public.people", ["id", "team", "boss", "name"], twice);
        let error = seed([people])
            .non_atomic()
            .concurrency(2)
            .insert(|| pool.get())
            .await
            .unwrap_err();
        assert_eq!(error.unrestored_sql().len(), 2, "{error:#}");
        db.client.batch_execute("TRUNCATE people, teams").await.unwrap();
        for sql in error.unrestored_sql() {
            db.client.batch_execute(sql).await.unwrap();
        }
        assert_eq!(catalog(&db.client).await, before);
    }
}

#[tokio::test]
async fn what_is_gone_is_not_built_over_a_connection_that_does_not_answer() {
    let test = "what_is_gone_is_not_built_over_a_connection_that_does_not_answer";
    let Some(db) = database(test, &format!("{SCHEMA}; CREATE TABLE notes (id int8 PRIMARY KEY)")).await else {
        return;
    };
    let before = catalog(&db.client).await;
    let opened = AtomicU32::new(0);
    let connecting = || {
        let url = match opened.fetch_add(1, Ordering::Relaxed) {
            0 => cutting(db.database.url(), Cut::Never, |_, body| {
                body.starts_with(b"CREATE TEMPORARY TABLE")
            }),
            _ => db.database.url().to_owned(),
        };
        async move { Ok::<Client, BoxError>(connect(&url).await) }
    };
    let notes = Table::records("notes", ["id"], [["1".to_owned()].to_vec()]).on_conflict(OnConflict::DoNothing);
    let mut seed = seed([people(200), teams(), notes]);
    // Longer than all before it takes; the foreign keys are gone then.
    seed.timeout(Duration::from_secs(5));
    let error = seed.non_atomic().concurrency(1).insert(connecting).await.unwrap_err();
    assert!(error.is_timeout() && error.unrestored_sql().is_empty(), "{error:#}");
    assert_eq!(opened.load(Ordering::Relaxed), 2);
    assert_stays(&db, &error, &TABLES).await;
    assert_eq!(catalog(&db.client).await, before);
}
