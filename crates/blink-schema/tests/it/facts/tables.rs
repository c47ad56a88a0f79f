//! Tables, their rows, and what a role may read of them.

use blink_schema::facts::{Facts, ReadError, TableKind};

use super::{Db, column, connect, facts_of, names, table};

#[tokio::test]
async fn the_tables_of_all_schemas_but_the_systems_are_read_in_the_order_of_their_names() {
    let facts = facts_of(
        "CREATE SCHEMA b; CREATE SCHEMA \"A\"; CREATE SCHEMA \"pgx_own\";
         CREATE TABLE b.z (); CREATE TABLE b.\"Z\" (); CREATE TABLE \"A\".t (x int); CREATE UNLOGGED TABLE u ();
         CREATE TABLE pgx_own.t (); CREATE VIEW v AS SELECT 1; CREATE SEQUENCE s; CREATE TYPE c AS (x int);
         CREATE MATERIALIZED VIEW m AS SELECT 1",
    )
    .await;
    assert_eq!(names(&facts), ["A.t", "b.Z", "b.z", "pgx_own.t", "public.u"]);
    assert!(table(&facts, "public.u").is_unlogged && !table(&facts, "b.z").is_unlogged);
    assert!(table(&facts, "b.z").columns.is_empty());
    assert_eq!(table(&facts, "b.z").access_method.as_deref(), Some("heap"));
    assert_eq!(facts.server_version / 10_000, blink_testdb::server().version());
}

#[tokio::test]
async fn temporary_tables_are_left_out() {
    let test = "temporary_tables_are_left_out";
    let mut db = Db::new("CREATE TABLE t (a int); CREATE TEMP TABLE mine (a serial PRIMARY KEY CHECK (a > 0))").await;
    if blink_testdb::needs_several_connections(test) {
        let other = connect(db.database.url()).await;
        other
            .batch_execute(
                "CREATE TEMP TABLE theirs (a serial PRIMARY KEY, b int REFERENCES theirs, c int4range,
                    EXCLUDE USING gist (c WITH &&)) ;
                 CREATE TEMP TABLE parts (a int) PARTITION BY LIST (a);
                 CREATE TEMP TABLE part PARTITION OF parts FOR VALUES IN (1)",
            )
            .await
            .unwrap();
        assert_eq!(names(&db.facts().await), ["public.t"]);
    }
    assert_eq!(names(&db.facts().await), ["public.t"]);
}

#[tokio::test]
async fn tables_of_extensions_are_marked() {
    let facts = facts_of(
        "CREATE EXTENSION IF NOT EXISTS citext;
         CREATE TABLE spatial_ref_sys (srid int PRIMARY KEY); CREATE TABLE own (id int);
         ALTER EXTENSION citext ADD TABLE spatial_ref_sys",
    )
    .await;
    assert_eq!(
        table(&facts, "public.spatial_ref_sys").extension.as_deref(),
        Some("citext")
    );
    assert_eq!(table(&facts, "public.own").extension, None);
}

#[tokio::test]
async fn few_rows_are_counted_and_many_estimated() {
    let mut db = Db::new(
        "CREATE TABLE none (a int); CREATE TABLE few (a int); CREATE TABLE thousand (a int); CREATE TABLE more (a int);
         CREATE TABLE deleted (a int); CREATE TABLE large (a int, b text);
         INSERT INTO few VALUES (1), (2), (3);
         INSERT INTO thousand SELECT generate_series(1, 1000);
         INSERT INTO more SELECT generate_series(1, 5000);
         INSERT INTO deleted VALUES (1); DELETE FROM deleted;
         INSERT INTO large SELECT n, repeat('x', 1000) FROM generate_series(1, 10000) n;
         ANALYZE more; ANALYZE large",
    )
    .await;
    let facts = db.facts().await;
    let rows = |name: &str| (table(&facts, name).rows, table(&facts, name).rows_are_exact);
    assert_eq!(rows("public.none"), (0, true));
    assert_eq!(rows("public.few"), (3, true));
    assert_eq!(rows("public.thousand"), (1000, true));
    assert_eq!(rows("public.more"), (5000, false));
    assert_eq!(rows("public.deleted"), (0, true));
    assert_eq!(rows("public.large"), (10000, false));
    assert_eq!(table(&facts, "public.few").size, 8192);

    // Twice as many since they were counted.
    db.client
        .batch_execute("INSERT INTO large SELECT * FROM large")
        .await
        .unwrap();
    let facts = db.facts().await;
    let estimate = table(&facts, "public.large").rows;
    assert!((19_000..=21_000).contains(&estimate), "{estimate}");
}

