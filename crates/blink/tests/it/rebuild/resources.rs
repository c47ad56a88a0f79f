//! Building an index needs memory and disk only once there are rows.

use std::time::Duration;

use blink::{BoxError, Indexes};

use super::{filled, rebuilt, seed};
use crate::support::{Db, catalog, connect};

/// An index whose build fails once `maintenance_work_mem` is above the session's 4 MB, with the code in `blink.code`.
const FRUGAL: &str = "
    CREATE TABLE t (id int8 PRIMARY KEY, n int);
    CREATE FUNCTION frugal(n int) RETURNS int LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog AS $$ BEGIN
        IF pg_size_bytes(current_setting('maintenance_work_mem')) > 4194304 THEN
            RAISE EXCEPTION 'out of memory' USING ERRCODE = current_setting('blink.code'); END IF;
        RETURN n; END $$;
    CREATE INDEX frugal_n ON t (frugal(n));";

const LITTLE: &str = "SET maintenance_work_mem = '4MB'";

#[tokio::test]
async fn an_index_for_which_the_raised_memory_is_too_much_is_built_with_the_sessions_own() {
    let mut db = Db::new(&format!("{FRUGAL} {LITTLE}")).await;
    let before = catalog(&db.client).await;
    for code in ["53000", "53100", "53200", "53400", "54000"] {
        for (begin, end) in [("", ""), ("BEGIN", "COMMIT")] {
            let set = format!("TRUNCATE t; SET blink.code = '{code}'; {begin}");
            db.client.batch_execute(&set).await.unwrap();
            let run = seed(Indexes::Auto, [filled("t", "id n", "#|#", 10_001)]);
            let report = run.insert(&mut db.client).await.unwrap();
            assert_eq!(rebuilt(&report), ["t_pkey", "frugal_n"], "{code}");
            assert_eq!(db.one("SHOW maintenance_work_mem").await, "4MB");
            db.client.batch_execute(end).await.unwrap();
            assert_eq!(db.count("t").await, 10_001);
            assert_eq!(catalog(&db.client).await, before);
            db.works().await;
        }
    }
}

#[tokio::test]
async fn an_index_is_built_with_less_memory_in_a_run_that_is_not_atomic() {
    let test = "an_index_is_built_with_less_memory_in_a_run_that_is_not_atomic";
    if !blink_testdb::needs_several_connections(test) {
        return;
    }
    let db = Db::new(FRUGAL).await;
    let before = catalog(&db.client).await;
    let url = db.database.url().to_owned();
    let connecting = || async {
        let client = connect(&url).await;
        let set = format!("{LITTLE}; SET blink.code = '53100'");
        client.batch_execute(&set).await?;
        Ok::<_, BoxError>(client)
    };
    let run = seed(Indexes::Rebuild, [filled("t", "id n", "#|#", 100)]);
    let report = run.non_atomic().insert(connecting).await.unwrap();
    assert_eq!(rebuilt(&report), ["t_pkey", "frugal_n"]);
    assert_eq!(catalog(&db.client).await, before);
}

#[tokio::test]
async fn an_index_that_cannot_be_built_with_less_memory_either_names_the_setting() {
    let mut db = Db::new(FRUGAL).await;
    db.client.batch_execute("SET blink.code = '53200'").await.unwrap();
    let before = catalog(&db.client).await;
    let run = seed(Indexes::Auto, [filled("t", "id n", "#|#", 10_001)]);
    let error = run.insert(&mut db.client).await.unwrap_err();
    let shown = "table t: frugal_n, dropped for the load, could not be rebuilt; use Indexes::Keep for this table, \
                 or lower maintenance_work_mem if memory is short";
    assert_eq!((error.to_string().as_str(), error.sqlstate()), (shown, Some("53200")));
    assert_eq!(catalog(&db.client).await, before);
    db.works().await;
}

#[tokio::test]
async fn an_index_too_large_for_temp_file_limit_names_that_and_keep() {
    let settings = ["shared_buffers=1MB", "maintenance_work_mem=1MB"];
    let Some(cluster) = blink_testdb::own_cluster_with(&settings) else {
        return;
    };
    let database = cluster.database();
    let mut client = connect(database.url()).await;
    let schema = "CREATE TABLE note (id int8 PRIMARY KEY, body text); CREATE INDEX note_body ON note (body);
        SET temp_file_limit = '128kB'";
    client.batch_execute(schema).await.unwrap();
    let note = |indexes| {
        let values = "#|##############################";
        seed(indexes, [filled("note", "id body", values, 20_000)])
    };
    let error = note(Indexes::Auto).insert(&mut client).await.unwrap_err();
    assert_eq!(
        (error.table(), error.sqlstate()),
        (Some("note"), Some("53400")),
        "{error:#}"
    );
    let help = "could not be rebuilt; use Indexes::Keep for this table, or raise temp_file_limit";
    assert!(error.to_string().ends_with(help), "{error}");
    let report = note(Indexes::Keep).insert(&mut client).await.unwrap();
    assert_eq!(report.rows(), 20_000);
}

/// `statement_timeout` is at most 2,147,483,647 ms.
#[tokio::test]
async fn a_limit_of_more_than_24_days_made_the_rebuild_fail() {
    let mut db = Db::new("CREATE TABLE t (id int8 PRIMARY KEY)").await;
    for limit in [Duration::from_secs(30 * 24 * 60 * 60), Duration::MAX] {
        let mut run = seed(Indexes::Rebuild, [filled("t", "id", "#", 3)]);
        run.truncate().timeout(limit);
        let plan = run.plan(&mut db.client).await.unwrap();
        let timeout = plan.building_settings().find(|(name, _)| *name == "statement_timeout");
        assert_eq!(timeout, Some(("statement_timeout", "2147483647")));
        let report = run.insert(&mut db.client).await.unwrap();
        assert_eq!(rebuilt(&report), ["t_pkey"]);
    }
}
