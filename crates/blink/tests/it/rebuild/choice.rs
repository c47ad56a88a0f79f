//! The choice of Auto to drop and rebuild, the objects it leaves alone, and its mention in plan and report.

mod foreign_keys;
mod indexes;
mod locks;
mod plan;
mod privileges;
mod rows;

use blink::Table;

use super::filled;

const SCHEMA: &str = "
    CREATE TABLE users (id int8 PRIMARY KEY, name text);
    CREATE TABLE posts (id int8 PRIMARY KEY, user_id int8 REFERENCES users);
    CREATE INDEX posts_user ON posts (user_id)";

pub(super) fn users(count: u64) -> Table<Vec<String>> {
    filled("users", "id name", "#|x", count)
}

pub(super) fn posts(count: u64) -> Table<Vec<String>> {
    filled("posts", "id user_id", "#|#", count)
}
