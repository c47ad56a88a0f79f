//! The planner's statistics after a run.

use blink::{Seeder, Table, ToRow};

use crate::support::{Db, connect};

#[derive(ToRow)]
#[blink(table = "users")]
struct User {
    id: i32,
}

fn users(n: i32) -> Seeder {
    let mut seeder = Seeder::new();
    seeder.add_table(Table::generate(n.unsigned_abs().into(), |draw| User {
        id: i32::try_from(draw.number()).unwrap_or(0),
    }));
    seeder
}

const STATISTICS: &str = "SELECT count(*) FROM pg_stats WHERE tablename = 'users'";

#[tokio::test]
async fn a_small_load_is_left_to_autovacuum_unless_it_is_asked_for() {
    let mut db = Db::new("CREATE TABLE users (id int)").await;
    let plan = users(10).plan(&mut db.client).await.unwrap();
    assert!(!plan.to_string().contains("analyze"), "{plan}");
    let report = users(10).insert(&mut db.client).await.unwrap();
    assert_eq!(report.analyzed(), []);
    assert_eq!(db.one(STATISTICS).await, "0");

    let mut asked = users(10);
    asked.analyze(true);
    asked.add_table(Table::from_rows([User { id: 7 }]).append());
    let plan = asked.plan(&mut db.client).await.unwrap();
    assert!(plan.to_string().ends_with("\nanalyze public.users\n"), "{plan}");
    let report = asked.insert(&mut db.client).await.unwrap();
    assert_eq!(report.analyzed(), ["public.users".into()]);
    assert!(report.to_string().contains("\nanalyzed public.users in "), "{report}");
    assert_eq!(db.one(STATISTICS).await, "1");
    assert_eq!(
        db.one("SELECT reltuples FROM pg_class WHERE relname = 'users'").await,
        "21"
    );
}

#[tokio::test]
async fn a_large_load_is_analyzed_unless_it_is_not_wanted() {
    let mut db = Db::new("CREATE TABLE users (id int)").await;
    let mut unwanted = users(2_000_000);
    unwanted.analyze(false);
    let plan = users(2_000_000).plan(&mut db.client).await.unwrap();
    assert!(plan.to_string().ends_with("\nanalyze public.users\n"), "{plan}");
    // In a transaction of the caller's too.
    let mut transaction = db.client.transaction().await.unwrap();
    let report = users(2_000_000).insert(&mut transaction).await.unwrap();
    assert_eq!(report.analyzed(), ["public.users".into()]);
    transaction.rollback().await.unwrap();
    let report = unwanted.insert(&mut db.client).await.unwrap();
    assert_eq!((report.rows(), report.analyzed()), (2_000_000, &[][..]));
    assert_eq!(db.one(STATISTICS).await, "0");
}

#[tokio::test]
async fn who_may_not_analyze_is_told_so() {
    let mut db = Db::new("CREATE TABLE users (id int)").await;
    let role = format!("\"{}_app\"", db.one("SELECT current_database()").await);
    db.client
        .batch_execute(&format!(
            "CREATE ROLE {role}; GRANT INSERT ON users TO {role}; SET ROLE {role}"
        ))
        .await
        .unwrap();
    let mut seed = users(1);
    seed.analyze(true);
    let why = "public.users is not analyzed: this role does not own it";
    let plan = seed.plan(&mut db.client).await.unwrap();
    assert!(plan.to_string().ends_with(&format!("\n{why}\n")), "{plan}");
    let report = seed.insert(&mut db.client).await.unwrap();
    assert_eq!(report.notes().collect::<Vec<_>>(), [why]);
    assert_eq!(report.analyzed(), []);
    db.client
        .batch_execute(&format!("RESET ROLE; DROP OWNED BY {role}; DROP ROLE {role}"))
        .await
        .unwrap();
}

#[tokio::test]
async fn a_table_that_another_session_analyzes_is_passed_over() {
    if !blink_testdb::needs_several_connections("a_table_that_another_session_analyzes_is_passed_over") {
        return;
    }
    let mut db = Db::new("CREATE TABLE users (id int)").await;
    let other = connect(db.database.url()).await;
    other.batch_execute("BEGIN; ANALYZE users").await.unwrap();
    let mut seed = users(1);
    seed.analyze(true);
    let report = seed.insert(&mut db.client).await.unwrap();
    assert_eq!(report.analyzed(), []);
    assert_eq!(
        report.notes().collect::<Vec<_>>(),
        ["public.users is not analyzed: another session is using it"]
    );
    assert_eq!(db.count("users").await, 1);
}
