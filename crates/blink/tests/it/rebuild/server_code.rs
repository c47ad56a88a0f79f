//! Code of the user's that a row calls on the server, and the indexes that it finds.

use blink::Indexes;

use super::choice::{posts, users};
use super::{MANY, filled, kept, rebuilt, seed};
use crate::support::{Db, catalog};

#[tokio::test]
async fn code_on_the_server_finds_every_index_in_place() {
    let mut db = Db::new(
        "CREATE TABLE users (id int8 PRIMARY KEY, name text, posts int DEFAULT 0);
         CREATE TABLE posts (id int8 PRIMARY KEY, user_id int8 REFERENCES users);
         CREATE TABLE tags (id int8 PRIMARY KEY);
         CREATE FUNCTION put() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            INSERT INTO users (id) VALUES (NEW.user_id) ON CONFLICT (id) DO UPDATE SET posts = users.posts + 1;
            RETURN NEW; END $$;
         CREATE TRIGGER counted BEFORE INSERT ON posts FOR EACH ROW EXECUTE FUNCTION put()",
    )
    .await;
    let before = catalog(&db.client).await;
    let tables = [users(MANY), posts(MANY), filled("tags", "id", "#", MANY)];
    let mut run = seed(Indexes::Auto, tables);
    let own = filled("tags", "id", "#", 20).append().insert_with(|mut insertion| {
        Box::pin(async move {
            let mut stored = 0;
            while let Some(rows) = insertion.next().await {
                let ids = rows.iter().map(|row| row[0].clone()).collect::<Vec<_>>();
                for id in ids {
                    let sql = format!("INSERT INTO tags VALUES ({id}) ON CONFLICT (id) DO NOTHING");
                    stored += insertion.execute(&sql).await?;
                }
            }
            Ok(stored)
        })
    });
    run.add_table(own);
    let report = run.insert(&mut db.client).await.unwrap();
    assert_eq!(report.rows(), 3 * MANY);
    assert_eq!(db.one("SELECT sum(posts) FROM users").await, MANY.to_string());
    assert_eq!(rebuilt(&report), ["users_pkey", "posts_user_id_fkey"]);
    assert_eq!(
        kept(&report),
        [
            "indexes and keys: the trigger counted runs put() for each row, and may need them",
            "indexes and keys: a custom function inserts its rows"
        ]
    );
    assert_eq!(catalog(&db.client).await, before);
}

#[tokio::test]
async fn functions_of_defaults_and_checks_are_code_too() {
    let mut db = Db::new(
        "CREATE TABLE a (id int8 PRIMARY KEY, n int8);
         CREATE FUNCTION next() RETURNS int8 LANGUAGE sql AS 'SELECT coalesce(max(id), 0) + 1 FROM a';
         CREATE FUNCTION fine(n int8) RETURNS bool LANGUAGE plpgsql AS
            $$ BEGIN RETURN n > (SELECT 0); END $$;
         ALTER TABLE a ALTER id SET DEFAULT next();
         CREATE TABLE b (id int8 PRIMARY KEY CHECK (fine(id)));
         CREATE TABLE c (id int8 PRIMARY KEY DEFAULT abs(-7) CHECK (abs(id) > 0))",
    )
    .await;
    let tables = ["a", "b", "c"].map(|table| filled(table, "id", "#", MANY));
    let report = seed(Indexes::Auto, tables).insert(&mut db.client).await.unwrap();
    assert_eq!(rebuilt(&report), ["c_pkey"]);
    assert_eq!(
        kept(&report),
        [
            "indexes and keys: the function next() runs for each row, and may need them",
            "indexes and keys: the function fine(bigint) runs for each row, and may need them"
        ]
    );
}

