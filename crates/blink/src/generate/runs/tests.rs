use std::collections::HashMap;

use proptest::prelude::*;

use super::tree::steps::STEPS;
use super::*;
use crate::generate::fanout::Spread;

fn key(seed: u64) -> RngKey {
    RngKey::of_table(seed, "t", 0)
}

fn runs(children: impl Into<Fanout>, parents: u64) -> ChildRuns {
    ChildRuns::new(children, parents, key(0)).unwrap()
}

fn numbers(runs: &ChildRuns) -> Vec<u64> {
    let mut cursor = runs.cursor();
    (0..runs.parents())
        .map(|parent| cursor.number_of_children(parent))
        .collect()
}

/// Asserts that the runs of all parents follow one another, and that every child finds its parent: read in order, and,
/// of one in `every`, alone.
fn assert_relation(runs: &ChildRuns, every: u64) {
    let (mut of_parents, mut of_children) = (runs.cursor(), runs.cursor());
    let mut child = 0;
    for parent in 0..runs.parents() {
        let run = of_parents.children_of(parent).unwrap();
        assert_eq!(run.start, child, "{parent}");
        if parent % every == 0 {
            assert_eq!(runs.children_of(parent), Some(run.clone()));
        }
        for (nth, here) in run.enumerate() {
            let position = ChildPosition {
                parent,
                nth: nth as u64,
            };
            assert_eq!(of_children.parent_of(here), Some(position), "{here}");
            if here % every == 0 {
                assert_eq!(runs.parent_of(here), Some(position), "{here}");
            }
            child = here + 1;
        }
    }
    assert_eq!(child, runs.children());
    assert_eq!((runs.parent_of(child), runs.children_of(runs.parents())), (None, None));
}

#[test]
fn every_child_finds_its_parent() {
    assert_relation(&runs(3, 1000), 1);
    assert_relation(&runs(0, 10), 1);
    assert_relation(&runs(0..=5, 0), 1);
    assert_relation(&runs(2..=2, 3000), 1);
    for parents in [1, 63, 64, 65, 1_000, 65_535, 65_536, 65_537, 150_000] {
        assert_relation(&runs(0..=5, parents), 97);
        assert_relation(&runs([(0, 0.999), (7, 0.001)], parents), 97);
        assert_relation(&runs([(0, 0.2), (1, 0.0), (2, 0.2), (9, 0.6)], parents), 97);
        assert_relation(&runs(Spread::mean(2.5), parents), 97);
        assert_relation(&runs(Spread::mean(1.5).childless(0.5).evenly(), parents), 97);
        assert_relation(&runs(Spread::total(parents * 3 + 1).at_most(40), parents), 97);
        assert_relation(&runs(Spread::total(parents / 3).childless(0.1), parents), 97);
    }
}

proptest! {
    #[test]
    fn every_child_finds_its_parent_in_any_family(
        from in 0_u64..4, more in 0_u64..6, parents in 0_u64..4000, seed: u64,
    ) {
        assert_relation(&ChildRuns::new(from..=from + more, parents, key(seed)).unwrap(), 31);
    }

    #[test]
    fn totals_minima_and_maxima_hold(
        parents in 1_u64..3_000, min in 0_u64..4, more in 0_u64..60, part in 0..=100_u64, seed: u64, even: bool,
    ) {
        let max = min + more;
        let total = parents * min + parents * more * part / 100;
        let spread = Spread::total(total).at_least(min).at_most(max);
        let spread = if even { spread.evenly() } else { spread };
        let runs = ChildRuns::new(spread, parents, key(seed)).unwrap();
        prop_assert_eq!(runs.children(), total);
        let numbers = numbers(&runs);
        prop_assert_eq!(numbers.iter().sum::<u64>(), total);
        prop_assert!(numbers.iter().all(|number| (min..=max).contains(number)));
        if even {
            let each = total / parents;
            prop_assert!(numbers.iter().all(|number| (each..=each + 1).contains(number)));
        }
        assert_relation(&runs, 31);
    }

    #[test]
    fn totals_hold_where_some_are_childless(
        parents in 1_u64..3_000, total in 0_u64..20_000, eighths in 1_u64..8, seed: u64,
    ) {
        let having = parents - (parents * eighths + 4) / 8;
        let share = eighths as f64 / 8.0;
        prop_assume!(having > 0);
        let runs = ChildRuns::new(Spread::total(total).childless(share), parents, key(seed)).unwrap();
        let numbers = numbers(&runs);
        prop_assert_eq!(numbers.iter().sum::<u64>(), total);
        let with = numbers.iter().filter(|number| **number > 0).count() as u64;
        prop_assert_eq!(with, having.min(total));
    }
}

