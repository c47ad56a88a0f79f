//! Partitions and inheritance.

use blink::TableName;
use blink_schema::facts::{Bound, BoundValue, Facts, KeyPart, PartitionStrategy, TableKind};

use super::{Db, facts_of, since, table};

fn value(text: &str) -> BoundValue {
    BoundValue::Value(text.to_owned())
}

fn bound<'f>(facts: &'f Facts, name: &str) -> &'f Bound {
    &table(facts, name).partition_of.as_ref().unwrap().bound
}

#[tokio::test]
async fn bounds_of_every_kind_are_read() {
    let facts = facts_of(
        "CREATE TYPE mood AS ENUM ('sad', 'it''s, (ok)');
         CREATE TABLE l (a mood, b int) PARTITION BY LIST (a);
         CREATE TABLE l1 PARTITION OF l FOR VALUES IN ('it''s, (ok)', NULL);
         CREATE TABLE l2 PARTITION OF l DEFAULT;
         CREATE TABLE b (a bool) PARTITION BY LIST (a);
         CREATE TABLE b1 PARTITION OF b FOR VALUES IN (true);
         CREATE TABLE n (a int, b numeric, at timestamptz) PARTITION BY RANGE (a, b, at);
         CREATE TABLE n1 PARTITION OF n FOR VALUES FROM (MINVALUE, MINVALUE, MINVALUE) TO (-5, 1.50, '2020-01-01 00:00+00');
         CREATE TABLE n2 PARTITION OF n FOR VALUES FROM (-5, 1.50, '2020-01-01 00:00+00') TO (7, MAXVALUE, MAXVALUE);
         CREATE TABLE h (a text, b int) PARTITION BY HASH (a, (b + 1));
         CREATE TABLE h1 PARTITION OF h FOR VALUES WITH (MODULUS 4, REMAINDER 3);
         CREATE TABLE i (a bit(3)) PARTITION BY LIST (a);
         CREATE TABLE i1 PARTITION OF i FOR VALUES IN (B'101');
         SET TimeZone = 'Asia/Tokyo'",
    )
    .await;
    assert_eq!(
        bound(&facts, "public.l1"),
        &Bound::List(vec![value("it's, (ok)"), BoundValue::Null])
    );
    assert_eq!(bound(&facts, "public.l2"), &Bound::Default);
    assert_eq!(bound(&facts, "public.b1"), &Bound::List(vec![value("true")]));
    let middle = vec![value("-5"), value("1.50"), value("2020-01-01 00:00:00+00")];
    assert_eq!(
        bound(&facts, "public.n1"),
        &Bound::Range(vec![BoundValue::MinValue; 3], middle.clone())
    );
    assert_eq!(
        bound(&facts, "public.n2"),
        &Bound::Range(middle, vec![value("7"), BoundValue::MaxValue, BoundValue::MaxValue])
    );
    assert_eq!(bound(&facts, "public.h1"), &Bound::Hash(4, 3));
    assert_eq!(bound(&facts, "public.i1"), &Bound::List(vec![value("101")]));
    let h = table(&facts, "public.h").partitioning.as_ref().unwrap();
    assert_eq!(h.strategy, PartitionStrategy::Hash);
    assert_eq!(
        h.key,
        [
            KeyPart::Column("a".to_owned()),
            KeyPart::Expression("(b + 1)".to_owned())
        ]
    );
    assert_eq!(h.part_options[0].operator_class.name, "text_ops");
    let n = table(&facts, "public.n");
    assert_eq!(
        (n.kind, n.partitioning.as_ref().unwrap().strategy),
        (TableKind::Partitioned, PartitionStrategy::Range)
    );
}

#[tokio::test]
async fn several_expressions_of_a_key_are_told_apart() {
    let facts = facts_of(
        "CREATE TABLE t (a text, b int, c text) PARTITION BY RANGE
            (lower(a), c, ((a || ',('::text) || '''),'), (b + 1) , substr(c, 1, 2))",
    )
    .await;
    let key = &table(&facts, "public.t").partitioning.as_ref().unwrap().key;
    let expression = |text: &str| KeyPart::Expression(text.to_owned());
    assert_eq!(
        key,
        &[
            expression("lower(a)"),
            KeyPart::Column("c".to_owned()),
            expression("((a || ',('::text) || '''),'::text)"),
            expression("(b + 1)"),
            expression("substr(c, 1, 2)"),
        ]
    );
}

