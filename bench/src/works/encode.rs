//! Making and encoding rows, table by table, without sending them.

use std::sync::Arc;

use anyhow::ensure;
use blink::{Rows, Seeder, Table, ToRow};

use crate::args::Args;
use crate::data::{self, Size, User};
use crate::discard::Discarding;
use crate::measure::{Result, Run, Watch, alternate};
use crate::server::{Flavor, Server};
use crate::tools::chunks;

const USERS: &str = "encode-users";
const POSTS: &str = "encode-posts";

const ROWS: u64 = 2_000_000;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Encoder {
    /// On the calling thread, into one buffer.
    ByHand,
    Blink,
}

const TOOLS: [(&str, Encoder); 2] = [("by-hand", Encoder::ByHand), ("blink", Encoder::Blink)];

pub(crate) fn run(args: &Args, server: &Server) -> anyhow::Result<Vec<Result>> {
    let rows = args.rows(ROWS);
    let mut results = compare(USERS, rows, args, |encoder| users(encoder, rows, server))?;
    let size = Size::of_rows(rows);
    let parents: Arc<[User]> = data::users(&data::days(), size.users).collect();
    let each = |encoder| posts(encoder, &parents, size, server);
    results.extend(compare(POSTS, size.posts(), args, each)?);
    Ok(results)
}

fn compare(
    work: &'static str,
    rows: u64,
    args: &Args,
    encode: impl Fn(Encoder) -> anyhow::Result<(Run, u64)>,
) -> anyhow::Result<Vec<Result>> {
    let tools = TOOLS
        .into_iter()
        .filter(|(name, _)| args.wants(name))
        .collect::<Vec<_>>();
    let mut expected = None;
    let runs = alternate(&tools, args.rounds(), |&(name, encoder), _| {
        let (run, bytes) = encode(encoder)?;
        let expected = *expected.get_or_insert(bytes);
        ensure!(
            bytes == expected,
            "{name} made {bytes} bytes, the first tool {expected}"
        );
        Ok(run)
    })?;
    let floor = tools.iter().position(|(_, encoder)| *encoder == Encoder::ByHand);
    let floor = floor.map(|n| runs[n].as_slice());
    let tools = tools.iter().zip(&runs);
    Ok(tools
        .map(|((name, _), runs)| Result::new(work, name, rows, runs, floor))
        .collect())
}

fn users(encoder: Encoder, rows: u64, server: &Server) -> anyhow::Result<(Run, u64)> {
    match encoder {
        Encoder::ByHand => Ok(by_hand(|| {
            chunks::discard(data::users(&data::days(), rows), chunks::put_user)
        })),
        Encoder::Blink => blink(server, rows, |seed| {
            let days = seed.add_context(|_| data::days());
            Table::with(move |store| Rows::new(data::users(&store[days], rows)))
        }),
    }
}

fn posts(encoder: Encoder, parents: &Arc<[User]>, size: Size, server: &Server) -> anyhow::Result<(Run, u64)> {
    match encoder {
        Encoder::ByHand => Ok(by_hand(|| {
            let days = data::days();
            let posts = parents.iter().flat_map(|user| data::posts(&days, user));
            chunks::discard(posts, chunks::put_post)
        })),
        Encoder::Blink => blink(server, size.posts(), |seed| {
            let parents = Arc::clone(parents);
            let days = seed.add_context(|_| data::days());
            let users = seed.add_context(move |_| parents);
            Table::with(move |store| {
                Rows::new(
                    store[users]
                        .iter()
                        .flat_map(move |user| data::posts(&store[days], user)),
                )
            })
        }),
    }
}

fn by_hand(encode: impl FnOnce() -> u64) -> (Run, u64) {
    let watch = Watch::start(None);
    let bytes = encode();
    (watch.stop(), bytes)
}

/// The time is the table's alone, without what is asked of the server before.
fn blink<T: ToRow + 'static>(
    server: &Server,
    rows: u64,
    table: impl FnOnce(&mut Seeder) -> Table<T>,
) -> anyhow::Result<(Run, u64)> {
    Flavor::MultiThread.runtime()?.block_on(async {
        let mut session = server.connect().await?;
        let client = &mut session.client;
        let mut seed = Seeder::new();
        let table = table(&mut seed).single_batch();
        let table = seed.add_table(table);
        let watch = Watch::start(None);
        let report = seed.insert(&mut Discarding { client, rows }).await?;
        let run = watch.stop();
        let table = report.table(table);
        Ok((
            Run {
                seconds: table.elapsed().as_secs_f64(),
                ..run
            },
            table.bytes(),
        ))
    })
}
