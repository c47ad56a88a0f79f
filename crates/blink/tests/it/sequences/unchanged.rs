//! Sequences that are left unchanged, and the reason in plan and report.

use blink::{Seeder, Table};

use super::{copy, shown};
use crate::support::Db;

#[tokio::test]
async fn what_does_not_count_is_said_and_left() {
    let mut db = Db::new(
        "CREATE SEQUENCE codes; CREATE SEQUENCE invoices; CREATE SEQUENCE tens; CREATE SEQUENCE mixed;
         CREATE TABLE t (code text PRIMARY KEY DEFAULT nextval('codes'), invoice text DEFAULT 'I-' || nextval('invoices'),
                         tens int8 DEFAULT nextval('tens') * 10, mixed numeric DEFAULT nextval('mixed'))",
    )
    .await;
    let mut seeder = Seeder::new();
    let columns = ["code", "invoice", "tens", "mixed"];
    seeder.add_table(Table::records(
        "t",
        columns,
        [["x", "I-7", "70", "NaN"], ["9", "", "80", "3"]],
    ));
    let plan = seeder.plan(&mut db.client).await.unwrap().to_string();
    assert!(
        plan.ends_with(
            "
sequence public.codes is left unchanged: public.t.code is text, not a whole number
sequence public.invoices is left unchanged: public.t.invoice has a default that is more than nextval
sequence public.tens is left unchanged: public.t.tens has a default that is more than nextval
sequence public.mixed is advanced past the maximum of public.t.mixed
"
        ),
        "{plan}"
    );
    let report = seeder.insert(&mut db.client).await.unwrap();
    assert_eq!(
        shown(&report),
        [
            "public.codes: left unchanged; public.t.code is text, not a whole number",
            "public.invoices: left unchanged; public.t.invoice has a default that is more than nextval",
            "public.tens: left unchanged; public.t.tens has a default that is more than nextval",
            "public.mixed: advanced to 3; a value in its columns is not a whole number",
        ]
    );
    assert_eq!(db.one("SELECT nextval('codes')").await, "1");
}

#[tokio::test]
async fn a_missing_privilege_is_said_and_no_error() {
    let mut db = Db::new("CREATE TABLE t (id serial PRIMARY KEY)").await;
    let role = format!("\"{}_app\"", db.one("SELECT current_database()").await);
    db.client
        .batch_execute(&format!(
            "CREATE ROLE {role}; GRANT INSERT, SELECT ON t TO {role}; GRANT USAGE ON t_id_seq TO {role}; SET ROLE {role}"
        ))
        .await
        .unwrap();
    let why = "this role may not read and set it; GRANT SELECT, UPDATE ON SEQUENCE \"public\".\"t_id_seq\" to it";
    let mut seeder = Seeder::new();
    seeder.add_table(Table::records("t", ["id"], [["5"]]));
    let plan = seeder.plan(&mut db.client).await.unwrap().to_string();
    assert!(
        plan.contains(&format!("\nsequence public.t_id_seq is left unchanged: {why}\n")),
        "{plan}"
    );
    let report = seeder.insert(&mut db.client).await.unwrap();
    assert_eq!(shown(&report), [format!("public.t_id_seq: left unchanged; {why}")]);
    assert_eq!(report.sequences().next().unwrap().advanced_to(), None);
    assert_eq!(db.one("SELECT nextval('t_id_seq')").await, "1");
    // Without SELECT on the table the rows that are sent count, although there is an index.
    db.client
        .batch_execute(&format!(
            "RESET ROLE; REVOKE SELECT ON t FROM {role}; GRANT SELECT, UPDATE ON t_id_seq TO {role}; SET ROLE {role}"
        ))
        .await
        .unwrap();
    assert_eq!(
        shown(&copy(&mut db, &[("t", "id", &["40"])]).await),
        ["public.t_id_seq: advanced to 40"]
    );
    db.client
        .batch_execute(&format!("RESET ROLE; DROP OWNED BY {role}; DROP ROLE {role}"))
        .await
        .unwrap();
}

