//! Rows of all types, as the server writes them, through files of any dialect and back: equal by SQL.

use std::fmt::Write as _;

use blink_files::{CsvFile, CsvOptions, EmptyField, Encoding, Escape, NullWord, Target};
use csv::{QuoteStyle, Terminator, WriterBuilder};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{Config, TestRunner};

use crate::support::Db;

/// Types whose values Blink reads itself, each with an expression for a value of row `i`. `r` is a random number from 0
/// to 1 of the row, `k` a whole one below 1000 of the column and the row.
const PARSED: &[(&str, &str)] = &[
    ("bool", "k % 2 = 0"),
    ("smallint", "(r * 65535 - 32768)::smallint"),
    (
        "integer",
        "CASE k % 9 WHEN 0 THEN -2147483648 WHEN 1 THEN 2147483647 ELSE k - 500 END",
    ),
    (
        "bigint",
        "CASE k % 9 WHEN 0 THEN -9223372036854775808 ELSE (r * 1e18)::bigint - k END",
    ),
    ("oid", "(r * 4294967295)::bigint::oid"),
    (
        "real",
        "CASE k % 9 WHEN 0 THEN 'NaN' WHEN 1 THEN '-Infinity' ELSE (r * 1e10)::text END::real",
    ),
    (
        "double precision",
        "CASE k % 9 WHEN 0 THEN '-0' WHEN 1 THEN '1e-300' ELSE (r / (k + 1))::text END::float8",
    ),
    (
        "numeric",
        "CASE k % 9 WHEN 0 THEN 'NaN'::numeric WHEN 1 THEN 10::numeric ^ 200 ELSE (r - 0.5)::numeric * k END",
    ),
    ("numeric(12,3)", "(r * 1e8)::numeric(12,3) - k"),
    ("money", "(k - 500)::numeric::money"),
    ("text", "t"),
    ("varchar(60)", "left(t, 60)"),
    ("character(7)", "left(translate(t, E'\\n\\r ', ''), 7)"),
    ("name", "left('n' || t, 20)::name"),
    ("\"char\"", "chr(65 + k % 26)::\"char\""),
    ("bytea", "decode(md5(k::text), 'hex')"),
    (
        "date",
        "CASE k % 9 WHEN 0 THEN 'infinity' WHEN 1 THEN '0044-03-15 BC' ELSE (DATE '1890-01-01' + k * 137)::text END::date",
    ),
    (
        "time",
        "CASE k % 9 WHEN 0 THEN '24:00:00' ELSE (TIME '00:00:00' + r * INTERVAL '1 day')::text END::time",
    ),
    ("time(2)", "(TIME '00:00:00' + k * INTERVAL '1.01 s')::time(2)"),
    ("timetz", "('12:34:56.789'::time + k * INTERVAL '1 min')::text::timetz"),
    (
        "timestamp",
        "CASE k % 9 WHEN 0 THEN '-infinity' ELSE (TIMESTAMP '1700-01-01' + r * INTERVAL '400 years')::text END::timestamp",
    ),
    (
        "timestamptz",
        "CASE k % 9 WHEN 0 THEN 'infinity' ELSE (TIMESTAMPTZ '1970-01-01' + r * INTERVAL '60 years')::text END::timestamptz",
    ),
    (
        "interval",
        "make_interval(years => k % 5 - 2, days => k, secs => r * 1e5)",
    ),
    ("uuid", "md5(k::text)::uuid"),
    ("json", "json_build_object('a', t, 'b', k, 'c', ARRAY[r, NULL])"),
    (
        "jsonb",
        "jsonb_build_object('a', t, 'b', k, 'c', ARRAY[r::numeric, NULL])",
    ),
    (
        "inet",
        "CASE k % 3 WHEN 0 THEN '2001:db8::1/64' ELSE '10.0.' || k % 256 || '.7' END::inet",
    ),
    ("cidr", "('10.' || k % 256 || '.0.0/16')::cidr"),
    ("macaddr", "left(md5(k::text), 12)::macaddr"),
    ("macaddr8", "left(md5(k::text), 16)::macaddr8"),
    ("bit(5)", "(k % 32)::bit(5)"),
    ("varbit(40)", "substring(k::bit(40) from 1 + k % 40)"),
    (
        "integer[]",
        "CASE k % 9 WHEN 0 THEN '{}' WHEN 1 THEN '{{1,2},{3,NULL}}' ELSE ARRAY[k, NULL, -k]::text END::int[]",
    ),
    ("text[]", "ARRAY[t, NULL, 'NULL', '', '\"', k::text]"),
    (
        "timestamptz[]",
        "ARRAY[TIMESTAMPTZ '2024-01-01' + k * INTERVAL '1 h', NULL]",
    ),
    ("mood", "(ARRAY['happy', 'so, so', 'Ärger'])[1 + k % 3]::mood"),
    ("cents", "(k / 100.0)::cents"),
];

