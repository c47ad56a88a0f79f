//! Columns.

use blink_schema::facts::{CollationProvider, Facts, Generation};

use super::{Db, column, facts_of, since, table};

/// Names that have all that can be misread.
const HOSTILE: [&str; 10] = [
    "<script>alert('x')</script>",
    "a \"quoted\" 'name'",
    "{braces},{\\backslash\\}",
    "line\nbreak\r\ttab",
    "\u{1}\u{7f}\u{1b}[31m",
    "NULL",
    " ",
    "пример 例え 🐘",
    "$tables; DROP TABLE t; --",
    "-- comment",
];

fn quoted(name: &str) -> String {
    blink::quote_identifier(name)
}

fn literal(text: &str) -> String {
    blink::quote_literal(text)
}

#[tokio::test]
async fn hostile_names_and_comments_are_read_exactly() {
    let mut sql = Vec::new();
    for name in HOSTILE {
        let (table, text) = (quoted(name), literal(&format!("{name}\n\u{2}{name}")));
        let ty = quoted(&format!("{name}~"));
        sql.push(format!(
            "CREATE SCHEMA {table};
             CREATE TYPE {table}.{ty} AS ENUM ({literal});
             CREATE TABLE {table}.{table} ({table} {table}.{ty} NOT NULL, b {table}.{ty}[],
                c text DEFAULT {literal}, CONSTRAINT {key} PRIMARY KEY ({table}),
                CONSTRAINT {check} CHECK (c <> {literal}));
             CREATE UNIQUE INDEX {index} ON {table}.{table} ((c || {literal}), b) WHERE c <> {literal};
             CREATE TABLE {table}.child (a {table}.{ty} REFERENCES {table}.{table});
             COMMENT ON TABLE {table}.{table} IS {text};
             COMMENT ON COLUMN {table}.{table}.{table} IS {text};",
            key = quoted(&format!("{name}#")),
            check = quoted(&format!("{name}!")),
            index = quoted(&format!("{name}?")),
            literal = literal(name),
        ));
    }
    let facts = facts_of(&sql.concat()).await;
    assert_eq!(facts.tables.len(), 2 * HOSTILE.len());
    for name in HOSTILE {
        let own = blink::TableName::qualified(name, name);
        let table = facts.table(&own).unwrap_or_else(|| panic!("{name}"));
        let comment = format!("{name}\n\u{2}{name}");
        assert_eq!(table.comment.as_deref(), Some(&*comment));
        assert_eq!(table.columns[0].name, name);
        assert_eq!(table.columns[0].comment.as_deref(), Some(&*comment));
        let ty = facts.types.get(table.columns[0].ty.oid).unwrap();
        assert_eq!((&*ty.schema, &*ty.name), (name, &*format!("{name}~")));
        assert_eq!(ty.kind, blink_schema::facts::TypeKind::Enum(vec![name.to_owned()]));
        assert_eq!(table.unique_sets[0].name, format!("{name}#"));
        assert_eq!(table.unique_sets[0].columns(), Some(vec![name]));
        assert_eq!(table.unique_sets[1].name, format!("{name}?"));
        let expected = format!("(c || {}::text)", literal_as_printed(name));
        assert_eq!(
            table.unique_sets[1].parts[0],
            blink_schema::facts::KeyPart::Expression(expected)
        );
        assert_eq!(table.checks[0].name, format!("{name}!"));
        assert_eq!(
            table.checks[0].expression,
            format!("(c <> {}::text)", literal_as_printed(name))
        );
        let child = facts.table(&blink::TableName::qualified(name, "child")).unwrap();
        assert_eq!(child.foreign_keys[0].parent, own);
        assert_eq!(child.foreign_keys[0].parent_columns, [name]);
    }
}

