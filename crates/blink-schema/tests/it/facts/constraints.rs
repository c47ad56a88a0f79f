//! Constraints and unique indexes.

use blink_schema::facts::{KeyPart, ReferentialAction, Table, UniqueKind, UniqueSet};

use super::{facts_of, since, table};

fn set<'t>(table: &'t Table, name: &str) -> &'t UniqueSet {
    let found = table.unique_sets.iter().find(|set| set.name == name);
    found.unwrap_or_else(|| panic!("no {name} in {:?}", table.unique_sets))
}

fn expression(text: &str) -> KeyPart {
    KeyPart::Expression(text.to_owned())
}

fn part(name: &str) -> KeyPart {
    KeyPart::Column(name.to_owned())
}

#[tokio::test]
async fn unique_sets_of_every_kind_are_read() {
    let facts = facts_of(
        "CREATE TABLE t (z int, a int, b text, c date, d int, e int[],
            UNIQUE (b, a) DEFERRABLE INITIALLY DEFERRED, PRIMARY KEY (z, a), UNIQUE (c) INCLUDE (d));
         CREATE UNIQUE INDEX lower_b ON t (lower(b), (a + 1), c DESC) WHERE d > 5 AND b IS NOT NULL;
         CREATE INDEX not_unique ON t (d)",
    )
    .await;
    let t = table(&facts, "public.t");
    let shown = t
        .unique_sets
        .iter()
        .map(|set| (&*set.name, set.kind))
        .collect::<Vec<_>>();
    assert_eq!(
        shown,
        [
            ("t_pkey", UniqueKind::PrimaryKey),
            ("t_b_a_key", UniqueKind::Constraint),
            ("t_c_d_key", UniqueKind::Constraint),
            ("lower_b", UniqueKind::Index),
        ]
    );
    assert_eq!(set(t, "t_pkey").columns(), Some(vec!["z", "a"]));
    let deferred = set(t, "t_b_a_key");
    assert!(deferred.deferrable && deferred.initially_deferred && deferred.has_column("b"));
    assert!(!set(t, "t_pkey").deferrable);
    assert_eq!(
        set(t, "t_c_d_key").columns(),
        Some(vec!["c"]),
        "what is included is no part"
    );
    let lower = set(t, "lower_b");
    assert_eq!(lower.parts, [expression("lower(b)"), expression("(a + 1)"), part("c")]);
    assert_eq!(lower.predicate.as_deref(), Some("((d > 5) AND (b IS NOT NULL))"));
    assert!(
        t.unique_sets
            .iter()
            .all(|set| set.is_valid && !set.nulls_not_distinct && !set.without_overlaps)
    );
}

#[tokio::test]
async fn parts_have_their_operator_classes_and_collations() {
    let facts = facts_of(
        "CREATE TABLE t (b text, c date);
         CREATE UNIQUE INDEX pattern ON t (b text_pattern_ops, b COLLATE \"C\");
         CREATE UNIQUE INDEX dates ON t (date_part('year', c), coalesce(b, ')('::text))",
    )
    .await;
    let t = table(&facts, "public.t");
    let pattern = set(t, "pattern");
    let classes = pattern.part_options.iter().map(|options| {
        let class = &options.operator_class;
        (
            &*class.name,
            class.is_default,
            &*options.collation.as_ref().unwrap().name,
        )
    });
    assert_eq!(
        classes.collect::<Vec<_>>(),
        [("text_pattern_ops", false, "default"), ("text_ops", true, "C")]
    );
    assert_eq!(
        set(t, "dates").parts[1],
        expression("COALESCE(b, ')('::text)"),
        "and the other is {:?}",
        set(t, "dates").parts[0]
    );
}

#[tokio::test]
async fn an_index_that_refuses_nothing_is_left_out_and_one_of_some_partitions_marked() {
    let mut db = super::Db::new(
        "CREATE TABLE t (a int); INSERT INTO t VALUES (1), (1);
         CREATE TABLE p (a int) PARTITION BY LIST (a);
         CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);
         CREATE UNIQUE INDEX partly ON ONLY p (a)",
    )
    .await;
    let built = db
        .client
        .batch_execute("CREATE UNIQUE INDEX CONCURRENTLY i ON t (a)")
        .await;
    assert!(built.is_err());
    let facts = db.facts().await;
    assert_eq!(table(&facts, "public.t").unique_sets, []);
    assert!(!set(table(&facts, "public.p"), "partly").is_valid);
}

