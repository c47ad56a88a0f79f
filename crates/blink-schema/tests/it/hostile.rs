//! Schemas that somebody wrote to break whoever fills them: each is filled or refused, and nothing panics, takes all
//! memory or never ends.

use blink_schema::fill;

use crate::trial::connect;

/// Tables, and true if rows can surely be made for them; of the others each row has to be as the constraints ask, or what
/// is in the way be named.
const SCHEMAS: &[(&str, bool)] = &[
    // Sums beyond the type.
    (
        "CREATE TABLE t (a bigint NOT NULL CHECK (a + 9223372036854775807 > 0))",
        true,
    ),
    ("CREATE TABLE t (a int NOT NULL CHECK (a + 2147483647 > 0))", true),
    ("CREATE TABLE t (a int NOT NULL CHECK (a - 2147483647 < 5))", true),
    (
        "CREATE TABLE t (a bigint NOT NULL CHECK (a * 9223372036854775807 >= 0))",
        false,
    ),
    (
        "CREATE TABLE t (a bigint NOT NULL CHECK (abs(a) < 9223372036854775807), UNIQUE (a))",
        true,
    ),
    (
        "CREATE TABLE t (a bigint NOT NULL CHECK (a <= -9223372036854775808))",
        false,
    ),
    (
        "CREATE TABLE t (a bigint NOT NULL UNIQUE CHECK (a > 9223372036854775000))",
        false,
    ),
    (
        "CREATE TABLE t (a bigint NOT NULL CHECK (a % 9223372036854775807 = 0 AND a % 9223372036854775806 = 0 AND a % 9223372036854775805 = 0))",
        false,
    ),
    ("CREATE TABLE t (a int NOT NULL CHECK (a % 0 = 1))", false),
    ("CREATE TABLE t (a int NOT NULL CHECK (1 / a > 0))", false),
    (
        "CREATE TABLE t (a bigint, b bigint, CHECK (a + 9223372036854775807 < b))",
        false,
    ),
    (
        "CREATE TABLE t (a bigint NOT NULL, b bigint NOT NULL, CHECK (b = a * 9223372036854775807))",
        false,
    ),
    // Types at their ends.
    (
        "CREATE TABLE t (a numeric(1000,1000) NOT NULL, b numeric(1000,0) NOT NULL, c numeric(1000,500) NOT NULL UNIQUE)",
        false,
    ),
    (
        "CREATE TABLE t (a varchar(10485760) NOT NULL, b varchar(10485760) NOT NULL UNIQUE)",
        true,
    ),
    (
        "CREATE TABLE t (a bit varying(83886080) NOT NULL, b bit varying(83886080) NOT NULL UNIQUE)",
        false,
    ),
    ("CREATE TABLE t (a bit(83886080) NOT NULL)", false),
    ("CREATE TABLE t (a char(10485760) NOT NULL)", true),
    ("CREATE TABLE t (a text NOT NULL CHECK (length(a) = 2147483647))", false),
    ("CREATE TABLE t (a text NOT NULL CHECK (length(a) > 300000))", false),
    (
        "CREATE TABLE t (a bytea NOT NULL CHECK (octet_length(a) = 2147483647))",
        false,
    ),
    (
        "CREATE TABLE t (a bytea NOT NULL UNIQUE CHECK (octet_length(a) = 2147483647))",
        false,
    ),
    (
        "CREATE TABLE t (a jsonb NOT NULL CHECK (jsonb_array_length(a) = 2147483647))",
        false,
    ),
    (
        "CREATE TABLE t (a int[] NOT NULL CHECK (cardinality(a) = 2147483647))",
        false,
    ),
    (
        "CREATE TABLE t (a int[] NOT NULL CHECK (array_length(a, 1) = 2147483647 AND array_length(a, 2) = 2147483647 AND array_length(a, 3) = 2147483647))",
        false,
    ),
    (
        "CREATE TABLE t (a int[][][] NOT NULL CHECK (array_ndims(a) = 6))",
        false,
    ),
    (
        "CREATE TABLE t (a date NOT NULL CHECK (a > '5874897-12-01'), b date NOT NULL CHECK (b < '4713-01-01 BC'))",
        false,
    ),
    (
        "CREATE TABLE t (a timestamp NOT NULL CHECK (a > '294276-12-01'), b timestamptz NOT NULL CHECK (b < '4713-02-01 BC'))",
        false,
    ),
    (
        "CREATE TABLE t (a date NOT NULL CHECK (a = 'infinity'), b timestamptz NOT NULL CHECK (b > '294276-12-31 23:59:59.999998+00'))",
        false,
    ),
    (
        "CREATE TABLE t (a interval NOT NULL CHECK (a > '178000000 years'))",
        false,
    ),
    (
        "CREATE TABLE t (a interval NOT NULL CHECK (a < '-178000000 years'), b interval NOT NULL CHECK (b >= '2147483647 days'))",
        false,
    ),
    (
        "CREATE TABLE t (a timestamp NOT NULL CHECK (a + interval '178000000 years' > '2000-01-01'))",
        false,
    ),
    (
        "CREATE TABLE t (a int4range NOT NULL CHECK (lower(a) = 2147483646), b int8range NOT NULL CHECK (upper(b) = -9223372036854775807))",
        false,
    ),
    (
        "CREATE TABLE t (a money NOT NULL CHECK (a > '92233720368547758.00'::money))",
        false,
    ),
    (
        "CREATE TABLE t (a double precision NOT NULL CHECK (a > 1e300), b real NOT NULL CHECK (b > 1e37), c double precision NOT NULL CHECK (c > 0 AND c < 1e-300))",
        false,
    ),
    (
        "CREATE TABLE t (a numeric NOT NULL CHECK (a > 1e100), b numeric NOT NULL CHECK (b > 0 AND b < 1e-100))",
        false,
    ),
    // Patterns.
    ("CREATE TABLE t (a text NOT NULL CHECK (a ~ '^(a{255}){255}$'))", false),
    (
        "CREATE TABLE t (a text NOT NULL CHECK (a ~ '^((a{255}){255}){255}$'))",
        false,
    ),
    (
        "CREATE TABLE t (a text NOT NULL CHECK (a ~ '^[ab]*a[ab]{200}c$'))",
        false,
    ),
    (
        "CREATE TABLE t (a text NOT NULL CHECK (a ~ '(^|a)(^|b)(^|c)(^|d)(^|e)(^|f)(^|g)(^|h)(^|i)(^|j)(^|k)(^|l)(^|m)(^|n)(^|o)(^|p)(^|q)(^|r)(^|s)(^|t)(^|u)(^|v)(^|w)(^|x)'))",
        false,
    ),
    (
        "CREATE TABLE t (a text NOT NULL CHECK (a ~ '^\\w{255}\\W{255}\\d{255}$'))",
        false,
    ),
];

