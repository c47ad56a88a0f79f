//! Bodies of functions, judged by their words and calls.

use blink::Indexes;

use super::{TABLE, reason, set_body};
use crate::rebuild::{MANY, filled, rebuilt, seed};
use crate::support::Db;

#[tokio::test]
async fn a_body_without_queries_and_calls_of_the_users_keeps_nothing() {
    let mut db = Db::new(TABLE).await;
    for body in [
        "BEGIN NEW.at = CURRENT_TIMESTAMP; RETURN NEW; END",
        "BEGIN NEW.n := nextval('s'); RETURN NEW; END",
        "BEGIN IF NEW.x IS NULL OR (NEW.n > 1) THEN NEW.x := coalesce(lower(NEW.x), 'a') || 'b'; END IF; RETURN NEW; END",
        "DECLARE a numeric(10, 2) := 1.5; b plain; c mood := 'sad'; BEGIN NEW.m := c; RETURN NEW; END",
        "BEGIN -- SELECT 1 FROM other
            /* INSERT /* INTO */ other */ RAISE DEBUG 'SELECT % FROM other', NEW.x; RETURN NEW; END",
        "BEGIN NEW.x := regexp_replace(lower(NEW.x), '[^a-z0-9\\-_]+', '-', 'gi'); RETURN NEW; END",
        "BEGIN NEW.x := to_jsonb(NEW)->>'x'; RETURN NEW; END",
        "BEGIN IF TG_OP = 'INSERT' AND TG_TABLE_NAME <> 'a' THEN RETURN NEW; END IF; RETURN NULL; END",
        "BEGIN NEW.x := pg_catalog.upper(NEW.x); RETURN NEW; END",
        "BEGIN FOR i IN 1..3 LOOP NEW.n := i; END LOOP; RETURN NEW; END",
    ] {
        set_body(&db, "", body).await;
        assert_eq!(reason(&mut db).await, "", "{body}");
        let run = seed(Indexes::Auto, [filled("t", "id x", "#|a", MANY)]);
        let report = run.insert(&mut db.client).await.unwrap();
        assert_eq!(rebuilt(&report), ["t_pkey"], "{body}");
        db.client.batch_execute("TRUNCATE t").await.unwrap();
    }
}

