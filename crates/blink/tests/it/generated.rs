//! Rows by number.

mod contract;
mod determinism;
mod draws;
mod faults;
mod relations;

use blink::{Generated, Handle, Seeder, Table, ToRow};

pub const SCHEMA: &str = "CREATE TABLE users (id int8 PRIMARY KEY, name text NOT NULL);
    CREATE TABLE posts (id int8 PRIMARY KEY, user_id int8 NOT NULL REFERENCES users, title text NOT NULL)";

#[derive(Clone, Debug, PartialEq, ToRow)]
#[blink(table = "users")]
pub struct User {
    pub id: i64,
    pub name: String,
}

#[derive(Clone, Debug, PartialEq, ToRow)]
#[blink(table = "posts")]
pub struct Post {
    pub id: i64,
    pub user_id: i64,
    pub title: String,
}

pub fn users(seeder: &mut Seeder, rows: u64) -> Handle<Generated<User>> {
    seeder.add_table(Table::generate(rows, |draw| {
        let id = draw.number();
        User {
            id,
            name: format!("User {id} {}", draw.between(0, 999_999)),
        }
    }))
}
