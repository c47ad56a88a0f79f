//! Making and encoding generated rows on one thread and on two, without sending them.

use anyhow::ensure;
use blink::{Draw, Generated, Handle, Seeder, Table, ToRow};
use chrono::{DateTime, Utc};
use fake::Fake as _;
use fake::faker::internet::en::SafeEmail;
use fake::faker::name::en::Name;
use rand::RngExt as _;

use crate::args::Args;
use crate::data::{self, User};
use crate::discard::Discarding;
use crate::measure::{Result, Run, Watch, alternate};
use crate::server::{Flavor, Server};

const ROWS: u64 = 2_000_000;

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

#[derive(Clone, Copy)]
enum Rows {
    Users,
    Posts,
    PostsPerUser,
    Fake,
}

/// The first is what the other is compared with.
const THREADS: [(&str, usize); 2] = [("blink-1-thread", 1), ("blink-2-threads", 2)];

pub(crate) fn users(args: &Args, server: &Server) -> anyhow::Result<Vec<Result>> {
    compare("generate-users", Rows::Users, args, server)
}

pub(crate) fn posts(args: &Args, server: &Server) -> anyhow::Result<Vec<Result>> {
    compare("generate-posts", Rows::Posts, args, server)
}

pub(crate) fn posts_per_user(args: &Args, server: &Server) -> anyhow::Result<Vec<Result>> {
    compare("generate-posts-per-user", Rows::PostsPerUser, args, server)
}

pub(crate) fn fake(args: &Args, server: &Server) -> anyhow::Result<Vec<Result>> {
    compare("generate-fake", Rows::Fake, args, server)
}

fn compare(work: &'static str, kind: Rows, args: &Args, server: &Server) -> anyhow::Result<Vec<Result>> {
    let rows = args.rows(ROWS);
    let tools = THREADS
        .into_iter()
        .filter(|(name, _)| args.wants(name))
        .collect::<Vec<_>>();
    let mut expected = None;
    let runs = alternate(&tools, args.rounds(), |&(name, threads), _| {
        let (run, bytes) = measure(kind, rows, threads, server)?;
        let expected = *expected.get_or_insert(bytes);
        ensure!(bytes == expected, "{name} made {bytes} bytes, the first {expected}");
        Ok(run)
    })?;
    let floor = tools.iter().position(|(_, threads)| *threads == 1);
    let floor = floor.map(|n| runs[n].as_slice());
    let result = |((name, threads), runs): (&(&str, usize), &Vec<Run>)| {
        Result::new(work, name, rows, runs, floor).on_threads(*threads)
    };
    Ok(tools.iter().zip(&runs).map(result).collect())
}

/// The time is the table's alone, without what is asked of the server before.
fn measure(rows: Rows, count: u64, threads: usize, server: &Server) -> anyhow::Result<(Run, u64)> {
    Flavor::MultiThread.runtime()?.block_on(async {
        let mut session = server.connect().await?;
        let mut seed = Seeder::new();
        seed.threads(threads).single_batch();
        let table = match rows {
            Rows::Users => last(&mut seed, user_rows(count)),
            Rows::Fake => last(&mut seed, faked(count)),
            Rows::Posts => {
                let parents = seed.add_table(user_rows(count / 5).insert_with(|_| Box::pin(async { Ok(0) })));
                last(&mut seed, post_rows(parents, count))
            }
            Rows::PostsPerUser => {
                let parents = seed.add_table(user_rows(count / 5).insert_with(|_| Box::pin(async { Ok(0) })));
                last(&mut seed, posts_per(parents))
            }
        };
        let client = &mut session.client;
        let watch = Watch::start(None);
        let report = seed.insert(&mut Discarding { client, rows: count }).await?;
        let run = watch.stop();
        let table = report.tables().nth(table).expect("it is there");
        Ok((
            Run {
                seconds: table.elapsed().as_secs_f64(),
                ..run
            },
            table.bytes(),
        ))
    })
}

/// Adds the table, and gives its place.
fn last<T: ToRow + 'static>(seed: &mut Seeder, table: Table<T, Generated<T>>) -> usize {
    let place = usize::from(std::any::type_name::<T>() == std::any::type_name::<Post>());
    seed.add_table(table);
    place
}

fn user_rows(rows: u64) -> Table<User, Generated<User>> {
    let days = data::days();
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
    let days = data::days();
    Table::generate(rows, move |draw| {
        let user = draw.pick(users);
        post(draw, &user, &days)
    })
}

fn posts_per(users: Handle<Generated<User>>) -> Table<Post, Generated<Post>> {
    let days = data::days();
    Table::per(users, 5, move |draw, user| post(draw, user, &days))
}

fn faked(rows: u64) -> Table<User, Generated<User>> {
    let days = data::days();
    Table::generate(rows, move |draw| User {
        id: draw.number(),
        name: Name().fake_with_rng(draw.rng()),
        email: SafeEmail().fake_with_rng(draw.rng()),
        inserted_at: *begin_of(&days, draw),
    })
}
