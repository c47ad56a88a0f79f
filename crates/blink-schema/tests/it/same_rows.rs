//! The same rows everywhere: whatever the session, the database, the number of threads, the form of COPY and the version
//! of the server.

mod settings;

use std::collections::BTreeMap;

use blink::{Contract, Format, Seeder};
use blink_schema::facts::Facts;
use blink_schema::plan::{Options, plan};
use blink_testdb::golden::Golden;
use tokio_postgres::{Client, NoTls};

use crate::gallery::schemas;
use crate::judge;
use crate::trial::{Schema, connect};

/// 2024-12-01.
const UNTIL: i32 = 9_101;
const ROWS: u64 = 60;
const SEED: u64 = 7;

/// The schemas whose rows are written down.
const WRITTEN_DOWN: [&str; 20] = [
    "check_functions",
    "check_patterns",
    "exclusion_rooms",
    "fan_out",
    "fk_primary_key_subtypes",
    "like_odoo",
    "one_can_log_in",
    "people_and_places",
    "posts_and_comments",
    "shop_everyday",
    "tenants_through_memberships",
    "types_arrays",
    "types_enums_composites",
    "types_json",
    "types_network",
    "types_numbers",
    "types_ranges",
    "types_texts",
    "types_times",
    "unique_product",
];

/// Those that are filled under other settings.
const UNDER_SETTINGS: [&str; 8] = [
    "check_comparisons",
    "check_functions",
    "people_and_places",
    "shop_everyday",
    "types_arrays",
    "types_enums_composites",
    "types_numbers",
    "types_times",
];

/// The checksum of the rows of each table.
type Checksums = BTreeMap<String, String>;

/// The way in which a database is filled.
#[derive(Clone, Copy, Debug, Default)]
struct Way {
    threads: Option<usize>,
    /// True if all is sent as text.
    as_text: bool,
}

