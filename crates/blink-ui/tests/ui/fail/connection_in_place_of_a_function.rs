//! A run over several connections takes a function that gives them, and no connection or transaction of the caller's.

use blink::Seeder;
use tokio_postgres::{Client, Transaction};

fn connection(seeder: Seeder, client: &mut Client) {
    let _ = seeder.non_atomic().insert(client);
}

fn transaction(seeder: Seeder, transaction: Transaction<'_>) {
    let _ = seeder.non_atomic().insert(|| async { Ok::<_, blink::BoxError>(&transaction) });
}

fn main() {}
