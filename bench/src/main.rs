//! `cargo run --release -p blink-bench -- --help`

fn main() -> anyhow::Result<std::process::ExitCode> {
    blink_bench::main()
}
