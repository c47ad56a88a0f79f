//! Values that this session has taken, or that others take meanwhile.

use blink::{Connection, DriverError, Table, TextRow, Transaction};

use super::copy;
use crate::drivers::Driver as _;
use crate::drivers::user_written::{Copying, Recording};
use crate::support::Db;

#[tokio::test]
async fn what_the_session_took_in_advance_does_not_come_again() {
    let mut db = Db::new(
        "CREATE TABLE t (id int8 PRIMARY KEY); CREATE SEQUENCE cached CACHE 20 OWNED BY t.id;
         ALTER TABLE t ALTER id SET DEFAULT nextval('cached')",
    )
    .await;
    assert_eq!(db.one("SELECT nextval('cached')").await, "1");
    copy(&mut db, &[("t", "id", &["1", "15"])]).await;
    assert_eq!(db.one("INSERT INTO t DEFAULT VALUES RETURNING id").await, "21");
    copy(&mut db, &[("t", "id", &["45"])]).await;
    assert_eq!(db.one("INSERT INTO t DEFAULT VALUES RETURNING id > 45").await, "t");
}

#[tokio::test]
async fn in_a_transaction_of_the_callers_too() {
    let mut db = Db::new("CREATE TABLE t (id serial PRIMARY KEY)").await;
    let mut transaction = db.client.transaction().await.unwrap();
    let table = Table::records("t", ["id"], [["30000"]]);
    blink::copy_to_table(&mut transaction, table).await.unwrap();
    transaction.rollback().await.unwrap();
    assert_eq!(db.count("t").await, 0);
    // As after any nextval: what is taken is not given back.
    assert_eq!(db.one("SELECT nextval('t_id_seq')").await, "30001");
}

/// A connection on which values are taken right after the run has looked where the sequence is.
struct Overtaken {
    inner: Recording,
    take: i64,
    taken: Option<i64>,
}

impl Connection for Overtaken {
    type Sink<'c> = Copying;

    async fn execute(&mut self, sql: &str) -> Result<u64, DriverError> {
        self.inner.execute(sql).await
    }

    async fn query(&mut self, sql: &str) -> Result<Vec<TextRow>, DriverError> {
        let answer = self.inner.query(sql).await?;
        if sql.contains("last_value, is_called FROM") {
            let take = format!("SELECT max(nextval('t_id_seq')) FROM generate_series(1, {})", self.take);
            self.taken = self.inner.query(&take).await?[0][0]
                .as_ref()
                .and_then(|max| max.parse().ok());
        }
        Ok(answer)
    }

    async fn copy_in(&mut self, sql: &str) -> Result<Copying, DriverError> {
        self.inner.copy_in(sql).await
    }

    fn abandon(&mut self, _: Transaction) {}
}

#[tokio::test]
async fn others_that_take_values_meanwhile_never_see_it_go_back() {
    for increment in [1, -1] {
        // A short way and a long one; overtaken on it, to its very end, and well beyond.
        for (ahead, take, next) in [
            (1_000, 500, 1_001),
            (1_000, 1_000, 1_001),
            (1_000, 3_000, 3_001),
            (50_000, 20_000, 50_001),
            (50_000, 50_000, 50_001),
            (50_000, 60_000, 60_001),
        ] {
            let database = blink_testdb::database();
            let mut connection = Overtaken {
                inner: Recording::open(database.url()).await,
                take,
                taken: None,
            };
            let sequence = format!("CREATE SEQUENCE t_id_seq INCREMENT {increment}");
            let table = "CREATE TABLE t (id int8 PRIMARY KEY DEFAULT nextval('t_id_seq'))";
            connection.inner.sql(&format!("{sequence}; {table}")).await;
            let rows = [[(ahead * increment).to_string()]];
            blink::copy_to_table(&mut connection, Table::records("t", ["id"], rows))
                .await
                .unwrap();
            assert!(connection.taken.is_some());
            let given = connection.inner.sql("SELECT nextval('t_id_seq')").await;
            assert_eq!(given, [(next * increment).to_string()], "{ahead} ahead, {take} taken");
        }
    }
}
