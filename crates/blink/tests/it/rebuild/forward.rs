//! Foreign keys to tables that are filled later, where they cannot be dropped.

use blink::{Indexes, OnConflict, Seeder, Table};

use super::{filled, rebuilt, seed};
use crate::support::{Db, catalog};

const SCHEMA: &str = "
    CREATE TABLE team (id int8 PRIMARY KEY, lead_id int8);
    CREATE TABLE member (id int8 PRIMARY KEY, team_id int8 NOT NULL REFERENCES team DEFERRABLE INITIALLY IMMEDIATE);
    ALTER TABLE team ADD FOREIGN KEY (lead_id) REFERENCES member DEFERRABLE INITIALLY IMMEDIATE;";

/// Teams, each with a lead, before the members.
fn teams_first() -> Seeder {
    let tables = [
        filled("team", "id lead_id", "#|#", 10),
        filled("member", "id team_id", "#|#", 10),
    ];
    seed(Indexes::Auto, tables)
}

/// A lead who is no member.
fn without_a_member() -> Seeder {
    let tables = [
        filled("team", "id lead_id", "#|7#", 10),
        filled("member", "id team_id", "#|#", 10),
    ];
    seed(Indexes::Auto, tables)
}

async fn plan(seeder: &Seeder, db: &mut Db) -> String {
    seeder.plan(&mut db.client).await.unwrap().to_string()
}

#[tokio::test]
async fn a_deferrable_key_is_deferred_for_a_role_that_may_only_insert() {
    let mut db = Db::new(SCHEMA).await;
    let role = format!("seeder_{}", db.one("SELECT current_database()").await);
    let grant = format!("CREATE ROLE {role}; GRANT SELECT, INSERT ON team, member TO {role}; SET ROLE {role}");
    db.client.batch_execute(&grant).await.unwrap();
    let line = "  team_lead_id_fkey: deferred until the run ends, since public.member is filled later\n";
    let shown = plan(&teams_first(), &mut db).await;
    assert!(shown.contains(line), "{shown}");
    let report = teams_first().insert(&mut db.client).await.unwrap();
    assert_eq!((report.rows(), rebuilt(&report).len()), (20, 0));
    let error = without_a_member().insert(&mut db.client).await.unwrap_err();
    db.works().await;
    assert_eq!(error.sqlstate(), Some("23505"), "{error:#}");
    db.client
        .batch_execute("RESET ROLE; TRUNCATE team, member")
        .await
        .unwrap();
    db.client.batch_execute(&format!("SET ROLE {role}")).await.unwrap();
    let error = without_a_member().insert(&mut db.client).await.unwrap_err();
    assert_eq!(
        (error.table(), error.constraint(), error.sqlstate()),
        (Some("team"), Some("team_lead_id_fkey"), Some("23503"))
    );
    db.works().await;
    assert_eq!(db.count("team").await, 0);
    let drop = format!("RESET ROLE; DROP OWNED BY {role}; DROP ROLE {role}");
    db.client.batch_execute(&drop).await.unwrap();
}

#[tokio::test]
async fn a_key_deferred_in_the_callers_transaction_is_immediate_afterwards() {
    let mut db = Db::new(SCHEMA).await;
    let before = catalog(&db.client).await;
    for first in ["SELECT 1", "SET CONSTRAINTS ALL DEFERRED"] {
        let mut caller = db.client.transaction().await.unwrap();
        caller.batch_execute(first).await.unwrap();
        let shown = teams_first().plan(&mut caller).await.unwrap().to_string();
        let line = "  team_lead_id_fkey: deferred until the run ends, since public.member is filled later; then IMMEDIATE, \
                    even if you have deferred it\n";
        assert!(shown.contains(line), "{shown}");
        teams_first().insert(&mut caller).await.unwrap();
        let error = caller
            .batch_execute("INSERT INTO team VALUES (77, 77)")
            .await
            .unwrap_err();
        assert_eq!(error.code().unwrap().code(), "23503");
        caller.rollback().await.unwrap();
    }
    // The error is the run's, not that of the caller's COMMIT.
    let mut caller = db.client.transaction().await.unwrap();
    let error = without_a_member().insert(&mut caller).await.unwrap_err();
    assert_eq!(
        (error.table(), error.constraint()),
        (Some("team"), Some("team_lead_id_fkey"))
    );
    caller.rollback().await.unwrap();
    let mut caller = db.client.transaction().await.unwrap();
    teams_first().insert(&mut caller).await.unwrap();
    caller.commit().await.unwrap();
    assert_eq!((db.count("team").await, db.count("member").await), (10, 10));
    assert_eq!(catalog(&db.client).await, before);
}

