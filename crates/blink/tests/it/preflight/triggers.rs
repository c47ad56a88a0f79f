//! Columns that a trigger fills.

use blink::{OnConflict, Seeder, Table, ToRow};

use super::{fails, mistakes};
use crate::support::Db;

/// Tables of the same columns, each filled by a trigger in another way.
const FILLED_BY_TRIGGERS: &str = "
    CREATE DOMAIN period AS text NOT NULL;
    CREATE DOMAIN present AS text CHECK (VALUE IS NOT NULL);
    CREATE FUNCTION fill() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF NEW.id <> 7 THEN NEW.valid := 'now'; END IF; RETURN NEW; END $$;
    CREATE TABLE tariff (id int PRIMARY KEY, valid text NOT NULL);
    CREATE TRIGGER fill BEFORE INSERT ON tariff FOR EACH ROW EXECUTE FUNCTION fill();
    CREATE TABLE parted (id int, valid text NOT NULL) PARTITION BY LIST (id);
    CREATE TABLE part PARTITION OF parted DEFAULT;
    CREATE TRIGGER fill BEFORE INSERT ON part FOR EACH ROW EXECUTE FUNCTION fill();
    CREATE TABLE in_domain (id int PRIMARY KEY, valid period);
    CREATE TRIGGER fill BEFORE INSERT ON in_domain FOR EACH ROW EXECUTE FUNCTION fill();
    CREATE TABLE checked (id int PRIMARY KEY, valid present);
    CREATE TRIGGER fill BEFORE INSERT ON checked FOR EACH ROW EXECUTE FUNCTION fill();
    CREATE TABLE both_ways (id int PRIMARY KEY, valid period NOT NULL);
    CREATE TRIGGER fill BEFORE INSERT ON both_ways FOR EACH ROW EXECUTE FUNCTION fill();";

#[derive(ToRow)]
#[blink(table = "tariff")]
struct Tariff {
    id: i32,
    #[blink(default)]
    valid: Option<String>,
}

fn tariffs(ids: [i32; 2]) -> Table<Tariff> {
    Table::from_rows(ids.map(|id| Tariff { id, valid: None }))
}

#[tokio::test]
async fn a_column_that_a_trigger_fills_is_no_mistake() {
    let mut db = Db::new(FILLED_BY_TRIGGERS).await;
    for table in ["tariff", "parted", "in_domain", "checked", "both_ways"] {
        let records = Table::records(table, ["id"], [["1"], ["2"]]);
        let report = blink::copy_to_table(&mut db.client, records).await;
        report.unwrap_or_else(|error| panic!("{table}: {error:#}"));
        db.client
            .batch_execute(&format!("DELETE FROM {table} WHERE id = 2"))
            .await
            .unwrap();
        let mut seeder = Seeder::new();
        seeder.add_table(tariffs([2, 3]).named(table));
        let plan = seeder.plan(&mut db.client).await.unwrap().to_string();
        assert!(
            plan.contains("\n  valid  not sent: a trigger has to fill it (fill)\n"),
            "{plan}"
        );
        assert!(!plan.contains("left to the database"), "{plan}");
        seeder.insert(&mut db.client).await.unwrap();
        assert_eq!(
            db.rows(&format!("SELECT * FROM {table} ORDER BY id")).await,
            ["1|now", "2|now", "3|now"],
            "{table}"
        );
    }
    db.works().await;
}

/// An INSERT checks a domain before the trigger runs; NOT NULL of a column, after it.
#[tokio::test]
async fn a_column_that_a_trigger_fills_with_on_conflict() {
    let mut db = Db::new(FILLED_BY_TRIGGERS).await;
    let rows = || tariffs([1, 2]).on_conflict(OnConflict::DoNothing);
    blink::copy_to_table(&mut db.client, rows()).await.unwrap();
    blink::copy_to_table(&mut db.client, rows()).await.unwrap();
    assert_eq!(db.rows("SELECT * FROM tariff ORDER BY id").await, ["1|now", "2|now"]);
    for (table, why) in [
        ("in_domain", "it is NOT NULL"),
        ("both_ways", "it is NOT NULL"),
        (
            "checked",
            "its domain present refuses NULL (value for domain present violates check constraint \"present_check\"),",
        ),
    ] {
        let mistake = format!("{table}.valid: it is left to the database, but {why} and has no default");
        assert_eq!(fails(&mut db, rows().named(table)).await, [mistake]);
    }
}

