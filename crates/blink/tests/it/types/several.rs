use std::collections::HashMap;
use std::fmt::Debug;

use chrono::{DateTime, NaiveDateTime, Utc};
use postgres_range::{BoundSided, BoundType, Normalizable, Range, RangeBound};
use proptest::prelude::*;
use rust_decimal::Decimal;
use uuid::Uuid;

use super::{numbers, texts, times};
use crate::arrivals::{Arrivals, Cases, Route, displayed, quoted, text};

/// Lists of these, NULLs among them.
fn lists<T: Debug>(cases: impl Cases<T>) -> impl Cases<Vec<Option<T>>> {
    let element = proptest::option::weighted(0.8, cases);
    proptest::collection::vec(element, 0..5).prop_map(|elements| {
        let (values, texts): (Vec<_>, Vec<_>) = elements.into_iter().map(Option::unzip).unzip();
        let texts = texts
            .into_iter()
            .map(|text| text.map_or("NULL".to_owned(), |text| quoted(&text)));
        (values, format!("{{{}}}", texts.collect::<Vec<_>>().join(",")))
    })
}

pub async fn arrays(route: Route) {
    let mut arrivals = Arrivals::new(route).await;
    arrivals.check("bool[]", lists(any::<bool>().prop_map(displayed))).await;
    arrivals.check("int4[]", lists(any::<i32>().prop_map(displayed))).await;
    arrivals.check("int8[]", lists(any::<i64>().prop_map(displayed))).await;
    arrivals
        .check("float8[]", lists(proptest::num::f64::NORMAL.prop_map(displayed)))
        .await;
    arrivals.check("numeric[]", lists::<Decimal>(numbers::decimals())).await;
    arrivals
        .check(
            "uuid[]",
            lists(any::<u128>().prop_map(|bits| displayed(Uuid::from_u128(bits)))),
        )
        .await;
    arrivals
        .check("timestamptz[]", lists::<DateTime<Utc>>(times::utc_cases()))
        .await;
    arrivals.check_each("int4[]", [(Vec::<i32>::new(), "{}")]).await;
    arrivals.check_each("int4[]", [([3, -3], "{3,-3}")]).await;
}

