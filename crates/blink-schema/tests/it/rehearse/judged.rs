//! Constraints that only the server can evaluate, and values that it accepts.

use blink_schema::fill;
use blink_schema::plan::{Certainty, Plan};

use super::{data, database, one, prepared};

const ABOUT_FUNCTIONS: &str = include_str!("../gallery/check_functions.sql");
const UNKNOWN_TYPES: &str = include_str!("../gallery/types_unknown.sql");

#[tokio::test]
async fn functions_of_the_schema_get_values_that_they_accept() {
    for count in [1, 300, 20_000] {
        let (_db, mut client) = database(ABOUT_FUNCTIONS).await;
        fill(&mut client).rows(count).await.unwrap();
        assert_eq!(one(&client, "SELECT count(*) FROM card").await, count.to_string());
        let wrong = "SELECT count(*) FROM card WHERE NOT luhn(number) OR NOT known(kind) OR NOT fits(a, b)";
        assert_eq!(one(&client, wrong).await, "0");
        if count > 1 {
            assert_ne!(one(&client, "SELECT count(DISTINCT number) FROM card").await, "1");
            assert_eq!(one(&client, "SELECT count(DISTINCT kind) FROM card").await, "3");
        }
    }
}

#[tokio::test]
async fn the_plan_says_what_is_certain_and_what_is_sampled() {
    let (_db, mut client) = database(ABOUT_FUNCTIONS).await;
    client
        .batch_execute(
            "CREATE FUNCTION moody(a int) RETURNS boolean STABLE LANGUAGE sql AS 'SELECT a > 0';
            ALTER TABLE card ADD CONSTRAINT moody CHECK (moody(id))",
        )
        .await
        .unwrap();
    let (_, plan) = prepared(&mut client, 100).await;
    let certainty = |name: &str| {
        let mut all = plan.tables[0].constraints.iter();
        all.find(|one| one.name == name)
            .map(|one| (one.certainty, one.because.clone()))
    };
    let (certain, because) = certainty("card_check").unwrap();
    assert_eq!(certain, Certainty::Certain);
    assert!(because.unwrap().contains("that the server accepts"));
    assert_eq!(certainty("moody").unwrap().0, Certainty::Sampled);
}

#[tokio::test]
async fn a_constraint_that_accepts_nothing_leaves_its_table_out() {
    let (_db, mut client) = database(
        "CREATE FUNCTION never(a int) RETURNS boolean IMMUTABLE LANGUAGE plpgsql AS
            $$ BEGIN IF a IS NULL THEN RETURN true; END IF; RAISE 'never'; END $$;
        CREATE TABLE other (id int PRIMARY KEY);
        CREATE TABLE hopeless (id int PRIMARY KEY, a int NOT NULL CONSTRAINT never CHECK (never(a)));
        CREATE TABLE child (id int PRIMARY KEY, hopeless_id int NOT NULL REFERENCES hopeless);
        CREATE TABLE resigned (id int PRIMARY KEY, a int CHECK (never(a)));",
    )
    .await;
    let filled = fill(&mut client).rows(20).await.unwrap();
    let left_out = filled.left_out.iter().map(|one| one.table.table()).collect::<Vec<_>>();
    assert_eq!(left_out, ["hopeless", "child"]);
    assert!(filled.left_out[0].because.contains("never"), "{:?}", filled.left_out);
    assert_eq!(one(&client, "SELECT count(*) FROM other").await, "20");
    // The last resort.
    assert_eq!(one(&client, "SELECT count(*) - count(a) FROM resigned").await, "20");
}

