//! Rows of derived domains, and as SQL.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use blink_schema::domain::{Branch, Derived, Domain, Extent};
use blink_schema::value::{Range, Value};

/// 2026-01-01, in microseconds since 2000-01-01.
pub(crate) const UNTIL: i64 = 9_497 * 86_400_000_000;

pub(crate) fn literal(value: &Value<'_>) -> String {
    let quoted = |text: &str| format!("'{}'", text.replace('\'', "''"));
    let list = |all: &[Value<'_>]| all.iter().map(literal).collect::<Vec<_>>().join(", ");
    match value {
        Value::Null => "NULL".into(),
        Value::Bool(value) => value.to_string(),
        Value::Int(value) => format!("({value})"),
        Value::Float(value) => format!("'{value:e}'"),
        Value::Decimal(value) => {
            let digits = format!(
                "{:0>width$}",
                value.unscaled.unsigned_abs(),
                width = usize::from(value.scale) + 1
            );
            let (whole, part) = digits.split_at(digits.len() - usize::from(value.scale));
            format!("'{}{whole}.{part}'", if value.unscaled < 0 { "-" } else { "" })
        }
        Value::Text(text) | Value::Json(text) | Value::Literal(text) => quoted(text),
        Value::Bytes(bytes) => {
            let hex = bytes.iter().fold(String::new(), |mut hex, byte| {
                let _ = write!(hex, "{byte:02x}");
                hex
            });
            format!("'\\x{hex}'")
        }
        Value::Date(days) => format!("(DATE '2000-01-01' + ({days}))"),
        Value::Time(at) => format!("(TIME '00:00' + {at} * interval '1 microsecond')"),
        Value::Timestamp(at) => format!("(TIMESTAMP '2000-01-01' + {at} * interval '1 microsecond')"),
        Value::Interval(interval) => format!(
            "(make_interval(months => {}, days => {}) + {} * interval '1 microsecond')",
            interval.months, interval.days, interval.micros
        ),
        Value::Uuid(bits) => format!("'{bits:032x}'"),
        Value::Array(all) if all.is_empty() => "'{}'".into(),
        Value::Array(all) => format!("ARRAY[{}]", list(all)),
        Value::Row(all) => format!("ROW({})", list(all)),
        Value::Range(range) => match &**range {
            Range::Empty => "'empty'".into(),
            Range::Between {
                lower: Some((lower, _)),
                upper: Some((upper, _)),
            } => match lower {
                Value::Date(_) => format!("daterange({}, {})", literal(lower), literal(upper)),
                _ => format!("int4range({}, {})", literal(lower), literal(upper)),
            },
            Range::Between { .. } => panic!("an infinite range"),
        },
    }
}

pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        self.0 ^ self.0 >> 29
    }
}

/// Values of one row, for a choice of branches.
pub(crate) fn row(
    types: &BTreeMap<String, Domain>,
    names: &[String],
    derived: &Derived,
    random: &mut Random,
) -> Option<Vec<String>> {
    let choice = derived.branches.iter().map(|branches| {
        assert!(!branches.is_empty(), "no branch");
        &branches[random.next() as usize % branches.len()]
    });
    let chosen: Vec<&Branch> = choice.collect();
    let mut values = Vec::new();
    for name in names {
        let mut domain = types[name].clone();
        let said = chosen
            .iter()
            .filter_map(|branch| branch.columns.get(name))
            .chain(derived.columns.get(name));
        for said in said {
            domain = domain.intersect(said);
        }
        if domain.is_empty() {
            // Branches that exclude one another.
            return None;
        }
        let extent = [Extent::Natural, Extent::Readable, Extent::Whole][random.next() as usize % 3];
        let timed = name != "a"
            || types[name]
                .facts()
                .any(|fact| fact.contains("time") || fact.contains("interval"));
        let extent = if timed && extent == Extent::Whole {
            Extent::Natural
        } else {
            extent
        };
        let null = domain.nullable && random.next().is_multiple_of(4);
        let value = if null { None } else { domain.numbering(extent, UNTIL) };
        let value = value.map(|numbering| numbering.sample(&mut || random.next()).expect("a sample"));
        assert!(domain.nullable || value.is_some(), "{name}: {domain:?}");
        values.push(value.as_ref().map_or_else(|| "NULL".to_owned(), literal));
    }
    Some(values)
}
