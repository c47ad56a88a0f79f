//! Tables of the user's own, and the rest filled around them.

mod keys;
mod mistakes;
mod tenants;

use std::time::{Duration, SystemTime};

use blink::{Generated, Report, Seeder, Spread, Table, ToRow};
use blink_schema::Error;
use blink_schema::facts::Facts;
use blink_schema::plan::{Options, OwnTable, Plan, plan};
use blink_testdb::Database;
use tokio_postgres::Client;

use crate::judge::rows;
use crate::trial::connect;

/// Countries are a parent of the user's own table; all else are children, but for reviews, which the user makes, too.
const BLOG: &str = "
    CREATE TABLE countries (code char(2) PRIMARY KEY, name text NOT NULL);
    CREATE TABLE users (
        id bigint PRIMARY KEY,
        country char(2) NOT NULL REFERENCES countries,
        email text NOT NULL UNIQUE,
        created_at timestamptz NOT NULL
    );
    CREATE TABLE profiles (
        user_id bigint PRIMARY KEY REFERENCES users, bio text, created_at timestamptz NOT NULL
    );
    CREATE TABLE posts (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        user_id bigint NOT NULL REFERENCES users,
        title varchar(80) NOT NULL,
        created_at timestamptz NOT NULL
    );
    CREATE TABLE comments (
        id bigserial PRIMARY KEY,
        post_id bigint NOT NULL REFERENCES posts,
        user_id bigint NOT NULL REFERENCES users,
        reply_to bigint REFERENCES comments,
        body text NOT NULL,
        created_at timestamp NOT NULL
    );
    CREATE TABLE follows (
        user_id bigint REFERENCES users, followed_id bigint REFERENCES users, PRIMARY KEY (user_id, followed_id)
    );
    CREATE TABLE reviews (
        id bigint PRIMARY KEY, post_id bigint NOT NULL REFERENCES posts, nth int NOT NULL, created_at timestamptz NOT NULL
    );
    CREATE TABLE votes (
        review_id bigint NOT NULL REFERENCES reviews, user_id bigint NOT NULL REFERENCES users, created_at timestamptz,
        PRIMARY KEY (review_id, user_id)
    );";

#[derive(Clone, Debug, PartialEq, ToRow)]
#[blink(table = "users")]
pub struct User {
    id: i64,
    country: String,
    email: String,
    created_at: SystemTime,
}

#[derive(Clone, Debug, PartialEq, ToRow)]
#[blink(table = "reviews")]
struct Review {
    id: i64,
    post_id: i64,
    nth: i32,
    created_at: SystemTime,
}

const USERS: u64 = 300;
const REVIEWS: u64 = 500;

/// 2024-09-26, a year before what the options say; the last users are later than that.
const FIRST: Duration = Duration::from_secs(1_727_308_800);
const DAY: u32 = 24 * 60 * 60;

pub async fn database(sql: &str) -> (Database, Client) {
    let db = blink_testdb::database();
    let client = connect(&db).await;
    client.batch_execute(sql).await.unwrap();
    (db, client)
}

pub fn options(rows: u64, own: impl IntoIterator<Item = OwnTable>) -> Options {
    Options {
        rows,
        own: own.into_iter().collect(),
        ..Options::until(9_400)
    }
}

/// The plan, ready to be carried out.
pub async fn read(client: &mut Client, options: &Options) -> Result<Plan, Error> {
    let facts = Facts::read(client).await?;
    let mut plan = plan(&facts, options)?;
    plan.prepare(&facts, options, client).await?;
    Ok(plan)
}

pub async fn one(client: &Client, query: &str) -> String {
    rows(client, query).await.unwrap()[0][0].clone()
}

/// Asserts that each query counts nothing.
pub async fn assert_none(client: &Client, queries: &[&str]) {
    for query in queries {
        assert_eq!(one(client, query).await, "0", "{query}");
    }
}

async fn planned(client: &mut Client) -> Plan {
    let own = [OwnTable::of::<User>(USERS), OwnTable::of::<Review>(REVIEWS)];
    read(client, &options(2_000, own)).await.unwrap()
}

fn user(country: String, number: i64) -> User {
    User {
        id: 7 * number,
        country,
        email: format!("user{number}@example.com"),
        created_at: SystemTime::UNIX_EPOCH + FIRST + DAY * 2 * Duration::from_secs(number as u64),
    }
}

