//! `sqlx`: a connection, one out of a pool, the pool itself, and transactions.

use blink::{Error, Plan, Report, Seeder};
use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgConnection, PgPool, PgPoolOptions, PgRow};
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, Postgres, Row as _, TypeInfo as _, ValueRef as _};

use super::{Driver, on_tokio, scenarios, suite};

suite!(connection, PgConnection, on_tokio);
suite!(pool_connection, PoolConnection<Postgres>, on_tokio);
suite!(pool, PgPool, on_tokio);
suite!(transaction, InTransaction, on_tokio);

/// The rows of the last statement, values separated by `|`.
pub async fn rows(conn: &mut PgConnection, sql: &str) -> Result<Vec<String>, sqlx::Error> {
    let value = |row: &PgRow, n| {
        let value = row.try_get_raw(n).unwrap();
        if value.is_null() {
            return "∅".to_owned();
        }
        assert_ne!(value.type_info().name(), "VOID");
        value.as_str().unwrap().to_owned()
    };
    let rows = conn.fetch_all(sqlx::raw_sql(AssertSqlSafe(sql.to_owned()))).await?;
    let row = |row: &PgRow| (0..row.len()).map(|n| value(row, n)).collect::<Vec<_>>().join("|");
    Ok(rows.iter().map(row).collect())
}

pub async fn pool(url: &str, connections: u32) -> PgPool {
    let pool = PgPoolOptions::new().max_connections(connections);
    pool.connect(url).await.unwrap()
}

/// For a connection in whatever form: `conn` gives it, `begin` begins a transaction on it.
macro_rules! driver {
    ($type:ty, $open:expr, |$this:ident| $conn:expr, $raw:expr, $begin:expr) => {
        impl Driver for $type {
            async fn open(url: &str) -> Self {
                let open = $open;
                open(url.to_owned()).await
            }

            async fn insert(&mut self, seeder: Seeder) -> Result<Report, Error> {
                let $this = self;
                seeder.insert($conn).await
            }

            async fn plan(&mut self, seeder: &Seeder) -> Result<Plan, Error> {
                let $this = self;
                seeder.plan($conn).await
            }

            async fn answers(&mut self) -> bool {
                let $this = self;
                rows($raw, "SELECT 1").await.is_ok()
            }

            async fn sql(&mut self, sql: &str) -> Vec<String> {
                let $this = self;
                rows($raw, sql)
                    .await
                    .unwrap_or_else(|error| panic!("{sql}: {error:?}"))
            }

            async fn joined(
                &mut self,
                before: &str,
                seeder: Seeder,
                question: &str,
                commit: bool,
            ) -> (Result<Report, Error>, Vec<String>) {
                let $this = self;
                let mut transaction = $begin;
                rows(&mut transaction, before).await.unwrap();
                let report = seeder.insert(&mut transaction).await;
                let answer = match &report {
                    Ok(_) => rows(&mut transaction, question).await.unwrap(),
                    Err(_) => Vec::new(),
                };
                if commit {
                    // A savepoint of a transaction that has failed cannot be released, and the driver says so.
                    let committed = transaction.commit().await;
                    assert!(committed.is_ok() || report.is_err(), "{committed:?}");
                } else {
                    transaction.rollback().await.unwrap();
                }
                (report, answer)
            }
        }
    };
}

driver!(
    PgConnection,
    |url: String| async move { PgConnection::connect(&url).await.unwrap() },
    |this| this,
    this,
    this.begin().await.unwrap()
);
driver!(
    PoolConnection<Postgres>,
    |url: String| async move { pool(&url, 1).await.acquire().await.unwrap() },
    |this| this,
    &mut *this,
    this.begin().await.unwrap()
);
// One connection, so that plain SQL is asked of the one that the run used.
driver!(
    PgPool,
    |url: String| async move { pool(&url, 1).await },
    |this| &*this,
    &mut *this.acquire().await.unwrap(),
    PgPool::begin(this).await.unwrap()
);

/// Every run within a transaction of sqlx's.
struct InTransaction(PgConnection);

impl Driver for InTransaction {
    async fn open(url: &str) -> Self {
        Self(PgConnection::open(url).await)
    }

    async fn insert(&mut self, seeder: Seeder) -> Result<Report, Error> {
        self.0.joined("SELECT", seeder, "SELECT", true).await.0
    }

    async fn plan(&mut self, seeder: &Seeder) -> Result<Plan, Error> {
        seeder.plan(&mut self.0.begin().await.unwrap()).await
    }

    async fn answers(&mut self) -> bool {
        self.0.answers().await
    }

    async fn sql(&mut self, sql: &str) -> Vec<String> {
        self.0.sql(sql).await
    }

    /// In a transaction within a transaction, which sqlx makes a savepoint.
    async fn joined(
        &mut self,
        before: &str,
        seeder: Seeder,
        question: &str,
        commit: bool,
    ) -> (Result<Report, Error>, Vec<String>) {
        let mut outer = self.0.begin().await.unwrap();
        let joined = outer.joined(before, seeder, question, commit).await;
        if joined.0.is_ok() || commit {
            outer.commit().await.unwrap();
        }
        joined
    }
}

#[tokio::test]
async fn a_pool_is_asked_for_one_connection() {
    let database = blink_testdb::database();
    let mut schema = PgConnection::open(database.url()).await;
    schema.sql(scenarios::SCHEMA).await;
    schema.close().await.unwrap();
    let pool = PgPoolOptions::new()
        .max_connections(5)
        .connect_lazy(database.url())
        .unwrap();
    assert_eq!(pool.size(), 0);
    scenarios::seed().insert(&pool).await.unwrap();
    assert_eq!(pool.size(), 1);
}

#[tokio::test]
async fn a_closed_pool_is_an_error() {
    let database = blink_testdb::database();
    let pool = pool(database.url(), 1).await;
    pool.close().await;
    let error = scenarios::seed().insert(&pool).await.unwrap_err();
    assert!(!error.is_commit_unknown());
    assert_eq!(
        format!("{error:#}"),
        "the connection failed: attempted to acquire a connection on a closed pool"
    );
}
