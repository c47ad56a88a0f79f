//! The numbers of which cells are made: streams, permutations and ranks. `cargo bench -p blink-bench --bench numbers`.

use std::hint::black_box;

use blink::{Contract, Permutation, RngKey, TableRng, WidePermutation};
use divan::Bencher;
use divan::counter::ItemsCount;

const CELLS: u64 = 10_000;

const SIZES: [u64; 6] = [5, 100, 10_000, 1_000_003, 10_000_000_019, u64::MAX];

const WIDE_SIZES: [u128; 4] = [1_000_003, 1 << 96, 1 << 122, u128::MAX];

fn main() {
    divan::main();
}

fn key() -> RngKey {
    black_box(TableRng::new(Contract::CURRENT, 42, "public", "users").column("email"))
}

/// Measures a function of the numbers of cells.
fn cells<V>(bencher: Bencher<'_, '_>, cell: impl Fn(u64) -> V) {
    bencher.counter(ItemsCount::new(CELLS)).bench_local(|| {
        for row in 0..CELLS {
            black_box(cell(black_box(row)));
        }
    });
}

#[divan::bench]
fn number(bencher: Bencher<'_, '_>) {
    let key = key();
    cells(bencher, |row| key.number(row));
}

#[divan::bench]
fn first_of_a_generator(bencher: Bencher<'_, '_>) {
    let key = key();
    cells(bencher, |row| key.rng(row, 0).number());
}

#[divan::bench]
fn rank(bencher: Bencher<'_, '_>) {
    let key = key();
    cells(bencher, |row| key.rng(row, 0).zipf(1_000_000, 1.0));
}

#[divan::bench]
fn stream_of_a_column(bencher: Bencher<'_, '_>) {
    let table = TableRng::new(Contract::CURRENT, 42, "public", "users");
    cells(bencher, |row| table.column(black_box("first_name")).number(row));
}

#[divan::bench(args = SIZES)]
fn permutation(bencher: Bencher<'_, '_>, size: u64) {
    let permutation = black_box(Permutation::new(key(), size));
    cells(bencher, |row| permutation.at(row % size));
}

#[divan::bench(args = SIZES)]
fn place_in_a_permutation(bencher: Bencher<'_, '_>, size: u64) {
    let permutation = black_box(Permutation::new(key(), size));
    cells(bencher, |row| permutation.place_of(row % size));
}

#[divan::bench(args = WIDE_SIZES)]
fn wide_permutation(bencher: Bencher<'_, '_>, size: u128) {
    let permutation = black_box(WidePermutation::new(key(), size));
    cells(bencher, |row| permutation.at(row.into()));
}