/// None of these tables calls a function by its name in a default or a check, but a row calls one in each.
#[tokio::test]
async fn functions_behind_domains_operators_and_partitions_find_every_index() {
    let mut db = Db::new(
        "CREATE FUNCTION fine(t text) RETURNS bool LANGUAGE plpgsql AS
            $$ BEGIN IF to_regclass('probe_pkey') IS NULL THEN RAISE 'no index'; END IF; RETURN true; END $$;
         CREATE FUNCTION same(t text, b bool) RETURNS bool LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN RETURN fine(t); END $$;
         CREATE FUNCTION part(n int8) RETURNS bool LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN RETURN fine(''); END $$;
         CREATE FUNCTION put() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM fine(''); RETURN NEW; END $$;
         CREATE OPERATOR === (leftarg = text, rightarg = bool, function = same);
         CREATE DOMAIN code AS text CHECK (fine(VALUE));
         CREATE DOMAIN over AS code;
         CREATE DOMAIN equal AS text CHECK (VALUE === true);
         CREATE TYPE pair AS (a int, b over);
         CREATE TYPE pairs AS (pairs pair[]);
         CREATE TYPE span AS RANGE (subtype = code);
         CREATE TABLE probe (id int8 PRIMARY KEY);
         CREATE TABLE in_domain (x code);
         CREATE TABLE in_inner_domain (x over);
         CREATE TABLE in_array (x code[]);
         CREATE TABLE in_composite (x pair);
         CREATE TABLE in_composite_array (x pairs);
         CREATE TABLE in_range (x span);
         CREATE TABLE in_row_of_table (x in_domain);
         CREATE TABLE in_cast (x text CHECK (x::code IS NOT NULL));
         CREATE TABLE in_operator (x text CHECK (x === true));
         CREATE TABLE in_operator_of_domain (x equal);
         CREATE TABLE in_default (x text, y bool DEFAULT 'a'::text === true);
         CREATE TABLE in_generated (x text, y bool GENERATED ALWAYS AS (x === true) STORED);
         CREATE TABLE in_index (x text);
         CREATE INDEX ON in_index ((x === true));
         CREATE TABLE in_index_condition (x text);
         CREATE INDEX ON in_index_condition (x) WHERE same(x, true);
         CREATE TABLE in_partition (x text) PARTITION BY LIST (x);
         CREATE TABLE a PARTITION OF in_partition (CHECK (fine(x))) DEFAULT;
         CREATE TABLE in_index_of_partition (x text) PARTITION BY LIST (x);
         CREATE TABLE b PARTITION OF in_index_of_partition DEFAULT;
         CREATE INDEX ON b ((x === true));
         CREATE TABLE in_trigger_of_partition (x text) PARTITION BY LIST (x);
         CREATE TABLE c PARTITION OF in_trigger_of_partition DEFAULT;
         CREATE TRIGGER only_there BEFORE INSERT ON c FOR EACH ROW EXECUTE FUNCTION put();
         CREATE TABLE in_partition_key (x text, id int8) PARTITION BY LIST (part(id));
         CREATE TABLE d PARTITION OF in_partition_key DEFAULT",
    )
    .await;
    let tables = db
        .rows("SELECT relname FROM pg_class WHERE relname LIKE 'in\\_%' AND relkind IN ('r', 'p') ORDER BY oid")
        .await;
    assert_eq!(tables.len(), 18);
    for table in &tables {
        db.client.batch_execute("TRUNCATE probe").await.unwrap();
        let value = match table.as_str() {
            "in_array" => "{a}",
            "in_composite" => "(1,a)",
            "in_composite_array" => "(\"{\"\"(1,a)\"\"}\")",
            "in_range" => "[a,b]",
            "in_row_of_table" => "(a)",
            _ => "a",
        };
        let tables = [filled("probe", "id", "#", MANY), filled(table, "x", value, 1)];
        let report = seed(Indexes::Auto, tables).insert(&mut db.client).await;
        let report = report.unwrap_or_else(|error| panic!("{table}: {error:#}"));
        assert_eq!(rebuilt(&report), ["probe_pkey"], "{table}");
        assert_eq!(db.count(table).await, 1);
    }
}

