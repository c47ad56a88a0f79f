//! The measured works: their datasets, row counts and tools.

mod tools;

use std::fmt::Write as _;

use self::tools::{
    BARE, BARE_SLOW, BATCHES, CSV, CSV_GZIP, CSV_ZSTD, ENCODE, FEW, GROWTH_BARE_SLOW, GROWTH_KEYED_SLOW, KEYED,
    KEYED_LARGE, NON_ATOMIC, PGBENCH, SCHEMA, SEED_BARE, SEED_KEYED, SEED_KEYED_SLOW, SMALL, THREADS, THRESHOLD,
    UNTYPED_BY_FILES, UNTYPED_BY_TYPES,
};
use crate::data::all::{Data, Shape};

pub(crate) struct Work {
    pub(crate) name: &'static str,
    pub(crate) about: &'static str,
    pub(crate) data: Data,
    /// True if the tables have keys and indexes.
    pub(crate) keyed: bool,
    pub(crate) process: Process,
    /// True if the work runs only when the command line names it.
    pub(crate) on_demand: bool,
    /// The sizes; in each of them, the first tool is the one that the others are compared with.
    pub(crate) sizes: &'static [Size],
}

/// The runs of a process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Process {
    /// One, over a new connection: each run of a program that does nothing else.
    OneRun,
    /// Several, each over a new connection, as of many tests in one program.
    NewConnections,
    /// Several over one connection.
    OneConnection,
}

/// One number of rows of a work.
pub(crate) struct Size {
    pub(crate) rows: u64,
    /// The largest number of rounds; a size of one round has no warm-up.
    pub(crate) rounds: usize,
    pub(crate) tools: &'static [&'static str],
}

const fn size(rows: u64, tools: &'static [&'static str]) -> Size {
    Size { rows, rounds: 5, tools }
}

impl Size {
    const fn rounds(mut self, rounds: usize) -> Self {
        self.rounds = rounds;
        self
    }
}

/// A work on the README's data.
const fn seed(name: &'static str, about: &'static str, sizes: &'static [Size]) -> Work {
    Work {
        name,
        about,
        data: Data::Seed,
        keyed: false,
        process: Process::OneRun,
        on_demand: false,
        sizes,
    }
}

impl Work {
    pub(crate) fn named(name: &str) -> Option<&'static Self> {
        ALL.iter().find(|work| work.name == name)
    }

    const fn keyed(mut self) -> Self {
        self.keyed = true;
        self
    }

    const fn process(mut self, process: Process) -> Self {
        self.process = process;
        self
    }

    const fn of(mut self, data: Data) -> Self {
        self.data = data;
        self
    }

    const fn on_demand(mut self) -> Self {
        self.on_demand = true;
        self
    }
}

const GENERATE: &[Size] = &[size(1_000_000, &["encode-blink-1-thread", "encode-blink-2-threads"])];

