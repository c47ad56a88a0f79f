//! Types by their names, for facts that are written by hand.

use blink::postgres_types::{Kind, Type as Known};

use super::modifier::{ANY_DIGITS, HEADER, field};
use super::types::{Type, TypeKind, TypeRef, Types};

/// The names of SQL, and those of `pg_type`.
const SQL_NAMES: [(&str, &str); 19] = [
    ("bigint", "int8"),
    ("bit varying", "varbit"),
    ("boolean", "bool"),
    ("character varying", "varchar"),
    ("character", "bpchar"),
    ("char", "bpchar"),
    ("decimal", "numeric"),
    ("double precision", "float8"),
    ("int", "int4"),
    ("integer", "int4"),
    ("real", "float4"),
    ("smallint", "int2"),
    ("time with time zone", "timetz"),
    ("time without time zone", "time"),
    ("timestamp with time zone", "timestamptz"),
    ("timestamp without time zone", "timestamp"),
    ("\"char\"", "char"),
    ("numeric", "numeric"),
    ("interval", "interval"),
];

/// The names of `pg_type`, and those that `format_type` gives them (format_type.c).
const SHOWN_NAMES: [(&str, &str); 14] = [
    ("int8", "bigint"),
    ("varbit", "bit varying"),
    ("bool", "boolean"),
    ("varchar", "character varying"),
    ("bpchar", "character"),
    ("float8", "double precision"),
    ("int4", "integer"),
    ("float4", "real"),
    ("int2", "smallint"),
    ("timetz", "time with time zone"),
    ("time", "time without time zone"),
    ("timestamptz", "timestamp with time zone"),
    ("timestamp", "timestamp without time zone"),
    ("char", "\"char\""),
];

impl TypeRef {
    /// The type of this name: one of PostgreSQL's own with its modifier, such as `numeric(10,2)` or `text[]`, else a name
    /// that the facts' own types may have.
    pub fn named(name: &str) -> Self {
        built_in(name).unwrap_or_else(|| Self {
            oid: 0,
            modifier: -1,
            name: name.trim().to_owned(),
        })
    }
}

/// The name that `format_type` gives a type; the modifier's text stands before `with time zone`.
fn shown(known: &Known, modifier: &str) -> String {
    if let Kind::Array(element) = known.kind()
        && known.name().starts_with('_')
    {
        return format!("{}[]", shown(element, modifier));
    }
    // `bpchar` without a length is not CHARACTER, which has the length 1.
    if (known.name(), modifier) == ("bpchar", "") {
        return known.name().to_owned();
    }
    let name = SHOWN_NAMES.iter().find(|(own, _)| *own == known.name());
    let name = name.map_or(known.name(), |(_, shown)| shown);
    match name.split_once(" with") {
        Some((first, last)) => format!("{first}{modifier} with{last}"),
        None => format!("{name}{modifier}"),
    }
}

fn built_in(name: &str) -> Option<TypeRef> {
    let (element, is_array) = match name.trim().strip_suffix("[]") {
        Some(element) => (element.trim_end_matches("[]"), true),
        None => (name.trim(), false),
    };
    let (words, arguments) = match element.split_once('(') {
        Some((before, after)) => {
            let (arguments, after) = after.split_once(')')?;
            (format!("{}{after}", before.trim_end()), Some(arguments))
        }
        None => (element.to_owned(), None),
    };
    let words = words.to_lowercase();
    let (words, fields) = match words.strip_prefix("interval ") {
        Some(fields) => ("interval", Some(fields.trim())),
        None => (words.trim(), None),
    };
    let sql = SQL_NAMES.iter().find(|(sql, _)| *sql == words);
    let wanted = sql.map_or(words, |(_, own)| own);
    let known = built_in_types().find(|known| known.name() == wanted)?;
    let numbers = arguments.map(|text| text.split(',').map(|number| number.trim().parse().ok()).collect());
    let numbers: Vec<i32> = numbers.unwrap_or_else(|| Some(Vec::new()))?;
    // CHAR alone is CHAR(1).
    let numbers = if numbers.is_empty() && ["char", "character", "bit"].contains(&words) {
        vec![1]
    } else {
        numbers
    };
    let modifier = modifier(wanted, &numbers, fields)?;
    let text = modifier_text(wanted, &numbers, fields);
    let oid = if is_array {
        built_in_types()
            .find(|array| matches!(array.kind(), Kind::Array(of) if *of == known && array.name().starts_with('_')))?
            .oid()
    } else {
        known.oid()
    };
    let name = shown(&known, &text);
    Some(TypeRef {
        oid,
        modifier,
        name: if is_array { format!("{name}[]") } else { name },
    })
}

