//! Rows whose columns are known only at run time.

mod maps_and_lists;

use std::collections::{BTreeMap, HashMap};

use blink::{BoxError, Error, Record, Seeder, Table, TableName, Value};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use serde_json::json;

use crate::arrivals::text;
use crate::support::Db;
use crate::types::texts::documents_of;

async fn fill<R: Record + Send + 'static>(
    db: &mut Db,
    table: impl Into<TableName>,
    columns: &[&str],
    rows: impl IntoIterator<Item = R, IntoIter: Send> + Send + 'static,
) -> Result<(), Error> {
    let mut seeder = Seeder::new();
    seeder.add_table(Table::records(table, columns.iter().copied(), rows).batch_size(3));
    seeder.insert(&mut db.client).await.map(drop)
}

/// Sends this one value, and gives it back as the server writes it.
async fn through(ty: &str, value: impl Into<Value>) -> Result<String, BoxError> {
    let mut db = Db::new(&format!("CREATE TABLE t (v {ty})")).await;
    fill(&mut db, "t", &["v"], [[value.into()]]).await?;
    Ok(db.one("SELECT v FROM t").await)
}

/// Some hundred of these, to compare with what arrived.
fn some<T: std::fmt::Debug>(values: impl Strategy<Value = T>) -> Vec<T> {
    let mut runner = TestRunner::default();
    (0..300)
        .map(|_| values.new_tree(&mut runner).expect("a value").current())
        .collect()
}

fn object(value: serde_json::Value) -> serde_json::Map<String, serde_json::Value> {
    value.as_object().expect("an object").clone()
}

#[tokio::test]
async fn keys_that_disagree_name_the_row_over_all_batches_and_the_keys() {
    let mut db = Db::new("CREATE TABLE users (id int4, name text, email text)").await;
    let rows = (1..=10).map(|id| match id {
        8 => object(json!({"id": id, "nmae": "x", "emial": null, "email": "e"})),
        _ => object(json!({"id": id, "name": "x", "email": null})),
    });
    let error = fill(&mut db, "users", &["id", "name", "email"], rows)
        .await
        .unwrap_err();
    assert_eq!(
        (error.table(), error.row(), error.column()),
        (Some("users"), Some(8), None)
    );
    assert_eq!(
        format!("{error:#}"),
        "table users, row 8: the value cannot be sent: the record's keys are not the declared columns; missing: name; \
         extra: emial, nmae"
    );
    assert_eq!(db.count("users").await, 0);
    db.works().await;
}

#[tokio::test]
async fn as_many_keys_but_others() {
    let mut db = Db::new("CREATE TABLE t (a text, b text)").await;
    let rows = [HashMap::from([("a".to_owned(), "1"), ("c".to_owned(), "2")])];
    let error = fill(&mut db, "t", &["a", "b"], rows).await.unwrap_err();
    assert!(format!("{error:#}").ends_with("missing: b; extra: c"), "{error:#}");
    let rows = [BTreeMap::from([("a".to_owned(), Value::Null)])];
    let error = fill(&mut db, "t", &["a", "b"], rows).await.unwrap_err();
    assert!(format!("{error:#}").ends_with("missing: b"), "{error:#}");
}

#[tokio::test]
async fn lists_of_another_length() {
    let mut db = Db::new("CREATE TABLE t (a text, b text)").await;
    for wrong in [0, 1, 3] {
        let rows = (1..=5).map(move |row| vec!["x"; if row == 5 { wrong } else { 2 }]);
        let error = fill(&mut db, "t", &["a", "b"], rows).await.unwrap_err();
        assert_eq!((error.table(), error.row()), (Some("t"), Some(5)));
        assert!(
            format!("{error:#}").contains(&format!("has {wrong} values, but 2 columns")),
            "{error:#}"
        );
        assert_eq!(db.count("t").await, 0);
    }
    let error = fill(&mut db, "t", &["a", "b"], [json!("a")]).await.unwrap_err();
    assert!(
        format!("{error:#}").contains("a record is a JSON object or array"),
        "{error:#}"
    );
}

