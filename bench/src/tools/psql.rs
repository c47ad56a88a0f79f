//! `psql`, reading from a pipe the text that `pg_dump` would write, which this program makes.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{ChildStdin, Command, Stdio};

use anyhow::{Context as _, ensure};

use crate::data::{Dataset, Fill, Make, rows};
use crate::measure::{Run, peak_rss_mb};
use crate::row::{self, Row};
use crate::target::Target;
use crate::tools::program::find;
use crate::tools::text::CHUNK;

/// Fills the tables; returns once psql has ended.
pub(crate) async fn fill(target: &Target, data: impl Dataset) -> anyhow::Result<Run> {
    let mut psql = Command::new(find("psql", target).context("there is no psql")?)
        .args([
            "--no-psqlrc",
            "--quiet",
            "--tuples-only",
            "--no-align",
            "--set=ON_ERROR_STOP=1",
        ])
        .args(["--dbname", &target.url])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let mut stdin = psql.stdin.take().context("it is piped")?;
    let mut stdout = BufReader::new(psql.stdout.take().context("it is piped")?);
    // The answer shows that psql is connected.
    writeln!(stdin, "SELECT 'ready';")?;
    let mut answer = String::new();
    stdout.read_line(&mut answer)?;
    ensure!(answer == "ready\n", "psql answers {answer:?}");

    let watch = target.watch();
    writeln!(stdin, "BEGIN;")?;
    let mut copy = Copy {
        stdin,
        chunk: Vec::with_capacity(CHUNK + CHUNK / 4),
    };
    data.fill(&mut copy).await?;
    writeln!(copy.stdin, "COMMIT;")?;
    let memory = peak_rss_mb(psql.id()).ok();
    drop(copy);
    let status = psql.wait()?;
    let run = watch.stop()?;
    ensure!(status.success(), "psql: {status}");
    let both = run.peak_rss_mb.zip(memory).map(|(own, psql)| own + psql);
    Ok(Run {
        peak_rss_mb: both,
        ..run
    })
}

struct Copy {
    stdin: ChildStdin,
    chunk: Vec<u8>,
}

impl Fill for Copy {
    async fn table<R: Row>(&mut self, name: &'static str, count: u64, make: impl Make<R>) -> anyhow::Result<()> {
        writeln!(self.stdin, "\\copy {} ({}) FROM STDIN", name, R::COLUMNS.join(", "))?;
        for row in rows(count, make) {
            row::text::put(&row, &mut self.chunk);
            if self.chunk.len() >= CHUNK {
                self.stdin.write_all(&self.chunk)?;
                self.chunk.clear();
            }
        }
        self.chunk.extend_from_slice(b"\\.\n");
        self.stdin.write_all(&self.chunk)?;
        self.chunk.clear();
        Ok(())
    }
}
