//! Blockers: what is kept, and why.

use super::{Case, shown};

#[tokio::test]
async fn keys_that_must_stay() {
    shown(&Case {
        schema: "
            CREATE TABLE p (id int8 PRIMARY KEY, other int8 UNIQUE, third int8 UNIQUE);
            CREATE TABLE c (id int8 PRIMARY KEY, a int8, b int8);
            ALTER TABLE c ADD CONSTRAINT unchecked FOREIGN KEY (a) REFERENCES p NOT VALID;
            ALTER TABLE c ADD CONSTRAINT off FOREIGN KEY (b) REFERENCES p (other);
            ALTER TABLE c DISABLE TRIGGER ALL;
            CREATE TABLE outside (id int8 REFERENCES p (third));
            CREATE INDEX ON p (id)",
        tables: &[("p", "id other third", "#|#|#"), ("c", "id a b", "#|#|#")],
        rebuilt: &["c_pkey", "p_id_idx"],
        kept: &[
            "p_pkey: the foreign key unchecked of c needs it and is kept: it is NOT VALID",
            "p_other_key: the foreign key off of c needs it and is kept: its triggers are not enabled as usual",
            "p_third_key: the foreign key outside_id_fkey of outside needs it and is kept: this run does not fill its table",
            "unchecked: it is NOT VALID",
            "off: its triggers are not enabled",
        ],
    })
    .await;
}

#[tokio::test]
async fn what_depends_on_a_key() {
    if blink_testdb::server().version() < 14 {
        let why = "needs a function whose body is read when it is made, which came with PostgreSQL 14";
        return blink_testdb::leave_out("what_depends_on_a_key", why);
    }
    shown(&Case {
        schema: "
            CREATE TABLE posts (id int8 PRIMARY KEY, title text, n int UNIQUE);
            CREATE INDEX ON posts (title);
            CREATE VIEW counted AS SELECT id, title, count(*) FROM posts GROUP BY id;
            CREATE TABLE logged (id int8 PRIMARY KEY, n int);
            CREATE FUNCTION put() RETURNS void BEGIN ATOMIC
                INSERT INTO logged VALUES (1, 1) ON CONFLICT ON CONSTRAINT logged_pkey DO NOTHING; END;
            CREATE TABLE pub (id int8 PRIMARY KEY, n int UNIQUE);
            CREATE PUBLICATION everything FOR TABLE pub",
        tables: &[
            ("posts", "id title n", "#|t|#"),
            ("logged", "id n", "#|#"),
            ("pub", "id n", "#|#"),
        ],
        rebuilt: &["posts_n_key", "posts_title_idx", "pub_n_key"],
        kept: &[
            "posts_pkey: rule _RETURN on view counted depends on it",
            "logged_pkey: function put() depends on it",
            "pub_pkey: the table is published",
        ],
    })
    .await;
}

#[tokio::test]
async fn tables_of_which_all_is_kept() {
    shown(&Case {
        schema: "
            CREATE TABLE parent (id int8 PRIMARY KEY, n int);
            CREATE TABLE child (PRIMARY KEY (id)) INHERITS (parent);
            CREATE TABLE late (id int8 PRIMARY KEY, n int);
            CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
            CREATE CONSTRAINT TRIGGER checked AFTER INSERT ON late DEFERRABLE INITIALLY DEFERRED
                FOR EACH ROW EXECUTE FUNCTION f();
            CREATE TABLE bare (id int8)",
        tables: &[("child", "id n", "#|#"), ("late", "id n", "#|#"), ("bare", "id", "#")],
        rebuilt: &[],
        kept: &[
            "indexes and keys: the table has parents or children",
            "indexes and keys: the table's trigger checked may be deferred",
        ],
    })
    .await;
}
