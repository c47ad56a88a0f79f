use blink::{Rows, Seeder, Table, ToRow};

#[derive(ToRow)]
#[blink(table = "users")]
struct User {
    id: i64,
}

fn main() {
    let mut seed = Seeder::new();
    seed.add_table(Table::with(move |store| Rows::new(store[ids].iter().map(|&id| User { id }))));
    let ids = seed.add_context(|_| vec![1, 2, 3]);
}
