//! The questions, over another connection, about the indexes that the server builds for a run.

use std::sync::Arc;
use std::time::Duration;

use blink::__private::statement;
use blink::BoxError;
use tokio_postgres::{Client, SimpleQueryMessage};

use super::build::Build;
use super::meter::Meter;
use crate::stage::Work;

/// The time between two questions.
const PAUSE: Duration = Duration::from_secs(1);

/// Returns the server process of a connection.
///
/// # Errors
/// The driver's.
pub async fn backend_pid(client: &Client) -> Result<i32, tokio_postgres::Error> {
    let row = client.query_one("SELECT pg_catalog.pg_backend_pid()", &[]).await?;
    row.try_get(0)
}

/// Tells the meter what the server process of the run builds, until the future is dropped.
///
/// The connection is opened when the first index is built. If none is to be had, or it is lost, the progress does
/// without it: the future then ends.
pub async fn poll_builds<C>(meter: Arc<Meter>, pid: i32, connect: C)
where
    C: Future<Output = Result<Client, BoxError>> + Send,
{
    while !is_building(&meter) {
        tokio::time::sleep(PAUSE).await;
    }
    let Ok(client) = connect.await else { return };
    loop {
        let work = meter.snapshot().work;
        match builds_of(&client, pid).await {
            Ok(builds) => meter.builds(work, builds),
            Err(_) => return meter.builds(work, Vec::new()),
        }
        tokio::time::sleep(PAUSE).await;
    }
}

fn is_building(meter: &Meter) -> bool {
    matches!(meter.snapshot().work, Work::Building(_))
}

async fn builds_of(client: &Client, pid: i32) -> Result<Vec<Build>, tokio_postgres::Error> {
    // Without parameters, so that a pooler need not prepare it.
    let sql = statement(include_str!("sql/builds.sql")).replace("$pid", &pid.to_string());
    let answer = client.simple_query(&sql).await?;
    let build = |message: &SimpleQueryMessage| match message {
        SimpleQueryMessage::Row(row) => {
            let number = |n| row.get(n).and_then(|number: &str| number.parse().ok()).unwrap_or(0);
            Some(Build {
                table: row.get(0).unwrap_or_default().to_owned(),
                phase: row.get(1).unwrap_or_default().to_owned(),
                done: number(2),
                total: number(3),
            })
        }
        _ => None,
    };
    Ok(answer.iter().filter_map(build).collect())
}
