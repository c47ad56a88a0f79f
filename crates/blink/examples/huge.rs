//! Users and as many posts, of which none is ever held: `cargo run --release --example huge -- --rows 50000000`.
//!
//! Every post belongs to a user who is made again for it. Says at the end how much memory that took.

mod shared;

use blink::{Seeder, Table, ToRow};

#[derive(ToRow)]
#[blink(table = "users")]
struct User {
    id: i64,
    name: String,
    email: String,
}

#[derive(ToRow)]
#[blink(table = "posts")]
struct Post {
    id: i64,
    user_id: i64,
    title: String,
}

fn seeder(rows: u64) -> Seeder {
    let mut seeder = Seeder::new();
    let users = seeder.add_table(Table::generate(rows, |draw| {
        let id = draw.number();
        User {
            id,
            name: format!("User {id}"),
            email: format!("user{id}@example.com"),
        }
    }));
    seeder.add_table(Table::generate(rows, move |draw| {
        let user = draw.pick(users);
        Post {
            id: draw.number(),
            user_id: user.id,
            title: format!("Post {} by {}", draw.number(), user.name),
        }
    }));
    seeder
}

/// The most memory that this process has had, in MB; None where the system does not say.
fn peak_memory() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: f64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kib * 1024.0 / 1e6)
}

pub(crate) async fn run(rows: u64) -> anyhow::Result<()> {
    let (_database, mut client) = shared::database(
        "CREATE UNLOGGED TABLE users (id int8 NOT NULL, name text NOT NULL, email text NOT NULL);
         CREATE UNLOGGED TABLE posts (id int8 NOT NULL, user_id int8 NOT NULL, title text NOT NULL)",
    )
    .await?;
    let report = seeder(rows).insert(&mut client).await?;
    println!("{report}");
    if let Some(peak) = peak_memory() {
        println!("at most {peak:.1} MB of memory");
    }
    anyhow::ensure!(report.rows() == rows * 2);
    Ok(())
}

#[tokio::main]
pub(crate) async fn main() -> anyhow::Result<()> {
    run(shared::rows(50_000_000)?).await
}
