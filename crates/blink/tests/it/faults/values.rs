//! Values that PostgreSQL cannot take, and values that hardly anybody sends.

use blink::{Error, Table, ToRow};

use crate::support::{Db, connect, rows};

#[derive(ToRow)]
#[blink(table = "t")]
struct Text {
    id: i32,
    v: String,
}

#[derive(ToRow)]
#[blink(table = "t")]
struct Bytes {
    id: i32,
    v: Vec<u8>,
}

/// Of 10 rows in commands of 3, the 5th has a NUL byte.
async fn nul_in(db: &mut Db, table: Table<Text>, schema: &str) -> Error {
    db.again(schema).await;
    let error = blink::copy_to_table(&mut db.client, table.batch_size(3))
        .await
        .unwrap_err();
    assert_eq!(
        (error.table(), error.row(), error.column()),
        (Some("t"), Some(5), Some("v")),
        "{error:#}"
    );
    assert_eq!(db.count("t").await, 0);
    db.works().await;
    error
}

fn texts(good: &'static str) -> Table<Text> {
    Table::from_rows((1..=10).map(move |id| Text {
        id,
        v: if id == 5 {
            good.replace("ab", "a\0b")
        } else {
            good.to_owned()
        },
    }))
}

#[tokio::test]
async fn a_nul_byte_in_a_text_is_an_error_with_its_place() {
    let mut db = Db::new("").await;
    for ty in ["text", "varchar(10)", "char(3)", "name"] {
        let error = nul_in(&mut db, texts("ab"), &format!("CREATE TABLE t (id int4, v {ty})")).await;
        assert_eq!(error.sqlstate(), Some("22021"), "{error:#}");
    }
    for ty in ["json", "jsonb"] {
        nul_in(&mut db, texts("\"ab\""), &format!("CREATE TABLE t (id int4, v {ty})")).await;
    }
    let schema = "CREATE TYPE e AS ENUM ('ab'); CREATE TABLE t (id int4, v e)";
    nul_in(&mut db, texts("ab"), schema).await;
}

/// In a row that travels as text, because of its last column.
#[tokio::test]
async fn a_nul_byte_in_a_text_is_an_error_in_a_row_that_travels_as_text_too() {
    #[derive(ToRow)]
    #[blink(table = "t")]
    struct Row {
        id: i32,
        v: &'static str,
        lasts: &'static str,
    }
    let mut db = Db::new("CREATE TABLE t (id int4, v text, lasts interval)").await;
    let rows = (1..=10).map(|id| Row {
        id,
        v: if id == 5 { "a\0b" } else { "ab" },
        lasts: "1 day",
    });
    let error = blink::copy_to_table(&mut db.client, Table::from_rows(rows).batch_size(3))
        .await
        .unwrap_err();
    assert_eq!(
        (error.table(), error.row(), error.column()),
        (Some("t"), Some(5), Some("v")),
        "{error:#}"
    );
    assert_eq!(db.count("t").await, 0);
    db.works().await;
}

/// The server converts a line of the text format as a whole. The column is known where the batch is kept for errors,
/// which is so for a table with foreign keys.
#[tokio::test]
async fn a_character_that_the_database_lacks_is_an_error_with_its_place() {
    if !blink_testdb::needs_a_whole_server("faults::values::a_character_that_the_database_lacks") {
        return;
    }
    let outer = Db::new("").await;
    let own = outer.one("SELECT current_database()").await;
    let name = format!("{own}_latin1");
    let create = format!("CREATE DATABASE {name} ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0");
    outer.client.batch_execute(&create).await.unwrap();
    let url = outer.database.url().replace(&own, &name);
    let mut client = connect(&url).await;
    let schema = "CREATE TABLE p (id int4 PRIMARY KEY); INSERT INTO p VALUES (1);
        CREATE TABLE t (id int4, p int4 REFERENCES p, a text, b text)";
    client.batch_execute(schema).await.unwrap();
    let values = (1..=10).map(|id| match id {
        5 => ["5", "1", "a\té", "b 🦀"],
        _ => ["1", "1", "é", "é"],
    });
    let table = Table::records("t", ["id", "p", "a", "b"], values).batch_size(3);
    let error = blink::copy_to_table(&mut client, table).await.unwrap_err();
    assert_eq!(error.sqlstate(), Some("22P05"), "{error:#}");
    let place = (error.table(), error.row(), error.column());
    assert_eq!(place, (Some("t"), Some(5), Some("b")), "{error:#}");
    assert_eq!(rows(&client, "SELECT count(*) FROM t").await, ["0"]);
    drop(client);
    // It waits for the session's end.
    outer
        .client
        .batch_execute(&format!("DROP DATABASE {name}"))
        .await
        .unwrap();
}

