use blink::{Rows, Seeder, Table, ToRow};

#[derive(ToRow)]
#[blink(table = "users")]
struct User {
    id: i64,
}

fn main() {
    let mut seeder = Seeder::new();
    let users = seeder.add_table(Table::from_rows([User { id: 1 }]));
    seeder.add_table(
        Table::from_fn(move |store| Rows::new(store[users].iter().map(|user: &User| User { id: user.id }))).named("others"),
    );
}