fn named(names: &[&str]) -> Vec<Schema> {
    let mut all = schemas();
    all.retain(|schema| names.contains(&schema.name.as_str()));
    assert!(
        std::env::var_os("BLINK_GALLERY").is_some() || all.len() == names.len(),
        "no such schema among {names:?}"
    );
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_are_those_of_contract_1() {
    if !blink_testdb::needs_a_whole_server("rows_are_those_of_contract_1") {
        return;
    }
    assert_eq!(
        Contract::CURRENT,
        Contract::V1,
        "a new contract has a golden file of its own"
    );
    if std::env::var_os("BLINK_GALLERY").is_some() {
        return;
    }
    let mut golden = Golden::default();
    for schema in named(&WRITTEN_DOWN) {
        let (db, client) = schema.made().await.unwrap();
        filled(client, Way::default()).await;
        for (table, checksum) in checksums(db.url()).await {
            golden.subject(&format!("{}, {table}", schema.name), [checksum]);
        }
    }
    golden.assert_holds(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/golden/rows-1.txt"));
}

/// Fills a database by the steps that `fill` takes.
async fn filled(mut client: Client, way: Way) {
    let options = Options {
        rows: ROWS,
        seed: SEED,
        ..Options::until(UNTIL)
    };
    let facts = Facts::read(&mut client).await.unwrap();
    let mut plan = plan(&facts, &options).unwrap();
    plan.prepare(&facts, &options, &mut client).await.unwrap();
    plan.rehearse_to_the_end(&facts, &options, &mut client).await.unwrap();
    assert_eq!(plan.left_out, []);
    let mut seeder = Seeder::new();
    seeder.random_seed(plan.seed);
    if let Some(threads) = way.threads {
        seeder.threads(threads);
    }
    for table in plan.tables.iter_mut().filter(|_| way.as_text) {
        table.format = Format::Text;
    }
    plan.add_to(&mut seeder);
    seeder.insert(&mut client).await.unwrap();
}

/// The checksums of a database, read in a session whose settings are always the same.
async fn checksums(url: &str) -> Checksums {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.unwrap();
    tokio::spawn(connection);
    client.batch_execute(settings::OF_THE_READER).await.unwrap();
    let mut checksums = Checksums::new();
    for row in judge::rows(&client, include_str!("judge/tables.sql")).await.unwrap() {
        let (table, is_partition) = (&row[0], row[1] == "t");
        if is_partition {
            continue;
        }
        let query = format!(
            "SELECT count(*) || ' rows, ' || md5(coalesce(string_agg(hash, '' ORDER BY hash COLLATE \"C\"), '')) \
             FROM (SELECT md5(convert_to(t::text, 'UTF8')) AS hash FROM {table} AS t) AS hashes"
        );
        let checksum = judge::rows(&client, &query).await.unwrap()[0][0].clone();
        checksums.insert(table.clone(), checksum);
    }
    checksums
}

/// The rows of a schema if nothing is set.
async fn usual(schema: &Schema) -> Checksums {
    let (db, client) = schema.made().await.unwrap();
    filled(client, Way::default()).await;
    checksums(db.url()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_threads_and_forms_change_nothing() {
    if !blink_testdb::needs_a_whole_server("sessions_threads_and_forms_change_nothing") {
        return;
    }
    for schema in named(&UNDER_SETTINGS) {
        let expected = usual(&schema).await;
        for (settings, way) in settings::sessions() {
            let (db, client) = schema.made().await.unwrap();
            for setting in settings {
                client.batch_execute(setting).await.unwrap();
            }
            filled(client, way).await;
            assert_eq!(
                checksums(db.url()).await,
                expected,
                "{} {way:?} {settings:?}",
                schema.name
            );
        }
    }
}

/// Databases of other encodings and collations. What the machine lacks is said.
#[tokio::test(flavor = "multi_thread")]
async fn databases_change_nothing() {
    let Some(cluster) = blink_testdb::own_cluster_with(&settings::OF_THE_CLUSTER) else {
        return;
    };
    let (admin, connection) = tokio_postgres::connect(&cluster.url(), NoTls).await.unwrap();
    tokio::spawn(connection);
    let mut databases = Vec::new();
    for (name, options) in settings::databases() {
        match admin
            .batch_execute(&format!("CREATE DATABASE {name} TEMPLATE template0 {options}"))
            .await
        {
            Ok(()) => databases.push(in_database(&cluster.url(), name)),
            Err(error) => blink_testdb::leave_out(name, &format!("the server has no {options}: {error}")),
        }
    }
    assert!(databases.len() >= 2, "the server has no other encoding or collation");
    for schema in named(&UNDER_SETTINGS) {
        let expected = usual(&schema).await;
        for url in &databases {
            let (client, connection) = tokio_postgres::connect(url, NoTls).await.unwrap();
            tokio::spawn(connection);
            let empty = "DROP SCHEMA IF EXISTS public CASCADE; CREATE SCHEMA public";
            client.batch_execute(&format!("{empty}; {}", schema.sql)).await.unwrap();
            filled(client, Way::default()).await;
            assert_eq!(checksums(url).await, expected, "{} {url}", schema.name);
        }
    }
}

/// The URL with another database.
fn in_database(url: &str, name: &str) -> String {
    let (server, _) = url.rsplit_once('/').unwrap();
    format!("{server}/{name}")
}

/// A column that is added, renamed or taken away leaves the others as they are.
#[tokio::test]
async fn other_columns_change_nothing() {
    let sql = |columns: &str| format!("CREATE TABLE people (id int PRIMARY KEY, {columns} email text NOT NULL UNIQUE)");
    let mut before = None;
    for columns in [
        "first_name text NOT NULL, born_on date NOT NULL,",
        "born_on date NOT NULL, first_name text NOT NULL,",
        "first_name text NOT NULL, born_on date NOT NULL, city text, note text, CHECK (length(note) < 20),",
        "nickname text, first_name text NOT NULL, born_on date NOT NULL, price numeric(8, 2) CHECK (price > 3),",
    ] {
        let db = blink_testdb::database();
        let client = connect(&db).await;
        client.batch_execute(&sql(columns)).await.unwrap();
        filled(client, Way::default()).await;
        let client = connect(&db).await;
        let query = "SELECT id, first_name, born_on::text, email FROM people ORDER BY id";
        let rows = judge::rows(&client, query).await.unwrap();
        assert_eq!(*before.get_or_insert_with(|| rows.clone()), rows, "{columns}");
    }
}

/// The values of the others follow neither from its name nor from its meaning.
#[tokio::test]
async fn a_renamed_column_changes_no_other() {
    let mut before = None;
    for name in ["city", "town", "last_name", "phone", "status", "\"e-mail\""] {
        let db = blink_testdb::database();
        let client = connect(&db).await;
        let sql = format!(
            "CREATE TABLE clubs (id int PRIMARY KEY, {name} text NOT NULL, title text NOT NULL);
            CREATE TABLE people (id int PRIMARY KEY, club_id int NOT NULL REFERENCES clubs, first_name text NOT NULL,
                {name} text, email text NOT NULL UNIQUE, born_on date, price numeric(8, 2) CHECK (price > 3),
                created_at timestamptz NOT NULL, updated_at timestamptz, note text, UNIQUE (club_id, first_name, id))"
        );
        client.batch_execute(&sql).await.unwrap();
        filled(client, Way::default()).await;
        let client = connect(&db).await;
        let mut rows = Vec::new();
        for (table, columns) in [
            ("clubs", "id, title"),
            (
                "people",
                "id, club_id, first_name, email, born_on, price, created_at, updated_at, note",
            ),
        ] {
            let query = format!("SELECT row({columns})::text FROM {table} ORDER BY id");
            rows.extend(judge::rows(&client, &query).await.unwrap());
        }
        assert!(rows.len() > 60, "{rows:?}");
        let expected = before.get_or_insert_with(|| rows.clone());
        for (row, expected) in rows.iter().zip(expected.iter()) {
            assert_eq!(row, expected, "the column is called {name}");
        }
    }
}