#[tokio::test]
async fn the_order_of_the_keys_does_not_matter() {
    let mut db = Db::new("CREATE TABLE t (id int4, a text, b text)").await;
    // In neither the table's order nor that of the alphabet.
    let rows = [
        vec![
            ("b", Value::from("1b")),
            ("id", Value::from(1)),
            ("a", Value::from("1a")),
        ],
        vec![
            ("id", Value::from(2)),
            ("a", Value::from("2a")),
            ("b", Value::from("2b")),
        ],
    ];
    let maps = rows.map(|row| {
        row.into_iter()
            .map(|(key, value)| (key.to_owned(), value))
            .collect::<HashMap<_, _>>()
    });
    fill(&mut db, "t", &["b", "id", "a"], maps).await.unwrap();
    fill(
        &mut db,
        "t",
        &["a", "b", "id"],
        [object(json!({"id": 3, "b": "3b", "a": "3a"}))],
    )
    .await
    .unwrap();
    fill(&mut db, "t", &["b", "a", "id"], [["4b", "4a", "4"]])
        .await
        .unwrap();
    assert_eq!(
        db.rows("SELECT * FROM t ORDER BY id").await,
        ["1|1a|1b", "2|2a|2b", "3|3a|3b", "4|4a|4b"]
    );
}

const TEXTS: [&str; 21] = [
    "",
    "\\N",
    "NULL",
    "null",
    "\"",
    "'",
    "''",
    "|",
    "\t",
    "\\",
    "\\\\",
    "\r",
    "\n",
    "\r\n",
    "\\.",
    "\n\\.\n",
    "🦀",
    "𝄞é",
    "a,b",
    " ",
    "\u{1}\u{7f}",
];

