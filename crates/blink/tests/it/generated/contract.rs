//! All that a contract fixes, compared with its golden file.
//!
//! Everything that decides a row has a subject here. `blink_testdb::golden` says how one is added.

use std::fmt::Debug;

use blink::{
    ChildRuns, Contract, DealtChildren, Draw, EarlierParents, Fanout, Permutation, RngKey, Seeder, Spread, Table,
    TableRng, ToRow, WidePermutation,
};
use blink_testdb::golden::Golden;
use rand::RngExt as _;

use super::users;

const ROWS: u64 = 1_000;

#[test]
fn contract_1_is_what_it_was() {
    assert_eq!(
        Contract::CURRENT,
        Contract::V1,
        "a new contract has a golden file of its own"
    );
    let mut golden = Golden::default();
    streams(&mut golden);
    permutations(&mut golden);
    earlier_parents(&mut golden);
    values(&mut golden);
    picks(&mut golden);
    distinct_values(&mut golden);
    fanouts(&mut golden);
    relations(&mut golden);
    golden.assert_holds(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/it/generated/golden/contract-1.txt"
    ));
}

fn streams(golden: &mut Golden) {
    let table = |seed| TableRng::new(Contract::V1, seed, "public", "users");
    let key = table(42).column("email");
    let keys: [(&str, RngKey); 8] = [
        ("stream of a column", key),
        ("stream of a column of another seed", table(u64::MAX).column("email")),
        (
            "stream of a column with a long name",
            table(42).column("the e-mail address of the user, für alle"),
        ),
        ("stream of an identity", table(42).identity()),
        ("stream of a purpose", table(42).purpose("fan-out")),
        ("stream of a seed", RngKey::new(42)),
        ("stream of a derived key", key.derive("domain").nth(7)),
        ("stream of an attempt", key.attempt(3)),
    ];
    for (name, key) in keys {
        golden.subject(name, (0..ROWS).map(|row| key.number(row)));
    }
    golden.subject("stream, below", (0..ROWS).map(|row| key.below(row, 1_000_003)));
    golden.subject(
        "stream, below, wide",
        (0..ROWS).map(|row| key.below_wide(row, 3 << 100)),
    );
    golden.subject("stream, fraction", (0..ROWS).map(|row| key.fraction(row)));
    for attempt in [0, 1, u64::MAX] {
        let numbers = |row| {
            let mut rng = key.rng(row, attempt);
            [rng.number(), rng.below(10), rng.number()]
        };
        golden.subject(&format!("generator, attempt {attempt}"), (0..ROWS).flat_map(numbers));
    }
    golden.subject(
        "generator, wide",
        (0..ROWS).map(|row| key.rng(row, 0).below_wide(3 << 100)),
    );
    golden.subject(
        "generator, Zipf",
        (0..ROWS).map(|row| key.rng(row, 0).zipf(1_000, 0.9).unwrap()),
    );
    golden.subject("generator, fraction", (0..ROWS).map(|row| key.rng(row, 0).fraction()));
    golden.subject(
        "generator, 32 bits",
        (0..ROWS).map(|row| rand::Rng::next_u32(&mut key.rng(row, 0))),
    );
    let bytes = |row| {
        let mut bytes = [0; 13];
        rand::Rng::fill_bytes(&mut key.rng(row, 0), &mut bytes);
        bytes
    };
    golden.subject("generator, bytes", shown((0..ROWS).map(bytes)));
}

fn permutations(golden: &mut Golden) {
    let key = TableRng::new(Contract::V1, 42, "public", "users").column("email");
    for size in [1, 2, 5, 16, 17, 64, 1_000, 1_000_003, 1 << 32, 1 << 62, u64::MAX] {
        let permutation = Permutation::new(key, size);
        let places = (0..size.min(ROWS)).chain(size - size.min(ROWS)..size);
        golden.subject(
            &format!("permutation of {size}"),
            places.map(|place| permutation.at(place).unwrap()),
        );
    }
    for size in [1 << 64, 3 << 90, 1 << 122, u128::MAX] {
        let permutation = WidePermutation::new(key, size);
        let places = (0..u128::from(ROWS)).chain(size - u128::from(ROWS)..size);
        golden.subject(
            &format!("permutation of {size}"),
            places.map(|place| permutation.at(place).unwrap()),
        );
    }
}

fn earlier_parents(golden: &mut Golden) {
    let key = RngKey::new(42).derive("earlier");
    for ratio in [0.1, 1.0 / 3.0, 1.0, 2.5] {
        let earlier = EarlierParents::new(ratio).unwrap();
        let picks = (0..ROWS).map(|row| earlier.pick(row, ROWS, key.number(row)).unwrap());
        golden.subject(&format!("earlier parents, ratio {ratio}"), picks);
    }
}

/// The values as `{:?}`.
fn shown<V: Debug>(values: impl Iterator<Item = V>) -> impl Iterator<Item = String> {
    values.map(|value| format!("{value:?}"))
}

/// A row of whatever is drawn, as text.
#[derive(ToRow)]
#[blink(table = "golden")]
struct Drawn {
    value: String,
}

