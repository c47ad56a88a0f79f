//! Every type's values in both formats, compared with what the server makes of the same values written as SQL.

mod database;
mod expected;
mod refused;
mod values;

use std::ops::Range;

use blink::{BlockRows, EncodeError, EncodedColumn, Format, NumberedRows, Seeder, Table};
use blink_schema::facts::{TypeRef, Types};
use blink_schema::make::encode::Encoder;
use blink_schema::value::Value;
use proptest::strategy::{Strategy as _, ValueTree as _};
use proptest::test_runner::TestRunner;

use database::Db;
use values::Values;

/// The values of each type.
const COUNT: usize = 150;

/// A type, and random values of it.
struct Case {
    ty: &'static str,
    values: Values,
    /// True if the values go in binary, too.
    has_binary: bool,
}

fn case(ty: &'static str, values: Values) -> Case {
    Case {
        ty,
        values,
        has_binary: true,
    }
}

fn text_case(ty: &'static str, values: Values) -> Case {
    Case {
        has_binary: false,
        ..case(ty, values)
    }
}

/// A column `n`, and a column `v` with these values.
struct Rows {
    values: Vec<Value<'static>>,
    encoder: Encoder,
    format: Format,
}

impl NumberedRows for Rows {
    fn rows(&self) -> u64 {
        self.values.len() as u64
    }

    fn encode(&self, numbers: Range<u64>, rows: &mut BlockRows<'_>) -> Result<(), EncodeError> {
        let number = Encoder::new(&int8(), &Types::default());
        for n in numbers {
            let index = Value::Int(i64::try_from(n).unwrap());
            let value = &self.values[usize::try_from(n).unwrap()];
            rows.add(|row| match self.format {
                Format::Binary => {
                    row.binary(|out| number.binary(&index, out))?;
                    row.binary(|out| self.encoder.binary(value, out))
                }
                Format::Text => {
                    row.text(|out| number.text(&index, out))?;
                    row.text(|out| self.encoder.text(value, out))
                }
            })?;
        }
        Ok(())
    }
}

fn int8() -> TypeRef {
    TypeRef {
        oid: 20,
        modifier: -1,
        name: "bigint".to_owned(),
    }
}

