//! Rows that break a constraint: which row, which constraint, whichever way the rows travel.

use blink::{Error, Table, ToRow};

use crate::support::Db;

#[derive(Clone, Copy, Debug, PartialEq, ToRow)]
#[blink(table = "t")]
struct Row {
    id: i64,
    a: Option<i32>,
    b: i32,
}

/// Ten rows in commands of four; the second of the second command is another.
fn rows(bad: Row) -> impl Iterator<Item = Row> + Send + 'static {
    (1..=10).map(move |id| if id == 6 { bad } else { good(id) })
}

fn good(id: i64) -> Row {
    Row {
        id,
        a: i32::try_from(id).ok(),
        b: 1,
    }
}

/// As an error of the rows in one format, then in the other, on the same schema.
async fn refused(db: &mut Db, schema: &str, bad: Row) -> Vec<Error> {
    db.again(schema).await;
    let records = rows(bad).map(|row| {
        [
            Some(row.id.to_string()),
            row.a.map(|a| a.to_string()),
            Some(row.b.to_string()),
        ]
    });
    let records = Table::records("t", ["id", "a", "b"], records);
    let typed = blink::copy_to_table(&mut db.client, Table::from_rows(rows(bad)).batch_size(4)).await;
    assert_eq!(db.count("t").await, 0);
    db.works().await;
    let recorded = blink::copy_to_table(&mut db.client, records.batch_size(4)).await;
    assert_eq!(db.count("t").await, 0);
    db.works().await;
    let fine = Table::from_rows((1..=10).map(good));
    blink::copy_to_table(&mut db.client, fine.batch_size(4)).await.unwrap();
    assert_eq!(db.count("t").await, 10);
    vec![typed.unwrap_err(), recorded.unwrap_err()]
}

#[track_caller]
fn assert_all(errors: &[Error], row: Option<u64>, sqlstate: &str, constraint: Option<&str>) {
    for error in errors {
        assert_eq!(
            (error.table(), error.row(), error.sqlstate(), error.constraint()),
            (Some("t"), row, Some(sqlstate), constraint),
            "{error:#}"
        );
        assert!(!error.is_connection_lost());
    }
}

const PLAIN: &str = "CREATE TABLE t (id int8, a int4, b int4)";

#[tokio::test]
async fn a_key_that_is_there_already() {
    let mut db = Db::new("").await;
    // In an earlier command, and in the same one.
    for twin in [2, 5] {
        let bad = Row { id: twin, ..good(6) };
        let errors = refused(&mut db, "CREATE TABLE t (id int8 PRIMARY KEY, a int4, b int4)", bad).await;
        assert_all(&errors, Some(6), "23505", Some("t_pkey"));
        let shown = format!("{:#}", errors[0]);
        assert_eq!(
            shown,
            format!(
                "table t, row 6: the server refused: duplicate key value violates unique constraint \"t_pkey\" \
                 (SQLSTATE 23505); Key (id)=({twin}) already exists."
            )
        );
    }
    let bad = Row { a: Some(3), ..good(6) };
    let errors = refused(
        &mut db,
        &format!("{PLAIN}; CREATE UNIQUE INDEX only_one ON t ((a + b))"),
        bad,
    )
    .await;
    assert_all(&errors, Some(6), "23505", Some("only_one"));
}

#[tokio::test]
async fn a_check_that_fails() {
    let mut db = Db::new("").await;
    let bad = Row {
        a: Some(100),
        ..good(6)
    };
    let schema = "CREATE TABLE t (id int8, a int4, b int4, CONSTRAINT \"a is small\" CHECK (a < 100))";
    assert_all(
        &refused(&mut db, schema, bad).await,
        Some(6),
        "23514",
        Some("a is small"),
    );
    let schema = "CREATE DOMAIN small AS int4 CONSTRAINT is_small CHECK (value < 100); CREATE TABLE t (id int8, a small, b int4)";
    let errors = refused(&mut db, schema, bad).await;
    assert_all(&errors, Some(6), "23514", Some("is_small"));
    assert!(errors.iter().all(|error| error.column() == Some("a")), "{errors:?}");
}

