use blink::{Rows, Seeder, Table, ToRow};

#[derive(ToRow)]
#[blink(table = "users")]
struct User {
    id: i64,
}

fn main() {
    let mut seeder = Seeder::new();
    seeder.add_table(Table::from_fn(move |store| Rows::new(store[ids].iter().map(|&id| User { id }))));
    let ids = seeder.add_context(|_| vec![1, 2, 3]);
}
