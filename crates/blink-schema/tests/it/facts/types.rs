//! Types.

use blink_schema::facts::{Domain, IntervalFields, Modifier, TypeKind};

use super::{column, facts_of, since, table};

/// The types that every server has.
const BUILT_IN: [&str; 52] = [
    "smallint",
    "integer",
    "bigint",
    "real",
    "double precision",
    "numeric",
    "money",
    "boolean",
    "text",
    "character varying",
    "character",
    "name",
    "\"char\"",
    "bytea",
    "date",
    "time without time zone",
    "time with time zone",
    "timestamp without time zone",
    "timestamp with time zone",
    "interval",
    "uuid",
    "json",
    "jsonb",
    "jsonpath",
    "xml",
    "inet",
    "cidr",
    "macaddr",
    "macaddr8",
    "bit(1)",
    "bit varying",
    "tsvector",
    "tsquery",
    "point",
    "line",
    "lseg",
    "box",
    "path",
    "polygon",
    "circle",
    "oid",
    "regclass",
    "regproc",
    "regtype",
    "int4range",
    "int8range",
    "numrange",
    "tsrange",
    "tstzrange",
    "daterange",
    "pg_lsn",
    "int2vector",
];

#[tokio::test]
async fn every_built_in_type_has_its_name() {
    let columns = BUILT_IN.iter().enumerate().map(|(number, ty)| {
        // CHARACTER alone is CHARACTER(1).
        let ty = if *ty == "character" { "pg_catalog.bpchar" } else { ty };
        format!("c{number} {ty}")
    });
    let columns = columns.collect::<Vec<_>>().join(", ");
    let facts = facts_of(&format!("CREATE TABLE t ({columns})")).await;
    let t = table(&facts, "public.t");
    assert_eq!(t.columns.len(), BUILT_IN.len());
    for (column, name) in t.columns.iter().zip(BUILT_IN) {
        let shown = if name == "character" { "bpchar" } else { name };
        assert_eq!(column.ty.name, shown);
        let ty = facts
            .types
            .get(column.ty.oid)
            .unwrap_or_else(|| panic!("{name} is known"));
        assert!(ty.is_built_in() && ty.schema == "pg_catalog", "{ty:?}");
        match ty.name.strip_suffix("range") {
            Some(_) => assert!(matches!(ty.kind, TypeKind::Range(_)), "{ty:?}"),
            None => assert_eq!(ty.kind, TypeKind::Base, "{ty:?}"),
        }
    }
}

