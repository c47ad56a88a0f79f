//! Steps that leave their keys to the database, or to code of the user's.

use blink::{OnConflict, Seeder, Table};

use super::shown;
use crate::support::Db;

#[tokio::test]
async fn a_later_step_that_leaves_its_key_to_the_database_does_not_collide() {
    let mut db = Db::new("CREATE TABLE t (id serial PRIMARY KEY, name text)").await;
    let mut seeder = Seeder::new();
    let keyed = (1..=9).map(|n| [n.to_string(), "keyed".to_owned()]);
    seeder.add_table(Table::records("t", ["id", "name"], keyed));
    seeder.add_table(Table::records("t", ["name"], [["not"], ["not"]]).append());
    let own = Table::records("t", ["name"], [["own"]]).append();
    seeder.add_table(own.insert_with(|mut insertion| {
        Box::pin(async move {
            while insertion.next().await.is_some() {}
            Ok(insertion.execute("INSERT INTO t (name) VALUES ('own')").await?)
        })
    }));
    seeder.insert(&mut db.client).await.unwrap();
    assert_eq!(
        db.rows("SELECT id, name FROM t WHERE name <> 'keyed' ORDER BY id")
            .await,
        ["10|not", "11|not", "12|own"]
    );
}

/// Each table's rows lead to a row of `audit` without a key, after `audit` was filled with the keys 1 and 2.
#[tokio::test]
async fn code_on_the_server_did_not_get_the_keys_of_rows_that_an_earlier_step_copied() {
    let mut db = Db::new(
        "CREATE TABLE audit (id serial PRIMARY KEY, what text);
         CREATE FUNCTION logged(t text) RETURNS text LANGUAGE sql AS
             $$ INSERT INTO audit (what) VALUES ('code') RETURNING what $$;
         CREATE FUNCTION log_both(t text, b bool) RETURNS text LANGUAGE sql AS $$ SELECT logged(t) $$;
         CREATE FUNCTION log_row() RETURNS trigger LANGUAGE plpgsql AS
             $$ BEGIN INSERT INTO audit (what) VALUES ('code'); RETURN NEW; END $$;
         CREATE OPERATOR === (leftarg = text, rightarg = bool, function = log_both);
         CREATE DOMAIN by_default AS text DEFAULT logged('');
         CREATE DOMAIN by_check AS text CHECK (logged(VALUE) = 'code');
         CREATE TABLE after_row (x text); CREATE TABLE after_statement (x text); CREATE TABLE before_row (x text);
         CREATE TRIGGER log AFTER INSERT ON after_row FOR EACH ROW EXECUTE FUNCTION log_row();
         CREATE TRIGGER log AFTER INSERT ON after_statement FOR EACH STATEMENT EXECUTE FUNCTION log_row();
         CREATE TRIGGER log BEFORE INSERT ON before_row FOR EACH ROW EXECUTE FUNCTION log_row();
         CREATE TABLE of_partition (x text) PARTITION BY LIST (x);
         CREATE TABLE part PARTITION OF of_partition DEFAULT;
         CREATE TRIGGER log AFTER INSERT ON part FOR EACH ROW EXECUTE FUNCTION log_row();
         CREATE VIEW of_view AS SELECT ''::text AS x;
         CREATE TRIGGER log INSTEAD OF INSERT ON of_view FOR EACH ROW EXECUTE FUNCTION log_row();
         CREATE TABLE of_default (x text, y text DEFAULT logged(''));
         CREATE TABLE of_operator (x text, y text DEFAULT ''::text === true);
         CREATE TABLE of_check (x text CHECK (logged(x) = 'code'));
         CREATE TABLE of_domain (x text, y by_default);
         CREATE TABLE of_domain_check (x by_check)",
    )
    .await;
    for table in [
        "after_row",
        "after_statement",
        "before_row",
        "of_partition",
        "part",
        "of_view",
        "of_default",
        "of_operator",
        "of_check",
        "of_domain",
        "of_domain_check",
    ] {
        let empty = "TRUNCATE audit RESTART IDENTITY";
        db.client.batch_execute(empty).await.unwrap();
        let mut seeder = Seeder::new();
        let rows = [["1", "copied"], ["2", "copied"]];
        seeder.add_table(Table::records("audit", ["id", "what"], rows));
        seeder.add_table(Table::records(table, ["x"], [["x"]]));
        let report = seeder.insert(&mut db.client).await;
        report.unwrap_or_else(|error| panic!("{table}: {error:#}"));
        let stored = db.rows("SELECT id, what FROM audit ORDER BY id").await;
        assert_eq!(stored, ["1|copied", "2|copied", "3|code"], "{table}");
    }
}

