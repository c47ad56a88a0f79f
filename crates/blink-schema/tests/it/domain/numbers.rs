//! Places and values of every kind.

use std::collections::BTreeSet;

use blink_schema::domain::{Array, Comparison, Domain, Extent, Json, Lengths, Text, Values};
use blink_schema::domain::{Discrete, Intervals, Language, Progression, RangeOf, Unit, pattern};
use blink_schema::value::Value;
use proptest::prelude::*;

use super::{of_text, of_type};

/// 2026-01-01, in microseconds since 2000-01-01.
const UNTIL: i64 = 9_497 * 86_400_000_000;

fn numeric(precision: i32, scale: i32) -> i32 {
    (precision << 16 | (scale & 0x7ff)) + 4
}

fn regex(pattern: &str) -> Text {
    Text::matching(pattern::regex(pattern, false).unwrap())
}

fn domains() -> Vec<Domain> {
    let mut domains = [
        16, 17, 18, 19, 20, 21, 23, 25, 26, 114, 700, 701, 790, 1042, 1043, 1082, 1083, 1114, 1184, 1186, 1266, 1560,
        1562, 1700, 2950, 3802, 869, 650, 829, 774,
    ]
    .into_iter()
    .map(|oid| of_type(oid, -1))
    .collect::<Vec<_>>();
    for (precision, scale) in [
        (1, 0),
        (4, 2),
        (3, 5),
        (2, -3),
        (38, 10),
        (1000, 500),
        (1000, 1000),
        (5, 5),
    ] {
        domains.push(of_type(1700, numeric(precision, scale)));
    }
    for (oid, modifier) in [
        (1042, 5),
        (1042, 7),
        (1043, 4),
        (1043, 6),
        (1043, 259),
        (1560, 3),
        (1560, 100),
        (1562, 4),
    ] {
        domains.push(of_type(oid, modifier));
    }
    for modifier in [0, 2, 6] {
        domains.extend([1083, 1114, 1184].map(|oid| of_type(oid, modifier)));
    }
    domains.push(of_text(regex("^[A-Z]{2}-[0-9]{3,4}$")));
    domains.push(of_text(regex("^[0-9a-f]{64}$")));
    domains.push(of_text(regex("^[A-Za-z]{1,3}-?[A-C]x?$").compared(Comparison::AnyCase)));
    domains.push(of_text(
        Text::of_length(Lengths::new(1, Some(3))).compared(Comparison::NotDeterministic),
    ));
    domains.push(of_text(Text::listed(["a", "b", "A", "c "].map(str::to_owned).to_vec())));
    let digit = Domain::of(Values::Discrete(Discrete::new(Unit::Int, 0, 9)), "digit");
    for dimensions in [
        vec![Lengths::new(0, Some(3))],
        vec![Lengths::exactly(2), Lengths::exactly(3)],
    ] {
        domains.push(Domain::of(
            Values::Array(Array {
                dimensions,
                element: Box::new(digit.clone()),
            }),
            "array",
        ));
    }
    domains.push(Domain::of(Values::Range(RangeOf::new(&of_type(1082, -1))), "range"));
    domains.push(Domain::of(
        Values::Row(vec![("a".into(), digit), ("b".into(), of_type(16, -1))]),
        "row",
    ));
    let mut json = Json::default();
    json.keys.extend(["a \"b\"".to_owned(), "c".to_owned()]);
    domains.push(Domain::of(Values::Json(json), "json"));
    domains.push(Domain::of(
        Values::Discrete(Discrete {
            unit: Unit::Int,
            set: Intervals::of(vec![(-50, -20), (3, 3), (10, 99)]),
            steps: Progression::new(7, 3),
        }),
        "steps",
    ));
    domains
}

/// A text for what the type compares of a value.
fn key(domain: &Domain, value: &Value<'_>) -> String {
    match (&domain.values, value) {
        (Values::Text(text), Value::Text(value)) if text.comparison != Comparison::Exact => value.to_lowercase(),
        (Values::Text(text), Value::Text(value)) if text.padded.is_some() => value.trim_end_matches(' ').to_owned(),
        (_, Value::Decimal(decimal)) if decimal.unscaled == 0 => "0".to_owned(),
        (_, value) => format!("{value:?}"),
    }
}

