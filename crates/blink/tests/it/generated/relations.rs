//! Relations, on a real server.

use blink::{Rows, Seeder, Spread, Table, ToRow};

use super::{Post, SCHEMA, User, users};
use crate::support::Db;

#[tokio::test]
async fn children_of_varying_number_have_the_right_parents() {
    let mut db = Db::new(SCHEMA).await;
    let mut seeder = Seeder::new();
    let people = users(&mut seeder, 5_000);
    let posts = seeder.add_table(Table::per_parent(people, 0..=6, |draw, user| Post {
        id: draw.number(),
        user_id: user.id,
        title: format!("{} of {}", draw.nth(), user.name),
    }));
    let report = seeder.insert(&mut db.client).await.unwrap();
    let total = report[posts].len();
    assert_eq!((report.table(posts).rows(), db.count("posts").await), (total, total));
    // The constraint itself was checked; the titles show that each parent was the right one and its posts were counted.
    let wrong = "SELECT count(*) FROM (
            SELECT title, name, row_number() OVER (PARTITION BY user_id ORDER BY p.id) AS nth
            FROM posts p JOIN users u ON u.id = p.user_id) AS numbered WHERE title <> nth || ' of ' || name";
    assert_eq!(db.one(wrong).await, "0");
    let counts = "SELECT min(n), max(n), count(DISTINCT n) FROM (
            SELECT count(p.id) AS n FROM users u LEFT JOIN posts p ON p.user_id = u.id GROUP BY u.id) AS counted";
    assert_eq!(db.one(counts).await, "0|6|7");
    // In order, one parent's after the other's.
    assert_eq!(
        db.one(
            "SELECT count(*) FROM (SELECT user_id < lag(user_id) OVER (ORDER BY id) AS back FROM posts) AS s WHERE back"
        )
        .await,
        "0"
    );
    // What is made again is what is there.
    for index in [0, 1, 1_000, total / 2, total - 1] {
        let row = report[posts].get(index).unwrap();
        let stored = db
            .one(&format!("SELECT user_id, title FROM posts WHERE id = {}", index + 1))
            .await;
        assert_eq!(stored, format!("{}|{}", row.user_id, row.title));
    }
    assert_eq!(report[posts].get(total), None);
    assert_eq!(report[people].iter().count(), 5_000);
}

#[tokio::test]
async fn a_total_is_spread_over_parents_as_asked() {
    let mut db = Db::new(SCHEMA).await;
    let mut seeder = Seeder::new();
    let people = users(&mut seeder, 1_000);
    let spread = Spread::total(7_654).at_most(90).childless(0.25);
    seeder.add_table(Table::per_parent(people, spread, |draw, user| Post {
        id: draw.number(),
        user_id: user.id,
        title: String::new(),
    }));
    seeder.insert(&mut db.client).await.unwrap();
    // The top fifth of a thousand has more than half.
    let counts = "SELECT sum(n), count(*) FILTER (WHERE n = 0), max(n) > 60 AND max(n) <= 90,
            sum(n) FILTER (WHERE place <= 200) > 7654 / 2
        FROM (SELECT count(p.id) AS n, row_number() OVER (ORDER BY count(p.id) DESC) AS place
            FROM users u LEFT JOIN posts p ON p.user_id = u.id GROUP BY u.id) AS counted";
    assert_eq!(db.one(counts).await, "7654|250|t|t");
}

#[derive(ToRow)]
#[blink(table = "comments")]
struct Comment {
    id: i64,
    post_id: i64,
    user_id: i64,
}

#[tokio::test]
async fn children_of_children_of_children_are_made_from_any_of_them() {
    let mut db = Db::new(SCHEMA).await;
    db.client
        .batch_execute("CREATE TABLE comments (id int8, post_id int8 REFERENCES posts, user_id int8 REFERENCES users)")
        .await
        .unwrap();
    let mut seeder = Seeder::new();
    let people = users(&mut seeder, 700);
    let posts = seeder.add_table(Table::per_parent(people, [(0, 0.6), (3, 0.4)], |draw, user| Post {
        id: draw.number(),
        user_id: user.id,
        title: String::new(),
    }));
    let comments = seeder.add_table(Table::per_parent(posts, 0..5, move |draw, post| Comment {
        id: draw.number(),
        post_id: post.id,
        user_id: draw.zipf(people, 1.2).id,
    }));
    let answers = seeder.add_table(
        Table::generate_with(
            move |store| store[comments].len() / 2,
            move |draw| {
                let comment = draw.pick(comments);
                Comment {
                    id: -draw.number(),
                    ..comment
                }
            },
        )
        .append(),
    );
    let report = seeder.insert(&mut db.client).await.unwrap();
    assert!(report.table(comments).rows() > 500);
    assert_eq!(report.table(answers).rows(), report.table(comments).rows() / 2);
    assert_eq!(
        db.one(
            "SELECT count(*) FROM comments a WHERE id < 0 AND NOT EXISTS (
                SELECT FROM comments c WHERE c.id > 0 AND (c.post_id, c.user_id) = (a.post_id, a.user_id))"
        )
        .await,
        "0"
    );
}