#[tokio::test]
async fn two_nulls_may_be_equal() {
    if !since("two_nulls_may_be_equal", "NULLS NOT DISTINCT", 15) {
        return;
    }
    let facts = facts_of("CREATE TABLE t (a int, b int, UNIQUE NULLS NOT DISTINCT (a), UNIQUE (b))").await;
    let shown = table(&facts, "public.t")
        .unique_sets
        .iter()
        .map(|set| set.nulls_not_distinct);
    assert_eq!(shown.collect::<Vec<_>>(), [true, false]);
}

#[tokio::test]
async fn temporal_keys_are_read() {
    if !since("temporal_keys_are_read", "WITHOUT OVERLAPS", 18) {
        return;
    }
    let facts = facts_of(
        "CREATE EXTENSION IF NOT EXISTS btree_gist;
         CREATE TABLE p (id int, at daterange, PRIMARY KEY (id, at WITHOUT OVERLAPS));
         CREATE TABLE c (id int, during daterange, UNIQUE (id, during WITHOUT OVERLAPS),
            FOREIGN KEY (id, PERIOD during) REFERENCES p (id, PERIOD at))",
    )
    .await;
    let (p, c) = (table(&facts, "public.p"), table(&facts, "public.c"));
    assert_eq!(p.unique_sets.len(), 1);
    assert!(p.unique_sets[0].without_overlaps && p.unique_sets[0].kind == UniqueKind::PrimaryKey);
    assert!(c.unique_sets[0].without_overlaps && c.unique_sets[0].kind == UniqueKind::Constraint);
    assert_eq!(c.unique_sets[0].columns(), Some(vec!["id", "during"]));
    assert!(p.exclusions.is_empty() && c.exclusions.is_empty());
    let key = &c.foreign_keys[0];
    assert!(key.period);
    assert_eq!(
        (key.columns.join(" "), key.parent_columns.join(" ")),
        ("id during".to_owned(), "id at".to_owned())
    );
}

#[tokio::test]
async fn foreign_keys_of_every_kind_are_read() {
    let facts = facts_of(
        "CREATE SCHEMA s;
         CREATE TABLE s.p (a int, b int, c text UNIQUE, PRIMARY KEY (b, a));
         CREATE TABLE t (x int PRIMARY KEY, y int, self int REFERENCES t, code text,
            CONSTRAINT \"full\" FOREIGN KEY (y, x) REFERENCES s.p (b, a) MATCH FULL ON DELETE CASCADE,
            CONSTRAINT late FOREIGN KEY (x, y) REFERENCES s.p (b, a) ON DELETE SET NULL ON UPDATE RESTRICT
                DEFERRABLE INITIALLY DEFERRED,
            CONSTRAINT swapped FOREIGN KEY (x, y) REFERENCES s.p (a, b) ON DELETE SET DEFAULT DEFERRABLE);
         ALTER TABLE t ADD CONSTRAINT unchecked FOREIGN KEY (code) REFERENCES s.p (c) NOT VALID",
    )
    .await;
    let t = table(&facts, "public.t");
    let names = t.foreign_keys.iter().map(|key| &*key.name).collect::<Vec<_>>();
    let [full, late, swapped, own, unchecked] = &t.foreign_keys[..] else {
        panic!("{names:?}")
    };
    assert_eq!(
        (full.columns.join(" "), full.parent_columns.join(" ")),
        ("y x".to_owned(), "b a".to_owned())
    );
    assert_eq!(full.parent, "s.p".into());
    assert!(full.match_full && !full.deferrable && full.validated && full.enforced);
    assert_eq!(
        (full.on_delete, full.on_update),
        (ReferentialAction::Cascade, ReferentialAction::NoAction)
    );
    assert!(late.deferrable && late.initially_deferred && !late.match_full);
    assert_eq!(
        (late.on_delete, late.on_update),
        (ReferentialAction::SetNull, ReferentialAction::Restrict)
    );
    assert_eq!(swapped.parent_columns, ["a", "b"]);
    assert_eq!(swapped.on_delete, ReferentialAction::SetDefault);
    assert!(swapped.deferrable && !swapped.initially_deferred);
    assert_eq!((&own.parent, &own.parent_columns[..]), (&t.name, &["x".to_owned()][..]));
    assert!(!unchecked.validated && unchecked.parent_columns == ["c"]);
    assert!(t.foreign_keys.iter().all(|key| !key.period && !key.is_inherited));
}