/// As the server prints a text under `standard_conforming_strings`.
fn literal_as_printed(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

#[tokio::test]
async fn dropped_columns_leave_no_trace() {
    let facts = facts_of(
        "CREATE TABLE t (gone int, a int, b int, c int, also_gone int, d int UNIQUE, CHECK (d > a), UNIQUE (c, b));
         ALTER TABLE t DROP COLUMN gone;
         ALTER TABLE t DROP COLUMN also_gone;
         ALTER TABLE t ADD COLUMN e int REFERENCES t (d);
         CREATE INDEX ON t (a)",
    )
    .await;
    let t = table(&facts, "public.t");
    let numbered = t
        .columns
        .iter()
        .map(|column| (&*column.name, column.number))
        .collect::<Vec<_>>();
    assert_eq!(numbered, [("a", 2), ("b", 3), ("c", 4), ("d", 6), ("e", 7)]);
    let sets = t
        .unique_sets
        .iter()
        .map(|set| set.columns().unwrap())
        .collect::<Vec<_>>();
    assert_eq!(sets, [vec!["c", "b"], vec!["d"]], "no other index is one");
    assert_eq!(t.checks[0].columns, ["a", "d"]);
    assert_eq!(
        (&t.foreign_keys[0].columns[..], &t.foreign_keys[0].parent_columns[..]),
        (&["e".to_owned()][..], &["d".to_owned()][..])
    );
}

const PRINTED: &str = "CREATE SCHEMA other;
    CREATE TYPE other.mood AS ENUM ('sad', 'happy');
    CREATE FUNCTION other.twice(x int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 2 * x';
    CREATE TABLE other.t (a timestamptz DEFAULT '2020-06-01 12:00:00+09', b interval DEFAULT '1 day 02:03:04',
        c bytea DEFAULT '\\x00ff', d money DEFAULT 1234.5, e float8 DEFAULT 0.1::float8 + 1e-17::float8,
        f other.mood DEFAULT 'sad', g int DEFAULT other.twice(3), h date DEFAULT '2020-02-01',
        i text DEFAULT E'back\\\\slash', \"Select\" int DEFAULT 1, CHECK (\"Select\" > 0))";

const EXPECTED: [&str; 10] = [
    "'2020-06-01 03:00:00+00'::timestamp with time zone",
    "'1 day 02:03:04'::interval",
    "'\\x00ff'::bytea",
    "1234.5",
    "((0.1)::double precision + ('1e-17'::numeric)::double precision)",
    "'sad'::other.mood",
    "other.twice(3)",
    "'2020-02-01'::date",
    "'back\\slash'::text",
    "1",
];

fn defaults(facts: &Facts) -> Vec<String> {
    let t = table(facts, "other.t");
    t.columns.iter().map(|column| column.default.clone().unwrap()).collect()
}

/// In a session whose settings change how things are printed, and then in the same that has none.
#[tokio::test]
async fn expressions_are_printed_the_same_in_every_session() {
    let mut db = Db::new(PRINTED).await;
    let plain = db.facts().await;
    let odd = "SET search_path = other, public; SET TimeZone = 'Asia/Tokyo'; SET DateStyle = 'German';
        SET IntervalStyle = 'sql_standard'; SET bytea_output = 'escape'; SET extra_float_digits = -15;
        SET quote_all_identifiers = on; SET standard_conforming_strings = off";
    db.client.batch_execute(odd).await.unwrap();
    let again = db.facts().await;
    assert_eq!(again, plain);
    let shown = defaults(&plain);
    for (shown, expected) in shown.iter().zip(EXPECTED) {
        // Since which version a number is cast when the table is made, and not at each row, does not matter here.
        if !expected.contains("double precision") && !expected.starts_with("1234") {
            assert_eq!(shown, expected);
        }
    }
    assert_eq!(table(&plain, "other.t").checks[0].expression, "(\"Select\" > 0)");
}

#[tokio::test]
async fn a_type_of_the_session_does_not_change_the_names() {
    let mut db = Db::new("CREATE TABLE t (a text DEFAULT 'x', b point)").await;
    let plain = db.facts().await;
    db.client
        .batch_execute("CREATE TEMP TABLE text (a int); CREATE DOMAIN pg_temp.point AS int")
        .await
        .unwrap();
    assert_eq!(db.facts().await, plain);
}

#[tokio::test]
async fn what_the_server_fills_is_read() {
    let facts = facts_of(
        "CREATE SEQUENCE shared START 100 INCREMENT -5 MINVALUE 1 MAXVALUE 100 CYCLE CACHE 3;
         CREATE TABLE t (
            a int GENERATED ALWAYS AS IDENTITY (START 7 INCREMENT 3 MAXVALUE 1000),
            b bigint GENERATED BY DEFAULT AS IDENTITY,
            c serial,
            d int DEFAULT nextval('shared'),
            e int GENERATED ALWAYS AS (a * 2) STORED,
            f int DEFAULT 5);
         INSERT INTO t (f) VALUES (1), (2)",
    )
    .await;
    let t = table(&facts, "public.t");
    let sequence = |name: &str| column(t, name).sequence.as_ref().unwrap();
    assert_eq!(column(t, "a").generation, Some(Generation::IdentityAlways));
    let a = sequence("a");
    assert_eq!(
        (a.start, a.increment, a.max, a.next, a.is_owned),
        (7, 3, 1000, Some(13), true)
    );
    assert_eq!(a.name.to_string(), "public.t_a_seq");
    assert_eq!(column(t, "b").generation, Some(Generation::IdentityByDefault));
    assert!(column(t, "b").is_identity());
    assert_eq!(
        (sequence("b").min, sequence("b").max, sequence("b").next),
        (1, i64::MAX, Some(3))
    );
    assert_eq!(
        column(t, "c").default.as_deref(),
        Some("nextval('public.t_c_seq'::regclass)")
    );
    assert!(column(t, "c").not_null && sequence("c").is_owned);
    let d = sequence("d");
    assert_eq!(
        (d.start, d.increment, d.min, d.max, d.cycles, d.cache),
        (100, -5, 1, 100, true, 3)
    );
    assert_eq!(
        (d.next, d.is_owned),
        (Some(85), false),
        "three values were taken at once"
    );
    assert_eq!(column(t, "e").generated_by(), Some("(a * 2)"));
    assert_eq!(
        (column(t, "e").default.as_deref(), &column(t, "e").sequence),
        (None, &None)
    );
    assert_eq!(column(t, "f").default.as_deref(), Some("5"));
}

#[tokio::test]
async fn a_sequence_at_its_end_gives_no_more_or_begins_anew() {
    let facts = facts_of(
        "CREATE SEQUENCE ends MAXVALUE 2; CREATE SEQUENCE cycles MAXVALUE 2 CYCLE;
         CREATE SEQUENCE down INCREMENT -1 MINVALUE -2 CYCLE;
         SELECT setval('ends', 2), setval('cycles', 2), setval('down', -2);
         CREATE TABLE t (a int DEFAULT nextval('ends'), b int DEFAULT nextval('cycles'), c int DEFAULT nextval('down'))",
    )
    .await;
    let t = table(&facts, "public.t");
    let next = t.columns.iter().map(|column| column.sequence.as_ref().unwrap().next);
    assert_eq!(next.collect::<Vec<_>>(), [None, Some(1), Some(-1)]);
}

#[tokio::test]
async fn virtual_columns_are_told_from_stored_ones() {
    if !since("virtual_columns_are_told_from_stored_ones", "virtual column", 18) {
        return;
    }
    let facts = facts_of(
        "CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a + 1) VIRTUAL, c int GENERATED ALWAYS AS (a + 2) STORED)",
    )
    .await;
    let t = table(&facts, "public.t");
    assert_eq!(
        column(t, "b").generation,
        Some(Generation::Virtual("(a + 1)".to_owned()))
    );
    assert_eq!(
        column(t, "c").generation,
        Some(Generation::Expression("(a + 2)".to_owned()))
    );
    assert_eq!(column(t, "b").generated_by(), Some("(a + 1)"));
}

#[tokio::test]
async fn a_not_null_that_is_not_valid_yet_is_marked() {
    if !since("a_not_null_that_is_not_valid_yet_is_marked", "NOT NULL … NOT VALID", 18) {
        return;
    }
    let facts = facts_of(
        "CREATE TABLE t (a int, b int NOT NULL, c int);
         ALTER TABLE t ADD CONSTRAINT a_given NOT NULL a NOT VALID",
    )
    .await;
    let t = table(&facts, "public.t");
    let shown = t
        .columns
        .iter()
        .map(|column| (column.not_null, column.not_null_validated));
    assert_eq!(shown.collect::<Vec<_>>(), [(true, false), (true, true), (false, true)]);
}

#[tokio::test]
async fn collations_have_their_provider() {
    let facts =
        facts_of("CREATE TABLE t (a text, b text COLLATE \"C\", c int, d varchar(9)[] COLLATE \"POSIX\")").await;
    let t = table(&facts, "public.t");
    let collation = |name: &str| column(t, name).collation.as_ref();
    let default = collation("a").unwrap();
    assert_eq!(
        (&*default.schema, &*default.name, default.deterministic),
        ("pg_catalog", "default", true)
    );
    assert!(default.locale.is_some(), "the database's own");
    let c = collation("b").unwrap();
    assert_eq!(
        (&*c.name, c.provider, c.locale.as_deref()),
        ("C", CollationProvider::Libc, Some("C"))
    );
    assert_eq!(collation("c"), None);
    assert_eq!(collation("d").unwrap().name, "POSIX");
}

#[tokio::test]
async fn a_collation_of_icu_may_be_non_deterministic() {
    let mut db = Db::new("CREATE SCHEMA s").await;
    let create = "CREATE COLLATION s.any_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false)";
    if let Err(error) = db.client.batch_execute(create).await {
        let why = format!("this server has no ICU: {error:?}");
        return blink_testdb::leave_out("a_collation_of_icu_may_be_non_deterministic", &why);
    }
    db.client
        .batch_execute("CREATE TABLE t (a text COLLATE s.any_case, b text UNIQUE); CREATE UNIQUE INDEX i ON t (b COLLATE s.any_case)")
        .await
        .unwrap();
    let facts = db.facts().await;
    let t = table(&facts, "public.t");
    let collation = column(t, "a").collation.as_ref().unwrap();
    assert_eq!(
        (&*collation.schema, &*collation.name, collation.provider),
        ("s", "any_case", CollationProvider::Icu)
    );
    assert_eq!(
        (collation.locale.as_deref(), collation.deterministic),
        (Some("und-u-ks-level2"), false)
    );
    let deterministic = |name: &str| {
        let set = t.unique_sets.iter().find(|set| set.name == name).unwrap();
        set.part_options[0].collation.as_ref().unwrap().deterministic
    };
    assert!(deterministic("t_b_key") && !deterministic("i"));
}
