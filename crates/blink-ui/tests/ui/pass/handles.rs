use blink::{Handle, Rows, Seeder, Table, ToRow};

#[derive(ToRow)]
#[blink(table = "users")]
struct User {
    id: i64,
}

fn users(seeder: &mut Seeder) -> Handle<Vec<User>> {
    seeder.add_table(Table::from_rows([User { id: 1 }]).keep_rows())
}

fn main() {
    let mut seeder = Seeder::new();
    let users = users(&mut seeder);
    let total = seeder.add_context(move |store| store[users].iter().map(|user| user.id).sum::<i64>());
    // Handles are Copy: both are still here.
    seeder.add_table(
        Table::from_fn(move |store| Rows::new(store[users].iter().map(move |user| User { id: user.id + store[total] })))
            .named("others"),
    );
    let nothing = seeder.add_table(Table::from_rows([User { id: 2 }]).append());
    let _ = (users, total, nothing);
}
