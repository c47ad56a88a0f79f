//! The draws of a row, without a database.

use std::collections::HashSet;
use std::time::{Duration, SystemTime};

use blink::{Draw, Factory, Generated, Rows, Seeder, Table, ToRow};
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};
use rand::RngExt as _;

use super::{User, users};

/// Any value as a row.
#[derive(Debug, ToRow)]
#[blink(table = "values")]
struct Value<T: postgres_types::ToSql> {
    value: T,
}

/// The values that the rows of a table draw.
fn drawn<T>(rows: u64, draw: impl Fn(&mut Draw<'_>) -> T + Send + Sync + 'static) -> Vec<T>
where
    T: postgres_types::ToSql + 'static,
{
    try_drawn(rows, draw).unwrap()
}

fn try_drawn<T>(rows: u64, draw: impl Fn(&mut Draw<'_>) -> T + Send + Sync + 'static) -> Result<Vec<T>, blink::Error>
where
    T: postgres_types::ToSql + 'static,
{
    let mut seeder = Seeder::new();
    let table = seeder.add_table(Table::generate(rows, move |drawing| Value { value: draw(drawing) }));
    let store = seeder.preview()?;
    Ok(store[table].iter().map(|row| row.value).collect())
}

/// The reason why the first row cannot be made.
fn refused<T>(draw: impl Fn(&mut Draw<'_>) -> T + Send + Sync + 'static) -> String
where
    T: postgres_types::ToSql + 'static,
{
    let mut seeder = Seeder::new();
    let table = seeder.add_table(Table::generate(100, move |drawing| Value { value: draw(drawing) }));
    match seeder.row(table, 1) {
        Ok(_) => panic!("it was made"),
        Err(error) => error.to_string(),
    }
}

fn differ<T: std::hash::Hash + Eq>(values: Vec<T>) -> bool {
    let count = values.len();
    values.into_iter().collect::<HashSet<_>>().len() == count
}

#[test]
fn rows_are_numbered() {
    assert_eq!(drawn(3, |draw| draw.number()), [1, 2, 3]);
    assert_eq!(drawn(3, |draw| draw.nth()), [1, 2, 3]);
    assert_eq!(drawn(3, |draw| draw.index().cast_signed()), [0, 1, 2]);
    assert!(drawn(0, |draw| draw.number()).is_empty());
}

#[test]
fn any_generator_of_rand_draws_from_the_row() {
    let dice = drawn(6_000, |draw| draw.rng().random_range(1..=6));
    for face in 1..=6 {
        let count = dice.iter().filter(|drawn| **drawn == face).count();
        assert!((880..1120).contains(&count), "{face}: {count}");
    }
    let uuids = drawn(1_000, |draw| {
        uuid::Builder::from_random_bytes(draw.rng().random()).into_uuid()
    });
    assert!(uuids.iter().all(|uuid| uuid.get_version_num() == 4));
    assert!(differ(uuids));
}

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

#[test]
fn what_is_picked_is_one_of_them() {
    let mut seeder = Seeder::new();
    let people = users(&mut seeder, 10);
    let listed = seeder.add_context(|_| vec!["a", "b", "c"]);
    let fixed = seeder.add_context(|_| [1.5, 2.5]);
    let picks = seeder.add_table(Table::generate(3_000, move |draw| {
        let person = draw.pick(people);
        assert_eq!(person, draw.get(people, person.id.unsigned_abs() - 1));
        assert_eq!(draw.len(people) + draw.len(listed), 13);
        let list: &Vec<&str> = draw.read(listed);
        let letter = *draw.pick(listed);
        assert!(list.contains(&letter) && draw[listed].contains(&letter));
        Value {
            value: format!("{} {letter} {}", person.id, draw.pick(fixed)),
        }
    }));
    let store = seeder.preview().unwrap();
    let values = store[picks].iter().map(|row| row.value).collect::<HashSet<_>>();
    assert_eq!(values.len(), 10 * 3 * 2);
}

#[test]
fn skew_is_as_asked() {
    let mut seeder = Seeder::new();
    let people = users(&mut seeder, 100);
    let zipf = seeder.add_table(Table::generate(10_000, move |draw| Value {
        value: draw.zipf(people, 1.0).id,
    }));
    let parts = seeder.add_table(
        Table::generate(10_000, move |draw| Value {
            value: draw.pick_weighted(people, [(0.2, 0.8), (0.8, 0.2)]).id,
        })
        .append(),
    );
    let store = seeder.preview().unwrap();
    let count = |table: blink::Handle<Generated<Value<i64>>>, ids: std::ops::RangeInclusive<i64>| {
        store[table].iter().filter(|row| ids.contains(&row.value)).count()
    };
    // 1 / (1 + 1/2 + … + 1/100) is 0.193.
    assert!((1_800..2_060).contains(&count(zipf, 1..=1)), "{}", count(zipf, 1..=1));
    assert!((900..1_030).contains(&count(zipf, 2..=2)), "{}", count(zipf, 2..=2));
    assert!(
        (7_800..8_200).contains(&count(parts, 1..=20)),
        "{}",
        count(parts, 1..=20)
    );
    assert_eq!(count(parts, 1..=100), 10_000);
}

#[test]
fn parts_that_hold_nobody_take_the_next() {
    let mut seeder = Seeder::new();
    let people = users(&mut seeder, 2);
    let picked = seeder.add_table(Table::generate(500, move |draw| Value {
        value: draw.pick_weighted(people, [(0.01, 1.0), (0.98, 1.0), (0.01, 1.0)]).id,
    }));
    let store = seeder.preview().unwrap();
    assert!(store[picked].iter().all(|row| [1, 2].contains(&row.value)));
}

#[test]
fn choices_are_as_often_as_their_weights() {
    let plans = drawn(10_000, |draw| {
        draw.weighted([("free", 9.0), ("pro", 1.0), ("never", 0.0)])
    });
    let count = |plan: &str| plans.iter().filter(|drawn| **drawn == plan).count();
    assert!((8_850..9_150).contains(&count("free")), "{}", count("free"));
    assert_eq!((count("free") + count("pro"), count("never")), (10_000, 0));
    assert_eq!(drawn(4, |draw| draw.cycle(["a", "b", "c"])), ["a", "b", "c", "a"]);
}

#[test]
fn chances_are_as_asked() {
    let count = |p: f64| {
        drawn(10_000, move |draw| draw.chance(p))
            .iter()
            .filter(|drawn| **drawn)
            .count()
    };
    assert_eq!((count(0.0), count(1.0)), (0, 10_000));
    assert!((2_850..3_150).contains(&count(0.3)));
    assert_eq!(drawn(1, |draw| draw.maybe(1.0, 7)), [Some(7)]);
    assert_eq!(drawn(1, |draw| draw.maybe_with(0.0, |draw| draw.number())), [None]);
    assert_eq!(drawn(1, |draw| draw.maybe_with(1.0, |draw| draw.number())), [Some(1)]);
}

#[test]
fn times_are_between_their_ends() {
    let stamp = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
    let (first, last) = (stamp("2024-01-01T00:00:00Z"), stamp("2024-01-01T00:00:00.000003Z"));
    let times = drawn(400, move |draw| draw.between(first, last));
    assert_eq!(times.iter().collect::<HashSet<_>>().len(), 4);
    assert!(times.iter().all(|time| (first..=last).contains(time)));
    assert_eq!(drawn(1, move |draw| draw.between(first, first)), [first]);

    let day = |day| NaiveDate::from_ymd_opt(2024, 2, day).unwrap();
    let days = drawn(400, move |draw| draw.between(day(27), day(29)));
    assert_eq!(days.iter().collect::<HashSet<_>>().len(), 3);

    let local: NaiveDateTime = first.naive_utc();
    let later = drawn(100, move |draw| draw.after(local));
    assert!(
        later
            .iter()
            .all(|time| *time > local && *time <= local + TimeDelta::days(30))
    );
    let later = drawn(100, move |draw| draw.after(day(1)));
    assert!(
        later
            .iter()
            .all(|time| *time > day(1) && *time <= day(1) + TimeDelta::days(30))
    );
    let later = drawn(100, move |draw| draw.after_within(first, Duration::from_micros(2)));
    assert!(
        later
            .iter()
            .all(|time| *time > first && *time <= first + TimeDelta::microseconds(2))
    );

    let (morning, noon) = (
        NaiveTime::from_hms_opt(8, 0, 0).unwrap(),
        NaiveTime::from_hms_opt(12, 0, 0).unwrap(),
    );
    let hours = drawn(100, move |draw| draw.between(morning, noon));
    assert!(hours.iter().all(|time| (morning..=noon).contains(time)));

    let epoch = SystemTime::UNIX_EPOCH;
    let times = drawn(10, move |draw| draw.between(epoch, epoch + Duration::from_secs(10)));
    assert!(
        times
            .iter()
            .all(|time| (epoch..=epoch + Duration::from_secs(10)).contains(time))
    );

    // The same day, also where chrono would go on at midnight.
    let late = NaiveTime::from_hms_opt(23, 59, 50).unwrap();
    let later = drawn(1_000, move |draw| draw.after(late));
    assert!(later.iter().all(|time| *time > late));
    let later = drawn(1_000, move |draw| draw.after_within(late, Duration::from_secs(60)));
    assert!(later.iter().all(|time| *time > late));

    assert!(
        drawn(100, |draw| draw.between(-3_i16, 3))
            .iter()
            .all(|number| (-3..=3).contains(number))
    );
    assert!(drawn(100, |draw| draw.between(i64::MIN, i64::MAX)).len() == 100);
}

#[test]
fn what_cannot_be_drawn_is_an_error_that_says_so() {
    let first: DateTime<Utc> = "2024-01-01T00:00:00Z".parse().unwrap();
    assert_eq!(
        refused(move |draw| draw.between(first, first - TimeDelta::days(1))),
        "table values, row 1: the first of two times is later than the second; give the earlier one first"
    );
    assert!(refused(|draw| draw.between("a".to_owned(), "b".to_owned())).contains("String is not a timestamp"));
    assert!(refused(|draw| draw.after(1_i64)).contains("an integer is not a time"));
    assert!(refused(move |draw| draw.after_within(first, Duration::ZERO)).contains("the span is too short"));
    assert!(refused(|draw| draw.after(NaiveDate::MAX)).contains("table values, row 1: "));
    let last = NaiveTime::from_hms_micro_opt(23, 59, 59, 999_999).unwrap();
    assert!(refused(move |draw| draw.after(last)).contains("there is no later time; use an earlier one"));
    assert!(refused(|draw| draw.chance(1.5)).contains("1.5 is not a probability"));
    assert!(refused(|draw| draw.chance(f64::NAN)).contains("NaN is not a probability"));
    assert!(refused(|draw| draw.weighted([(1, 0.0)])).contains("not valid weights"));
    assert!(refused(|draw| draw.weighted([(1, -1.0), (2, 2.0)])).contains("not valid weights"));
    assert!(refused(|draw| draw.weighted::<i32, 0>([])).contains("not valid weights"));
    assert!(refused(|draw| draw.cycle::<i32, 0>([])).contains("no values to take"));
}

#[test]
fn nothing_is_picked_from_nothing() {
    type Pick = fn(&mut Draw<'_>, blink::Handle<Generated<User>>) -> User;
    let picks: [Pick; 5] = [
        |draw, people| draw.pick(people),
        |draw, people| draw.zipf(people, 1.0),
        |draw, people| draw.pick_weighted(people, [(1.0, 1.0)]),
        |draw, people| draw.pick_unique(people),
        |draw, people| draw.get(people, 0),
    ];
    for pick in picks {
        let mut seeder = Seeder::new();
        let people = users(&mut seeder, 0);
        let picked = seeder.add_table(Table::generate(3, move |draw| Value {
            value: pick(draw, people).id,
        }));
        let Err(error) = seeder.row(picked, 1) else {
            panic!("it was made")
        };
        assert_eq!(error.row(), Some(1), "{error}");
    }
}

/// An earlier release said that the callback panicked.
#[test]
fn a_row_that_reads_what_only_a_run_has_says_so() {
    let mut seeder = Seeder::new();
    let copied = seeder.add_table(Table::from_rows([Value { value: 7 }]).keep(|row| row.value));
    let read = seeder.add_table(
        Table::generate(3, move |draw| Value {
            value: *draw.get(copied, 0),
        })
        .named("others"),
    );
    let Err(error) = seeder.row(read, 2) else {
        panic!("it was made")
    };
    assert!(!error.is_panic(), "{error}");
    let message =
        "table others, row 2: the callback reads a step that has no value here: its value exists only during a run";
    assert!(error.to_string().starts_with(message), "{error}");
}

#[test]
fn a_preview_has_what_needs_no_database() {
    let mut seeder = Seeder::new();
    let factor = seeder.add_context(|_| 2);
    let people = users(&mut seeder, 10);
    let copied = seeder.add_table(
        Table::from_rows([User {
            id: 1,
            name: String::new(),
        }])
        .named("others")
        .keep_rows(),
    );
    let doubled = seeder.add_context(move |store| store[people].len() * store[factor]);
    let lost = seeder.add_context(move |store| store[copied].len());
    let rows = seeder.add_table(Table::generate_with(
        move |store| store[doubled],
        |draw| Value { value: draw.number() },
    ));
    seeder.add_table(Table::from_fn(move |store| {
        Rows::new([Value {
            value: store[lost] as i64,
        }])
    }));
    let store = seeder.preview().unwrap();
    assert_eq!(
        (store[doubled], store[rows].len(), store[rows].is_empty()),
        (20, 20, false)
    );
    for unknown in [copied.into_unknown(), lost.into_unknown()] {
        let read = std::panic::AssertUnwindSafe(|| unknown(&store));
        let panic = std::panic::catch_unwind(read).unwrap_err();
        let message = panic.downcast::<&str>().unwrap();
        assert!(message.contains("its value exists only during a run"), "{message}");
    }
}

/// A read of a value that only a run gives.
trait Unknown {
    fn into_unknown(self) -> Box<dyn Fn(&blink::Store)>;
}

impl<T: blink::Readable> Unknown for blink::Handle<T> {
    fn into_unknown(self) -> Box<dyn Fn(&blink::Store)> {
        Box::new(move |store| {
            let _read = &store[self];
        })
    }
}

#[test]
fn a_preview_says_which_context_failed() {
    let mut seeder = Seeder::new();
    seeder.try_add_context(|_| Err::<(), _>("no such luck"));
    let error = seeder.preview().unwrap_err();
    assert!(format!("{error:#}").ends_with("no such luck"), "{error:#}");
    assert!(error.to_string().contains("draws.rs:"), "{error}");

    let mut seeder = Seeder::new();
    let people = users(&mut seeder, 10);
    #[expect(clippy::reversed_empty_ranges, reason = "that is the mistake")]
    seeder.add_table(Table::per_parent(people, 5..=1, |_, user| Value { value: user.id }));
    let error = seeder.preview().unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("table values: invalid number of children: the range 5..=1 is empty"),
        "{error}"
    );
}

#[test]
fn a_row_is_made_again_by_its_number() {
    let people = |seeder: &mut Seeder| users(seeder, 10);
    let row = |number| {
        let mut seeder = Seeder::new();
        let people = people(&mut seeder);
        seeder.row(people, number)
    };
    assert_eq!(row(10).unwrap().id, 10);
    for missing in [0, 11] {
        let error = row(missing).unwrap_err();
        assert_eq!((error.table(), error.row()), (Some("users"), Some(missing)));
        assert!(
            error
                .to_string()
                .contains("the table has 10 rows; use a row number from 1 to 10"),
            "{error}"
        );
    }
}

#[test]
fn a_row_needs_only_the_steps_before_it() {
    let mut seeder = Seeder::new();
    let people = users(&mut seeder, 10);
    seeder.try_add_context(|_| Err::<(), _>("this one needs a network"));
    assert_eq!(seeder.row(people, 3).unwrap().id, 3);

    let (mut one, mut other) = (Seeder::new(), Seeder::new());
    let of_another = users(&mut other, 10);
    users(&mut one, 10);
    let error = one.row(of_another, 1).unwrap_err();
    assert!(error.to_string().contains("belongs to another seeder"), "{error}");
}

/// A row that is regenerated outside a run panics with the reason why it cannot be made.
#[test]
fn a_row_of_a_preview_that_cannot_be_made_says_why() {
    let mut seeder = Seeder::new();
    let none = users(&mut seeder, 0);
    let kept = seeder.add_table(Table::from_rows([Value { value: 1 }]).named("others").keep_rows());
    let picked = seeder.add_table(Table::generate(3, move |draw| Value {
        value: draw.pick(none).id,
    }));
    let copied = seeder.add_table(
        Table::generate(3, move |draw| Value {
            value: draw.pick(kept).value,
        })
        .append(),
    );
    let store = seeder.preview().unwrap();
    for (rows, says) in [(picked, "nothing to pick from"), (copied, "only during a run")] {
        let panic = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| store[rows].get(0))).unwrap_err();
        let text = panic.downcast_ref::<String>().map(String::as_str);
        let message = text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap();
        assert!(message.contains(says), "{message}");
    }
}

#[test]
fn generated_rows_are_walked_from_both_ends() {
    let mut seeder = Seeder::new();
    let people = users(&mut seeder, 1_000);
    let children = seeder.add_table(Table::per_parent(people, 0..=3, |draw, _| Value {
        value: draw.number(),
    }));
    let store = seeder.preview().unwrap();
    let rows = &store[children];
    let there = rows.iter().map(|row| row.value).collect::<Vec<_>>();
    let mut back = rows.iter().rev().map(|row| row.value).collect::<Vec<_>>();
    back.reverse();
    assert_eq!(there, (1..=rows.len() as i64).collect::<Vec<_>>());
    assert_eq!(there, back);
    assert_eq!(rows.iter().size_hint().0 as u64, rows.len());
}

#[test]
fn a_factory_has_no_earlier_steps_to_read() {
    let mut seeder = Seeder::new();
    let people = users(&mut seeder, 10);
    let factory = Factory::new(move |draw| draw.pick(people).id);
    let panic = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| factory.build())).unwrap_err();
    let message = panic.downcast::<String>().unwrap();
    assert!(message.contains("has no earlier steps to read"), "{message}");
    // In a table it has.
    let picked = seeder.add_table(Table::generate(5, move |draw| Value {
        value: factory.draw(draw),
    }));
    assert!((1..=10).contains(&seeder.row(picked, 1).unwrap().value));
}