#[tokio::test]
async fn sequences_can_be_left_alone() {
    let mut db = Db::new("CREATE TABLE t (id serial PRIMARY KEY)").await;
    let mut seeder = Seeder::new();
    seeder.advance_sequences(false);
    seeder.add_table(Table::records("t", ["id"], [["5"]]));
    let report = seeder.insert(&mut db.client).await.unwrap();
    assert_eq!(report.sequences().len(), 0);
    assert_eq!(db.one("SELECT nextval('t_id_seq')").await, "1");
}

/// The catalog does not tell from which sequence a function takes values, but its source tells that it takes some.
#[tokio::test]
async fn a_sequence_behind_a_function_or_a_trigger_is_told() {
    let atomic = if blink_testdb::server().version() >= 14 {
        "RETURN nextval('s'::regclass)"
    } else {
        "AS $$ SELECT nextval('s') $$"
    };
    let mut db = Db::new(&format!(
        "CREATE SEQUENCE s;
         CREATE FUNCTION next_id() RETURNS int8 LANGUAGE sql AS $$ SELECT NextVal('s') $$;
         CREATE FUNCTION next_atomic() RETURNS int8 LANGUAGE sql {atomic};
         CREATE FUNCTION no_sequence() RETURNS int8 LANGUAGE sql AS $$ SELECT 7::int8 $$;
         CREATE FUNCTION number() RETURNS trigger LANGUAGE plpgsql AS
             $$ BEGIN NEW.b := coalesce(NEW.b, nextval('s')); RETURN NEW; END $$;
         CREATE DOMAIN counted AS int8 DEFAULT next_id();
         CREATE TABLE t (a int8 DEFAULT next_id(), b int8 DEFAULT next_atomic(), c counted, d int8 DEFAULT no_sequence(), e serial);
         CREATE TABLE u (b int8 PRIMARY KEY);
         CREATE TRIGGER number BEFORE INSERT ON u FOR EACH ROW EXECUTE FUNCTION number()"
    ))
    .await;
    let seeder = |columns: &'static str| {
        let mut seeder = Seeder::new();
        let row = columns.split(' ').map(|_| "1".to_owned()).collect::<Vec<_>>();
        seeder.add_table(Table::records("t", columns.split(' '), [row]));
        seeder.add_table(Table::records("u", ["b"], [["1"]]));
        seeder
    };
    let stays = "takes values from a sequence, which is not advanced: advance it with setval if it has to be";
    let lines = [
        format!("the function next_id(), the default of a, {stays}"),
        format!("the function next_atomic(), the default of b, {stays}"),
        format!("the function next_id(), the default of c, {stays}"),
        format!("the trigger number {stays}"),
    ];
    let plan = seeder("a b c d e").plan(&mut db.client).await.unwrap().to_string();
    assert_eq!(plan.matches(stays).count(), 4, "{plan}");
    let report = seeder("a b c d e").insert(&mut db.client).await.unwrap().to_string();
    for line in lines {
        assert!(plan.contains(&format!("\n  {line}\n")), "{plan}");
        assert!(report.contains(&line), "{report}");
    }
    // Not of a column that is not sent, nor if no sequence is to be advanced.
    let plan = seeder("d e").plan(&mut db.client).await.unwrap().to_string();
    assert_eq!(plan.matches(stays).count(), 1, "{plan}");
    let mut left_alone = seeder("a b");
    left_alone.advance_sequences(false);
    let plan = left_alone.plan(&mut db.client).await.unwrap().to_string();
    assert_eq!(plan.matches(stays).count(), 0, "{plan}");
}

/// The catalog does not tell which column of the table is which of the view's.
#[tokio::test]
async fn behind_a_view_no_sequence_is_advanced() {
    let mut db = Db::new(
        "CREATE TABLE users (id serial PRIMARY KEY, name text);
         CREATE VIEW people AS SELECT id, name FROM users;
         CREATE FUNCTION fill() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN INSERT INTO users VALUES (NEW.id, NEW.name); RETURN NEW; END $$;
         CREATE TRIGGER fill INSTEAD OF INSERT ON people FOR EACH ROW EXECUTE FUNCTION fill()",
    )
    .await;
    let report = db
        .insert(Table::records("people", ["id", "name"], [["7", "Ada"]]))
        .await
        .unwrap();
    assert_eq!(report.sequences().len(), 0, "{report}");
    assert_eq!(db.one("SELECT nextval('users_id_seq')").await, "1");
}
