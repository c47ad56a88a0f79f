//! The direction of imports: each folder of the library imports only floors below it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

const SOURCE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src");

/// The floors, from the ground up. `seeder` and `non_atomic` are the face: they hand a declaration down to `run`.
const FLOORS: [&str; 17] = [
    "human",
    "sql",
    "error",
    "connection",
    "catalog",
    "encode",
    "rows",
    "generate",
    "produce",
    "declare",
    "plan",
    "report",
    "run",
    "seeder",
    "non_atomic",
    "guide",
    "lib",
];

fn floor(name: &str) -> Option<usize> {
    FLOORS.iter().position(|floor| *floor == name)
}

/// The code of every file, without comments and unit tests, by its path below `src`.
fn sources() -> BTreeMap<String, String> {
    let mut sources = BTreeMap::new();
    let mut folders = vec![SOURCE.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path.to_str().unwrap().to_owned());
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let below = path
                    .strip_prefix(Path::new(SOURCE))
                    .unwrap()
                    .to_str()
                    .unwrap()
                    .to_owned();
                sources.insert(below, code(&fs::read_to_string(&path).unwrap()));
            }
        }
    }
    sources
}

fn code(text: &str) -> String {
    let (code, _) = text.split_once("#[cfg(test)]\nmod tests").unwrap_or((text, ""));
    let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

/// The folders that a file names behind `crate::`, in whatever place.
fn imported(code: &str) -> impl Iterator<Item = &str> {
    code.split("crate::").skip(1).flat_map(|path| {
        let end = path
            .find(|c: char| !c.is_alphanumeric() && c != '_')
            .unwrap_or(path.len());
        let group = path
            .strip_prefix('{')
            .map(|group| group.split_once('}').unwrap_or((group, "")).0);
        let names = group.into_iter().flat_map(|group| group.split(','));
        let first = |name| str::split(name, "::").next().unwrap_or("").trim();
        names
            .map(first)
            .chain(Some(&path[..end]))
            .filter(|name| !name.is_empty())
    })
}

#[test]
fn each_folder_imports_only_floors_below_it() {
    let mut upwards = Vec::new();
    for (path, code) in sources() {
        let name = path.split(['/', '.']).next().unwrap();
        let from = floor(name).unwrap_or_else(|| panic!("{path}: {name} is no floor; give it its place in this list"));
        // The crate's root re-exports from everywhere.
        for to in imported(&code).filter(|_| name != "lib") {
            if floor(to).is_none_or(|to| to > from) {
                upwards.push(format!("{path} imports {to}"));
            }
        }
    }
    assert!(upwards.is_empty(), "imports that point up:\n{}", upwards.join("\n"));
}

#[test]
fn imports_are_found_in_every_form() {
    let code = "use crate::run::{self, Session};\nfn f() { crate::plan::g() }\nuse crate::{error::Error, sql};";
    assert_eq!(imported(code).collect::<Vec<_>>(), ["run", "plan", "error", "sql"]);
}
