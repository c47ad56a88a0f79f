//! The evaluator says what the server says, or that it does not know.

use std::collections::BTreeMap;

use blink_schema::expr::{Context, Expr, Patterns, Type, Typed, evaluate, normalize, parse};
use blink_schema::value::Value;
use tokio_postgres::Client;

use super::printed::{conditions, connect, lines, make_table, printed};

/// Texts of values for a column of this type.
fn pool(ty: &str) -> Vec<String> {
    let mut lines = include_str!("pools.txt")
        .lines()
        .skip_while(|line| line.strip_prefix("type ") != Some(ty));
    lines.next();
    lines
        .map_while(|line| line.strip_prefix('='))
        .map(|text| text.replace('␤', "\n"))
        .collect()
}

/// Numbers that look random.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }
}

type Row = BTreeMap<String, Typed>;

fn without_columns() -> impl Fn(&str) -> Option<Typed> {
    |_| None
}

/// Stores rows, and returns the values as the evaluator knows them.
async fn make_rows(client: &Client, count: usize, seed: u64) -> Vec<Row> {
    let columns = client
        .query(
            "SELECT attname::text, format_type(atttypid, atttypmod), quote_ident(attname) FROM pg_attribute
             WHERE attrelid = 'everything'::regclass AND attnum > 0 AND attname <> 'row_number' ORDER BY attnum",
            &[],
        )
        .await
        .unwrap();
    let mut random = Random(seed);
    let mut rows = Vec::new();
    let mut sql = String::new();
    for n in 0..count {
        let mut row = Row::new();
        let (mut names, mut literals) = (vec!["row_number".to_owned()], vec![n.to_string()]);
        for column in &columns {
            let (name, ty, quoted): (String, String, String) = (column.get(0), column.get(1), column.get(2));
            let pool = pool(&ty);
            if pool.is_empty() {
                continue;
            }
            let literal = match random.below(8) {
                0 => "NULL".to_owned(),
                _ => format!("'{}'", pool[random.below(pool.len())].replace('\'', "''")),
            };
            names.push(quoted);
            literals.push(format!("{literal}::{ty}"));
            let value = match known(&format!("{literal}::{ty}")) {
                // As columns have the labels of enums.
                Value::Literal(label) if ty == "mood" => Value::Text(label),
                value => value,
            };
            row.insert(
                name,
                Typed {
                    value,
                    ty: Type::named(&ty),
                },
            );
        }
        rows.push(row);
        sql.push_str(&format!(
            "INSERT INTO everything ({}) VALUES ({});\n",
            names.join(", "),
            literals.join(", ")
        ));
    }
    client
        .batch_execute(&sql)
        .await
        .unwrap_or_else(|error| panic!("{error:?}"));
    rows
}

fn known(text: &str) -> Value<'static> {
    let patterns = Patterns::default();
    let columns = without_columns();
    let context = Context {
        columns: &columns,
        now: 0,
        patterns: &patterns,
    };
    evaluate(&parse(text), &context).unwrap_or_else(|unknown| panic!("{text}: {unknown}"))
}

struct Answer {
    text: Option<String>,
    ty: String,
}

/// The server's answers for each expression and row, in this order; the type is `error` where it refuses.
async fn ask(client: &Client, exprs: &[&str]) -> Vec<Answer> {
    client
        .batch_execute(
            "CREATE OR REPLACE FUNCTION pg_temp.ask(expr text, this everything, OUT result text, OUT type text) LANGUAGE plpgsql AS $$
             BEGIN
                 EXECUTE 'SELECT (' || expr || ')::text, pg_typeof(' || expr || ')::text FROM (SELECT ($1).*) this'
                     INTO result, type USING this;
             EXCEPTION WHEN OTHERS THEN
                 -- A message may hold a part of a character.
                 result := SQLSTATE;
                 type := 'error';
             END $$",
        )
        .await
        .unwrap();
    let rows = client
        .query(
            "SELECT answer.result, answer.type FROM unnest($1::text[]) WITH ORDINALITY AS asked(expr, n), everything AS this,
                    LATERAL pg_temp.ask(asked.expr, this) AS answer ORDER BY asked.n, this.row_number",
            &[&exprs],
        )
        .await
        .unwrap();
    rows.iter()
        .map(|row| Answer {
            text: row.try_get(0).unwrap_or_else(|error| panic!("{error:?} {row:?}")),
            ty: row.get(1),
        })
        .collect()
}

/// The expression in `(…) IS NULL`.
fn tested(expr: Expr, check: &str) -> Expr {
    match expr {
        Expr::IsNull(inner) => *inner,
        other => panic!("{check}: {other:?}"),
    }
}

#[derive(Default)]
struct Tally {
    known: usize,
    unknown: usize,
    refused: usize,
    wrong: Vec<String>,
    never_known: Vec<String>,
    often_unknown: Vec<String>,
}

