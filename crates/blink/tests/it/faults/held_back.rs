//! The server stores many rows at once, and says then how far it has read: an error names the row that it is about, or none.

use blink::{Error, Indexes, Seeder, Table};

use crate::support::Db;

/// The row that something is wrong with.
const WRONG: u64 = 1_200;

/// Letters that no server can compress.
fn noise(length: usize) -> String {
    let mut state = 42_u64;
    let letter = |_| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        char::from(b'a' + (state >> 59) as u8 % 26)
    };
    (0..length).map(letter).collect()
}

/// 5,000 rows, of which one has this value.
async fn fails(db: &mut Db, wrong: &str, batch_size: Option<u64>) -> Error {
    let value = |n| {
        if n == WRONG {
            wrong.to_owned()
        } else {
            format!("value {n}")
        }
    };
    let rows = (1..=5_000).map(|n| [n.to_string(), value(n)]).collect::<Vec<_>>();
    let mut table = Table::records("big", ["id", "x"], rows).indexes(Indexes::Keep);
    if let Some(rows) = batch_size {
        table = table.batch_size(rows);
    }
    let mut seeder = Seeder::new();
    seeder.add_table(table);
    let error = seeder.insert(&mut db.client).await.unwrap_err();
    assert_eq!(error.table(), Some("big"), "{error:#}");
    db.works().await;
    error
}

#[tokio::test]
async fn a_row_that_is_too_big_is_not_taken_for_the_last_that_was_read() {
    for plain in ["id int8, x text", "id int8, x text, more point"] {
        let mut db = Db::new(&format!(
            "CREATE TABLE big ({plain}); ALTER TABLE big ALTER x SET STORAGE PLAIN"
        ))
        .await;
        for (batch_size, rows) in [
            (None, 1_001..=2_000),
            (Some(1_500), 501..=1_500),
            (Some(1_200), 201..=1_200),
        ] {
            let error = fails(&mut db, &"x".repeat(9_000), batch_size).await;
            assert_eq!((error.row(), error.rows()), (None, Some(rows)), "{error:#}");
            assert_eq!(error.sqlstate(), Some("54000"));
        }
    }
    let columns = (1..=1_600).map(|n| format!("c{n}")).collect::<Vec<_>>();
    let mut db = Db::new(&format!("CREATE TABLE wide ({} text)", columns.join(" text, "))).await;
    let rows = vec![vec!["x".repeat(12); 1_600]; 3];
    let error = blink::copy_to_table(&mut db.client, Table::records("wide", columns, rows))
        .await
        .unwrap_err();
    assert_eq!((error.row(), error.rows()), (None, Some(1..=3)), "{error:#}");
}

#[tokio::test]
async fn a_value_that_is_too_big_for_an_index_without_a_name_in_the_error_is_not_taken_for_another() {
    let mut db = Db::new(
        "CREATE TABLE big (id int8, x text); CREATE FUNCTION words(t text) RETURNS text[] IMMUTABLE LANGUAGE sql AS 'SELECT ARRAY[t]';
         CREATE INDEX ON big USING gin (words(x)) WITH (fastupdate = off)",
    )
    .await;
    let error = fails(&mut db, &noise(9_000), None).await;
    assert_eq!(error.sqlstate(), Some("54000"), "{error:#}");
    assert!(error.rows().is_some_and(|rows| rows.contains(&WRONG)), "{error:#}");
}

/// Errors that the server finds while it processes the row, or whose row it names.
#[tokio::test]
async fn the_row_is_named_where_the_server_knows_it() {
    let schemas = [
        ("23514", "CREATE TABLE big (id int8, x text CHECK (length(x) < 100))"),
        ("22P02", "CREATE FUNCTION bad(t text) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT CASE WHEN length(t) > 100 THEN t::int END';
            CREATE TABLE big (id int8, x text); CREATE INDEX ON big (bad(x))"),
        ("22P02", "CREATE FUNCTION bad(t text) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT CASE WHEN length(t) > 100 THEN t::int END';
            CREATE TABLE big (id int8, x text, y int GENERATED ALWAYS AS (bad(x)) STORED)"),
        ("54000", "CREATE TABLE big (id int8, x text PRIMARY KEY)"),
        ("23505", "CREATE TABLE big (id int8, x text); CREATE UNIQUE INDEX ON big ((CASE WHEN length(x) > 100 THEN 'value 7' ELSE x END))"),
        ("23P01", "CREATE TABLE big (id int8, x text, EXCLUDE USING btree ((length(x) / 100) WITH =) WHERE (length(x) > 100))"),
        ("P0001", "CREATE TABLE big (id int8, x text); CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF length(new.x) > 100 THEN RAISE 'too long'; END IF; RETURN new; END $$;
            CREATE TRIGGER t BEFORE INSERT ON big FOR EACH ROW EXECUTE FUNCTION f()"),
        ("23514", "CREATE TABLE big (id int8, x text) PARTITION BY LIST (length(x));
            CREATE TABLE short PARTITION OF big FOR VALUES IN (7, 8, 9, 10)"),
        ("23505", "CREATE TABLE big (id int8, x text, k int GENERATED ALWAYS AS (CASE WHEN length(x) > 100 THEN 7 ELSE id END) STORED)
            PARTITION BY LIST (id); CREATE TABLE every PARTITION OF big DEFAULT; CREATE UNIQUE INDEX ON every (k)"),
        ("22001", "CREATE TABLE big (id int8, x varchar(100))"),
        ("23514", "CREATE DOMAIN short AS text CHECK (length(VALUE) < 100); CREATE TABLE big (id int8, x short)"),
    ];
    for (code, schema) in schemas {
        let mut db = Db::new(schema).await;
        let value = if code == "23P01" { "x".repeat(101) } else { noise(5_000) };
        if code == "23P01" {
            db.client
                .batch_execute("INSERT INTO big VALUES (0, repeat('x', 150))")
                .await
                .unwrap();
        }
        let error = fails(&mut db, &value, None).await;
        assert_eq!(error.sqlstate(), Some(code), "{schema}: {error:#}");
        assert_eq!(error.row(), Some(WRONG), "{schema}: {error:#}");
    }
}

#[tokio::test]
async fn a_lock_that_is_not_to_be_had_is_no_rows_fault() {
    if !blink_testdb::needs_several_connections("a_lock_that_is_not_to_be_had_is_no_rows_fault") {
        return;
    }
    let mut db = Db::new(
        "CREATE TABLE wanted (); CREATE TABLE big (id int8, x text);
         CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF length(new.x) > 100 THEN LOCK TABLE wanted; END IF; RETURN new; END $$;
         CREATE TRIGGER t BEFORE INSERT ON big FOR EACH ROW EXECUTE FUNCTION f(); SET lock_timeout = '50ms'",
    )
    .await;
    let holder = crate::support::connect(db.database.url()).await;
    holder.batch_execute("BEGIN; LOCK TABLE wanted").await.unwrap();
    let error = fails(&mut db, &noise(200), None).await;
    assert_eq!((error.sqlstate(), error.rows()), (Some("55P03"), None), "{error:#}");
}
