//! Raw arguments become the checked options of a command.

use super::options::Command;
use super::raw::{Cli, RawCommand};
use super::{load, seed};
use crate::exit::Failure;

pub(super) fn check(cli: Cli) -> Result<Command, Failure> {
    match cli.command {
        RawCommand::Load(args) => load::load(*args).map(Command::Load),
        RawCommand::Seed(args) => seed::seed(*args).map(Command::Seed),
        RawCommand::Plan(args) if args.files.is_empty() => seed::plan(*args).map(Command::PlanSeed),
        RawCommand::Plan(args) => load::plan(*args).map(Command::Plan),
        RawCommand::Preview(args) => seed::preview(*args).map(Command::Preview),
        RawCommand::Completions { shell } => Ok(Command::Completions(shell)),
        RawCommand::Man { command } => Ok(Command::Man(command)),
    }
}
