//! The type below all domains, and its limits.

use crate::facts::{Type, TypeKind, TypeRef, Types};
use crate::words::Form;

/// Domains over domains are followed so far; PostgreSQL allows no circle.
const DEPTH: usize = 32;

/// The facts about a column's type that makers need.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Base<'t> {
    /// The form; `None` of a type that no meaning has values of.
    pub(super) form: Option<Form>,
    /// True of an array.
    pub(super) array: bool,
    /// The greatest number of characters.
    pub(super) max_length: Option<usize>,
    /// The greatest value of a number with so many digits, in units of its last digit.
    pub(super) high: Option<i128>,
    /// The labels of an enum.
    pub(super) labels: Option<&'t [String]>,
    /// The names of the domains, and of the type below.
    pub(super) names: Vec<&'t str>,
}

pub(super) fn base<'t>(ty: &'t TypeRef, types: &'t Types) -> Base<'t> {
    let mut ty = ty;
    let mut base = Base {
        form: None,
        array: false,
        max_length: None,
        high: None,
        labels: None,
        names: Vec::new(),
    };
    let mut modifier = ty.modifier;
    for _ in 0..DEPTH {
        let Some(known) = types.get(ty.oid) else {
            let name = ty.name.strip_suffix("[]");
            base.array |= name.is_some();
            fill(&mut base, name.unwrap_or(&ty.name), modifier);
            return base;
        };
        match &known.kind {
            TypeKind::Domain(domain) => {
                base.names.push(&known.name);
                ty = &domain.base;
                modifier = domain.base.modifier;
            }
            TypeKind::Array(element) if !base.array => {
                base.array = true;
                match types.get(*element) {
                    Some(element) if !matches!(element.kind, TypeKind::Domain(_) | TypeKind::Array(_)) => {
                        of_known(&mut base, element, modifier);
                        return base;
                    }
                    Some(Type {
                        kind: TypeKind::Domain(domain),
                        ..
                    }) => {
                        ty = &domain.base;
                        modifier = domain.base.modifier;
                    }
                    // The element is not among the facts: the name says which it is.
                    _ => {
                        fill(&mut base, ty.name.trim_end_matches("[]"), modifier);
                        return base;
                    }
                }
            }
            _ => {
                of_known(&mut base, known, modifier);
                return base;
            }
        }
    }
    base
}

fn of_known<'t>(base: &mut Base<'t>, known: &'t Type, modifier: i32) {
    match &known.kind {
        TypeKind::Enum(labels) => {
            base.form = Some(Form::Text);
            base.labels = Some(labels);
            base.names.push(&known.name);
        }
        TypeKind::Base => fill(base, &known.name, modifier),
        _ => {}
    }
}

/// Takes the form from the name, be it that of `pg_type` or that of `format_type`.
fn fill<'t>(base: &mut Base<'t>, name: &'t str, modifier: i32) {
    let plain = name.split('(').next().unwrap_or(name).trim();
    let argument = |nth: usize| -> Option<i32> {
        let arguments = name.split_once('(')?.1.split_once(')')?.0;
        arguments.split(',').nth(nth)?.trim().parse().ok()
    };
    let length = || {
        let of_modifier = usize::try_from(modifier.saturating_sub(4))
            .ok()
            .filter(|_| modifier >= 4);
        of_modifier.or_else(|| argument(0).and_then(|length| usize::try_from(length).ok()))
    };
    base.names.push(plain);
    let plain = plain.trim_matches('"').to_ascii_lowercase();
    base.form = Some(match plain.as_str() {
        "text" | "citext" => Form::Text,
        "varchar" | "character varying" => {
            base.max_length = length();
            Form::Text
        }
        "bpchar" | "character" | "char" => {
            base.max_length = length().or(Some(1));
            Form::Text
        }
        "name" => {
            base.max_length = Some(63);
            Form::Text
        }
        "int2" | "smallint" => integer(base, i64::from(i16::MAX)),
        "int4" | "integer" | "oid" | "serial" => integer(base, i64::from(i32::MAX)),
        "int8" | "bigint" | "bigserial" => integer(base, i64::MAX),
        "float4" | "real" | "float8" | "double precision" => Form::Float,
        "money" => Form::Decimal(2),
        "numeric" | "decimal" => numeric(base, modifier, argument(0), argument(1)),
        "bool" | "boolean" => Form::Bool,
        "date" => Form::Date,
        "time" | "timetz" | "time without time zone" | "time with time zone" => Form::Time,
        "timestamp" | "timestamptz" | "timestamp without time zone" | "timestamp with time zone" => Form::Timestamp,
        "interval" => Form::Interval,
        "uuid" => Form::Uuid,
        "json" | "jsonb" => Form::Json,
        "bytea" => Form::Bytes,
        "inet" => Form::Inet,
        "cidr" => Form::Cidr,
        "macaddr" => Form::Mac,
        "macaddr8" => Form::Mac8,
        "point" => Form::Point,
        "xml" => Form::Xml,
        _ => {
            base.form = None;
            return;
        }
    });
}

fn integer(base: &mut Base<'_>, high: i64) -> Form {
    base.high = Some(i128::from(high));
    Form::Int
}

/// `numeric(precision, scale)`: a scale from -1000 to 1000, in eleven bits of the modifier.
fn numeric(base: &mut Base<'_>, modifier: i32, precision: Option<i32>, scale: Option<i32>) -> Form {
    let (precision, scale) = if modifier >= 4 {
        let packed = modifier - 4;
        (Some((packed >> 16) & 0xffff), Some(((packed & 0x7ff) ^ 1024) - 1024))
    } else {
        (precision, scale.or(precision.map(|_| 0)))
    };
    let Some(precision) = precision else {
        return Form::Decimal(2);
    };
    let scale = scale.unwrap_or(0);
    // With a negative scale the last digits are zeros: whole numbers, as many digits more.
    let digits = u32::try_from(precision.saturating_sub(scale.min(0))).unwrap_or(0);
    base.high = 10_i128.checked_pow(digits).map(|bound| bound - 1);
    Form::Decimal(u8::try_from(scale.max(0)).unwrap_or(u8::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: &str, modifier: i32) -> (Option<Form>, bool, Option<usize>, Option<i128>) {
        let ty = TypeRef {
            oid: 0,
            modifier,
            name: name.to_owned(),
        };
        let types = Types::default();
        let base = base(&ty, &types);
        (base.form, base.array, base.max_length, base.high)
    }

    #[test]
    fn modifiers_are_read() {
        assert_eq!(
            of("character varying(60)", 64),
            (Some(Form::Text), false, Some(60), None)
        );
        assert_eq!(
            of("character varying(60)", -1),
            (Some(Form::Text), false, Some(60), None)
        );
        assert_eq!(of("character varying", -1), (Some(Form::Text), false, None, None));
        assert_eq!(
            of("numeric(10,2)", ((10 << 16) | 2) + 4),
            (Some(Form::Decimal(2)), false, None, Some(9_999_999_999))
        );
        assert_eq!(of("numeric(3,5)", -1), (Some(Form::Decimal(5)), false, None, Some(999)));
        assert_eq!(
            of("numeric(2,-3)", ((2 << 16) | (-3_i32 & 0x7ff)) + 4),
            (Some(Form::Decimal(0)), false, None, Some(99_999))
        );
        assert_eq!(of("timestamp(3) with time zone", 3).0, Some(Form::Timestamp));
        assert_eq!(of("text[]", -1), (Some(Form::Text), true, None, None));
        assert_eq!(of("tsvector", -1).0, None);
        assert_eq!(of("numeric(1000,1000)", -1).3, None);
    }
}