/// The modifier's text in the name that `format_type` gives.
fn modifier_text(name: &str, numbers: &[i32], fields: Option<&str>) -> String {
    let listed = numbers.iter().map(ToString::to_string).collect::<Vec<_>>();
    let numbers = match (name, listed.as_slice()) {
        (_, []) => String::new(),
        ("numeric", [precision]) => format!("({precision},0)"),
        (_, listed) => format!("({})", listed.join(",")),
    };
    match fields {
        Some(fields) => format!(" {fields}{numbers}"),
        None => numbers,
    }
}

/// The modifier, as the type's own function makes it of what is in the parentheses; None if it takes nothing such.
fn modifier(name: &str, numbers: &[i32], fields: Option<&str>) -> Option<i32> {
    match (name, numbers, fields) {
        ("interval", _, fields) => {
            let range = match fields {
                Some(fields) => interval_range(fields)?,
                None => field::ALL,
            };
            let digits = match numbers {
                [] => ANY_DIGITS,
                [digits] => u32::try_from(*digits).ok()?,
                _ => return None,
            };
            if range == field::ALL && digits == ANY_DIGITS {
                return Some(-1);
            }
            i32::try_from(range << 16 | digits).ok()
        }
        (_, [], None) => Some(-1),
        ("varchar" | "bpchar", [length], None) => length.checked_add(HEADER),
        ("numeric", [precision], None) => (precision << 16).checked_add(HEADER),
        ("numeric", [precision, scale], None) => (precision << 16 | scale & 0x7ff).checked_add(HEADER),
        ("bit" | "varbit" | "time" | "timetz" | "timestamp" | "timestamptz", [number], None) => Some(*number),
        _ => None,
    }
}

/// The bits of `day to second` and such (`intervaltypmodin` in timestamp.c).
fn interval_range(fields: &str) -> Option<u32> {
    const FIELDS: [(&str, u32); 6] = [
        ("year", field::YEAR),
        ("month", field::MONTH),
        ("day", field::DAY),
        ("hour", field::HOUR),
        ("minute", field::MINUTE),
        ("second", field::SECOND),
    ];
    let (first, last) = fields.split_once(" to ").unwrap_or((fields, fields));
    let place = |name: &str| FIELDS.iter().position(|(own, _)| *own == name.trim());
    let range = FIELDS.get(place(first)?..=place(last)?)?;
    Some(range.iter().fold(0, |bits, (_, bit)| bits | bit))
}

/// The server's own types have OIDs below `FirstGenbkiObjectId` in transam.h.
fn built_in_types() -> impl Iterator<Item = Known> {
    (16..10_000).filter_map(Known::from_oid)
}

impl Types {
    /// Adds the built-in type of this OID, and those that it consists of, unless they are here.
    pub(super) fn add_built_in(&mut self, oid: u32) {
        let Some(known) = Known::from_oid(oid).filter(|_| self.get(oid).is_none()) else {
            return;
        };
        // Elements of `int2vector` are no array's.
        let (kind, category, part) = match known.kind() {
            Kind::Array(of) if known.name().starts_with('_') => (TypeKind::Array(of.oid()), 'A', of.oid()),
            Kind::Range(of) => (TypeKind::Range(of.oid()), 'R', of.oid()),
            // The crate has the subtype of a multirange's range.
            Kind::Multirange(of) => {
                let range = built_in_types().find(|range| matches!(range.kind(), Kind::Range(own) if own == of));
                let range = range.map_or(0, |range| range.oid());
                (TypeKind::Multirange(range), 'R', range)
            }
            _ => (TypeKind::Base, category(known.name()), 0),
        };
        self.add(Type {
            oid,
            schema: known.schema().to_owned(),
            name: known.name().to_owned(),
            kind,
            category,
            extension: None,
            comment: None,
        });
        self.add_built_in(part);
    }
}

/// `typcategory` of a base type in pg_type.dat.
fn category(name: &str) -> char {
    match name {
        "bool" => 'B',
        "date" | "time" | "timetz" | "timestamp" | "timestamptz" => 'D',
        "box" | "circle" | "line" | "lseg" | "path" | "point" | "polygon" => 'G',
        "cidr" | "inet" => 'I',
        "float4" | "float8" | "int2" | "int4" | "int8" | "money" | "numeric" | "oid" => 'N',
        reg if reg.starts_with("reg") => 'N',
        "bpchar" | "name" | "text" | "varchar" => 'S',
        "interval" => 'T',
        "bit" | "varbit" => 'V',
        "int2vector" | "oidvector" => 'A',
        "char" | "pg_node_tree" => 'Z',
        _ => 'U',
    }
}