#[tokio::test]
async fn distinct_values_and_pairs_pass_the_servers_own_constraints() {
    let mut db = Db::new(
        "CREATE TABLE users (id int8 PRIMARY KEY, name text NOT NULL, code int4 UNIQUE);
         CREATE TABLE follows (a int8 REFERENCES users, b int8 REFERENCES users, PRIMARY KEY (a, b), CHECK (a <> b))",
    )
    .await;
    #[derive(ToRow)]
    #[blink(table = "users")]
    struct Coded {
        #[blink(flatten)]
        user: User,
        code: i32,
    }
    #[derive(ToRow)]
    #[blink(table = "follows")]
    struct Follow {
        a: i64,
        b: i64,
    }
    let mut seeder = Seeder::new();
    let people = seeder.add_table(Table::generate(300, |draw| Coded {
        user: User {
            id: draw.number(),
            name: String::new(),
        },
        code: draw.unique(0..300),
    }));
    seeder.add_table(Table::generate(300 * 299, move |draw| {
        let (a, b) = draw.unique_pair_within(people);
        Follow {
            a: a.user.id,
            b: b.user.id,
        }
    }));
    seeder.insert(&mut db.client).await.unwrap();
    assert_eq!(db.count("follows").await, 300 * 299);
    assert_eq!(db.one("SELECT min(code), max(code) FROM users").await, "0|299");
}

#[tokio::test]
async fn generated_rows_read_contexts_and_kept_rows() {
    let mut db = Db::new(SCHEMA).await;
    let mut seeder = Seeder::new();
    let names = seeder.add_context(|_| vec!["Alice", "Bob", "Carol"]);
    let kept = seeder.add_table(
        Table::from_fn(move |store| {
            Rows::new((1..).zip(&store[names]).map(|(id, name)| User {
                id,
                name: (*name).to_owned(),
            }))
        })
        .keep_rows(),
    );
    seeder.add_table(Table::generate_with(
        move |store| store[kept].len() as u64 * 10,
        move |draw| {
            let user = draw.pick(kept);
            Post {
                id: draw.number(),
                user_id: user.id,
                title: format!("{} {}", draw[names].len(), user.name),
            }
        },
    ));
    let plan = seeder.plan(&mut db.client).await.unwrap();
    assert_eq!(plan.tables()[1].rows(), None);
    let report = seeder.insert(&mut db.client).await.unwrap();
    assert_eq!(report.rows(), 33);
    assert_eq!(
        db.one("SELECT count(*) FROM posts JOIN users ON user_id = users.id WHERE title = '3 ' || name")
            .await,
        "30"
    );
}

#[tokio::test]
async fn a_function_of_ones_own_inserts_generated_rows() {
    let mut db = Db::new(SCHEMA).await;
    let mut seeder = Seeder::new();
    let table = Table::generate(2_500, |draw| User {
        id: draw.number(),
        name: format!("User {}", draw.number()),
    });
    let people = seeder.add_table(table.insert_with(|mut insertion| {
        Box::pin(async move {
            let mut stored = 0;
            while let Some(users) = insertion.next().await {
                let values = users.iter().map(|user| format!("({}, '{}')", user.id, user.name));
                let values = values.collect::<Vec<_>>().join(", ");
                stored += insertion.execute(&format!("INSERT INTO users VALUES {values}")).await?;
            }
            Ok(stored)
        })
    }));
    // One that does not even look at the rows leaves them to be made again all the same.
    let posts = Table::per_parent(people, 2, |draw, user| Post {
        id: draw.number(),
        user_id: user.id,
        title: String::new(),
    });
    let posts = seeder.add_table(posts.insert_with(|_| Box::pin(async { Ok(0) })));
    let report = seeder.insert(&mut db.client).await.unwrap();
    assert_eq!((db.count("users").await, report[posts].len()), (2_500, 5_000));
    assert_eq!(report[posts].get(4_999).unwrap().user_id, 2_500);
}