async fn send(db: &mut Db, table: &str, values: &[Value<'static>], (ty, types): &(TypeRef, Types), format: Format) {
    let column = |name: &str, type_oid| EncodedColumn {
        name: name.to_owned(),
        type_oid,
    };
    let rows = Rows {
        values: values.to_vec(),
        encoder: Encoder::new(ty, types),
        format,
    };
    let mut seeder = Seeder::new();
    seeder.add_table(Table::numbered(
        table,
        format,
        [column("n", int8().oid), column("v", ty.oid)],
        rows,
    ));
    let sent = seeder.insert(&mut db.client).await;
    sent.unwrap_or_else(|error| panic!("{} in {format}: {error:#}", ty.name));
}

/// The texts of all values, by their numbers.
async fn stored(db: &Db, table: &str) -> Vec<Option<String>> {
    // As the output function writes them, also a composite of NULLs.
    let text = "CASE WHEN num_nulls(v) = 0 THEN format('%s', v) END";
    let rows = db.rows(&format!("SELECT {text} FROM {table} ORDER BY n")).await;
    rows.into_iter().map(|mut row| row.remove(0)).collect()
}

async fn compare(db: &mut Db, case: &Case, runner: &mut TestRunner) {
    let ty = case.ty;
    db.run(&format!(
        "DROP TABLE IF EXISTS expected, sent; CREATE TABLE expected (n int8, v {ty}); CREATE TABLE sent (n int8, v {ty})"
    ))
    .await;
    let mut values = vec![Value::Null];
    values.extend((1..COUNT).map(|_| case.values.new_tree(runner).unwrap().current()));
    let inserts = (0..)
        .zip(&values)
        .map(|(n, value): (usize, _)| format!("INSERT INTO expected VALUES ({n}, ({})::{ty});", expected::sql(value)));
    db.run(&inserts.collect::<Vec<_>>().join("\n")).await;
    let expected = stored(db, "expected").await;
    let facts = db.type_of("sent", "v").await;
    let encoder = Encoder::new(&facts.0, &facts.1);
    assert_eq!(encoder.has_binary(), case.has_binary, "{ty}");
    let mut inputs = vec![values];
    // What the server writes is read as the same, but for amounts with their currency.
    if encoder.reads_literals() && ty != "money" {
        let literal = |text: &Option<String>| text.clone().map_or(Value::Null, |text| Value::Literal(text.into()));
        inputs.push(expected.iter().map(literal).collect());
    }
    for values in inputs {
        for format in [Format::Text, Format::Binary] {
            if format == Format::Binary && !case.has_binary {
                continue;
            }
            db.run("TRUNCATE sent").await;
            send(db, "sent", &values, &facts, format).await;
            for ((stored, expected), value) in stored(db, "sent").await.iter().zip(&expected).zip(&values) {
                assert_eq!(stored, expected, "{ty} in {format}: {value:?}");
            }
        }
    }
}

async fn compare_all(cases: Vec<Case>, schema: &str) {
    let mut db = Db::new().await;
    db.run(schema).await;
    let mut runner = TestRunner::deterministic();
    for case in &cases {
        compare(&mut db, case, &mut runner).await;
    }
}

#[tokio::test]
async fn numbers() {
    let mut cases = vec![
        case("bool", values::bool()),
        case("int2", values::integers(i16::MIN.into(), i16::MAX.into())),
        case("int4", values::integers(i32::MIN.into(), i32::MAX.into())),
        case("int8", values::integers(i64::MIN, i64::MAX)),
        case("oid", values::integers(0, u32::MAX.into())),
        case("float4", values::reals()),
        case("float8", values::doubles()),
        case("numeric", values::any_decimals()),
        case("numeric", values::integers(i64::MIN, i64::MAX)),
        case("numeric(12,3)", values::decimals(12, 3, 1)),
        case("numeric(30,15)", values::decimals(30, 15, 1)),
        case("numeric(5)", values::decimals(5, 0, 1)),
        case("money", values::decimals(18, 2, 1)),
    ];
    if blink_testdb::server().version() >= 15 {
        cases.push(case("numeric(3,5)", values::decimals(3, 5, 1)));
        cases.push(case("numeric(5,-2)", values::decimals(5, 0, 100)));
    }
    compare_all(cases, "").await;
}

#[tokio::test]
async fn texts_and_bytes() {
    let cases = vec![
        case("text", values::any_text()),
        case("varchar", values::any_text()),
        case("varchar(24)", values::any_text()),
        case("char(24)", values::any_text()),
        case("char(5)", values::texts("[a-zä漢]{0,5}")),
        case("name", values::texts("[a-z \"]{0,63}")),
        case("\"char\"", values::texts("[a-zA-Z]?")),
        case("bytea", values::bytes()),
        case("uuid", values::uuids()),
        case("json", values::documents()),
        case("jsonb", values::documents()),
        case("mood", values::texts("sad|very happy|\"quoted\"|ä,b")),
    ];
    compare_all(
        cases,
        r#"CREATE TYPE mood AS ENUM ('sad', 'very happy', '"quoted"', 'ä,b')"#,
    )
    .await;
}

#[tokio::test]
async fn xml_documents() {
    if !blink_testdb::needs_a_whole_server("xml_documents") {
        return;
    }
    let cases = vec![case(
        "xml",
        values::literals(
            "<\\?xml version=\"1\\.0\"( encoding=\"(UTF-8|ISO-8859-1)\")?( standalone=\"yes\")?\\?><a>ä</a>|<b/>|[a-zä]{1,9}",
        ),
    )];
    compare_all(cases, "").await;
}

#[tokio::test]
async fn times() {
    let cases = vec![
        case("date", values::dates()),
        case("time", values::times(1)),
        case("time(2)", values::times(10_000)),
        case("timetz", values::times(1)),
        case(
            "timetz",
            values::literals(
                "([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,5}[1-9])?[+-](0[0-9]|1[0-4])(:[0-5][0-9](:[0-5][0-9])?)?",
            ),
        ),
        case("timestamp", values::timestamps(1)),
        case("timestamp(3)", values::timestamps(1_000)),
        case("timestamptz", values::timestamps(1)),
        case("timestamptz(0)", values::timestamps(1_000_000)),
        case("interval", values::intervals(1, 1, 1)),
        case("interval(3)", values::intervals(1, 1, 1_000)),
        case("interval year", values::intervals(12, 0, 0)),
        case("interval month", values::intervals(1, 0, 0)),
        case("interval year to month", values::intervals(1, 0, 0)),
        case("interval day", values::intervals(1, 1, 0)),
        case("interval day to hour", values::intervals(1, 1, 3_600_000_000)),
        case("interval hour to minute", values::intervals(1, 1, 60_000_000)),
        case("interval day to second(2)", values::intervals(1, 1, 10_000)),
    ];
    compare_all(cases, "").await;
}

#[tokio::test]
async fn literals_of_other_types() {
    if !blink_testdb::needs_a_whole_server("literals_of_other_types") {
        return;
    }
    const POINT: &str = "\\(-?[0-9]{1,3}(\\.[0-9])?,-?[0-9]{1,3}(e-5)?\\)";
    let pattern = |pattern: String| values::literals(Box::leak(pattern.into_boxed_str()));
    let cases = vec![
        case("bit(5)", values::literals("[01]{5}")),
        case("bit", values::literals("[01]")),
        case("varbit", values::literals("[01]{0,20}|x[0-9a-fA-F]{0,5}|B[01]{3}")),
        case("varbit(12)", values::literals("[01]{0,12}|X[0-9a-f]{3}")),
        case(
            "inet",
            values::literals(
                "10\\.[1-9]{2}\\.0\\.[1-9](/(8|24|32))?|2001:db8::[1-9a-f]{1,4}(/(64|128))?|::ffff:10\\.0\\.0\\.1|::1",
            ),
        ),
        case(
            "cidr",
            values::literals("10\\.[1-9]{2}\\.0\\.0/(16|24)|10\\.1\\.2\\.[1-9]|2001:db8:[1-9a-f]{1,4}::/48"),
        ),
        case(
            "macaddr",
            values::literals("08:00:2b(:[0-9a-f]{2}){3}|08-00-2b(-[0-9A-F]{2}){3}"),
        ),
        case("macaddr8", values::literals("08:00:2b(:[0-9a-f]{2}){5}")),
        case("point", pattern(POINT.to_owned())),
        case("line", values::literals("\\{[1-9],-?[0-9]{1,2}\\.5,[0-9]\\}")),
        case("lseg", pattern(format!("\\[{POINT},{POINT}\\]"))),
        case("box", pattern(format!("{POINT},{POINT}"))),
        case(
            "path",
            pattern(format!(
                "\\[{POINT}(,{POINT}){{0,3}}\\]|\\({POINT}(, {POINT}){{0,3}}\\)"
            )),
        ),
        case("polygon", pattern(format!("\\({POINT}(,{POINT}){{1,4}}\\)"))),
        case("circle", pattern(format!("<{POINT},[0-9]\\.5>"))),
        text_case("tsvector", values::literals("'[a-z]{1,5}':[1-9][AB]? 'x y':[1-9]")),
        text_case("int2vector", values::literals("[1-9]{1,3}( [1-9])?")),
        text_case("pg_lsn", values::literals("[1-9A-F]{1,8}/[1-9A-F]{1,8}")),
    ];
    compare_all(cases, "").await;
}

#[tokio::test]
async fn arrays() {
    let cases = vec![
        case("int4[]", values::arrays(values::integers(-9, 999), 1)),
        case("int8[]", values::arrays(values::integers(i64::MIN, i64::MAX), 3)),
        case("text[]", values::arrays(values::any_text(), 1)),
        case("varchar(24)[]", values::arrays(values::any_text(), 2)),
        case("numeric(8,2)[]", values::arrays(values::decimals(8, 2, 1), 1)),
        case("timestamptz[]", values::arrays(values::timestamps(1), 2)),
        case("jsonb[]", values::arrays(values::documents(), 1)),
        case("bytea[]", values::arrays(values::bytes(), 1)),
        case(
            "box[]",
            values::arrays(values::literals("\\([3-4],[3-4]\\),\\([0-2],[0-2]\\)"), 2),
        ),
        case("mood[]", values::arrays(values::texts("sad|a b"), 1)),
        case("interval[]", values::arrays(values::intervals(1, 1, 1), 1)),
    ];
    compare_all(cases, "CREATE TYPE mood AS ENUM ('sad', 'a b')").await;
}

#[tokio::test]
async fn a_list_in_a_list_of_arrays_is_one_element() {
    let mut db = Db::new().await;
    db.run("CREATE DOMAIN numbers AS int2[]; CREATE TABLE sent (n int8, v numbers[])")
        .await;
    let facts = db.type_of("sent", "v").await;
    let list = |numbers: &[i64]| Value::Array(numbers.iter().map(|number| Value::Int(*number)).collect());
    let values = [Value::Array(vec![list(&[1]), list(&[2, 3]), list(&[]), Value::Null])];
    for format in [Format::Text, Format::Binary] {
        db.run("TRUNCATE sent").await;
        send(&mut db, "sent", &values, &facts, format).await;
        assert_eq!(
            stored(&db, "sent").await,
            [Some(r#"{"{1}","{2,3}","{}",NULL}"#.to_owned())]
        );
    }
}

#[tokio::test]
async fn domains_and_composites() {
    let address = || {
        values::rows(vec![
            values::any_text(),
            values::decimals(6, 2, 1),
            values::arrays(values::any_text(), 1),
            values::texts("[a-z]{0,5}"),
        ])
    };
    let cases = vec![
        case("price", values::decimals(8, 2, 1)),
        case("discount", values::decimals(8, 2, 1)),
        case("codes", values::arrays(values::texts("[a-z]{0,5}"), 2)),
        case("address", address()),
        case("address[]", values::arrays(address(), 1)),
        case(
            "customer",
            values::rows(vec![values::integers(0, 9), address(), values::decimals(8, 2, 1)]),
        ),
        case("one", values::rows(vec![values::any_text()])),
    ];
    let schema = "CREATE DOMAIN price AS numeric(8,2); CREATE DOMAIN discount AS price; CREATE DOMAIN code AS varchar(5); \
        CREATE DOMAIN codes AS varchar(5)[]; \
        CREATE TYPE address AS (street text, size numeric(6,2), tags text[], code code); \
        CREATE TYPE customer AS (id int8, home address, discount discount); CREATE TYPE one AS (single text)";
    compare_all(cases, schema).await;
}

#[tokio::test]
async fn ranges() {
    let integers = || values::integers(-1_000, 1_000);
    let mut cases = vec![
        case("int4range", values::ranges(integers())),
        case("int8range", values::ranges(integers())),
        case("numrange", values::ranges(integers())),
        case("daterange", values::ranges(values::some_dates())),
        case("tsrange", values::ranges(values::some_timestamps())),
        case("tstzrange", values::ranges(values::some_timestamps())),
        case("floats", values::ranges(integers())),
        case(
            "tsrange[]",
            values::arrays(values::ranges(values::some_timestamps()), 1),
        ),
        case("span", values::ranges(integers())),
    ];
    // An array of ranges is written as a multirange in the SQL of this test.
    cases.retain(|case| case.ty != "tsrange[]");
    if blink_testdb::server().version() >= 14 {
        cases.push(case("int4multirange", values::lists(values::ranges(integers()))));
        cases.push(case(
            "datemultirange",
            values::lists(values::ranges(values::some_dates())),
        ));
        cases.push(case(
            "tstzmultirange",
            values::lists(values::ranges(values::some_timestamps())),
        ));
    }
    compare_all(
        cases,
        "CREATE TYPE floats AS RANGE (subtype = float8); CREATE DOMAIN span AS int4range",
    )
    .await;
}

#[tokio::test]
async fn types_of_extensions() {
    if !blink_testdb::needs_a_whole_server("types_of_extensions") {
        return;
    }
    let db = Db::new().await;
    let available = db.rows("SELECT name FROM pg_available_extensions").await;
    drop(db);
    let has = |name: &str| available.contains(&vec![Some(name.to_owned())]);
    let words = || values::literals("[a-z]{1,4}(\\.[a-z]{1,4}){0,2}");
    let all = [
        ("citext", case("citext", values::any_text())),
        ("ltree", text_case("ltree", words())),
        (
            "hstore",
            text_case("hstore", values::literals("\"[a-z ]{1,4}\"=>\"[a-z]{0,4}\"")),
        ),
        ("vector", case("vector(2)", values::literals("\\[[1-9]\\.5,-[1-9]\\]"))),
        (
            "postgis",
            text_case("geometry", values::literals("POINT\\([1-9] [1-9]\\)")),
        ),
    ];
    for (extension, case) in all {
        if has(extension) {
            compare_all(vec![case], &format!("CREATE EXTENSION {extension}")).await;
        } else {
            blink_testdb::leave_out("types_of_extensions", &format!("the server has no {extension}"));
        }
    }
}
