//! Previews, and single rows by their number.

use blink::{Rows, Seeder, Table};

use super::Value;
use crate::generated::{User, users};

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
    assert!(error.to_string().contains("preview.rs:"), "{error}");

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
