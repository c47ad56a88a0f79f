//! A row's function runs on several threads, in no order: it can count nothing.

use blink::{Table, ToRow};

#[derive(ToRow)]
#[blink(table = "users")]
struct User {
    id: i64,
}

fn main() {
    let mut next = 0;
    let _users = Table::generate(10, move |_| {
        next += 1;
        User { id: next }
    });
    let cell = std::cell::Cell::new(0);
    let _users = Table::generate(10, move |_| User { id: cell.replace(1) });
}