#[tokio::test]
async fn a_null_where_none_may_be() {
    let mut db = Db::new("").await;
    let bad = Row { a: None, ..good(6) };
    let errors = refused(&mut db, "CREATE TABLE t (id int8, a int4 NOT NULL, b int4)", bad).await;
    assert_all(&errors, Some(6), "23502", None);
    assert!(errors.iter().all(|error| error.column() == Some("a")), "{errors:?}");
    let errors = refused(
        &mut db,
        "CREATE DOMAIN given AS int4 NOT NULL; CREATE TABLE t (id int8, a given, b int4)",
        bad,
    )
    .await;
    assert_all(&errors, Some(6), "23502", None);
    assert!(errors.iter().all(|error| error.column() == Some("a")), "{errors:?}");
}

const PAIRS: &str = "CREATE TABLE pairs (a int4 UNIQUE, b int4, PRIMARY KEY (a, b));
    INSERT INTO pairs SELECT n, 1 FROM generate_series(1, 10) n";

#[tokio::test]
async fn a_reference_to_nothing() {
    let mut db = Db::new("").await;
    let bad = Row { a: Some(42), ..good(6) };
    let schema = format!("{PAIRS}; CREATE TABLE t (id int8, a int4 REFERENCES pairs (a), b int4)");
    assert_all(
        &refused(&mut db, &schema, bad).await,
        Some(6),
        "23503",
        Some("t_a_fkey"),
    );
    let bad = Row { b: 2, ..good(6) };
    let both = "CREATE TABLE t (id int8, a int4, b int4, CONSTRAINT pair FOREIGN KEY (b, a) REFERENCES pairs (b, a))";
    let errors = refused(&mut db, &format!("{}; {both}", PAIRS.replace("(a, b)", "(b, a)")), bad).await;
    assert_all(&errors, Some(6), "23503", Some("pair"));
    let full =
        "CREATE TABLE t (id int8, a int4, b int4, CONSTRAINT pair FOREIGN KEY (a, b) REFERENCES pairs MATCH FULL)";
    let bad = Row { a: None, ..good(6) };
    let errors = refused(&mut db, &format!("{PAIRS}; {full}"), bad).await;
    // Its detail names no key.
    assert_all(&errors, None, "23503", Some("pair"));
    assert!(errors.iter().all(|error| error.rows() == Some(5..=8)), "{errors:?}");
}

/// The server's text does not end a value: that of `x) y` begins like that of `x`.
#[tokio::test]
async fn a_reference_that_begins_like_another_one_named_the_row_of_the_other() {
    let mut db = Db::new(
        "CREATE TABLE names (name text PRIMARY KEY); INSERT INTO names VALUES ('x'); CREATE TABLE t (name text REFERENCES names)",
    )
    .await;
    for (names, row) in [(["x", "x) y"], None), (["x", "y"], Some(2))] {
        let rows = Table::records("t", ["name"], names.map(|name| [name]));
        let error = blink::copy_to_table(&mut db.client, rows).await.unwrap_err();
        assert_eq!((error.sqlstate(), error.row()), (Some("23503"), row), "{error:#}");
    }
}

#[tokio::test]
async fn an_exclusion() {
    let mut db = Db::new("").await;
    let bad = Row { a: Some(2), ..good(6) };
    let schema = "CREATE TABLE t (id int8, a int4, b int4,
        CONSTRAINT apart EXCLUDE USING gist (int4range(a, a + b) WITH &&))";
    assert_all(&refused(&mut db, schema, bad).await, Some(6), "23P01", Some("apart"));
}

#[tokio::test]
async fn a_partitioned_table() {
    let mut db = Db::new("").await;
    let parted = "CREATE TABLE t (id int8, a int4, b int4, PRIMARY KEY (id), CONSTRAINT small CHECK (a < 100)) PARTITION BY RANGE (id);
        CREATE TABLE low PARTITION OF t FOR VALUES FROM (0) TO (6);
        CREATE TABLE high PARTITION OF t FOR VALUES FROM (6) TO (100)";
    let errors = refused(&mut db, parted, Row { id: 2, ..good(6) }).await;
    assert_all(&errors, Some(6), "23505", Some("low_pkey"));
    let errors = refused(
        &mut db,
        parted,
        Row {
            a: Some(100),
            ..good(6)
        },
    )
    .await;
    assert_all(&errors, Some(6), "23514", Some("small"));
    let errors = refused(&mut db, parted, Row { id: 1000, ..good(6) }).await;
    assert_all(&errors, Some(6), "23514", None);
    let keyed = format!("{PAIRS}; {parted}; ALTER TABLE t ADD CONSTRAINT known FOREIGN KEY (a) REFERENCES pairs (a)");
    let errors = refused(&mut db, &keyed, Row { a: Some(42), ..good(6) }).await;
    assert_all(&errors, Some(6), "23503", Some("known"));
    // One that only a partition has.
    let keyed =
        format!("{PAIRS}; {parted}; ALTER TABLE high ADD CONSTRAINT known FOREIGN KEY (a) REFERENCES pairs (a)");
    let errors = refused(&mut db, &keyed, Row { a: Some(42), ..good(6) }).await;
    assert_all(&errors, None, "23503", Some("known"));
    assert!(errors.iter().all(|error| error.rows() == Some(5..=8)), "{errors:?}");
}

