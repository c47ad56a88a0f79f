//! Nothing of PostgreSQL's own is opaque, as any version prints it.

use blink_schema::expr::{Expr, Opaque, parse};
use tokio_postgres::{Client, NoTls};

pub const COLUMNS: &str = r#"
    b boolean, s smallint, i integer, j integer, l bigint, r real, f double precision, n numeric, m numeric(10,2),
    t text, u text, v varchar(20), c char(4), d date, e date, ts timestamp, tz timestamptz, tz2 timestamptz, ti time,
    iv interval, id uuid, by bytea, js json, jb jsonb, ta text[], va varchar[], ia integer[], mood mood, mood2 mood,
    ir int4range, dr daterange, tr tstzrange, nr numrange, addr address, ip inet, bits bit(4),
    "select" integer, "Quoted ""Name""" text, "naïve € 名" text, "value" integer, "VALUE" integer, "position" integer,
    "end" date, year integer, "timestamp" timestamp, "interval" interval, "left" integer, map integer, struct integer,
    "user" text, "date" date, "text" text, "char" integer, "row" integer, "array" integer, "case" integer,
    "ceil" integer, "convert" integer, "match" integer, "prior" integer, "lambda" integer, "point" integer,
    "try_cast" integer, "int64" integer, "string" text, "binary" text, "first" integer, "\u" text, "a.b" integer,
    "a(b" integer, "a'b" text, "--" integer, "/*" integer, "" integer
"#;

/// Conditions that a CHECK may have, one a line.
pub fn conditions() -> Vec<&'static str> {
    lines(include_str!("conditions.txt"))
}

/// The lines but for comments.
pub fn lines(text: &'static str) -> Vec<&'static str> {
    text.lines().filter(|line| !line.starts_with("# ")).collect()
}

pub async fn connect(url: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.expect("a connection");
    tokio::spawn(connection);
    client
}

pub async fn make_table(client: &Client) {
    // An empty name is no name; it stands for the end of the list.
    let columns = COLUMNS.replace(", \"\" integer", "");
    let sql = format!(
        "CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
         CREATE TYPE address AS (street text, city text, zip integer);
         CREATE TABLE everything ({columns});"
    );
    client.batch_execute(&sql).await.expect("the table");
}

/// The text of each CHECK as the server prints it.
pub async fn printed(client: &Client, checks: &[&str]) -> Vec<String> {
    let mut sql = String::new();
    for (n, check) in checks.iter().enumerate() {
        sql.push_str(&format!(
            "ALTER TABLE everything ADD CONSTRAINT c{n:04} CHECK ({check});\n"
        ));
    }
    if let Err(error) = client.batch_execute(&sql).await {
        panic!(
            "{}",
            error
                .as_db_error()
                .map_or(error.to_string(), |error| format!("{error:?}"))
        );
    }
    let rows = client
        .query(
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = 'everything'::regclass ORDER BY conname",
            &[],
        )
        .await
        .expect("the constraints");
    rows.iter().map(|row| row.get(0)).collect()
}

/// The opaque parts.
pub fn opaque(expr: &Expr) -> Vec<Opaque> {
    let mut found = Vec::new();
    expr.visit(&mut |part| {
        if let Expr::Opaque(opaque) = part {
            found.push(opaque.clone());
        }
    });
    found
}

#[tokio::test]
async fn nothing_that_the_server_prints_is_opaque() {
    let db = blink_testdb::database();
    let client = connect(db.url()).await;
    make_table(&client).await;
    let texts = printed(&client, &conditions()).await;
    assert_eq!(texts.len(), conditions().len());
    let mut wrong = String::new();
    for (check, text) in conditions().iter().zip(&texts) {
        for part in opaque(&parse(text)) {
            wrong.push_str(&format!("{check}\n  {text}\n  {part:?}\n"));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[tokio::test]
async fn a_constraint_names_the_columns_that_the_server_names() {
    let db = blink_testdb::database();
    let client = connect(db.url()).await;
    make_table(&client).await;
    client
        .batch_execute("CREATE FUNCTION is_nice(anyelement) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT true'")
        .await
        .unwrap();
    let opaque = [
        "is_nice(t) AND \"Quoted \"\"Name\"\"\" <> ''",
        "is_nice(\"a.b\" + \"select\") OR is_nice('x'::text)",
        "is_nice((addr).city) AND is_nice(\"a'b\")",
        "jb @? '$.a' AND is_nice(\"naïve € 名\" COLLATE \"C\")",
    ];
    let checks: Vec<&str> = conditions().into_iter().chain(opaque).collect();
    let texts = printed(&client, &checks).await;
    let rows = client
        .query(
            "SELECT ARRAY(SELECT attname::text FROM pg_attribute WHERE attrelid = conrelid AND attnum = ANY (conkey)
                          ORDER BY attname COLLATE \"C\")
             FROM pg_constraint WHERE conrelid = 'everything'::regclass ORDER BY conname",
            &[],
        )
        .await
        .unwrap();
    for (text, row) in texts.iter().zip(rows) {
        let expected: Vec<String> = row.get(0);
        assert_eq!(parse(text).columns(), expected, "{text}");
    }
}

#[tokio::test]
async fn domains_defaults_indexes_and_generated_columns_are_understood() {
    let db = blink_testdb::database();
    let client = connect(db.url()).await;
    client
        .batch_execute(
            r#"CREATE DOMAIN positive AS integer CHECK (VALUE > 0) CHECK (VALUE IN (1, 2, 30));
               CREATE DOMAIN "e-mail" AS varchar(80) CHECK (VALUE ~* '^.+@.+$' AND lower(VALUE) = VALUE);
               CREATE TYPE mood AS ENUM ('sad', 'ok');
               CREATE TABLE t (
                   id serial, at timestamptz DEFAULT now(), day date DEFAULT CURRENT_DATE, name text DEFAULT 'it''s',
                   mood mood DEFAULT 'ok', tags text[] DEFAULT '{}', list integer[] DEFAULT ARRAY[1, 2], data jsonb DEFAULT '{}'::jsonb,
                   until timestamptz DEFAULT now() + '7 days', price numeric(10,2) DEFAULT 0.00, flag boolean DEFAULT false,
                   who text DEFAULT CURRENT_USER, token text DEFAULT md5(random()::text), stamp bigint DEFAULT date_part('epoch', now())::bigint,
                   total numeric GENERATED ALWAYS AS (price * 2) STORED, label text GENERATED ALWAYS AS (coalesce(name, '') || '!') STORED
               );
               CREATE INDEX ON t (lower(name), (price + 1), date_trunc('day', at AT TIME ZONE 'UTC'), (data ->> 'a'))
                   WHERE flag AND name IS NOT NULL AND mood = 'ok';"#,
        )
        .await
        .unwrap();
    let rows = client
        .query(
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE contypid <> 0
             UNION ALL SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef
             UNION ALL SELECT pg_get_expr(indpred, indrelid) FROM pg_index WHERE indpred IS NOT NULL
             UNION ALL SELECT pg_get_indexdef(indexrelid, n, false) FROM pg_index, generate_series(1, 4) AS n WHERE indexprs IS NOT NULL",
            &[],
        )
        .await
        .unwrap();
    assert!(rows.len() >= 22, "{}", rows.len());
    for row in &rows {
        let text: String = row.get(0);
        let expr = parse(&text);
        assert_eq!(opaque(&expr), [], "{text}");
        if text.contains("VALUE") {
            assert_eq!(expr.columns(), ["VALUE"], "{text}");
        }
    }
}
