//! Values and pairs that no two rows share.

use std::collections::HashSet;

use blink::{Seeder, Table};

use super::{Value, differ, drawn, refused};
use crate::generated::users;

#[test]
fn distinct_values_are_distinct_and_of_their_domain() {
    let values = drawn(1_000, |draw| draw.unique(-500..500));
    assert!(values.iter().all(|value| (-500..500).contains(value)));
    assert!(differ(values.clone()));
    assert_ne!(values, (-500..500).collect::<Vec<_>>());
    assert!(differ(drawn(5_000, |draw| draw.unique(1_i64..=i64::MAX))));
    assert_eq!(drawn(1, |draw| draw.unique(7..=7)), [7]);
}

#[test]
fn several_distinct_values_in_a_row_are_independent() {
    let pairs = drawn(1_000, |draw| {
        vec![draw.unique(0..1_000), draw.unique(0..1_000), draw.unique(1..1_001)]
    });
    for column in 0..3 {
        assert!(differ(pairs.iter().map(|pair| pair[column]).collect()));
    }
    let same = |a: usize, b: usize| pairs.iter().filter(|pair| pair[a] == pair[b]).count();
    assert!(same(0, 1) < 20 && same(0, 2) < 20 && same(1, 2) < 20);
}

#[test]
fn a_domain_that_is_too_small_is_found_with_the_first_row() {
    assert_eq!(
        refused(|draw| draw.unique(0..99)),
        "table values, row 1: 99 values for 100 rows, and none can be used twice; draw from more values, or generate fewer rows"
    );
    assert!(refused(|draw| draw.unique(5..5)).contains("0 values for 100 rows"));
}

#[test]
fn pairs_are_distinct() {
    let mut seeder = Seeder::new();
    let people = users(&mut seeder, 40);
    let days = seeder.add_context(|_| ["mon", "tue", "wed"]);
    let pairs = seeder.add_table(Table::generate(120, move |draw| {
        let (user, day) = draw.unique_pair(people, days);
        Value {
            value: format!("{} {day}", user.id),
        }
    }));
    let within = seeder.add_table(
        Table::generate(40 * 39, move |draw| {
            let (one, other) = draw.unique_pair_within(people);
            assert_ne!(one, other);
            Value {
                value: format!("{} {}", one.id, other.id),
            }
        })
        .append(),
    );
    let once = seeder.add_table(
        Table::generate(40, move |draw| Value {
            value: draw.pick_unique(people).id,
        })
        .append(),
    );
    let too_many = seeder.add_table(
        Table::generate(121, move |draw| Value {
            value: draw.unique_pair(people, days).0.id,
        })
        .append(),
    );
    let store = seeder.preview().unwrap();
    assert!(differ(store[pairs].iter().map(|row| row.value).collect()));
    assert!(differ(store[within].iter().map(|row| row.value).collect()));
    assert!(differ(store[once].iter().map(|row| row.value).collect()));
    drop(std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| store[too_many].get(0))).unwrap_err());
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(48))]
    #[test]
    fn pairs_of_any_populations_are_distinct_and_as_many_as_there_are(a in 1_u64..40, b in 1_u64..40, chosen: u64) {
        let mut seeder = Seeder::new();
        seeder.random_seed(chosen);
        let ones = users(&mut seeder, a);
        let others = seeder.add_context(move |_| (0..b).collect::<Vec<_>>());
        let pairs = seeder.add_table(Table::generate(a * b, move |draw| {
            let (one, other) = draw.unique_pair(ones, others);
            Value { value: format!("{} {other}", one.id) }
        }));
        let within = seeder.add_table(Table::generate(a * (a - 1), move |draw| {
            let (one, other) = draw.unique_pair_within(ones);
            Value { value: format!("{} {}", one.id, other.id) }
        }).append());
        let store = seeder.preview().unwrap();
        for (table, count) in [(pairs, a * b), (within, a * (a - 1))] {
            let values = store[table].iter().map(|row| row.value).collect::<HashSet<_>>();
            proptest::prop_assert_eq!(values.len() as u64, count);
        }
        let differ = store[within].iter().all(|row| row.value.split_once(' ').is_some_and(|(one, other)| one != other));
        proptest::prop_assert!(differ);
    }
}
