//! Blink making and encoding rows that are generated as its README shows it, without sending them.

use anyhow::Context as _;
use blink::{Draw, Generated, Handle, Seeder, Table, ToRow};
use chrono::{DateTime, Utc};
use fake::Fake as _;
use fake::faker::internet::en::SafeEmail;
use fake::faker::name::en::Name;
use rand::RngExt as _;
use serde::{Deserialize, Serialize};

use crate::data::seed::{User, days};
use crate::discard::Discarding;
use crate::measure::Run;
use crate::target::Target;

/// As the README has it.
#[derive(ToRow)]
#[blink(table = "posts")]
struct Post {
    id: i64,
    title: String,
    body: &'static str,
    user_id: i64,
    inserted_at: DateTime<Utc>,
}

/// What the rows are made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Shape {
    Users,
    /// Each picks a user, and makes it again.
    Posts,
    /// Five of each user, which is made once for them.
    PostsPerUser,
    /// Users with a name and an e-mail of the crate `fake`.
    Fake,
}

/// The time is the table's alone, without what is asked of the server before.
pub(crate) async fn encode(target: &Target, shape: Shape, rows: u64, threads: usize) -> anyhow::Result<Run> {
    let mut client = target.connect().await?;
    let mut seed = Seeder::new();
    seed.threads(threads).single_batch();
    let table = match shape {
        Shape::Users => last(&mut seed, user_rows(rows)),
        Shape::Fake => last(&mut seed, faked(rows)),
        Shape::Posts => {
            let parents = seed.add_table(user_rows(rows / 5).insert_with(|_| Box::pin(async { Ok(0) })));
            last(&mut seed, post_rows(parents, rows))
        }
        Shape::PostsPerUser => {
            let parents = seed.add_table(user_rows(rows / 5).insert_with(|_| Box::pin(async { Ok(0) })));
            last(&mut seed, posts_per(parents))
        }
    };
    let watch = target.watch();
    let report = seed.insert(&mut Discarding::of(&mut client, [rows])).await?;
    let run = watch.stop()?;
    let table = report.tables().nth(table).context("the table is not in the report")?;
    Ok(Run {
        seconds: table.elapsed().as_secs_f64(),
        bytes: Some(table.bytes()),
        ..run
    })
}

/// Adds the table, and gives its place.
fn last<T: ToRow + 'static>(seed: &mut Seeder, table: Table<T, Generated<T>>) -> usize {
    let place = usize::from(std::any::type_name::<T>() == std::any::type_name::<Post>());
    seed.add_table(table);
    place
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

/// The days in turn, but for the last, after which there is none for posts.
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
    Table::per(users, 5, move |draw, user| post(draw, user, &days))
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
