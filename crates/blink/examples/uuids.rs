//! Organizations, their users and the users' posts, with UUIDs as keys. What makes a row is a plain function.

use blink::{Handle, Rows, Seeder, Table, ToRow};
use uuid::Uuid;

#[derive(ToRow)]
#[blink(table = "organizations")]
struct Organization {
    id: Uuid,
    name: String,
}

#[derive(ToRow)]
#[blink(table = "users")]
struct User {
    id: Uuid,
    name: String,
    organization_id: Uuid,
}

#[derive(ToRow)]
#[blink(table = "posts")]
struct Post {
    id: Uuid,
    title: String,
    user_id: Uuid,
}

fn build_organization(n: usize) -> Organization {
    Organization {
        id: Uuid::new_v4(),
        name: format!("Organization {n}"),
    }
}

fn build_user(n: usize, organization_id: Uuid) -> User {
    User {
        id: Uuid::new_v4(),
        name: format!("User {n}"),
        organization_id,
    }
}

fn build_post(n: usize, user_id: Uuid) -> Post {
    Post {
        id: Uuid::new_v4(),
        title: format!("Post {n}"),
        user_id,
    }
}

fn organizations(seeder: &mut Seeder, n: usize) -> Handle<Vec<Uuid>> {
    seeder.add_table(Table::from_rows((1..=n).map(build_organization)).keep(|organization| organization.id))
}

fn users(seeder: &mut Seeder, organizations: Handle<Vec<Uuid>>, each: usize) -> Handle<Vec<Uuid>> {
    let users = Table::from_fn(move |store| {
        Rows::new(
            store[organizations]
                .iter()
                .flat_map(move |&id| (1..=each).map(move |n| build_user(n, id))),
        )
    });
    seeder.add_table(users.keep(|user| user.id))
}

fn posts(seeder: &mut Seeder, users: Handle<Vec<Uuid>>, each: usize) {
    seeder.add_table(Table::from_fn(move |store| {
        Rows::new(
            store[users]
                .iter()
                .flat_map(move |&id| (1..=each).map(move |n| build_post(n, id))),
        )
    }));
}

mod shared;

#[tokio::main]
pub(crate) async fn main() -> anyhow::Result<()> {
    let (_database, mut client) = shared::database(
        "CREATE TABLE organizations (id uuid PRIMARY KEY, name text);
         CREATE TABLE users (id uuid PRIMARY KEY, name text, organization_id uuid REFERENCES organizations);
         CREATE TABLE posts (id uuid PRIMARY KEY, title text, user_id uuid REFERENCES users)",
    )
    .await?;

    let mut seeder = Seeder::new();
    seeder.batch_size(1_000);
    let organizations = organizations(&mut seeder, 10);
    let users = users(&mut seeder, organizations, 50);
    posts(&mut seeder, users, 5);
    let report = seeder.insert(&mut client).await?;
    println!("{report}");
    anyhow::ensure!(report.rows() == 10 + 500 + 2_500);
    Ok(())
}
