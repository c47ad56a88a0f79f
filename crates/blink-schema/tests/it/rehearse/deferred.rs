//! The rows that the server would refuse at COMMIT are those of the right table.

use super::{database, one, rehearsed};
use blink_schema::fill;

/// A table that comes before the others, and whose constraint holds.
const BEFORE: &str = "
    CREATE TABLE above (id int PRIMARY KEY, n int NOT NULL);
    CREATE TABLE child (id int PRIMARY KEY, above_id int NOT NULL REFERENCES above, n int NOT NULL);
    CREATE FUNCTION accept() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
    CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'not here'; END $$;";

fn refusing(table: &str, name: &str, function: &str) -> String {
    format!(
        "CREATE CONSTRAINT TRIGGER {name} AFTER INSERT ON {table} DEFERRABLE INITIALLY DEFERRED
            FOR EACH ROW EXECUTE FUNCTION {function}();"
    )
}

#[tokio::test]
async fn what_a_deferred_trigger_raises_is_that_of_its_own_table() {
    // A trigger's error names no table.
    for (accepts, refuses) in [("above", "child"), ("child", "above")] {
        for of_others in ["accept", "refuse"] {
            let sql = [
                BEFORE,
                &refusing(accepts, of_others, "accept"),
                &refusing(refuses, "refuse", "refuse"),
            ];
            let (_db, mut client) = database(&sql.concat()).await;
            let rehearsal = rehearsed(&mut client, 20).await;
            let [refusal] = rehearsal.refusals.as_slice() else {
                panic!("{rehearsal:?}");
            };
            assert_eq!((refusal.table.table(), refusal.row), (refuses, None), "{of_others}");
            assert!(refusal.message.contains("not here"), "{refusal}");
        }
    }
}

#[tokio::test]
async fn tables_of_one_name_are_told_apart_by_their_schemas() {
    let sql = "CREATE SCHEMA other;
        CREATE TABLE public.late (id int PRIMARY KEY, other_id int);
        CREATE TABLE other.late (id int PRIMARY KEY, n int CHECK (n > 0));
        ALTER TABLE public.late ADD FOREIGN KEY (other_id) REFERENCES other.late;
        CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            RAISE 'not here' USING SCHEMA = TG_TABLE_SCHEMA, TABLE = TG_TABLE_NAME, CONSTRAINT = 'refuse'; END $$;
        CREATE CONSTRAINT TRIGGER refuse AFTER INSERT ON public.late DEFERRABLE INITIALLY DEFERRED
            FOR EACH ROW EXECUTE FUNCTION refuse();";
    let (_db, mut client) = database(sql).await;
    let rehearsal = rehearsed(&mut client, 20).await;
    assert_eq!(rehearsal.refusals.len(), 1, "{rehearsal:?}");
    assert_eq!(rehearsal.refusals[0].table.to_string(), "public.late");
}

#[tokio::test]
async fn only_the_table_whose_deferred_trigger_refuses_is_left_out() {
    let sql = [BEFORE, &refusing("child", "refuse", "refuse")];
    let (_db, mut client) = database(&sql.concat()).await;
    let filled = fill(&mut client).rows(20).await.unwrap();
    let left_out = filled.left_out.iter().map(|one| one.table.table()).collect::<Vec<_>>();
    assert_eq!(left_out, ["child"]);
    assert_ne!(one(&client, "SELECT count(*) FROM above").await, "0");
}
