//! Indexes and keys that are dropped for the load and come back exactly as they were.

mod choice;
mod errors;
mod gallery;
mod made_up;
mod questions;
mod reasons;

use blink::{Indexes, Report, Seeder, Table};

use crate::support::{Db, rows};

/// A row more than Auto keeps indexes for.
const MANY: u64 = 10_001;

/// Rows of these values, in which `#` stands for the row's number.
fn filled(table: &str, columns: &'static str, values: &'static str, count: u64) -> Table<Vec<String>> {
    let row = move |n: u64| {
        values
            .split('|')
            .map(|value| value.replace('#', &n.to_string()))
            .collect()
    };
    Table::records(table, columns.split(' '), (1..=count).map(row))
}

/// Everything that the catalog says of indexes and keys, but for the OIDs.
async fn catalog(client: &tokio_postgres::Client) -> Vec<String> {
    let sql = "
        SELECT i.oid::regclass::text, t.oid::regclass, pg_get_indexdef(i.oid), i.reltablespace, i.reloptions, i.relowner, i.relam,
            i.relpersistence, x.indisunique, x.indisprimary, x.indisexclusion, x.indimmediate, x.indisclustered, x.indisvalid,
            x.indisreplident, x.indkey, x.indcollation, x.indclass, x.indoption, obj_description(i.oid, 'pg_class'),
            (SELECT array_agg((attnum, attstattarget, attoptions)::text ORDER BY attnum) FROM pg_attribute WHERE attrelid = i.oid),
            (SELECT array_agg((refclassid, refobjid, deptype)::text ORDER BY refobjid) FROM pg_depend
                WHERE objid = i.oid AND classid = 'pg_class'::regclass AND refclassid <> 'pg_constraint'::regclass)
        FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid
        WHERE i.relnamespace NOT IN (SELECT oid FROM pg_namespace WHERE nspname IN ('pg_catalog', 'pg_toast'))
        ORDER BY 1";
    let mut all = rows(client, sql).await;
    let sql = "
        SELECT conrelid::regclass::text, conname, contype, condeferrable, condeferred, convalidated, connoinherit, conislocal,
            coninhcount, conindid::regclass, confrelid::regclass, confupdtype, confdeltype, confmatchtype, conkey, confkey,
            pg_get_constraintdef(oid), obj_description(oid, 'pg_constraint'),
            (SELECT array_agg((tgfoid::regproc, tgenabled, tgrelid::regclass)::text ORDER BY 1) FROM pg_trigger
                WHERE tgconstraint = k.oid)
        FROM pg_constraint k WHERE conrelid <> 0 AND connamespace <> 'pg_catalog'::regnamespace ORDER BY 1, 2";
    all.extend(rows(client, sql).await);
    let sql = "
        SELECT oid::regclass::text, relreplident, relhasindex, relhastriggers FROM pg_class
        WHERE relkind IN ('r', 'p') AND relnamespace NOT IN (SELECT oid FROM pg_namespace WHERE nspname IN ('pg_catalog', 'information_schema'))
        ORDER BY 1";
    all.extend(rows(client, sql).await);
    let sql = "
        SELECT attrelid::regclass::text, attname, attnotnull FROM pg_attribute JOIN pg_class c ON c.oid = attrelid
        WHERE attnum > 0 AND c.relkind = 'r' AND relnamespace NOT IN (SELECT oid FROM pg_namespace WHERE nspname IN ('pg_catalog', 'information_schema'))
        ORDER BY 1, attnum";
    all.extend(rows(client, sql).await);
    all
}

/// The schema, twice: as the catalog has it and as `pg_dump` writes it.
async fn schema(db: &Db) -> (Vec<String>, Option<String>) {
    (catalog(&db.client).await, db.database.schema())
}

fn rebuilt(report: &Report) -> Vec<&str> {
    report.tables().flat_map(|table| table.rebuilt()).collect()
}

/// `name: why` of all that was kept.
fn kept(report: &Report) -> Vec<String> {
    let kept = report.tables().flat_map(|table| table.kept());
    kept.map(|(name, why)| format!("{name}: {why}")).collect()
}

fn seed(indexes: Indexes, tables: impl IntoIterator<Item = Table<Vec<String>>>) -> Seeder {
    let mut seed = Seeder::new();
    seed.indexes(indexes);
    for table in tables {
        seed.add_table(table);
    }
    seed
}
