//! Values that are not made for their constraints: those that triggers set and references bring, and none at all.

use blink_schema::fill;
use blink_schema::plan::Certainty;

use super::{database, one, prepared};

#[tokio::test]
async fn a_check_about_what_a_trigger_sets_or_a_reference_brings_is_not_called_certain() {
    let (_db, mut client) = database(
        "CREATE TABLE kind (name text PRIMARY KEY);
        INSERT INTO kind VALUES ('fixed'), ('roaming');
        CREATE TABLE worker (id int PRIMARY KEY, kind text NOT NULL REFERENCES kind, note text, rank int NOT NULL,
            own int NOT NULL CONSTRAINT of_own CHECK (own > 0),
            CONSTRAINT of_reference CHECK (kind <> 'fixed' OR note IS NOT NULL), CONSTRAINT of_trigger CHECK (rank < 7));
        CREATE FUNCTION set_rank() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.rank := NEW.id % 5; RETURN NEW; END $$;
        CREATE TRIGGER set_rank BEFORE INSERT ON worker FOR EACH ROW EXECUTE FUNCTION set_rank();",
    )
    .await;
    let (_, plan) = prepared(&mut client, 100).await;
    let certainty = |name: &str| {
        let mut all = plan.tables[0].constraints.iter();
        all.find(|one| one.name == name).unwrap().certainty
    };
    assert_eq!(certainty("of_own"), Certainty::Certain);
    assert_eq!(certainty("of_reference"), Certainty::Sampled);
    assert_eq!(certainty("of_trigger"), Certainty::Sampled);
    assert_eq!(fill(&mut client).rows(1_000).await.unwrap().left_out, []);
}

#[tokio::test]
async fn a_trigger_that_sets_a_column_to_null_is_named() {
    let (_db, mut client) = database(
        "CREATE TABLE release (edition text PRIMARY KEY, version int NOT NULL);
        INSERT INTO release VALUES ('community', 3);
        CREATE TABLE upgrade (id int PRIMARY KEY, edition text NOT NULL, version int NOT NULL);
        CREATE FUNCTION set_version() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            NEW.version := (SELECT version FROM release WHERE edition = NEW.edition); RETURN NEW; END $$;
        CREATE TRIGGER version_of_release BEFORE INSERT ON upgrade FOR EACH ROW EXECUTE FUNCTION set_version();",
    )
    .await;
    let filled = fill(&mut client).rows(20).await.unwrap();
    let because = &filled.left_out[0].because;
    assert!(
        because.contains("the trigger version_of_release sets version"),
        "{because}"
    );
}

#[tokio::test]
async fn a_column_without_a_known_value_that_must_have_one_is_never_sent_as_null() {
    // Its automaton would have 2^40 states.
    let (_db, mut client) = database(
        "CREATE TABLE hard (id int PRIMARY KEY, code text NOT NULL CHECK (code ~ '^[ab]*a[ab]{40}$'));
        CREATE TABLE easy (id int PRIMARY KEY)",
    )
    .await;
    let filled = fill(&mut client).rows(20).await.unwrap();
    let because = &filled.left_out[0].because;
    assert_eq!(because, "no value of code was found that its constraint accepts");
    assert_eq!(one(&client, "SELECT count(*) FROM easy").await, "20");
}

/// Each was rehearsed alone, and the run failed.
#[tokio::test]
async fn rows_that_triggers_of_two_tables_store_in_a_third_are_rehearsed_together() {
    let (_db, mut client) = database(
        "CREATE TABLE pet (id int PRIMARY KEY);
        CREATE TABLE cat (id int PRIMARY KEY);
        CREATE TABLE dog (id int PRIMARY KEY);
        CREATE FUNCTION keep_pet() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            INSERT INTO pet (id) VALUES (NEW.id + 1); RETURN NEW; END $$;
        CREATE TRIGGER keep_cat BEFORE INSERT ON cat FOR EACH ROW EXECUTE FUNCTION keep_pet();
        CREATE TRIGGER keep_dog BEFORE INSERT ON dog FOR EACH ROW EXECUTE FUNCTION keep_pet();",
    )
    .await;
    let filled = fill(&mut client).rows(20).await.unwrap();
    let left_out = filled.left_out.iter().map(ToString::to_string).collect::<Vec<_>>();
    let [because] = left_out.as_slice() else {
        panic!("{left_out:?}");
    };
    assert!(
        because.contains("public.dog") && because.contains("pet_pkey"),
        "{because}"
    );
    assert_eq!(
        one(&client, "SELECT count(*) = (SELECT count(*) FROM cat) FROM pet").await,
        "t"
    );
}
