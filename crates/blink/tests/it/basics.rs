//! The main road: declare, insert, look.

use blink::{RowStream, Rows, Seeder, Table, ToRow};

use crate::support::Db;

const SCHEMA: &str = "CREATE TABLE users (id int8 PRIMARY KEY, name text NOT NULL);
    CREATE TABLE posts (id int8 PRIMARY KEY, user_id int8 NOT NULL REFERENCES users, title text)";

#[derive(ToRow)]
#[blink(table = "users")]
struct User {
    id: i64,
    name: String,
}

#[derive(ToRow)]
#[blink(table = "posts")]
struct Post {
    id: i64,
    user_id: i64,
    title: Option<String>,
}

fn user(id: i64) -> User {
    User {
        id,
        name: format!("User {id}"),
    }
}

#[tokio::test]
async fn dependent_tables_are_filled_in_order() {
    let mut db = Db::new(SCHEMA).await;
    let mut seeder = Seeder::new();
    let titles = seeder.add_context(|_| [Some("first"), None]);
    let users = seeder.add_table(Table::from_rows((1..=100_000).map(user)).keep(|user| user.id));
    let posts = seeder.add_table(Table::from_fn(move |store| {
        Rows::new(store[users].iter().flat_map(move |&user_id| {
            store[titles].iter().zip(0..).map(move |(title, n)| Post {
                id: user_id * 2 + n,
                user_id,
                title: title.map(str::to_owned),
            })
        }))
    }));
    let report = seeder.insert(&mut db.client).await.unwrap();
    println!("{report}");
    assert_eq!(report.table(posts).rows(), 200_000);
    assert_eq!(report[users].len(), 100_000);
    assert_eq!(db.count("users").await, 100_000);
    assert_eq!(
        db.rows("SELECT * FROM posts WHERE user_id = 7 ORDER BY id").await,
        ["14|7|first", "15|7|∅"]
    );
    db.works().await;
}

#[tokio::test]
async fn a_stream_is_copied_too() {
    let mut db = Db::new(SCHEMA).await;
    let users = Table::from_stream(|_| RowStream::new(futures_util::stream::iter((1..=3).map(user))));
    let report = blink::copy_to_table(&mut db.client, users).await.unwrap();
    assert_eq!(report.rows(), 3);
    assert_eq!(
        db.rows("SELECT * FROM users ORDER BY id").await,
        ["1|User 1", "2|User 2", "3|User 3"]
    );
}
