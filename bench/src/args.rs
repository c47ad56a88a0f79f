//! What the command line asks for.

use std::path::PathBuf;

use anyhow::ensure;
use clap::{Parser, ValueEnum};

/// Blink and its peers on the same work in one run.
///
/// It starts a server of its own from the PostgreSQL programs on the machine, or takes the one that DATABASE_URL names.
#[derive(Debug, Parser)]
#[command(name = "blink-bench")]
pub(crate) struct Args {
    /// Write the results to this file, too, as a JSON array
    #[arg(long, value_name = "FILE")]
    pub(crate) json: Option<PathBuf>,

    /// Do only this work (may be given several times)
    #[arg(long = "work", value_name = "NAME")]
    works: Vec<Work>,

    /// Measure only this tool (may be given several times)
    #[arg(long = "tool", value_name = "NAME")]
    tools: Vec<String>,

    /// The number of rows of each work, in place of its own
    #[arg(long, value_name = "N")]
    rows: Option<u64>,

    /// How often each tool does the work, after once to warm up
    #[arg(long, value_name = "N", default_value_t = 5)]
    rounds: usize,

    /// A tenth of the rows, twice: to see whether it works, not how fast
    #[arg(long)]
    quick: bool,

    /// Fill a table with this many rows and say how much memory it took (what the work `memory` starts)
    #[arg(long, hide = true)]
    pub(crate) child: Option<u64>,
}

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Work {
    /// 200,000 users and 1,000,000 posts into tables without keys and indexes, from making the rows to COMMIT
    SeedReadmeBare,
    /// The same into tables with primary keys, a foreign key and two indexes
    SeedReadmeKeyed,
    /// 2,000,000 accounts and as many events of theirs, with random UUIDs as keys
    UuidKeyed,
    /// 30 tables with keys and indexes, 100 rows each
    ManySmall,
    /// 1,000 rows into a table with keys and indexes that has 10,000,000
    OntoMany,
    /// From how many rows dropping and building again pays
    RebuildThreshold,
    /// Making and encoding rows, without a server
    Encode,
    /// Making and encoding the README's users by number, on one thread and on two, without a server
    GenerateUsers,
    /// The same of posts, each of which picks a user and makes it again
    GeneratePosts,
    /// The same of five posts for each user, which is made once for them
    GeneratePostsPerUser,
    /// The same of users with a name and an e-mail of the crate `fake`
    GenerateFake,
    /// The same users and posts in COPY commands of different sizes
    BatchSize,
    /// The largest memory that a client takes for 20,000,000 rows
    Memory,
}

impl Args {
    pub(crate) fn check(&self) -> anyhow::Result<()> {
        ensure!(self.rounds > 0, "--rounds has to be at least 1");
        Ok(())
    }

    pub(crate) fn works(&self) -> &[Work] {
        if self.works.is_empty() {
            Work::value_variants()
        } else {
            &self.works
        }
    }

    pub(crate) fn wants(&self, tool: &str) -> bool {
        self.tools.is_empty() || self.tools.iter().any(|wanted| wanted == tool)
    }

    pub(crate) fn rounds(&self) -> usize {
        if self.quick { self.rounds.min(2) } else { self.rounds }
    }

    /// The number of rows of a work that has `usual` of them.
    pub(crate) fn rows(&self, usual: u64) -> u64 {
        self.rows.unwrap_or(if self.quick { usual / 10 } else { usual })
    }
}
