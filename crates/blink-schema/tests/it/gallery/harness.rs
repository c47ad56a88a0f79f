//! The judge itself: it accepts what is right, and finds what is wrong.

use tokio_postgres::Client;

use super::schemas;
use crate::judge;
use crate::trial::{Filled, Schema};

/// Shops as somebody would write them by hand.
const GOOD: &str = "
    INSERT INTO shop SELECT n, 'Shop ' || n, 'shop' || n || '@example.com', 'https://example.org/' || n, timestamptz '2024-01-01 00:00+00' + n * interval '1 hour' FROM generate_series(1, $n) n;
    INSERT INTO visit (shop_id, place, created_at, price) SELECT s, p, timestamptz '2025-01-01 00:00+00' + p * interval '1 hour', 5 + s % 7 FROM generate_series(1, $n) s, generate_series(1, 1 + s % 5) p";

const SCHEMA: &str = "-- shows: what the harness is tested with
-- since: 12
-- ask: SELECT count(*) > 0 FROM shop => t
-- ask: SELECT id FROM shop
--      WHERE name = '' => nothing
-- ask at 100: SELECT count(*) FROM shop => 100
-- empty: nothing
CREATE TABLE shop (id int PRIMARY KEY, name text NOT NULL, email text NOT NULL, url text, created_at timestamptz NOT NULL);
CREATE TABLE visit (id serial PRIMARY KEY, shop_id int NOT NULL REFERENCES shop, place int NOT NULL, created_at timestamptz NOT NULL, price int NOT NULL CHECK (price >= 0), UNIQUE (shop_id, place));
CREATE TABLE nothing (id int);
";

fn good(client: &mut Client, rows: u64) -> Filled<'_> {
    by_hand(client, rows, "")
}

fn by_hand<'a>(client: &'a mut Client, rows: u64, more: &'a str) -> Filled<'a> {
    run(client, rows, GOOD, more)
}

/// Runs statements in which `$n` is the number of rows, and more.
fn run<'a>(client: &'a mut Client, rows: u64, sql: &'a str, more: &'a str) -> Filled<'a> {
    Box::pin(async move {
        let sql = format!("{};{more}", sql.replace("$n", &rows.to_string()));
        client.batch_execute(&sql).await.map_err(|error| format!("{error:?}"))?;
        Ok(String::new())
    })
}

const POSTS: &str = "
    INSERT INTO users (name, email, created_at, updated_at, deleted_at) SELECT 'User ' || n, 'u' || n || '@example.com', timestamp '2024-01-01' + n * interval '1 hour',
        timestamp '2024-02-01' + n * interval '1 hour', CASE WHEN n % 3 = 0 THEN timestamp '2025-01-01' + n * interval '1 hour' END FROM generate_series(1, $n) n;
    INSERT INTO posts (user_id, title, body, published, created_at, updated_at) SELECT n, 'Post ' || n, 'Some words ' || n, n % 2 = 0,
        timestamp '2025-03-01' + n * interval '1 hour', timestamp '2025-04-01' + n * interval '1 hour' FROM generate_series(1, $n) n;
    INSERT INTO comments (post_id, user_id, body, created_at) SELECT n, n, 'Yes, ' || n, timestamp '2025-05-01' + n * interval '1 hour' FROM generate_series(1, $n) n";

const ROOMS: &str = "
    INSERT INTO room SELECT n, 'Room ' || n FROM generate_series(1, 5) n;
    INSERT INTO reservation SELECT n, n % 5 + 1, tstzrange(timestamptz '2025-01-01 00:00+00' + n * interval '1 hour', timestamptz '2025-01-01 00:00+00' + (n + 1) * interval '1 hour')
        FROM generate_series(1, $n) n;
    INSERT INTO shift SELECT n, 'Person ' || n % 7, timestamp '2025-01-01' + n * interval '3 hours', timestamp '2025-01-01' + n * interval '3 hours' + interval '4 hours', n % 4 = 0
        FROM generate_series(1, $n) n";

const VISITS: &str = "
    INSERT INTO doctor SELECT CASE n % 2 WHEN 0 THEN 'DE' ELSE 'FR' END, n, 'Doctor ' || n FROM generate_series(1, $n) n;
    INSERT INTO visit (country, licence_no, happened_on, note) SELECT CASE WHEN licence_no % 3 > 0 THEN country END, CASE WHEN licence_no % 3 > 0 THEN licence_no END,
        date '2025-01-01' + licence_no % 300, 'Note ' || licence_no FROM doctor";