fn expected_modifiers() -> [(&'static str, Modifier); 21] {
    let interval = |fields, second_digits| Modifier::Interval { fields, second_digits };
    let none = IntervalFields {
        years: false,
        months: false,
        days: false,
        hours: false,
        minutes: false,
        seconds: false,
    };
    [
        ("a", Modifier::Length(20)),
        ("b", Modifier::Length(3)),
        ("c", Modifier::Length(5)),
        ("d", Modifier::Length(9)),
        (
            "e",
            Modifier::Numeric {
                precision: 10,
                scale: 2,
            },
        ),
        ("f", Modifier::Numeric { precision: 4, scale: 0 }),
        ("g", Modifier::None),
        ("h", Modifier::SecondDigits(3)),
        ("i", Modifier::SecondDigits(0)),
        ("j", Modifier::SecondDigits(6)),
        ("k", Modifier::SecondDigits(1)),
        ("l", Modifier::None),
        ("m", interval(IntervalFields::ALL, Some(3))),
        (
            "n",
            interval(
                IntervalFields {
                    years: true,
                    months: true,
                    ..none
                },
                None,
            ),
        ),
        (
            "o",
            interval(
                IntervalFields {
                    years: false,
                    months: false,
                    ..IntervalFields::ALL
                },
                Some(2),
            ),
        ),
        ("p", interval(IntervalFields { hours: true, ..none }, None)),
        ("q", Modifier::Length(11)),
        ("r", Modifier::Numeric { precision: 6, scale: 3 }),
        ("s", Modifier::Length(7)),
        ("t", Modifier::None),
        ("u", Modifier::Length(1)),
    ]
}

#[tokio::test]
async fn modifiers_are_read() {
    let facts = facts_of(
        "CREATE DOMAIN short AS varchar(7);
         CREATE DOMAIN shorts AS short[];
         CREATE TABLE t (a varchar(20), b char(3), c bit(5), d varbit(9), e numeric(10,2), f numeric(4), g numeric,
            h timestamp(3), i timestamptz(0), j time(6), k timetz(1), l interval, m interval(3), n interval year to month,
            o interval day to second(2), p interval hour, q varchar(11)[], r numeric(6,3)[][], s shorts, t varchar,
            u char)",
    )
    .await;
    let t = table(&facts, "public.t");
    let modifier = |name: &str| facts.types.modifier(&column(t, name).ty);
    for (name, expected) in expected_modifiers() {
        assert_eq!(modifier(name), expected, "{name} {}", column(t, name).ty.name);
    }
    assert_eq!(column(t, "r").ty.name, "numeric(6,3)[]");
    assert_eq!(column(t, "r").dimensions, 2);
    assert_eq!(column(t, "o").ty.name, "interval day to second(2)");
}

#[tokio::test]
async fn a_scale_may_be_negative_or_above_the_precision() {
    if !since("a_scale_may_be_negative_or_above_the_precision", "such scales", 15) {
        return;
    }
    let facts = facts_of("CREATE TABLE t (a numeric(2,-3), b numeric(3,5), c numeric(1000,-1000))").await;
    let t = table(&facts, "public.t");
    let modifiers = t.columns.iter().map(|column| facts.types.modifier(&column.ty));
    assert_eq!(
        modifiers.collect::<Vec<_>>(),
        [
            Modifier::Numeric {
                precision: 2,
                scale: -3
            },
            Modifier::Numeric { precision: 3, scale: 5 },
            Modifier::Numeric {
                precision: 1000,
                scale: -1000
            },
        ]
    );
}

#[tokio::test]
async fn domains_over_domains_have_their_checks_and_defaults() {
    let facts = facts_of(
        "CREATE SCHEMA s;
         CREATE DOMAIN s.positive AS integer CHECK (VALUE > 0);
         CREATE DOMAIN s.percent AS s.positive DEFAULT 7 NOT NULL
            CONSTRAINT z_low CHECK (VALUE <= 100) CONSTRAINT a_even CHECK (VALUE % 2 = 0);
         ALTER DOMAIN s.percent ADD CONSTRAINT new CHECK (VALUE <> 50) NOT VALID;
         COMMENT ON DOMAIN s.percent IS 'of the price';
         CREATE DOMAIN s.name AS varchar(30)[] COLLATE \"C\";
         CREATE TABLE t (a s.percent, b s.percent[], c s.name, d s.positive NOT NULL, e s.positive)",
    )
    .await;
    let t = table(&facts, "public.t");
    let domains = |name: &str| facts.types.domains(&column(t, name).ty).collect::<Vec<&Domain>>();
    let [percent, positive] = domains("a")[..] else {
        panic!("{:?}", domains("a"));
    };
    assert_eq!(percent.base.name, "s.positive");
    assert_eq!((percent.default.as_deref(), percent.not_null), (Some("7"), true));
    let shown = percent
        .checks
        .iter()
        .map(|check| (&*check.name, &*check.expression, check.validated));
    assert_eq!(
        shown.collect::<Vec<_>>(),
        [
            ("a_even", "(((VALUE)::integer % 2) = 0)", true),
            ("new", "((VALUE)::integer <> 50)", false),
            ("z_low", "((VALUE)::integer <= 100)", true),
        ]
    );
    assert_eq!(positive.checks[0].expression, "(VALUE > 0)");
    assert_eq!(facts.types.base(&column(t, "a").ty).name, "integer");
    let ty = facts.types.get(column(t, "a").ty.oid).unwrap();
    assert_eq!(
        (&*ty.schema, &*ty.name, ty.comment.as_deref()),
        ("s", "percent", Some("of the price"))
    );

    assert!(domains("b").is_empty());
    let element = facts.types.element(&column(t, "b").ty).unwrap();
    assert_eq!(element.name, "s.percent");
    assert_eq!(facts.types.domains(&element).count(), 2);
    let [name] = domains("c")[..] else { panic!() };
    assert_eq!(name.collation.as_ref().unwrap().name, "C");
    assert_eq!(name.dimensions, 1);
    let element = facts.types.element(&column(t, "c").ty).unwrap();
    assert_eq!((&*element.name, element.modifier), ("character varying(30)", 34));

    let not_null = t.columns.iter().map(|column| column.not_null).collect::<Vec<_>>();
    assert_eq!(not_null, [true, false, false, true, false], "be it by the domain");
}

#[tokio::test]
async fn enums_composites_and_ranges_are_read_with_what_they_consist_of() {
    let facts = facts_of(
        "CREATE TYPE mood AS ENUM ('sad', 'it''s \"ok\"\n', '', 'happy');
         ALTER TYPE mood ADD VALUE 'so-so' BEFORE 'happy';
         CREATE DOMAIN zip AS varchar(5);
         CREATE TYPE place AS (\"Straße, \"\"1\"\"\" text, code zip, moods mood[]);
         ALTER TYPE place ADD ATTRIBUTE gone int;
         ALTER TYPE place ADD ATTRIBUTE at numeric(9,6);
         ALTER TYPE place DROP ATTRIBUTE gone;
         CREATE TYPE moods AS RANGE (SUBTYPE = mood);
         CREATE TABLE other (id int, place place);
         CREATE DOMAIN others AS other[];
         CREATE TABLE t (a mood, b place[], c moods, d others, e int4range[])",
    )
    .await;
    let t = table(&facts, "public.t");
    let kind = |oid: u32| &facts.types.get(oid).unwrap().kind;
    let TypeKind::Enum(labels) = kind(column(t, "a").ty.oid) else {
        panic!()
    };
    assert_eq!(labels, &["sad", "it's \"ok\"\n", "", "so-so", "happy"]);

    let place = facts.types.element(&column(t, "b").ty).unwrap();
    let TypeKind::Composite(fields) = kind(place.oid) else {
        panic!()
    };
    let shown = fields
        .iter()
        .map(|field| (&*field.name, &*field.ty.name))
        .collect::<Vec<_>>();
    assert_eq!(
        shown,
        [
            ("Straße, \"1\"", "text"),
            ("code", "public.zip"),
            ("moods", "public.mood[]"),
            ("at", "numeric(9,6)"),
        ]
    );
    assert!(matches!(kind(fields[1].ty.oid), TypeKind::Domain(_)));

    assert_eq!(kind(column(t, "c").ty.oid), &TypeKind::Range(column(t, "a").ty.oid));
    let row = facts.types.element(&column(t, "d").ty).unwrap();
    let TypeKind::Composite(fields) = kind(row.oid) else {
        panic!()
    };
    assert_eq!(
        fields[1].ty.oid, place.oid,
        "the row of a table, through a domain over an array of it"
    );
    let range = facts.types.element(&column(t, "e").ty).unwrap();
    assert_eq!(range.name, "int4range");
    assert!(matches!(kind(range.oid), TypeKind::Range(23)));
}

#[tokio::test]
async fn multiranges_lead_to_their_ranges() {
    if !since("multiranges_lead_to_their_ranges", "multirange", 14) {
        return;
    }
    let facts = facts_of(
        "CREATE TYPE prices AS RANGE (SUBTYPE = numeric, MULTIRANGE_TYPE_NAME = many_prices);
         CREATE TABLE t (a datemultirange, b many_prices)",
    )
    .await;
    let t = table(&facts, "public.t");
    for (name, range, subtype) in [("a", "daterange", "date"), ("b", "prices", "numeric")] {
        let TypeKind::Multirange(of) = facts.types.get(column(t, name).ty.oid).unwrap().kind else {
            panic!()
        };
        let found = facts.types.get(of).unwrap();
        assert_eq!(found.name, range);
        let TypeKind::Range(of) = found.kind else { panic!() };
        assert_eq!(facts.types.get(of).unwrap().name, subtype);
    }
}

#[tokio::test]
async fn types_of_extensions_are_marked() {
    let facts = facts_of(
        "CREATE SCHEMA e;
         CREATE EXTENSION IF NOT EXISTS citext;
         CREATE EXTENSION IF NOT EXISTS hstore;
         CREATE TABLE t (a citext, b hstore[], c text)",
    )
    .await;
    let t = table(&facts, "public.t");
    let citext = facts.types.get(column(t, "a").ty.oid).unwrap();
    assert_eq!(
        (&*citext.name, citext.extension.as_deref(), citext.category),
        ("citext", Some("citext"), 'S')
    );
    let hstore = facts
        .types
        .get(facts.types.element(&column(t, "b").ty).unwrap().oid)
        .unwrap();
    assert_eq!((&*hstore.name, hstore.extension.as_deref()), ("hstore", Some("hstore")));
    assert_eq!(facts.types.get(column(t, "c").ty.oid).unwrap().extension, None);
    assert!(facts.extensions.contains_key("citext"));
}