#[tokio::test]
async fn texts_with_a_meaning_elsewhere_arrive_as_they_were() {
    let mut db = Db::new("CREATE TABLE t (id int4, v text, after text)").await;
    let row =
        |(id, text): (usize, &'static str)| vec![Value::from(i64::try_from(id).unwrap()), text.into(), text.into()];
    fill(
        &mut db,
        "t",
        &["id", "v", "after"],
        TEXTS.into_iter().enumerate().map(row),
    )
    .await
    .unwrap();
    assert_eq!(db.rows("SELECT v FROM t ORDER BY id").await, TEXTS);
    assert_eq!(db.rows("SELECT after FROM t ORDER BY id").await, TEXTS);
    db.client.batch_execute("TRUNCATE t").await.unwrap();
    // Records of texts alone, as of a CSV file; an Option is NULL or not.
    let row = |(id, text): (usize, &str)| vec![Some(id.to_string()), Some(text.to_owned()), None];
    fill(
        &mut db,
        "t",
        &["id", "v", "after"],
        TEXTS.into_iter().enumerate().map(row),
    )
    .await
    .unwrap();
    assert_eq!(db.rows("SELECT v FROM t WHERE after IS NULL ORDER BY id").await, TEXTS);
}

#[tokio::test]
async fn any_text_arrives() {
    let mut db = Db::new("CREATE TABLE t (id int4, v text, w text)").await;
    let texts = some(text());
    let rows = texts
        .clone()
        .into_iter()
        .enumerate()
        .map(|(id, text)| [id.to_string(), text.clone(), text]);
    fill(&mut db, "t", &["id", "v", "w"], rows).await.unwrap();
    let arrived = db.client.query("SELECT v, w FROM t ORDER BY id", &[]).await.unwrap();
    let arrived = arrived
        .iter()
        .map(|row| (row.get(0), row.get(1)))
        .collect::<Vec<(String, String)>>();
    assert_eq!(
        arrived,
        texts.into_iter().map(|text| (text.clone(), text)).collect::<Vec<_>>()
    );
}

#[tokio::test]
async fn an_empty_text_is_not_null_in_a_table_of_one_column() {
    let mut db = Db::new("CREATE TABLE t (v text)").await;
    fill(
        &mut db,
        "t",
        &["v"],
        [[Value::from("")], [Value::Null], [Value::from("\\N")]],
    )
    .await
    .unwrap();
    assert_eq!(db.rows("SELECT v FROM t").await, ["", "∅", "\\N"]);
}

#[tokio::test]
async fn a_nul_in_a_text_is_an_error_with_its_place() {
    let mut db = Db::new("CREATE TABLE t (v text)").await;
    let error = fill(&mut db, "t", &["v"], ["a", "b", "c", "d\0"].map(|text| [text]))
        .await
        .unwrap_err();
    assert_eq!(
        (error.table(), error.row(), error.column()),
        (Some("t"), Some(4), Some("v")),
        "{error:#}"
    );
    assert!(format!("{error:#}").contains("the character NUL"), "{error:#}");
    assert_eq!(db.count("t").await, 0);
    db.works().await;
}

#[tokio::test]
async fn numbers_arrive_exactly() {
    let long = format!("{}.{}", "123456789".repeat(30), "987654321".repeat(30));
    assert_eq!(through("numeric", Value::Number(long.clone())).await.unwrap(), long);
    assert_eq!(through("numeric", long.as_str()).await.unwrap(), long);
    assert_eq!(through("numeric", 0.1).await.unwrap(), "0.1");
    assert_eq!(through("numeric", u64::MAX).await.unwrap(), "18446744073709551615");
    assert_eq!(
        through("numeric(10,2)", Value::Number("12.50".to_owned()))
            .await
            .unwrap(),
        "12.50"
    );
    assert_eq!(through("int8", i64::MIN).await.unwrap(), "-9223372036854775808");
    assert_eq!(through("int8", 3.0).await.unwrap(), "3");
    assert_eq!(
        through("float8", f64::MIN_POSITIVE).await.unwrap(),
        "2.2250738585072014e-308"
    );
    assert_eq!(through("float8", -0.0).await.unwrap(), "-0");
    assert_eq!(through("float8", f64::NEG_INFINITY).await.unwrap(), "-Infinity");
    assert_eq!(through("float4", f32::MAX).await.unwrap(), "3.4028235e+38");
    assert_eq!(through("float8", f64::NAN).await.unwrap(), "NaN");
    assert_eq!(through("text", f64::INFINITY).await.unwrap(), "Infinity");
    assert_eq!(through("bool", true).await.unwrap(), "t");
    assert_eq!(through("text", false).await.unwrap(), "false");
    for (ty, value) in [
        ("int2", Value::from(32_768)),
        ("int4", 1.5.into()),
        ("numeric(3,1)", 100.into()),
    ] {
        let error = through(ty, value).await.unwrap_err();
        assert!(error.to_string().starts_with("table t, row 1"), "{ty}: {error}");
    }
}

#[tokio::test]
async fn json_numbers_arrive_exactly() {
    let mut db = Db::new("CREATE TABLE t (a int8, b numeric, c float8, d text)").await;
    fill(
        &mut db,
        "t",
        &["a", "b", "c", "d"],
        [json!([i64::MIN, u64::MAX, 1e-300, 0.1])],
    )
    .await
    .unwrap();
    assert_eq!(
        db.one("SELECT * FROM t").await,
        "-9223372036854775808|18446744073709551615|1e-300|0.1"
    );
}

#[tokio::test]
async fn dates_and_times_arrive_exactly() {
    for (ty, text) in [
        ("date", "2024-02-29"),
        ("date", "0044-03-15 BC"),
        ("date", "infinity"),
        ("time", "23:59:59.999999"),
        ("timestamp", "1969-12-31 23:59:59.999999"),
        ("timestamptz", "2024-02-29 12:00:00+00"),
        ("interval", "-1 mons +2 days -00:00:03.5"),
        // Blink for Elixir leaves quotes around it.
        ("text", "2024-02-29"),
        ("uuid", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"),
        ("inet", "10.0.0.1/8"),
        ("tsvector", "'a' 'b':1A"),
        ("int4range", "[1,5)"),
    ] {
        let mut db = Db::new(&format!("SET TimeZone = 'UTC'; CREATE TABLE t (v {ty})")).await;
        fill(&mut db, "t", &["v"], [[text]]).await.unwrap();
        assert_eq!(db.one("SELECT v FROM t").await, text, "{ty}");
    }
}

#[tokio::test]
async fn bytes_arrive() {
    let all = (0..=255).collect::<Vec<u8>>();
    let hex = all.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    assert_eq!(through("bytea", all).await.unwrap(), format!("\\x{hex}"));
    assert_eq!(through("bytea", Vec::<u8>::new()).await.unwrap(), "\\x");
}

#[tokio::test]
async fn a_value_that_the_server_cannot_read_is_an_error_with_its_place() {
    let mut db = Db::new("CREATE TABLE t (id int4, v date)").await;
    let rows = (1..=8).map(|id| {
        [
            id.to_string(),
            if id == 7 { "2024-02-30" } else { "2024-02-29" }.to_owned(),
        ]
    });
    let error = fill(&mut db, "t", &["id", "v"], rows).await.unwrap_err();
    let place = (error.table(), error.row(), error.column(), error.sqlstate());
    assert_eq!(place, (Some("t"), Some(7), Some("v"), Some("22008")), "{error:#}");
    assert_eq!(db.count("t").await, 0);
    db.works().await;
}
