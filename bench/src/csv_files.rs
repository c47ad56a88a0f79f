//! CSV files of the tables, for programs that load them.

use std::fs::File;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::ensure;
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Compression {
    Gzip,
    Zstd,
}

impl Compression {
    pub(crate) fn program(self) -> &'static str {
        match self {
            Self::Gzip => "gzip",
            Self::Zstd => "zstd",
        }
    }
}

/// CSV files, one for each table, and compressed beside it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct CsvFiles {
    pub(crate) directory: PathBuf,
}

impl CsvFiles {
    pub(crate) fn of(&self, table: &str) -> PathBuf {
        self.directory.join(format!("{table}.csv"))
    }

    pub(crate) fn compressed(&self, table: &str, compression: Compression) -> PathBuf {
        self.of(table).with_extension(compression.program())
    }

    /// Compresses the file of a table.
    pub(crate) fn compress(&self, table: &str, compression: Compression) -> anyhow::Result<()> {
        let out = File::create(self.compressed(table, compression))?;
        let mut command = Command::new(compression.program());
        let status = command
            .arg("-c")
            .arg(self.of(table))
            .stdout(out)
            .stderr(Stdio::null())
            .status()?;
        ensure!(status.success(), "{}: {status}", compression.program());
        Ok(())
    }
}
