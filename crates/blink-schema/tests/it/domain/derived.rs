//! Values that CHECKs leave to columns pass the CHECK on the server.

use std::collections::BTreeMap;

use blink_schema::domain::{Columns, Derived, Domain, Relation, derive, from_type, partition_bound};
use blink_schema::expr::{Expr, Type, normalize, parse};
use blink_schema::facts::Facts;
use blink_schema::value::Value;
use tokio_postgres::Client;

use super::checks::{DECIDED, RELATED, UNDECIDED};
use super::patterns::client;
use super::rows::{Random, UNTIL, row};

async fn table(client: &mut Client, columns: &str, check: &str) -> (BTreeMap<String, Domain>, [Expr; 2], Vec<String>) {
    let sql = format!("DROP TABLE IF EXISTS t; CREATE TABLE t ({columns}, CONSTRAINT c CHECK ({check}))");
    let created = client.batch_execute(&sql).await;
    created.unwrap_or_else(|error| panic!("{check}: {error:?}"));
    let facts = Facts::read(client).await.unwrap();
    let [table] = facts.tables.as_slice() else {
        panic!("one table");
    };
    let domains = table
        .columns
        .iter()
        .map(|column| (column.name.clone(), from_type(&column.ty, &facts.types)));
    let names = table.columns.iter().map(|column| column.name.clone()).collect();
    let printed = parse(&table.checks[0].expression);
    let types = |name: &str| {
        let column = table.columns.iter().find(|column| column.name == name)?;
        Some(Type::named(&column.ty.name))
    };
    let normal = normalize(&printed, &types, None);
    (domains.collect(), [printed, normal], names)
}

fn derived_from(expr: &Expr, types: &BTreeMap<String, Domain>, check: &str) -> Derived {
    derive(expr, Columns { types, until: UNTIL }, check)
}

