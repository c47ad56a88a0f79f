use blink::{Rows, Seeder, Table, ToRow};

#[derive(ToRow)]
#[blink(table = "users")]
struct User {
    id: i64,
}

fn main() {
    let mut seed = Seeder::new();
    let users = seed.add_table(Table::of([User { id: 1 }]));
    seed.add_table(
        Table::with(move |store| Rows::new(store[users].iter().map(|user: &User| User { id: user.id }))).named("others"),
    );
}
