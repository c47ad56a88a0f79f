//! The commands of the program.

mod connect;
mod load;
mod running;
mod seed;

use std::ffi::OsString;
use std::process::ExitCode;

use crate::args::{self, Command, Parsed};
use crate::exit::{ExitStatus, Failure};
use crate::terminal::Output;

/// Runs the program with these arguments, its name first.
pub fn main(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let mut output = Output::new();
    let ended = args::parse(args).and_then(|parsed| run(parsed, &mut output));
    ended
        .unwrap_or_else(|failure| {
            failure.show(&output);
            failure.status
        })
        .into()
}

fn run(parsed: Parsed, output: &mut Output) -> Result<ExitStatus, Failure> {
    let command = match parsed {
        Parsed::Text(text) => {
            output.raw(text.as_bytes())?;
            return Ok(ExitStatus::Done);
        }
        Parsed::Command(command) => command,
    };
    match *command {
        Command::Completions(shell) => output.raw(&args::completions(shell))?,
        Command::Man(name) => output.raw(&args::man(name.as_deref())?)?,
        Command::Load(options) => return load::load(&options, output),
        Command::Seed(options) => return seed::seed(&options, output),
        Command::Plan(options) => return load::plan(&options, output),
        Command::PlanSeed(options) => return seed::plan(&options, output),
        Command::Preview(options) => return seed::preview(&options, output),
    }
    Ok(ExitStatus::Done)
}