#[tokio::test]
async fn the_plan_and_the_report_say_how_many_rows_and_from_which_seed() {
    let mut db = Db::new(SCHEMA).await;
    let mut seeder = Seeder::new();
    seeder.random_seed(42);
    let people = users(&mut seeder, 1_234);
    seeder.add_table(Table::per_parent(people, 2, |draw, user| Post {
        id: draw.number(),
        user_id: user.id,
        title: String::new(),
    }));
    let plan = seeder.plan(&mut db.client).await.unwrap();
    assert_eq!(
        (plan.random_seed(), plan.tables()[0].rows(), plan.tables()[1].rows()),
        (42, Some(1_234), Some(2_468))
    );
    let shown = plan.to_string();
    assert!(shown.contains("rows generated from random seed 42\n"), "{shown}");
    assert!(shown.contains("public.posts: 2,468 rows, binary"), "{shown}");
    let report = seeder.insert(&mut db.client).await.unwrap();
    assert_eq!(report.random_seed(), 42);
    assert!(
        report.to_string().contains("rows generated from random seed 42"),
        "{report}"
    );
    let copied = blink::Table::from_rows([User {
        id: 99_999,
        name: String::new(),
    }]);
    let mut seeder = Seeder::new();
    seeder.add_table(copied);
    assert!(
        !seeder
            .insert(&mut db.client)
            .await
            .unwrap()
            .to_string()
            .contains("seed")
    );
}

#[tokio::test]
async fn values_that_no_table_stores_are_shared_by_tables() {
    let mut db = Db::new(SCHEMA).await;
    let mut seeder = Seeder::new();
    let names = seeder.add_generated(100, |draw| format!("Name {}", draw.between(0, 999_999)));
    let authors = seeder.add_table(Table::per_parent(names, 1, |draw, name| User {
        id: draw.number(),
        name: name.clone(),
    }));
    seeder.add_table(Table::generate(1_000, move |draw| {
        let place = draw.index() % draw.len(names);
        Post {
            id: draw.number(),
            user_id: draw.get(authors, place).id,
            title: draw.get(names, place),
        }
    }));
    // The plan knows them, so that it knows the number of rows.
    let plan = seeder.plan(&mut db.client).await.unwrap();
    assert!(plan.to_string().contains("100 rows"), "{plan}");
    let report = seeder.insert(&mut db.client).await.unwrap();
    let wrong = "SELECT count(*) FROM posts p JOIN users u ON u.id = p.user_id WHERE title <> name";
    assert_eq!((db.one(wrong).await, db.count("posts").await), ("0".to_owned(), 1_000));
    assert_eq!(report[names].get(41), report[authors].get(41).map(|author| author.name));
    let mut seeder = Seeder::new();
    let names = seeder.add_generated(3, |draw| draw.between(0, 999_999));
    let others = seeder.add_generated(3, |draw| draw.between(0, 999_999));
    let store = seeder.preview().unwrap();
    assert!(store[names].iter().ne(store[others].iter()));
}

#[tokio::test]
async fn a_mistake_in_values_that_no_table_stores_is_told_before_the_run() {
    let mut db = Db::new(SCHEMA).await;
    let mut seeder = Seeder::new();
    let empty = seeder.add_generated(0, |draw| draw.number());
    let broken = seeder.add_generated(3, move |draw| draw.pick(empty));
    seeder.add_table(Table::generate(1, move |draw| User {
        id: draw.pick(broken),
        name: String::new(),
    }));
    let error = seeder.insert(&mut db.client).await.unwrap_err();
    assert!(
        format!("{error:#}").contains("there is nothing to pick from"),
        "{error:#}"
    );
    let too_many = || {
        let mut seeder = Seeder::new();
        seeder.add_generated(u64::MAX, |draw| draw.number());
        seeder
    };
    let previewed = too_many().preview().unwrap_err().to_string();
    assert!(
        previewed.starts_with("generated values declared at ") && previewed.contains("relations.rs"),
        "{previewed}"
    );
    let too_many = too_many().insert(&mut db.client).await.unwrap_err();
    assert!(
        format!("{too_many:#}").contains("more than a bigint can number"),
        "{too_many:#}"
    );
}
