//! Foreign keys of tables that refer to each other.

use blink::{Indexes, Table};

use super::{SCHEMA, people, seed, teams};
use crate::non_atomic::{database, deadpool};
use crate::support::{catalog, connect};

/// OIDs are unique only within a catalog, and `pg_upgrade` gives foreign keys new ones from among those of indexes. The
/// index is rebuilt before the last table, whose trigger may need it, and the foreign key at the end.
#[tokio::test]
async fn a_foreign_key_with_the_oid_of_an_index_comes_back() {
    let test = "a_foreign_key_with_the_oid_of_an_index_comes_back";
    let schema = "
        CREATE TABLE a (id int8 PRIMARY KEY);
        CREATE TABLE b (id int8 PRIMARY KEY, a int8 REFERENCES a);
        CREATE TABLE c (id int8 PRIMARY KEY);
        CREATE FUNCTION put() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
        CREATE TRIGGER put BEFORE INSERT ON c FOR EACH ROW EXECUTE FUNCTION put();
        DO $$ DECLARE
            key oid := (SELECT oid FROM pg_constraint WHERE conname = 'b_a_fkey');
            index oid := 'b_pkey'::regclass;
        BEGIN
            UPDATE pg_constraint SET oid = index WHERE oid = key;
            UPDATE pg_trigger SET tgconstraint = index WHERE tgconstraint = key;
            UPDATE pg_depend SET objid = index WHERE classid = 'pg_constraint'::regclass AND objid = key;
            UPDATE pg_depend SET refobjid = index WHERE refclassid = 'pg_constraint'::regclass AND refobjid = key;
        END $$";
    let Some(db) = database(test, schema).await else {
        return;
    };
    let client = connect(db.database.url()).await;
    let before = catalog(&client).await;
    let pool = deadpool(db.database.url(), 2);
    let rows = |table: &str, columns: &'static [&str]| {
        let row = move |n: u64| vec![n.to_string(); columns.len()];
        Table::records(table, columns.iter().copied(), (1..=100).map(row))
    };
    let last = rows("c", &["id"]).indexes(Indexes::Keep);
    let tables = [rows("a", &["id"]), rows("b", &["id", "a"]), last];
    let run = seed(tables).non_atomic().concurrency(2);
    let report = run.insert(|| pool.get()).await.unwrap();
    let rebuilt = report.tables().flat_map(|table| table.rebuilt()).collect::<Vec<_>>();
    assert!(
        rebuilt.contains(&"b_pkey") && rebuilt.contains(&"b_a_fkey"),
        "{rebuilt:?}"
    );
    assert_eq!(catalog(&client).await, before);
}

#[tokio::test]
async fn tables_that_refer_to_each_other_load_over_several_connections() {
    let test = "tables_that_refer_to_each_other_load_over_several_connections";
    let Some(mut db) = database(test, SCHEMA).await else {
        return;
    };
    let before = catalog(&db.client).await;
    let pool = deadpool(db.database.url(), 3);
    let seed = seed([people(700), teams()]).non_atomic().concurrency(3);
    let plan = format!("{:#}", seed.plan(&mut db.client).await.unwrap());
    for part in [
        "people_team_fkey, foreign key to teams\n      ALTER TABLE ONLY public.people DROP CONSTRAINT people_team_fkey;\n",
        "      CREATE INDEX people_team ON public.people USING btree (team);\n",
        "set maintenance_work_mem = ",
    ] {
        assert!(plan.contains(part), "{part}\n{plan}");
    }
    for part in ["in order", "truncated", "frozen", "kept"] {
        assert!(!plan.contains(part), "{part}\n{plan}");
    }
    let report = seed.insert(|| pool.get()).await.unwrap();
    assert_eq!(report.rows(), 750);
    let rebuilt = report.tables().map(|table| table.rebuilt().count()).collect::<Vec<_>>();
    assert_eq!(rebuilt, [6, 3], "{report}");
    assert!(!report.phase(blink::Phase::Indexes).is_zero() && !report.phase(blink::Phase::ForeignKeys).is_zero());
    let sums =
        "SELECT (SELECT (count(*), sum(id), sum(team), sum(boss))::text FROM people), (SELECT count(*) FROM teams)";
    let team = (1..=700).map(|n| n % 50 + 1).sum::<u64>();
    let boss = (1..=700).map(|n| 700 - (n * 7) % 700).sum::<u64>();
    assert_eq!(db.one(sums).await, format!("(700,{},{team},{boss})|50", 700 * 701 / 2));
    assert_eq!(catalog(&db.client).await, before);
}
