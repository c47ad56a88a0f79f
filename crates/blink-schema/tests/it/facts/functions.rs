//! Functions and triggers.

use blink_schema::facts::{Fires, Volatility};

use super::{Db, facts_of, since, table};

#[tokio::test]
async fn triggers_are_read_with_their_functions() {
    let facts = facts_of(
        "CREATE SCHEMA s;
         CREATE FUNCTION s.touch() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN NEW.b := 1; RETURN NEW; END$$;
         CREATE TABLE t (a int PRIMARY KEY, b int, tsv tsvector, title text, self int REFERENCES t DEFERRABLE,
            UNIQUE (b) DEFERRABLE);
         CREATE TRIGGER z_before BEFORE INSERT OR UPDATE OF title, b ON t FOR EACH ROW EXECUTE FUNCTION s.touch();
         CREATE TRIGGER after_each AFTER INSERT ON t FOR EACH ROW WHEN (NEW.a > 0) EXECUTE FUNCTION s.touch('x', 'it''s \\ \"\n');
         CREATE TRIGGER once AFTER INSERT OR DELETE ON t EXECUTE FUNCTION s.touch();
         CREATE TRIGGER emptied BEFORE TRUNCATE ON t EXECUTE FUNCTION s.touch();
         CREATE TRIGGER tsv BEFORE INSERT ON t FOR EACH ROW
            EXECUTE FUNCTION tsvector_update_trigger(tsv, 'pg_catalog.english', title);
         CREATE CONSTRAINT TRIGGER late AFTER INSERT ON t DEFERRABLE FOR EACH ROW EXECUTE FUNCTION s.touch();
         ALTER TABLE t DISABLE TRIGGER once; ALTER TABLE t ENABLE ALWAYS TRIGGER late;
         ALTER TABLE t ENABLE REPLICA TRIGGER emptied",
    )
    .await;
    let t = table(&facts, "public.t");
    let names = t.triggers.iter().map(|trigger| &*trigger.name).collect::<Vec<_>>();
    assert_eq!(names, ["after_each", "emptied", "late", "once", "tsv", "z_before"]);
    let [after_each, emptied, late, once, tsv, before] = &t.triggers[..] else {
        panic!()
    };
    assert!(before.before_insert && !before.after_insert && before.for_each_row && before.on_update);
    assert_eq!(before.update_columns, ["title", "b"]);
    assert_eq!(
        (&*before.function, &*before.language, before.trusted),
        ("s.touch", "plpgsql", true)
    );
    assert_eq!(before.source, "BEGIN NEW.b := 1; RETURN NEW; END");
    assert_eq!(before.functions, [before.function_oid]);
    assert_eq!(facts.functions[&before.function_oid].volatility, Volatility::Volatile);
    assert!(after_each.after_insert && after_each.is_conditional && !before.is_conditional);
    assert_eq!(after_each.arguments, ["x", "it's \\ \"\n"]);
    assert!(once.after_insert && once.on_delete && !once.for_each_row && once.fires == Fires::Never);
    assert!(emptied.on_truncate && !emptied.before_insert && emptied.fires == Fires::Replica);
    assert_eq!(tsv.arguments, ["tsv", "pg_catalog.english", "title"]);
    assert_eq!(
        (&*tsv.function, &*tsv.language, tsv.trusted),
        ("pg_catalog.tsvector_update_trigger", "internal", false)
    );
    assert!(late.is_deferrable && late.fires == Fires::Always && before.fires == Fires::Origin);
}

#[tokio::test]
async fn the_triggers_of_a_partitioned_table_are_its_partitions_too() {
    let facts = facts_of(
        "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
         CREATE TABLE p (a int, b tsvector, c text) PARTITION BY LIST (a);
         CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);
         CREATE TRIGGER own AFTER INSERT ON p FOR EACH ROW EXECUTE FUNCTION f()",
    )
    .await;
    for name in ["public.p", "public.p1"] {
        let triggers = table(&facts, name).triggers.iter().map(|trigger| &*trigger.function);
        assert_eq!(triggers.collect::<Vec<_>>(), ["public.f"], "{name}");
    }
}

#[tokio::test]
async fn functions_of_defaults_and_generated_values_are_found() {
    let facts = facts_of(
        "CREATE FUNCTION made() RETURNS text LANGUAGE sql AS 'SELECT ''x''::text';
         CREATE FUNCTION twice(x int) RETURNS int LANGUAGE sql IMMUTABLE STRICT AS 'SELECT 2 * x';
         CREATE FUNCTION twice(x text) RETURNS int LANGUAGE sql AS 'SELECT 2';
         CREATE TABLE t (a text DEFAULT made(), b int, c int GENERATED ALWAYS AS (twice(b)) STORED, d timestamptz DEFAULT now())",
    )
    .await;
    let t = table(&facts, "public.t");
    let called = |column: usize| {
        let oids = t.columns[column].default_functions.iter();
        oids.map(|oid| format!("{}({})", facts.functions[oid].name, facts.functions[oid].arguments))
            .collect::<Vec<_>>()
    };
    assert_eq!(called(0), ["made()"]);
    assert_eq!(called(2), ["twice(x integer)"]);
    assert_eq!(called(3), Vec::<String>::new(), "the server's own are not listed");
    let twice = &facts.functions[&t.columns[2].default_functions[0]];
    assert_eq!(
        (twice.volatility, twice.is_strict, twice.is_trusted),
        (Volatility::Immutable, true, true)
    );
    assert_eq!(facts.functions.len(), 2);
}

#[tokio::test]
async fn what_a_parsed_body_calls_is_found() {
    if !since("what_a_parsed_body_calls_is_found", "BEGIN ATOMIC", 14) {
        return;
    }
    let facts = facts_of(
        "CREATE FUNCTION inner_one(x int) RETURNS int LANGUAGE sql AS 'SELECT x';
         CREATE FUNCTION outer_one(x int) RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT inner_one(x); END;
         CREATE TABLE t (a int CHECK (outer_one(a) > 0))",
    )
    .await;
    let functions = table(&facts, "public.t").checks[0].functions.iter();
    let mut names = functions.map(|oid| &*facts.functions[oid].name).collect::<Vec<_>>();
    names.sort_unstable();
    assert_eq!(names, ["inner_one", "outer_one"]);
}

#[tokio::test]
async fn event_triggers_are_read() {
    let mut db = Db::new(
        "CREATE FUNCTION e() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
         CREATE EVENT TRIGGER b ON ddl_command_end WHEN TAG IN ('CREATE TABLE', 'ALTER TABLE') EXECUTE FUNCTION e();
         CREATE EVENT TRIGGER a ON sql_drop EXECUTE FUNCTION e();
         ALTER EVENT TRIGGER a DISABLE",
    )
    .await;
    let facts = db.facts().await;
    let [a, b] = &facts.event_triggers[..] else {
        panic!("{:?}", facts.event_triggers)
    };
    assert_eq!(
        (&*a.name, &*a.event, a.fires, a.tags.len()),
        ("a", "sql_drop", Fires::Never, 0)
    );
    assert_eq!((&*b.event, b.fires), ("ddl_command_end", Fires::Origin));
    assert_eq!(b.tags, ["CREATE TABLE", "ALTER TABLE"]);
    assert_eq!(facts.functions[&b.function_oid].name, "e");
}
