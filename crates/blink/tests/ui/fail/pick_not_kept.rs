//! Nothing can be picked from a table that keeps nothing, nor from what has no numbers.

use blink::{Seeder, Table, ToRow};

#[derive(ToRow)]
#[blink(table = "users")]
struct User {
    id: i64,
}

fn main() {
    let mut seed = Seeder::new();
    let copied = seed.add_table(Table::of([User { id: 1 }]));
    seed.add_table(Table::generate(1, move |draw| {
        draw.pick(copied);
        User { id: 1 }
    }));
    let text = seed.add_context(|_| String::new());
    seed.add_table(Table::generate(1, move |draw| User { id: draw.len(text) as i64 }));
}
