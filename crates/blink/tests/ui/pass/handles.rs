use blink::{Handle, Rows, Seeder, Table, ToRow};

#[derive(ToRow)]
#[blink(table = "users")]
struct User {
    id: i64,
}

fn users(seed: &mut Seeder) -> Handle<Vec<User>> {
    seed.add_table(Table::of([User { id: 1 }]).keep_rows())
}

fn main() {
    let mut seed = Seeder::new();
    let users = users(&mut seed);
    let total = seed.add_context(move |store| store[users].iter().map(|user| user.id).sum::<i64>());
    // Handles are Copy: both are still here.
    seed.add_table(
        Table::with(move |store| Rows::new(store[users].iter().map(move |user| User { id: user.id + store[total] })))
            .named("others"),
    );
    let nothing = seed.add_table(Table::of([User { id: 2 }]).addition());
    let _ = (users, total, nothing);
}
