//! Only generated rows can be made again for their children.

use blink::{Seeder, Table, ToRow};

#[derive(ToRow)]
#[blink(table = "users")]
struct User {
    id: i64,
}

fn main() {
    let mut seed = Seeder::new();
    let kept = seed.add_table(Table::of([User { id: 1 }]).keep_rows());
    seed.add_table(Table::per(kept, 3, |draw, _: &User| User { id: draw.number() }));
}