/// pg_depend has no entry for them.
#[tokio::test]
async fn the_operators_of_an_index_were_not_seen() {
    let mut db = Db::new(
        "CREATE TABLE probe (id int8 PRIMARY KEY);
         CREATE FUNCTION never(a text, b text) RETURNS bool LANGUAGE plpgsql IMMUTABLE AS
            $$ BEGIN IF to_regclass('public.probe_pkey') IS NULL THEN RAISE 'no index'; END IF; RETURN false; END $$;
         CREATE FUNCTION never(a varchar, b varchar) RETURNS bool LANGUAGE plpgsql IMMUTABLE AS
            $$ BEGIN RETURN never(a::text, b::text); END $$;
         CREATE OPERATOR === (leftarg = text, rightarg = text, function = never, commutator = ===);
         CREATE OPERATOR === (leftarg = varchar, rightarg = varchar, function = never, commutator = ===);
         CREATE OPERATOR <<< (leftarg = text, rightarg = text, function = never);
         CREATE OPERATOR >>> (leftarg = text, rightarg = text, function = never);
         CREATE OPERATOR CLASS own FOR TYPE text USING hash AS OPERATOR 1 ===, FUNCTION 1 hashtext(text);
         CREATE OPERATOR CLASS own FOR TYPE text USING brin AS OPERATOR 1 <<<, OPERATOR 5 >>>, OPERATOR 3 ===,
            FUNCTION 1 brin_minmax_opcinfo(internal),
            FUNCTION 2 brin_minmax_add_value(internal, internal, internal, internal),
            FUNCTION 3 brin_minmax_consistent(internal, internal, internal),
            FUNCTION 4 brin_minmax_union(internal, internal, internal);
         ALTER OPERATOR FAMILY text_ops USING hash ADD OPERATOR 1 ===(varchar, varchar);
         CREATE TABLE of_own_class (x text, EXCLUDE USING hash (x own WITH ===));
         CREATE TABLE of_built_in_class (x varchar, EXCLUDE USING hash (x WITH ===));
         CREATE TABLE of_index (x text);
         INSERT INTO of_index VALUES ('a');
         CREATE INDEX ON of_index USING brin (x own)",
    )
    .await;
    for table in ["of_own_class", "of_built_in_class", "of_index"] {
        db.client.batch_execute("TRUNCATE probe").await.unwrap();
        let tables = [filled("probe", "id", "#", MANY), filled(table, "x", "a", 2)];
        let report = seed(Indexes::Auto, tables).insert(&mut db.client).await;
        let report = report.unwrap_or_else(|error| panic!("{table}: {error:#}"));
        assert_eq!(rebuilt(&report), ["probe_pkey"], "{table}");
    }
}

/// From 17 on such an index is kept, since building it would not call the function as a row does.
#[tokio::test]
async fn a_function_in_an_index_that_is_kept_alone_finds_the_indexes_of_other_tables() {
    let mut db = Db::new(
        "CREATE TABLE probe (id int8 PRIMARY KEY);
         CREATE FUNCTION same(n int8) RETURNS int8 LANGUAGE plpgsql IMMUTABLE AS
            $$ BEGIN IF to_regclass('public.probe_pkey') IS NULL THEN RAISE 'no index'; END IF; RETURN n; END $$;
         CREATE TABLE t (id int8 PRIMARY KEY);
         CREATE INDEX t_same ON t (same(id))",
    )
    .await;
    let before = catalog(&db.client).await;
    let tables = ["probe", "t"].map(|table| filled(table, "id", "#", MANY));
    let report = seed(Indexes::Auto, tables).insert(&mut db.client).await.unwrap();
    if blink_testdb::server().version() >= 17 {
        assert_eq!(rebuilt(&report), ["probe_pkey", "t_pkey"]);
    } else {
        assert_eq!(rebuilt(&report), ["probe_pkey", "t_pkey", "t_same"]);
    }
    assert_eq!(catalog(&db.client).await, before);
}
