//! Code on the server that can use no index, and code that may.

use blink::Indexes;

use super::{MANY, filled, rebuilt, seed};
use crate::drivers::Driver as _;
use crate::drivers::user_written::Recording;
use crate::support::{Db, catalog, since};

/// The reason for which the plan keeps the indexes of table `t`; empty if it does not.
async fn reason(db: &mut Db) -> String {
    let run = seed(Indexes::Auto, [filled("t", "id x", "#|a", MANY)]);
    let plan = run
        .plan(&mut db.client)
        .await
        .unwrap_or_else(|error| panic!("{error:#}"));
    let kept = plan.tables()[0].kept().map(|(name, why)| format!("{name}: {why}"));
    let kept = kept.collect::<Vec<_>>().join("; ");
    let short = kept.strip_prefix("indexes and keys: ").unwrap_or(&kept);
    short.strip_suffix(", and may need them").unwrap_or(short).to_owned()
}

const TABLE: &str = "
    CREATE SCHEMA app;
    CREATE DOMAIN checked AS text CHECK (VALUE <> '');
    CREATE DOMAIN plain AS text;
    CREATE TYPE mood AS ENUM ('sad', 'happy');
    CREATE TABLE other (id int8 PRIMARY KEY, x text);
    CREATE SEQUENCE s;
    CREATE FUNCTION app.own(x text) RETURNS text LANGUAGE plpgsql AS $$ BEGIN RETURN x; END $$;
    CREATE FUNCTION app.upper(x varchar) RETURNS text LANGUAGE plpgsql AS $$ BEGIN RETURN x; END $$;
    CREATE FUNCTION public.if(x bool) RETURNS bool LANGUAGE plpgsql AS $$ BEGIN RETURN x; END $$;
    CREATE FUNCTION public.joined(a text, b text) RETURNS text LANGUAGE plpgsql AS $$ BEGIN RETURN app.own(a); END $$;
    CREATE FUNCTION public.named(r record) RETURNS text LANGUAGE plpgsql AS $$ BEGIN RETURN app.own('a'); END $$;
    CREATE OPERATOR ||| (leftarg = text, rightarg = text, function = joined);
    CREATE TABLE t (id int8 PRIMARY KEY, x text DEFAULT 'a', n int8, at timestamptz, m mood);";

/// Defines the trigger's function in PL/pgSQL, with a row trigger `g` that runs it.
async fn set_body(db: &Db, options: &str, body: &str) {
    let sql = format!(
        "CREATE OR REPLACE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $body${body}$body$ {options};
         DROP TRIGGER IF EXISTS g ON t;
         CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f()"
    );
    db.client
        .batch_execute(&sql)
        .await
        .unwrap_or_else(|error| panic!("{body}: {error:?}"));
}

/// Pagila's triggers: one that is built in, and one that sets a time.
#[tokio::test]
async fn the_triggers_of_a_video_shop_keep_no_index() {
    let mut db = Db::new(
        "CREATE TABLE film (film_id int8 PRIMARY KEY, title text NOT NULL, description text,
            last_update timestamptz NOT NULL DEFAULT now(), fulltext tsvector NOT NULL);
         CREATE INDEX film_fulltext_idx ON film USING gist (fulltext);
         CREATE INDEX idx_title ON film (title);
         CREATE FUNCTION last_updated() RETURNS trigger LANGUAGE plpgsql AS $_$
BEGIN
    NEW.last_update = CURRENT_TIMESTAMP;
    RETURN NEW;
END $_$;
         CREATE TRIGGER film_fulltext_trigger BEFORE INSERT OR UPDATE ON film FOR EACH ROW
            EXECUTE PROCEDURE tsvector_update_trigger('fulltext', 'pg_catalog.english', 'title', 'description');
         CREATE TRIGGER last_updated BEFORE INSERT OR UPDATE ON film FOR EACH ROW EXECUTE PROCEDURE last_updated()",
    )
    .await;
    let before = catalog(&db.client).await;
    let films = || {
        seed(
            Indexes::Auto,
            [filled(
                "film",
                "film_id title description",
                "#|Dinosaurs #|Dancing",
                MANY,
            )],
        )
    };
    let plan = films().plan(&mut db.client).await.unwrap();
    assert_eq!(plan.tables()[0].kept().count(), 0, "{plan}");
    let report = films().insert(&mut db.client).await.unwrap();
    assert_eq!(rebuilt(&report), ["film_pkey", "film_fulltext_idx", "idx_title"]);
    assert_eq!(catalog(&db.client).await, before);
    let found = "SELECT count(*) FROM film WHERE fulltext @@ 'dinosaur & danc'";
    assert_eq!(db.one(found).await, MANY.to_string());
    assert_eq!(db.one("SELECT count(DISTINCT last_update) FROM film").await, "1");
}

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