#[tokio::test]
async fn a_trigger_on_update_did_not_get_the_keys_of_rows_that_an_earlier_step_copied() {
    let mut db = Db::new(
        "CREATE TABLE audit (id serial PRIMARY KEY);
         CREATE TABLE users (id int PRIMARY KEY, name text);
         INSERT INTO users VALUES (1, 'old');
         CREATE FUNCTION log_row() RETURNS trigger LANGUAGE plpgsql AS
             $$ BEGIN INSERT INTO audit DEFAULT VALUES; RETURN NEW; END $$;
         CREATE TRIGGER log AFTER UPDATE ON users FOR EACH ROW EXECUTE FUNCTION log_row()",
    )
    .await;
    let mut seeder = Seeder::new();
    seeder.add_table(Table::records("audit", ["id"], [["1"], ["2"]]));
    let users = Table::records("users", ["id", "name"], [["1", "new"]]);
    seeder.add_table(users.on_conflict(OnConflict::update(["id"])));
    seeder.insert(&mut db.client).await.unwrap();
    assert_eq!(db.rows("SELECT id FROM audit ORDER BY id").await, ["1", "2", "3"]);
}

#[tokio::test]
async fn a_sequence_that_was_advanced_is_not_reported_as_left_unchanged() {
    let mut db =
        Db::new("CREATE SEQUENCE s MAXVALUE 100; CREATE TABLE t (id int8 PRIMARY KEY DEFAULT nextval('s'), n int)")
            .await;
    let mut seeder = Seeder::new();
    let rows = |ids: [&str; 2]| ids.map(|id| [id.to_owned(), "1".to_owned()]);
    seeder.add_table(Table::records("t", ["id", "n"], rows(["8", "9"])));
    seeder.add_table(Table::records("t", ["n"], [["2"]]).append());
    seeder.add_table(Table::records("t", ["id", "n"], rows(["101", "102"])).append());
    let report = seeder.insert(&mut db.client).await.unwrap();
    let limit = "it cannot go past the values in its columns: its limit is 100";
    assert_eq!(shown(&report), [format!("public.s: advanced to 9; {limit}")]);
    assert_eq!(db.rows("SELECT id FROM t WHERE n = 2").await, ["10"]);
}

#[tokio::test]
async fn keys_that_a_function_of_the_users_inserts_count_as_the_index_has_them() {
    let mut db = Db::new("CREATE TABLE t (id serial PRIMARY KEY, code text UNIQUE DEFAULT nextval('t_id_seq'))").await;
    let mut seeder = Seeder::new();
    let own = Table::records("t", ["id"], [["1"]]);
    seeder.add_table(own.insert_with(|mut insertion| {
        Box::pin(async move {
            while insertion.next().await.is_some() {}
            Ok(insertion.execute("INSERT INTO t VALUES (8, 'a'), (9, 'b')").await?)
        })
    }));
    let report = seeder.insert(&mut db.client).await.unwrap();
    assert_eq!(
        shown(&report),
        ["public.t_id_seq: advanced to 9; public.t.code is text, not a whole number"]
    );
}

/// Rows that the caller's function inserts are not visible in the columns of Blink's rows.
#[tokio::test]
async fn keys_that_a_function_inserts_are_counted_though_no_column_is_sent_for_them() {
    let mut db = Db::new("CREATE TABLE t (id serial PRIMARY KEY, n int8)").await;
    let table = Table::records("t", ["n"], [["1".to_owned()]]).insert_with(|mut insertion| {
        Box::pin(async move {
            while insertion.next().await.is_some() {}
            Ok(insertion.execute("INSERT INTO t (id, n) VALUES (41, 1)").await?)
        })
    });
    blink::copy_to_table(&mut db.client, table).await.unwrap();
    assert_eq!(db.one("SELECT nextval('t_id_seq')").await, "42");
}
