//! `tokio-postgres`: a client, its transaction, and clients out of deadpool and bb8.

use blink::{Error, Plan, Report, Seeder};
use tokio_postgres::{Client, NoTls};

use super::{Driver, on_tokio, suite};
use crate::support::{connect, rows};

suite!(client, Client, on_tokio);
suite!(transaction, InTransaction, on_tokio);
suite!(deadpool, Deadpool, on_tokio);
suite!(bb8, Bb8, on_tokio);

impl Driver for Client {
    async fn open(url: &str) -> Self {
        connect(url).await
    }

    async fn insert(&mut self, seeder: Seeder) -> Result<Report, Error> {
        seeder.insert(self).await
    }

    async fn plan(&mut self, seeder: &Seeder) -> Result<Plan, Error> {
        seeder.plan(self).await
    }

    async fn answers(&mut self) -> bool {
        self.simple_query("SELECT 1").await.is_ok()
    }

    async fn sql(&mut self, sql: &str) -> Vec<String> {
        rows(self, sql).await
    }

    async fn joined(
        &mut self,
        before: &str,
        seeder: Seeder,
        question: &str,
        commit: bool,
    ) -> (Result<Report, Error>, Vec<String>) {
        rows(self, &format!("BEGIN; {before}")).await;
        let report = seeder.insert(&mut *self).await;
        let answer = if report.is_ok() {
            rows(self, question).await
        } else {
            Vec::new()
        };
        rows(self, if commit { "COMMIT" } else { "ROLLBACK" }).await;
        (report, answer)
    }
}

struct InTransaction(Client);

impl Driver for InTransaction {
    async fn open(url: &str) -> Self {
        Self(connect(url).await)
    }

    async fn insert(&mut self, seeder: Seeder) -> Result<Report, Error> {
        self.joined("SELECT", seeder, "SELECT", true).await.0
    }

    async fn plan(&mut self, seeder: &Seeder) -> Result<Plan, Error> {
        seeder.plan(&mut self.0.transaction().await.unwrap()).await
    }

    async fn answers(&mut self) -> bool {
        self.0.simple_query("SELECT 1").await.is_ok()
    }

    async fn sql(&mut self, sql: &str) -> Vec<String> {
        rows(&self.0, sql).await
    }

    async fn joined(
        &mut self,
        before: &str,
        seeder: Seeder,
        question: &str,
        commit: bool,
    ) -> (Result<Report, Error>, Vec<String>) {
        let mut transaction = self.0.transaction().await.unwrap();
        transaction.batch_execute(before).await.unwrap();
        let report = seeder.insert(&mut transaction).await;
        let answer = if report.is_ok() {
            rows(transaction.client(), question).await
        } else {
            Vec::new()
        };
        if commit {
            transaction.commit().await.unwrap();
        } else {
            transaction.rollback().await.unwrap();
        }
        (report, answer)
    }
}

struct Deadpool(deadpool_postgres::Object);

impl Driver for Deadpool {
    async fn open(url: &str) -> Self {
        let manager = deadpool_postgres::Manager::new(url.parse().unwrap(), NoTls);
        let pool = deadpool_postgres::Pool::builder(manager).max_size(1).build().unwrap();
        Self(pool.get().await.unwrap())
    }

    async fn insert(&mut self, seeder: Seeder) -> Result<Report, Error> {
        seeder.insert(&mut **self.0).await
    }

    async fn plan(&mut self, seeder: &Seeder) -> Result<Plan, Error> {
        seeder.plan(&mut **self.0).await
    }

    async fn answers(&mut self) -> bool {
        self.0.simple_query("SELECT 1").await.is_ok()
    }

    async fn sql(&mut self, sql: &str) -> Vec<String> {
        rows(&self.0, sql).await
    }

    async fn joined(
        &mut self,
        before: &str,
        seeder: Seeder,
        question: &str,
        commit: bool,
    ) -> (Result<Report, Error>, Vec<String>) {
        (**self.0).joined(before, seeder, question, commit).await
    }
}

struct Bb8(bb8_postgres::bb8::PooledConnection<'static, bb8_postgres::PostgresConnectionManager<NoTls>>);

impl Driver for Bb8 {
    async fn open(url: &str) -> Self {
        let manager = bb8_postgres::PostgresConnectionManager::new(url.parse().unwrap(), NoTls);
        let pool = bb8_postgres::bb8::Pool::builder()
            .max_size(1)
            .build(manager)
            .await
            .unwrap();
        Self(pool.get_owned().await.unwrap())
    }

    async fn insert(&mut self, seeder: Seeder) -> Result<Report, Error> {
        seeder.insert(&mut *self.0).await
    }

    async fn plan(&mut self, seeder: &Seeder) -> Result<Plan, Error> {
        seeder.plan(&mut *self.0).await
    }

    async fn answers(&mut self) -> bool {
        self.0.simple_query("SELECT 1").await.is_ok()
    }

    async fn sql(&mut self, sql: &str) -> Vec<String> {
        rows(&self.0, sql).await
    }

    async fn joined(
        &mut self,
        before: &str,
        seeder: Seeder,
        question: &str,
        commit: bool,
    ) -> (Result<Report, Error>, Vec<String>) {
        (*self.0).joined(before, seeder, question, commit).await
    }
}