#[tokio::test]
async fn a_trigger_that_does_not_fire_counts_for_nothing() {
    let mut db = Db::new(TABLE).await;
    set_body(&db, "", "BEGIN PERFORM 1 FROM other; RETURN NEW; END").await;
    let fires = "the trigger g runs f() for each row";
    for (state, expected) in [
        ("ALTER TABLE t DISABLE TRIGGER g", ""),
        ("ALTER TABLE t ENABLE REPLICA TRIGGER g", ""),
        ("ALTER TABLE t ENABLE ALWAYS TRIGGER g", fires),
        ("ALTER TABLE t ENABLE TRIGGER g", fires),
        (
            "DROP TRIGGER g ON t; CREATE TRIGGER g BEFORE UPDATE OR DELETE ON t FOR EACH ROW EXECUTE FUNCTION f()",
            "",
        ),
    ] {
        db.client.batch_execute(state).await.unwrap();
        assert_eq!(reason(&mut db).await, expected, "{state}");
        let run = seed(Indexes::Auto, [filled("t", "id x", "#|a", MANY)]);
        let report = run.insert(&mut db.client).await.unwrap();
        assert_eq!(rebuilt(&report).is_empty(), !expected.is_empty(), "{state}");
        db.client.batch_execute("TRUNCATE t").await.unwrap();
    }
}

#[tokio::test]
async fn the_condition_of_a_trigger_is_code_too() {
    let mut db = Db::new(TABLE).await;
    set_body(&db, "", "BEGIN RETURN NEW; END").await;
    for (condition, expected) in [
        ("NEW.x = 'a'", ""),
        ("app.own(NEW.x) = 'a'", ""),
        (
            "NEW.x ||| 'a' = 'a'",
            "the trigger g runs joined(text,text) for each row",
        ),
        (
            "query_to_xml('TABLE other', true, true, '') IS NULL",
            "the trigger g runs query_to_xml(text,boolean,boolean,text) for each row",
        ),
    ] {
        let sql = format!(
            "DROP TRIGGER g ON t;
             CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW WHEN ({condition}) EXECUTE FUNCTION f()"
        );
        db.client.batch_execute(&sql).await.unwrap();
        assert_eq!(reason(&mut db).await, expected, "{condition}");
    }
}

#[tokio::test]
async fn a_transition_table_is_read_without_an_index() {
    let mut db = Db::new(TABLE).await;
    let trigger =
        "CREATE TRIGGER g AFTER INSERT ON t REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION f()";
    for (body, harmless) in [
        (
            "BEGIN PERFORM count(*) FROM added a WHERE a.id > 0; RETURN NULL; END",
            true,
        ),
        (
            "DECLARE n int8; BEGIN SELECT sum(id) INTO n FROM added; RETURN NULL; END",
            true,
        ),
        (
            "BEGIN INSERT INTO other (id) SELECT id FROM added; RETURN NULL; END",
            false,
        ),
        (
            "BEGIN PERFORM 1 FROM added JOIN other USING (id); RETURN NULL; END",
            false,
        ),
        (
            "BEGIN PERFORM 1 FROM added a, other o WHERE o.id = a.id; RETURN NULL; END",
            false,
        ),
        (
            "DECLARE n int8; BEGIN SELECT 1 FROM added INTO n a, other; RETURN NULL; END",
            false,
        ),
        ("BEGIN PERFORM a.named FROM added a; RETURN NULL; END", false),
        ("BEGIN PERFORM app.own(x) FROM added a; RETURN NULL; END", false),
    ] {
        set_body(&db, "", body).await;
        let sql = format!("DROP TRIGGER g ON t; {trigger}");
        db.client.batch_execute(&sql).await.unwrap();
        let expected = if harmless {
            ""
        } else {
            "the trigger g runs f() on INSERT"
        };
        assert_eq!(reason(&mut db).await, expected, "{body}");
        if harmless {
            let run = seed(Indexes::Auto, [filled("t", "id x", "#|a", MANY)]);
            assert_eq!(
                rebuilt(&run.insert(&mut db.client).await.unwrap()),
                ["t_pkey"],
                "{body}"
            );
            db.client.batch_execute("TRUNCATE t").await.unwrap();
        }
    }
    // Without the transition table the name is that of any table.
    set_body(&db, "", "BEGIN PERFORM 1 FROM added; RETURN NULL; END").await;
    assert_eq!(reason(&mut db).await, "the trigger g runs f() for each row");
}