pub(crate) const ALL: &[Work] = &[
    seed(
        "seed-readme-bare",
        "200,000 users and 1,000,000 posts into tables without keys and indexes",
        &[size(1_200_000, SEED_BARE), size(120_000, BARE_SLOW).rounds(3)],
    ),
    seed(
        "seed-readme-keyed",
        "200,000 users and 1,000,000 posts into tables with primary keys, a foreign key and two indexes",
        &[
            size(1_200_000, SEED_KEYED).rounds(3),
            size(120_000, SEED_KEYED_SLOW).rounds(2),
        ],
    )
    .keyed(),
    seed(
        "uuid-keyed",
        "1,000,000 accounts and as many events of theirs, with random UUIDs as keys",
        &[size(2_000_000, KEYED).rounds(2)],
    )
    .of(Data::Uuid)
    .keyed(),
    seed(
        "wide-bare",
        "Rows of twelve columns of many types into a table without keys and indexes",
        &[size(500_000, BARE), size(50_000, BARE_SLOW).rounds(2)],
    )
    .of(Data::Wide),
    seed(
        "wide-keyed",
        "Rows of twelve columns of many types into a table with a random key and two indexes",
        &[size(500_000, KEYED).rounds(3)],
    )
    .of(Data::Wide)
    .keyed(),
    seed(
        "pgbench",
        "The tables of pgbench at scale 20, by pgbench itself and by Blink",
        &[size(2_000_220, PGBENCH)],
    )
    .of(Data::Pgbench)
    .keyed(),
    seed(
        "partitioned",
        "Readings in 24 monthly partitions, with a key, two indexes, and foreign keys from and to them",
        &[size(1_200_000, SCHEMA).rounds(3)],
    )
    .of(Data::Partitioned)
    .keyed(),
    seed(
        "shop",
        "13 tables of a shop: a cycle, a junction, monthly partitions, a trigger for text search",
        &[size(1_200_000, SCHEMA).rounds(3)],
    )
    .of(Data::Shop)
    .keyed(),
    seed(
        "small",
        "Two tables with keys and indexes, 200 rows each, again and again over one connection",
        &[size(400, FEW)],
    )
    .of(Data::Pair)
    .keyed()
    .process(Process::OneConnection),
    seed(
        "small-cold",
        "Two tables with keys and indexes, 200 rows each, over a new connection each time",
        &[size(400, FEW)],
    )
    .of(Data::Pair)
    .keyed()
    .process(Process::NewConnections),
    seed(
        "many-small",
        "30 tables with keys and indexes, 100 rows each",
        &[size(3_000, SMALL)],
    )
    .of(Data::Small)
    .keyed(),
    seed(
        "onto-many",
        "1,000 rows into a table with a key and an index that has 10,000,000",
        &[size(1_000, SMALL)],
    )
    .of(Data::Onto)
    .keyed(),
    seed(
        "load-csv",
        "CSV files of 200,000 authors and 1,000,000 articles into tables without keys and indexes",
        &[size(1_200_000, CSV).rounds(11)],
    )
    .of(Data::Articles),
    seed(
        "load-csv-keyed",
        "The same files into tables with primary keys, a unique constraint, a foreign key and two indexes",
        &[size(1_200_000, CSV).rounds(11)],
    )
    .of(Data::Articles)
    .keyed(),
    seed(
        "load-csv-gzip",
        "The same files, compressed by gzip, through a pipe",
        &[size(1_200_000, CSV_GZIP).rounds(11)],
    )
    .of(Data::Articles),
    seed(
        "load-csv-zstd",
        "The same files, compressed by zstd, through a pipe",
        &[size(1_200_000, CSV_ZSTD).rounds(11)],
    )
    .of(Data::Articles),
    seed(
        "schema-blog",
        "100,000 users, posts and comments each: made from the schema, and files of as many rows by psql",
        &[size(300_000, UNTYPED_BY_FILES).rounds(11)],
    )
    .of(Data::Blog)
    .keyed(),
    seed(
        "schema-store",
        "10,000,000 rows of ten tables of a shop: made from the schema, and of Rust's types",
        &[size(10_000_000, UNTYPED_BY_TYPES).rounds(3)],
    )
    .of(Data::Store)
    .keyed(),
    seed(
        "growth-bare",
        "Users and posts into tables without keys and indexes, in different numbers",
        &[
            size(1_000, GROWTH_BARE_SLOW),
            size(10_000, GROWTH_BARE_SLOW),
            size(100_000, GROWTH_BARE_SLOW).rounds(2),
            size(1_000_000, BARE).rounds(3),
            size(10_000_000, BARE).rounds(1),
        ],
    ),
    seed(
        "growth-keyed",
        "Users and posts into tables with primary keys, a foreign key and two indexes, in different numbers",
        &[
            size(1_000, GROWTH_KEYED_SLOW),
            size(10_000, GROWTH_KEYED_SLOW),
            size(100_000, GROWTH_KEYED_SLOW).rounds(2),
            size(1_000_000, KEYED).rounds(2),
            size(10_000_000, KEYED_LARGE).rounds(1),
        ],
    )
    .keyed(),
    seed(
        "threads-bare",
        "Users and posts by number, made on one thread and on two, into tables without keys and indexes",
        &[size(1_200_000, THREADS).rounds(3)],
    ),
    seed(
        "threads-wide",
        "Rows of many types by number, made on one thread and on two",
        &[size(500_000, THREADS).rounds(3)],
    )
    .of(Data::Wide),
    seed(
        "non-atomic",
        "Users and posts into tables with keys and indexes: over 1, 2 and 4 connections, or all or nothing over one",
        &[size(600_000, NON_ATOMIC).rounds(3)],
    )
    .keyed(),
    seed(
        "encode-seed",
        "Making and encoding users and posts, without a server",
        &[size(1_000_000, ENCODE)],
    ),
    seed(
        "encode-uuid",
        "Making and encoding accounts and events with UUIDs as keys, without a server",
        &[size(1_000_000, ENCODE)],
    )
    .of(Data::Uuid),
    seed(
        "encode-wide",
        "Making and encoding rows of many types, without a server",
        &[size(200_000, ENCODE)],
    )
    .of(Data::Wide),
    seed(
        "generate-users",
        "Making and encoding the README's users by number, without a server",
        GENERATE,
    )
    .of(Data::Generated(Shape::Users)),
    seed(
        "generate-posts",
        "Making and encoding posts, each of which picks a user and makes it again, without a server",
        GENERATE,
    )
    .of(Data::Generated(Shape::Posts)),
    seed(
        "generate-posts-per-user",
        "Making and encoding five posts for each user, who is made once for them, without a server",
        GENERATE,
    )
    .of(Data::Generated(Shape::PostsPerUser)),
    seed(
        "generate-fake",
        "Making and encoding users with a name and an e-mail of the crate fake, without a server",
        GENERATE,
    )
    .of(Data::Generated(Shape::Fake)),
    seed(
        "batch-size",
        "Users and posts in COPY commands of different sizes",
        &[size(600_000, BATCHES).rounds(3)],
    ),
    seed(
        "memory",
        "The most memory that a client takes for 20,000,000 rows",
        &[size(20_000_000, &["blink"]).rounds(1)],
    ),
    seed(
        "rebuild-threshold",
        "From how many rows on dropping indexes and keys and rebuilding them pays",
        &[
            size(1_000, THRESHOLD),
            size(2_000, THRESHOLD),
            size(5_000, THRESHOLD),
            size(10_000, THRESHOLD),
            size(20_000, THRESHOLD),
            size(50_000, THRESHOLD),
            size(100_000, THRESHOLD),
        ],
    )
    .keyed()
    .on_demand(),
];

/// Lists each work, its tools and the rows that they make, for people and for checks that the list is complete.
pub(crate) fn list(works: impl Iterator<Item = &'static Work>) -> String {
    let mut lines = String::new();
    for work in works {
        for size in work.sizes {
            for tool in size.tools {
                let _ = writeln!(lines, "{} {tool} {}", work.name, size.rows);
            }
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::tools::Tool;

    #[test]
    fn every_tool_of_a_work_exists() {
        for work in ALL {
            for size in work.sizes {
                assert!(!size.tools.is_empty(), "{}", work.name);
                for tool in size.tools {
                    assert!(Tool::named(tool).is_ok(), "{}: {tool}", work.name);
                }
            }
        }
    }

    #[test]
    fn the_tools_of_a_work_over_one_connection_share_it() {
        for work in ALL.iter().filter(|work| work.process == Process::OneConnection) {
            for tool in work.sizes.iter().flat_map(|size| size.tools) {
                assert!(Tool::named(tool).unwrap().shares_connection(), "{}: {tool}", work.name);
            }
        }
    }

    #[test]
    fn no_two_works_have_the_same_name() {
        let names = ALL.iter().map(|work| work.name).collect::<HashSet<_>>();
        assert_eq!(names.len(), ALL.len());
    }
}
