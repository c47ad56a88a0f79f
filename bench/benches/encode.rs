//! Making and encoding rows, by hand and by Blink, without a server: `cargo bench -p blink-bench`.

use blink_bench::micro::{self, Encode, Rows};
use divan::Bencher;
use divan::counter::ItemsCount;

const ROWS: u64 = 50_000;

const ALL: [Rows; 3] = [Rows::Seed, Rows::Uuid, Rows::Wide];

fn main() {
    divan::main();
}

#[divan::bench(args = ALL)]
fn by_hand(bencher: Bencher<'_, '_>, rows: Rows) {
    measure(bencher, micro::by_hand(rows, ROWS));
}

#[divan::bench(args = ALL)]
fn blink_of_an_iterator(bencher: Bencher<'_, '_>, rows: Rows) {
    measure(bencher, micro::blink(rows, ROWS, None));
}

#[divan::bench(args = ALL)]
fn blink_by_number_on_one_thread(bencher: Bencher<'_, '_>, rows: Rows) {
    measure(bencher, micro::blink(rows, ROWS, Some(1)));
}

#[divan::bench(args = ALL)]
fn blink_by_number_on_two_threads(bencher: Bencher<'_, '_>, rows: Rows) {
    measure(bencher, micro::blink(rows, ROWS, Some(2)));
}

#[divan::bench(args = ALL)]
fn blink_of_columns_at_run_time_on_one_thread(bencher: Bencher<'_, '_>, rows: Rows) {
    measure(bencher, micro::blink_numbered(rows, ROWS, 1));
}

#[divan::bench(args = ALL)]
fn blink_of_columns_at_run_time_on_two_threads(bencher: Bencher<'_, '_>, rows: Rows) {
    measure(bencher, micro::blink_numbered(rows, ROWS, 2));
}

fn measure(bencher: Bencher<'_, '_>, encode: anyhow::Result<Encode>) {
    let encode = encode.expect("a server can be started");
    bencher.counter(ItemsCount::new(ROWS)).bench_local(encode);
}
