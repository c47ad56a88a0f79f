//! What is measured: which tools, with how many rows of which dataset.

use crate::data::Data;
use crate::tools::generate::Shape;

pub(crate) struct Work {
    pub(crate) name: &'static str,
    pub(crate) about: &'static str,
    pub(crate) data: Data,
    /// Into tables with keys and indexes.
    pub(crate) keyed: bool,
    /// Only when it is named.
    pub(crate) on_demand: bool,
    /// The first tool of a size is what the others of that size are compared with.
    pub(crate) sizes: &'static [Size],
}

/// The same work with so many rows.
#[derive(Clone, Copy)]
pub(crate) struct Size {
    pub(crate) rows: u64,
    /// How often at the most.
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

pub(crate) const ALL: &[Work] = &[
    Work {
        name: "seed-readme-bare",
        about: "200,000 users and 1,000,000 posts into tables without keys and indexes",
        data: Data::Seed,
        keyed: false,
        on_demand: false,
        sizes: &[size(
            1_200_000,
            &[
                "server-copy-binary",
                "tokio-postgres-chunks",
                "binary-copy-in-writer",
                "binary-copy-in-writer-current-thread",
                "blink",
                "blink-current-thread",
                "blink-1-thread",
                "blink-2-threads",
            ],
        )],
    },
    Work {
        name: "seed-readme-keyed",
        about: "The same into tables with primary keys, a foreign key and two indexes",
        data: Data::Seed,
        keyed: true,
        on_demand: false,
        sizes: &[size(
            1_200_000,
            &[
                "server-rebuild-binary",
                "server-rebuild-freeze-binary",
                "server-copy-binary",
                "tokio-postgres-chunks",
                "binary-copy-in-writer",
                "blink",
                "blink-keep",
            ],
        )],
    },
    Work {
        name: "uuid-keyed",
        about: "2,000,000 accounts and as many events of theirs, with random UUIDs as keys",
        data: Data::Uuid,
        keyed: true,
        on_demand: false,
        sizes: &[size(
            4_000_000,
            &[
                "server-rebuild-binary",
                "server-rebuild-freeze-binary",
                "tokio-postgres-chunks",
                "blink",
                "blink-keep",
            ],
        )
        .rounds(3)],
    },
    Work {
        name: "wide-bare",
        about: "Rows of twelve columns of many types into a table without keys and indexes",
        data: Data::Wide,
        keyed: false,
        on_demand: false,
        sizes: &[size(
            500_000,
            &[
                "server-copy-binary",
                "tokio-postgres-chunks",
                "binary-copy-in-writer",
                "blink",
            ],
        )],
    },
    Work {
        name: "wide-keyed",
        about: "The same into a table with a random key and two indexes",
        data: Data::Wide,
        keyed: true,
        on_demand: false,
        sizes: &[size(
            500_000,
            &[
                "server-rebuild-binary",
                "server-rebuild-freeze-binary",
                "tokio-postgres-chunks",
                "binary-copy-in-writer",
                "blink",
                "blink-keep",
            ],
        )],
    },
    Work {
        name: "many-small",
        about: "30 tables with keys and indexes, 100 rows each",
        data: Data::Small,
        keyed: true,
        on_demand: false,
        sizes: &[size(
            3_000,
            &[
                "server-copy-binary",
                "tokio-postgres-chunks",
                "binary-copy-in-writer",
                "blink",
                "blink-keep",
            ],
        )],
    },
    Work {
        name: "onto-many",
        about: "1,000 rows into a table with a key and an index that has 10,000,000",
        data: Data::Onto,
        keyed: true,
        on_demand: false,
        sizes: &[size(
            1_000,
            &[
                "server-copy-binary",
                "tokio-postgres-chunks",
                "binary-copy-in-writer",
                "blink",
                "blink-keep",
            ],
        )],
    },
    Work {
        name: "encode-seed",
        about: "Making and encoding users and posts, without a server",
        data: Data::Seed,
        keyed: false,
        on_demand: false,
        sizes: &[size(
            2_000_000,
            &[
                "encode-by-hand",
                "encode-blink",
                "encode-blink-1-thread",
                "encode-blink-2-threads",
            ],
        )],
    },
    Work {
        name: "generate-users",
        about: "Making and encoding the README's users by number, without a server",
        data: Data::Generated(Shape::Users),
        keyed: false,
        on_demand: false,
        sizes: GENERATED,
    },
    Work {
        name: "generate-posts",
        about: "The same of posts, each of which picks a user and makes it again",
        data: Data::Generated(Shape::Posts),
        keyed: false,
        on_demand: false,
        sizes: GENERATED,
    },
    Work {
        name: "generate-posts-per-user",
        about: "The same of five posts for each user, which is made once for them",
        data: Data::Generated(Shape::PostsPerUser),
        keyed: false,
        on_demand: false,
        sizes: GENERATED,
    },
    Work {
        name: "generate-fake",
        about: "The same of users with a name and an e-mail of the crate `fake`",
        data: Data::Generated(Shape::Fake),
        keyed: false,
        on_demand: false,
        sizes: GENERATED,
    },
    Work {
        name: "batch-size",
        about: "Users and posts in COPY commands of different sizes",
        data: Data::Seed,
        keyed: false,
        on_demand: false,
        sizes: &[size(
            1_200_000,
            &[
                "blink-whole-table",
                "blink-1000000",
                "blink-250000",
                "blink-100000",
                "blink-50000",
                "blink-10000",
                "blink-5000",
                "blink-1000",
            ],
        )],
    },
    Work {
        name: "memory",
        about: "The largest memory that a client takes for 20,000,000 rows",
        data: Data::Seed,
        keyed: false,
        on_demand: false,
        sizes: &[size(20_000_000, &["blink"]).rounds(1)],
    },
    Work {
        name: "rebuild-threshold",
        about: "From how many rows on dropping indexes and keys and building them again pays",
        data: Data::Seed,
        keyed: true,
        on_demand: true,
        sizes: &[
            size(1_000, THRESHOLD),
            size(2_000, THRESHOLD),
            size(5_000, THRESHOLD),
            size(10_000, THRESHOLD),
            size(20_000, THRESHOLD),
            size(50_000, THRESHOLD),
            size(100_000, THRESHOLD),
        ],
    },
];

const GENERATED: &[Size] = &[size(2_000_000, &["encode-blink-1-thread", "encode-blink-2-threads"])];

const THRESHOLD: &[&str] = &["blink-keep", "blink-rebuild"];
