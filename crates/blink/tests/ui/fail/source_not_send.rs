use std::rc::Rc;

use blink::{Rows, Seeder, Table, ToRow};

#[derive(ToRow)]
#[blink(table = "users")]
struct User {
    id: i64,
}

fn main() {
    let mut seed = Seeder::new();
    let id = Rc::new(1);
    seed.add_table(Table::with(move |_| Rows::new([User { id: *id }])));
}