#[tokio::test]
async fn partitions_of_several_levels_have_their_rows_added_up() {
    let facts = facts_of(
        "CREATE TABLE p (a int, b int, PRIMARY KEY (a, b), CHECK (b > 0)) PARTITION BY RANGE (a);
         CREATE TABLE sub PARTITION OF p FOR VALUES FROM (0) TO (100) PARTITION BY LIST (b);
         CREATE TABLE leaf1 PARTITION OF sub FOR VALUES IN (1);
         CREATE TABLE leaf2 (b int NOT NULL CONSTRAINT p_b_check CHECK (b > 0), gone int, a int NOT NULL);
         ALTER TABLE leaf2 DROP gone;
         ALTER TABLE sub ATTACH PARTITION leaf2 FOR VALUES IN (2);
         CREATE TABLE leaf3 PARTITION OF p FOR VALUES FROM (100) TO (MAXVALUE);
         CREATE TABLE child (a int, b int, FOREIGN KEY (a, b) REFERENCES p);
         CREATE TABLE keyed (a int PRIMARY KEY, x int REFERENCES keyed) PARTITION BY RANGE (a);
         CREATE TABLE keyed1 PARTITION OF keyed FOR VALUES FROM (0) TO (10);
         INSERT INTO p VALUES (1, 1), (2, 1), (3, 2), (200, 7)",
    )
    .await;
    let rows = |name: &str| (table(&facts, name).rows, table(&facts, name).rows_are_exact);
    assert_eq!(rows("public.leaf1"), (2, true));
    assert_eq!(rows("public.sub"), (3, true));
    assert_eq!(rows("public.p"), (4, true));
    assert!(table(&facts, "public.p").size >= 3 * 8192);
    let sub = table(&facts, "public.sub");
    assert_eq!(sub.partition_of.as_ref().unwrap().parent, "public.p".into());
    assert_eq!(sub.partitioning.as_ref().unwrap().strategy, PartitionStrategy::List);
    let leaf = table(&facts, "public.leaf2");
    let columns = leaf.columns.iter().map(|column| &*column.name).collect::<Vec<_>>();
    assert_eq!(columns, ["b", "a"]);
    assert_eq!(leaf.unique_sets[0].columns(), Some(vec!["a", "b"]));
    assert!(table(&facts, "public.leaf3").checks[0].is_inherited);
    assert!(!table(&facts, "public.p").checks[0].is_inherited);
    let child = table(&facts, "public.child");
    assert_eq!(
        child.foreign_keys.len(),
        1,
        "the keys to the partitions are the server's own"
    );
    assert_eq!(child.foreign_keys[0].parent, "public.p".into());
    let keys = |name: &str| {
        let keys = table(&facts, name).foreign_keys.iter();
        keys.map(|key| (key.parent.to_string(), key.is_inherited))
            .collect::<Vec<_>>()
    };
    assert_eq!(keys("public.keyed"), [("public.keyed".to_owned(), false)]);
    assert_eq!(keys("public.keyed1"), [("public.keyed".to_owned(), true)]);
    assert!(sub.inheritance.parents.is_empty() && table(&facts, "public.p").inheritance.children.is_empty());
}

#[tokio::test]
async fn a_detached_partition_is_a_table_like_others() {
    let facts = facts_of(
        "CREATE TABLE p (a int) PARTITION BY LIST (a);
         CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);
         INSERT INTO p VALUES (1);
         ALTER TABLE p DETACH PARTITION p1",
    )
    .await;
    assert_eq!(table(&facts, "public.p1").partition_of, None);
    assert_eq!(
        (table(&facts, "public.p1").rows, table(&facts, "public.p").rows),
        (1, 0)
    );
}

#[tokio::test]
async fn a_partition_that_is_being_detached_is_marked() {
    let test = "a_partition_that_is_being_detached_is_marked";
    if !since(test, "DETACH PARTITION CONCURRENTLY", 14) || !blink_testdb::needs_several_connections(test) {
        return;
    }
    let mut db = Db::new(
        "CREATE TABLE p (a int) PARTITION BY LIST (a);
         CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);
         CREATE TABLE p2 PARTITION OF p FOR VALUES IN (2)",
    )
    .await;
    // Another transaction has read the table, so that the last step waits and is cancelled.
    let other = super::connect(db.database.url()).await;
    other.batch_execute("BEGIN; SELECT FROM p").await.unwrap();
    db.client.batch_execute("SET lock_timeout = '100ms'").await.unwrap();
    let detached = db
        .client
        .batch_execute("ALTER TABLE p DETACH PARTITION p1 CONCURRENTLY")
        .await;
    assert!(detached.is_err());
    let facts = db.facts().await;
    let detaching = |name: &str| table(&facts, name).partition_of.as_ref().unwrap().detaching;
    assert!(detaching("public.p1") && !detaching("public.p2"));
    drop(other);
}

#[tokio::test]
async fn inheritance_is_read_in_both_directions() {
    let facts = facts_of(
        "CREATE TABLE a (x int CHECK (x > 0)); CREATE TABLE b (y int);
         CREATE TABLE c (z int) INHERITS (b, a);
         CREATE TABLE d () INHERITS (a);
         INSERT INTO a VALUES (1); INSERT INTO c (x) VALUES (1), (2)",
    )
    .await;
    let names = |names: &[TableName]| names.iter().map(ToString::to_string).collect::<Vec<_>>();
    let (a, c) = (table(&facts, "public.a"), table(&facts, "public.c"));
    assert_eq!(names(&a.inheritance.children), ["public.c", "public.d"]);
    assert_eq!(names(&c.inheritance.parents), ["public.b", "public.a"]);
    assert_eq!((a.rows, c.rows), (1, 2), "its own rows alone");
    assert!(c.checks[0].is_inherited && !a.checks[0].is_inherited);
    assert_eq!(c.partition_of, None);
}