/// Fills the blog around users and reviews.
async fn filled(client: &mut Client, plan: &Plan, threads: usize) -> (Report, Vec<User>) {
    let mut seeder = Seeder::new();
    seeder.threads(threads);
    let mut around = plan.around(&mut seeder);
    let countries = around.column::<String>("countries", "code").unwrap();
    let users = Table::generate(USERS, move |draw| user(draw.pick(countries), draw.number()));
    let users = around.own(users).unwrap();
    let posts = around
        .columns::<(i64, SystemTime)>("posts", ["id", "created_at"])
        .unwrap();
    let reviews = Table::per_parent(posts, Spread::total(REVIEWS), |draw, &(post_id, created_at)| Review {
        id: draw.number(),
        post_id,
        nth: draw.nth() as i32,
        created_at: created_at + Duration::from_secs(60),
    });
    around.own(reviews).unwrap();
    around.finish().unwrap();
    let report = seeder.insert(client).await.unwrap();
    let made = report[users].iter().collect();
    (report, made)
}

#[tokio::test]
async fn the_rest_is_filled_around_rows_of_ones_own() {
    let (_db, mut client) = database(BLOG).await;
    let plan = planned(&mut client).await;
    let (report, users) = filled(&mut client, &plan, 2).await;
    assert_eq!(users.len() as u64, USERS);
    // All in the order of the foreign keys.
    let order = report
        .tables()
        .map(|table| table.table().to_owned())
        .collect::<Vec<_>>();
    let place = |name: &str| order.iter().position(|one| one.ends_with(name)).unwrap();
    for (parent, child) in [
        ("countries", "users"),
        ("users", "posts"),
        ("posts", "reviews"),
        ("reviews", "votes"),
        ("users", "profiles"),
        ("posts", "comments"),
    ] {
        assert!(place(parent) < place(child), "{order:?}");
    }
    assert_eq!(order.len(), 8);
    assert_eq!(one(&client, "SELECT count(*) FROM users WHERE id % 7 = 0").await, "300");
    assert_eq!(one(&client, "SELECT count(*) FROM reviews").await, "500");
    assert_none(
        &client,
        &[
            "SELECT count(*) FROM (SELECT FROM posts HAVING count(*) < 100) s",
            "SELECT count(*) FROM (SELECT FROM profiles HAVING count(*) NOT BETWEEN 1 AND 300) s",
            "SELECT count(*) FROM (SELECT FROM votes HAVING count(*) < 100) s",
            "SELECT count(*) FROM posts p JOIN users u ON u.id = user_id WHERE p.created_at <= u.created_at",
            "SELECT count(*) FROM profiles p JOIN users u ON u.id = user_id WHERE p.created_at <= u.created_at",
            "SELECT count(*) FROM comments c JOIN users u ON u.id = user_id WHERE c.created_at AT TIME ZONE 'UTC' <= u.created_at",
            "SELECT count(*) FROM comments c JOIN posts p ON p.id = post_id WHERE c.created_at AT TIME ZONE 'UTC' <= p.created_at",
            "SELECT count(*) FROM comments c JOIN comments r ON r.id = c.reply_to WHERE c.created_at <= r.created_at",
            "SELECT count(*) FROM votes v JOIN reviews r ON r.id = review_id WHERE v.created_at <= r.created_at",
            "SELECT count(*) FROM votes v JOIN users u ON u.id = user_id WHERE v.created_at <= u.created_at",
            "SELECT count(*) FROM reviews r JOIN posts p ON p.id = post_id WHERE r.created_at <> p.created_at + interval '1 min'",
            "SELECT count(*) FROM (SELECT FROM countries HAVING count(*) < 5) s",
            // Foreign keys are in place.
            "SELECT 11 - count(*) FROM pg_constraint WHERE contype = 'f' AND convalidated
                 AND connamespace = 'public'::regnamespace",
        ],
    )
    .await;
    // Some have many posts.
    let most = "SELECT max(n) >= 5 FROM (SELECT count(*) n FROM posts GROUP BY user_id) s";
    assert_eq!(one(&client, most).await, "t");
}

#[tokio::test]
async fn the_same_rows_come_on_any_number_of_threads() {
    let all = "SELECT md5(string_agg(t, '' ORDER BY t)) FROM (
            SELECT p::text FROM posts p UNION ALL SELECT c::text FROM comments c UNION ALL SELECT u::text FROM users u
            UNION ALL SELECT r::text FROM reviews r UNION ALL SELECT v::text FROM votes v) AS s (t)";
    let mut found = Vec::new();
    for threads in [1, 3] {
        let (_db, mut client) = database(BLOG).await;
        let plan = planned(&mut client).await;
        filled(&mut client, &plan, threads).await;
        found.push(one(&client, all).await);
    }
    assert_eq!(found[0], found[1]);
}

