//! What can go wrong in a run, and what is left then: nothing, and a connection that works or is known to be dead.

mod callbacks;
pub mod dropped;

use crate::drivers::scenarios::COUNTS;
use crate::support::Db;

/// What [`seed`](crate::drivers::scenarios::seed) leaves.
const NOTHING: &str = "0|0";
const ALL: &str = "20|15";

/// The rows that are there once nobody is at the tables any more.
async fn counts_at_rest(db: &Db) -> String {
    let lock = "BEGIN; LOCK TABLE parents, children IN ACCESS EXCLUSIVE MODE";
    db.client.batch_execute(lock).await.unwrap();
    let counts = db.one(COUNTS).await;
    db.client.batch_execute("COMMIT").await.unwrap();
    counts
}

async fn empty(db: &Db) {
    db.client.batch_execute("TRUNCATE parents, children").await.unwrap();
}
