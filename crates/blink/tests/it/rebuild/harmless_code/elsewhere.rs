//! Code in defaults, checks, operators, indexes, and in functions that the server has parsed.

use blink::Indexes;

use super::{TABLE, reason};
use crate::drivers::Driver as _;
use crate::drivers::user_written::Recording;
use crate::rebuild::{MANY, filled, rebuilt, seed};
use crate::support::{Db, since};

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

/// A body that the server has parsed names its tables, and pg_depend has the rest.
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

/// A table of the server's own types. One with others is asked about whatever it calls.
const PLAIN: &str = "
    CREATE SCHEMA app;
    CREATE TABLE other (id int8 PRIMARY KEY);
    CREATE TABLE t (id int8 PRIMARY KEY, x text, n int8);
    CREATE FUNCTION app.less(a int8, b int8) RETURNS bool IMMUTABLE LANGUAGE plpgsql AS
        $$ BEGIN RETURN EXISTS (SELECT FROM other); END $$;
    CREATE FUNCTION app.compare(a int8, b int8) RETURNS int4 IMMUTABLE LANGUAGE plpgsql AS
        $$ BEGIN RETURN count(*) FROM other; END $$;
    CREATE OPERATOR app.<~ (leftarg = int8, rightarg = int8, function = app.less);
    CREATE OPERATOR CLASS app.ordered FOR TYPE int8 USING btree AS
        OPERATOR 1 app.<~, OPERATOR 3 =, FUNCTION 1 app.compare(int8, int8);
    CREATE DOMAIN app.known AS int8 CHECK (app.less(VALUE, 1));
    CREATE FUNCTION app.look() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM FROM other; RETURN NEW; END $$";

/// The server stores the operators of rows that are compared as a list, and knows the triggers of constraints as internal.
#[tokio::test]
async fn code_is_found_behind_tables_of_the_servers_own_types() {
    let mut db = Db::new(PLAIN).await;
    assert_eq!(reason(&mut db).await, "");
    let rows = "ROW(id, n) OPERATOR(app.<~) ROW(n, id)";
    for place in [
        "ALTER TABLE t ALTER n SET DEFAULT app.compare(1, 2)".to_owned(),
        "ALTER TABLE t ALTER n SET DEFAULT (1::int8 OPERATOR(app.<~) 2)::int4".to_owned(),
        "ALTER TABLE t ALTER n SET DEFAULT 1::app.known::int8".to_owned(),
        "ALTER TABLE t ADD CHECK (app.less(id, n))".to_owned(),
        "ALTER TABLE t ADD CHECK (id OPERATOR(app.<~) n)".to_owned(),
        format!("ALTER TABLE t ADD CHECK ({rows})"),
        format!("ALTER TABLE t ADD y bool GENERATED ALWAYS AS ({rows}) STORED"),
        "CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION app.look()".to_owned(),
        "CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION app.look();
         UPDATE pg_trigger SET tgisinternal = true WHERE tgname = 'g'"
            .to_owned(),
    ] {
        db.client.batch_execute(&place).await.unwrap();
        let kept = reason(&mut db).await;
        assert!(kept.contains("app."), "{place}: {kept}");
        db.again(&PLAIN.replace("CREATE SCHEMA app", "DROP SCHEMA app CASCADE; CREATE SCHEMA app"))
            .await;
    }
}

/// An index whose code may read any table has the others' indexes rebuilt before its own rows come.
#[tokio::test]
async fn code_of_an_index_is_found_behind_tables_of_the_servers_own_types() {
    let database = blink_testdb::database();
    let mut conn = Recording::open(database.url()).await;
    conn.sql(PLAIN).await;
    for (index, is_code) in [
        ("CREATE INDEX i ON t (n)", false),
        ("CREATE INDEX i ON t (n) WHERE n > 1", false),
        ("CREATE INDEX i ON t (n app.ordered)", true),
        ("CREATE INDEX i ON t (app.compare(n, 1))", true),
        ("CREATE INDEX i ON t (n) WHERE n OPERATOR(app.<~) 1", true),
    ] {
        conn.sql(index).await;
        conn.asked.clear();
        let tables = [filled("other", "id", "#", MANY), filled("t", "id", "#", 1)];
        let report = seed(Indexes::Auto, tables).insert(&mut conn).await;
        report.unwrap_or_else(|error| panic!("{index}: {error:#}"));
        let last = |part: &str| conn.asked.iter().rposition(|sql| sql.contains(part)).unwrap();
        let built_first = last("ADD CONSTRAINT other_pkey") < last("COPY \"public\".\"t\"");
        assert_eq!(built_first, is_code, "{index}");
        conn.sql("DROP INDEX i; TRUNCATE other, t").await;
    }
}

/// Tables that call nothing else are not asked about.
#[tokio::test]
async fn the_functions_that_need_no_look_are_those_that_they_are_said_to_be() {
    let db = Db::new("SELECT").await;
    let listed = include_str!("../../../../src/catalog/sql/harmless.txt");
    for line in listed.lines() {
        let (oid, signature) = line.split_once(' ').unwrap();
        // gen_random_uuid() came with 13.
        let sql = format!("SELECT oid::regprocedure FROM pg_proc WHERE oid = {oid} AND prolang = 12");
        let found = db.rows(&sql).await;
        assert!(
            found == [signature] || found.is_empty() && oid == "3432",
            "{line}: {found:?}"
        );
        let reads = format!("SELECT count(*) FROM pg_proc p WHERE p.oid = {oid} AND ({})", reads());
        assert_eq!(db.one(&reads).await, "0", "{line}");
    }
}

/// The condition of functions that may read a table.
fn reads() -> String {
    let sql = include_str!("../../../../src/catalog/sql/reads.sql");
    let lines = sql.lines().filter(|line| !line.starts_with("--"));
    lines.collect::<Vec<_>>().join(" ").replace("f.proname", "p.proname")
}