#[tokio::test]
async fn deferrable_keys_of_partitioned_tables_of_on_conflict_and_to_later_batches_are_deferred() {
    let mut db = Db::new(
        "CREATE TABLE p (id int8 PRIMARY KEY);
         CREATE TABLE ev (id int8, p int8 REFERENCES p DEFERRABLE) PARTITION BY LIST (id);
         CREATE TABLE ev_all PARTITION OF ev DEFAULT;
         CREATE TABLE staged (id int8 PRIMARY KEY, p int8 REFERENCES p DEFERRABLE);
         CREATE TABLE tree (id int8 PRIMARY KEY, parent int8 REFERENCES tree DEFERRABLE)",
    )
    .await;
    let tree = Table::records(
        "tree",
        ["id", "parent"],
        (1..=9).map(|n| vec![n.to_string(), (n % 9 + 1).to_string()]),
    );
    let tables = [
        filled("ev", "id p", "#|#", 5),
        filled("staged", "id p", "#|#", 5).on_conflict(OnConflict::DoNothing),
        filled("p", "id", "#", 5),
        tree.batch_size(2).indexes(Indexes::Keep),
    ];
    let report = seed(Indexes::Auto, tables).insert(&mut db.client).await.unwrap();
    assert_eq!(report.rows(), 24);
}

#[tokio::test]
async fn a_key_that_stays_is_told_by_the_plan() {
    let mut db = Db::new(
        "CREATE TABLE p (id int8 PRIMARY KEY);
         CREATE TABLE ev (id int8, p int8 REFERENCES p) PARTITION BY LIST (id);
         CREATE TABLE ev_all PARTITION OF ev DEFAULT;
         CREATE TABLE t (id int8 PRIMARY KEY, p int8);
         ALTER TABLE t ADD CONSTRAINT same FOREIGN KEY (p) REFERENCES p DEFERRABLE;
         CREATE TABLE other (id int8 CONSTRAINT same CHECK (id > 0))",
    )
    .await;
    let seeder = |p: &'static str| {
        let tables = [
            filled("ev", "id p", p, 5).indexes(Indexes::Keep),
            filled("t", "id p", p, 5).indexes(Indexes::Keep),
            filled("p", "id", "#", 5),
        ];
        seed(Indexes::Auto, tables)
    };
    let shown = plan(&seeder("#|#"), &mut db).await;
    for key in ["ev_p_fkey", "same"] {
        let line = format!(
            "  {key} stays, though public.p is filled later: where p is not NULL, it must refer to a row that exists before; \
             make the key DEFERRABLE, or change the order\n"
        );
        assert!(shown.contains(&line), "{shown}");
    }
    let error = seeder("#|#").insert(&mut db.client).await.unwrap_err();
    assert_eq!((error.table(), error.sqlstate()), (Some("ev"), Some("23503")));
    // Rows without a reference are fine, and so are those that refer to a row from before.
    db.client.batch_execute("INSERT INTO p VALUES (0)").await.unwrap();
    seeder("#|0").insert(&mut db.client).await.unwrap();
    assert_eq!(
        (db.count("ev").await, db.count("t").await, db.count("p").await),
        (5, 5, 6)
    );
}