/// The outcome of comparing an answer of ours with the server's: known, or not.
fn compare(expr: &Expr, row: &Row, now: i64, answer: &Answer, patterns: &Patterns) -> Result<bool, String> {
    let columns = |name: &str| row.get(name).cloned();
    let context = Context {
        columns: &columns,
        now,
        patterns,
    };
    let Ok(ours) = evaluate(expr, &context) else {
        return Ok(false);
    };
    if answer.ty == "error" {
        return Err(format!("{ours:?}, but the server refuses: {:?}", answer.text));
    }
    let Some(theirs) = &answer.text else {
        return if ours == Value::Null {
            Ok(true)
        } else {
            Err(format!("{ours:?}, but NULL"))
        };
    };
    if let Value::Bool(ours) = ours {
        return if ours.to_string() == *theirs {
            Ok(true)
        } else {
            Err(format!("{ours}, but {theirs}"))
        };
    }
    let text = Expr::Cast(Box::new(expr.clone()), "text".to_owned());
    if let Ok(Value::Text(ours)) = evaluate(&text, &context) {
        let is_same = ours.as_ref() == theirs || (answer.ty == "character" && ours == theirs.trim_end_matches(' '));
        return if is_same {
            Ok(true)
        } else {
            Err(format!("{ours:?}, but {theirs:?}"))
        };
    }
    // Values whose text is not known are read back.
    let constant = Expr::Cast(
        Box::new(Expr::Constant(Value::Text(theirs.clone().into()))),
        answer.ty.clone(),
    );
    let equal = Expr::IsNotDistinct(Box::new(expr.clone()), Box::new(constant));
    match evaluate(&equal, &context) {
        Ok(Value::Bool(true)) => Ok(true),
        other => Err(format!("{ours:?}, but {theirs:?} ({}): {other:?}", answer.ty)),
    }
}

async fn prepared() -> (blink_testdb::Database, Client, i64) {
    let db = blink_testdb::database();
    let client = connect(db.url()).await;
    make_table(&client).await;
    client
        .batch_execute(
            "SET TimeZone = 'UTC'; SET IntervalStyle = 'postgres'; SET DateStyle = 'ISO'; SET extra_float_digits = 1;
             ALTER TABLE everything ADD COLUMN row_number integer; BEGIN",
        )
        .await
        .unwrap();
    let micros = "SELECT (extract(epoch FROM now()) * 1000000)::bigint - 946684800000000";
    let now = client.query_one(micros, &[]).await.unwrap().get(0);
    (db, client, now)
}

async fn drop_checks(client: &Client) {
    let drop = "SELECT coalesce(string_agg(format('ALTER TABLE everything DROP CONSTRAINT %I', conname), ';'), '')
                FROM pg_constraint WHERE conrelid = 'everything'::regclass AND contype = 'c'";
    let sql: String = client.query_one(drop, &[]).await.unwrap().get(0);
    client.batch_execute(&sql).await.unwrap();
}

#[tokio::test]
async fn the_evaluator_never_differs_from_the_server() {
    if !blink_testdb::needs_a_whole_server("the_evaluator_never_differs_from_the_server") {
        return;
    }
    let (_db, client, now) = prepared().await;
    compare_all(&client, now).await;
}

/// The evaluator does not know the collation.
#[tokio::test]
async fn the_evaluator_never_differs_under_another_collation() {
    let (_db, client, now) = prepared().await;
    let exists = "SELECT EXISTS (SELECT FROM pg_collation WHERE collname = 'en-x-icu')";
    let exists: bool = client.query_one(exists, &[]).await.unwrap().get(0);
    if !exists {
        println!("this server has no ICU");
        return;
    }
    let columns = ["t", "u", "v", "c"].map(|name| {
        let ty = match name {
            "v" => "varchar(20)",
            "c" => "char(4)",
            _ => "text",
        };
        format!("ALTER COLUMN {name} TYPE {ty} COLLATE \"en-x-icu\"")
    });
    let sql = format!("ALTER TABLE everything {}", columns.join(", "));
    client.batch_execute(&sql).await.unwrap();
    compare_all(&client, now).await;
}

/// The checks without those whose constants older servers refuse: times at the ends of their types.
async fn accepted<'c>(client: &Client, checks: Vec<&'c str>) -> Vec<&'c str> {
    let version = client
        .query_one("SELECT current_setting('server_version_num')::int", &[])
        .await;
    if version.unwrap().get::<_, i32>(0) >= 150_000 {
        return checks;
    }
    let asked = checks.len();
    let mut accepted = Vec::new();
    for check in checks {
        let tried = format!("SAVEPOINT tried; ALTER TABLE everything ADD CONSTRAINT tried CHECK ({check})");
        if client.batch_execute(&tried).await.is_ok() {
            accepted.push(check);
        }
        let taken_back = client.batch_execute("ROLLBACK TO SAVEPOINT tried").await;
        taken_back.expect("the savepoint");
    }
    assert!(asked - accepted.len() < 30, "{} of {asked}", accepted.len());
    accepted
}