#[tokio::test]
async fn the_plan_says_what_is_ones_own() {
    let (_db, mut client) = database(BLOG).await;
    let facts = Facts::read(&mut client).await.unwrap();
    let options = options(2_000, [OwnTable::of::<User>(USERS), OwnTable::of::<Review>(REVIEWS)]);
    let mut plan = plan(&facts, &options).unwrap();
    plan.prepare(&facts, &options, &mut client).await.unwrap();
    let text = plan.to_string();
    assert!(text.contains("\npublic.users: your own, 300 rows\n"), "{text}");
    assert!(text.contains("\npublic.reviews: your own, 500 rows\n"), "{text}");
    let key = text
        .lines()
        .find(|line| line.ends_with("public.users.id (foreign key posts_user_id_fkey)"));
    assert!(
        key.is_some_and(|line| line.contains(" your own, your own, your own ")),
        "{text}"
    );
    let users = plan.tables.iter().find(|table| table.is_own).unwrap();
    assert_eq!((users.rows, users.columns.len(), users.constraints.len()), (300, 0, 0));
    // Rows that only you can make are not rehearsed, and neither are those that need them.
    let rehearsal = plan.rehearse(&facts, &options, &mut client).await.unwrap();
    assert!(rehearsal.refusals.is_empty(), "{:?}", rehearsal.refusals);
    let said = rehearsal
        .not_rehearsed
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>();
    assert!(
        said.contains(&"public.users: its rows are your own".to_owned()),
        "{said:?}"
    );
    assert!(
        said.contains(&"public.posts: it refers to public.users, which is not rehearsed".to_owned()),
        "{said:?}"
    );
    assert!(!said.iter().any(|one| one.starts_with("public.countries")), "{said:?}");
    // The run is none the worse for it.
    filled(&mut client, &plan, 1).await;
}

/// The rows of a handle are what is stored, and can be made again after the run.
#[tokio::test]
async fn keys_of_the_plan_are_read_as_they_are_stored() {
    let (_db, mut client) = database(BLOG).await;
    let plan = planned(&mut client).await;
    let mut seeder = Seeder::new();
    let mut around = plan.around(&mut seeder);
    let codes = around.column::<String>("public.countries", "code").unwrap();
    let both = around
        .columns::<(String, String)>("countries", ["code", "name"])
        .unwrap();
    let users = Table::generate(USERS, move |draw| {
        user(draw.get(codes, draw.index() % draw.len(codes)), draw.number())
    });
    around.own(users).unwrap();
    let posts = around
        .columns::<(i64, i64, String)>("posts", ["id", "user_id", "title"])
        .unwrap();
    let reviews = Table::generate(REVIEWS, move |draw| {
        let (post_id, user_id, title) = draw.pick(posts);
        assert!(user_id % 7 == 0 && !title.is_empty());
        Review {
            id: draw.number(),
            post_id,
            nth: 0,
            created_at: SystemTime::UNIX_EPOCH,
        }
    });
    around.own(reviews).unwrap();
    around.finish().unwrap();
    let report = seeder.insert(&mut client).await.unwrap();
    let stored = |query: &'static str| async { rows(&client, query).await.unwrap().concat() };
    let mut codes = report[codes].iter().collect::<Vec<_>>();
    codes.sort();
    assert_eq!(
        codes,
        stored("SELECT code FROM countries ORDER BY code COLLATE \"C\"").await
    );
    let mut names = report[both]
        .iter()
        .map(|(code, name)| format!("{code} {name}"))
        .collect::<Vec<_>>();
    names.sort();
    assert_eq!(
        names,
        stored("SELECT code || ' ' || name AS n FROM countries ORDER BY code COLLATE \"C\"").await
    );
    let made: &Generated<(i64, i64, String)> = &report[posts];
    let mut made = made
        .iter()
        .map(|(id, user, title)| (id, format!("{user} {title}")))
        .collect::<Vec<_>>();
    made.sort();
    let made = made.into_iter().map(|(_, post)| post).collect::<Vec<_>>();
    assert_eq!(
        made,
        stored("SELECT user_id || ' ' || title FROM posts ORDER BY id").await
    );
}

#[path = "../../examples/around.rs"]
mod example;

#[test]
fn the_example_runs() {
    example::main().unwrap();
}
