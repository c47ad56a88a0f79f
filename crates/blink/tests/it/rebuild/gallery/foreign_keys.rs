//! Foreign keys of every kind.

use super::{Case, shown};

#[tokio::test]
async fn whatever_a_foreign_key_can_be() {
    shown(&Case {
        schema: "
            CREATE TABLE p (a int8, b int8, c int8 UNIQUE, PRIMARY KEY (a, b), UNIQUE (b, a));
            CREATE TABLE c (id int8 PRIMARY KEY, a int8, b int8, c int8, d int8, e int8, f int8,
                CONSTRAINT full_match FOREIGN KEY (a, b) REFERENCES p MATCH FULL ON UPDATE CASCADE ON DELETE SET NULL,
                CONSTRAINT turned FOREIGN KEY (b, a) REFERENCES p (b, a) ON DELETE SET DEFAULT (a) ON UPDATE RESTRICT,
                CONSTRAINT late FOREIGN KEY (c) REFERENCES p (c) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
                CONSTRAINT later FOREIGN KEY (d) REFERENCES p (c) DEFERRABLE,
                CONSTRAINT itself FOREIGN KEY (e) REFERENCES c);
            ALTER TABLE c ADD CONSTRAINT \"a \"\"name\"\"\" FOREIGN KEY (f) REFERENCES p (c);
            COMMENT ON CONSTRAINT \"a \"\"name\"\"\" ON c IS 'quoted'",
        tables: &[("p", "a b c", "#|#|#"), ("c", "id a b c d e f", "#|#|#|#|#|#|#")],
        rebuilt: &[
            "a \"name\"",
            "c_pkey",
            "full_match",
            "itself",
            "late",
            "later",
            "p_b_a_key",
            "p_c_key",
            "p_pkey",
            "turned",
        ],
        kept: &[],
    })
    .await;
}

#[tokio::test]
async fn tables_that_refer_to_each_other_and_to_themselves() {
    shown(&Case {
        schema: "
            CREATE TABLE a (id int8 PRIMARY KEY, b int8 NOT NULL, boss int8 REFERENCES a);
            CREATE TABLE b (id int8 PRIMARY KEY, a int8 NOT NULL REFERENCES a);
            ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES b",
        tables: &[("a", "id b boss", "#|#|#"), ("b", "id a", "#|#")],
        rebuilt: &["a_b_fkey", "a_boss_fkey", "a_pkey", "b_a_fkey", "b_pkey"],
        kept: &[],
    })
    .await;
}