/// Files of the gallery as somebody would fill them by hand.
#[tokio::test]
async fn files_of_the_gallery_can_be_filled() {
    if std::env::var_os("BLINK_GALLERY").is_some() {
        return;
    }
    let by_name: [(&str, crate::trial::Fill); 3] = [
        ("posts_and_comments", |c, n| run(c, n, POSTS, "")),
        ("exclusion_rooms", |c, n| run(c, n, ROOMS, "")),
        ("fk_composite_full", |c, n| run(c, n, VISITS, "")),
    ];
    let schemas = schemas();
    for (name, fill) in by_name {
        let schema = schemas.iter().find(|schema| schema.name == name).unwrap();
        for rows in [1, 100] {
            assert_eq!(schema.wrong(rows, fill).await, Vec::<String>::new(), "{name}");
        }
    }
}

#[test]
fn a_file_says_what_it_shows_and_asks() {
    let schema = Schema::read("x", SCHEMA).unwrap();
    assert_eq!((schema.since, schema.questions.len()), (12, 3));
    assert_eq!(schema.questions[1].query, "SELECT id FROM shop WHERE name = ''");
    assert_eq!(
        (schema.questions[2].at, schema.questions[2].expected.as_str()),
        (100, "100")
    );
    for wrong in [
        "-- shows: x",
        "-- since: 12",
        "-- shows: x\n-- since: 12\n-- ask: SELECT 1",
        "-- shows: x\n-- sinc: 12",
    ] {
        assert!(Schema::read("x", wrong).is_err(), "{wrong}");
    }
}

#[tokio::test]
async fn what_is_right_is_accepted() {
    let schema = Schema::read("harness", SCHEMA).unwrap();
    for rows in [1, 100] {
        assert_eq!(schema.wrong(rows, good).await, Vec::<String>::new());
    }
}

/// Damage that is done to rows that were right, and the words that must follow.
const FAULTS: [(crate::trial::Fill, &str); 14] = [
    (
        |c, n| by_hand(c, n, "UPDATE visit SET created_at = '2023-01-01'"),
        "visit.created_at before shop.created_at",
    ),
    (
        |c, n| by_hand(c, n, "UPDATE shop SET email = 'a@gmail.com' WHERE id = 3"),
        "e-mail that reaches somebody in shop.email",
    ),
    (
        |c, n| by_hand(c, n, "UPDATE shop SET url = 'http://www.blink.io:80/x' WHERE id = 3"),
        "URL that reaches somebody in shop.url",
    ),
    (
        |c, n| by_hand(c, n, "UPDATE shop SET name = 'Dolor sit' WHERE id = 3"),
        "Latin in shop.name",
    ),
    (
        |c, n| by_hand(c, n, "UPDATE visit SET price = 95637605 WHERE id = 3"),
        "price out of reason in visit.price",
    ),
    (|c, n| by_hand(c, n, "UPDATE shop SET url = NULL"), "shop.url is NULL"),
    (
        |c, n| by_hand(c, n, "UPDATE shop SET name = 'x'"),
        "shop.name is constant",
    ),
    (
        |c, n| {
            by_hand(
                c,
                n,
                "SET session_replication_role = replica; DELETE FROM shop WHERE id = 3; INSERT INTO shop SELECT 1000, name, email, url, created_at FROM shop WHERE id = 4",
            )
        },
        "foreign key visit_shop_id_fkey of ONLY visit: 4 wrong",
    ),
    (
        |c, n| by_hand(c, n, "SELECT setval('visit_id_seq', 7)"),
        "sequence visit_id_seq",
    ),
    (|c, n| by_hand(c, n, "DELETE FROM visit"), "visit has no rows"),
    (
        |c, n| by_hand(c, n, "INSERT INTO nothing VALUES (1)"),
        "nothing has rows",
    ),
    (
        |c, n| by_hand(c, n, "UPDATE shop SET name = '' WHERE id < 3"),
        "expected nothing, got 2 rows, the first [\"1\"]",
    ),
    (
        |c, n| {
            by_hand(
                c,
                n,
                "DELETE FROM visit WHERE shop_id = 4; DELETE FROM shop WHERE id = 4",
            )
        },
        "SELECT count(*) FROM shop: expected 100, got 99",
    ),
    (
        |c, n| by_hand(c, n, "DROP TABLE nothing"),
        "the schema changed, before: ",
    ),
];

