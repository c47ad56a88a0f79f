//! The reasons for which indexes and keys are kept are those that hold.

use blink::Indexes;

use super::{MANY, filled, kept, rebuilt, seed};
use crate::support::{Db, catalog};

/// As plan and report say it: they agree.
async fn reasons(db: &mut Db, table: &str) -> Vec<String> {
    let run = || seed(Indexes::Auto, [filled(table, "id d", "#|#", MANY)]);
    let plan = run().plan(&mut db.client).await.unwrap();
    let planned = plan.tables()[0].kept();
    let planned = planned.map(|(name, why)| format!("{name}: {why}")).collect::<Vec<_>>();
    let report = run().insert(&mut db.client).await.unwrap();
    assert_eq!(kept(&report), planned);
    planned
}

#[tokio::test]
async fn a_partitioned_table_is_not_one_whose_rows_could_not_be_read() {
    let mut db = Db::new(
        "CREATE TABLE o (id int8, d int, PRIMARY KEY (id, d)) PARTITION BY LIST (d);
         CREATE TABLE o_all PARTITION OF o DEFAULT",
    )
    .await;
    assert!(reasons(&mut db, "o").await.is_empty());
}

#[tokio::test]
async fn a_trigger_for_each_statement_does_not_run_for_each_row() {
    let mut db = Db::new(
        "CREATE TABLE t (id int8 PRIMARY KEY, d int);
         CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM 1; RETURN NULL; END $$;
         CREATE TRIGGER bt BEFORE INSERT ON t FOR EACH STATEMENT EXECUTE FUNCTION f()",
    )
    .await;
    let code = "indexes and keys: the trigger bt runs f() on INSERT, and may need them";
    assert_eq!(reasons(&mut db, "t").await, [code]);
}

#[tokio::test]
async fn a_key_that_is_not_enforced_is_not_one_that_is_not_valid() {
    let mut db = Db::new("CREATE TABLE p (id int8 PRIMARY KEY); CREATE TABLE t (id int8, d int8)").await;
    let version = blink_testdb::server().version();
    // NOT ENFORCED came with 18; before, the question of the catalog must be answered all the same.
    let unenforced = if version >= 18 { "NOT ENFORCED" } else { "NOT VALID" };
    let key = format!("ALTER TABLE t ADD CONSTRAINT k FOREIGN KEY (d) REFERENCES p {unenforced}");
    let rows = format!("INSERT INTO p SELECT generate_series(1, {MANY})");
    db.client.batch_execute(&format!("{key}; {rows}")).await.unwrap();
    let reason = match unenforced {
        "NOT ENFORCED" => "k: it is NOT ENFORCED, so it checks no rows",
        _ => "k: it is NOT VALID, so adding it again would check no rows",
    };
    assert_eq!(reasons(&mut db, "t").await, [reason]);
}

/// The foreign key was kept with the reason that dropping it would lock the parent, which was locked already.
#[tokio::test]
async fn a_parent_with_rows_kept_its_key_though_its_rebuild_was_requested() {
    let mut db = Db::new(
        "CREATE TABLE p (id int8 PRIMARY KEY); INSERT INTO p VALUES (0);
         CREATE TABLE c (id int8 PRIMARY KEY, p int8 REFERENCES p)",
    )
    .await;
    let before = catalog(&db.client).await;
    for parent_first in [true, false] {
        let mut tables = [
            filled("p", "id", "#", MANY).indexes(Indexes::Rebuild),
            filled("c", "id p", "#|#", MANY),
        ];
        if !parent_first {
            tables.reverse();
        }
        let run = seed(Indexes::Auto, tables);
        let planned = run.plan(&mut db.client).await.unwrap();
        let planned = planned.tables().iter().flat_map(|table| table.kept()).count();
        let report = run.insert(&mut db.client).await.unwrap();
        let mut names = rebuilt(&report);
        names.sort_unstable();
        assert_eq!(names, ["c_p_fkey", "c_pkey", "p_pkey"], "{report}");
        assert_eq!((planned, kept(&report)), (0, Vec::new()));
        assert_eq!(catalog(&db.client).await, before);
        let empty = "TRUNCATE c, p; INSERT INTO p VALUES (0)";
        db.client.batch_execute(empty).await.unwrap();
    }
}
