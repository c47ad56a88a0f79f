//! Some rows of the whole plan, tried on the server before the run.

mod brought;
mod deferred;
mod judged;
mod limits;

use std::future::Future as _;
use std::pin::pin;
use std::task::{Context, Waker};

use blink::Connection;
use blink_schema::facts::Facts;
use blink_schema::plan::{Options, Plan, plan};
use blink_schema::{Rehearsal, fill};
use blink_testdb::Database;
use tokio_postgres::Client;

use crate::judge::rows;
use crate::trial::connect;

const ABOUT_TRIGGERS: &str = include_str!("gallery/triggers_refuse.sql");

/// Triggers that write, and move a sequence of a table and one of none.
const WRITING_TRIGGERS: &str = "
    CREATE SEQUENCE tickets;
    CREATE TABLE owner (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL);
    CREATE TABLE pet (id serial PRIMARY KEY, owner_id int NOT NULL REFERENCES owner DEFERRABLE INITIALLY DEFERRED, name text);
    CREATE TABLE heard (id bigserial PRIMARY KEY, what text NOT NULL, ticket bigint DEFAULT nextval('tickets'));
    INSERT INTO heard (what) VALUES ('before'), ('before');
    CREATE FUNCTION hear() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN INSERT INTO heard (what) VALUES (TG_TABLE_NAME || NEW.id); PERFORM nextval('tickets'); RETURN NULL; END $$;
    CREATE TRIGGER hear AFTER INSERT ON pet FOR EACH ROW EXECUTE FUNCTION hear();";

async fn database(sql: &str) -> (Database, Client) {
    let db = blink_testdb::database();
    let client = connect(&db).await;
    client.batch_execute(sql).await.unwrap();
    (db, client)
}

fn options(rows: u64) -> Options {
    Options {
        rows,
        ..Options::until(9_000)
    }
}

async fn prepared<C: Connection>(client: &mut C, rows: u64) -> (Facts, Plan) {
    let facts = Facts::read(client).await.unwrap();
    let options = options(rows);
    let mut plan = plan(&facts, &options).unwrap();
    plan.prepare(&facts, &options, client).await.unwrap();
    (facts, plan)
}

async fn rehearsed<C: Connection>(client: &mut C, rows: u64) -> Rehearsal {
    let (facts, mut plan) = prepared(client, rows).await;
    plan.rehearse(&facts, &options(rows), client).await.unwrap()
}

async fn one(client: &Client, query: &str) -> String {
    rows(client, query).await.unwrap()[0][0].clone()
}

/// The rows of all tables, and the values of all sequences.
async fn data(client: &Client) -> String {
    let tables = "SELECT string_agg(format('SELECT %L, md5(coalesce(string_agg(t::text, '','' ORDER BY t::text), '''')) \
        FROM %s t', oid::regclass, oid::regclass), ' UNION ALL ' ORDER BY oid::regclass::text) \
        FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace";
    let sequences = "SELECT string_agg(format('SELECT %L, last_value, is_called FROM %s', oid::regclass, oid::regclass), \
        ' UNION ALL ' ORDER BY oid::regclass::text) FROM pg_class WHERE relkind = 'S'";
    let mut data = String::new();
    for question in [tables, sequences] {
        let query = one(client, question).await;
        if query != "NULL" {
            data += &format!("{:?}", rows(client, &query).await.unwrap());
        }
    }
    data
}

#[tokio::test]
async fn a_trigger_that_refuses_is_named_before_the_first_row() {
    if !blink_testdb::needs_several_connections("a_trigger_that_refuses_is_named_before_the_first_row") {
        return;
    }
    let (db, mut client) = database(ABOUT_TRIGGERS).await;
    let before = (blink_testdb::catalog::text(db.url()).unwrap(), data(&client).await);
    let error = rehearsed(&mut client, 300).await.into_result().unwrap_err();
    let text = format!("{error:#}");
    assert!(text.contains("the server refuses row"), "{text}");
    assert!(text.contains("ballot"), "{text}");
    assert!(text.contains("weight = '") || text.contains("choice = '"), "{text}");
    assert_eq!(
        (blink_testdb::catalog::text(db.url()).unwrap(), data(&client).await),
        before
    );
    // Without the rehearsal the run itself ends.
    let error = fill(&mut client).rows(300).rehearse(false).await.unwrap_err();
    assert!(error.run().is_some());
}