#[tokio::test]
async fn a_column_that_no_trigger_has_filled_is_named() {
    let mut db = Db::new(FILLED_BY_TRIGGERS).await;
    for table in ["tariff", "parted", "in_domain", "checked", "both_ways"] {
        let error = blink::copy_to_table(&mut db.client, tariffs([1, 7]).named(table)).await;
        let error = error.unwrap_err();
        assert_eq!(
            (error.table(), error.column()),
            (Some(table), Some("valid")),
            "{error:#}"
        );
        if ["in_domain", "checked"].contains(&table) {
            let text = "the column's domain forbids NULL, and a row of the table has NULL in it: no trigger has filled it (fill); send a value for it";
            assert_eq!(error.to_string(), format!("table {table}, column valid: {text}"));
        } else {
            assert_eq!((error.row(), error.sqlstate()), (Some(2), Some("23502")), "{error:#}");
        }
        assert_eq!(db.count(table).await, 0);
        db.works().await;
    }
    // A run that is not atomic could not take its batches back.
    let seeder = |table: &str| {
        let mut seeder = Seeder::new();
        seeder.add_table(tariffs([1, 2]).named(table));
        seeder.non_atomic()
    };
    seeder("tariff").plan(&mut db.client).await.unwrap();
    let error = seeder("in_domain").plan(&mut db.client).await.unwrap_err();
    let mistake = "in_domain.valid: it is left to the database, but it is NOT NULL and has no default";
    assert_eq!(mistakes(&error), [mistake]);
    // Nor could a role without SELECT look for NULL.
    let role = format!("seeder_{}", db.one("SELECT current_database()").await);
    let grant = format!("CREATE ROLE {role}; GRANT INSERT ON tariff, in_domain TO {role}; SET ROLE {role}");
    db.client.batch_execute(&grant).await.unwrap();
    let error = blink::copy_to_table(&mut db.client, tariffs([1, 2]).named("in_domain")).await;
    assert_eq!(mistakes(&error.unwrap_err()), [mistake]);
    blink::copy_to_table(&mut db.client, tariffs([1, 2])).await.unwrap();
    let drop = format!("RESET ROLE; DROP OWNED BY {role}; DROP ROLE {role}");
    db.client.batch_execute(&drop).await.unwrap();
}

#[tokio::test]
async fn a_null_from_before_the_run_was_taken_for_one_of_its_rows() {
    let mut db = Db::new(
        "CREATE DOMAIN present AS text;
         CREATE TABLE plain (id int, valid present); CREATE TABLE parted (id int, valid present) PARTITION BY LIST (id);
         CREATE TABLE part PARTITION OF parted DEFAULT;
         INSERT INTO plain VALUES (0); INSERT INTO parted VALUES (0);
         ALTER DOMAIN present ADD CHECK (VALUE IS NOT NULL) NOT VALID;
         CREATE FUNCTION fill() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
             IF NEW.id <> 7 THEN NEW.valid := 'now'; END IF; RETURN NEW; END $$;
         CREATE TRIGGER fill BEFORE INSERT ON plain FOR EACH ROW EXECUTE FUNCTION fill();
         CREATE TRIGGER fill BEFORE INSERT ON part FOR EACH ROW EXECUTE FUNCTION fill()",
    )
    .await;
    for table in ["plain", "parted"] {
        let report = blink::copy_to_table(&mut db.client, tariffs([1, 2]).named(table)).await;
        report.unwrap_or_else(|error| panic!("{table}: {error:#}"));
        let rows = db.rows(&format!("SELECT * FROM {table} ORDER BY id")).await;
        assert_eq!(rows, ["0|∅", "1|now", "2|now"], "{table}");
        // Those of the run are found all the same: in a savepoint of the caller's, too, and if they are frozen.
        let mut caller = db.client.transaction().await.unwrap();
        let mut savepoint = caller.savepoint("nested").await.unwrap();
        let mut seeder = Seeder::new();
        seeder.add_table(tariffs([3, 7]).named(table));
        let in_savepoint = seeder.insert(&mut savepoint).await;
        drop(savepoint);
        drop(caller);
        let mut seeder = Seeder::new();
        seeder.truncate();
        seeder.add_table(tariffs([3, 7]).named(table));
        for run in [in_savepoint, seeder.insert(&mut db.client).await] {
            let error = run.unwrap_err();
            assert_eq!(
                (error.table(), error.column()),
                (Some(table), Some("valid")),
                "{error:#}"
            );
        }
        assert_eq!(db.count(table).await, 3);
    }
}

#[tokio::test]
async fn a_trigger_that_does_not_run_before_each_row_fills_no_column() {
    let mut db = Db::new(&format!(
        "{FILLED_BY_TRIGGERS}
         CREATE TABLE after (id int, valid text NOT NULL);
         CREATE TRIGGER fill AFTER INSERT ON after FOR EACH ROW EXECUTE FUNCTION fill();
         CREATE TRIGGER statement BEFORE INSERT ON after FOR EACH STATEMENT EXECUTE FUNCTION fill();
         CREATE TRIGGER update BEFORE UPDATE ON after FOR EACH ROW EXECUTE FUNCTION fill();
         CREATE TRIGGER disabled BEFORE INSERT ON after FOR EACH ROW EXECUTE FUNCTION fill();
         ALTER TABLE after DISABLE TRIGGER disabled;
         CREATE TRIGGER replica BEFORE INSERT ON after FOR EACH ROW EXECUTE FUNCTION fill();
         ALTER TABLE after ENABLE REPLICA TRIGGER replica"
    ))
    .await;
    let mistake = "after.valid: it is left to the database, but it is NOT NULL and has no default";
    assert_eq!(fails(&mut db, tariffs([1, 2]).named("after")).await, [mistake]);
}