/// Types whose values go to the server as they stand.
const LEFT: &[(&str, &str)] = &[
    ("point", "point(r, k)"),
    ("box", "box(point(r, k), point(k, 1))"),
    ("polygon", "polygon(box(point(0, k), point(k, 1)))"),
    ("int4range", "int4range(k, k + 5)"),
    ("numrange", "numrange(r::numeric, NULL)"),
    ("daterange", "daterange(DATE '2024-02-03' + k, NULL)"),
    (
        "tsrange",
        "tsrange(TIMESTAMP '2024-02-03 04:05:06', TIMESTAMP '2024-02-03 04:05:06' + k * INTERVAL '1 day')",
    ),
    ("tstzrange", "tstzrange(TIMESTAMPTZ '2024-02-03 04:05:06+00', NULL)"),
    ("tsvector", "to_tsvector('simple', 'a b ' || k)"),
    ("tsquery", "to_tsquery('simple', 'a & b' || k)"),
    ("pg_lsn", "('0/' || k)::pg_lsn"),
    ("jsonpath", "'$.a[*] ? (@ > 5)'::jsonpath"),
    ("pair", "ROW(k, t)::pair"),
    ("pair[]", "ARRAY[ROW(k, t)::pair, NULL]"),
    ("interval", "make_interval(days => k)"),
    ("timestamptz", "TIMESTAMPTZ '1970-01-01' + r * INTERVAL '60 years'"),
];

/// Settings under which texts are written and read in other ways.
const SETTINGS: [&str; 4] = [
    "",
    "SET DateStyle = 'SQL, DMY'; SET TimeZone = 'Asia/Kathmandu'; SET IntervalStyle = sql_standard; SET bytea_output = escape",
    "SET DateStyle = 'German'; SET TimeZone = 'America/St_Johns'; SET IntervalStyle = postgres_verbose; SET extra_float_digits = 0",
    "SET DateStyle = 'Postgres, MDY'; SET TimeZone = 'Europe/Berlin'; SET IntervalStyle = iso_8601",
];

const PLAIN: &str = "RESET ALL; SET DateStyle = 'ISO, YMD'; SET TimeZone = 'UTC'; SET IntervalStyle = postgres; SET extra_float_digits = 1";

/// The word that stands for NULL in the files.
const NULL: &str = "(none)";

#[derive(Clone, Debug)]
struct Dialect {
    delimiter: u8,
    quote: u8,
    escape: Escape,
    style: QuoteStyle,
    terminator: Terminator,
    encoding: &'static str,
    has_mark: bool,
    settings: &'static str,
    seed: f64,
}

