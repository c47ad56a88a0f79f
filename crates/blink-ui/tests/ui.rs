//! The compiler's words about rows, handles and connections, right ones and wrong ones.
//!
//! `TRYBUILD=overwrite cargo test -p blink-ui` writes the expected messages anew.

use std::io::Write as _;
use std::process::Command;

/// The compiler whose words the expected messages are.
const RECORDED_WITH: &str = "rustc 1.95.";

#[test]
fn what_the_compiler_says() {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let version = Command::new(rustc)
        .arg("--version")
        .output()
        .expect("rustc runs")
        .stdout;
    let cases = trybuild::TestCases::new();
    cases.pass("tests/ui/pass/*.rs");
    if version.starts_with(RECORDED_WITH.as_bytes()) {
        cases.compile_fail("tests/ui/fail/*.rs");
    } else {
        // Past the test harness, which shows what a test prints only when it fails.
        let _unheard = writeln!(
            std::io::stderr(),
            "LEFT OUT: ui/fail: its messages are those of {RECORDED_WITH}x, and this is {}",
            String::from_utf8_lossy(&version).trim()
        );
    }
}