#[tokio::test]
async fn a_body_that_may_use_an_index_keeps_them_all() {
    let mut db = Db::new(TABLE).await;
    for body in [
        "BEGIN NEW.n := (SELECT max(id) FROM other); RETURN NEW; END",
        "BEGIN SeLeCt/**/count(*) INTO NEW.n FROM other; RETURN NEW; END",
        "BEGIN NEW.n := max(id) FROM other; RETURN NEW; END",
        "BEGIN INSERT INTO other VALUES (NEW.id); RETURN NEW; END",
        "BEGIN UPDATE other SET x = 'a'; RETURN NEW; END",
        "BEGIN PERFORM pg_notify('a', 'b'); RETURN NEW; END",
        "BEGIN EXECUTE 'DELETE ' || 'FR' || 'OM other'; RETURN NEW; END",
        "BEGIN DO 'BEGIN END'; RETURN NEW; END",
        "BEGIN SET CONSTRAINTS ALL IMMEDIATE; RETURN NEW; END",
        "BEGIN IF EXISTS (TABLE other) THEN RETURN NULL; END IF; RETURN NEW; END",
        "DECLARE a other.x%TYPE; BEGIN RETURN NEW; END",
        "DECLARE a other%ROWTYPE; BEGIN RETURN NEW; END",
        // Variables and casts whose types have checks.
        "DECLARE a other; BEGIN RETURN NEW; END",
        "DECLARE a checked := 'a'; BEGIN RETURN NEW; END",
        "BEGIN NEW.x := 'a'::checked; RETURN NEW; END",
        "BEGIN NEW.x := CAST('a' AS public.\"checked\"); RETURN NEW; END",
        "DECLARE a checked[]; BEGIN RETURN NEW; END",
        "DECLARE a _checked; BEGIN RETURN NEW; END",
        "BEGIN NEW.n := 'other_pkey'::regclass::oid; RETURN NEW; END",
        // Functions of the user's, in every form of a call.
        "BEGIN NEW.x := app.own(NEW.x); RETURN NEW; END",
        "BEGIN NEW.x := \"app\" . own /* */ (NEW.x); RETURN NEW; END",
        "BEGIN NEW.x := own(NEW.x); RETURN NEW; END",
        "BEGIN IF if(true) THEN RETURN NEW; END IF; RETURN NEW; END",
        "BEGIN NEW.x := (NEW).named; RETURN NEW; END",
        "BEGIN NEW.x := NEW.x ||| 'a'; RETURN NEW; END",
        "BEGIN NEW.x := NEW.x OPERATOR(public.|||) 'a'; RETURN NEW; END",
        // With other arguments it is the user's.
        "BEGIN NEW.x := upper(NEW.x); RETURN NEW; END",
        // Built-in functions that read or look up a table.
        "BEGIN NEW.x := query_to_xml('TABLE other', true, true, ''); RETURN NEW; END",
        "BEGIN NEW.x := pg_catalog.table_to_xml('other', true, true, ''); RETURN NEW; END",
        "BEGIN IF to_regclass('other_pkey') IS NULL THEN RAISE 'no index'; END IF; RETURN NEW; END",
        "BEGIN NEW.x := pg_get_indexdef(1); RETURN NEW; END",
        "BEGIN NEW.x := set_config('search_path', 'app', true); RETURN NEW; END",
        // In SQL themselves.
        "BEGIN NEW.n := round(1.5); RETURN NEW; END",
        // Not understood.
        "BEGIN NEW.x := U&'a'; RETURN NEW; END",
        "DECLARE é text; BEGIN é := 'a'; RETURN NEW; END",
    ] {
        set_body(&db, "", body).await;
        let expected = "the trigger g runs f() for each row";
        assert_eq!(reason(&mut db).await, expected, "{body}");
    }
}

/// Without a path of its own a function finds others along the caller's, which may be any.
#[tokio::test]
async fn a_call_is_looked_up_along_the_functions_own_search_path() {
    let mut db = Db::new(TABLE).await;
    for (options, body, harmless) in [
        ("", "upper(NEW.x)", false),
        ("", "pg_catalog.upper(NEW.x)", true),
        ("SET search_path = pg_catalog, public", "upper(NEW.x)", true),
        ("SET search_path = public", "upper(NEW.x)", true),
        ("SET search_path = ''", "upper(NEW.x)", true),
        ("SET search_path = public, app", "upper(NEW.x)", false),
        ("SET search_path = app, pg_catalog", "upper(NEW.x)", false),
        ("SET search_path = \"$user\", public", "upper(NEW.x)", false),
        ("SET search_path FROM CURRENT", "upper(NEW.x)", false),
        ("SET search_path = app", "own(NEW.x)", false),
        ("SET search_path = pg_catalog", "app.upper(NEW.x)", false),
        ("SET work_mem = '4MB'", "upper(NEW.x)", false),
    ] {
        set_body(&db, options, &format!("BEGIN NEW.x := {body}; RETURN NEW; END")).await;
        assert_eq!(reason(&mut db).await.is_empty(), harmless, "{options} {body}");
    }
}

/// A cast and the functions of an operator class are called without their names.
#[tokio::test]
async fn a_cast_of_the_users_may_run_in_every_body() {
    let mut db = Db::new(TABLE).await;
    set_body(&db, "", "BEGIN NEW.m := 1; RETURN NEW; END").await;
    assert_eq!(reason(&mut db).await, "");
    let cast = "CREATE FUNCTION to_mood(n int) RETURNS mood LANGUAGE plpgsql AS $$ BEGIN RETURN 'sad'; END $$;
        CREATE CAST (int AS mood) WITH FUNCTION to_mood(int) AS ASSIGNMENT";
    db.client.batch_execute(cast).await.unwrap();
    assert_eq!(reason(&mut db).await, "the trigger g runs f() for each row");
}