async fn outcome(schema: &str) -> Result<String, String> {
    let db = blink_testdb::database();
    let mut client = connect(&db).await;
    client
        .batch_execute(schema)
        .await
        .unwrap_or_else(|error| panic!("{schema}: {error:?}"));
    match fill(&mut client).rows(20).await {
        Ok(filled) => Ok(filled.report.to_string()),
        Err(error) => Err(format!("{error:#}")),
    }
}

#[tokio::test]
async fn constants_at_the_ends_of_their_types_are_met_or_named() {
    for (schema, is_filled) in SCHEMAS {
        let outcome = outcome(schema).await;
        match outcome {
            Ok(_) => {}
            Err(error) => assert!(!*is_filled && !error.is_empty(), "{schema}\n{error}"),
        }
    }
}

#[tokio::test]
async fn types_in_one_another_do_not_double_without_end() {
    let mut schema = "CREATE TYPE t0 AS (a int, b int);".to_owned();
    // The server itself looks at all that a type is made of, and doubles.
    for level in 1..17 {
        let below = level - 1;
        schema += &format!("CREATE TYPE t{level} AS (a t{below}, b t{below});");
    }
    let _ = outcome(&format!("{schema} CREATE TABLE t (id int PRIMARY KEY, a t16)")).await;
    let mut schema = "CREATE DOMAIN d0 AS int CHECK (VALUE > 0);".to_owned();
    for level in 1..100 {
        schema += &format!("CREATE DOMAIN d{level} AS d{} CHECK (VALUE > {level});", level - 1);
    }
    let filled = outcome(&format!("{schema} CREATE TABLE t (a d99 NOT NULL)")).await;
    assert!(filled.is_ok(), "{filled:?}");
}

#[tokio::test]
async fn conditions_that_are_looked_at_twice_do_not_double_without_end() {
    let nested = |open: &str, close: &str| format!("{}a > 1{}", open.repeat(40), close.repeat(40));
    for check in [
        nested("(CASE WHEN ", " THEN b > 1 ELSE c > 1 END)"),
        nested("((", ") = (b > 1))"),
        nested("((", ") IS DISTINCT FROM (b > 1))"),
        nested("(NOT COALESCE(", ", b > 1))"),
    ] {
        let schema = format!("CREATE TABLE t (a int, b int, c int, CHECK ({check}))");
        let _ = outcome(&schema).await;
    }
    let case = format!(
        "{}a{}",
        "(CASE ".repeat(40),
        " WHEN 1 THEN 1 WHEN 2 THEN 2 ELSE 3 END)".repeat(40)
    );
    let _ = outcome(&format!("CREATE TABLE t (a int, CHECK ({case} > 0))")).await;
}

#[tokio::test]
async fn thousands_of_constants_are_read() {
    let numbers = (0..5_000).map(|n| n.to_string()).collect::<Vec<_>>().join(", ");
    let texts = (0..5_000).map(|n| format!("'v{n}'")).collect::<Vec<_>>().join(", ");
    let arms = (0..1_000)
        .map(|n| format!("WHEN a = {n} THEN b > {n}"))
        .collect::<Vec<_>>()
        .join(" ");
    let patterns = (0..500)
        .map(|n| format!("a LIKE 'v{n}%'"))
        .collect::<Vec<_>>()
        .join(" OR ");
    for schema in [
        format!("CREATE TABLE t (a int NOT NULL CHECK (a IN ({numbers})))"),
        format!("CREATE TABLE t (a text NOT NULL CHECK (a IN ({texts})))"),
        format!("CREATE TABLE t (a text NOT NULL CHECK (a NOT IN ({texts})))"),
        format!("CREATE TABLE t (a int NOT NULL, b int NOT NULL, CHECK (CASE {arms} ELSE true END))"),
        format!("CREATE TABLE t (a text NOT NULL CHECK ({patterns}))"),
        format!(
            "CREATE TABLE t (a text NOT NULL CHECK (a LIKE '{}%'))",
            "x".repeat(20_000)
        ),
        format!(
            "CREATE TABLE t (a text NOT NULL CHECK (a ~ '^(?:{}|b)$'))",
            "x".repeat(2_000)
        ),
        format!(
            "CREATE TABLE t (a text NOT NULL CHECK (a ~ '^{}$'))",
            "x?".repeat(1_000)
        ),
    ] {
        let _ = outcome(&schema).await;
    }
}
