//! Maps and lists in records: JSON, hstore, arrays, and what they cannot become.

use super::*;

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

#[tokio::test]
async fn the_nan_of_an_f32_was_written_into_json() {
    for value in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
        for (ty, value) in [
            ("jsonb", Value::from(value)),
            ("json", Value::from_iter([value])),
            ("text", map([("n", value.into())])),
        ] {
            let error = through(ty, value).await.unwrap_err();
            let text = format!("{error:#}");
            assert!(text.starts_with("table t, row 1, column v"), "{text}");
            assert!(text.contains("JSON has no number"), "{text}");
        }
    }
    assert_eq!(through("text", f32::NEG_INFINITY).await.unwrap(), "-Infinity");
    assert_eq!(through("float4", f32::NAN).await.unwrap(), "NaN");
    assert_eq!(through("jsonb", 0.1_f32).await.unwrap(), "0.1");
}

#[tokio::test]
async fn a_number_with_a_comma_became_two_elements() {
    for digits in ["1,5", "NaN", "01", "1],[2"] {
        let list = Value::Array(vec![Value::Number(digits.to_owned())]);
        let text = format!("{:#}", through("jsonb", list).await.unwrap_err());
        assert!(text.contains(&format!("JSON has no number {digits}")), "{text}");
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
