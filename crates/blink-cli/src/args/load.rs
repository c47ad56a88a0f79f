//! The arguments of the commands that read files become checked options; what makes no sense together is refused.

use std::path::PathBuf;

use blink::{Indexes, TableName};

use super::csv::csv;
use super::database::{connect, told};
use super::options::{Destination, FileOptions, ImportOptions, LoadOptions, Mode, PlanOptions, WriteOptions};
use super::raw::{FileArgs, ImportArgs, IndexesArg, LoadArgs, PlanArgs, WriteArgs};
use super::seed;
use super::sources::{Source, Sources, expand};
use crate::exit::Failure;
use crate::terminal::escape;

pub(super) fn load(args: LoadArgs) -> Result<LoadOptions, Failure> {
    let files = files(&args.files, args.schema, args.file)?;
    let writes = writes(args.writes, args.truncate);
    let import = import(args.import, &writes, &files.sources)?;
    let (confirm, progress) = told(args.told)?;
    Ok(LoadOptions {
        files,
        writes,
        import,
        json: args.run.database.json,
        connect: connect(args.run.database)?,
        threads: args.run.threads,
        max_faults: args.max_faults,
        confirm,
        progress,
    })
}

pub(super) fn plan(mut args: PlanArgs) -> Result<PlanOptions, Failure> {
    if let Some(flag) = seed::flag_of(&args) {
        return Err(Failure::usage(format!("{flag} and files are given at once"))
            .with_help("leave the files out to plan what `seed` would make; with files, the plan is that of `load`"));
    }
    if args.schema.len() > 1 {
        return Err(Failure::usage("--schema is given twice").with_help("the files go into tables of one schema"));
    }
    Ok(PlanOptions {
        files: files(&args.files, args.schema.pop(), args.file)?,
        writes: writes(args.writes, args.truncate),
        json: args.run.database.json,
        connect: connect(args.run.database)?,
        threads: args.run.threads,
    })
}

fn files(files: &[PathBuf], schema: Option<String>, mut args: FileArgs) -> Result<FileOptions, Failure> {
    let destination = destination(args.columns.into.take(), schema, files)?;
    Ok(FileOptions {
        sources: expand(files)?,
        destination,
        csv: csv(args.columns, args.dialect, args.values)?,
    })
}

fn destination(into: Option<String>, schema: Option<String>, files: &[PathBuf]) -> Result<Destination, Failure> {
    match (into, schema) {
        (Some(_), Some(_)) => Err(Failure::usage("--into and --schema are given at once")
            .with_help("--into takes the schema, too: --into schema.table")),
        (Some(into), None) => {
            let name = TableName::from(into.as_str());
            let parts = [name.schema().unwrap_or("s"), name.table()];
            if parts.iter().any(|part| part.is_empty() || part.contains('\0')) {
                return Err(Failure::usage(format!("--into {} names no table", escape(&into)))
                    .with_help("give table or schema.table; a name with a dot in it goes in double quotes"));
            }
            Ok(Destination::Table(name))
        }
        (None, Some(schema)) if schema.is_empty() || schema.contains('\0') => {
            Err(Failure::usage("--schema names no schema").with_help("give the name of the tables' schema"))
        }
        (None, _) if files.iter().any(|file| file.as_os_str() == "-") => {
            Err(Failure::usage("standard input has no name that could be a table's")
                .with_help("name the table with --into"))
        }
        (None, schema) => Ok(Destination::ByFileName { schema }),
    }
}

fn writes(args: WriteArgs, truncate: bool) -> WriteOptions {
    WriteOptions {
        truncate,
        on_conflict: args.on_conflict,
        indexes: match args.indexes {
            IndexesArg::Auto => Indexes::Auto,
            IndexesArg::Keep => Indexes::Keep,
            IndexesArg::Rebuild => Indexes::Rebuild,
        },
        mode: if args.non_atomic {
            Mode::NonAtomic {
                connections: args.connections,
            }
        } else {
            Mode::Atomic
        },
    }
}

fn import(args: ImportArgs, writes: &WriteOptions, sources: &Sources) -> Result<ImportOptions, Failure> {
    let ImportArgs { import_id: id, resume } = args;
    if id.as_deref().is_some_and(|id| id.trim().is_empty()) {
        return Err(Failure::usage("--import-id names nothing").with_help("give the import a name"));
    }
    if id.is_some() && sources.list.contains(&Source::Stdin) {
        return Err(
            Failure::usage("--import-id cannot be used with standard input, which can be read only once")
                .with_help("store the data in a file: its content is compared before it is loaded"),
        );
    }
    let is_atomic = writes.mode == Mode::Atomic;
    if id.is_some() && !is_atomic && writes.indexes == Indexes::Rebuild {
        return Err(Failure::usage(
            "--indexes rebuild beside --import-id and --non-atomic would leave indexes dropped if the run is killed, and \
             --resume does not create them again",
        )
        .with_help("leave --indexes out: they are kept; or leave --non-atomic out"));
    }
    if resume && id.is_none() {
        return Err(Failure::usage("--resume does not say which import").with_help("add --import-id and its name"));
    }
    if resume && is_atomic {
        return Err(Failure::usage(
            "--resume has nothing to go on with: an import that is all or nothing has left nothing",
        )
        .with_help("leave --resume out, or add --non-atomic if the import had it"));
    }
    if resume && writes.truncate {
        return Err(
            Failure::usage("--truncate would remove the rows that --resume goes on from")
                .with_help("leave one of them out"),
        );
    }
    Ok(ImportOptions { id, resume })
}
