//! Keys and constraints that the server would not restore from their definitions alone.

use blink::Indexes;

use super::super::{filled, kept, seed};
use super::MANY;
use crate::support::{Db, catalog, since};

/// Runs into empty tables, and compares the catalog and what is kept.
async fn stays(schema: &str, tables: &[(&'static str, &'static str, &'static str)], expected: &[&str]) {
    let mut db = Db::new(schema).await;
    let before = catalog(&db.client).await;
    let tables = tables
        .iter()
        .map(|&(table, columns, row)| filled(table, columns, row, MANY));
    let report = seed(Indexes::Auto, tables).insert(&mut db.client).await.unwrap();
    let kept = kept(&report);
    for expected in expected {
        assert!(
            kept.iter().any(|kept| kept.starts_with(expected)),
            "{expected}: {kept:#?}"
        );
    }
    assert_eq!(catalog(&db.client).await, before);
}

#[tokio::test]
async fn a_key_to_one_of_several_like_indexes_is_kept() {
    let schema = "CREATE TABLE t (id int8); CREATE UNIQUE INDEX first ON t (id); ALTER TABLE t ADD PRIMARY KEY (id);
        CREATE TABLE o (t int8 REFERENCES t)";
    let tables = [("t", "id", "#"), ("o", "t", "#")];
    stays(
        schema,
        &tables,
        &["t_pkey: the foreign key o_t_fkey of o needs it and is kept: rebuilding it would change"],
    )
    .await;
}

#[tokio::test]
async fn a_key_to_a_partitioned_table_takes_the_name_of_no_other_key() {
    let schema = "CREATE TABLE u (id int8 PRIMARY KEY);
        CREATE TABLE t (id int8 PRIMARY KEY) PARTITION BY LIST (id);
        CREATE TABLE t1 PARTITION OF t FOR VALUES IN (1);
        CREATE TABLE o (c int8 REFERENCES t, CONSTRAINT o_c_fkey2 FOREIGN KEY (c) REFERENCES u, CONSTRAINT o_c_fkey_2 CHECK (c > 0));
        CREATE TABLE t2 PARTITION OF t DEFAULT";
    let tables = [("u", "id", "#"), ("t", "id", "#"), ("o", "c", "#")];
    stays(schema, &tables, &[]).await;
}

#[tokio::test]
async fn a_key_whose_triggers_on_a_referenced_partition_are_disabled_is_kept() {
    let schema = "CREATE TABLE t (id int8 PRIMARY KEY) PARTITION BY LIST (id);
        CREATE TABLE t1 PARTITION OF t DEFAULT;
        CREATE TABLE o (t int8 REFERENCES t);
        ALTER TABLE t1 DISABLE TRIGGER ALL";
    let tables = [("t", "id", "#"), ("o", "t", "#")];
    stays(schema, &tables, &["o_t_fkey: its triggers are not enabled as usual"]).await;
}

#[tokio::test]
async fn an_exclusion_constraint_of_a_partitioned_table_is_kept() {
    let test = "an_exclusion_constraint_of_a_partitioned_table_is_kept";
    if !since(test, "exclusion constraints of partitioned tables", 17) {
        return;
    }
    let schema = "CREATE TABLE t (id int8, CONSTRAINT apart EXCLUDE USING btree (id WITH =)) PARTITION BY LIST (id);
        CREATE TABLE t1 PARTITION OF t DEFAULT";
    stays(
        schema,
        &[("t", "id", "#")],
        &["apart: it is an exclusion constraint of a partitioned table"],
    )
    .await;
}

#[tokio::test]
async fn a_key_like_one_of_a_partition_that_is_not_valid_is_kept() {
    let schema = "CREATE TABLE r (id int8 PRIMARY KEY);
        CREATE TABLE t (id int8, r int8) PARTITION BY LIST (id);
        CREATE TABLE t1 PARTITION OF t DEFAULT;
        ALTER TABLE t ADD CONSTRAINT whole FOREIGN KEY (r) REFERENCES r;
        ALTER TABLE t1 ADD CONSTRAINT own FOREIGN KEY (r) REFERENCES r NOT VALID";
    let tables = [("r", "id", "#"), ("t", "id r", "#|#")];
    stays(
        schema,
        &tables,
        &["whole: a partition has a like key that is not valid"],
    )
    .await;
}
