//! `tokio_postgres::BinaryCopyInWriter`, which takes a row at a time.

use std::pin::pin;

use tokio_postgres::binary_copy::BinaryCopyInWriter;
use tokio_postgres::types::Type;
use tokio_postgres::{Client, Transaction};

use crate::data::{self, Size, User};

pub(crate) async fn fill(client: &mut Client, size: Size) -> anyhow::Result<()> {
    let transaction = client.transaction().await?;
    let days = data::days();
    let users = users(&transaction, data::users(&days, size.users)).await?;
    posts(&transaction, users.iter().flat_map(|user| data::posts(&days, user))).await?;
    Ok(transaction.commit().await?)
}

async fn users(transaction: &Transaction<'_>, rows: impl Iterator<Item = User>) -> anyhow::Result<Vec<User>> {
    let types = [Type::INT8, Type::TEXT, Type::TEXT, Type::TIMESTAMPTZ];
    let sink = transaction.copy_in("COPY users FROM STDIN (FORMAT binary)").await?;
    let mut writer = pin!(BinaryCopyInWriter::new(sink, &types));
    let mut users = Vec::new();
    for user in rows {
        writer
            .as_mut()
            .write(&[&user.id, &user.name, &user.email, &user.inserted_at])
            .await?;
        users.push(user);
    }
    writer.finish().await?;
    Ok(users)
}

async fn posts(transaction: &Transaction<'_>, rows: impl Iterator<Item = data::Post>) -> anyhow::Result<()> {
    let types = [Type::INT8, Type::TEXT, Type::TEXT, Type::INT8, Type::TIMESTAMPTZ];
    let sink = transaction.copy_in("COPY posts FROM STDIN (FORMAT binary)").await?;
    let mut writer = pin!(BinaryCopyInWriter::new(sink, &types));
    for post in rows {
        writer
            .as_mut()
            .write(&[&post.id, &post.title, &post.body, &post.user_id, &post.inserted_at])
            .await?;
    }
    writer.finish().await?;
    Ok(())
}
