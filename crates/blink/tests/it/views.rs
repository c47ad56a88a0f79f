//! Views that the server can insert into.

use blink::{Error, OnConflict, Seeder, Table};

use crate::support::Db;

const SCHEMA: &str = "
    CREATE TABLE person (id int8 GENERATED ALWAYS AS IDENTITY PRIMARY KEY, full_name text NOT NULL);
    INSERT INTO person OVERRIDING SYSTEM VALUE VALUES (1, 'Old');
    CREATE SCHEMA v2; CREATE VIEW v2.person AS SELECT id, full_name AS name FROM public.person;";

fn people() -> Table<[&'static str; 2]> {
    Table::records("v2.person", ["id", "name"], [["1", "Ada"], ["2", "Bob"]])
}

#[tokio::test]
async fn an_insertion_of_the_callers_own_may_go_into_a_view() {
    let mut db = Db::new(SCHEMA).await;
    let upsert = people().insert_with(|mut insertion| {
        Box::pin(async move {
            let mut stored = 0;
            while let Some(rows) = insertion.next().await {
                let values = rows.iter().map(|[id, name]| format!("({id}, '{name}')"));
                let sql = format!(
                    "INSERT INTO v2.person (id, name) OVERRIDING SYSTEM VALUE VALUES {} \
                     ON CONFLICT (id) DO UPDATE SET name = EXCLUDED.name",
                    values.collect::<Vec<_>>().join(", ")
                );
                stored += insertion.execute(&sql).await?;
            }
            Ok(stored)
        })
    });
    let mut seeder = Seeder::new();
    seeder.add_table(upsert);
    let plan = seeder.plan(&mut db.client).await.unwrap();
    assert!(
        plan.to_string().contains("v2.person: inserted by a custom function"),
        "{plan}"
    );
    assert_eq!(seeder.insert(&mut db.client).await.unwrap().rows(), 2);
    assert_eq!(db.rows("SELECT * FROM person ORDER BY id").await, ["1|Ada", "2|Bob"]);
}

#[tokio::test]
async fn what_blink_cannot_do_with_a_view_names_the_way_out() {
    let mut db = Db::new(SCHEMA).await;
    let fails = |error: Error| error.diagnostics().iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(
        fails(db.insert(people()).await.unwrap_err()),
        [
            "table v2.person: it is a view, and COPY cannot fill one that has no INSTEAD OF INSERT trigger; name the \
             underlying table, or use `.insert_with(…)`"
        ]
    );
    for on_conflict in [OnConflict::DoNothing, OnConflict::update(["id"])] {
        assert_eq!(
            fails(db.insert(people().on_conflict(on_conflict)).await.unwrap_err()),
            [
                "table v2.person: it is a view, and the keys by which ON CONFLICT finds a row are those of the table \
                 behind it; name the underlying table, or use `.insert_with(…)`"
            ]
        );
    }
    assert_eq!(db.rows("SELECT * FROM person").await, ["1|Old"]);
}
