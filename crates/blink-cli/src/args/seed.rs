//! The arguments of the commands that make rows out of a schema become checked options.

use blink_schema::plan::Selection;

use super::database::{confirm, connect, told};
use super::options::{PlanSeedOptions, PreviewOptions, Rehearsal, RowOptions, SeedOptions};
use super::raw::{PlanArgs, PreviewArgs, RehearsalArgs, RowArgs, SeedArgs};
use super::values::{TableNames, table};
use crate::exit::Failure;
use crate::terminal::escape;

pub(super) fn seed(args: SeedArgs) -> Result<SeedOptions, Failure> {
    let (confirm, progress) = told(args.told)?;
    Ok(SeedOptions {
        rows: rows(args.rows, args.schema, args.truncate)?,
        strict: args.strict,
        rehearsal: if args.rehearsal.no_rehearsal {
            Rehearsal::Off
        } else {
            asked_for(&args.rehearsal).unwrap_or(Rehearsal::On)
        },
        json: args.run.database.json,
        connect: connect(args.run.database)?,
        threads: args.run.threads,
        confirm,
        progress,
    })
}

pub(super) fn plan(args: PlanArgs) -> Result<PlanSeedOptions, Failure> {
    let rehearsal = asked_for(&args.rehearsal).unwrap_or(Rehearsal::Off);
    if args.confirm.is_some() && rehearsal == Rehearsal::Off && args.rows.size.is_none() {
        return Err(Failure::usage("--confirm is given without --rehearse or --size")
            .with_help("a plan writes nothing that has to be confirmed unless it rehearses or measures"));
    }
    Ok(PlanSeedOptions {
        rows: rows(args.rows, args.schema, args.truncate)?,
        strict: args.strict,
        rehearsal,
        confirm: confirm(args.confirm)?,
        json: args.run.database.json,
        connect: connect(args.run.database)?,
        threads: args.run.threads,
    })
}

pub(super) fn preview(args: PreviewArgs) -> Result<PreviewOptions, Failure> {
    let table = table(&args.table)
        .map_err(|help| Failure::usage(format!("{} names no table", escape(&args.table))).with_help(help))?;
    if args.confirm.is_some() && args.rows.size.is_none() {
        return Err(Failure::usage("--confirm is given without --size")
            .with_help("a preview writes nothing that has to be confirmed unless it measures"));
    }
    Ok(PreviewOptions {
        table,
        shown: args.n,
        parents: args.parents,
        rows: rows(args.rows, args.schema, args.truncate)?,
        confirm: confirm(args.confirm)?,
        json: args.database.json,
        connect: connect(args.database)?,
    })
}

/// The rehearsal that is asked for; None if none is.
fn asked_for(args: &RehearsalArgs) -> Option<Rehearsal> {
    if args.rehearse_all {
        return Some(Rehearsal::All);
    }
    args.rehearse.then_some(Rehearsal::On)
}

/// The flag of the first option that was given of those that files have no use for.
pub(super) fn flag_of(args: &PlanArgs) -> Option<&'static str> {
    let (rows, rehearsal) = (&args.rows, &args.rehearsal);
    let given = [
        (rows.rows.is_some(), "--rows"),
        (rows.size.is_some(), "--size"),
        (rows.seed.is_some(), "--seed"),
        (rows.until.is_some(), "--until"),
        (!rows.tables.is_empty(), "--tables"),
        (!rows.except.is_empty(), "--except"),
        (rehearsal.rehearse, "--rehearse"),
        (rehearsal.no_rehearsal, "--no-rehearsal"),
        (rehearsal.rehearse_all, "--rehearse-all"),
        (args.confirm.is_some(), "--confirm"),
    ];
    given.into_iter().find(|(is_given, _)| *is_given).map(|(_, flag)| flag)
}

fn rows(args: RowArgs, schemas: Vec<String>, truncate: bool) -> Result<RowOptions, Failure> {
    if schemas.iter().any(|schema| schema.is_empty() || schema.contains('\0')) {
        return Err(Failure::usage("--schema names no schema").with_help("give the name of the tables' schema"));
    }
    let named = |list: Vec<TableNames>| list.into_iter().flat_map(|names| names.0).collect::<Vec<_>>();
    let (tables, except) = (named(args.tables), named(args.except));
    if let Some(both) = tables.iter().find(|table| except.contains(table)) {
        return Err(Failure::usage(format!(
            "{} is named by --tables and by --except",
            escape(&both.to_string())
        ))
        .with_help("leave one of them out"));
    }
    Ok(RowOptions {
        rows: args.rows,
        size: args.size,
        seed: args.seed,
        until: args.until,
        selection: Selection {
            tables,
            except,
            schemas,
            truncate,
        },
    })
}
