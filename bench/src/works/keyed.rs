//! What becomes of keys and indexes: Blink that drops and builds them again against Blink that keeps them.

use blink::{Indexes, Rows, Seeder, Table};
use tokio_postgres::Client;

use crate::args::Args;
use crate::data::{self, Size};
use crate::measure::{Result, Watch, alternate};
use crate::server::{Flavor, Server};
use crate::tools::blink::fill;

const CHOICES: [(&str, Indexes); 2] = [("blink-keep", Indexes::Keep), ("blink", Indexes::Auto)];

/// The first is what the second is compared with.
fn compare(
    work: &'static str,
    server: &Server,
    args: &Args,
    (rows, empty): (u64, &str),
    choices: &[(String, Indexes)],
    run: &impl AsyncFn(&mut Client, Indexes) -> anyhow::Result<()>,
) -> anyhow::Result<Vec<Result>> {
    let choices = choices.iter().filter(|(name, _)| args.wants(name)).collect::<Vec<_>>();
    let runs = alternate(&choices, args.rounds(), |(_, indexes), _| {
        Flavor::MultiThread.runtime()?.block_on(async {
            let mut session = server.connect().await?;
            session.client.batch_execute(empty).await?;
            session.client.batch_execute("CHECKPOINT").await?;
            let watch = Watch::start(session.backend);
            run(&mut session.client, *indexes).await?;
            Ok(watch.stop())
        })
    })?;
    let floor = (choices.len() > 1).then(|| runs[0].as_slice());
    let results = choices.iter().zip(&runs);
    Ok(results
        .map(|((name, _), runs)| Result::new(work, name, rows, runs, floor))
        .collect())
}

fn choices() -> Vec<(String, Indexes)> {
    CHOICES.map(|(name, indexes)| (name.to_owned(), indexes)).to_vec()
}

const UUIDS: u64 = 4_000_000;

pub(crate) fn uuids(args: &Args, server: &Server) -> anyhow::Result<Vec<Result>> {
    let schema = "CREATE TABLE accounts (id uuid PRIMARY KEY, name text NOT NULL);
        CREATE TABLE events (id uuid PRIMARY KEY, account_id uuid NOT NULL REFERENCES accounts, n int4 NOT NULL);
        CREATE INDEX ON events (account_id)";
    let rows = args.rows(UUIDS);
    let each = rows / 2;
    let fill = async |client: &mut Client, indexes| {
        let mut seed = Seeder::new();
        seed.indexes(indexes);
        seed.add_table(Table::with(move |_| Rows::new((0..each).map(data::account))));
        seed.add_table(Table::with(move |_| {
            Rows::new((0..each).map(move |n| data::event(n, each)))
        }));
        seed.insert(client).await?;
        Ok(())
    };
    let empty = (rows, "TRUNCATE accounts, events");
    compare("uuid-keyed", &server.another(schema)?, args, empty, &choices(), &fill)
}

const TABLES: usize = 30;

pub(crate) fn many_small(args: &Args, server: &Server) -> anyhow::Result<Vec<Result>> {
    let table = |n: usize| {
        let parent = n
            .checked_sub(1)
            .map_or(String::new(), |parent| format!(" REFERENCES t{parent}"));
        format!(
            "CREATE TABLE t{n} (id int8 PRIMARY KEY, parent int8{parent}, name text UNIQUE); CREATE INDEX ON t{n} (parent);"
        )
    };
    let schema = (0..TABLES).map(table).collect::<String>();
    let fill = async |client: &mut Client, indexes| {
        let mut seed = Seeder::new();
        seed.indexes(indexes);
        for n in 0..TABLES {
            seed.add_table(Table::records(
                format!("t{n}"),
                ["id", "parent", "name"],
                (1..=100).map(|id| [id.to_string(), id.to_string(), format!("name {id}")]),
            ));
        }
        seed.insert(client).await?;
        Ok(())
    };
    let empty = (3_000, "TRUNCATE t0 CASCADE");
    compare("many-small", &server.another(&schema)?, args, empty, &choices(), &fill)
}

const THERE: u64 = 10_000_000;

pub(crate) fn onto_many(args: &Args, server: &Server) -> anyhow::Result<Vec<Result>> {
    let there = args.rows(THERE);
    let schema = format!(
        "CREATE TABLE many (id int8 PRIMARY KEY, n int8 NOT NULL);
        INSERT INTO many SELECT n, n FROM generate_series(1, {there}) n; CREATE INDEX ON many (n)"
    );
    let fill = async |client: &mut Client, indexes| {
        let rows = (1..=1_000).map(|n| [(-n).to_string(), n.to_string()]);
        blink::copy_to_table(client, Table::records("many", ["id", "n"], rows).indexes(indexes)).await?;
        Ok(())
    };
    let empty = (1_000, "DELETE FROM many WHERE id < 0");
    compare("onto-many", &server.another(&schema)?, args, empty, &choices(), &fill)
}

/// Users and posts of some sizes, each with everything kept and with everything built again.
pub(crate) fn threshold(args: &Args, server: &Server) -> anyhow::Result<Vec<Result>> {
    let server = server.another(data::KEYED)?;
    let mut results = Vec::new();
    for rows in [1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000] {
        let size = Size::of_rows(rows);
        let choices = [("keep", Indexes::Keep), ("rebuild", Indexes::Rebuild)];
        let choices = choices.map(|(name, indexes)| (format!("{name}-{rows}"), indexes));
        let empty = (size.rows(), "TRUNCATE users, posts");
        let fill = async |client: &mut Client, indexes| fill(client, size, indexes, None).await;
        results.extend(compare("rebuild-threshold", &server, args, empty, &choices, &fill)?);
    }
    Ok(results)
}
