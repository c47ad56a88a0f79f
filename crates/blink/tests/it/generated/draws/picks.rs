//! Rows of earlier steps that are picked.

use std::collections::HashSet;

use blink::{Draw, Factory, Generated, Seeder, Table};

use super::Value;
use crate::generated::{User, users};

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

/// The numbers of the users that posts pick, ten posts for each user that is asked for.
fn earlier_users(users_now: u64, posts: u64) -> Vec<i64> {
    let mut seeder = Seeder::new();
    let people = users(&mut seeder, users_now);
    let picked = seeder.add_table(Table::generate(posts, move |draw| Value {
        value: draw.pick_earlier(people, 0.1).id,
    }));
    let store = seeder.preview().unwrap();
    store[picked].iter().map(|row| row.value).collect()
}

#[test]
fn more_rows_on_either_side_change_no_earlier_pick() {
    let before = earlier_users(100, 1_000);
    assert_eq!(before, earlier_users(1_000_000, 1_000));
    assert_eq!(before, earlier_users(100_000, 5_000)[..1_000]);
    assert_eq!(before, earlier_users(101, 1_010)[..1_000]);
    // Each user is picked only by the posts that come after them.
    for (post, user) in (1..).zip(&before) {
        assert!((1..=(post + 9) / 10).contains(user), "{post} picked {user}");
    }
    assert!(before.contains(&1) && before.iter().any(|user| *user > 90));
}

#[test]
fn fewer_parents_than_the_ratio_asks_for_are_all_picked_from() {
    let picked = earlier_users(3, 1_000);
    assert_eq!(picked[..30], earlier_users(100, 1_000)[..30]);
    for user in 1..=3 {
        let rows = picked[100..].iter().filter(|picked| **picked == user).count();
        assert!((240..360).contains(&rows), "{user}: {rows}");
    }
}

#[test]
fn what_is_no_ratio_is_refused() {
    for ratio in [0.0, -0.1, f64::NAN, f64::INFINITY] {
        let mut seeder = Seeder::new();
        let people = users(&mut seeder, 10);
        let picked = seeder.add_table(Table::generate(3, move |draw| Value {
            value: draw.pick_earlier(people, ratio).id,
        }));
        let Err(error) = seeder.row(picked, 1) else {
            panic!("it was made")
        };
        assert!(
            error
                .to_string()
                .contains("is not a valid ratio; use the number of parents"),
            "{error}"
        );
    }
}

#[test]
fn nothing_is_picked_from_nothing() {
    type Pick = fn(&mut Draw<'_>, blink::Handle<Generated<User>>) -> User;
    let picks: [Pick; 6] = [
        |draw, people| draw.pick(people),
        |draw, people| draw.pick_earlier(people, 1.0),
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
