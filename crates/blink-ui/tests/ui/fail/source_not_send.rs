use std::rc::Rc;

use blink::{Rows, Seeder, Table, ToRow};

#[derive(ToRow)]
#[blink(table = "users")]
struct User {
    id: i64,
}

fn main() {
    let mut seeder = Seeder::new();
    let id = Rc::new(1);
    seeder.add_table(Table::from_fn(move |_| Rows::new([User { id: *id }])));
}
