//! The number of rows that a size asks for.

use blink_schema::Filling;
use blink_schema::facts::Facts;
use blink_schema::fill;
use blink_schema::plan::Options;
use tokio_postgres::Client;

use crate::judge::rows;
use crate::trial::connect;

const SHOP: &str = "CREATE TABLE users (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email text NOT NULL UNIQUE,
        name text NOT NULL, created_at timestamptz NOT NULL);
    CREATE TABLE orders (id bigserial PRIMARY KEY, user_id bigint NOT NULL REFERENCES users, status text NOT NULL
        CHECK (status IN ('open', 'paid', 'sent')), total numeric(10,2) NOT NULL, created_at timestamptz NOT NULL);
    CREATE INDEX ON orders (user_id); CREATE INDEX ON orders (status, created_at); CREATE INDEX ON orders (created_at);
    CREATE TABLE order_lines (order_id bigint NOT NULL REFERENCES orders, line_no int NOT NULL, sku text NOT NULL,
        quantity int NOT NULL, price numeric(8,2) NOT NULL, PRIMARY KEY (order_id, line_no));
    CREATE INDEX ON order_lines (sku)";

/// Values that are stored out of line, and indexes of other kinds.
const DOCUMENTS: &str = "CREATE TABLE author (id uuid PRIMARY KEY, full_name text NOT NULL, bio text, settings jsonb NOT NULL);
    CREATE TABLE document (id serial PRIMARY KEY, author_id uuid NOT NULL REFERENCES author, title varchar(200) NOT NULL,
        body text NOT NULL, tags text[] NOT NULL, published_on date, searched tsvector GENERATED ALWAYS AS
        (to_tsvector('english'::regconfig, (title)::text || ' ' || body)) STORED) WITH (fillfactor = 70);
    CREATE INDEX ON document USING gin (searched); CREATE INDEX ON document USING gin (tags);
    CREATE INDEX ON document USING hash (title); CREATE INDEX ON document USING brin (published_on);
    CREATE INDEX ON document (lower(title)) WHERE published_on IS NOT NULL";

const PARTITIONED: &str = "CREATE TABLE device (id int PRIMARY KEY, name text NOT NULL UNIQUE);
    CREATE TABLE reading (device_id int NOT NULL REFERENCES device, at timestamptz NOT NULL, value double precision NOT NULL,
        PRIMARY KEY (device_id, at)) PARTITION BY HASH (device_id);
    CREATE TABLE reading_0 PARTITION OF reading FOR VALUES WITH (MODULUS 4, REMAINDER 0);
    CREATE TABLE reading_1 PARTITION OF reading FOR VALUES WITH (MODULUS 4, REMAINDER 1);
    CREATE TABLE reading_2 PARTITION OF reading FOR VALUES WITH (MODULUS 4, REMAINDER 2);
    CREATE TABLE reading_3 PARTITION OF reading FOR VALUES WITH (MODULUS 4, REMAINDER 3)";

async fn number(client: &Client, query: &str) -> u64 {
    rows(client, query).await.unwrap()[0][0].parse().unwrap()
}

/// The bytes of all tables, as the server counts them.
async fn size(client: &Client) -> u64 {
    let query = "SELECT sum(pg_total_relation_size(oid))::bigint FROM pg_class \
        WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace";
    number(client, query).await
}

async fn fill_to(schema: &str, wanted: u64) {
    let db = blink_testdb::database();
    let mut client = connect(&db).await;
    client.batch_execute(schema).await.unwrap();
    let filled = fill(&mut client).size(wanted).await.unwrap();
    assert_eq!(filled.left_out, []);
    let size = size(&client).await;
    assert!(
        size.abs_diff(wanted) <= wanted / 10,
        "{wanted} bytes were asked for: {size}\n{}",
        filled.report
    );
}

#[tokio::test]
async fn a_shop_takes_the_size_that_is_asked_for() {
    fill_to(SHOP, 2_000_000).await;
    fill_to(SHOP, 20_000_000).await;
}

