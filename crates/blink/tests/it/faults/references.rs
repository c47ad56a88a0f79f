//! The row of a reference to nothing, by keys of all types: the server's message has the key as text, and not the row.

use blink::{Error, Table, ToRow};
use postgres_types::private::BytesMut;
use postgres_types::{FromSql, IsNull, ToSql, Type, to_sql_checked};

use crate::arrivals::{ROUTES, Route};
use crate::support::{Db, since};

/// A value as the bytes that the server sends.
#[derive(Clone, Debug)]
struct Raw(Vec<u8>);

impl<'a> FromSql<'a> for Raw {
    fn from_sql(_: &Type, bytes: &'a [u8]) -> Result<Self, blink::BoxError> {
        Ok(Self(bytes.to_owned()))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

impl ToSql for Raw {
    fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, blink::BoxError> {
        out.extend_from_slice(&self.0);
        Ok(IsNull::No)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

#[derive(Clone, Debug, ToRow)]
#[blink(table = "t")]
struct Row {
    key: Raw,
    other: &'static str,
}

/// The server's settings that its texts depend on, as Blink writes them.
const SETTINGS: &str = "SET DateStyle = 'ISO, DMY'; SET IntervalStyle = postgres; SET TimeZone = 'UTC'";

/// The bytes of this literal.
async fn raw(db: &Db, ty: &str, literal: &str) -> Raw {
    let sql = format!("SELECT '{literal}'::{ty}");
    db.client.query_one(&sql, &[]).await.expect(&sql).get(0)
}

/// Fills three rows, of which the second has this key, and the others one that is there.
async fn dangling(db: &mut Db, route: Route, types: &str, ty: &str, key: &str, there: &str) -> Error {
    let other = match route {
        Route::Binary => "text",
        Route::Text => "interval",
    };
    db.again(&format!(
        "{SETTINGS}; {types} CREATE TABLE parents (key {ty} PRIMARY KEY); INSERT INTO parents VALUES ('{there}');
         CREATE TABLE t (key {ty} REFERENCES parents, other {other})"
    ))
    .await;
    let keys = [
        raw(db, ty, there).await,
        raw(db, ty, key).await,
        raw(db, ty, there).await,
    ];
    let rows = keys.map(|key| Row { key, other: "1 day" });
    let inserted = db.insert(Table::from_rows(rows.to_vec())).await;
    assert_eq!(db.count("t").await, 0, "{ty} {key}");
    inserted.expect_err(key)
}

async fn assert_all_found(keys: &[(&str, &str, &[&str])]) {
    assert_all_found_of("", keys).await;
}

/// The row is found, whichever of these keys it has, and whichever way it travels: each type with a key that is there.
async fn assert_all_found_of(types: &str, keys: &[(&str, &str, &[&str])]) {
    let mut db = Db::new("").await;
    for (ty, there, dangling_keys) in keys {
        for key in *dangling_keys {
            for route in ROUTES {
                let error = dangling(&mut db, route, types, ty, key, there).await;
                assert_eq!(
                    (error.sqlstate(), error.row()),
                    (Some("23503"), Some(2)),
                    "{ty}, {route:?}: {error:#}"
                );
            }
        }
    }
}

const TIMESTAMPS: [&str; 5] = [
    "2024-02-29 12:00",
    "1969-12-31 23:59:59.9",
    "0044-03-15 12:00:00.000001 BC",
    "infinity",
    "-infinity",
];

#[tokio::test]
async fn a_time_was_not_found() {
    assert_all_found(&[
        (
            "date",
            "2000-01-01",
            &["2024-02-29", "0044-03-15 BC", "12024-01-01", "infinity", "-infinity"],
        ),
        (
            "time",
            "00:00",
            &["12:00", "23:59:59.999999", "00:00:00.5", "00:00:00.00001", "24:00"],
        ),
        (
            "timetz",
            "00:00+00",
            &[
                "12:00-05",
                "12:00:00.25+05:45",
                "23:59:59.999999-15:59:59",
                "00:00+00:00:07",
            ],
        ),
        ("timestamp", "2000-01-01", &TIMESTAMPS),
        ("timestamptz", "2000-01-01", &TIMESTAMPS),
        (
            "interval",
            "1 second",
            &[
                "0",
                "1 day",
                "-1 day",
                "1 mon",
                "2 years 1 mon 3 days 04:05:06.789",
                "-1 year -2 mons +3 days -00:00:00.5",
                "-1 mon +00:00:01",
                "-1 mon +1 day 00:00:01",
                "1 day -25:00:00",
                "-178956970 years -8 mons",
                "-00:00:01",
                "1000:00:00",
            ],
        ),
    ])
    .await;
}

#[tokio::test]
async fn an_infinite_interval_is_found() {
    if since("an_infinite_interval_is_found", "infinite interval", 17) {
        assert_all_found(&[("interval", "1 second", &["infinity", "-infinity"])]).await;
    }
}

#[tokio::test]
async fn an_address_was_not_found() {
    if !blink_testdb::needs_a_whole_server("an_address_was_not_found") {
        return;
    }
    assert_all_found(&[
        (
            "inet",
            "10.0.0.1",
            &[
                "10.0.0.2",
                "10.0.0.1/8",
                "::1",
                "::",
                "fe80::1",
                "::1.2.3.4",
                "::2:0",
                "::ffff:1.2.3.4",
                "2001:db8::/32",
                "1:0:2::3",
            ],
        ),
        (
            "cidr",
            "10.0.0.0/8",
            &["10.0.0.2", "0.0.0.0/0", "::1", "2001:db8::/32", "::/0"],
        ),
        ("macaddr", "08:00:2b:01:02:03", &["08:00:2b:01:02:04"]),
        (
            "macaddr8",
            "08:00:2b:01:02:03:04:05",
            &["08:00:2b:01:02:04", "ff:00:2b:01:02:03:04:05"],
        ),
    ])
    .await;
}

#[tokio::test]
async fn a_float_with_an_exponent_was_not_found() {
    let small = [
        "0.0001",
        "0.00001",
        "1e-30",
        "-1.25e-07",
        "-0.5",
        "NaN",
        "Infinity",
        "-Infinity",
    ];
    let float4 = [
        &small[..],
        &["999999", "1000000", "1.234567e+06", "3.4028235e+38", "1e-45"],
    ]
    .concat();
    let float8 = [
        &small[..],
        &[
            "999999999999999",
            "1e15",
            "123456789012345680",
            "1.7976931348623157e+308",
            "5e-324",
            "0.1",
        ],
    ]
    .concat();
    assert_all_found(&[("float4", "0", &float4), ("float8", "0", &float8)]).await;
}

#[tokio::test]
async fn a_key_of_any_other_type_is_found() {
    assert_all_found(&[
        ("bool", "false", &["true"]),
        ("\"char\"", "a", &["b", ""]),
        ("int2", "1", &["-32768"]),
        ("int8", "1", &["-9223372036854775808"]),
        ("oid", "1", &["4294967295"]),
        ("numeric", "1", &["0", "-12.340", "1e20", "0.00001", "NaN"]),
        ("text", "a", &["", "ä, \"b\" (c)=\\", "x\ty"]),
        ("name", "a", &["b"]),
        ("bytea", "a", &["", "\\x00ff"]),
        (
            "uuid",
            "00000000-0000-0000-0000-000000000000",
            &["a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"],
        ),
        ("bit(9)", "000000000", &["101010101"]),
        ("varbit", "0", &["", "1010101010"]),
        ("pg_lsn", "0/0", &["16/B374D848", "0/A"]),
    ])
    .await;
}

#[tokio::test]
async fn an_array_a_composite_or_a_range_was_not_found() {
    let types = "CREATE TYPE pair AS (n int4, name text); CREATE TYPE mood AS ENUM ('sad', 'not \"ok\"');
        CREATE DOMAIN day AS date;";
    assert_all_found_of(
        types,
        &[
            ("int4[]", "{}", &["{1,NULL,-3}", "{{1,2},{3,4}}", "[0:1]={1,2}"]),
            (
                "text[]",
                "{}",
                &[r#"{a,"","NULL",null,"b c","{","d,e","\"","\\","ä;"}"#],
            ),
            ("timestamp[]", "{}", &["{2024-02-29 12:00,infinity}"]),
            (
                "pair",
                "(0,)",
                &["(1,a)", "(,a)", r#"(2,"")"#, r#"(3,"a, \"b\" (c) \\")"#, "(4,[NULL])"],
            ),
            ("pair[]", "{}", &[r#"{"(1,a)",NULL,"(,\"\")"}"#]),
            ("int4range", "empty", &["[1,5)", "(,5)", "(,)"]),
            (
                "tsrange",
                "empty",
                &["[2024-02-29 12:00,2024-03-01 12:00:00.5]", "[infinity,)"],
            ),
            ("daterange", "empty", &["[2024-02-29,2024-03-01)"]),
            ("mood", "sad", &["not \"ok\""]),
            ("day", "2000-01-01", &["2024-02-29"]),
        ],
    )
    .await;
}