/// Those of contrib read tables, or ask for a key.
#[tokio::test]
async fn functions_in_c_that_are_not_built_in_keep_the_indexes() {
    let mut db = Db::new(TABLE).await;
    for (extension, trigger, function) in [
        (
            "refint",
            "BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION check_primary_key('n', 'other', 'id')",
            "check_primary_key()",
        ),
        (
            "tcn",
            "AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION triggered_change_notification()",
            "triggered_change_notification()",
        ),
    ] {
        let known = format!("SELECT count(*) FROM pg_available_extensions WHERE name = '{extension}'");
        if db.one(&known).await == "0" {
            eprintln!("left out: the server has no extension {extension}");
            continue;
        }
        let sql = format!("CREATE EXTENSION {extension}; CREATE TRIGGER g {trigger}");
        db.client.batch_execute(&sql).await.unwrap();
        let expected = format!("the trigger g runs {function} for each row");
        assert_eq!(reason(&mut db).await, expected);
        db.client.batch_execute("DROP TRIGGER g ON t").await.unwrap();
    }
}

/// Each of these tables calls a function at another place. The wild one fails without the index of another table.
#[tokio::test]
async fn the_same_holds_wherever_code_hides() {
    let mut places = vec![
        "CREATE TABLE u (x text, y bool DEFAULT $f('a'))",
        "CREATE TABLE u (x text CHECK ($f(x)))",
        "CREATE TABLE u (x text, y bool GENERATED ALWAYS AS ($f(x)) STORED)",
        "CREATE DOMAIN d AS text CHECK ($f(VALUE)); CREATE TABLE u (x d)",
        "CREATE DOMAIN d AS text CHECK ($f(VALUE)); CREATE TABLE u (x text CHECK (x::d IS NOT NULL))",
        "CREATE OPERATOR !!! (rightarg = text, function = $f); CREATE TABLE u (x text CHECK (!!! x))",
        "CREATE CAST (text AS circle) WITH FUNCTION $f_circle(text); CREATE TABLE u (x text CHECK (x::circle IS NULL))",
        "CREATE TABLE u (x text); CREATE INDEX ON u (($f(x)))",
        "CREATE TABLE u (x text); CREATE INDEX ON u (x) WHERE $f(x)",
        "CREATE TABLE u (x text) PARTITION BY LIST (x); CREATE TABLE u1 PARTITION OF u (CHECK ($f(x))) DEFAULT",
    ];
    if since("the_same_holds_wherever_code_hides", "BEGIN ATOMIC", 14) {
        places.extend([
            "CREATE FUNCTION h(y text) RETURNS bool RETURN $f(y); CREATE TABLE u (x text CHECK (h(x)))",
            "CREATE FUNCTION h(y text) RETURNS bool BEGIN ATOMIC SELECT $f(y); END; CREATE TABLE u (x text CHECK (h(x)))",
        ]);
    }
    let database = blink_testdb::database();
    let mut conn = Recording::open(database.url()).await;
    conn.sql(
        "CREATE TABLE probe (id int8 PRIMARY KEY);
         CREATE FUNCTION tame(x text) RETURNS bool IMMUTABLE LANGUAGE plpgsql SET search_path = pg_catalog AS
            $$ BEGIN RETURN length(x) > 0; END $$;
         CREATE FUNCTION wild(x text) RETURNS bool IMMUTABLE LANGUAGE plpgsql SET search_path = public AS
            $$ BEGIN IF to_regclass('probe_pkey') IS NULL THEN RAISE 'no index'; END IF; RETURN true; END $$;
         CREATE FUNCTION tame_circle(x text) RETURNS circle IMMUTABLE LANGUAGE plpgsql SET search_path = pg_catalog AS
            $$ BEGIN RETURN NULL; END $$;
         CREATE FUNCTION wild_circle(x text) RETURNS circle IMMUTABLE LANGUAGE plpgsql SET search_path = public AS
            $$ BEGIN IF to_regclass('probe_pkey') IS NULL THEN RAISE 'no index'; END IF; RETURN NULL; END $$",
    )
    .await;
    for place in places {
        for (function, harmless) in [("tame", true), ("wild", false)] {
            conn.sql(&place.replace("$f", function)).await;
            let tables = [filled("probe", "id", "#", MANY), filled("u", "x", "a", 1)];
            conn.asked.clear();
            let report = seed(Indexes::Auto, tables).insert(&mut conn).await;
            let report = report.unwrap_or_else(|error| panic!("{function}: {place}: {error:#}"));
            assert_eq!(rebuilt(&report)[0], "probe_pkey");
            let last = |part: &str| conn.asked.iter().rposition(|sql| sql.contains(part)).unwrap();
            let copied_first = last("COPY \"public\".\"u\"") < last("ADD CONSTRAINT probe_pkey");
            // Any cast of the user's may run in any body.
            assert_eq!(copied_first, harmless && !place.contains("CAST"), "{function}: {place}");
            conn.sql(
                "DROP TABLE u; DROP DOMAIN IF EXISTS d; DROP OPERATOR IF EXISTS !!! (NONE, text); TRUNCATE probe;
                 DROP FUNCTION IF EXISTS h(text); DROP CAST IF EXISTS (text AS circle)",
            )
            .await;
        }
    }
}

