//! Rows whose columns are known only at run time.

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

fn map(members: impl IntoIterator<Item = (&'static str, Value)>) -> Value {
    Value::Object(
        members
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect(),
    )
}

#[tokio::test]
async fn maps_and_lists_become_json() {
    let value = || {
        map([
            ("a", Value::from_iter([1, 2])),
            ("quote\"\\", map([("n", Value::Null), ("t", true.into())])),
            ("text", "line\n\u{1}\u{7f}é🦀".into()),
            (
                "exact",
                Value::Number("12345678901234567890.123456789012345678901234567890".to_owned()),
            ),
            ("empty", Value::Array(vec![])),
        ])
    };
    let written = r#"{"a":[1,2],"quote\"\\":{"n":null,"t":true},"text":"line\u000a\u0001DELé🦀","exact":12345678901234567890.123456789012345678901234567890,"empty":[]}"#
        .replace("DEL", "\u{7f}");
    assert_eq!(through("json", value()).await.unwrap(), written);
    assert_eq!(through("text", value()).await.unwrap(), written);
    let stored = through("jsonb", value()).await.unwrap();
    assert!(
        stored.contains("12345678901234567890.123456789012345678901234567890"),
        "{stored}"
    );
    // A list into jsonb: Blink for Elixir needs a string.
    assert_eq!(
        through("jsonb", Value::from_iter(["a", "b"])).await.unwrap(),
        r#"["a", "b"]"#
    );
    assert_eq!(through("jsonb", Value::Array(vec![])).await.unwrap(), "[]");
    // A text is a document.
    assert_eq!(
        through("jsonb", r#"{"b": 1, "a": "\\"}"#).await.unwrap(),
        r#"{"a": "\\", "b": 1}"#
    );
    assert_eq!(through("jsonb", 1.5).await.unwrap(), "1.5");
    for value in [
        Value::from(f64::NAN),
        Value::from_iter([f64::INFINITY]),
        Value::Bytes(vec![1]),
    ] {
        let error = through("jsonb", value).await.unwrap_err();
        assert!(error.to_string().starts_with("table t, row 1, column v"), "{error}");
    }
}

/// Returns why this value is refused as the third of a column, having looked that all is as it was.
async fn refused(schema: &str, value: Value) -> String {
    let mut db = Db::new(schema).await;
    let rows = [Value::Null, Value::Null, value].map(|value| [value]);
    let error = fill(&mut db, "t", &["v"], rows).await.unwrap_err();
    let place = (error.table(), error.row(), error.column());
    assert_eq!(place, (Some("t"), Some(3), Some("v")), "{error:#}");
    assert_eq!(db.count("t").await, 0);
    db.works().await;
    format!("{error:#}")
}

/// It was sent as JSON: "malformed record literal".
#[tokio::test]
async fn a_map_or_list_into_a_composite_says_how_to_write_one() {
    let schema = "CREATE TYPE address AS (street text, zip text); CREATE DOMAIN home AS address;";
    for (ty, value) in [
        ("address", map([("street", "a".into()), ("zip", "b".into())])),
        ("address", Value::from_iter(["a", "b"])),
        ("home", map([])),
        ("address[]", Value::Array(vec![map([])])),
    ] {
        let error = refused(&format!("{schema} CREATE TABLE t (v {ty})"), value).await;
        let advice = "cannot be sent as the composite type address: write it as one text, such as (\"street\",\"zip\")";
        assert!(error.ends_with(advice), "{error}");
    }
    let mut db = Db::new(&format!("{schema} CREATE TABLE t (v address, w address[])")).await;
    let written = "(\"Main St, 1\",\"12345\")";
    fill(
        &mut db,
        "t",
        &["v", "w"],
        [[Value::from(written), Value::from_iter([written])]],
    )
    .await
    .unwrap();
    assert_eq!(db.one("SELECT (v).street, (w[1]).zip FROM t").await, "Main St, 1|12345");
}

/// It was sent as JSON: "Unexpected end of string".
#[tokio::test]
async fn maps_become_hstore() {
    let schema = "CREATE DOMAIN pairs AS hstore; CREATE TABLE t (v hstore, w hstore[], x pairs)";
    let mut db = Db::new("").await;
    if db.client.batch_execute("CREATE EXTENSION hstore").await.is_err() {
        return blink_testdb::leave_out("records::maps_become_hstore", "the server has no hstore");
    }
    db.client.batch_execute(schema).await.unwrap();
    let value = || {
        map([
            ("a \"\\,=>", "b \"\\,=>NULL".into()),
            ("null", Value::Null),
            ("NULL", "NULL".into()),
            ("", "".into()),
            ("n", Value::Number("1.50".to_owned())),
            ("yes", true.into()),
        ])
    };
    let rows = [[value(), Value::Array(vec![value(), Value::Null]), value()]];
    fill(&mut db, "t", &["v", "w", "x"], rows).await.unwrap();
    let keys = "ARRAY['a \"\\,=>', 'null', 'NULL', '', 'n', 'yes']";
    let stored = r#"{"b \"\\,=>NULL",NULL,"NULL","",1.50,true}"#;
    for column in ["v", "w[1]", "x"] {
        let found = db.one(&format!("SELECT ({column}) -> {keys} FROM t")).await;
        assert_eq!(found, stored, "{column}");
    }
    fill(&mut db, "t", &["v"], [[json!({"a": 1, "b": null})], [json!({})]])
        .await
        .unwrap();
    let stored = db.rows("SELECT v FROM t WHERE w IS NULL ORDER BY v::text").await;
    assert_eq!(stored, ["", r#""a"=>"1", "b"=>NULL"#]);

    for (value, why) in [
        (
            map([("a", map([]))]),
            "an hstore holds only texts, but \"a\" is a list or an object",
        ),
        (
            Value::from_iter(["a"]),
            "a list cannot be sent as hstore; send an object or a text",
        ),
        (
            map([("a", 1.into()), ("a", 2.into())]),
            "the object has the key \"a\" twice, and an hstore has each key once",
        ),
    ] {
        let error = refused("CREATE EXTENSION hstore; CREATE TABLE t (v hstore)", value).await;
        assert!(error.ends_with(why), "{error}");
    }
}

#[tokio::test]
async fn json_goes_through_a_domain_too() {
    let mut db = Db::new("CREATE DOMAIN doc AS jsonb; CREATE TABLE t (v doc, w doc[])").await;
    let row = [
        map([("a", 1.into())]),
        Value::Array(vec![map([("b", Value::Null)]), Value::Null]),
    ];
    fill(&mut db, "t", &["v", "w"], [row]).await.unwrap();
    assert_eq!(db.one("SELECT * FROM t").await, r#"{"a": 1}|{"{\"b\": null}",NULL}"#);
}

#[tokio::test]
async fn any_json_arrives_in_jsonb() {
    let mut db = Db::new("CREATE TABLE t (id int4, v jsonb, w jsonb, x json)").await;
    let values = some(documents_of(4));
    let columns = ["id", "v", "w", "x"];
    // As serde_json has it, as a Value in a list, where a string is a string, and as json.
    let rows = values.clone().into_iter().enumerate().map(|(id, value)| {
        let id = i64::try_from(id).unwrap();
        let listed = Value::Array(vec![value.clone().into()]);
        let listed = match value {
            serde_json::Value::Null => Value::Null,
            _ => listed,
        };
        vec![id.into(), json_text(&value), listed, json_text(&value)]
    });
    fill(&mut db, "t", &columns, rows).await.unwrap();
    let arrived = db
        .client
        .query("SELECT v, w -> 0, x FROM t ORDER BY id", &[])
        .await
        .unwrap();
    for (row, value) in arrived.iter().zip(&values) {
        for column in 0..3 {
            let got = row.get::<_, Option<serde_json::Value>>(column).unwrap_or_default();
            assert_eq!(got, *value, "column {column}");
        }
    }
    db.client.batch_execute("TRUNCATE t").await.unwrap();
    let rows = values
        .clone()
        .into_iter()
        .enumerate()
        .map(|(id, value)| json!([id, value, [value], value]));
    fill(&mut db, "t", &columns, rows).await.unwrap();
    let arrived = db
        .client
        .query("SELECT v, w -> 0, x FROM t ORDER BY id", &[])
        .await
        .unwrap();
    assert_eq!(arrived.len(), values.len());
    for (row, value) in arrived.iter().zip(&values) {
        for column in 0..3 {
            let got = row.get::<_, Option<serde_json::Value>>(column).unwrap_or_default();
            assert_eq!(got, *value, "column {column}");
        }
    }
}

/// The document as a text; null is NULL.
fn json_text(value: &serde_json::Value) -> Value {
    (!value.is_null()).then(|| value.to_string()).into()
}

#[tokio::test]
async fn a_json_string_is_a_string_in_json_and_its_content_elsewhere() {
    let mut db = Db::new("CREATE TABLE t (a jsonb, b text, c jsonb[], d text[], e json)").await;
    let row = json!({"a": "1", "b": "1", "c": ["1", {"k": "v"}, null, [2]], "d": ["1", null, "NULL"], "e": "{"});
    fill(&mut db, "t", &["a", "b", "c", "d", "e"], [row]).await.unwrap();
    assert_eq!(
        db.one("SELECT * FROM t").await,
        r#""1"|1|{"\"1\"","{\"k\": \"v\"}",NULL,[2]}|{1,NULL,"NULL"}|"{""#
    );
}

#[tokio::test]
async fn lists_become_arrays() {
    let list = |texts: &[Option<&str>]| texts.iter().map(|text| Value::from(*text)).collect::<Value>();
    let nasty = [
        Some("NULL"),
        None,
        Some(""),
        Some("{a,b}"),
        Some("\"\\"),
        Some("a b"),
        Some("\t\n"),
    ];
    assert_eq!(
        through("text[]", list(&nasty)).await.unwrap(),
        "{\"NULL\",NULL,\"\",\"{a,b}\",\"\\\"\\\\\",\"a b\",\"\t\n\"}"
    );
    assert_eq!(through("int4[]", Value::from_iter([1, -2])).await.unwrap(), "{1,-2}");
    assert_eq!(through("int4[]", Value::Array(vec![])).await.unwrap(), "{}");
    let nested = [[Some(1), None], [Some(3), Some(4)]]
        .into_iter()
        .map(Value::from_iter)
        .collect::<Value>();
    assert_eq!(through("int8[]", nested).await.unwrap(), "{{1,NULL},{3,4}}");
    let empties = Value::Array(vec![Value::Array(vec![]), Value::Array(vec![])]);
    assert_eq!(through("int8[]", empties).await.unwrap(), "{}");
    let ragged = Value::Array(vec![Value::from_iter([1]), Value::from_iter([1, 2])]);
    assert!(through("int8[]", ragged).await.is_err());
    // A text is a literal of the array's own.
    assert_eq!(through("int4[]", "[0:1]={1,2}").await.unwrap(), "[0:1]={1,2}");
    assert_eq!(
        through("bytea[]", Value::Array(vec![Value::Bytes(vec![0, 92])]))
            .await
            .unwrap(),
        r#"{"\\x005c"}"#
    );
    assert_eq!(
        through("date[]", Value::from_iter(["2024-02-29"])).await.unwrap(),
        "{2024-02-29}"
    );
    // The only built-in type whose arrays have another delimiter.
    assert_eq!(
        through("box[]", Value::from_iter(["(1,1),(0,0)", "(2,2),(0,0)"]))
            .await
            .unwrap(),
        "{(1,1),(0,0);(2,2),(0,0)}"
    );
}

#[tokio::test]
async fn lists_in_domains_and_of_domains() {
    let schema = "CREATE DOMAIN pair AS int4[] CHECK (array_length(value, 1) = 2); CREATE DOMAIN tag AS text;
        CREATE TABLE t (a pair, b pair[], c tag[])";
    let mut db = Db::new(schema).await;
    let pair = || Value::from_iter([1, 2]);
    let row = [
        pair(),
        Value::Array(vec![pair(), pair()]),
        Value::from_iter(["NULL", "a\""]),
    ];
    fill(&mut db, "t", &["a", "b", "c"], [row]).await.unwrap();
    assert_eq!(
        db.one("SELECT * FROM t").await,
        r#"{1,2}|{"{1,2}","{1,2}"}|{"NULL","a\""}"#
    );
}

#[tokio::test]
async fn any_list_of_texts_arrives() {
    let mut db = Db::new("CREATE TABLE t (id int4, v text[], w text[])").await;
    let lists = some(proptest::collection::vec(proptest::option::weighted(0.8, text()), 0..5));
    let rows = lists.clone().into_iter().enumerate().map(|(id, list)| {
        let list = list.into_iter().map(Value::from).collect::<Value>();
        let nested = Value::Array(vec![list.clone(), list.clone()]);
        vec![Value::from(i64::try_from(id).unwrap()), list, nested]
    });
    fill(&mut db, "t", &["id", "v", "w"], rows).await.unwrap();
    let arrived = db
        .client
        .query(
            "SELECT v, ARRAY(SELECT unnest(w)), array_ndims(w) FROM t ORDER BY id",
            &[],
        )
        .await
        .unwrap();
    for (row, list) in arrived.iter().zip(&lists) {
        assert_eq!(row.get::<_, Vec<Option<String>>>(0), *list);
        assert_eq!(row.get::<_, Vec<Option<String>>>(1), [&list[..], &list[..]].concat());
        assert_eq!(row.get::<_, Option<i32>>(2), (!list.is_empty()).then_some(2));
    }
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
