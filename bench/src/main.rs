//! Blink and its peers on the same work in one run: `cargo run --release -p blink-bench -- --help`.

mod args;
mod data;
mod discard;
mod measure;
mod server;
mod show;
mod tools;
mod works;

use anyhow::{Context as _, ensure};
use clap::Parser as _;

use args::{Args, Work};
use server::{Flavor, Server};

fn main() -> anyhow::Result<()> {
    let args = Args::parse();
    args.check()?;
    if let Some(rows) = args.child {
        return works::memory::child(rows);
    }
    let server = Server::start()?;
    let about = Flavor::CurrentThread.runtime()?.block_on(server.describe())?;
    println!("{about}; {} rounds", args.rounds());
    let mut results = Vec::new();
    for work in args.works() {
        let run = match work {
            Work::SeedReadmeBare => works::seed::bare,
            Work::SeedReadmeKeyed => works::seed::keyed,
            Work::UuidKeyed => works::keyed::uuids,
            Work::ManySmall => works::keyed::many_small,
            Work::OntoMany => works::keyed::onto_many,
            Work::RebuildThreshold => works::keyed::threshold,
            Work::Encode => works::encode::run,
            Work::GenerateUsers => works::generate::users,
            Work::GeneratePosts => works::generate::posts,
            Work::GeneratePostsPerUser => works::generate::posts_per_user,
            Work::GenerateFake => works::generate::fake,
            Work::BatchSize => works::batch_size::run,
            Work::Memory => works::memory::run,
        };
        results.extend(run(&args, &server)?);
    }
    ensure!(!results.is_empty(), "no work has a tool of that name");
    print!("{}", show::table(&results));
    if let Some(file) = &args.json {
        let text = serde_json::to_string_pretty(&results)? + "\n";
        std::fs::write(file, text).with_context(|| file.display().to_string())?;
    }
    Ok(())
}
