//! Indexes are built on as many connections as there are.

use blink::Table;

use super::{SCHEMA, people, seed, teams};
use crate::non_atomic::{database, deadpool};
use crate::support::catalog;

/// Two indexes, each of which is built once the other one is being built, in another session.
const MEETING: &str = "
    CREATE FUNCTION meet(me int, other int) RETURNS int IMMUTABLE LANGUAGE plpgsql SET search_path = pg_catalog AS $$ BEGIN
        PERFORM pg_advisory_lock_shared(me);
        WHILE NOT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) AND objid = other AND pid <> pg_backend_pid()) LOOP
            PERFORM pg_sleep(0.001);
        END LOOP;
        RETURN me;
    END $$;
    CREATE TABLE a (id int);
    CREATE TABLE b (id int);";

#[tokio::test]
async fn indexes_are_built_on_several_connections_at_once() {
    let test = "indexes_are_built_on_several_connections_at_once";
    // Of two tables, and of one.
    for (n, indexes) in [
        "CREATE INDEX one ON a (meet(id, 2)); CREATE INDEX two ON b (meet(id + 1, 1))",
        "CREATE INDEX one ON a (meet(id, 2)); CREATE INDEX two ON a (meet(id + 1, 1))",
    ]
    .into_iter()
    .enumerate()
    {
        let Some(db) = database(test, &format!("{MEETING} {indexes}")).await else {
            return;
        };
        let before = catalog(&db.client).await;
        let pool = deadpool(db.database.url(), 2);
        let one = |table| Table::records(table, ["id"], [["1".to_owned()].to_vec()]);
        let report = seed([one("a"), one("b")])
            .non_atomic()
            .concurrency(2)
            .insert(|| pool.get())
            .await
            .unwrap();
        assert_eq!(report.tables().flat_map(|table| table.rebuilt()).count(), 2, "{n}");
        assert_eq!(report.connections(), Some(2));
        assert_eq!(catalog(&db.client).await, before);
    }
}

#[tokio::test]
async fn a_pool_smaller_than_the_run_builds_with_what_it_has() {
    let test = "a_pool_smaller_than_the_run_builds_with_what_it_has";
    let Some(db) = database(test, SCHEMA).await else {
        return;
    };
    let before = catalog(&db.client).await;
    for connections in [1, 2] {
        // It waits for ever for more.
        let pool = deadpool(db.database.url(), connections);
        let report = seed([people(200), teams()]).non_atomic().concurrency(4);
        let report = report.insert(|| pool.get()).await.unwrap();
        assert_eq!(report.rows(), 250);
        assert_eq!(catalog(&db.client).await, before);
        db.client.batch_execute("TRUNCATE people, teams").await.unwrap();
    }
}