#[tokio::test]
async fn what_is_not_enforced_is_marked() {
    if !since("what_is_not_enforced_is_marked", "NOT ENFORCED", 18) {
        return;
    }
    let facts = facts_of(
        "CREATE TABLE p (id int PRIMARY KEY);
         CREATE TABLE t (a int REFERENCES p NOT ENFORCED, b int CHECK (b > 0) NOT ENFORCED, c int CHECK (c > 0))",
    )
    .await;
    let t = table(&facts, "public.t");
    assert!(!t.foreign_keys[0].enforced);
    let checks = t.checks.iter().map(|check| check.enforced).collect::<Vec<_>>();
    assert_eq!(checks, [false, true]);
}

#[tokio::test]
async fn checks_name_their_columns_and_functions() {
    let facts = facts_of(
        "CREATE SCHEMA s;
         CREATE FUNCTION s.ok(int) RETURNS bool LANGUAGE sql IMMUTABLE AS 'SELECT $1 > 0';
         CREATE FUNCTION s.same(int, int) RETURNS bool LANGUAGE sql STABLE STRICT AS 'SELECT $1 = $2';
         CREATE OPERATOR s.=== (LEFTARG = int, RIGHTARG = int, FUNCTION = s.same);
         CREATE DOMAIN s.d AS int CHECK (s.ok(VALUE));
         CREATE TABLE t (a int, b int, c s.d DEFAULT 1, \"d e\" text,
            CONSTRAINT z CHECK (s.ok(a)), CONSTRAINT m CHECK (b OPERATOR(s.===) a), CONSTRAINT whole CHECK (t IS NOT NULL),
            CONSTRAINT a CHECK (\"d e\" IN ('x', 'it''s') AND a BETWEEN 1 AND 5));
         ALTER TABLE t ADD CONSTRAINT later CHECK (a < 100) NOT VALID;
         CREATE UNIQUE INDEX i ON t (a) WHERE s.ok(b)",
    )
    .await;
    let t = table(&facts, "public.t");
    let names = t.checks.iter().map(|check| &*check.name).collect::<Vec<_>>();
    assert_eq!(
        names,
        ["a", "later", "m", "whole", "z"],
        "in the order in which the server runs them"
    );
    let [plain, later, operator, whole, function] = &t.checks[..] else {
        panic!()
    };
    assert_eq!(plain.columns, ["a", "d e"]);
    assert_eq!(
        plain.expression,
        "((\"d e\" = ANY (ARRAY['x'::text, 'it''s'::text])) AND ((a >= 1) AND (a <= 5)))"
    );
    assert!(!later.validated && plain.validated);
    assert_eq!(operator.expression, "(b OPERATOR(s.===) a)");
    assert!(whole.columns.is_empty(), "{whole:?}");
    assert_eq!(function.expression, "s.ok(a)");
    let called = |oids: &[u32]| {
        oids.iter()
            .map(|oid| facts.functions[oid].name.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(called(&function.functions), ["ok"]);
    assert_eq!(called(&operator.functions), ["same"]);
    assert_eq!(called(&plain.functions), Vec::<String>::new());
    assert_eq!(called(&set(t, "i").functions), ["ok"]);
    let domain = facts.types.domains(&t.columns[2].ty).next().unwrap();
    assert_eq!(called(&domain.checks[0].functions), ["ok"]);
}

#[tokio::test]
async fn exclusions_have_their_operators() {
    if !blink_testdb::needs_a_whole_server("exclusions_have_their_operators") {
        return;
    }
    let facts = facts_of(
        "CREATE EXTENSION IF NOT EXISTS btree_gist;
         CREATE TABLE t (room int, during tsrange, a int, b int,
            CONSTRAINT booked EXCLUDE USING gist (room WITH =, during WITH &&, (a + b) WITH <>) WHERE (a > 0)
                DEFERRABLE INITIALLY DEFERRED,
            CONSTRAINT plain EXCLUDE USING btree (b WITH =))",
    )
    .await;
    let t = table(&facts, "public.t");
    let [booked, plain] = &t.exclusions[..] else {
        panic!("{:?}", t.exclusions)
    };
    let operator = |part: KeyPart, operator: &str| (part, operator.to_owned());
    assert_eq!(
        booked.parts,
        [
            operator(part("room"), "="),
            operator(part("during"), "&&"),
            operator(expression("(a + b)"), "<>")
        ]
    );
    assert_eq!(booked.predicate.as_deref(), Some("(a > 0)"));
    assert!(booked.deferrable && booked.initially_deferred);
    assert_eq!(plain.parts, [operator(part("b"), "=")]);
    assert!(t.unique_sets.is_empty(), "an exclusion constraint is no unique set");
}
