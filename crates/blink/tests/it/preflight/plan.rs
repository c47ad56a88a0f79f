//! The words of the plan.

use blink::{Seeder, Table, ToRow};

use super::users;
use crate::support::Db;

#[tokio::test]
async fn the_plan_says_what_will_be_done() {
    #[derive(ToRow)]
    #[blink(table = "items")]
    struct Item {
        id: i32,
        state: String,
        #[blink(default)]
        made: (),
        span: Option<String>,
    }
    let mut db = Db::new(
        "CREATE TYPE state AS ENUM ('new', 'old'); CREATE TABLE users (id int8, name text);
         CREATE TABLE items (id int8, state state, made timestamptz DEFAULT now(), span interval)",
    )
    .await;
    let mut seeder = Seeder::new();
    seeder.timeout(std::time::Duration::from_secs(60));
    seeder.add_table(users().batch_size(10));
    seeder.add_table(Table::<Item>::from_rows([]).single_batch());
    seeder.add_table(Table::records("users", ["id", "name"], [["1", "x"]]).append());
    let plan = seeder.plan(&mut db.client).await.unwrap();
    let expected = "\
3 tables in one transaction
set client_min_messages = error for the run
set statement_timeout = 60000ms for the run

public.users: binary, 10 rows per COPY
  id    bigint  i64
  name  text    &str

public.items: text, one COPY
  id     bigint    i32, as text
  state  state     String, as text
  span   interval  Option<String>, as text
  made   left to the database

public.users: text, 1,000,000 rows per COPY
  id    bigint  run-time value, as text
  name  text    run-time value, as text
";
    assert_eq!(plan.to_string(), expected);
    assert!(
        format!("{plan:#}")
            .contains("\n  COPY \"public\".\"users\" (\"id\", \"name\") FROM STDIN (FORMAT binary)\n  id "),
        "{plan:#}"
    );
    assert_eq!(
        plan.tables()[0].copy_sql().unwrap(),
        "COPY \"public\".\"users\" (\"id\", \"name\") FROM STDIN (FORMAT binary)"
    );
    assert_eq!(db.count("users").await, 0);
    db.works().await;
}
