//! Blink and its peers on the same work in one run: `cargo run --release -p blink-bench -- --help`.

mod args;
mod bench;
mod csv_files;
mod data;
mod discard;
mod job;
mod measure;
pub mod micro;
mod plot;
mod results;
mod row;
mod server;
mod show;
mod target;
mod tools;
mod works;

use std::process::ExitCode;

use anyhow::{Context as _, ensure};
use clap::Parser as _;

use args::Args;
use job::Job;
use server::Server;

/// Runs the program.
///
/// # Errors
/// The arguments make no sense, there is no server, or a tool failed or stored different rows from the others'.
pub fn main() -> anyhow::Result<ExitCode> {
    let mut arguments = std::env::args_os();
    let program = arguments.next();
    if arguments.next().is_some_and(|first| first == tools::csv::AS_BLINK) {
        return Ok(blink_cli::commands::main(program.into_iter().chain(arguments)));
    }
    let args = Args::parse();
    run(&args).map(|()| ExitCode::SUCCESS)
}

fn run(args: &Args) -> anyhow::Result<()> {
    if let Some(job) = &args.job {
        return serde_json::from_str::<Job>(job)?.run();
    }
    args.check()?;
    if args.list {
        print!("{}", works::list(args.works()));
        return Ok(());
    }
    let results = match &args.from {
        Some(file) => results::read(file)?,
        None => measure(args)?,
    };
    print!("{}", show::table(&results));
    if let Some(file) = &args.json {
        results::write(&results, file)?;
    }
    if let Some(directory) = &args.plots {
        plot::draw(&results, directory)?;
    }
    Ok(())
}

fn measure(args: &Args) -> anyhow::Result<Vec<results::Result>> {
    let server = Server::start()?;
    println!("{}", server.describe()?);
    let mut results = Vec::new();
    for work in args.works() {
        results.extend(bench::run(work, args, &server).context(work.name)?);
    }
    ensure!(!results.is_empty(), "no work has a tool of that name");
    Ok(results)
}
