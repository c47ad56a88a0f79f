//! A run over several connections takes a function that gives them, and no connection or transaction of the caller's.

use blink::Seeder;
use tokio_postgres::{Client, Transaction};

fn connection(seed: Seeder, client: &mut Client) {
    let _ = seed.non_atomic().insert(client);
}

fn transaction(seed: Seeder, transaction: Transaction<'_>) {
    let _ = seed.non_atomic().insert(|| async { Ok::<_, blink::BoxError>(&transaction) });
}

fn main() {}