#[test]
fn more_parents_leave_the_first_as_they_are() {
    for fanout in [
        Fanout::from(0..=9),
        Fanout::from([(0, 0.3), (1, 0.3), (50, 0.4)]),
        Fanout::from(Spread::mean(4.0)),
    ] {
        let many = runs(fanout.clone(), 300_000);
        for parents in [100, 65_536, 70_000] {
            let few = runs(fanout.clone(), parents);
            let (mut one, mut other) = (few.cursor(), many.cursor());
            assert!((0..parents).all(|parent| one.children_of(parent) == other.children_of(parent)));
            assert_eq!(few.children(), many.children_of(parents).unwrap().start);
        }
    }
}

/// Asserts of one parent that over many keys it has each number of children as often as it should.
fn assert_frequencies(children: &Fanout, parents: u64, parent: u64, expected: &[(u64, f64)]) {
    const KEYS: u64 = 4_000;
    let mut counts = HashMap::new();
    for seed in 0..KEYS {
        let runs = ChildRuns::build(children, parents, key(seed)).unwrap();
        *counts.entry(runs.number_of_children(parent).unwrap()).or_insert(0) += 1;
    }
    assert!(counts.keys().all(|number| expected.iter().any(|(of, _)| of == number)));
    for (number, share) in expected {
        let (count, expected) = (counts.get(number).copied().unwrap_or(0), share * KEYS as f64);
        let off = (f64::from(count) - expected).abs();
        assert!(
            off < 4.5 * expected.sqrt() + 1.0,
            "{parent}: {number} {count} times, not {expected}"
        );
    }
}

#[test]
fn each_parent_has_each_number_as_often_as_asked() {
    let weights = [(0, 0.6), (3, 0.3995), (1_000, 0.0005)];
    let ranges = [0, 1, 2, 3, 4].map(|number| (number, 0.2));
    for parent in [0, 64, 65_535, 70_000] {
        assert_frequencies(&Fanout::from(weights), 70_001, parent, &weights);
        assert_frequencies(&Fanout::from(0..5), 70_001, parent, &ranges);
    }
    // Blocks and cohorts that are not whole.
    let exact = Fanout::from(Spread::total(13).evenly().childless(0.1));
    for parent in [0, 4, 9] {
        assert_frequencies(&exact, 10, parent, &[(0, 0.1), (1, 0.5), (2, 0.4)]);
    }
    let exact = Fanout::from(Spread::total(100_000).evenly());
    for parent in [0, 65_535, 65_536, 69_999] {
        assert_frequencies(&exact, 70_000, parent, &[(1, 4.0 / 7.0), (2, 3.0 / 7.0)]);
    }
}

#[test]
fn the_numbers_of_many_parents_are_as_often_as_asked() {
    let count = |fanout: Fanout, of: u64| numbers(&runs(fanout, 100_000)).iter().filter(|n| **n == of).count();
    // A weight's share of the parents is exact but for its rounding and the last cohort.
    for (number, expected) in [(0, 25_000), (1, 50_000), (2, 25_000)] {
        let count = count(Fanout::from([(0, 1.0), (1, 2.0), (2, 1.0)]), number);
        assert!(count.abs_diff(expected) < 20, "{number}: {count}");
    }
    for number in 0..=4 {
        let count = count(Fanout::from(0..=4), number);
        assert!(count.abs_diff(20_000) < 700, "{number}: {count}");
    }
    assert_eq!(count(Fanout::from(7..=9), 6) + count(Fanout::from(7..=9), 10), 0);
}