/// Each batch is committed, so that no key can wait.
#[tokio::test]
async fn a_key_that_stays_in_a_run_that_is_not_atomic_is_told_by_the_plan() {
    let schema = "CREATE TABLE p (id int8 PRIMARY KEY);
         CREATE TABLE t (id int8 PRIMARY KEY, p int8 NOT NULL REFERENCES p);";
    let mut db = Db::new(schema).await;
    let tables = || [filled("t", "id p", "#|#", 5), filled("p", "id", "#", 5)];
    for deferrable in ["", "DEFERRABLE", "DEFERRABLE INITIALLY DEFERRED"] {
        let key = format!("ALTER TABLE t DROP CONSTRAINT t_p_fkey, ADD FOREIGN KEY (p) REFERENCES p {deferrable}");
        db.again(&format!("{schema} {key}")).await;
        let apart = seed(Indexes::Auto, tables()).non_atomic();
        let shown = apart.plan(&mut db.client).await.unwrap().to_string();
        let line = "  t_p_fkey stays, though public.p is filled later: where p is not NULL, it must refer to a row that exists \
                    before; use Indexes::Rebuild or one transaction, or change the order\n";
        assert!(shown.contains(line), "{shown}");
    }
}

/// A table with a pending check cannot be altered, nor can an index be created on it.
#[tokio::test]
async fn the_indexes_of_a_table_whose_key_is_deferred_are_kept() {
    let mut db = Db::new(&format!(
        "{SCHEMA} CREATE INDEX team_lead ON team (lead_id); ALTER TABLE member DISABLE TRIGGER ALL;
         INSERT INTO member VALUES (0, 0); ALTER TABLE member ENABLE TRIGGER ALL"
    ))
    .await;
    let many = super::MANY;
    let tables = [
        filled("team", "id lead_id", "#|#", many),
        filled("member", "id team_id", "#|#", many),
    ];
    let report = seed(Indexes::Auto, tables).insert(&mut db.client).await.unwrap();
    assert_eq!(rebuilt(&report), [""; 0]);
    let kept = super::kept(&report);
    for line in [
        "team_lead_id_fkey: dropping it would lock member, which has rows",
        "team_lead: team_lead_id_fkey is kept, and its check may be deferred",
    ] {
        assert!(kept.contains(&line.to_owned()), "{kept:?}");
    }
}

/// The check of a deferred key may be pending at the end of the run, when another key of its table is built again.
#[tokio::test]
async fn a_deferred_key_of_few_rows_goes_with_another_of_its_table() {
    let mut db = Db::new(
        "CREATE TABLE addresses (id int8 PRIMARY KEY);
         CREATE TABLE employees (id int8 PRIMARY KEY);
         CREATE TABLE branches (id int8 PRIMARY KEY, address int8 REFERENCES addresses,
            lead int8 REFERENCES employees DEFERRABLE INITIALLY DEFERRED);
         CREATE TABLE later (id int8 PRIMARY KEY);
         CREATE TABLE notes (id int8 PRIMARY KEY DEFERRABLE INITIALLY DEFERRED, later int8 REFERENCES later,
            branch int8 REFERENCES branches DEFERRABLE INITIALLY DEFERRED)",
    )
    .await;
    let before = catalog(&db.client).await;
    let tables = [
        filled("addresses", "id", "#", super::MANY),
        filled("branches", "id address lead", "#|#|#", 10),
        filled("employees", "id", "#", 10),
        filled("notes", "id later branch", "#|#|#", 10),
        filled("later", "id", "#", 10),
    ];
    let report = seed(Indexes::Auto, tables).insert(&mut db.client).await.unwrap();
    let mut names = rebuilt(&report);
    names.sort_unstable();
    let expected = [
        "addresses_pkey",
        "branches_address_fkey",
        "branches_lead_fkey",
        "notes_branch_fkey",
        "notes_later_fkey",
        "notes_pkey",
    ];
    assert_eq!(names, expected);
    assert_eq!(catalog(&db.client).await, before);
    assert_eq!(db.count("branches JOIN addresses ON addresses.id = address").await, 10);
}
