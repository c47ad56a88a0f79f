//! The values of a type.

use std::cell::Cell;

use super::discrete::Discrete;
use super::intervals::Intervals;
use super::json::Json;
use super::language::Language;
use super::lengths::Lengths;
use super::network::Network;
use super::progression::Progression;
use super::text::{Comparison, Text};
use super::unit::{DAY, MONTH, SECOND, Unit};
use super::values::{Array, Domain, RangeOf, Values};
use crate::facts::{IntervalFields, Modifier, Type, TypeKind, TypeRef, Types};

/// The types that a type may lie below, one in the other: no type of a real schema has as many.
const DEEPEST: u32 = 32;
/// The types that one may be made of. Composite types with two fields of one such type each are a power of two; of one that
/// is larger nothing is known.
const MOST_TYPES: usize = 4_000;

/// The values that a type allows, with NULL unless a domain type refuses it. What the CHECKs of domain types say is not in
/// it.
pub fn from_type(ty: &TypeRef, types: &Types) -> Domain {
    let left = Cell::new(MOST_TYPES);
    let domain = below(ty, types, 0, &left);
    if left.get() == 0 {
        return Domain::of(Values::Any, format!("type {}", ty.name));
    }
    domain
}

fn below(ty: &TypeRef, types: &Types, depth: u32, left: &Cell<usize>) -> Domain {
    let fact = format!("type {}", ty.name);
    let rest = left.get().checked_sub(1).filter(|_| depth <= DEEPEST);
    let Some(rest) = rest else {
        return Domain::of(Values::Any, fact);
    };
    left.set(rest);
    if let Some(values) = built_in(ty.oid, ty.own_modifier()) {
        return Domain::of(values, fact);
    }
    let Some(known) = types.get(ty.oid) else {
        return Domain::of(Values::Any, fact);
    };
    let of = |oid: u32, modifier: i32| {
        let name = types.get(oid).map_or_else(|| oid.to_string(), |ty| ty.name.clone());
        below(&TypeRef { oid, modifier, name }, types, depth + 1, left)
    };
    let values = match &known.kind {
        TypeKind::Domain(domain) => {
            let base = below(&domain.base, types, depth + 1, left);
            return if domain.not_null {
                base.intersect(&Domain::not_null(format!("domain {}", ty.name)))
            } else {
                base
            };
        }
        TypeKind::Base => extension_type(known),
        TypeKind::Enum(labels) => enum_labels(labels),
        TypeKind::Composite(fields) => {
            let fields = fields.iter();
            Values::Row(
                fields
                    .map(|field| (field.name.clone(), below(&field.ty, types, depth + 1, left)))
                    .collect(),
            )
        }
        TypeKind::Range(element) => Values::Range(RangeOf::new(&of(*element, -1))),
        TypeKind::Array(element) => Values::Array(Array::new(of(*element, ty.modifier))),
        TypeKind::Multirange(_) => Values::Any,
    };
    Domain::of(values, fact)
}

fn enum_labels(labels: &[String]) -> Values {
    let last = i128::try_from(labels.len()).unwrap_or(0) - 1;
    Values::Discrete(Discrete::new(Unit::Enum(labels.into()), 0, last))
}

fn extension_type(ty: &Type) -> Values {
    match (ty.extension.as_deref(), ty.name.as_str()) {
        (Some("citext"), "citext") => Values::Text(Text::default()).compared(Comparison::AnyCase),
        _ => Values::Any,
    }
}

