//! Indexes that would not come back, and those of other tablespaces, which do.

use blink::Indexes;

use crate::rebuild::{MANY, filled, kept, rebuilt, seed};
use crate::support::{Db, catalog, connect};

#[tokio::test]
async fn what_the_server_would_not_bring_back_is_kept() {
    let mut db = Db::new(
        "CREATE TABLE t (id int8 PRIMARY KEY, n int8);
         CREATE INDEX forbidden ON t (n);
         CREATE INDEX allowed ON t (id, n);
         CREATE FUNCTION forbid() RETURNS event_trigger LANGUAGE plpgsql AS $$ DECLARE done record; BEGIN
            FOR done IN SELECT * FROM pg_event_trigger_ddl_commands() LOOP
                IF done.object_identity LIKE '%forbidden' AND done.command_tag = 'CREATE INDEX' THEN
                    RAISE EXCEPTION 'no index of that name'; END IF;
            END LOOP; END $$;
         CREATE EVENT TRIGGER guard ON ddl_command_end EXECUTE FUNCTION forbid()",
    )
    .await;
    let before = catalog(&db.client).await;
    let report = seed(Indexes::Auto, [filled("t", "id n", "#|#", MANY)])
        .insert(&mut db.client)
        .await
        .unwrap();
    assert_eq!(rebuilt(&report), ["t_pkey", "allowed"]);
    assert_eq!(kept(&report), ["forbidden: the server refused: no index of that name"]);
    assert_eq!(catalog(&db.client).await, before);
}

#[tokio::test]
async fn invalid_indexes_stay() {
    let mut db = Db::new("CREATE TABLE t (id int8, n int8); INSERT INTO t VALUES (1, 1), (1, 2)").await;
    db.client
        .batch_execute("CREATE UNIQUE INDEX CONCURRENTLY bad ON t (id)")
        .await
        .unwrap_err();
    db.client.batch_execute("CREATE INDEX good ON t (n)").await.unwrap();
    db.client.batch_execute("DELETE FROM t").await.unwrap();
    let before = catalog(&db.client).await;
    let report = seed(Indexes::Auto, [filled("t", "id n", "#|#", MANY)])
        .insert(&mut db.client)
        .await
        .unwrap();
    assert_eq!(rebuilt(&report), ["good"]);
    assert_eq!(kept(&report), ["bad: it is not valid"]);
    assert_eq!(catalog(&db.client).await, before);
}

#[tokio::test]
async fn a_tablespace_comes_back() {
    let Some(cluster) = blink_testdb::own_cluster() else {
        return;
    };
    let database = cluster.database();
    let mut client = connect(database.url()).await;
    for sql in [
        "SET allow_in_place_tablespaces = on",
        "CREATE TABLESPACE elsewhere LOCATION ''",
        "SET default_tablespace = elsewhere",
        "CREATE TABLE t (id int8 CONSTRAINT t_pkey PRIMARY KEY USING INDEX TABLESPACE pg_default, n int8 UNIQUE, r int4range,
            EXCLUDE USING gist (r WITH &&) USING INDEX TABLESPACE pg_default)",
        "CREATE INDEX here ON t (n) TABLESPACE pg_default",
        "CREATE INDEX there ON t (n, id) WHERE n > 0",
    ] {
        client.batch_execute(sql).await.unwrap();
    }
    let before = catalog(&client).await;
    let report = seed(Indexes::Auto, [filled("t", "id n r", "#|#|[#,#]", MANY)])
        .insert(&mut client)
        .await
        .unwrap();
    assert_eq!(rebuilt(&report).len(), 5, "{report}");
    assert_eq!(catalog(&client).await, before);
    assert!(
        before
            .iter()
            .any(|line| line.starts_with("index public.there: pg_class.reltablespace = tablespace ")),
        "{before:#?}"
    );
    assert_eq!(
        crate::support::rows(&client, "SHOW default_tablespace").await,
        ["elsewhere"]
    );
}
