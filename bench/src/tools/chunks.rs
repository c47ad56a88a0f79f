//! tokio-postgres with an encoder written by hand for these two tables: what somebody who knows COPY would do.

use std::pin::Pin;

use bytes::{BufMut as _, Bytes, BytesMut};
use chrono::{DateTime, Utc};
use futures_util::SinkExt as _;
use tokio_postgres::{Client, CopyInSink};

use crate::data::{self, Post, Size, User};

const CHUNK: usize = 64 * 1024;

pub(crate) async fn fill(client: &mut Client, size: Size) -> anyhow::Result<()> {
    let transaction = client.transaction().await?;
    let days = data::days();

    let sink = transaction.copy_in("COPY users FROM STDIN (FORMAT binary)").await?;
    let mut copy = Copy::new(sink);
    let mut users = Vec::new();
    for user in data::users(&days, size.users) {
        put_user(&mut copy.chunk, &user);
        users.push(user);
        copy.send_if_full().await?;
    }
    copy.finish().await?;

    let sink = transaction.copy_in("COPY posts FROM STDIN (FORMAT binary)").await?;
    let mut copy = Copy::new(sink);
    for user in &users {
        for post in data::posts(&days, user) {
            put_post(&mut copy.chunk, &post);
            copy.send_if_full().await?;
        }
    }
    copy.finish().await?;
    Ok(transaction.commit().await?)
}

struct Copy {
    sink: Pin<Box<CopyInSink<Bytes>>>,
    chunk: BytesMut,
}

impl Copy {
    fn new(sink: CopyInSink<Bytes>) -> Self {
        Self {
            sink: Box::pin(sink),
            chunk: begin(),
        }
    }

    async fn send_if_full(&mut self) -> anyhow::Result<()> {
        if self.chunk.len() >= CHUNK {
            self.sink.feed(cut(&mut self.chunk)).await?;
        }
        Ok(())
    }

    async fn finish(mut self) -> anyhow::Result<()> {
        self.chunk.put_i16(-1);
        self.sink.feed(self.chunk.freeze()).await?;
        self.sink.as_mut().finish().await?;
        Ok(())
    }
}

/// A chunk with the header of the format.
fn begin() -> BytesMut {
    let mut chunk = BytesMut::with_capacity(CHUNK + CHUNK / 4);
    chunk.put_slice(b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0");
    chunk
}

fn cut(chunk: &mut BytesMut) -> Bytes {
    std::mem::replace(chunk, BytesMut::with_capacity(CHUNK + CHUNK / 4)).freeze()
}

/// Encodes rows, and drops what comes out, as much of it as there is.
pub(crate) fn discard<T>(rows: impl Iterator<Item = T>, put: fn(&mut BytesMut, &T)) -> u64 {
    let mut bytes = 0;
    let mut chunk = begin();
    for row in rows {
        put(&mut chunk, &row);
        if chunk.len() >= CHUNK {
            bytes += chunk.len() as u64;
            chunk.clear();
        }
    }
    chunk.put_i16(-1);
    bytes + chunk.len() as u64
}

pub(crate) fn put_user(out: &mut BytesMut, user: &User) {
    out.put_i16(4);
    put_int8(out, user.id);
    put_text(out, &user.name);
    put_text(out, &user.email);
    put_time(out, user.inserted_at);
}

pub(crate) fn put_post(out: &mut BytesMut, post: &Post) {
    out.put_i16(5);
    put_int8(out, post.id);
    put_text(out, &post.title);
    put_text(out, &post.body);
    put_int8(out, post.user_id);
    put_time(out, post.inserted_at);
}

fn put_int8(out: &mut BytesMut, value: i64) {
    out.put_i32(8);
    out.put_i64(value);
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    reason = "some dozens of bytes"
)]
fn put_text(out: &mut BytesMut, value: &str) {
    out.put_i32(value.len() as i32);
    out.put_slice(value.as_bytes());
}

fn put_time(out: &mut BytesMut, value: DateTime<Utc>) {
    /// 2000-01-01, which PostgreSQL counts from.
    const EPOCH: i64 = 946_684_800_000_000;
    put_int8(out, value.timestamp_micros() - EPOCH);
}
