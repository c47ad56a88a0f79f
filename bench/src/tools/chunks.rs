//! tokio-postgres with chunks of an encoder written by hand for these tables: the code of an expert in COPY.

use std::pin::pin;

use bytes::{BufMut as _, Bytes, BytesMut};
use futures_util::SinkExt as _;
use tokio_postgres::Transaction;

use crate::data::{Dataset, Fill, Make, rows};
use crate::measure::Run;
use crate::row::Row;
use crate::target::Target;

const CHUNK: usize = 64 * 1024;

pub(crate) async fn fill(target: &Target, data: impl Dataset) -> anyhow::Result<Run> {
    let mut client = target.client().await?;
    let watch = target.watch();
    let transaction = client.transaction().await?;
    data.fill(&mut Chunks(&transaction)).await?;
    transaction.commit().await?;
    watch.stop()
}

struct Chunks<'t>(&'t Transaction<'t>);

impl Fill for Chunks<'_> {
    async fn table<R: Row>(&mut self, name: &'static str, count: u64, make: impl Make<R>) -> anyhow::Result<()> {
        let sql = copy::<R>(name);
        let mut sink = pin!(self.0.copy_in::<_, Bytes>(&sql).await?);
        let mut chunk = begin();
        for row in rows(count, make) {
            row.put(&mut chunk);
            if chunk.len() >= CHUNK {
                let full = std::mem::replace(&mut chunk, empty());
                sink.feed(full.freeze()).await?;
            }
        }
        chunk.put_i16(-1);
        sink.feed(chunk.freeze()).await?;
        sink.as_mut().finish().await?;
        Ok(())
    }
}

/// The COPY statement of a table.
pub(crate) fn copy<R: Row>(name: &str) -> String {
    format!("COPY {} ({}) FROM STDIN (FORMAT binary)", name, R::COLUMNS.join(", "))
}

/// A chunk with the header of the format.
fn begin() -> BytesMut {
    let mut chunk = empty();
    chunk.put_slice(b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0");
    chunk
}

fn empty() -> BytesMut {
    BytesMut::with_capacity(CHUNK + CHUNK / 4)
}

/// Makes and encodes the rows without a server.
pub(crate) async fn encode(target: &Target, data: impl Dataset) -> anyhow::Result<Run> {
    let watch = target.watch();
    let bytes = encoded(data).await?;
    let run = watch.stop()?;
    Ok(Run {
        bytes: Some(bytes),
        server_cpu: None,
        ..run
    })
}

/// Encodes on the calling thread into one buffer, drops its content, and returns the number of bytes.
pub(crate) async fn encoded(data: impl Dataset) -> anyhow::Result<u64> {
    let mut encoding = Encoding(0);
    data.fill(&mut encoding).await?;
    Ok(encoding.0)
}

struct Encoding(u64);

impl Fill for Encoding {
    async fn table<R: Row>(&mut self, _: &'static str, count: u64, make: impl Make<R>) -> anyhow::Result<()> {
        let mut chunk = begin();
        for row in rows(count, make) {
            row.put(&mut chunk);
            if chunk.len() >= CHUNK {
                self.0 += chunk.len() as u64;
                chunk.clear();
            }
        }
        chunk.put_i16(-1);
        self.0 += chunk.len() as u64;
        Ok(())
    }
}