fn dialects() -> impl Strategy<Value = Dialect> {
    let escapes = prop_oneof![Just(Escape::Doubled), Just(Escape::Backslash)];
    let styles = prop_oneof![
        Just(QuoteStyle::Necessary),
        Just(QuoteStyle::Always),
        Just(QuoteStyle::NonNumeric)
    ];
    let terminators = prop_oneof![Just(Terminator::CRLF), Just(Terminator::Any(b'\n'))];
    let encodings = prop::sample::select(vec!["utf-8", "utf-8", "utf-16le", "utf-16be", "windows-1252"]);
    (
        (
            prop::sample::select(b",;\t|".to_vec()),
            prop::sample::select(b"\"'".to_vec()),
            escapes,
            styles,
            terminators,
        ),
        (
            encodings,
            any::<bool>(),
            prop::sample::select(SETTINGS.to_vec()),
            0.0..1.0,
        ),
    )
        .prop_map(
            |((delimiter, quote, escape, style, terminator), (encoding, has_mark, settings, seed))| Dialect {
                delimiter,
                quote,
                escape,
                style,
                terminator,
                encoding,
                has_mark,
                settings,
                seed,
            },
        )
}

impl Dialect {
    /// A field in the file. The crate writes an escape, but does not escape one.
    fn field(&self, value: Option<&str>) -> String {
        match (value, self.escape) {
            (None, _) => NULL.to_owned(),
            (Some(value), Escape::Doubled) => value.to_owned(),
            (Some(value), Escape::Backslash) => value.replace('\\', "\\\\"),
        }
    }

    /// The file with these rows.
    fn file(&self, header: &[String], rows: &[Vec<Option<String>>]) -> Vec<u8> {
        let mut writer = WriterBuilder::new()
            .delimiter(self.delimiter)
            .quote(self.quote)
            .double_quote(matches!(self.escape, Escape::Doubled))
            .quote_style(self.style)
            .terminator(self.terminator)
            .from_writer(Vec::new());
        writer.write_record(header).unwrap();
        for row in rows {
            writer
                .write_record(row.iter().map(|value| self.field(value.as_deref())))
                .unwrap();
        }
        let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
        self.encoded(&text)
    }

    fn encoded(&self, text: &str) -> Vec<u8> {
        let mark = if self.has_mark { "\u{FEFF}" } else { "" };
        let units = mark.encode_utf16().chain(text.encode_utf16());
        match self.encoding {
            "utf-16le" => units.flat_map(u16::to_le_bytes).collect(),
            "utf-16be" => units.flat_map(u16::to_be_bytes).collect(),
            "windows-1252" => text
                .chars()
                .map(|c| match c {
                    '€' => 0x80,
                    c => u8::try_from(u32::from(c)).unwrap(),
                })
                .collect(),
            _ => format!("{mark}{text}").into_bytes(),
        }
    }

    fn options(&self) -> CsvOptions {
        CsvOptions {
            delimiter: Some(char::from(self.delimiter)),
            quote: Some(Some(char::from(self.quote))),
            escape: Some(self.escape),
            encoding: Encoding::from_name(self.encoding),
            null: vec![NullWord {
                word: NULL.to_owned(),
                in_text: true,
            }],
            empty_as: EmptyField::Text,
            ..Default::default()
        }
    }
}

/// The tables `original` and `loaded` of these types.
fn schema(types: &[(&str, &str)]) -> String {
    let mut columns = String::from("id int");
    for (n, (ty, _)) in types.iter().enumerate() {
        write!(columns, ", c{n} {ty}").unwrap();
    }
    format!(
        "CREATE TYPE mood AS ENUM ('happy', 'so, so', 'Ärger'); CREATE DOMAIN cents AS numeric(6,2) CHECK (VALUE >= 0);
         CREATE TYPE pair AS (a int, b text);
         CREATE TABLE original ({columns}); CREATE TABLE loaded ({columns})"
    )
}

