//! Nothing can be picked from a table that keeps nothing, nor from what has no numbers.

use blink::{Seeder, Table, ToRow};

#[derive(ToRow)]
#[blink(table = "users")]
struct User {
    id: i64,
}

fn main() {
    let mut seeder = Seeder::new();
    let copied = seeder.add_table(Table::from_rows([User { id: 1 }]));
    seeder.add_table(Table::generate(1, move |draw| {
        draw.pick(copied);
        User { id: 1 }
    }));
    let text = seeder.add_context(|_| String::new());
    seeder.add_table(Table::generate(1, move |draw| User { id: draw.len(text) as i64 }));
}
