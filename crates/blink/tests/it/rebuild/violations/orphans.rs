//! Keys that refer to nothing, as the server sees it.

use super::{rebuilding, refused, step, told};
use crate::support::Db;

#[tokio::test]
async fn a_column_of_the_referenced_table_is_not_taken_for_a_key() {
    let mut db = Db::new(
        "CREATE TABLE p (id int PRIMARY KEY, k1 int); INSERT INTO p VALUES (1, 8), (2, 9);
         CREATE TABLE t (p_id int REFERENCES p)",
    )
    .await;
    let error = refused(&mut db, rebuilding([step("t", "p_id", &["1", "8", "2"])])).await;
    assert_eq!(told(&error), ["p_id = 8: 1 1/2"]);
}

/// The server compares texts with `char(n)` without blanks at the end.
#[tokio::test]
async fn keys_of_other_types_are_compared_as_the_server_does() {
    let mut db = Db::new(
        "CREATE TABLE p (code char(3) PRIMARY KEY, n bigint UNIQUE); INSERT INTO p VALUES ('a', 1);
         CREATE TABLE t (code text REFERENCES p, n smallint REFERENCES p (n))",
    )
    .await;
    let error = refused(&mut db, rebuilding([step("t", "code n", &["a|1", "a  |1", "b |1"])])).await;
    assert_eq!(told(&error), ["code = b : 1 1/3"]);
    let error = refused(&mut db, rebuilding([step("t", "code n", &["a|1", "a|2"])])).await;
    assert_eq!(told(&error), ["n = 2: 1 1/2"]);
}

/// The server sees all rows when it checks a key, and a question sees those that the policies show.
#[tokio::test]
async fn rows_that_a_policy_hides_are_not_missing() {
    let mut db = Db::new(
        "CREATE TABLE p (id int PRIMARY KEY); INSERT INTO p VALUES (1), (2);
         CREATE TABLE t (p_id int REFERENCES p);
         ALTER TABLE p ENABLE ROW LEVEL SECURITY; CREATE POLICY one ON p USING (id = 1)",
    )
    .await;
    let role = format!("{}_role", db.database.name());
    db.rows(&format!(
        "CREATE ROLE {role}; GRANT SELECT, REFERENCES ON p TO {role}; ALTER TABLE t OWNER TO {role};
         GRANT CREATE, USAGE ON SCHEMA public TO {role}; SET ROLE {role}"
    ))
    .await;
    let error = rebuilding([step("t", "p_id", &["1", "2", "3"])])
        .insert(&mut db.client)
        .await
        .unwrap_err();
    assert_eq!(
        (error.sqlstate(), error.violations()),
        (Some("23503"), None),
        "{error:#}"
    );
    db.rows(&format!("RESET ROLE; DROP OWNED BY {role}; DROP ROLE {role}"))
        .await;
}