async fn prepared() -> (blink_testdb::Database, Client) {
    let database = blink_testdb::database();
    let client = client(&database).await;
    let schema = "SET timezone = 'UTC'; SET lc_monetary = 'C'; CREATE EXTENSION IF NOT EXISTS citext;
        CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
        CREATE FUNCTION is_nice(text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true'";
    client.batch_execute(schema).await.unwrap();
    (database, client)
}

/// Inserts rows of it; the first that the server refuses.
async fn refused(
    client: &Client,
    types: &BTreeMap<String, Domain>,
    names: &[String],
    derived: &Derived,
) -> Option<String> {
    let mut random = Random(11);
    let rows = (0..40).filter_map(|_| row(types, names, derived, &mut random));
    let rows = rows.collect::<Vec<_>>();
    if rows.is_empty() {
        return Some("no rows".to_owned());
    }
    for row in rows {
        let sql = format!("INSERT INTO t VALUES ({})", row.join(", "));
        if let Err(error) = client.batch_execute(&sql).await {
            let error = error
                .as_db_error()
                .map_or_else(|| error.to_string(), |error| error.message().to_owned());
            return Some(format!("{sql}: {error}"));
        }
    }
    None
}

#[tokio::test]
async fn values_pass_the_checks_that_they_are_derived_from() {
    let (_database, mut client) = prepared().await;
    let mut faults = Vec::new();
    for (columns, check) in DECIDED {
        let (types, exprs, names) = table(&mut client, columns, check).await;
        for expr in exprs {
            let derived = derived_from(&expr, &types, check);
            if !derived.undecided.is_empty() || !derived.relations.is_empty() {
                faults.push(format!("{columns}: {check}: undecided: {expr:?}"));
            } else if let Some(refused) = refused(&client, &types, &names, &derived).await {
                faults.push(format!("{columns}: {check}: {refused}: {expr:?}"));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

fn shown(relation: &Relation) -> String {
    match relation {
        Relation::Order {
            lesser,
            greater,
            or_equal,
            gap,
            ..
        } => {
            let operator = if *or_equal { "<=" } else { "<" };
            let gap = gap.as_ref().map_or_else(String::new, |gap| match gap {
                Value::Int(gap) => format!(" + {gap}"),
                gap => format!(" + {gap:?}"),
            });
            format!("{lesser} {operator} {greater}{gap}")
        }
        Relation::Equal { column, .. } => format!("{column} = …"),
        Relation::Differ { one, other, .. } => format!("{one} <> {other}"),
        Relation::Compared { .. } => "…".into(),
    }
}

#[tokio::test]
async fn relations_of_columns_are_found() {
    let (_database, mut client) = prepared().await;
    let mut faults = Vec::new();
    for (columns, check, relation) in RELATED {
        let (types, exprs, _) = table(&mut client, columns, check).await;
        for expr in exprs {
            let derived = derived_from(&expr, &types, check);
            let found = derived.relations.iter().map(shown).collect::<Vec<_>>().join("; ");
            if found != *relation || !derived.undecided.is_empty() {
                faults.push(format!("{check}: {found}: {derived:?}"));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[tokio::test]
async fn what_only_the_server_can_judge_is_left_to_it() {
    let (_database, mut client) = prepared().await;
    for (columns, check) in UNDECIDED {
        let (types, exprs, _) = table(&mut client, columns, check).await;
        for expr in exprs {
            let derived = derived_from(&expr, &types, check);
            assert!(!derived.undecided.is_empty(), "{check}: {derived:?}");
        }
    }
}

/// A CHECK of the known shapes over `a int, b text, d date, f boolean`.
fn random_check(random: &mut Random, depth: u32) -> String {
    const ATOMS: [&str; 24] = [
        "a > 3",
        "a BETWEEN -5 AND 5",
        "a IN (1, 2, 3)",
        "a <> 0",
        "a IS NULL",
        "a IS NOT NULL",
        "a % 3 = 1",
        "a IS DISTINCT FROM 2",
        "coalesce(a, 7) > 5",
        "b LIKE 'a%'",
        "b ~ '^[a-c]{1,3}$'",
        "b <> ''",
        "length(b) < 4",
        "b IN ('x', 'abc')",
        "lower(b) = b",
        "btrim(b) <> ''",
        "b IS NULL",
        "b ~* 'b'",
        "d >= '2020-01-01'",
        "extract(dow FROM d) = 1",
        "d IS NOT NULL",
        "f",
        "f IS NOT TRUE",
        "num_nonnulls(a, b, d) >= 2",
    ];
    let mut choice = |count: usize| random.next() as usize % count;
    if depth == 0 {
        return ATOMS[choice(ATOMS.len())].to_owned();
    }
    let shape = choice(6);
    let mut part = || random_check(random, depth - 1);
    match shape {
        0 => format!("NOT ({})", part()),
        1 => format!("(({}) AND ({}))", part(), part()),
        2 => format!("(({}) OR ({}))", part(), part()),
        3 => format!("CASE WHEN {} THEN {} ELSE {} END", part(), part(), part()),
        4 => format!("(({}) = ({}))", part(), part()),
        _ => format!("(({}) IS TRUE)", part()),
    }
}

#[tokio::test]
async fn values_pass_random_checks() {
    let (_database, mut client) = prepared().await;
    let (mut random, mut faults, mut decided, mut filled) = (Random(5), Vec::new(), 0, 0);
    let columns = "a int, b text, d date, f boolean";
    for n in 0..80 {
        let check = random_check(&mut random, 1 + n % 3);
        let (types, exprs, names) = table(&mut client, columns, &check).await;
        for expr in exprs {
            let derived = derived_from(&expr, &types, &check);
            if !derived.undecided.is_empty() || derived.branches.iter().any(Vec::is_empty) {
                continue;
            }
            decided += 1;
            match refused(&client, &types, &names, &derived).await {
                None => filled += 1,
                Some(refused) if refused == "no rows" => {}
                Some(refused) => faults.push(format!("{check}: {refused}: {derived:?}")),
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(decided >= 120 && filled >= 110, "{decided} decided, {filled} filled");
}

#[tokio::test]
async fn keys_fall_into_the_partitions_whose_bounds_they_are_derived_from() {
    let (_database, mut client) = prepared().await;
    let cases = [
        ("a int, b int", "LIST (a)", "IN (1, 5, NULL)"),
        ("a text, b int", "LIST (a)", "IN ('x', 'it''s')"),
        ("a mood, b int", "LIST (a)", "IN ('ok')"),
        ("a date, b int", "RANGE (a)", "FROM ('2020-01-01') TO ('2020-02-01')"),
        (
            "a timestamptz, b int",
            "RANGE (a)",
            "FROM (MINVALUE) TO ('2020-02-01 00:00:00+00')",
        ),
        ("a int, b int", "RANGE (a, b)", "FROM (1, 5) TO (3, 2)"),
        ("a int, b int", "RANGE (a, b)", "FROM (1, 5) TO (1, 8)"),
        ("a int, b date", "RANGE (b)", "FROM ('2020-01-01') TO (MAXVALUE)"),
        ("a numeric(6,2), b int", "RANGE (a)", "FROM (1.5) TO (1.6)"),
    ];
    for (columns, by, bound) in cases {
        let sql = format!(
            "DROP TABLE IF EXISTS t; CREATE TABLE t ({columns}) PARTITION BY {by};
            CREATE TABLE p PARTITION OF t FOR VALUES {bound}"
        );
        client.batch_execute(&sql).await.unwrap();
        let facts = Facts::read(&mut client).await.unwrap();
        let of = |partition: bool| {
            facts
                .tables
                .iter()
                .find(|table| table.partition_of.is_some() == partition)
                .unwrap()
        };
        let (parent, child) = (of(false), of(true));
        let domains = parent
            .columns
            .iter()
            .map(|column| (column.name.clone(), from_type(&column.ty, &facts.types)));
        let types = domains.collect::<BTreeMap<_, _>>();
        let names = parent
            .columns
            .iter()
            .map(|column| column.name.clone())
            .collect::<Vec<_>>();
        let key = &parent.partitioning.as_ref().unwrap().key;
        let columns = Columns {
            types: &types,
            until: UNTIL,
        };
        let partition = child.partition_of.as_ref().unwrap();
        let branch = partition_bound(&partition.bound, key, columns, bound).unwrap_or_else(|| panic!("{bound}"));
        let derived = Derived {
            branches: vec![vec![branch]],
            ..Derived::default()
        };
        let mut random = Random(3);
        for _ in 0..30 {
            let values = row(&types, &names, &derived, &mut random).unwrap();
            let sql = format!("INSERT INTO t VALUES ({})", values.join(", "));
            client
                .batch_execute(&sql)
                .await
                .unwrap_or_else(|error| panic!("{bound}: {sql}: {error:?}"));
        }
    }
}
