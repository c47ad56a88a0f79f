//! Triggers that drop rows, or that refuse to drop tables.

use blink::{OnConflict, Seeder, Table};

use crate::support::Db;

#[tokio::test]
async fn rows_that_a_trigger_dropped_are_not_told_as_rows_that_exist() {
    let mut db = Db::new(
        "CREATE TABLE c (code text PRIMARY KEY, n int);
         CREATE FUNCTION drops() RETURNS trigger LANGUAGE plpgsql AS $$
             BEGIN IF NEW.n = 0 THEN RETURN NULL; END IF; RETURN NEW; END $$;
         CREATE TRIGGER drops BEFORE INSERT ON c FOR EACH ROW EXECUTE FUNCTION drops()",
    )
    .await;
    for (rows, stored, line) in [
        (
            vec![["a", "0"], ["b", "1"]],
            1,
            "c: skipped 1 row that conflicted with other rows or that a trigger dropped\n",
        ),
        (
            vec![["b", "1"], ["c", "1"], ["c", "2"]],
            1,
            "c: skipped 2 rows that conflicted with other rows or that a trigger dropped\n",
        ),
    ] {
        let mut seeder = Seeder::new();
        seeder.add_table(Table::records("c", ["code", "n"], rows).on_conflict(OnConflict::DoNothing));
        let report = seeder.insert(&mut db.client).await.unwrap();
        assert_eq!(report.rows(), stored);
        assert!(report.to_string().contains(line), "{report}");
    }
}

#[tokio::test]
async fn an_event_trigger_that_refuses_to_drop_tables_does_not_take_the_rows_along() {
    let mut db = Db::new(
        "CREATE TABLE t (id int PRIMARY KEY);
         CREATE FUNCTION forbid() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN
            IF tg_tag = 'DROP TABLE' THEN RAISE EXCEPTION 'no DROP here'; END IF; END $$;
         CREATE EVENT TRIGGER guard ON ddl_command_start EXECUTE FUNCTION forbid()",
    )
    .await;
    for stored in [3, 0] {
        let rows = (1..=3).map(|n| vec![n.to_string()]);
        let table = Table::records("t", ["id"], rows).on_conflict(OnConflict::DoNothing);
        let report = blink::copy_to_table(&mut db.client, table).await.unwrap();
        assert_eq!(report.rows(), stored);
    }
    assert_eq!(db.count("t").await, 3);
    let left = "SELECT count(*) FROM pg_class WHERE relname LIKE 'blink%'";
    assert_eq!(db.one(left).await, "0");
}
