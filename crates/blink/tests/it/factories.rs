//! Factories, as far as users of Blink for Elixir rely on them.

use blink::{Factory, Seeder, Table, ToRow};

use crate::support::Db;

#[derive(Clone, Debug, PartialEq, ToRow)]
#[blink(table = "users")]
struct User {
    id: i64,
    name: String,
    email: String,
    role: &'static str,
    admin: bool,
}

#[derive(Clone, Debug, PartialEq, ToRow)]
#[blink(table = "posts")]
struct Post {
    id: i64,
    title: String,
    #[blink(skip)]
    author: Option<User>,
    user_id: i64,
}

const SCHEMA: &str = "CREATE TABLE users (id int8 PRIMARY KEY, name text, email text UNIQUE, role text, admin bool);
    CREATE TABLE posts (id int8 PRIMARY KEY, title text, user_id int8 REFERENCES users)";

/// Factories may be in any file.
mod elsewhere {
    use super::{Factory, User};

    pub fn user() -> Factory<User> {
        Factory::new(|draw| {
            let name = format!("User {}", draw.number());
            let email = format!("{}@example.com", name.to_lowercase().replace(' ', "."));
            User {
                id: draw.number(),
                email,
                name,
                role: draw.cycle(["author", "editor", "reader"]),
                admin: false,
            }
        })
    }
}
use elsewhere::user;

fn post() -> Factory<Post> {
    let user = user();
    Factory::new(move |draw| {
        let author = user.draw(draw);
        Post {
            id: draw.number(),
            title: format!("Post {} by {}", draw.number(), author.name),
            user_id: author.id,
            author: Some(author),
        }
    })
}

#[test]
fn build_build_pair_and_build_list() {
    let user = user();
    assert_eq!(user.build().id, 1);
    assert_eq!(user.build_pair().map(|user| user.id), [2, 3]);
    assert_eq!(
        user.build_list(3).iter().map(|user| user.id).collect::<Vec<_>>(),
        [4, 5, 6]
    );
    assert!(user.build_list(0).is_empty());
}

#[test]
fn overrides_leave_the_rest() {
    let built = User {
        name: "Alice".to_owned(),
        ..user().build()
    };
    assert_eq!((&*built.name, &*built.email), ("Alice", "user.1@example.com"));
}

#[test]
fn sequences_are_formatted_cycle_start_anywhere_and_begin_anew() {
    let users = user();
    let roles = users
        .build_list(4)
        .into_iter()
        .map(|user| user.role)
        .collect::<Vec<_>>();
    assert_eq!(roles, ["author", "editor", "reader", "author"]);
    assert_eq!(users.build().email, "user.5@example.com");
    assert_eq!(user().build().email, "user.1@example.com");
    assert_eq!(user().starting_at(100).build().email, "user.100@example.com");
    let clone = users.clone();
    assert_eq!((clone.build().id, users.build().id), (6, 7));
    let zero = std::panic::catch_unwind(|| user().starting_at(0)).unwrap_err();
    assert!(zero.downcast::<String>().unwrap().contains("the first number is 0"));
    let last = Factory::new(|draw| draw.number()).starting_at(i64::MAX);
    assert_eq!(last.build(), i64::MAX);
    let none = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| last.build())).unwrap_err();
    assert!(
        none.downcast::<String>()
            .unwrap()
            .starts_with("there is no number after")
    );
}

#[test]
fn attributes_are_derived_from_others_and_drawn_the_same_every_time() {
    let drawing = || Factory::new(|draw| draw.between(0, i64::MAX));
    assert_eq!(drawing().build_list(5), drawing().build_list(5));
    let numbers = drawing();
    assert_ne!(numbers.build(), numbers.build());
    assert_eq!(user().build().email, "user.1@example.com");
}

#[test]
fn associations_draw_from_other_factories() {
    let posts = post();
    let built = posts.build_list(2).swap_remove(1);
    let author = built.author.unwrap();
    assert_eq!((built.id, author.id, &*built.title), (2, 2, "Post 2 by User 2"));
}

#[test]
fn traits_are_piped() {
    let users = user();
    let admins = users.with(|user| user.admin = true).with(|user| user.role = "chief");
    let built = [users.build(), admins.build(), users.build()];
    assert_eq!(
        built.map(|user| (user.id, user.admin, user.role)),
        [(1, false, "author"), (2, true, "chief"), (3, false, "reader")]
    );
}

#[test]
fn distinct_values_are_distinct_in_what_is_built_too() {
    let plates = Factory::new(|draw| draw.unique(0..100));
    let mut built = plates.build_list(100);
    built.sort_unstable();
    assert_eq!(built, (0..100).collect::<Vec<i32>>());
    let panic = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| plates.build())).unwrap_err();
    let message = panic.downcast::<String>().unwrap();
    assert!(
        message.starts_with("100 values for 101 rows, and none can be used twice"),
        "{message}"
    );
}

#[tokio::test]
async fn the_same_factory_fills_a_table() {
    let mut db = Db::new(SCHEMA).await;
    let mut seeder = Seeder::new();
    let admins = user().with(|user| user.admin = true);
    let users = seeder.add_table(Table::generate(1_000, move |draw| admins.draw(draw)));
    let posts = post();
    seeder.add_table(Table::per_parent(users, 3, move |draw, user| Post {
        user_id: user.id,
        ..posts.draw(draw)
    }));
    let built = post().starting_at(5_000).with(|post| post.user_id = 7).build_list(10);
    seeder.add_table(Table::from_rows(built).append());
    seeder.insert(&mut db.client).await.unwrap();
    assert_eq!(
        db.one("SELECT count(*), bool_and(admin), count(DISTINCT email) FROM users")
            .await,
        "1000|t|1000"
    );
    assert_eq!(
        db.one("SELECT count(*), count(DISTINCT user_id) FROM posts").await,
        "3010|1000"
    );
    assert_eq!(
        db.one("SELECT title FROM posts WHERE id = 5000").await,
        "Post 5000 by User 5000"
    );
}
