//! Every driver through the same list of scenarios.

pub mod blocking;
mod round_trips;
pub mod scenarios;
pub mod sqlx;
mod tokio_postgres;
pub mod user_written;

use blink::{Error, Plan, Report, Seeder};

/// A connection of some driver, and plain SQL over the very same session.
pub trait Driver: Sized {
    async fn open(url: &str) -> Self;

    /// Runs a seeder; a transaction type begins one, and commits if the run went well.
    async fn insert(&mut self, seeder: Seeder) -> Result<Report, Error>;

    async fn plan(&mut self, seeder: &Seeder) -> Result<Plan, Error>;

    /// Returns true if the connection answers: a dead one does not.
    async fn answers(&mut self) -> bool;

    /// The rows of the last statement, values separated by `|`.
    async fn sql(&mut self, sql: &str) -> Vec<String>;

    /// In a transaction that the driver's own means begin and end: some SQL, the run, a question that is asked if the run
    /// went well, and COMMIT or ROLLBACK.
    async fn joined(
        &mut self,
        before: &str,
        seeder: Seeder,
        question: &str,
        commit: bool,
    ) -> (Result<Report, Error>, Vec<String>);
}

/// The scenarios for one driver, as tests of a module.
macro_rules! suite {
    ($module:ident, $driver:ty, $runtime:expr) => {
        $crate::drivers::suite! { @ $module, $driver, $runtime,
            batches_are_stored
            an_error_in_the_last_row_of_the_last_table_leaves_nothing
            a_run_joins_the_callers_transaction
            a_failed_run_cannot_be_committed_by_the_caller
            mistakes_leave_the_callers_transaction_as_it_is
            settings_are_as_before
            settings_of_a_joined_run_are_as_before_at_once
            notices_are_kept_off
            a_plan_touches_nothing
            a_function_of_ones_own_inserts
            a_function_that_fails_leaves_nothing
        }
    };
    (@ $module:ident, $driver:ty, $runtime:expr, $($scenario:ident)*) => {
        mod $module {
            use super::*;

            $(#[test]
            fn $scenario() {
                let database = blink_testdb::database();
                let runtime = $runtime;
                runtime(async {
                    let mut driver = <$driver as $crate::drivers::Driver>::open(database.url()).await;
                    $crate::drivers::scenarios::$scenario(&mut driver).await;
                });
            })*
        }
    };
}
use suite;

/// Runs a test's future on a runtime of tokio.
pub fn on_tokio(test: impl Future<Output = ()>) {
    let mut runtime = ::tokio::runtime::Builder::new_current_thread();
    runtime.enable_all().build().unwrap().block_on(test);
}

#[allow(dead_code, reason = "compiled, not run: the futures are Send")]
fn insert_is_send(
    client: &mut ::tokio_postgres::Client,
    transaction: &mut ::tokio_postgres::Transaction<'_>,
    connection: &mut ::sqlx::PgConnection,
    pooled: &mut ::sqlx::pool::PoolConnection<::sqlx::Postgres>,
    pool: &::sqlx::PgPool,
    sqlx_transaction: &mut ::sqlx::Transaction<'_, ::sqlx::Postgres>,
    users_own: &mut user_written::Recording,
) {
    fn is_send(_: impl Send) {}
    is_send(Seeder::new().insert(client));
    is_send(Seeder::new().insert(transaction));
    is_send(Seeder::new().insert(connection));
    is_send(Seeder::new().insert(pooled));
    is_send(Seeder::new().insert(pool));
    is_send(Seeder::new().insert(sqlx_transaction));
    is_send(Seeder::new().insert(&mut *users_own));
    is_send(Seeder::new().plan(pool));
    is_send(blink::copy_to_table(
        users_own,
        blink::Table::from_rows(scenarios::parents(0)),
    ));
}
