//! What fills a database, from making the rows to COMMIT.

pub(crate) mod blink;
pub(crate) mod chunks;
pub(crate) mod server_copy;
pub(crate) mod writer;

use ::blink::Indexes;

use crate::data::{BUILD, DROP, DROP_AND_TRUNCATE, Size};
use crate::server::{Flavor, Session};

/// One of those that are compared.
pub(crate) struct Tool {
    pub(crate) name: &'static str,
    pub(crate) flavor: Flavor,
    kind: Kind,
}

enum Kind {
    ServerCopy,
    ServerRebuild { freeze: bool },
    Writer,
    Chunks,
    Blink(Indexes),
}

/// All of them; the first is what no client can be faster than over one connection.
pub(crate) const ALL: [Tool; 6] = [
    Tool::new("server-copy-binary", Flavor::MultiThread, Kind::ServerCopy),
    Tool::new("tokio-postgres-chunks", Flavor::MultiThread, Kind::Chunks),
    Tool::new("binary-copy-in-writer", Flavor::MultiThread, Kind::Writer),
    Tool::new("blink", Flavor::MultiThread, Kind::Blink(Indexes::Auto)),
    Tool::new(
        "binary-copy-in-writer-current-thread",
        Flavor::CurrentThread,
        Kind::Writer,
    ),
    Tool::new(
        "blink-current-thread",
        Flavor::CurrentThread,
        Kind::Blink(Indexes::Auto),
    ),
];

/// Those for tables with keys and indexes. The first is what hand-written SQL can do over one connection.
pub(crate) const KEYED: [Tool; 7] = [
    Tool::new(
        "server-rebuild-binary",
        Flavor::MultiThread,
        Kind::ServerRebuild { freeze: false },
    ),
    Tool::new(
        "server-rebuild-freeze-binary",
        Flavor::MultiThread,
        Kind::ServerRebuild { freeze: true },
    ),
    Tool::new("server-copy-binary", Flavor::MultiThread, Kind::ServerCopy),
    Tool::new("tokio-postgres-chunks", Flavor::MultiThread, Kind::Chunks),
    Tool::new("binary-copy-in-writer", Flavor::MultiThread, Kind::Writer),
    Tool::new("blink", Flavor::MultiThread, Kind::Blink(Indexes::Auto)),
    Tool::new("blink-keep", Flavor::MultiThread, Kind::Blink(Indexes::Keep)),
];

impl Tool {
    const fn new(name: &'static str, flavor: Flavor, kind: Kind) -> Self {
        Self { name, flavor, kind }
    }

    /// Whether it needs the files of [`server_copy::prepare`].
    pub(crate) fn needs_files(&self) -> bool {
        matches!(self.kind, Kind::ServerCopy | Kind::ServerRebuild { .. })
    }

    pub(crate) async fn fill(
        &self,
        session: &mut Session,
        size: Size,
        files: Option<&server_copy::Files>,
    ) -> anyhow::Result<()> {
        let client = &mut session.client;
        match (&self.kind, files) {
            (Kind::ServerCopy | Kind::ServerRebuild { .. }, None) => anyhow::bail!("there are no files to copy"),
            (Kind::ServerCopy, Some(files)) => server_copy::fill(client, files, None).await,
            (Kind::ServerRebuild { freeze }, Some(files)) => {
                let drop = if *freeze { DROP_AND_TRUNCATE } else { DROP };
                let around = server_copy::Around {
                    before: drop,
                    after: BUILD,
                    freeze: *freeze,
                };
                server_copy::fill(client, files, Some(around)).await
            }
            (Kind::Writer, _) => writer::fill(client, size).await,
            (Kind::Chunks, _) => chunks::fill(client, size).await,
            (Kind::Blink(indexes), _) => blink::fill(client, size, *indexes, None).await,
        }
    }
}
