//! Blocking `postgres`, on a plain thread.

use std::panic::{AssertUnwindSafe, catch_unwind};

use blink::{Error, Plan, Report, Seeder};
use futures_util::FutureExt as _;
use postgres::{Client, NoTls};

use super::{Driver, scenarios, suite};
use crate::support::texts;

suite!(client, Client, at_once);
suite!(transaction, InTransaction, at_once);

/// Nothing here ever waits.
pub fn at_once(test: impl Future<Output = ()>) {
    test.now_or_never().expect("blocking calls are ready when they return");
}

impl Driver for Client {
    async fn open(url: &str) -> Self {
        Client::connect(url, NoTls).unwrap()
    }

    async fn insert(&mut self, seeder: Seeder) -> Result<Report, Error> {
        seeder.insert_blocking(self)
    }

    async fn plan(&mut self, seeder: &Seeder) -> Result<Plan, Error> {
        seeder.plan_blocking(self)
    }

    async fn answers(&mut self) -> bool {
        self.simple_query("SELECT 1").is_ok()
    }

    async fn sql(&mut self, sql: &str) -> Vec<String> {
        texts(&self.simple_query(sql).unwrap())
    }

    async fn joined(
        &mut self,
        before: &str,
        seeder: Seeder,
        question: &str,
        commit: bool,
    ) -> (Result<Report, Error>, Vec<String>) {
        self.batch_execute(&format!("BEGIN; {before}")).unwrap();
        let report = seeder.insert_blocking(self);
        let answer = match &report {
            Ok(_) => texts(&self.simple_query(question).unwrap()),
            Err(_) => Vec::new(),
        };
        self.batch_execute(if commit { "COMMIT" } else { "ROLLBACK" }).unwrap();
        (report, answer)
    }
}

struct InTransaction(Client);

impl Driver for InTransaction {
    async fn open(url: &str) -> Self {
        Self(Client::open(url).await)
    }

    async fn insert(&mut self, seeder: Seeder) -> Result<Report, Error> {
        self.joined("SELECT", seeder, "SELECT", true).await.0
    }

    async fn plan(&mut self, seeder: &Seeder) -> Result<Plan, Error> {
        seeder.plan_blocking(&mut self.0.transaction().unwrap())
    }

    async fn answers(&mut self) -> bool {
        self.0.answers().await
    }

    async fn sql(&mut self, sql: &str) -> Vec<String> {
        self.0.sql(sql).await
    }

    async fn joined(
        &mut self,
        before: &str,
        seeder: Seeder,
        question: &str,
        commit: bool,
    ) -> (Result<Report, Error>, Vec<String>) {
        let mut transaction = self.0.transaction().unwrap();
        transaction.batch_execute(before).unwrap();
        let report = seeder.insert_blocking(&mut transaction);
        let answer = match &report {
            Ok(_) => texts(&transaction.simple_query(question).unwrap()),
            Err(_) => Vec::new(),
        };
        if commit {
            transaction.commit().unwrap();
        } else {
            transaction.rollback().unwrap();
        }
        (report, answer)
    }
}

/// The `postgres` crate has a runtime of its own, and tokio allows none within another. It panics at its first call, so
/// that nothing has happened.
#[test]
fn within_a_tokio_runtime_the_driver_panics_before_anything_happens() {
    let database = blink_testdb::database();
    let mut client = Client::connect(database.url(), NoTls).unwrap();
    client
        .batch_execute("CREATE TABLE parents (id int4, name text); CREATE TABLE children (id int8, parent_id int4)")
        .unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let within = || runtime.block_on(async { scenarios::seed().insert_blocking(&mut client) });
    let panic = catch_unwind(AssertUnwindSafe(within)).unwrap_err();
    let message = panic
        .downcast_ref::<&str>()
        .map(ToString::to_string)
        .or_else(|| panic.downcast_ref::<String>().cloned());
    assert!(message.unwrap().contains("runtime"));
    let stored = client.query_one("SELECT count(*) FROM parents", &[]).unwrap();
    assert_eq!(stored.get::<_, i64>(0), 0);
    scenarios::seed().insert_blocking(&mut client).unwrap();
}
