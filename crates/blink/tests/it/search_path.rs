//! A session whose `search_path` has functions, types and operators of other people's before the server's.

use blink::{Error, OnConflict, Report, Seeder, Table};

use crate::support::Db;

/// Tests that freeze the time do as much.
const FROZEN: &str = "
    CREATE SCHEMA frozen;
    CREATE FUNCTION frozen.now() RETURNS timestamptz LANGUAGE sql AS $$ SELECT '2020-01-01 00:00Z'::timestamptz $$;
    CREATE TABLE public.visit (id int8 PRIMARY KEY, t text);
    INSERT INTO visit SELECT n, 'old' FROM generate_series(1, 100) n;";

/// Every function of the server's that takes nothing or one text or OID, as another one that fails; a type `text` and a type
/// `regclass`.
const HOSTILE: &str = "
    CREATE FUNCTION frozen.statement_timestamp() RETURNS timestamptz LANGUAGE sql AS $$ SELECT frozen.now() $$;
    CREATE FUNCTION frozen.transaction_timestamp() RETURNS timestamptz LANGUAGE sql AS $$ SELECT frozen.now() $$;
    CREATE FUNCTION frozen.wrong(anyelement) RETURNS text LANGUAGE plpgsql AS $$ BEGIN RAISE 'not ours'; END $$;
    CREATE FUNCTION frozen.differs(timestamptz, timestamptz) RETURNS bool LANGUAGE sql AS $$ SELECT $1 OPERATOR(pg_catalog.=) $2 $$;
    CREATE OPERATOR frozen.<> (leftarg = timestamptz, rightarg = timestamptz, function = frozen.differs);
    CREATE TYPE frozen.text AS ENUM (); CREATE TYPE frozen.regclass AS ENUM (); CREATE TYPE frozen.oid AS ENUM ();
    CREATE TYPE frozen.int8 AS ENUM (); CREATE TYPE frozen.int2 AS ENUM (); CREATE TYPE frozen.regprocedure AS ENUM ();
    DO $$ DECLARE f pg_catalog.pg_proc; BEGIN
        FOR f IN SELECT p.* FROM pg_catalog.pg_proc p WHERE p.pronamespace = 'pg_catalog'::pg_catalog.regnamespace
            AND p.prokind = 'f' AND NOT p.proretset AND p.provariadic = 0
            AND p.proname IN ('current_setting', 'pg_is_in_recovery', 'has_schema_privilege', 'row_security_active', 'replace',
                'split_part', 'trunc', 'strpos', 'nextval', 'setval', 'set_config', 'format_type', 'pg_relation_size', 'quote_literal')
        LOOP
            EXECUTE pg_catalog.format('CREATE FUNCTION frozen.%I(%s) RETURNS %s LANGUAGE plpgsql AS $f$ BEGIN RAISE ''not ours''; END $f$',
                f.proname, pg_catalog.pg_get_function_identity_arguments(f.oid), pg_catalog.format_type(f.prorettype, NULL));
        END LOOP;
    END $$;";

const SET: &str = "SET search_path = frozen, pg_catalog, public";

/// As it was when the report came, and with all that there is of the kind.
async fn sessions() -> [Db; 2] {
    let frozen = Db::new(&format!("{FROZEN} {SET}")).await;
    let hostile = Db::new(&format!("{FROZEN} {HOSTILE} {SET}")).await;
    [frozen, hostile]
}

/// Rows with these keys.
fn visits(ids: impl IntoIterator<Item = u64>) -> Table<[String; 2]> {
    let rows = ids.into_iter().map(|id| [id.to_string(), "new".to_owned()]);
    Table::records("visit", ["id", "t"], rows.collect::<Vec<_>>())
}

async fn fill(db: &mut Db, table: Table<[String; 2]>, option: impl FnOnce(&mut Seeder)) -> Result<Report, Error> {
    let mut seeder = Seeder::new();
    option(&mut seeder);
    seeder.add_table(table);
    seeder.insert(&mut db.client).await
}

async fn counts(db: &Db) -> (String, String) {
    let count = async |what| {
        db.one(&format!("SELECT pg_catalog.count(*) FROM visit WHERE t = '{what}'"))
            .await
    };
    (count("old").await, count("new").await)
}