#[test]
fn every_place_is_a_value_of_the_domain_that_knows_its_place() {
    for domain in domains() {
        let facts = domain.facts().collect::<Vec<_>>();
        for extent in [Extent::Whole, Extent::Readable, Extent::Natural] {
            let numbering = domain
                .numbering(extent, UNTIL)
                .unwrap_or_else(|| panic!("{facts:?}: not numbered"));
            let capacity = numbering.capacity();
            let mut places = BTreeSet::new();
            for n in 0..60_u128 {
                let spread = n.wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835) % capacity;
                places.extend([n % capacity, capacity - 1 - n % capacity, spread]);
            }
            let mut keys = BTreeSet::new();
            for place in &places {
                let value = numbering
                    .value(*place)
                    .unwrap_or_else(|| panic!("{facts:?}: no value at {place}"));
                assert!(domain.contains(&value), "{facts:?} {extent:?}: {place} is {value:?}");
                assert_eq!(
                    numbering.place_of(&value),
                    Some(*place),
                    "{facts:?} {extent:?}: {value:?}"
                );
                assert!(
                    keys.insert(key(&domain, &value)),
                    "{facts:?} {extent:?}: {value:?} twice"
                );
            }
            assert_eq!(numbering.value(capacity), None);
            let mut state = 1_u64;
            let mut random = || {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                state ^ state >> 31
            };
            for _ in 0..20 {
                let value = numbering
                    .sample(&mut random)
                    .unwrap_or_else(|| panic!("{facts:?}: no sample"));
                assert!(domain.contains(&value), "{facts:?} {extent:?}: {value:?}");
            }
        }
    }
}

#[test]
fn small_domains_are_counted_exactly_and_whole() {
    let of = |domain: Domain| domain.capacity();
    assert_eq!(of(of_type(16, -1)), 2);
    assert_eq!(of(of_type(21, -1)), 65_536);
    assert_eq!(of(of_type(20, -1)), 1 << 64);
    assert_eq!(of(of_type(1700, numeric(4, 2))), 19_999);
    assert_eq!(of(of_type(1700, numeric(3, 5))), 1_999);
    assert_eq!(of(of_type(1700, numeric(2, -3))), 199);
    assert_eq!(of(of_type(1560, 3)), 8);
    assert_eq!(of(of_type(1562, 3)), 15);
    // A char(1) is a printable character, of which the blank is the empty text.
    assert_eq!(of(of_type(1042, 5)), 95);
    assert_eq!(of(of_type(1043, 5)), 96);
    assert_eq!(of(of_text(regex("^[A-Z]{2}-[0-9]{3,4}$"))), 26 * 26 * 11_000);
    // Ambiguous expressions count each text once.
    assert_eq!(of(of_text(regex("^(a|ab)(c|bc)?$"))), 5);
    assert_eq!(
        of(of_text(
            regex("^(a*)*b{0,2}$").intersect(&Text::of_length(Lengths::exactly(4)))
        )),
        3
    );
    let citext = regex("^[A-Za-z]{2}$").compared(Comparison::AnyCase);
    assert_eq!(of(of_text(citext)), 26 * 26);
    assert_eq!(of_type(2950, -1).capacity(), 1 << 122);
}

#[test]
fn contradictions_name_the_facts() {
    let positive = Domain::of(Values::Discrete(Discrete::new(Unit::Int, 1, 100)), "CHECK (x > 0)");
    let negative = Domain::of(Values::Discrete(Discrete::new(Unit::Int, -100, -1)), "CHECK (x < 0)");
    let both = of_type(23, -1).intersect(&positive).intersect(&negative);
    assert!(!both.is_empty(), "NULL is left");
    let none = both.intersect(&Domain::not_null("NOT NULL"));
    let facts = none.contradiction().unwrap().facts;
    assert_eq!(facts.last().unwrap(), "NOT NULL");
    let positive = positive.intersect(&Domain::not_null("NOT NULL"));
    assert_eq!(positive.contradiction(), None);
    let short = Text::of_length(Lengths::new(0, Some(3)));
    let long = regex("^[a-z]{4,}$");
    let text = of_text(short)
        .intersect(&of_text(long))
        .intersect(&Domain::not_null("NOT NULL"));
    assert!(text.is_empty());
}