async fn compare_all(client: &Client, now: i64) {
    let exprs = [conditions(), lines(include_str!("values.txt"))].concat();
    let checks: Vec<String> = exprs.iter().map(|expr| format!("({expr}) IS NULL")).collect();
    let checks: Vec<&str> = checks
        .iter()
        .map(String::as_str)
        .filter(|check| !check.contains("ROW(i, j) IS NOT NULL"))
        .collect();
    let checks = accepted(client, checks).await;
    let texts = printed(client, &checks).await;
    drop_checks(client).await;
    let seed = std::env::var("BLINK_SEED")
        .ok()
        .and_then(|seed| seed.parse().ok())
        .unwrap_or(1);
    let rows = make_rows(client, 40, seed).await;
    let parsed: Vec<Expr> = texts.iter().map(|text| tested(parse(text), text)).collect();
    let asked: Vec<&str> = checks
        .iter()
        .map(|check| check.strip_prefix('(').unwrap().strip_suffix(") IS NULL").unwrap())
        .collect();
    let answers = ask(client, &asked).await;
    assert_eq!(answers.len(), asked.len() * rows.len());
    let patterns = Patterns::default();
    let mut tally = Tally::default();
    for ((expr, text), answers) in parsed.iter().zip(&asked).zip(answers.chunks(rows.len())) {
        let (before, unknown_before) = (tally.known, tally.unknown);
        for (row, answer) in rows.iter().zip(answers) {
            match compare(expr, row, now, answer, &patterns) {
                Ok(true) => tally.known += 1,
                Ok(false) if answer.ty == "error" => tally.refused += 1,
                Ok(false) => tally.unknown += 1,
                Err(difference) => {
                    let values = expr
                        .columns()
                        .into_iter()
                        .map(|name| format!("{name} = {:?}", row.get(&name).map(|typed| &typed.value)));
                    tally.wrong.push(format!(
                        "{text}: {difference} where {}",
                        values.collect::<Vec<_>>().join(", ")
                    ));
                }
            }
        }
        if tally.known == before {
            tally.never_known.push((*text).to_owned());
        } else if (tally.unknown - unknown_before) * 4 > rows.len() {
            tally
                .often_unknown
                .push(format!("{text}: {}", tally.unknown - unknown_before));
        }
    }
    println!(
        "known {}, unknown {}, refused by the server {}",
        tally.known, tally.unknown, tally.refused
    );
    println!(
        "never known: {:#?}\noften unknown: {:#?}",
        tally.never_known, tally.often_unknown
    );
    assert!(
        tally.wrong.is_empty(),
        "{} wrong:\n{}",
        tally.wrong.len(),
        tally.wrong.join("\n")
    );
    assert!(
        tally.unknown * 5 < tally.known,
        "{} unknown, {} known",
        tally.unknown,
        tally.known
    );
}

#[tokio::test]
async fn the_normal_form_means_the_same() {
    let (_db, client, now) = prepared().await;
    let connected = [
        "NOT (i > 0 AND (t = 'a' OR NOT b))",
        "NOT (t IN ('a', 'b') OR i IS NULL)",
        "(t IS NULL) = (i IS NULL)",
        "(i > 0) <> (j > 0)",
        "b = true AND (b = false) IS NOT TRUE",
        "coalesce(i, 0) > 0",
        "coalesce(t, 'a') = 'a'",
        "NOT coalesce(t, 'a') = 'a'",
        "NOT CASE WHEN b THEN i > 0 ELSE j > 0 END",
        "t LIKE ANY (ARRAY['a%', 'b%'])",
        "NOT (t LIKE ALL (ARRAY['a%', 'b%']))",
        "i <> ALL (ARRAY[1, NULL])",
        "5 > i AND 0 <= j",
        "mood = ANY (ARRAY['sad'::mood, 'ok'::mood])",
        "i > 1.5 AND l < 3.5 AND s::numeric = 2",
        "d < '2020-01-01 12:00'::timestamp",
        "NOT (i IS DISTINCT FROM j)",
        "b IS NOT DISTINCT FROM true",
        "(i IS NULL) IS TRUE",
        "NOT (NOT (NOT b))",
    ];
    let checks: Vec<&str> = conditions().into_iter().chain(connected).collect();
    let texts = printed(&client, &checks).await;
    drop_checks(&client).await;
    let rows = make_rows(&client, 60, 7).await;
    let patterns = Patterns::default();
    for text in &texts {
        let expr = parse(text);
        let types = |name: &str| rows[0].get(name).map(|typed| typed.ty.clone());
        for now_is_known in [Some(now), None] {
            let normal = normalize(&expr, &types, now_is_known);
            let again = normalize(&normal, &types, now_is_known);
            // NaN differs from itself.
            assert_eq!(format!("{again:?}"), format!("{normal:?}"), "{text}");
            for row in &rows {
                let columns = |name: &str| row.get(name).cloned();
                let context = Context {
                    columns: &columns,
                    now,
                    patterns: &patterns,
                };
                if let (Ok(expected), Ok(found)) = (evaluate(&expr, &context), evaluate(&normal, &context)) {
                    assert_eq!(
                        format!("{found:?}"),
                        format!("{expected:?}"),
                        "{text}\n{normal:?}\n{row:?}"
                    );
                } else if evaluate(&expr, &context).is_ok() {
                    panic!("{text}\n{normal:?}\n{:?}\n{row:?}", evaluate(&normal, &context));
                }
            }
        }
    }
}
