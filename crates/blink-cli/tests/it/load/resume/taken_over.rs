//! A run of an import beside another of the same.

use std::io::Read as _;
use std::process::Child;

use super::super::{folder, load};
use super::{assert_whole, content, import, importing};
use crate::support::Db;

/// Both runs are alive: the one that began later has the import.
#[tokio::test]
async fn a_run_that_another_has_taken_over_stores_nothing_more() {
    if !blink_testdb::needs_several_connections("a_run_that_another_has_taken_over_stores_nothing_more") {
        return;
    }
    let db = Db::new(
        "CREATE TABLE t (id serial, word text);
         CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            PERFORM pg_advisory_xact_lock_shared(1); RETURN NEW; END $$;
         CREATE TRIGGER wait BEFORE INSERT ON t FOR EACH ROW WHEN (NEW.id = 60000) EXECUTE FUNCTION wait()",
    )
    .await;
    let folder = folder("taken", &[("t.csv", &content())]);
    db.rows("SELECT pg_advisory_lock(1)").await;
    let waiting = |number: u32| {
        format!(
            "(SELECT count(*) = {number} FROM pg_locks JOIN pg_stat_activity USING (pid)
                WHERE datname = current_database() AND locktype = 'advisory' AND NOT granted)"
        )
    };
    let mut first = importing(&db, &folder, &["--connections", "1"]);
    db.wait_until(&waiting(1)).await;
    let mut second = importing(&db, &folder, &["--connections", "2", "--resume"]);
    db.wait_until(&waiting(2)).await;
    db.rows("SELECT pg_advisory_unlock(1)").await;
    let ended = |child: &mut Child| {
        let mut said = String::new();
        child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        (child.wait().unwrap().code().unwrap(), said)
    };
    let (status, said) = ended(&mut first);
    assert_eq!(status, 3, "{said}");
    assert!(
        said.contains("error: another run of the import x has begun or ended meanwhile; "),
        "{said}"
    );
    let (status, said) = ended(&mut second);
    assert_eq!(status, 0, "{said}");
    assert_whole(&db).await;
}

/// Another run begins between the beginning of this one and its TRUNCATE.
#[tokio::test]
async fn a_run_that_another_has_taken_over_empties_nothing() {
    if !blink_testdb::needs_several_connections("a_run_that_another_has_taken_over_empties_nothing") {
        return;
    }
    let db = Db::new("CREATE TABLE t (id int); CREATE TABLE u (id int)").await;
    let folder = folder("overtaken", &[("t.csv", "id\n1\n"), ("u.csv", "id\n1\n")]);
    let begun = load(&db, &folder, &["u.csv", "--import-id", "first"]);
    assert_eq!(begun.status, 0, "{}", begun.stderr);
    db.rows(
        "INSERT INTO t VALUES (7);
         CREATE FUNCTION overtake() RETURNS trigger LANGUAGE plpgsql AS
         $$ BEGIN UPDATE blink.imports SET run = run + 1; RETURN NULL; END $$;
         CREATE TRIGGER overtake AFTER INSERT ON blink.imports EXECUTE FUNCTION overtake()",
    )
    .await;
    let ended = import(&db, &folder, &["--truncate"]);
    assert_eq!(ended.status, 1, "{}", ended.stderr);
    assert!(ended.stderr.contains("another run"), "{}", ended.stderr);
    assert_eq!(db.rows("SELECT id FROM t").await, ["7"]);
}
