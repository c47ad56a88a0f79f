//! A rehearsal that does not wait, and says what it did not try.

use blink_schema::facts::Facts;
use blink_schema::plan::{Options, plan};
use blink_schema::{Filling, fill};

use super::{database, one, options, prepared, rehearsed};

#[tokio::test]
async fn a_trigger_that_sleeps_is_not_waited_for() {
    if !blink_testdb::needs_a_whole_server("a_trigger_that_sleeps_is_not_waited_for") {
        return;
    }
    let (_db, mut client) = database(
        "CREATE FUNCTION sleep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(60); RETURN NEW; END $$;
        CREATE TABLE calm (id int PRIMARY KEY);
        CREATE TABLE slow (id int PRIMARY KEY);
        CREATE TABLE below (id int PRIMARY KEY, slow_id int NOT NULL REFERENCES slow);
        CREATE TRIGGER sleep BEFORE INSERT ON slow FOR EACH ROW EXECUTE FUNCTION sleep();",
    )
    .await;
    let mut transaction = client.transaction().await.unwrap();
    transaction
        .batch_execute("SET LOCAL statement_timeout = '90s'")
        .await
        .unwrap();
    let rehearsal = rehearsed(&mut transaction, 20).await;
    assert_eq!(rehearsal.refusals, []);
    let said = rehearsal.not_rehearsed.iter();
    let said = said
        .map(|one| (one.table.table(), one.because.as_str()))
        .collect::<Vec<_>>();
    assert!(
        matches!(said.as_slice(), [("slow", slow), ("below", below)]
            if slow.contains("longer than 2 s") && below.contains("refers to")),
        "{said:?}"
    );
    let kept = transaction.query_one("SHOW statement_timeout", &[]).await.unwrap();
    assert_eq!(kept.get::<_, &str>(0), "90s");
}

#[tokio::test]
async fn tables_that_are_not_reached_are_not_rehearsed() {
    let mut sql =
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no'; END $$;".to_owned();
    for nth in 0..12 {
        sql += &format!(
            "CREATE TABLE t{nth:02} (id int PRIMARY KEY);
            CREATE TRIGGER refuse BEFORE INSERT ON t{nth:02} FOR EACH ROW EXECUTE FUNCTION refuse();"
        );
    }
    let (_db, mut client) = database(&sql).await;
    let rehearsal = rehearsed(&mut client, 5).await;
    assert_eq!(rehearsal.refusals.len(), 10);
    let not_reached = rehearsal
        .not_rehearsed
        .iter()
        .filter(|one| one.because.contains("other tables"));
    let not_reached = not_reached.map(|one| one.table.table()).collect::<Vec<_>>();
    assert_eq!(not_reached, ["t10", "t11"]);
    // All are known in the end.
    let filled = fill(&mut client).rows(5).await.unwrap();
    assert_eq!(filled.left_out.len(), 12);
}

#[tokio::test]
async fn a_plan_whose_seeder_is_kept_still_learns_from_the_server() {
    let (_db, mut client) = database(
        "CREATE FUNCTION even(a int) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT a % 2 = 0';
        CREATE TABLE kept (id int PRIMARY KEY); INSERT INTO kept VALUES (7), (8);
        CREATE TABLE child (id int PRIMARY KEY, kept_id int NOT NULL REFERENCES kept, a int NOT NULL CHECK (even(a)));",
    )
    .await;
    let facts = Facts::read(&mut client).await.unwrap();
    let mut plan = plan(&facts, &options(50)).unwrap();
    let _kept = plan.seeder();
    plan.prepare(&facts, &options(50), &mut client).await.unwrap();
    let _kept = plan.seeder();
    let rehearsal = plan.rehearse(&facts, &options(50), &mut client).await.unwrap();
    assert_eq!(rehearsal.refusals, []);
    plan.seeder().insert(&mut client).await.unwrap();
    assert_eq!(one(&client, "SELECT count(*) FROM child").await, "50");
}

#[tokio::test]
async fn nothing_is_tried_where_blink_may_not_write() {
    let never = "blink.writes = 'never' is set";
    let (_db, mut client) = database("CREATE TABLE t (id int PRIMARY KEY); SET blink.writes = 'never'").await;
    let filled = fill(&mut client).rows(5).await.unwrap_err();
    assert!(format!("{filled:#}").contains(never), "{filled:#}");
    let (facts, mut plan) = prepared(&mut client, 5).await;
    let rehearsed = plan.rehearse(&facts, &options(5), &mut client).await.unwrap_err();
    assert!(format!("{rehearsed:#}").contains(never), "{rehearsed:#}");
    let mut filling = Filling::read(&mut client, options(5)).await.unwrap();
    let rehearsed = filling.rehearse(&mut client).await.unwrap_err();
    assert!(format!("{rehearsed:#}").contains(never), "{rehearsed:#}");
    let sized = Options {
        size: Some(1 << 20),
        ..options(5)
    };
    let measured = Filling::read(&mut client, sized).await.unwrap_err();
    assert!(format!("{measured:#}").contains(never), "{measured:#}");
    // A transaction of the caller's goes on, since nothing was sent that fails.
    let mut transaction = client.transaction().await.unwrap();
    fill(&mut transaction).rows(5).await.unwrap_err();
    transaction.commit().await.unwrap();
    assert_eq!(one(&client, "SELECT count(*) FROM t").await, "0");
}
