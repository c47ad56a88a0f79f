//! Blink and its peers on the same work in one run: `cargo run --release -p blink-bench -- --help`.

mod args;
mod bench;
mod data;
mod discard;
mod job;
mod measure;
mod results;
mod server;
mod show;
mod target;
mod tools;
mod works;

use anyhow::{Context as _, ensure};
use clap::Parser as _;

use args::Args;
use job::Job;
use server::Server;

fn main() -> anyhow::Result<()> {
    let args = Args::parse();
    if let Some(job) = &args.job {
        return serde_json::from_str::<Job>(job)?.run();
    }
    args.check()?;
    let server = Server::start()?;
    println!("{}", server.describe()?);
    let mut results = Vec::new();
    for work in args.works() {
        results.extend(bench::run(work, &args, &server).context(work.name)?);
    }
    ensure!(!results.is_empty(), "no work has a tool of that name");
    print!("{}", show::table(&results));
    if let Some(file) = &args.json {
        let text = serde_json::to_string_pretty(&results)? + "\n";
        std::fs::write(file, text).with_context(|| file.display().to_string())?;
    }
    Ok(())
}