#[tokio::test]
async fn rows_take_what_a_trigger_accepts() {
    let (_db, mut client) = database(ABOUT_TRIGGERS).await;
    let filled = fill(&mut client).rows(300).await.unwrap();
    assert_eq!(filled.left_out, []);
    assert_eq!(one(&client, "SELECT count(*) FROM ballot").await, "300");
    let kinds = "SELECT count(DISTINCT (choice, weight)) > 1 FROM ballot";
    assert_eq!(one(&client, kinds).await, "t");
}

#[tokio::test]
async fn a_table_whose_rows_a_trigger_always_refuses_is_left_out() {
    let (_db, mut client) = database(
        "CREATE TABLE closed (id int PRIMARY KEY); CREATE TABLE under (id int PRIMARY KEY, closed_id int NOT NULL REFERENCES closed);
        CREATE TABLE open (id int PRIMARY KEY);
        CREATE FUNCTION close() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'closed for good'; END $$;
        CREATE TRIGGER close BEFORE INSERT ON closed FOR EACH ROW EXECUTE FUNCTION close();",
    )
    .await;
    let filled = fill(&mut client).rows(30).await.unwrap();
    let left_out = filled.left_out.iter().map(|one| one.table.table()).collect::<Vec<_>>();
    assert_eq!(left_out, ["closed", "under"]);
    assert!(
        filled.left_out[0].because.contains("closed for good"),
        "{:?}",
        filled.left_out
    );
    assert_eq!(one(&client, "SELECT count(*) FROM open").await, "30");
}

#[tokio::test]
async fn nothing_stays_of_rows_sequences_and_the_catalog() {
    if !blink_testdb::needs_several_connections("nothing_stays_of_rows_sequences_and_the_catalog") {
        return;
    }
    let (db, mut client) = database(WRITING_TRIGGERS).await;
    let before = (blink_testdb::catalog::text(db.url()).unwrap(), data(&client).await);
    let rehearsal = rehearsed(&mut client, 100).await;
    // Empty tables have no pages, so that the run can still freeze their rows.
    assert_eq!(
        one(&client, "SELECT pg_relation_size('owner') + pg_relation_size('pet')").await,
        "0"
    );
    assert_eq!(rehearsal.refusals, []);
    assert_eq!(rehearsal.not_rehearsed, []);
    assert!(rehearsal.rows >= 24, "{rehearsal:?}");
    assert_eq!(
        (blink_testdb::catalog::text(db.url()).unwrap(), data(&client).await),
        before
    );
}

#[tokio::test]
async fn a_dropped_rehearsal_leaves_nothing_and_a_working_connection() {
    if !blink_testdb::needs_several_connections("a_dropped_rehearsal_leaves_nothing_and_a_working_connection") {
        return;
    }
    let (db, mut client) = database(WRITING_TRIGGERS).await;
    let before = (blink_testdb::catalog::text(db.url()).unwrap(), data(&client).await);
    for polls in 1..30 {
        let (facts, mut plan) = prepared(&mut client, 100).await;
        let options = options(100);
        {
            let mut rehearsal = pin!(plan.rehearse(&facts, &options, &mut client));
            for _ in 0..polls {
                if rehearsal
                    .as_mut()
                    .poll(&mut Context::from_waker(Waker::noop()))
                    .is_ready()
                {
                    break;
                }
                tokio::task::yield_now().await;
            }
        }
        assert_eq!(data(&client).await, before.1);
        let fresh = "SELECT transaction_timestamp() = statement_timestamp()";
        assert_eq!(one(&client, fresh).await, "t");
    }
    assert_eq!(blink_testdb::catalog::text(db.url()).unwrap(), before.0);
}

