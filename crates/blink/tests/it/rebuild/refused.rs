//! Indexes and keys that the server refuses to drop are kept, and the reason is in the report.

use blink::{BoxError, Indexes};

use super::{filled, kept, rebuilt, seed};
use crate::support::{Db, catalog, connect};

/// An event trigger that refuses DDL of indexes and constraints with the SQLSTATE in `blink.code`.
const GUARD: &str = "
    CREATE TABLE guarded (id int8 PRIMARY KEY, v int);
    CREATE INDEX guarded_v ON guarded (v);
    CREATE FUNCTION forbid() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN
        IF tg_tag LIKE '%INDEX%' OR tg_tag LIKE 'ALTER TABLE%' THEN
            RAISE EXCEPTION 'no DDL here' USING ERRCODE = current_setting('blink.code'); END IF; END $$;";

#[tokio::test]
async fn an_index_that_the_server_refuses_to_drop_is_kept_whatever_the_code() {
    let mut db = Db::new(GUARD).await;
    for event in ["ddl_command_start", "sql_drop", "ddl_command_end"] {
        let guard = format!("CREATE EVENT TRIGGER guard ON {event} EXECUTE FUNCTION forbid()");
        db.client.batch_execute(&guard).await.unwrap();
        let before = catalog(&db.client).await;
        for code in [
            "XX000", "58000", "58030", "53000", "53100", "53200", "53400", "54000", "55000", "55006", "42501", "P0001",
            "0A000", "40P01",
        ] {
            let set = format!("TRUNCATE guarded; SET blink.code = '{code}'");
            db.client.batch_execute(&set).await.unwrap();
            let run = seed(Indexes::Auto, [filled("guarded", "id v", "#|#", 10_001)]);
            let report = run.insert(&mut db.client).await.unwrap();
            let kept = kept(&report);
            assert!(!kept.is_empty(), "{event} {code}");
            assert!(kept.iter().all(|kept| kept.contains("no DDL here")), "{code} {kept:?}");
            assert_eq!(rebuilt(&report), [""; 0]);
            assert_eq!(db.count("guarded").await, 10_001);
            assert_eq!(catalog(&db.client).await, before, "{event} {code}");
            db.works().await;
        }
        db.client.batch_execute("DROP EVENT TRIGGER guard").await.unwrap();
    }
}

#[tokio::test]
async fn an_index_that_the_server_refuses_to_drop_is_kept_in_a_run_that_is_not_atomic() {
    let test = "an_index_that_the_server_refuses_to_drop_is_kept_in_a_run_that_is_not_atomic";
    if !blink_testdb::needs_several_connections(test) {
        return;
    }
    let db = Db::new(&format!(
        "{GUARD} CREATE EVENT TRIGGER guard ON ddl_command_start EXECUTE FUNCTION forbid()"
    ))
    .await;
    let before = catalog(&db.client).await;
    let url = db.database.url().to_owned();
    let connecting = || async {
        let client = connect(&url).await;
        client.batch_execute("SET blink.code = 'XX000'").await?;
        Ok::<_, BoxError>(client)
    };
    let run = seed(Indexes::Rebuild, [filled("guarded", "id v", "#|#", 100)]);
    let report = run.non_atomic().insert(connecting).await.unwrap();
    let kept = kept(&report);
    assert!(
        !kept.is_empty() && kept.iter().all(|kept| kept.contains("no DDL here")),
        "{kept:?}"
    );
    assert_eq!(db.count("guarded").await, 100);
    assert_eq!(catalog(&db.client).await, before);
}

#[tokio::test]
async fn a_run_that_is_cancelled_while_it_drops_an_index_ends() {
    let mut db = Db::new(&format!(
        "{GUARD} CREATE EVENT TRIGGER guard ON sql_drop EXECUTE FUNCTION forbid(); SET blink.code = '57014'"
    ))
    .await;
    let run = seed(Indexes::Auto, [filled("guarded", "id v", "#|#", 10_001)]);
    let error = run.insert(&mut db.client).await.unwrap_err();
    assert_eq!(
        (error.sqlstate(), error.table()),
        (Some("57014"), Some("guarded")),
        "{error:#}"
    );
    assert_eq!(db.count("guarded").await, 0);
    db.works().await;
}
