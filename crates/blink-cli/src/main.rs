//! The program `blink`.

use std::process::ExitCode;

fn main() -> ExitCode {
    blink_cli::commands::main(std::env::args_os())
}