#[tokio::test]
async fn a_lost_connection_is_an_error_and_leaves_nothing() {
    if !blink_testdb::needs_several_connections("the loss of a connection") {
        return;
    }
    let (db, client) = database(WRITING_TRIGGERS).await;
    client
        .batch_execute(
            "CREATE FUNCTION leave() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$;
            CREATE TRIGGER leave AFTER INSERT ON owner EXECUTE FUNCTION leave()",
        )
        .await
        .unwrap();
    let before = data(&client).await;
    let mut other = connect(&db).await;
    // A trigger that ends sessions is not called for a try.
    let rehearsal = rehearsed(&mut other, 10).await;
    assert_eq!(rehearsal.not_rehearsed.len(), 2, "{rehearsal:?}");
    let (facts, mut plan) = prepared(&mut other, 10).await;
    let pid = one(&other, "SELECT pg_backend_pid()").await;
    one(&client, &format!("SELECT pg_terminate_backend({pid})")).await;
    plan.rehearse(&facts, &options(10), &mut other).await.unwrap_err();
    assert_eq!(data(&client).await, before);
}

#[tokio::test]
async fn a_callers_transaction_goes_on() {
    let (_db, mut client) = database(ABOUT_TRIGGERS).await;
    let mut transaction = client.transaction().await.unwrap();
    transaction
        .batch_execute(
            "CREATE TABLE mine (id int PRIMARY KEY); INSERT INTO mine VALUES (1); SET LOCAL lock_timeout = '7s'",
        )
        .await
        .unwrap();
    let rehearsal = rehearsed(&mut transaction, 50).await;
    assert_eq!(rehearsal.refusals.len(), 1);
    let kept = transaction.query_one("SHOW lock_timeout", &[]).await.unwrap();
    assert_eq!(kept.get::<_, &str>(0), "7s");
    transaction.commit().await.unwrap();
    assert_eq!(one(&client, "SELECT count(*) FROM mine").await, "1");
    assert_eq!(one(&client, "SELECT count(*) FROM ballot").await, "0");
}

#[tokio::test]
async fn a_role_that_may_only_insert_can_rehearse() {
    let (db, client) = database(
        "CREATE TABLE owner (id int PRIMARY KEY, name text NOT NULL);
        CREATE FUNCTION short(a text) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT length(a) < 12';
        CREATE TABLE pet (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, owner_id int NOT NULL REFERENCES owner,
            name text NOT NULL CHECK (short(name)));",
    )
    .await;
    let role = one(&client, "SELECT current_database() || '_guest'").await;
    let made = client
        .batch_execute(&format!(
            "CREATE ROLE {role}; GRANT SELECT, INSERT ON owner, pet TO {role}; SET ROLE {role}"
        ))
        .await;
    made.unwrap();
    let mut client = client;
    let filled = fill(&mut client).rows(100).await.unwrap();
    assert_eq!(filled.rehearsed.unwrap().not_rehearsed, []);
    assert_eq!(
        one(&client, "SELECT count(*) FROM pet WHERE length(name) < 12").await,
        "100"
    );
    client
        .batch_execute(&format!("RESET ROLE; DROP OWNED BY {role}; DROP ROLE {role}"))
        .await
        .unwrap();
    drop(db);
}

#[tokio::test]
async fn a_sequence_that_cannot_be_put_back_is_said() {
    let (_db, client) = database(WRITING_TRIGGERS).await;
    let role = one(&client, "SELECT current_database() || '_clerk'").await;
    client
        .batch_execute(&format!(
            "CREATE ROLE {role}; GRANT SELECT, INSERT ON owner, pet, heard TO {role};
            GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {role}"
        ))
        .await
        .unwrap();
    let before = data(&client).await;
    client.batch_execute(&format!("SET ROLE {role}")).await.unwrap();
    let mut client = client;
    let rehearsal = rehearsed(&mut client, 50).await;
    client.batch_execute("RESET ROLE").await.unwrap();
    assert_eq!(data(&client).await, before);
    let said = rehearsal
        .not_rehearsed
        .iter()
        .map(|one| one.table.table())
        .collect::<Vec<_>>();
    assert_eq!(said, ["pet"]);
    client
        .batch_execute(&format!("DROP OWNED BY {role}; DROP ROLE {role}"))
        .await
        .unwrap();
}