/// The types that came with the server, by their OIDs in `pg_type.dat`.
fn built_in(oid: u32, modifier: Modifier) -> Option<Values> {
    let discrete = |unit, first, last| Some(Values::Discrete(Discrete::new(unit, first, last)));
    match oid {
        16 => discrete(Unit::Bool, 0, 1),
        20 => discrete(Unit::Int, i64::MIN.into(), i64::MAX.into()),
        21 => discrete(Unit::Int, i16::MIN.into(), i16::MAX.into()),
        23 => discrete(Unit::Int, i32::MIN.into(), i32::MAX.into()),
        26 => discrete(Unit::Int, 0, u32::MAX.into()),
        700 => discrete(Unit::Float { digits: 6 }, -LARGEST, LARGEST),
        701 => discrete(Unit::Float { digits: 15 }, -LARGEST, LARGEST),
        790 => discrete(Unit::Decimal { scale: 2 }, i64::MIN.into(), i64::MAX.into()),
        1700 => Some(numeric(modifier)),
        1082 => discrete(Unit::Date, FIRST_DAY, LAST_DAY),
        1083 => Some(of_seconds(Unit::Time, 0, DAY - 1, modifier)),
        1266 => Some(of_seconds(Unit::TimeZoned, 0, DAY - 1, modifier)),
        1114 | 1184 => {
            let unit = Unit::Timestamp { zoned: oid == 1184 };
            Some(of_seconds(unit, FIRST_DAY * DAY, LAST_MOMENT, modifier))
        }
        1186 => Some(interval(modifier)),
        25 => Some(Values::Text(Text::default())),
        // NAMEDATALEN.
        19 => Some(Values::Text(Text::of_bytes(Lengths::new(0, Some(63))))),
        // A byte, which is a character below 128.
        18 => Some(Values::Text(Text::of_bytes(Lengths::new(0, Some(1))))),
        1042 => Some(blank_padded(modifier)),
        1043 => Some(Values::Text(Text::of_length(Lengths::new(0, length(modifier))))),
        1560 => Some(Values::Bits(Lengths::exactly(length(modifier).unwrap_or(1)))),
        1562 => Some(Values::Bits(Lengths::new(0, length(modifier)))),
        17 => Some(Values::Bytes(Lengths::default())),
        2950 => Some(Values::Uuid),
        114 | 3802 => Some(Values::Json(Json::default())),
        869 => Some(Values::Network(Network::Ip {
            network: false,
            family: None,
            within: None,
        })),
        650 => Some(Values::Network(Network::Ip {
            network: true,
            family: None,
            within: None,
        })),
        829 => Some(Values::Network(Network::Device { bytes: 6 })),
        774 => Some(Values::Network(Network::Device { bytes: 8 })),
        _ => None,
    }
}

/// The largest bound of numbers without a scale, in units of 10^-18.
const LARGEST: i128 = 10_i128.pow(37);
/// 4713-01-01 BC, in days since 2000-01-01: the first day of all types (`DATETIME_MIN_JULIAN`), after which a zone leaves
/// the year as it is.
const FIRST_DAY: i128 = -2_451_500;
/// 5874897-12-31 (`DATE_END_JULIAN`).
const LAST_DAY: i128 = 2_145_031_948;
/// 294276-12-30 (`END_TIMESTAMP` without a day for zones).
const LAST_MOMENT: i128 = 9_223_371_331_200_000_000 - 2 * DAY;

fn length(modifier: Modifier) -> Option<u32> {
    match modifier {
        Modifier::Length(length) => Some(length),
        _ => None,
    }
}

fn blank_padded(modifier: Modifier) -> Values {
    Values::Text(match length(modifier) {
        Some(length) => Text::default().padded_to(length),
        // Without a length nothing is padded, and blanks at the end still do not count.
        None => Text::matching(Language::not_ending_with(" ")),
    })
}

fn numeric(modifier: Modifier) -> Values {
    let Modifier::Numeric {
        precision,
        scale: declared,
    } = modifier
    else {
        return Values::Discrete(Discrete::new(Unit::Numeric, -LARGEST, LARGEST));
    };
    // More digits than a value can have here: their last ones stay zero.
    let scale = declared.clamp(-37, u8::MAX.into());
    let kept = i32::from(precision) - i32::from(declared - scale).max(0);
    let kept = kept.clamp(0, 37 + i32::from(scale).min(0));
    let largest = u32::try_from(kept)
        .ok()
        .and_then(|kept| 10_i128.checked_pow(kept))
        .unwrap_or(1)
        - 1;
    Values::Discrete(Discrete::new(Unit::Decimal { scale }, -largest, largest))
}

fn of_seconds(unit: Unit, first: i128, last: i128, modifier: Modifier) -> Values {
    let mut values = Discrete::new(unit, first, last);
    values.steps = second_digits(match modifier {
        Modifier::SecondDigits(digits) => Some(digits),
        _ => None,
    });
    Values::Discrete(values)
}

/// The microseconds that so many digits of a second tell apart.
fn second_digits(digits: Option<u8>) -> Progression {
    let left = 6_u32.saturating_sub(digits.map_or(6, u32::from));
    Progression::new(10_i128.pow(left), 0)
}

fn interval(modifier: Modifier) -> Values {
    let (fields, digits) = match modifier {
        Modifier::Interval { fields, second_digits } => (fields, second_digits),
        _ => (IntervalFields::ALL, None),
    };
    let IntervalFields {
        months,
        days,
        hours,
        minutes,
        seconds,
        ..
    } = fields;
    let step = match () {
        () if seconds => second_digits(digits),
        () if minutes => Progression::new(60 * SECOND, 0),
        () if hours => Progression::new(3_600 * SECOND, 0),
        () if days => Progression::new(DAY, 0),
        () if months => Progression::new(MONTH, 0),
        () => Progression::new(12 * MONTH, 0),
    };
    let months_only = !(seconds || minutes || hours || days);
    // A hundred thousand years.
    let most = 1_200_000 * MONTH;
    Values::Discrete(Discrete {
        unit: Unit::Interval { months_only },
        set: Intervals::between(-most, most),
        steps: step,
    })
}