fn both(old: &str, new: &str) -> (String, String) {
    (old.to_owned(), new.to_owned())
}

#[tokio::test]
async fn a_mocked_clock_leaves_a_run_all_or_nothing() {
    for mut db in sessions().await {
        let rows = visits((1_000..1_009).chain([1_000])).batch_size(3);
        let plan = {
            let mut seeder = Seeder::new();
            seeder.add_table(visits([1]));
            seeder.plan(&mut db.client).await.unwrap()
        };
        assert!(!plan.joins_transaction(), "{plan}");
        let error = fill(&mut db, rows, |_| {}).await.unwrap_err();
        assert_eq!((error.sqlstate(), error.row()), (Some("23505"), Some(10)), "{error:#}");
        assert_eq!(counts(&db).await, both("100", "0"));
    }
}

#[tokio::test]
async fn a_mocked_clock_does_not_lose_the_rows_that_a_failed_run_truncated() {
    for mut db in sessions().await {
        let error = fill(&mut db, visits([1, 2, 1]), |seed| _ = seed.truncate()).await;
        let error = error.unwrap_err();
        assert_eq!(error.sqlstate(), Some("23505"), "{error:#}");
        assert!(!error.is_connection_lost());
        assert_eq!(counts(&db).await, both("100", "0"));
        fill(&mut db, visits(1..=20_000), |seed| _ = seed.truncate())
            .await
            .unwrap();
        assert_eq!(counts(&db).await, both("0", "20000"));
    }
}

#[tokio::test]
async fn a_mocked_clock_does_not_keep_many_rows_out_of_an_empty_table() {
    for mut db in sessions().await {
        db.client.batch_execute("TRUNCATE visit").await.unwrap();
        let report = fill(&mut db, visits(1..=20_000), |_| {}).await.unwrap();
        assert_eq!(
            report.tables().flat_map(|table| table.rebuilt()).collect::<Vec<_>>(),
            ["visit_pkey"]
        );
        assert_eq!(counts(&db).await, both("0", "20000"));
    }
}

#[tokio::test]
async fn a_mocked_clock_does_not_keep_rows_from_being_compared_with_those_that_exist() {
    for mut db in sessions().await {
        let rows = visits([100, 101]).on_conflict(OnConflict::DoNothing);
        let report = fill(&mut db, rows, |_| {}).await.unwrap();
        assert_eq!(report.rows(), 1);
        assert_eq!(counts(&db).await, both("100", "1"));
        let rows = visits([101, 102, 101]).on_conflict(OnConflict::update(["id"]));
        let error = fill(&mut db, rows, |_| {}).await.unwrap_err();
        assert_eq!(error.row(), Some(3), "{error:#}");
    }
}

#[tokio::test]
async fn a_mocked_clock_does_not_commit_the_callers_transaction() {
    for mut db in sessions().await {
        let caller = db.client.transaction().await.unwrap();
        caller
            .batch_execute("INSERT INTO visit VALUES (500, 'new')")
            .await
            .unwrap();
        let mut seeder = Seeder::new();
        seeder.add_table(visits([1_000]));
        let mut caller = caller;
        let plan = seeder.plan(&mut caller).await.unwrap();
        assert!(plan.joins_transaction(), "{plan}");
        seeder.insert(&mut caller).await.unwrap();
        caller.rollback().await.unwrap();
        assert_eq!(counts(&db).await, both("100", "0"));
    }
}

#[tokio::test]
async fn sequences_move_and_functions_of_the_callers_insert_under_a_strange_search_path() {
    for mut db in sessions().await {
        db.client
            .batch_execute("CREATE TABLE public.counted (id bigserial PRIMARY KEY, n pg_catalog.int4)")
            .await
            .unwrap();
        let mut seeder = Seeder::new();
        seeder.add_table(Table::records("counted", ["id", "n"], [["7", "1"], ["2000", "2"]]));
        let report = seeder.insert(&mut db.client).await.unwrap();
        let sequences = report.sequences().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(sequences, ["public.counted_id_seq: advanced to 2000"]);
    }
}
