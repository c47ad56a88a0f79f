//! The files of an import, each with what it is known by.

use blink_files::FileDigest;

use crate::commands::load::files::{Files, name_of};
use crate::exit::Failure;
use crate::terminal::escape;

/// A file of an import.
#[derive(Clone, Debug)]
pub(super) struct ImportFile {
    /// The number in the record.
    pub(super) number: u32,
    pub(super) name: String,
    pub(super) digest: FileDigest,
    /// The table that it goes into.
    pub(super) table: String,
    /// All that decides where its rows begin.
    pub(super) record_form: String,
}

/// The files of an import with their digests.
pub(super) fn identified(files: &Files) -> Result<Vec<ImportFile>, Failure> {
    let mut identified = Vec::new();
    for (n, file) in files.in_order().iter().enumerate() {
        let name = name_of(file);
        let digest = file
            .digest()
            .map_err(|failure| Failure::refused(format!("{}: {failure}; nothing was written", escape(&name))))?;
        let Some(digest) = digest else {
            return Err(Failure::refused(format!(
                "{} is no regular file, and --import-id has to read a file before it is loaded; nothing was written",
                escape(&name)
            ))
            .with_help("store the data in a file, or leave --import-id out"));
        };
        identified.push(ImportFile {
            number: u32::try_from(n + 1).unwrap_or(u32::MAX),
            table: file.target().name.to_string(),
            record_form: file.record_form().to_owned(),
            digest,
            name,
        });
    }
    Ok(identified)
}