#[tokio::test]
async fn values_of_their_own_are_judged_row_by_row() {
    let (_db, mut client) = database(
        "CREATE FUNCTION even(a int) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT a % 2 = 0';
        CREATE FUNCTION calm(a text) RETURNS boolean IMMUTABLE LANGUAGE sql AS $$ SELECT a !~ '[aeiou].*[aeiou].*[aeiou]' $$;
        CREATE DOMAIN calm_text AS text CHECK (calm(VALUE));
        CREATE TABLE kept (id int PRIMARY KEY, code smallint NOT NULL UNIQUE CHECK (even(code)), label calm_text NOT NULL,
            twice int GENERATED ALWAYS AS (code * 2) STORED CHECK (even(twice / 2)))",
    )
    .await;
    fill(&mut client).rows(500).await.unwrap();
    assert_eq!(
        one(&client, "SELECT count(DISTINCT code) FROM kept WHERE code % 2 = 0").await,
        "500"
    );
}

#[tokio::test]
async fn a_type_that_nothing_is_known_of_gets_texts_that_its_input_reads() {
    let (_db, mut client) = database(UNKNOWN_TYPES).await;
    fill(&mut client).rows(50).await.unwrap();
    assert_eq!(one(&client, "SELECT count(weight) FROM weighed").await, "50");
}

#[tokio::test]
async fn judging_writes_nothing() {
    let (_db, mut client) = database(
        "CREATE TABLE log (id serial PRIMARY KEY);
        CREATE FUNCTION writes(a int) RETURNS boolean LANGUAGE plpgsql AS
            $$ BEGIN INSERT INTO log DEFAULT VALUES; RETURN true; END $$;
        CREATE TABLE written (id int PRIMARY KEY, a int CHECK (writes(a)));",
    )
    .await;
    let before = data(&client).await;
    let (_, plan) = prepared(&mut client, 20).await;
    assert_eq!(data(&client).await, before);
    let written = plan
        .tables
        .iter()
        .find(|table| table.name.table() == "written")
        .unwrap();
    let because = written.constraints[0].because.clone().unwrap();
    assert!(because.contains("read-only"), "{because}");
}

#[tokio::test]
async fn judging_ends_where_a_function_sleeps_and_the_rest_is_planned() {
    if !blink_testdb::needs_a_whole_server("judging_ends_where_a_function_sleeps_and_the_rest_is_planned") {
        return;
    }
    let (_db, mut client) = database(
        "CREATE FUNCTION sleeps(a int) RETURNS boolean LANGUAGE plpgsql AS
            $$ BEGIN PERFORM pg_sleep(10); RETURN true; END $$;
        CREATE FUNCTION even(a int) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT a % 2 = 0';
        CREATE FUNCTION never(a int) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT false';
        CREATE TABLE slow (id int PRIMARY KEY, a int NOT NULL CONSTRAINT sleeps CHECK (sleeps(a)));
        CREATE TABLE judged (id int PRIMARY KEY, a int NOT NULL CONSTRAINT even CHECK (even(a)));
        -- What is left out has the rest planned and judged again.
        CREATE TABLE hopeless (id int PRIMARY KEY, a int NOT NULL CHECK (never(a)));",
    )
    .await;
    let (facts, mut plan) = prepared(&mut client, 20).await;
    let because = |plan: &Plan, name: &str| {
        let table = plan.tables.iter().find(|table| table.name.table() == name).unwrap();
        table.constraints[0].because.clone().unwrap()
    };
    let slow = because(&plan, "slow");
    assert!(
        slow.contains("not judged") && slow.contains("longer than 2 s"),
        "{slow}"
    );
    assert!(because(&plan, "judged").contains("the server accepts"));
    assert_eq!(plan.left_out.len(), 1);
    // Its rows are not waited for either.
    let rehearsal = plan.rehearse(&facts, &super::options(20), &mut client).await.unwrap();
    assert_eq!(rehearsal.refusals, []);
    let [not_rehearsed] = rehearsal.not_rehearsed.as_slice() else {
        panic!("{rehearsal:?}");
    };
    assert_eq!(not_rehearsed.table.table(), "slow");
    assert!(not_rehearsed.because.contains("longer than 2 s"), "{not_rehearsed:?}");
    assert_ne!(rehearsal.rows, 0);
    let kept = one(&client, "SELECT current_setting('statement_timeout')").await;
    assert_eq!(kept, "0");
}
