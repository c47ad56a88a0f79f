//! The direction of imports: each folder of the library imports only floors below it, and in no crate of the workspace do
//! modules import each other in a circle.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

const SOURCE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src");

/// The sources of every crate of the workspace.
const CRATES: [&str; 7] = [
    SOURCE,
    concat!(env!("CARGO_MANIFEST_DIR"), "/../blink-cli/src"),
    concat!(env!("CARGO_MANIFEST_DIR"), "/../blink-derive/src"),
    concat!(env!("CARGO_MANIFEST_DIR"), "/../blink-files/src"),
    concat!(env!("CARGO_MANIFEST_DIR"), "/../blink-schema/src"),
    concat!(env!("CARGO_MANIFEST_DIR"), "/../blink-testdb/src"),
    concat!(env!("CARGO_MANIFEST_DIR"), "/../../bench/src"),
];

/// The floors, from the ground up. `seeder` and `non_atomic` are the face: they hand a declaration down to `run`.
const FLOORS: [&str; 19] = [
    "calendar",
    "human",
    "sql",
    "error",
    "connection",
    "catalog",
    "storage",
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

/// The code of every file, without comments and unit tests, by its path below the source folder.
fn sources(source: &str) -> BTreeMap<String, String> {
    let mut sources = BTreeMap::new();
    let mut folders = vec![source.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path.to_str().unwrap().to_owned());
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let below = path
                    .strip_prefix(Path::new(source))
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
    let (code, _) = text.split_once("mod tests {").unwrap_or((text, ""));
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
    for (path, code) in sources(SOURCE) {
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

/// The paths of a `use` tree.
fn expand(tree: &str, prefix: &str, paths: &mut Vec<String>) {
    let Some((head, rest)) = tree.split_once('{') else {
        paths.push(format!("{prefix}{}", tree.trim()));
        return;
    };
    let body = rest.rsplit_once('}').map_or(rest, |(body, _)| body);
    let (mut depth, mut start) = (0, 0);
    let prefix = format!("{prefix}{}", head.trim());
    for (at, c) in body.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                expand(&body[start..at], &prefix, paths);
                start = at + 1;
            }
            _ => {}
        }
    }
    expand(&body[start..], &prefix, paths);
}

/// The module that a path of a `use` in this module leads to.
fn resolve(path: &str, module: &str, modules: &BTreeSet<String>) -> Option<String> {
    let mut segments = path.split("::").map(str::trim).collect::<Vec<_>>();
    let mut base = module.split("::").collect::<Vec<_>>();
    match segments[0] {
        "crate" => base.clear(),
        "self" => {}
        "super" => {}
        child if modules.contains(&format!("{module}::{child}")) => segments.insert(0, "self"),
        _ => return None,
    }
    while segments.first() == Some(&"super") {
        base.pop();
        segments.remove(0);
    }
    segments.retain(|segment| !["crate", "self"].contains(segment));
    base.extend(segments);
    (1..=base.len())
        .rev()
        .map(|n| base[..n].join("::"))
        .find(|found| modules.contains(found))
}

/// The modules of a crate that each of its modules imports.
fn graph(source: &str) -> BTreeMap<String, BTreeSet<String>> {
    let sources = sources(source);
    let name = |path: &str| path.trim_end_matches(".rs").replace('/', "::");
    let modules = sources.keys().map(|path| name(path)).collect::<BTreeSet<_>>();
    let uses = |(path, code): (&String, &String)| {
        let module = name(path);
        let mut paths = Vec::new();
        for statement in code.split(';') {
            if let Some((_, tree)) = statement
                .rsplit_once("use ")
                .filter(|(before, _)| !before.ends_with('"'))
            {
                expand(tree, "", &mut paths);
            }
        }
        let imports = paths.iter().filter_map(|path| resolve(path, &module, &modules));
        let imports = imports.filter(|import| *import != module).collect();
        (module, imports)
    };
    sources.iter().filter(|(path, _)| *path != "lib.rs").map(uses).collect()
}

/// The modules that a module imports, and those that they import.
fn reached<'g>(from: &'g str, graph: &'g BTreeMap<String, BTreeSet<String>>) -> BTreeSet<&'g str> {
    let mut reached = BTreeSet::new();
    let mut open = vec![from];
    while let Some(module) = open.pop() {
        for import in graph.get(module).into_iter().flatten() {
            if reached.insert(import.as_str()) {
                open.push(import);
            }
        }
    }
    reached
}

#[test]
fn no_modules_import_each_other_in_a_circle() {
    for source in CRATES {
        let graph = graph(source);
        let circular = graph
            .keys()
            .filter(|module| reached(module, &graph).contains(module.as_str()))
            .cloned()
            .collect::<Vec<_>>();
        assert!(
            circular.is_empty(),
            "{source}: modules in circles: {}",
            circular.join(", ")
        );
    }
    assert!(graph(SOURCE)["run::atomic"].contains("plan"), "imports are found");
}

#[test]
fn a_use_tree_is_read_in_every_form() {
    let modules = ["run", "run::table", "run::steps", "plan"].map(str::to_owned).into();
    let mut paths = Vec::new();
    expand("crate::{plan::Plan, run::{self, table::T}}", "", &mut paths);
    expand("super::steps::{Run, Step}", "", &mut paths);
    let found = paths.iter().map(|path| resolve(path, "run::table", &modules).unwrap());
    assert_eq!(
        found.collect::<Vec<_>>(),
        ["plan", "run", "run::table", "run::steps", "run::steps"]
    );
}
