//! Reading leaves nothing behind.

use blink::{Connection, DriverError, TextRow, Transaction};
use blink_schema::facts::{Facts, ReadError};
use tokio_postgres::Client;

use super::{Db, connect, names, rows, table};

const SCHEMA: &str = "CREATE SCHEMA other; CREATE TABLE other.t (id serial PRIMARY KEY, a int DEFAULT 1 CHECK (a > 0));
    INSERT INTO other.t (a) VALUES (1)";

/// All settings of the session, their sources, and its locks.
const STATE: &str = "SELECT name, setting, source, reset_val FROM pg_settings WHERE name <> 'transaction_isolation'
    UNION ALL SELECT 'isolation', current_setting('transaction_isolation'), current_setting('transaction_read_only'), NULL
    UNION ALL SELECT 'lock', relation::regclass::text, mode, NULL FROM pg_locks
        WHERE pid = pg_backend_pid() AND locktype = 'relation' AND relation >= 16384 AND mode <> 'SIReadLock'
    ORDER BY 1, 2, 3";

const ODD: &str = "SET search_path = other; SET TimeZone = 'Asia/Tokyo'; SET DateStyle = 'German'; SET jit = on";

async fn state(client: &Client) -> Vec<String> {
    rows(client, STATE).await
}

#[tokio::test]
async fn a_session_stays_as_it_was() {
    let mut db = Db::new(SCHEMA).await;
    db.client.batch_execute(ODD).await.unwrap();
    let before = state(&db.client).await;
    db.facts().await;
    assert_eq!(state(&db.client).await, before);
    assert_eq!(
        db.rows("SELECT now() = statement_timestamp()").await,
        ["t"],
        "in no transaction"
    );
}

#[tokio::test]
async fn a_transaction_stays_as_it_was() {
    for begin in [
        "BEGIN",
        "BEGIN ISOLATION LEVEL SERIALIZABLE",
        "BEGIN READ ONLY; SAVEPOINT blink_facts",
    ] {
        let mut db = Db::new(SCHEMA).await;
        db.client.batch_execute(ODD).await.unwrap();
        db.client
            .batch_execute(&format!(
                "{begin}; SET LOCAL search_path = pg_temp, other; SET IntervalStyle = 'iso_8601'"
            ))
            .await
            .unwrap();
        let before = state(&db.client).await;
        let facts = db.facts().await;
        assert_eq!(table(&facts, "other.t").rows, 1);
        assert_eq!(state(&db.client).await, before, "{begin}");
        db.client.batch_execute("COMMIT").await.unwrap();
        let after = db
            .rows("SELECT current_setting('search_path'), current_setting('IntervalStyle')")
            .await;
        assert_eq!(after, ["other|iso_8601"], "{begin}");
    }
}

#[tokio::test]
async fn what_the_callers_transaction_has_made_is_seen() {
    let mut db = Db::new(SCHEMA).await;
    let mut transaction = db.client.transaction().await.unwrap();
    transaction
        .batch_execute("CREATE TABLE made (a int DEFAULT 3); INSERT INTO made VALUES (1), (2)")
        .await
        .unwrap();
    let facts = Facts::read(&mut transaction).await.unwrap();
    assert_eq!(
        (
            table(&facts, "public.made").rows,
            table(&facts, "public.made").rows_are_exact
        ),
        (2, true)
    );
    transaction.rollback().await.unwrap();
    assert_eq!(names(&db.facts().await), ["other.t"]);
}

/// A connection on which the server refuses the first question that has a text in it.
struct Refused<'c> {
    client: &'c mut Client,
    text: &'static str,
    refusals: u32,
    asked: u32,
}

impl Connection for Refused<'_> {
    type Sink<'c>
        = <Client as Connection>::Sink<'c>
    where
        Self: 'c;

    async fn execute(&mut self, sql: &str) -> Result<u64, DriverError> {
        Connection::execute(self.client, sql).await
    }

    async fn query(&mut self, sql: &str) -> Result<Vec<TextRow>, DriverError> {
        self.asked += 1;
        if self.refusals > 0 && sql.contains(self.text) {
            self.refusals -= 1;
            let sql = sql.replacen(self.text, "pg_catalog.gone", 1);
            return Connection::query(self.client, &sql).await;
        }
        Connection::query(self.client, sql).await
    }

    async fn copy_in(&mut self, sql: &str) -> Result<Self::Sink<'_>, DriverError> {
        Connection::copy_in(self.client, sql).await
    }

    fn abandon(&mut self, _: Transaction) {}
}

#[tokio::test]
async fn an_error_leaves_the_callers_transaction_as_it_was() {
    let mut db = Db::new(SCHEMA).await;
    db.client
        .batch_execute("BEGIN; INSERT INTO other.t (a) VALUES (7)")
        .await
        .unwrap();
    let before = state(&db.client).await;
    let mut refused = Refused {
        client: &mut db.client,
        text: "pg_catalog.pg_constraint",
        refusals: u32::MAX,
        asked: 0,
    };
    let error = Facts::read(&mut refused).await.unwrap_err();
    assert_eq!(error.to_string(), "the schema could not be read");
    assert_eq!(
        refused.asked, 6,
        "a table that is gone is a reason to read again, twice"
    );
    assert_eq!(state(&db.client).await, before);
    db.client.batch_execute("COMMIT").await.unwrap();
    assert_eq!(db.rows("SELECT count(*) FROM other.t").await, ["2"]);
}

#[tokio::test]
async fn a_schema_that_changes_is_read_again() {
    let mut db = Db::new(SCHEMA).await;
    let mut refused = Refused {
        client: &mut db.client,
        text: "\"other\".\"t\"",
        refusals: 1,
        asked: 0,
    };
    let facts = Facts::read(&mut refused).await.unwrap();
    assert_eq!((names(&facts), refused.asked), (vec!["other.t".to_owned()], 6));
}

#[tokio::test]
async fn three_round_trips_are_enough() {
    let mut db = Db::new(SCHEMA).await;
    let mut counted = Refused {
        client: &mut db.client,
        text: "",
        refusals: 0,
        asked: 0,
    };
    Facts::read(&mut counted).await.unwrap();
    assert_eq!(counted.asked, 3);
}

#[tokio::test]
async fn facts_are_read_while_others_create_and_drop() {
    if !blink_testdb::needs_several_connections("facts_are_read_while_others_create_and_drop") {
        return;
    }
    let mut db = Db::new(SCHEMA).await;
    let other = connect(db.database.url()).await;
    let changes = tokio::spawn(async move {
        for _ in 0..100 {
            let sql = "CREATE TABLE brief (a serial PRIMARY KEY, b int DEFAULT 1 + 1 CHECK (b > 0));
                CREATE UNIQUE INDEX ON brief ((a + b)); INSERT INTO brief VALUES (1); DROP TABLE brief";
            for statement in sql.split(';') {
                other.batch_execute(statement).await.unwrap();
            }
        }
    });
    let mut read = 0;
    while !changes.is_finished() {
        match Facts::read(&mut db.client).await {
            Ok(facts) => {
                assert_eq!(table(&facts, "other.t").rows, 1);
                read += 1;
            }
            // What changes without a pause may have changed at each attempt.
            Err(ReadError::Changed) => {}
            Err(ReadError::Driver(error)) => assert_eq!(error.server().unwrap().code, "42P01", "{error:?}"),
            Err(error) => panic!("{error:?}"),
        }
    }
    changes.await.unwrap();
    assert!(read > 0);
}