pub async fn arrays_of_texts(route: Route) {
    let mut arrivals = Arrivals::new(route).await;
    arrivals.check("text[]", lists(text().prop_map(displayed))).await;
    arrivals.check("varchar[]", lists(text().prop_map(displayed))).await;
    arrivals
        .check("jsonb[]", lists(texts::documents_of(2).prop_map(displayed)))
        .await;
    let bytes = vec![b"\\x".to_vec(), Vec::new(), vec![0, 255]];
    arrivals
        .check_each("bytea[]", [(bytes, r#"{"\\x5c78","\\x","\\x00ff"}"#)])
        .await;
    let nulls = vec![Some("NULL"), None, Some(""), Some("null")];
    arrivals
        .check_each("text[]", [(nulls, r#"{"NULL",NULL,"","null"}"#)])
        .await;
}

pub async fn dimensions(route: Route) {
    let mut arrivals = Arrivals::new(route).await;
    let table = (0..4_usize, 0..4_usize).prop_flat_map(|(rows, columns)| {
        let element = proptest::option::weighted(0.8, text());
        proptest::collection::vec(proptest::collection::vec(element, columns), rows)
    });
    let cases = table.prop_map(|rows| {
        let element = |element: &Option<String>| element.as_deref().map_or("NULL".to_owned(), quoted);
        let row = |row: &Vec<Option<String>>| format!("{{{}}}", row.iter().map(element).collect::<Vec<_>>().join(","));
        let text = format!("{{{}}}", rows.iter().map(row).collect::<Vec<_>>().join(","));
        // Nothing in rows is nothing.
        let empty = rows.iter().all(Vec::is_empty);
        (rows, if empty { "{}".to_owned() } else { text })
    });
    arrivals.check("text[]", cases).await;
    arrivals
        .check_each("int4[]", [(vec![vec![1, 2], vec![3, 4]], "{{1,2},{3,4}}")])
        .await;
    let three = vec![vec![vec![Some(1_i64)], vec![None]], vec![vec![Some(3)], vec![Some(4)]]];
    arrivals
        .check_each("int8[]", [(three, "{{{1},{NULL}},{{3},{4}}}")])
        .await;
    let ragged = arrivals.refused("int4[]", vec![vec![1, 2], vec![3]]).await;
    assert!(format!("{ragged:#}").contains("differ in length"), "{ragged:#}");
    arrivals.refused("text[]", vec![vec!["a"], vec![]]).await;
    arrivals.refused("text[]", vec![vec![], vec!["a"]]).await;
    let null = arrivals.refused("int4[]", vec![Some(vec![1]), None]).await;
    assert!(format!("{null:#}").contains("in place of an inner array"), "{null:#}");
}

/// A range and its text.
fn range<T: Normalizable + PartialOrd + Clone + Debug>(
    bounds: [Option<(T, String, bool)>; 2],
    empty: bool,
) -> (Range<T>, String) {
    fn bound<S: BoundSided, T: PartialOrd>(value: T, inclusive: bool) -> RangeBound<S, T> {
        let ty = if inclusive {
            BoundType::Inclusive
        } else {
            BoundType::Exclusive
        };
        RangeBound::new(value, ty)
    }
    if empty {
        return (Range::empty(), "empty".to_owned());
    }
    let [mut lower, mut upper] = bounds;
    if let (Some(one), Some(other)) = (&lower, &upper) {
        if one.0 > other.0 {
            std::mem::swap(&mut lower, &mut upper);
        }
    }
    let written = |bound: &Option<(T, String, bool)>| bound.as_ref().map_or(String::new(), |(_, text, _)| quoted(text));
    let inclusive = |bound: &Option<(T, String, bool)>| bound.as_ref().is_some_and(|(.., inclusive)| *inclusive);
    let text = format!(
        "{}{},{}{}",
        if inclusive(&lower) { '[' } else { '(' },
        written(&lower),
        written(&upper),
        if inclusive(&upper) { ']' } else { ')' },
    );
    let made = Range::new(
        lower.map(|(value, _, inclusive)| bound(value, inclusive)),
        upper.map(|(value, _, inclusive)| bound(value, inclusive)),
    );
    (made, text)
}

fn ranges_of<T: Normalizable + PartialOrd + Clone + Debug>(cases: impl Cases<T> + Clone) -> impl Cases<Range<T>> {
    let bound = move || {
        let bound = (cases.clone(), any::<bool>()).prop_map(|((value, text), inclusive)| (value, text, inclusive));
        proptest::option::weighted(0.8, bound)
    };
    ([bound(), bound()], proptest::bool::weighted(0.1)).prop_map(|(bounds, empty)| range(bounds, empty))
}

pub async fn ranges(route: Route) {
    let mut arrivals = Arrivals::new(route).await;
    arrivals
        .check("int4range", ranges_of((-1000..1000_i32).prop_map(displayed)))
        .await;
    arrivals
        .check("int8range", ranges_of((i64::MIN..i64::MAX).prop_map(displayed)))
        .await;
    arrivals
        .check("tsrange", ranges_of::<NaiveDateTime>(times::moment_cases().boxed()))
        .await;
    arrivals
        .check("tstzrange", ranges_of::<DateTime<Utc>>(times::utc_cases().boxed()))
        .await;
}

pub async fn hstore(route: Route) {
    let mut arrivals = Arrivals::new(route).await;
    if !arrivals.extension("hstore").await {
        return;
    }
    let pairs = proptest::collection::hash_map(text(), proptest::option::weighted(0.8, text()), 0..5);
    let cases = pairs.prop_map(|pairs: HashMap<String, Option<String>>| {
        let pair = |(key, value): (&String, &Option<String>)| {
            format!(
                "{}=>{}",
                quoted(key),
                value.as_deref().map_or("NULL".to_owned(), quoted)
            )
        };
        let text = pairs.iter().map(pair).collect::<Vec<_>>().join(", ");
        (pairs, text)
    });
    arrivals.check("hstore", cases).await;
}