/// Adds what the rows of a table draw, which may refer to a thousand users.
fn subject<T: Debug>(
    golden: &mut Golden,
    name: &str,
    draw: impl Fn(&mut Draw<'_>, blink::Handle<blink::Generated<super::User>>) -> T + Send + Sync + 'static,
) {
    let mut seeder = Seeder::new();
    let people = users(&mut seeder, ROWS);
    let table = seeder.add_table(Table::generate(ROWS, move |drawing| Drawn {
        value: format!("{:?}", draw(drawing, people)),
    }));
    let store = seeder.preview().unwrap();
    golden.subject(&format!("draw, {name}"), store[table].iter().map(|row| row.value));
}

fn values(golden: &mut Golden) {
    subject(golden, "random", |draw, _| draw.rng().random::<u64>());
    subject(golden, "weighted", |draw, _| {
        draw.weighted([("a", 1.0), ("b", 2.0), ("c", 3.0)])
    });
    subject(golden, "chance", |draw, _| draw.chance(0.3));
    subject(golden, "maybe", |draw, _| draw.maybe(0.5, draw.number()));
    subject(golden, "cycle", |draw, _| draw.cycle(["a", "b", "c"]));
    subject(golden, "between integers", |draw, _| {
        draw.between(-1_000_000_i64, 1_000_000)
    });
    let new_year = chrono::NaiveDate::from_ymd_opt(2024, 1, 1).unwrap();
    let noon = new_year.and_hms_opt(12, 0, 0).unwrap();
    subject(golden, "between dates", move |draw, _| {
        draw.between(new_year, chrono::NaiveDate::from_ymd_opt(2024, 12, 31).unwrap())
    });
    subject(golden, "after a date", move |draw, _| draw.after(new_year));
    subject(golden, "after a time", move |draw, _| draw.after(noon));
    subject(golden, "after a time, within", move |draw, _| {
        draw.after_within(noon, std::time::Duration::from_secs(60))
    });
}

fn picks(golden: &mut Golden) {
    subject(golden, "pick", |draw, people| draw.pick(people).id);
    subject(golden, "pick earlier", |draw, people| draw.pick_earlier(people, 0.9).id);
    subject(golden, "pick weighted", |draw, people| {
        draw.pick_weighted(people, [(0.1, 0.5), (0.9, 0.5)]).id
    });
    for exponent in [0.0, 0.8, 1.0, 2.5] {
        subject(golden, &format!("zipf, exponent {exponent}"), move |draw, people| {
            draw.zipf(people, exponent).id
        });
    }
}

fn distinct_values(golden: &mut Golden) {
    subject(golden, "unique", |draw, _| draw.unique(0..1_000_000));
    subject(golden, "unique, again from the same range", |draw, _| {
        let first: i32 = draw.unique(0..1_000_000);
        (first, draw.unique(0..1_000_000))
    });
    subject(golden, "unique of all integers", |draw, _| draw.unique::<i64>(..));
    subject(golden, "pick unique", |draw, people| draw.pick_unique(people).id);
    subject(golden, "unique pair", |draw, people| {
        let (one, other) = draw.unique_pair(people, people);
        (one.id, other.id)
    });
    subject(golden, "unique pair within", |draw, people| {
        let (one, other) = draw.unique_pair_within(people);
        (one.id, other.id)
    });
}

fn fanouts(golden: &mut Golden) {
    let fanouts: [(&str, Fanout); 8] = [
        ("3", Fanout::from(3)),
        ("0 to 9", Fanout::from(0..=9)),
        ("weighted", Fanout::from([(0, 0.5), (1, 0.3), (20, 0.2)])),
        ("none", Fanout::from(0)),
        ("mean", Fanout::from(Spread::mean(2.5))),
        (
            "mean within bounds",
            Fanout::from(Spread::mean(3.0).at_least(1).at_most(9).childless(0.2)),
        ),
        ("total", Fanout::from(Spread::total(1_234))),
        ("total, evenly", Fanout::from(Spread::total(1_234).evenly())),
    ];
    for (name, fanout) in fanouts {
        let mut seeder = Seeder::new();
        let people = users(&mut seeder, ROWS);
        let children = seeder.add_table(Table::per_parent(people, fanout, |draw, user| Drawn {
            value: format!("{} {} {}", user.id, draw.nth(), draw.between(0, 99)),
        }));
        let store = seeder.preview().unwrap();
        golden.subject(&format!("fan-out, {name}"), store[children].iter().map(|row| row.value));
    }
}

fn relations(golden: &mut Golden) {
    let key = TableRng::new(Contract::V1, 42, "public", "posts").purpose("parents");
    let fanouts = [
        ("0 to 9", Fanout::from(0..=9)),
        ("weighted", Fanout::from([(0, 0.5), (1, 0.3), (20, 0.2)])),
        ("mean", Fanout::from(Spread::mean(4.0))),
        ("total", Fanout::from(Spread::total(3_000_000_000_001))),
    ];
    // Numbers all over.
    let places = |children| (0..ROWS).map(move |n| RngKey::new(7).below(n, children));
    for (name, fanout) in fanouts {
        let runs = ChildRuns::new(fanout.clone(), 1_000_000_000_000, key).unwrap();
        let positions = places(runs.children()).map(|child| runs.parent_of(child).unwrap());
        golden.subject(&format!("runs, {name}"), shown(positions.map(|at| (at.parent, at.nth))));
        let dealt = DealtChildren::new(fanout, 1_000_000_000_000, key).unwrap();
        let positions = places(dealt.children()).map(|child| dealt.parent_of(child).unwrap());
        golden.subject(
            &format!("dealt, {name}"),
            shown(positions.map(|at| (at.parent, at.nth))),
        );
    }
}
