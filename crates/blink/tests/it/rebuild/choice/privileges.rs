//! Indexes and keys that the role may not drop or create.

use blink::Indexes;
use tokio_postgres::Client;

use crate::rebuild::{MANY, filled, kept, rebuilt, seed};
use crate::support::{Db, catalog};

/// A role of the test's own, dropped with what it owns.
async fn as_role<T>(db: &mut Db, grants: &str, run: impl AsyncFnOnce(&mut Client) -> T) -> T {
    let role = format!("role_of_{}", db.database.name());
    db.client
        .batch_execute(&format!("CREATE ROLE {role}; {}", grants.replace("$role", &role)))
        .await
        .unwrap();
    db.client.batch_execute(&format!("SET ROLE {role}")).await.unwrap();
    let done = run(&mut db.client).await;
    db.client
        .batch_execute(&format!(
            "RESET ROLE; REASSIGN OWNED BY {role} TO CURRENT_USER; DROP OWNED BY {role}; DROP ROLE {role}"
        ))
        .await
        .unwrap();
    done
}

#[tokio::test]
async fn what_the_role_may_not_do() {
    let mut db = Db::new(
        "CREATE TABLE theirs (id int8 PRIMARY KEY);
         CREATE TABLE parent (id int8 PRIMARY KEY, n int8 UNIQUE);
         CREATE TABLE mine (id int8 PRIMARY KEY, n int8 REFERENCES parent (n));
         CREATE INDEX ON mine (n);
         CREATE SCHEMA closed;
         CREATE TABLE closed.mine (id int8 PRIMARY KEY)",
    )
    .await;
    let grants = "GRANT INSERT ON theirs TO $role; GRANT INSERT, SELECT ON parent TO $role; GRANT CREATE ON SCHEMA public TO $role;
        ALTER TABLE mine OWNER TO $role; GRANT USAGE ON SCHEMA closed TO $role; ALTER TABLE closed.mine OWNER TO $role";
    let before = catalog(&db.client).await;
    let report = as_role(&mut db, grants, async |client| {
        let tables = [
            filled("theirs", "id", "#", MANY),
            filled("parent", "id n", "#|#", MANY),
            filled("mine", "id n", "#|#", MANY),
            filled("closed.mine", "id", "#", MANY),
        ];
        seed(Indexes::Auto, tables).insert(client).await.unwrap()
    })
    .await;
    assert_eq!(rebuilt(&report), ["mine_pkey", "mine_n_idx"]);
    assert_eq!(
        kept(&report),
        [
            "indexes and keys: this role does not own the table",
            "indexes and keys: this role does not own the table",
            "mine_n_fkey: this role may not reference parent",
            "indexes and keys: this role may not create in the table's schema",
        ]
    );
    db.client
        .batch_execute("TRUNCATE theirs, parent, mine, closed.mine")
        .await
        .unwrap();
    // But for the privileges: those of the owner are written out, now that there were others.
    let but_for_privileges = |lines: Vec<String>| {
        lines
            .into_iter()
            .filter(|line| !line.contains("acl = "))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        but_for_privileges(catalog(&db.client).await),
        but_for_privileges(before)
    );
}
