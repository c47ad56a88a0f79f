//! What the compiler says about rows, right ones and wrong ones.
//!
//! `TRYBUILD=overwrite cargo test -p blink-pg --test ui` writes the expected messages anew.

#[test]
fn derive() {
    let cases = trybuild::TestCases::new();
    cases.pass("tests/ui/pass/*.rs");
    cases.compile_fail("tests/ui/fail/*.rs");
}
