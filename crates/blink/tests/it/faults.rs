//! Faults in a run leave nothing behind, except a connection that works or is known to be dead.

mod advice;
mod callbacks;
mod cancelled;
mod changed;
mod changed_facts;
mod commit;
pub mod dropped;
mod held_back;
mod limits;
mod names;
mod pools;
pub mod proxy;
mod references;
mod server;
mod session_limits;
mod threads;
mod values;
mod violations;

use blink::{Error, Seeder, Table};

use crate::drivers::scenarios::{COUNTS, Parent, parents};
use crate::support::Db;

/// The counts of rows that [`seed`](crate::drivers::scenarios::seed) leaves.
const NOTHING: &str = "0|0";
const ALL: &str = "20|15";

/// A test for each kind of connection; it gets the URL of a database of its own.
macro_rules! every_driver {
    ($($test:ident)*) => {
        $(mod $test {
            use $crate::drivers::{blocking::at_once, on_tokio};

            fn database(driver: &str) -> Option<blink_testdb::Database> {
                let test = concat!(module_path!(), "::").to_owned() + driver;
                blink_testdb::needs_several_connections(&test).then(blink_testdb::database)
            }

            #[test]
            fn client() {
                if let Some(database) = database("client") {
                    on_tokio(super::$test::<tokio_postgres::Client>(database.url()));
                }
            }

            #[test]
            fn sqlx_connection() {
                if let Some(database) = database("sqlx_connection") {
                    on_tokio(super::$test::<sqlx::PgConnection>(database.url()));
                }
            }

            #[test]
            fn blocking() {
                if let Some(database) = database("blocking") {
                    at_once(super::$test::<postgres::Client>(database.url()));
                }
            }
        })*
    };
}
use every_driver;

/// Rows of 30 kB, of which two fill a chunk. By the time that the 40th is made, some of them have reached the server:
/// there is room for four chunks on the way.
fn large_parents(n: i32) -> impl Iterator<Item = Parent> + Send + 'static {
    parents(n).map(|row| Parent {
        name: "x".repeat(30_000),
        ..row
    })
}

/// Many rows in one command, in the middle of which something happens.
fn seed_with(mut happens: impl FnMut() + Send + 'static) -> Seeder {
    let mut seeder = Seeder::new();
    seeder.add_table(
        Table::from_rows(large_parents(200).inspect(move |row| {
            if row.id == 40 {
                happens();
            }
        }))
        .single_batch(),
    );
    seeder
}

/// The connection is lost, in this table, and nothing is said about COMMIT.
fn assert_lost(error: &Error, table: &str) {
    assert!(error.is_connection_lost(), "{error:#}");
    assert!(!error.is_commit_unknown(), "{error:#}");
    assert!(!error.is_timeout(), "{error:#}");
    assert_eq!(error.table(), Some(table), "{error:#}");
}

/// The rows that are there once nobody is at the tables any more.
async fn counts_at_rest(db: &Db) -> String {
    let lock = "BEGIN; LOCK TABLE parents, children IN ACCESS EXCLUSIVE MODE";
    db.client.batch_execute(lock).await.unwrap();
    let counts = db.one(COUNTS).await;
    db.client.batch_execute("COMMIT").await.unwrap();
    counts
}

/// The same, from whatever runtime.
fn counts_elsewhere(url: &str) -> String {
    let sql = format!("BEGIN; LOCK TABLE parents, children IN ACCESS EXCLUSIVE MODE; {COUNTS}");
    crate::support::elsewhere(url, &sql).remove(0)
}

async fn empty(db: &Db) {
    db.client.batch_execute("TRUNCATE parents, children").await.unwrap();
}
