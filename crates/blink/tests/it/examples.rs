//! Every example runs, and what the README shows of them is what they are.

#[path = "../../examples/basic.rs"]
mod basic;
#[path = "../../examples/batch_size.rs"]
mod batch_size;
#[path = "../../examples/context.rs"]
mod context;
#[allow(dead_code, reason = "its own main reads the arguments")]
#[path = "../../examples/factories.rs"]
mod factories;
#[path = "../../examples/generated.rs"]
mod generated;
#[allow(dead_code, reason = "its own main reads the arguments")]
#[path = "../../examples/huge.rs"]
mod huge;
#[allow(dead_code, reason = "its own main reads the arguments")]
#[path = "../../examples/quickstart.rs"]
mod quickstart;
#[path = "../../examples/separate_seeders.rs"]
mod separate_seeders;
#[allow(dead_code, reason = "its own main reads the arguments")]
#[path = "../../examples/social.rs"]
mod social;
#[path = "../../examples/uuids.rs"]
mod uuids;

#[test]
fn basic() {
    basic::main().unwrap();
}

#[test]
fn context() {
    context::main().unwrap();
}

#[test]
fn batch_size() {
    batch_size::main().unwrap();
}

#[test]
fn uuids() {
    uuids::main().unwrap();
}

#[test]
fn separate_seeders() {
    separate_seeders::main().unwrap();
}

#[tokio::test]
async fn quickstart_runs() {
    quickstart::run(1_000).await.unwrap();
}

#[test]
fn generated_runs() {
    generated::main().unwrap();
}

#[tokio::test]
async fn huge_runs() {
    huge::run(5_000).await.unwrap();
}

#[tokio::test]
async fn factories_runs() {
    factories::run(1_000).await.unwrap();
}

#[tokio::test]
async fn social_runs() {
    social::run(500).await.unwrap();
}

/// The README's code is that of the examples, which are compiled and run above.
#[test]
fn the_readme_shows_the_examples() {
    let readme = include_str!("../../../../README.md");
    for example in [
        include_str!("../../examples/basic.rs"),
        include_str!("../../examples/context.rs"),
        include_str!("../../examples/generated.rs"),
    ] {
        let (shown, _) = example
            .split_once("\nmod shared;")
            .expect("what follows is the example's own database");
        let (_, shown) = shown
            .split_once("\n\n")
            .expect("what comes first is the example's own docs");
        assert!(readme.contains(shown.trim()), "the README does not show this:\n{shown}");
    }
}
