//! `cargo run --release -p blink-bench -- --help`

fn main() -> anyhow::Result<()> {
    blink_bench::main()
}
