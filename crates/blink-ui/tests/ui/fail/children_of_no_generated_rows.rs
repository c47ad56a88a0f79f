//! Only generated rows can be made again for their children.

use blink::{Seeder, Table, ToRow};

#[derive(ToRow)]
#[blink(table = "users")]
struct User {
    id: i64,
}

fn main() {
    let mut seeder = Seeder::new();
    let kept = seeder.add_table(Table::from_rows([User { id: 1 }]).keep_rows());
    seeder.add_table(Table::per_parent(kept, 3, |draw, _: &User| User { id: draw.number() }));
}
