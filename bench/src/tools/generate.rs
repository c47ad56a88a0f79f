//! Blink's generated rows, as in its README: made and encoded, but not sent.

use blink::{Draw, Generated, Handle, Seeder, Table, ToRow};
use chrono::{DateTime, Utc};
use fake::Fake as _;
use fake::faker::internet::en::SafeEmail;
use fake::faker::name::en::Name;
use rand::RngExt as _;

use crate::data::all::Shape;
use crate::data::seed::{User, days};
use crate::discard;
use crate::measure::Run;
use crate::target::Target;

/// A post, as in the README.
#[derive(ToRow)]
#[blink(table = "posts")]
struct Post {
    id: i64,
    title: String,
    body: &'static str,
    user_id: i64,
    inserted_at: DateTime<Utc>,
}

/// Makes and encodes the rows without a server.
pub(crate) async fn encode(target: &Target, shape: Shape, rows: u64, threads: usize) -> anyhow::Result<Run> {
    discard::measured(target, &[rows], async || Ok(declare(shape, rows, threads))).await
}

fn declare(shape: Shape, rows: u64, threads: usize) -> Seeder {
    let mut seeder = Seeder::new();
    seeder.threads(threads).single_batch();
    match shape {
        Shape::Users => drop(seeder.add_table(user_rows(rows))),
        Shape::Fake => drop(seeder.add_table(faked(rows))),
        Shape::Posts => {
            let parents = seeder.add_table(not_stored(rows / 5));
            seeder.add_table(post_rows(parents, rows));
        }
        Shape::PostsPerUser => {
            let parents = seeder.add_table(not_stored(rows / 5));
            seeder.add_table(posts_per(parents));
        }
    }
    seeder
}

/// Users that are not stored, only regenerated.
fn not_stored(rows: u64) -> Table<User, Generated<User>> {
    user_rows(rows).insert_with(|_| Box::pin(async { Ok(0) }))
}

fn user_rows(rows: u64) -> Table<User, Generated<User>> {
    let days = days();
    Table::generate(rows, move |draw| {
        let id = draw.number();
        User {
            id,
            name: format!("User {id}"),
            email: format!("user{id}@example.com"),
            inserted_at: *begin_of(&days, draw),
        }
    })
}

/// Takes the days in turn, except the last, which leaves no day for posts.
fn begin_of<'d>(days: &'d [DateTime<Utc>], draw: &Draw<'_>) -> &'d DateTime<Utc> {
    let begin = &days[..days.len() - 1];
    #[expect(clippy::cast_possible_truncation, reason = "below the number of days")]
    let day = (draw.index() % begin.len() as u64) as usize;
    &begin[day]
}

fn post(draw: &mut Draw<'_>, user: &User, days: &[DateTime<Utc>]) -> Post {
    let later = &days[days.partition_point(|day| *day <= user.inserted_at)..];
    Post {
        id: draw.number(),
        title: format!("Post {} by User {}", draw.nth(), user.id),
        body: "Content here",
        user_id: user.id,
        inserted_at: later[draw.rng().random_range(0..later.len())],
    }
}

fn post_rows(users: Handle<Generated<User>>, rows: u64) -> Table<Post, Generated<Post>> {
    let days = days();
    Table::generate(rows, move |draw| {
        let user = draw.pick(users);
        post(draw, &user, &days)
    })
}

fn posts_per(users: Handle<Generated<User>>) -> Table<Post, Generated<Post>> {
    let days = days();
    Table::per_parent(users, 5, move |draw, user| post(draw, user, &days))
}

fn faked(rows: u64) -> Table<User, Generated<User>> {
    let days = days();
    Table::generate(rows, move |draw| User {
        id: draw.number(),
        name: Name().fake_with_rng(draw.rng()),
        email: SafeEmail().fake_with_rng(draw.rng()),
        inserted_at: *begin_of(&days, draw),
    })
}