/// The correlation of the numbers of two parents at a distance.
fn correlation(numbers: &[u64], distance: usize) -> f64 {
    let mean = numbers.iter().sum::<u64>() as f64 / numbers.len() as f64;
    let product = |distance: usize| {
        let pairs = numbers.iter().zip(&numbers[distance..]);
        pairs
            .map(|(one, other)| (*one as f64 - mean) * (*other as f64 - mean))
            .sum::<f64>()
    };
    product(distance) / product(0)
}

#[test]
fn neighbours_are_unrelated() {
    for fanout in [
        Fanout::from(0..=9),
        Fanout::from([(1, 0.5), (2, 0.5)]),
        Fanout::from(Spread::mean(3.0).at_most(20)),
    ] {
        let numbers = numbers(&runs(fanout.clone(), 200_000));
        for distance in [1, 2, 3, 4, 8, 32, 64] {
            let correlation = correlation(&numbers, distance);
            // 64 parents have nearly the mean together, which ties each to the others by 1/63.
            assert!(correlation.abs() < 0.025, "{fanout:?} at {distance}: {correlation}");
        }
    }
}

#[test]
fn a_spread_is_long_tailed() {
    let numbers_of = |spread: Spread| {
        let mut numbers = numbers(&runs(spread, 100_000));
        numbers.sort_unstable_by(|one, other| other.cmp(one));
        numbers
    };
    for spread in [Spread::mean(5.0), Spread::total(500_000)] {
        let numbers = numbers_of(spread);
        let total = numbers.iter().sum::<u64>();
        assert!((490_000..=510_000).contains(&total), "{total}");
        let of_the_first_fifth = numbers[..20_000].iter().sum::<u64>() as f64 / total as f64;
        assert!((0.7..0.8).contains(&of_the_first_fifth), "{of_the_first_fifth}");
        let childless = numbers.iter().filter(|number| **number == 0).count();
        assert!((20_000..35_000).contains(&childless), "{childless}");
        assert!((500..=5_001).contains(&numbers[0]), "{}", numbers[0]);
    }
    let lines = numbers_of(Spread::mean(3.0).at_least(1).at_most(30));
    assert_eq!((lines[0], lines[99_999]), (30, 1));
    let mean = lines.iter().sum::<u64>() as f64 / 100_000.0;
    assert!((2.97..3.03).contains(&mean), "{mean}");
    let half = numbers_of(Spread::mean(3.0).childless(0.5));
    assert!(half.iter().filter(|number| **number == 0).count().abs_diff(50_000) < 20);
}

#[test]
fn huge_numbers_take_no_memory_and_few_steps() {
    let most = (1 << 63) - 1;
    for (fanout, parents) in [
        (Fanout::from(0..=9), 1_000),
        (Fanout::from(0..=9), 1_000_000),
        (Fanout::from(0..=9), 1_000_000_000_000),
        (
            Fanout::from([(0, 0.7), (1, 0.2999), (1_000, 0.0001)]),
            1_000_000_000_000,
        ),
        (Fanout::from(Spread::mean(3.0).childless(0.2)), 1_000_000_000_000),
        (Fanout::from(Spread::total(3_000_000_000_001)), 1_000_000_000_000),
        (
            Fanout::from(Spread::total(1_000_000_000_000).at_most(1)),
            3_000_000_000_000,
        ),
        (Fanout::from(Spread::total(most).at_least(1)), most / 2),
        (Fanout::from([(0, 0.5), (1, 0.5)]), most),
        (Fanout::from(most), 1),
    ] {
        let runs = runs(fanout.clone(), parents);
        // Halves down to 64 parents.
        let steps = (u64::BITS - (parents - 1).leading_zeros()).saturating_sub(6);
        for n in 0..500 {
            let child = key(n).number(n) % runs.children();
            STEPS.set(0);
            let position = runs.parent_of(child).unwrap();
            assert!(STEPS.get() <= steps, "{fanout:?} {parents}: {} steps", STEPS.get());
            STEPS.set(0);
            let run = runs.children_of(position.parent).unwrap();
            assert!(STEPS.get() <= steps, "{fanout:?} {parents}: {} steps", STEPS.get());
            assert_eq!(
                (run.contains(&child), run.start + position.nth),
                (true, child),
                "{fanout:?} {parents} {run:?} {position:?}"
            );
        }
        let last = runs.parent_of(runs.children() - 1).unwrap();
        let run = runs.children_of(last.parent).unwrap();
        assert_eq!((run.end, run.start + last.nth + 1), (runs.children(), runs.children()));
    }
}