#[tokio::test]
async fn a_locked_group_is_not_waited_for_and_said() {
    if !blink_testdb::needs_several_connections("a lock of another session") {
        return;
    }
    let (db, mut client) =
        database("CREATE TABLE held (id int PRIMARY KEY); CREATE TABLE loose (id int PRIMARY KEY)").await;
    let (facts, mut plan) = prepared(&mut client, 20).await;
    let other = connect(&db).await;
    other
        .batch_execute("BEGIN; LOCK TABLE held IN ACCESS EXCLUSIVE MODE")
        .await
        .unwrap();
    let rehearsal = plan.rehearse(&facts, &options(20), &mut client).await.unwrap();
    assert!(rehearsal.rows > 0, "{rehearsal:?}");
    assert_eq!(rehearsal.not_rehearsed[0].table.table(), "held");
}

#[tokio::test]
async fn what_reaches_outside_is_not_called() {
    let (_db, mut client) = database(
        "CREATE TABLE far (id int PRIMARY KEY); CREATE TABLE near (id int PRIMARY KEY, far_id int NOT NULL REFERENCES far);
        CREATE FUNCTION send() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN PERFORM net.http_post('https://example.com'); RETURN NULL; END $$;
        CREATE TRIGGER send AFTER INSERT ON far FOR EACH ROW EXECUTE FUNCTION send();",
    )
    .await;
    let rehearsal = rehearsed(&mut client, 20).await;
    assert_eq!(rehearsal.rows, 0);
    assert_eq!(rehearsal.refusals, []);
    let said = rehearsal
        .not_rehearsed
        .iter()
        .map(|one| one.because.clone())
        .collect::<Vec<_>>();
    assert!(said[0].contains("reaches outside"), "{said:?}");
    assert!(said[1].contains("far"), "{said:?}");
}

#[tokio::test]
async fn what_is_checked_at_commit_is_checked() {
    let (_db, mut client) = database(
        "CREATE TABLE late (id int PRIMARY KEY, n int NOT NULL);
        CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN IF (SELECT count(*) FROM late) > 3 THEN RAISE 'too many'; END IF; RETURN NULL; END $$;
        CREATE CONSTRAINT TRIGGER refuse AFTER INSERT ON late DEFERRABLE INITIALLY DEFERRED
            FOR EACH ROW EXECUTE FUNCTION refuse();",
    )
    .await;
    let rehearsal = rehearsed(&mut client, 20).await;
    assert_eq!(rehearsal.refusals.len(), 1);
    assert!(rehearsal.refusals[0].message.contains("too many"), "{rehearsal:?}");
}

/// The rehearsal empties tables as the run does, and its triggers were called.
#[tokio::test]
async fn a_trigger_of_truncate_that_reaches_outside_is_not_called() {
    let (_db, mut client) = database(
        "CREATE TABLE far (id int PRIMARY KEY); INSERT INTO far VALUES (1);
        CREATE FUNCTION send() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN PERFORM net.http_post('https://example.com'); RETURN NULL; END $$;
        CREATE TRIGGER send AFTER TRUNCATE ON far FOR EACH STATEMENT EXECUTE FUNCTION send();",
    )
    .await;
    let mut options = options(20);
    options.selection.truncate = true;
    let mut filling = blink_schema::Filling::read(&mut client, options).await.unwrap();
    filling.rehearse(&mut client).await.unwrap();
    let [said] = filling.plan().rehearsed.as_ref().unwrap().not_rehearsed.as_slice() else {
        panic!("{:?}", filling.plan().rehearsed);
    };
    assert!(said.because.contains("reaches outside"), "{said}");
}