/// 1,600 columns are the most that a table has (`MaxHeapAttributeNumber` in htup_details.h).
#[tokio::test]
async fn the_widest_table_is_filled() {
    let columns = (1..=1600).map(|n| format!("c{n}")).collect::<Vec<_>>();
    let mut db = Db::new(&format!("CREATE TABLE t ({} bool)", columns.join(" bool, "))).await;
    let rows = (1..=3).map(|_| vec!["true"; 1600]);
    blink::copy_to_table(&mut db.client, Table::records("t", columns, rows))
        .await
        .unwrap();
    assert_eq!(db.one("SELECT count(*) FROM t WHERE c1 AND c800 AND c1600").await, "3");
    db.works().await;
}

const LARGE: usize = 300 * 1024 * 1024;

/// Whole, between two small ones; neither logged nor compressed by the server, which would take it longer than the rest.
#[tokio::test]
async fn a_text_of_300_megabytes_arrives_whole() {
    let mut db = Db::new("CREATE UNLOGGED TABLE t (id int4, v text); ALTER TABLE t ALTER v SET STORAGE EXTERNAL").await;
    let rows = (1..=3).map(|id| Text {
        id,
        v: if id == 2 {
            "é".repeat(LARGE / 2)
        } else {
            "small".to_owned()
        },
    });
    let report = blink::copy_to_table(&mut db.client, Table::from_rows(rows))
        .await
        .unwrap();
    assert_eq!(report.rows(), 3);
    assert_eq!(
        db.rows("SELECT id, octet_length(v), md5(v) FROM t WHERE id = 2").await,
        ["2|314572800|743074bf37eecb814b4f48b63043f592"]
    );
    assert_eq!(
        db.one("SELECT string_agg(v, ',') FROM t WHERE id <> 2").await,
        "small,small"
    );
    db.works().await;
}

#[tokio::test]
async fn a_bytea_of_300_megabytes_arrives_whole() {
    let mut db =
        Db::new("CREATE UNLOGGED TABLE t (id int4, v bytea); ALTER TABLE t ALTER v SET STORAGE EXTERNAL").await;
    let rows = (1..=3).map(|id| Bytes {
        id,
        v: if id == 2 { vec![0xff; LARGE] } else { vec![0] },
    });
    blink::copy_to_table(&mut db.client, Table::from_rows(rows))
        .await
        .unwrap();
    assert_eq!(
        db.rows("SELECT id, octet_length(v), md5(v) FROM t WHERE id = 2").await,
        ["2|314572800|2683b8fff3b4938a7fc2f1acec2f5644"]
    );
    assert_eq!(
        db.one("SELECT count(*) FROM t WHERE id <> 2 AND v = '\\x00'").await,
        "2"
    );
    db.works().await;
}

/// A trigger that raises a notice for each row: nobody reads them while the rows are sent.
#[tokio::test]
async fn a_million_notices_do_not_stop_a_copy() {
    #[derive(ToRow)]
    #[blink(table = "t")]
    struct Row {
        id: i32,
    }
    let mut db = Db::new(
        "CREATE TABLE t (id int4);
         CREATE FUNCTION chatter() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
             RAISE NOTICE 'row % %', new.id, repeat('x', 100); RETURN new; END $$;
         CREATE TRIGGER chatter BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION chatter();
         SET client_min_messages = 'debug5'",
    )
    .await;
    let rows = (1..=1_000_000).map(|id| Row { id });
    let report = blink::copy_to_table(&mut db.client, Table::from_rows(rows))
        .await
        .unwrap();
    assert_eq!(report.rows(), 1_000_000);
    assert_eq!(db.one("SHOW client_min_messages").await, "debug5");
    db.client.batch_execute("RESET client_min_messages").await.unwrap();
    assert_eq!(
        db.one("SELECT count(*), count(DISTINCT id) FROM t").await,
        "1000000|1000000"
    );
    db.works().await;
}