#[test]
fn a_cursor_searches_once_for_64_parents() {
    let runs = runs(Spread::mean(4.0), 60_000);
    let (mut of_parents, mut of_children) = (runs.cursor(), runs.cursor());
    STEPS.set(0);
    assert!((0..60_000).all(|parent| of_parents.children_of(parent).is_some()));
    // Each inner node is left once for each of its halves.
    assert!(STEPS.get() < 2 * (60_000 / 64 + 16), "{}", STEPS.get());
    STEPS.set(0);
    assert!((0..runs.children()).all(|child| of_children.parent_of(child).is_some()));
    assert!(STEPS.get() < 2 * (60_000 / 64 + 16), "{}", STEPS.get());
}

#[test]
fn what_cannot_be_is_refused() {
    let message = |fanout: Fanout, parents| ChildRuns::build(&fanout, parents, key(0)).unwrap_err().message;
    for fanout in [
        Fanout::from(u64::MAX),
        Fanout::from(u64::MAX - 1..=u64::MAX),
        Fanout::from(1 << 62),
        Fanout::from(Spread::mean(1e18)),
    ] {
        assert_eq!(
            message(fanout, 100),
            "100 parents have more than 2^63 - 1 children in total"
        );
    }
    assert_eq!(runs((1 << 63) - 1, 1).children(), (1 << 63) - 1);
    assert_eq!(
        message(Fanout::from(0), u64::MAX),
        "18446744073709551615 parents have more than 2^63 - 1 children in total"
    );
    assert_eq!(
        message(Fanout::from(Spread::total(9).at_least(1)), 10),
        "invalid number of children: 10 parents with 1 children each cannot have 9 children in total"
    );
    assert_eq!(
        message(Fanout::from(Spread::total(41).at_least(1).at_most(4)), 10),
        "invalid number of children: 10 parents with 1 to 4 children each cannot have 41 children in total"
    );
    assert!(message(Fanout::from(Spread::total(1)), 0).contains("0 parents"));
    assert_eq!(runs(Spread::total(0), 0).children(), 0);
    for mean in [f64::NAN, f64::INFINITY, -1.0, 0.5, 5.5, 1e300] {
        let error = message(Fanout::from(Spread::mean(mean).at_least(1).at_most(5)), 10);
        assert!(error.contains("is not a possible mean"), "{error}");
    }
    // 1 - 0.1 is not 0.9 to the last bit.
    assert_eq!(runs(Spread::mean(2.7).at_most(3).childless(0.1), 0).children(), 0);
    for share in [f64::NAN, -0.1, 1.1] {
        assert!(message(Fanout::from(Spread::mean(1.0).childless(share)), 10).contains("is not a share"));
        assert!(message(Fanout::from(Spread::total(1).childless(share)), 10).contains("is not a share"));
    }
    assert!(message(Fanout::from(Spread::total(1).at_least(3).at_most(2)), 1).contains("at least 3 and at most 2"));
}