/// The statement that fills `original`.
fn fill(types: &[(&str, &str)], has_nulls: bool, seed: f64) -> String {
    let mut values = String::from("i");
    for (n, (ty, expression)) in types.iter().enumerate() {
        let k = format!("((r * 1000)::int + i * {n}) % 1000");
        let value = format!("(SELECT {expression} FROM (SELECT r, t, {k} AS k) AS s)::{ty}");
        if has_nulls {
            write!(values, ", CASE WHEN (i + {n}) % 7 = 0 THEN NULL ELSE {value} END").unwrap();
        } else {
            write!(values, ", {value}").unwrap();
        }
    }
    // Latin letters alone, so that all encodings have them.
    let texts = "(ARRAY['', 'plain', 'a,b;c|d', E'two\\nlines', E'tab\\tand \\\\ back', 'quo\"te', 'apos''trophe', 'Ä€é', ' spaces ', \
                 E'cr\\r\\nlf', '\"', '''', 'true', '01.02.2024', '1,5', 'NULL', E'\\\\N'])[1 + (r * 997)::int % 17]";
    format!(
        "TRUNCATE original, loaded; SELECT setseed({seed});
         INSERT INTO original SELECT {values} FROM (SELECT i, r, {texts} AS t FROM (SELECT i, random() AS r FROM generate_series(1, 40) i) AS a) AS b"
    )
}

/// The rows of `original`, as the server writes them. Of money Blink reads whole amounts.
async fn written(db: &Db, types: &[(&str, &str)]) -> Vec<Vec<Option<String>>> {
    let columns = types.iter().enumerate().map(|(n, (ty, _))| match *ty {
        "money" => format!("c{n}::numeric::bigint::text"),
        _ => format!("c{n}"),
    });
    let sql = format!(
        "SELECT id, {} FROM original ORDER BY id",
        columns.collect::<Vec<_>>().join(", ")
    );
    db.values(&sql).await
}

async fn all_come_back(types: &[(&str, &str)], cases: u32) {
    let mut db = Db::new(&schema(types)).await;
    let mut header = vec!["id".to_owned()];
    header.extend((0..types.len()).map(|n| format!("c{n}")));
    let mut runner = TestRunner::new(Config {
        failure_persistence: None,
        ..Config::default()
    });
    let locale = db
        .rows("SELECT count(*) FROM pg_collation WHERE collname IN ('de_DE', 'de_DE.utf8')")
        .await;
    for _ in 0..cases {
        let dialect = dialects().new_tree(&mut runner).unwrap().current();
        db.client.batch_execute(PLAIN).await.unwrap();
        let has_nulls = matches!(dialect.style, QuoteStyle::Necessary);
        db.client
            .batch_execute(&fill(types, has_nulls, dialect.seed))
            .await
            .unwrap();
        let rows = written(&db, types).await;
        let file = db.file("rows.csv", dialect.file(&header, &rows));
        let target = Target::read(&mut db.client, &"loaded".into()).await.unwrap().unwrap();
        let file = CsvFile::open(file, target, &dialect.options())
            .unwrap_or_else(|mistakes| panic!("{dialect:?}: {mistakes:#?}"));
        // As `blink load` does for what is left to the server.
        if !file.leaves_values_to_server() {
            db.client.batch_execute(dialect.settings).await.unwrap();
            if locale != ["0"] {
                let german = "SET lc_monetary = 'de_DE.UTF-8'; SET lc_numeric = 'de_DE.UTF-8'";
                db.client.batch_execute(german).await.unwrap();
            }
        }
        if let Err(error) = db.insert(&file).await {
            panic!("{dialect:?}: {error:#}\n{:#?}", file.faults());
        }
        db.client.batch_execute(PLAIN).await.unwrap();
        let differ = "(SELECT 'lost', o::text FROM original o EXCEPT ALL SELECT 'lost', l::text FROM loaded l)
            UNION ALL (SELECT 'made', l::text FROM loaded l EXCEPT ALL SELECT 'made', o::text FROM original o)";
        let differ = db.rows(differ).await;
        assert!(differ.is_empty(), "{dialect:?}\n{}", differ.join("\n"));
        assert_eq!(db.rows("SELECT count(*) FROM loaded").await, ["40"]);
    }
}

#[tokio::test]
async fn rows_of_types_that_are_parsed_come_back_through_any_dialect() {
    all_come_back(PARSED, 100).await;
}

#[tokio::test]
async fn rows_of_types_that_are_left_to_the_server_come_back_through_any_dialect() {
    all_come_back(LEFT, 50).await;
}