fn intervals() -> impl Strategy<Value = Vec<(i128, i128)>> {
    proptest::collection::vec((-60_i128..60, 0_i128..12), 0..5)
        .prop_map(|parts| parts.into_iter().map(|(first, width)| (first, first + width)).collect())
}

fn texts() -> impl Strategy<Value = String> {
    proptest::collection::vec(prop_oneof!["a", "b", "c", "1", " "], 0..5).prop_map(|parts| parts.concat())
}

const SMALL: [&str; 9] = [
    "a+b",
    "^a",
    "b$",
    "^[abc]*$",
    "[0-9]",
    "^.{2,3}$",
    "(ab|ba)",
    "^(a|b)*c?$",
    "^[^1]+$",
];

proptest! {
    #[test]
    fn sets_of_integers_are_sets(a in intervals(), b in intervals(), step in 1_i128..9, at in -80_i128..80) {
        let (left, right) = (Intervals::of(a.clone()), Intervals::of(b));
        let within = |parts: &[(i128, i128)]| parts.iter().any(|(first, last)| (*first..=*last).contains(&at));
        prop_assert_eq!(left.contains(at), within(&a));
        prop_assert_eq!(left.intersect(&right).contains(at), left.contains(at) && right.contains(at));
        prop_assert_eq!(left.union(&right).contains(at), left.contains(at) || right.contains(at));
        prop_assert_eq!(left.complement(-80, 80).contains(at), !left.contains(at));
        let steps = Progression::new(step, at);
        let count = (-80..=80_i128).filter(|n| steps.contains(*n)).count();
        prop_assert_eq!(steps.count(-80, 80), count as u128);
    }

    #[test]
    fn steps_meet_where_both_are(a in 1_i128..40, b in 1_i128..40, x in 0_i128..40, y in 0_i128..40) {
        let (left, right) = (Progression::new(a, x), Progression::new(b, y));
        let both = left.intersect(right);
        for n in -200..200_i128 {
            let met = both.is_some_and(|both| both.contains(n));
            prop_assert_eq!(met, left.contains(n) && right.contains(n), "{}", n);
        }
    }

    #[test]
    fn texts_are_in_an_intersection_if_they_are_in_both(
        a in 0..SMALL.len(), b in 0..SMALL.len(), negated: bool, least in 0..3_u32, text in texts(),
    ) {
        let mut left = pattern::regex(SMALL[a], false).unwrap();
        if negated {
            left = left.negated();
        }
        let left = Text::matching(left);
        let mut right = regex(SMALL[b]);
        right.characters = Lengths::new(least, Some(4));
        let both = left.intersect(&right);
        prop_assert_eq!(both.contains(&text), left.contains(&text) && right.contains(&text));
        let union = left.union(&right).unwrap();
        prop_assert_eq!(union.contains(&text), left.contains(&text) || right.contains(&text));
        if let Some(numbering) = of_text(both.clone()).numbering(Extent::Whole, 0) {
            for place in 0..numbering.capacity().min(50) {
                let Some(Value::Text(text)) = numbering.value(place) else { panic!("no text") };
                prop_assert!(both.contains(&text), "{}", text);
            }
        } else {
            prop_assert!(!both.contains(&text));
        }
    }

    #[test]
    fn blanks_at_the_end_of_a_char_do_not_count(text in "[ab ]{0,4}") {
        let blank = Text::matching(Language::text("ab").padded()).padded_to(4);
        prop_assert_eq!(blank.contains(&text), text.trim_end_matches(' ') == "ab");
    }
}
