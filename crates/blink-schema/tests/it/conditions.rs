//! Conditions whose columns need one another.

use crate::trial::connect;

/// Fills the tables, and returns their numbers of rows; the server checks the conditions.
async fn filled(sql: &str, rows: u64) -> Vec<u64> {
    let db = blink_testdb::database();
    let mut client = connect(&db).await;
    client.batch_execute(sql).await.unwrap();
    let filled = blink_schema::fill(&mut client).rows(rows).await.unwrap();
    assert_eq!(filled.left_out, []);
    filled.report.tables().map(|table| table.rows()).collect()
}

#[tokio::test]
async fn conditions_of_several_columns_of_a_foreign_key() {
    let sql = "CREATE TABLE place (a int, b int, PRIMARY KEY (a, b));
        CREATE TABLE trip (id int PRIMARY KEY);
        CREATE TABLE visit (id int PRIMARY KEY, trip_id int NOT NULL REFERENCES trip ON DELETE CASCADE,
            a int, b int, x int NOT NULL, y int NOT NULL, FOREIGN KEY (a, b) REFERENCES place,
            CHECK ((a + x) % 2 = 0), CHECK ((b + y) % 2 = 0))";
    assert!(filled(sql, 300).await.contains(&300));
}

#[tokio::test]
async fn a_condition_of_columns_between_which_another_one_lies() {
    let sql = "CREATE TABLE chain (id int PRIMARY KEY, low int NOT NULL, middle int NOT NULL, high int NOT NULL,
            CHECK (low <= middle), CHECK (middle <= high), CHECK ((low + high) % 2 = 0))";
    assert_eq!(filled(sql, 300).await, [300]);
}

#[tokio::test]
async fn two_conditions_of_which_each_needs_a_column_of_the_other() {
    let sql =
        "CREATE TABLE crossed (id int PRIMARY KEY, z int NOT NULL, x int NOT NULL, f int NOT NULL, w int NOT NULL,
            CHECK (z <= x), CHECK (x <= f), CHECK ((f + z) % 2 = 0), CHECK ((x + w) % 2 = 0))";
    assert_eq!(filled(sql, 300).await, [300]);
}