#[tokio::test]
async fn rows_that_were_never_analyzed_are_not_taken_for_none() {
    let facts = facts_of(
        "CREATE TABLE t (a int, b text) WITH (autovacuum_enabled = off);
         INSERT INTO t SELECT n, repeat('x', 1000) FROM generate_series(1, 10000) n",
    )
    .await;
    let t = table(&facts, "public.t");
    assert!(t.rows > 1000 && !t.rows_are_exact, "{}", t.rows);
}

#[tokio::test]
async fn a_role_that_may_read_nothing_reads_the_facts() {
    if !blink_testdb::needs_a_whole_server("a_role_that_may_read_nothing_reads_the_facts") {
        return;
    }
    let schema = "CREATE SCHEMA closed;
        CREATE TYPE closed.mood AS ENUM ('sad');
        CREATE FUNCTION closed.f(int) RETURNS bool LANGUAGE sql AS 'SELECT true';
        CREATE TABLE closed.t (id serial PRIMARY KEY, mood closed.mood DEFAULT 'sad', parent int REFERENCES closed.t,
            CHECK (closed.f(id)));
        CREATE TABLE open (id int); CREATE TABLE partly (id int, secret int); CREATE TABLE hidden (id int);
        INSERT INTO closed.t VALUES (1), (2); INSERT INTO open VALUES (1), (2); INSERT INTO partly VALUES (1);
        INSERT INTO hidden VALUES (1), (2), (3);
        CREATE POLICY none ON hidden USING (1 / 0 = 1); ALTER TABLE hidden ENABLE ROW LEVEL SECURITY;";
    let mut db = Db::new(schema).await;
    let role = format!("reader_{}", db.database.name());
    let grant = format!(
        "CREATE ROLE {role}; GRANT SELECT ON open, hidden TO {role}; GRANT SELECT (id) ON partly TO {role};
         SET SESSION AUTHORIZATION {role}"
    );
    let plain = db.facts().await;
    db.client.batch_execute(&grant).await.unwrap();
    let mut facts = db.facts().await;
    db.client
        .batch_execute(&format!(
            "RESET SESSION AUTHORIZATION; DROP OWNED BY {role}; DROP ROLE {role}"
        ))
        .await
        .unwrap();
    let rows = |name: &str| (table(&facts, name).rows, table(&facts, name).rows_are_exact);
    assert_eq!(rows("public.open"), (2, true));
    assert_eq!(rows("public.partly"), (1, true), "one column is enough");
    assert!(!rows("closed.t").1 && !rows("public.hidden").1);
    assert!(rows("closed.t").0 > 0 && rows("public.hidden").0 > 0, "there are some");
    assert!(table(&facts, "public.hidden").has_row_security && !table(&plain, "public.hidden").has_row_security);
    assert_eq!(
        column(table(&facts, "closed.t"), "id").sequence.as_ref().unwrap().next,
        None
    );
    // All else is the same.
    for (table, plain) in facts.tables.iter_mut().zip(&plain.tables) {
        (table.rows, table.rows_are_exact, table.has_row_security) =
            (plain.rows, plain.rows_are_exact, plain.has_row_security);
        for (column, plain) in table.columns.iter_mut().zip(&plain.columns) {
            column.sequence.clone_from(&plain.sequence);
        }
    }
    assert_eq!(facts, plain);
}

#[tokio::test]
async fn a_locked_table_is_waited_for_as_long_as_the_session_allows() {
    if !blink_testdb::needs_several_connections("a_locked_table_is_waited_for_as_long_as_the_session_allows") {
        return;
    }
    let mut db = Db::new("CREATE TABLE locked (a int DEFAULT 1); SET lock_timeout = '20ms'").await;
    let other = connect(db.database.url()).await;
    other.batch_execute("BEGIN; LOCK TABLE locked").await.unwrap();
    let error = Facts::read(&mut db.client).await.unwrap_err();
    let ReadError::Driver(error) = error else {
        panic!("{error:?}")
    };
    assert_eq!(error.server().unwrap().code, "55P03");
    other.batch_execute("COMMIT").await.unwrap();
    assert_eq!(names(&db.facts().await), ["public.locked"]);
}

#[tokio::test]
async fn foreign_tables_are_read() {
    let mut db = Db::new("CREATE TABLE t (a int)").await;
    let create = "CREATE EXTENSION postgres_fdw; CREATE SERVER s FOREIGN DATA WRAPPER postgres_fdw;
        CREATE FOREIGN TABLE f (a int NOT NULL, b text DEFAULT 'x', CHECK (a > 0)) SERVER s";
    if let Err(error) = db.client.batch_execute(create).await {
        return blink_testdb::leave_out("foreign_tables_are_read", &format!("{error:?}"));
    }
    let facts = db.facts().await;
    let f = table(&facts, "public.f");
    assert_eq!((f.kind, f.rows, f.rows_are_exact), (TableKind::Foreign, 0, false));
    assert_eq!(f.checks[0].expression, "(a > 0)");
    assert!(f.columns[0].not_null && f.columns[1].default.is_some());
}
