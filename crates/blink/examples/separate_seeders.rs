//! Several seeders one after the other, the keys of one handed to the next. One transaction around them all is the
//! caller's: each run joins it.

use blink::{Rows, Seeder, Table, ToRow};
use tokio_postgres::Transaction;

#[derive(ToRow)]
#[blink(table = "organizations")]
struct Organization {
    id: i64,
}

#[derive(ToRow)]
#[blink(table = "users")]
struct User {
    id: i64,
    organization_id: i64,
}

async fn organizations(transaction: &mut Transaction<'_>) -> Result<Vec<i64>, blink::Error> {
    let mut seeder = Seeder::new();
    let ids =
        seeder.add_table(Table::from_rows((1..=10).map(|id| Organization { id })).keep(|organization| organization.id));
    let report = seeder.insert(transaction).await?;
    Ok(report[ids].clone())
}

async fn users(transaction: &mut Transaction<'_>, organizations: Vec<i64>) -> Result<u64, blink::Error> {
    let users = Table::from_fn(move |_| {
        let all = organizations.into_iter().flat_map(|id| std::iter::repeat_n(id, 50));
        Rows::new((1..).zip(all).map(|(id, organization_id)| User { id, organization_id }))
    });
    Ok(blink::copy_to_table(transaction, users).await?.rows())
}

mod shared;

#[tokio::main]
pub(crate) async fn main() -> anyhow::Result<()> {
    let (_database, mut client) = shared::database(
        "CREATE TABLE organizations (id int8 PRIMARY KEY);
         CREATE TABLE users (id int8 PRIMARY KEY, organization_id int8 REFERENCES organizations)",
    )
    .await?;

    let mut transaction = client.transaction().await?;
    let ids = organizations(&mut transaction).await?;
    let count = users(&mut transaction, ids).await?;
    transaction.commit().await?;
    println!("{count} users");
    anyhow::ensure!(count == 500);
    Ok(())
}
