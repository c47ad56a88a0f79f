//! The server alone: `COPY … FROM` files of the binary format. One connection cannot be filled faster.

use tokio_postgres::Client;

use super::chunks;
use crate::data::{Size, TABLES};
use crate::server::Server;

/// The statements that write and read the files.
pub(crate) struct Files {
    statements: Vec<String>,
}

/// Writes the files; None where the user may not.
pub(crate) async fn prepare(server: &Server, size: Size) -> anyhow::Result<Option<Files>> {
    server.empty().await?;
    let mut session = server.connect().await?;
    chunks::fill(&mut session.client, size).await?;
    let mut statements = Vec::new();
    for table in TABLES {
        let Some(file) = server.file(table).await else {
            return Ok(None);
        };
        let file = blink::quote_literal(&file.display().to_string());
        let write = format!("COPY {table} TO {file} (FORMAT binary)");
        if let Err(error) = session.client.batch_execute(&write).await {
            eprintln!("left out: server-copy-binary: {error}");
            return Ok(None);
        }
        statements.push(format!("COPY {table} FROM {file}"));
    }
    Ok(Some(Files { statements }))
}

/// What drops keys and indexes before, and builds them after.
pub(crate) struct Around {
    pub(crate) before: &'static str,
    pub(crate) after: &'static str,
    pub(crate) freeze: bool,
}

pub(crate) async fn fill(client: &mut Client, files: &Files, around: Option<Around>) -> anyhow::Result<()> {
    let transaction = client.transaction().await?;
    if let Some(around) = &around {
        transaction.batch_execute(around.before).await?;
    }
    let freeze = around.as_ref().is_some_and(|around| around.freeze);
    for statement in &files.statements {
        let options = if freeze {
            "(FORMAT binary, FREEZE)"
        } else {
            "(FORMAT binary)"
        };
        transaction.batch_execute(&format!("{statement} {options}")).await?;
    }
    if let Some(around) = &around {
        transaction.batch_execute(around.after).await?;
    }
    Ok(transaction.commit().await?)
}