/// pg_depend does not have the built-in functions that an expression calls.
#[tokio::test]
async fn a_built_in_function_that_reads_tables_is_code() {
    let mut db = Db::new(TABLE).await;
    let xml = "query_to_xml('TABLE other', true, true, '')";
    let function = "the function query_to_xml(text,boolean,boolean,text) runs for each row";
    let mut places = vec![
        format!("ALTER TABLE t ADD y text DEFAULT {xml}::text"),
        format!("ALTER TABLE t ADD CHECK ({xml} IS DOCUMENT)"),
        format!("CREATE DOMAIN d AS text CHECK (VALUE IS NULL OR {xml} IS DOCUMENT); ALTER TABLE t ADD y d"),
        format!(
            "CREATE FUNCTION k(x text DEFAULT {xml}::text) RETURNS text LANGUAGE plpgsql AS $$ BEGIN RETURN x; END $$;
             ALTER TABLE t ADD y text DEFAULT k()"
        ),
    ];
    if since("a_built_in_function_that_reads_tables_is_code", "RETURN", 14) {
        places.push(format!(
            "CREATE FUNCTION h() RETURNS bool RETURN {xml} IS DOCUMENT; ALTER TABLE t ADD y bool DEFAULT h()"
        ));
    }
    for place in places {
        assert_eq!(reason(&mut db).await, "", "{place}");
        db.client.batch_execute(&place).await.unwrap();
        assert_eq!(reason(&mut db).await, function, "{place}");
        db.again(&TABLE.replace("CREATE SCHEMA app", "DROP SCHEMA app CASCADE; CREATE SCHEMA app"))
            .await;
    }
}

/// What the server has parsed names its tables, and pg_depend has the rest.
#[tokio::test]
async fn a_parsed_body_is_judged_by_what_it_names() {
    if !since("a_parsed_body_is_judged_by_what_it_names", "BEGIN ATOMIC", 14) {
        return;
    }
    let mut db = Db::new(TABLE).await;
    for (body, harmless) in [
        ("RETURN upper('a')", true),
        ("RETURN 'SELECT 1 FROM other'", true),
        ("RETURN nextval('s')::text", true),
        ("BEGIN ATOMIC SELECT max(x) FROM (VALUES ('a')) v (x); END", true),
        ("RETURN app.own('a')", true),
        ("RETURN (SELECT max(x) FROM other)", false),
        ("BEGIN ATOMIC SELECT max(x) FROM other; END", false),
        ("BEGIN ATOMIC INSERT INTO other VALUES (1) RETURNING x; END", false),
        ("RETURN CASE WHEN EXISTS (SELECT FROM pg_index) THEN 'a' END", false),
        ("RETURN joined('a', 'b')", false),
        ("RETURN 'a' ||| 'b'", false),
    ] {
        let sql = format!(
            "ALTER TABLE t ALTER x DROP DEFAULT; DROP FUNCTION IF EXISTS h();
             CREATE FUNCTION h() RETURNS text {body}; ALTER TABLE t ALTER x SET DEFAULT h()"
        );
        db.client.batch_execute(&sql).await.unwrap();
        assert_eq!(reason(&mut db).await.is_empty(), harmless, "{body}");
    }
}