#[tokio::test]
async fn documents_take_the_size_that_is_asked_for() {
    if !blink_testdb::needs_a_whole_server("documents_take_the_size_that_is_asked_for") {
        return;
    }
    fill_to(DOCUMENTS, 12_000_000).await;
}

#[tokio::test]
async fn partitions_take_the_size_that_is_asked_for() {
    fill_to(PARTITIONED, 15_000_000).await;
}

#[tokio::test]
async fn measuring_leaves_nothing() {
    if !blink_testdb::needs_several_connections("measuring_leaves_nothing") {
        return;
    }
    let db = blink_testdb::database();
    let mut client = connect(&db).await;
    client.batch_execute(SHOP).await.unwrap();
    let sequences = "SELECT sum(last_value) FROM (SELECT last_value FROM users_id_seq UNION ALL
        SELECT last_value FROM orders_id_seq) s";
    let before = (
        blink_testdb::catalog::text(db.url()).unwrap(),
        number(&client, sequences).await,
    );
    let options = Options {
        size: Some(10_000_000_000),
        ..Options::until(9_000)
    };
    let filling = Filling::read(&mut client, options).await.unwrap();
    assert_eq!(
        (
            blink_testdb::catalog::text(db.url()).unwrap(),
            number(&client, sequences).await
        ),
        before
    );
    assert_eq!(number(&client, "SELECT count(*) FROM users").await, 0);
    let plan = filling.plan();
    let expected = plan.size().unwrap();
    let size = expected.bytes;
    assert!(
        expected.is_measured && size.abs_diff(10_000_000_000) < 300_000_000,
        "{size}"
    );
    let of_tables = plan.tables.iter().filter_map(|table| plan.size_of(&table.name));
    let of_tables = of_tables.map(|size| size.bytes);
    assert_eq!(of_tables.sum::<u64>(), size);
    assert!(
        plan.to_string().contains(" rows, 10.0") || plan.to_string().contains(" rows, 9.9"),
        "{plan}"
    );
}

#[tokio::test]
async fn a_size_that_cannot_be_is_a_mistake() {
    let db = blink_testdb::database();
    let mut client = connect(&db).await;
    client
        .batch_execute("CREATE TABLE few (code char(1) PRIMARY KEY CHECK (code IN ('a', 'b', 'c')))")
        .await
        .unwrap();
    for (wanted, said) in [(1_000, "at least "), (100_000_000, "at most ")] {
        let error = fill(&mut client).size(wanted).await.unwrap_err();
        let mistakes = error.mistakes();
        assert_eq!(mistakes.len(), 1, "{error:#}");
        assert!(mistakes[0].message.contains(said), "{error:#}");
    }
    let error = fill(&mut client).rows(7).size(100_000).await.unwrap_err();
    assert_eq!(
        error.mistakes()[0].to_string(),
        "7 rows and 100.0 kB are both asked for (ask for one of them)"
    );
    // Where nothing is to be filled, no size is too large.
    client.batch_execute("INSERT INTO few VALUES ('a')").await.unwrap();
    fill(&mut client).size(100_000_000).await.unwrap();
    assert_eq!(Facts::read(&mut client).await.unwrap().tables[0].rows, 1);
}

/// A table that is left out takes nothing: the others take the whole.
#[tokio::test]
async fn what_the_server_refuses_counts_for_nothing() {
    if !blink_testdb::needs_a_whole_server("what_the_server_refuses_counts_for_nothing") {
        return;
    }
    let db = blink_testdb::database();
    let mut client = connect(&db).await;
    client
        .batch_execute(
            "CREATE TABLE closed (id int PRIMARY KEY, a text NOT NULL); CREATE TABLE open (id int PRIMARY KEY, a text NOT NULL);
            CREATE FUNCTION close() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'closed for good'; END $$;
            CREATE TRIGGER close BEFORE INSERT ON closed FOR EACH ROW EXECUTE FUNCTION close();",
        )
        .await
        .unwrap();
    let filled = fill(&mut client).size(20_000_000).await.unwrap();
    assert_eq!(filled.left_out.len(), 1);
    let size = number(&client, "SELECT pg_total_relation_size('open')").await;
    assert!(size.abs_diff(20_000_000) <= 2_000_000, "{size}");
}