#[tokio::test]
async fn what_is_wrong_is_found() {
    let schema = Schema::read("harness", SCHEMA).unwrap();
    for (fault, said) in FAULTS {
        let wrong = schema.wrong(100, fault).await;
        assert!(wrong.iter().any(|line| line.contains(said)), "{said}: {wrong:#?}");
    }
    let refused = schema.wrong(100, |c, n| by_hand(c, n, "SELECT 1 / 0")).await;
    assert!(
        refused.len() == 1 && refused[0].starts_with("harness with 100 rows: "),
        "{refused:?}"
    );
}

/// The rows that the server itself would refuse, found with the constraint's own question.
#[tokio::test]
async fn constraints_are_asked_again() {
    let db = blink_testdb::database();
    let client = crate::trial::connect(&db).await;
    let sql = "CREATE FUNCTION fits(n int) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT true';
        CREATE DOMAIN even AS int CHECK (fits(VALUE));
        CREATE TABLE t (a int CHECK (fits(a)), b even, c int, d int, e int4range, UNIQUE (a));
        CREATE UNIQUE INDEX part ON t ((c % 10)) WHERE d > 0;
        CREATE TABLE p (a int) PARTITION BY RANGE (a);
        CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
        INSERT INTO p VALUES (1);
        INSERT INTO t VALUES (1, 1, 1, 1, '[1,2]'), (2, 2, 11, 0, '[2,3]'), (3, NULL, 2, 1, '[5,6]');
        CREATE OR REPLACE FUNCTION fits(n int) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT n % 2 = 0'";
    client.batch_execute(sql).await.unwrap();
    let wrong = judge::judge(&client, &judge::Allowed::default()).await.wrong;
    let has = |said: &str| wrong.iter().any(|line| line.contains(said));
    assert!(has("CHECK t_a_check of t: 2 wrong"), "{wrong:#?}");
    assert!(has("values of t.b: 23514"), "{wrong:#?}");
    assert_eq!(wrong.len(), 2, "{wrong:#?}");
    for file in [
        include_str!("../judge/unique_sets.sql"),
        include_str!("../judge/conditions.sql"),
    ] {
        assert!(judge::rows(&client, file).await.unwrap().len() >= 2);
    }
}

/// Every file has questions that the server understands, and its schema is accepted.
#[tokio::test(flavor = "multi_thread")]
async fn every_schema_of_the_gallery_is_one() {
    if !blink_testdb::needs_a_whole_server("every_schema_of_the_gallery_is_one") {
        return;
    }
    let schemas = schemas();
    assert!(
        std::env::var_os("BLINK_GALLERY").is_some() || schemas.len() >= 60,
        "{}",
        schemas.len()
    );
    for schema in schemas {
        let Some((_db, client)) = schema.made().await else {
            continue;
        };
        for question in &schema.questions {
            if let Err(error) = judge::rows(&client, &question.query).await {
                panic!("{}: {error}: {}", schema.name, question.query);
            }
        }
        let tables = judge::rows(&client, include_str!("../judge/tables.sql")).await.unwrap();
        let allowed = &schema.allowed;
        let named = allowed
            .empty
            .iter()
            .chain(&allowed.maybe_empty)
            .chain(&schema.maybe_empty_at_1);
        for name in named {
            assert!(
                tables.iter().any(|row| row[0] == *name),
                "{}: no table {name}",
                schema.name
            );
        }
        for name in &allowed.constant {
            let (table, column) = name.rsplit_once('.').unwrap();
            let query = format!("SELECT {column} FROM {table} LIMIT 0");
            assert!(
                judge::rows(&client, &query).await.is_ok(),
                "{}: no column {name}",
                schema.name
            );
        }
        assert!(!tables.is_empty(), "{}", schema.name);
        // Empty as it is, nothing else than its emptiness is wrong.
        let wrong = judge::judge(&client, allowed).await.wrong;
        let other: Vec<_> = wrong.iter().filter(|line| !line.ends_with("has no rows")).collect();
        assert!(other.is_empty(), "{}: {other:#?}", schema.name);
    }
}