/// An error that a trigger raises names the row before it is stored, and the whole command after.
#[tokio::test]
async fn a_trigger_that_refuses() {
    let mut db = Db::new("").await;
    let schema = |when: &str| {
        format!(
            "{PLAIN}; CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                 IF new.a = 42 THEN RAISE EXCEPTION 'no 42' USING HINT = 'try 43'; END IF; RETURN new; END $$;
             CREATE TRIGGER refuse {when} INSERT ON t FOR EACH ROW EXECUTE FUNCTION refuse()"
        )
    };
    let bad = Row { a: Some(42), ..good(6) };
    let errors = refused(&mut db, &schema("BEFORE"), bad).await;
    assert_all(&errors, Some(6), "P0001", None);
    assert!(
        format!("{:#}", errors[0]).ends_with("no 42 (SQLSTATE P0001); hint: try 43"),
        "{errors:?}"
    );
    let errors = refused(&mut db, &schema("AFTER"), bad).await;
    assert_all(&errors, None, "P0001", None);
    assert!(errors.iter().all(|error| error.rows() == Some(5..=8)), "{errors:?}");
}

/// The server says what key it is about, and no longer knows the row.
#[tokio::test]
async fn a_constraint_that_is_checked_at_commit() {
    let mut db = Db::new("").await;
    let deferred = "DEFERRABLE INITIALLY DEFERRED";
    let bad = Row { a: Some(42), ..good(6) };
    let schema = format!("{PAIRS}; CREATE TABLE t (id int8, a int4 REFERENCES pairs (a) {deferred}, b int4)");
    let errors = refused(&mut db, &schema, bad).await;
    assert_all(&errors, None, "23503", Some("t_a_fkey"));
    assert!(format!("{:#}", errors[0]).contains("Key (a)=(42)"), "{errors:?}");
    let schema = format!("CREATE TABLE t (id int8 PRIMARY KEY {deferred}, a int4, b int4)");
    let errors = refused(&mut db, &schema, Row { id: 2, ..good(6) }).await;
    assert_all(&errors, None, "23505", Some("t_pkey"));
    let schema = format!(
        "{PAIRS}; CREATE TABLE t (id int8, a int4, b int4) PARTITION BY RANGE (id);
         CREATE TABLE low PARTITION OF t FOR VALUES FROM (0) TO (100);
         ALTER TABLE t ADD CONSTRAINT known FOREIGN KEY (a) REFERENCES pairs (a) {deferred}"
    );
    // The partition, which is none of the declared tables, as the server names it.
    for error in refused(&mut db, &schema, bad).await {
        assert_eq!(
            (error.table(), error.constraint()),
            (Some("public.low"), Some("known")),
            "{error:#}"
        );
    }
}

/// A value that is quoted in the error's context may look like a context itself.
#[tokio::test]
async fn a_value_that_looks_like_an_errors_place() {
    let mut db = Db::new("CREATE TABLE t (id int4, name int4)").await;
    for value in [
        "COPY t, line 9, column id",
        "x\nCOPY t, line 9",
        "column name of",
        " name",
    ] {
        let rows = (1..=3).map(move |id| [if id == 2 { value.to_owned() } else { id.to_string() }, "1".to_owned()]);
        let error = blink::copy_to_table(&mut db.client, Table::records("t", ["id", "name"], rows))
            .await
            .unwrap_err();
        assert_eq!(
            (error.table(), error.row(), error.column()),
            (Some("t"), Some(2), Some("id")),
            "{error:#}"
        );
    }
    assert_eq!(db.count("t").await, 0);
    db.works().await;
}
