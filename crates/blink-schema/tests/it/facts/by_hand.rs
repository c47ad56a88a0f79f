//! Facts that are written by hand are those that a server would give.

use blink_schema::facts::{Column, Facts, Generation, KeyPart, Table, Type, TypeRef, UniqueKind, UniqueSet};

use super::facts_of;

const DDL: &str = "CREATE SCHEMA shop;
    CREATE TYPE shop.state AS ENUM ('new', 'paid');
    CREATE DOMAIN shop.amount AS numeric(12,2) CHECK (VALUE >= 0);
    CREATE TYPE shop.place AS (street varchar(50), at point);
    CREATE TABLE shop.users (id bigint PRIMARY KEY, email varchar(200) NOT NULL UNIQUE, tags text[],
        state shop.state DEFAULT 'new', places shop.place[], active boolean, span interval day to second(3));
    CREATE TABLE shop.orders (id bigint PRIMARY KEY, user_id bigint NOT NULL REFERENCES shop.users,
        total shop.amount, at timestamptz(3), doubled numeric GENERATED ALWAYS AS (total * 2) STORED,
        CONSTRAINT positive CHECK (total > 0), UNIQUE (user_id, at));
    CREATE UNIQUE INDEX one_each ON shop.orders (abs(user_id));
    COMMENT ON TABLE shop.orders IS 'what was bought'";

fn by_hand() -> Facts {
    let one_each = KeyPart::Expression("abs(user_id)".to_owned());
    Facts::with_types(
        [
            Table::new("shop.users")
                .column("id", "bigint")
                .column("email", "varchar(200)")
                .column("tags", "text[]")
                .with(Column::new("state", "shop.state").default("'new'::shop.state"))
                .column("places", "shop.place[]")
                .column("active", "bool")
                .column("span", "interval day to second(3)")
                .not_null(["email"])
                .primary_key(["id"])
                .unique(["email"]),
            Table::new("shop.orders")
                .column("id", "int8")
                .column("user_id", "bigint")
                .column("total", "shop.amount")
                .column("at", "timestamp(3) with time zone")
                .with(
                    Column::new("doubled", "numeric")
                        .generated(Generation::Expression("((total)::numeric * (2)::numeric)".to_owned())),
                )
                .not_null(["user_id"])
                .primary_key(["id"])
                .unique(["user_id", "at"])
                .unique_set(UniqueSet::of_parts("one_each", UniqueKind::Index, [one_each]))
                .foreign_key(["user_id"], "shop.users", ["id"])
                .check("positive", ["total"], "((total)::numeric > (0)::numeric)")
                .comment("what was bought"),
        ],
        [
            Type::enumeration("shop.state", ["new", "paid"]),
            Type::domain("shop.amount", "numeric(12,2)", ["(VALUE >= (0)::numeric)"]),
            Type::composite("shop.place", [("street", "varchar(50)"), ("at", "point")]),
        ],
    )
}

/// Leaves out what is not written by hand: OIDs, collations, operator classes, files, and what is built in.
fn simplified(mut facts: Facts) -> String {
    for table in &mut facts.tables {
        (table.oid, table.size, table.access_method) = (0, 0, None);
        for column in &mut table.columns {
            column.collation = None;
        }
        for set in &mut table.unique_sets {
            set.part_options.clear();
        }
    }
    facts.server_version = 0;
    facts.extensions.clear();
    super::show::show(&facts).replace("check0 ", "amount_check ")
}

#[tokio::test]
async fn facts_by_hand_are_those_of_the_server() {
    let read = facts_of(DDL).await;
    let (read, by_hand) = (simplified(read), simplified(by_hand()));
    // The server's own types have no comments here, and those of a composite's array have its own name.
    let lines = |text: &str| {
        let lines = text.lines().filter(|line| !line.starts_with("type "));
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    let types = |text: &str| {
        let lines = text
            .lines()
            .filter(|line| line.starts_with("type ") && !line.contains("array of shop"));
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    let read_lines = lines(&read);
    for (own, read) in lines(&by_hand).iter().zip(&read_lines) {
        assert_eq!(own, read);
    }
    assert_eq!(lines(&by_hand).len(), read_lines.len());
    assert_eq!(types(&by_hand), types(&read));
}

/// Names of types, as SQL takes them.
const NAMES: [&str; 50] = [
    "bigint",
    "int",
    "smallint",
    "varchar",
    "varchar(3)",
    "char",
    "char(7)",
    "character varying(9)",
    "bpchar",
    "numeric",
    "decimal(7)",
    "numeric(10,2)",
    "bit",
    "bit(4)",
    "bit varying(5)",
    "varbit",
    "boolean",
    "real",
    "double precision",
    "timestamp",
    "timestamp(3)",
    "timestamptz(0)",
    "timestamp(2) with time zone",
    "time(1)",
    "timetz",
    "time with time zone",
    "interval",
    "interval(2)",
    "interval year to month",
    "interval hour to second(4)",
    "date",
    "uuid",
    "jsonb",
    "text[]",
    "varchar(20)[]",
    "numeric(6,3)[]",
    "timestamptz[]",
    "int4range",
    "tsvector",
    "inet",
    "\"char\"",
    "name",
    "oid",
    "regclass",
    "money",
    "xml",
    "bytea",
    "point",
    "int2vector",
    "macaddr8",
];

#[tokio::test]
async fn the_names_of_built_in_types_are_those_of_format_type() {
    let columns = NAMES
        .iter()
        .enumerate()
        .map(|(number, name)| format!("c{number} {name}"));
    let facts = facts_of(&format!("CREATE TABLE t ({})", columns.collect::<Vec<_>>().join(", "))).await;
    for (column, name) in facts.tables[0].columns.iter().zip(NAMES) {
        assert_eq!(TypeRef::named(name), column.ty, "{name}");
        let by_hand = Facts::of([Table::new("t").column("a", name)]);
        let (own, server) = (by_hand.types.get(column.ty.oid), facts.types.get(column.ty.oid));
        // Since 15 the category of "char" is another.
        if name != "\"char\"" {
            assert_eq!(own, server, "{name}");
        }
    }
}

#[test]
fn a_name_that_is_no_types_is_one_that_nothing_is_known_of() {
    for name in [
        "nothing",
        "varchar(x)",
        "bigint(3)",
        "numeric(1",
        "interval fortnight",
        "nothing[]",
    ] {
        let ty = TypeRef::named(name);
        assert_eq!((ty.oid, &*ty.name), (0, name));
    }
    let facts = Facts::of([Table::new("t").column("a", "no.such_type[]")]);
    assert_eq!(facts.types.get(facts.tables[0].columns[0].ty.oid), None);
}
