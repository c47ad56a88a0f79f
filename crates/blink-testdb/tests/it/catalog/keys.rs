//! Keys of partitions.

use super::lines;
use crate::connect;

/// `pg_dump` makes a partition's key by itself and attaches it.
#[test]
fn a_key_that_was_attached_is_like_one_that_came_with_its_partition() {
    let (one, other) = (blink_testdb::database(), blink_testdb::database());
    let mut client = connect(one.url());
    let table = "CREATE TABLE t (id int8 PRIMARY KEY) PARTITION BY RANGE (id)";
    let partition = "CREATE TABLE p PARTITION OF t DEFAULT";
    client.batch_execute(&format!("{table}; {partition}")).unwrap();
    let made_with_it = lines(&mut client);
    drop(client);
    let mut client = connect(other.url());
    client
        .batch_execute(
            "CREATE TABLE t (id int8 NOT NULL) PARTITION BY RANGE (id); CREATE TABLE p PARTITION OF t DEFAULT;
            ALTER TABLE ONLY p ADD PRIMARY KEY (id); ALTER TABLE ONLY t ADD PRIMARY KEY (id);
            ALTER INDEX t_pkey ATTACH PARTITION p_pkey",
        )
        .unwrap();
    assert_eq!(lines(&mut client), made_with_it);
}
