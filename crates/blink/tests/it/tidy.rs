//! What several files say of the same thing agrees.

use std::collections::{BTreeSet, HashMap};
use std::path::Path;
use std::process::Command;

use serde_json::Value;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

fn read(path: &str) -> String {
    std::fs::read_to_string(format!("{ROOT}/{path}")).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// `1.85` and `1.85.0` as numbers.
fn version(text: &str) -> Vec<u32> {
    text.split('.')
        .chain(["0"])
        .take(3)
        .map(|part| part.parse().unwrap())
        .collect()
}

/// What cargo says of the published crates and what they need with the default features. Of a workspace of those two alone:
/// of the whole one, cargo wants the packages of the benchmark and of other systems, too, which nobody has downloaded.
fn library_metadata() -> Value {
    let root = format!("{}/library", env!("CARGO_TARGET_TMPDIR"));
    let write = |path: &str, text: &str| {
        let path = Path::new(&root).join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    write("Cargo.lock", &read("Cargo.lock"));
    let members = ["crates/blink", "crates/blink-derive"];
    let workspace = read("Cargo.toml");
    let others = workspace
        .lines()
        .filter(|line| !line.starts_with("members = ") && !line.starts_with("default-members = "));
    let workspace = others.collect::<Vec<_>>().join("\n");
    write(
        "Cargo.toml",
        &workspace.replace("[workspace]", &format!("[workspace]\nmembers = {members:?}")),
    );
    for member in members {
        let manifest = read(&format!("{member}/Cargo.toml"));
        let parts = manifest
            .split("\n[")
            .filter(|part| !part.starts_with("dev-dependencies]") && !part.starts_with("[test]]"));
        write(&format!("{member}/Cargo.toml"), &parts.collect::<Vec<_>>().join("\n["));
        write(&format!("{member}/src/lib.rs"), "");
    }
    // This test was built with these packages, so they are there without a network.
    let output = Command::new(env!("CARGO"))
        .args([
            "metadata",
            "--format-version=1",
            "--offline",
            "--filter-platform=host-tuple",
        ])
        .current_dir(&root)
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn the_rust_version_is_the_lowest_that_the_required_dependencies_allow() {
    let metadata = library_metadata();
    let list = |value: &Value| value.as_array().unwrap().clone();
    let packages = list(&metadata["packages"]);
    let by_id: HashMap<&str, &Value> = packages
        .iter()
        .map(|package| (package["id"].as_str().unwrap(), package))
        .collect();
    let nodes = list(&metadata["resolve"]["nodes"]);
    let edges: HashMap<&str, &Value> = nodes.iter().map(|node| (node["id"].as_str().unwrap(), node)).collect();
    let blink = packages.iter().find(|package| package["name"] == "blink-pg").unwrap();
    let normal = |id: &str| -> Vec<String> {
        let normal = |dependency: &&Value| list(&dependency["dep_kinds"]).iter().any(|kind| kind["kind"].is_null());
        let all = list(&edges[id]["deps"]);
        all.iter()
            .filter(normal)
            .map(|dependency| dependency["pkg"].as_str().unwrap().to_owned())
            .collect()
    };
    let mut open = normal(blink["id"].as_str().unwrap());
    let mut seen = BTreeSet::new();
    while let Some(id) = open.pop() {
        if seen.insert(id.clone()) {
            open.extend(normal(&id));
        }
    }
    let names: BTreeSet<&str> = seen
        .iter()
        .map(|id| by_id[id.as_str()]["name"].as_str().unwrap())
        .collect();
    // The default features' own are among them, an optional driver's are not.
    assert!(names.contains("tokio-postgres") && names.contains("syn"), "{names:?}");
    assert!(!names.contains("sqlx"), "{names:?}");
    let stated = blink["rust_version"].as_str().unwrap();
    let needs = |id: &String| Some(version(by_id[id.as_str()]["rust_version"].as_str()?));
    let highest = seen
        .iter()
        .filter(|id| !id.contains("blink-derive"))
        .filter_map(needs)
        .max()
        .unwrap();
    assert_eq!(
        version(stated),
        highest,
        "rust-version in Cargo.toml, and what {} dependencies need",
        seen.len()
    );
}

#[test]
fn every_dependency_is_named_with_its_reason() {
    let architecture = read("ARCHITECTURE.md");
    for manifest in [
        "crates/blink/Cargo.toml",
        "crates/blink-derive/Cargo.toml",
        "crates/blink-testdb/Cargo.toml",
        "bench/Cargo.toml",
    ] {
        let text = read(manifest);
        let dependencies = text
            .split("\n[")
            .filter(|part| part.starts_with("dependencies]") || part.starts_with("dev-dep"));
        for line in dependencies
            .flat_map(str::lines)
            .filter(|line| line.contains(" = ") && !line.starts_with(['#', ' ']))
        {
            let name = line.split(" = ").next().unwrap();
            assert!(
                architecture.contains(&format!("`{name}`")) || name.starts_with("blink-"),
                "{manifest}: {name} is not in ARCHITECTURE.md"
            );
        }
    }
}

#[test]
fn every_file_of_the_library_is_in_the_architecture() {
    let architecture = read("ARCHITECTURE.md");
    let mut folders = vec![format!("{ROOT}/crates/blink/src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            if path.is_dir() {
                folders.push(path.to_str().unwrap().to_owned());
            } else if !path.parent().unwrap().ends_with("connection") {
                assert!(architecture.contains(&name), "{name} is not in ARCHITECTURE.md");
            }
        }
    }
}

#[test]
fn versions_agree() {
    let version = env!("CARGO_PKG_VERSION");
    let minor = version.rsplit_once('.').unwrap().0;
    assert!(read("README.md").contains(&format!("blink-pg = \"{minor}\"")));
    assert!(read("crates/blink/Cargo.toml").contains(&format!("version = \"={version}\"")));
    assert!(read("CHANGELOG.md").starts_with("# Changelog\n\n## Unreleased\n"));
}
