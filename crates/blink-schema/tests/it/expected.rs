//! The sizes that a plan expects, against those that tables have afterwards.

use blink_schema::Filling;
use blink_schema::plan::Options;

use crate::gallery::schemas;
use crate::judge::rows;

const ROWS: u64 = 20_000;

/// Shops, texts, keys of several columns, partitions, states and arrays.
const SCHEMAS: [&str; 6] = [
    "like_northwind",
    "people_and_places",
    "posts_and_comments",
    "shop_everyday",
    "types_arrays",
    "unique_within_parent",
];

/// The bytes by which small tables may differ besides: some pages, and from 16 on those by which COPY makes a table larger
/// beforehand (`RelationAddBlocks` of its hio.c: up to 64), which stay empty.
fn pages(version: u64) -> u64 {
    8_192 * if version < 160_000 { 5 } else { 64 }
}

#[tokio::test(flavor = "multi_thread")]
async fn tables_take_the_size_that_is_expected() {
    if !blink_testdb::needs_a_whole_server("tables_take_the_size_that_is_expected") {
        return;
    }
    let mut wrong = Vec::new();
    for schema in schemas()
        .iter()
        .filter(|schema| SCHEMAS.contains(&schema.name.as_str()))
    {
        let Some((_db, mut client)) = schema.made().await else {
            continue;
        };
        let options = Options {
            rows: ROWS,
            ..Options::until(9_101)
        };
        let mut filling = Filling::read(&mut client, options).await.unwrap();
        assert_eq!(filling.plan().size(), None);
        filling.expect_sizes(&mut client).await.unwrap();
        let version = &rows(&client, "SHOW server_version_num").await.unwrap()[0][0];
        let pages = pages(version.parse().unwrap());
        let plan = filling.plan();
        plan.seeder().insert(&mut client).await.unwrap();
        let mut sum = 0;
        for table in &plan.tables {
            let expected = plan.size_of(&table.name).unwrap();
            let query = format!(
                "SELECT sum(pg_total_relation_size(relid) - CASE WHEN isleaf THEN unknown.bytes ELSE 0 END)::bigint
                FROM (SELECT relid, isleaf FROM pg_partition_tree('{table}') UNION SELECT '{table}'::regclass, true) t,
                LATERAL (SELECT coalesce(sum(pg_relation_size(indexrelid)), 0) AS bytes FROM pg_index i
                    JOIN pg_class c ON c.oid = indexrelid JOIN pg_am m ON m.oid = relam
                    WHERE indrelid = relid AND (amname <> 'btree' OR indpred IS NOT NULL OR indexprs IS NOT NULL)) unknown",
                table = table.name
            );
            let size = rows(&client, &query).await.unwrap()[0][0].parse::<u64>().unwrap();
            assert!(!expected.is_measured);
            sum += expected.bytes;
            let said = format!("{} {}: {expected}, and it is {size}", schema.name, table.name);
            eprintln!("{said}, {:.2}", expected.bytes as f64 / size as f64);
            if expected.bytes.abs_diff(size) > size / 5 + pages {
                wrong.push(said);
            }
        }
        assert_eq!(plan.size().unwrap().bytes, sum);
        assert!(plan.to_string().contains(" rows, about "), "{plan}");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// An index of another kind is named, and not counted.
#[tokio::test]
async fn an_index_whose_size_cannot_be_told_is_named() {
    let db = blink_testdb::database();
    let mut client = crate::trial::connect(&db).await;
    let sql = "CREATE TABLE notes (id int PRIMARY KEY, body text NOT NULL, tags text[] NOT NULL);
        CREATE INDEX notes_tags ON notes USING gin (tags); CREATE INDEX notes_lower ON notes (lower(body));
        CREATE TABLE readings (at timestamptz NOT NULL, value float8) PARTITION BY RANGE (at);
        CREATE TABLE readings_all PARTITION OF readings DEFAULT";
    client.batch_execute(sql).await.unwrap();
    let mut filling = Filling::read(&mut client, Options::until(9_101)).await.unwrap();
    filling.expect_sizes(&mut client).await.unwrap();
    let plan = filling.plan();
    let notes = plan.size_of(&"public.notes".into()).unwrap();
    assert_eq!(notes.without, ["notes_lower", "notes_tags"]);
    assert!(notes.bytes > 8_192 * 5, "{notes}");
    let shown = plan.to_string();
    let line = shown.lines().find(|line| line.starts_with("public.notes: ")).unwrap();
    assert!(line.ends_with(" without notes_lower, notes_tags"), "{line}");
    assert!(plan.size_of(&"public.readings".into()).unwrap().bytes >= 8_192 * 5);
}
