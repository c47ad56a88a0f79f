//! Files that describe the same thing agree.

mod summaries;

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

fn read(path: &str) -> String {
    std::fs::read_to_string(format!("{ROOT}/{path}")).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The files in a folder, at any depth.
fn files(folder: &str) -> Vec<PathBuf> {
    let mut folders = vec![PathBuf::from(format!("{ROOT}/{folder}"))];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.push(path);
            }
        }
    }
    files
}

/// `1.85` and `1.85.0` as numbers.
fn version(text: &str) -> Vec<u32> {
    text.split('.')
        .chain(["0"])
        .take(3)
        .map(|part| part.parse().unwrap())
        .collect()
}

/// The metadata that cargo has of the published crates and their default dependencies, with more arguments for cargo. Of a workspace of those two
/// alone: of the whole one, cargo wants the packages of the benchmark and of other systems, too, which nobody has
/// downloaded.
fn library_metadata(more: &[&str]) -> Value {
    // A folder for each call, since tests run at the same time.
    let root = format!("{}/library{}", env!("CARGO_TARGET_TMPDIR"), more.len());
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
        .args(more)
        .current_dir(&root)
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn the_rust_version_is_the_lowest_that_the_required_dependencies_allow() {
    let metadata = library_metadata(&[]);
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
        "crates/blink-cli/Cargo.toml",
        "crates/blink-derive/Cargo.toml",
        "crates/blink-files/Cargo.toml",
        "crates/blink-quickstart/Cargo.toml",
        "crates/blink-schema/Cargo.toml",
        "crates/blink-testdb/Cargo.toml",
        "crates/blink-ui/Cargo.toml",
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
fn every_folder_of_the_library_is_in_the_architecture() {
    let architecture = read("ARCHITECTURE.md");
    for entry in std::fs::read_dir(format!("{ROOT}/crates/blink/src")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let shown = if path.is_dir() {
            format!("`{name}/`")
        } else {
            format!("`{name}`")
        };
        let has_folder = path.with_extension("").is_dir();
        assert!(
            has_folder && !path.is_dir() || architecture.contains(&shown),
            "{shown} is not in ARCHITECTURE.md"
        );
    }
}

/// Each published package has the license beside its manifest.
#[test]
fn licenses_agree() {
    for package in ["blink", "blink-cli", "blink-derive", "blink-files"] {
        assert_eq!(read(&format!("crates/{package}/LICENSE")), read("LICENSE"));
    }
}

#[test]
fn versions_agree() {
    let version = env!("CARGO_PKG_VERSION");
    let minor = version.rsplit_once('.').unwrap().0;
    assert!(read("README.md").contains(&format!("blink-pg = \"{minor}\"")));
    let rust = env!("CARGO_PKG_RUST_VERSION");
    assert!(read("README.md").contains(&format!("Rust {rust} or later")));
    assert!(read("README.md").contains(&format!("minimum Rust version is {rust};")));
    let with_sqlx = library_metadata(&["--features=blink-pg/sqlx"]);
    let mut packages = with_sqlx["packages"].as_array().unwrap().iter();
    let sqlx = packages.find(|package| package["name"] == "sqlx").unwrap();
    let of_sqlx = sqlx["rust_version"].as_str().unwrap().trim_end_matches(".0");
    assert!(
        read("README.md").contains(&format!("(with the feature `sqlx` {of_sqlx})")),
        "{of_sqlx}"
    );
    assert!(read("crates/blink/Cargo.toml").contains(&format!("version = \"={version}\"")));
    // The first is the version only in the commit of a release.
    let changelog = read("CHANGELOG.md");
    let first = changelog.strip_prefix("# Changelog\n\n## ").unwrap();
    assert!(
        first.starts_with("Unreleased\n") || first.starts_with(&format!("{version} ")),
        "{first}"
    );
}

/// The SQL of a Rust source file: its string literals that hold a keyword of SQL, each with the line where it begins.
fn sql_of_rust(source: &str) -> Vec<(usize, String)> {
    let is_sql = |text: &str| {
        let keywords = ["SELECT ", "FROM ", "WHERE ", "COPY ", "AND ", "ARRAY["];
        // A backtick is in words for people.
        !text.contains('`') && (keywords.iter().any(|keyword| text.contains(keyword)) || text.contains("::"))
    };
    let mut found = Vec::new();
    let mut lines = source.lines().enumerate().peekable();
    while let Some((n, line)) = lines.next() {
        if line.contains("#[cfg(test)]") {
            break;
        }
        // Nor is it a statement of ours that is taken apart.
        if line.trim_start().starts_with("//") || line.contains("strip_") {
            continue;
        }
        let mut text = line.replace("'\"'", "").replace("\\\"", "");
        // A literal that goes on in the next line.
        while text.ends_with('\\') {
            text.pop();
            let Some((_, next)) = lines.next() else { break };
            text.push_str(next.trim_start().replace("\\\"", "").as_str());
        }
        let literals = text.split('"').skip(1).step_by(2);
        found.extend(
            literals
                .filter(|text| is_sql(text))
                .map(|text| (n + 1, text.to_owned())),
        );
    }
    found
}

/// The functions, types of casts and relations of the server's own that are named without their schema.
fn unqualified(sql: &str) -> Vec<String> {
    /// Words that precede a parenthesis but are no functions: keywords, and names of tables with their columns.
    const SYNTAX: [&str; 33] = [
        "coalesce",
        "nullif",
        "greatest",
        "least",
        "extract",
        "in",
        "exists",
        "values",
        "and",
        "or",
        "not",
        "as",
        "on",
        "from",
        "select",
        "when",
        "then",
        "else",
        "case",
        "with",
        "over",
        "lateral",
        "any",
        "all",
        "array",
        "operator",
        "analyze",
        "from only",
        "where",
        "join",
        "update",
        "by",
        "all",
    ];
    let is_name = |char: char| char.is_ascii_alphanumeric() || char == '_';
    // Without the literals of SQL, in which anything may stand.
    let code = sql.split('\'').step_by(2).collect::<Vec<_>>().join("''");
    let mut found = Vec::new();
    for (at, _) in code.match_indices('(') {
        let before = code[..at].trim_end_matches(' ');
        let name = &before[before.rfind(|char| !is_name(char)).map_or(0, |end| end + 1)..];
        let ahead = &before[..before.len() - name.len()];
        let is_column_list =
            code[..at].ends_with(' ') || [" AS ", "INTO ", "TABLE "].iter().any(|word| ahead.ends_with(word));
        let qualified = ahead.ends_with(['.', '}', '"', '%']);
        if !name.is_empty() && !qualified && !is_column_list && !SYNTAX.contains(&name.to_lowercase().as_str()) {
            found.push(format!("{name}()"));
        }
    }
    for (at, _) in code.match_indices("::") {
        let ty = &code[at + 2..];
        // Of a type of Rust's.
        if code[..at].ends_with("ToRow") {
            continue;
        }
        if ty.starts_with(|char: char| char.is_ascii_lowercase()) && !ty.starts_with("pg_catalog.") {
            found.push(format!("::{}", ty.split(|char| !is_name(char)).next().unwrap()));
        }
    }
    for word in ["FROM ", "JOIN "] {
        for (at, _) in code.match_indices(word) {
            let relation = &code[at + word.len()..];
            if relation.starts_with("pg_") && !relation.starts_with("pg_catalog.") {
                found.push(relation.split(' ').next().unwrap().to_owned());
            }
        }
    }
    found
}

#[test]
fn our_sql_names_the_schema_of_everything_that_is_the_servers() {
    assert_eq!(
        unqualified("SELECT now(), a.oid::text FROM pg_class a"),
        ["now()", "::text", "pg_class"]
    );
    assert_eq!(
        unqualified("SELECT coalesce(pg_catalog.now(), 'now()'), count(*)"),
        ["count()"]
    );
    let (mut wrong, mut looked_at) = (Vec::new(), 0);
    let crates = ["crates/blink/src", "crates/blink-cli/src", "crates/blink-files/src"];
    let tests = |path: &PathBuf| path.components().any(|part| part.as_os_str() == "tests");
    for path in crates.into_iter().flat_map(files).filter(|path| !tests(path)) {
        let text = || std::fs::read_to_string(&path).unwrap();
        let statements = match path.extension().and_then(|extension| extension.to_str()) {
            Some("rs") => sql_of_rust(&text()),
            Some("sql") => {
                let code = |line: &str| line.split("--").next().unwrap_or_default().to_owned();
                vec![(1, text().lines().map(code).collect::<Vec<_>>().join("\n"))]
            }
            _ => continue,
        };
        looked_at += statements.len();
        for (line, sql) in statements {
            let found = unqualified(&sql);
            if !found.is_empty() {
                wrong.push(format!("{}:{line}: {}", path.display(), found.join(", ")));
            }
        }
    }
    assert!(looked_at > 30, "{looked_at} statements");
    assert_eq!(wrong, Vec::<String>::new(), "a search_path may have another before it");
}

#[test]
fn no_file_has_more_than_400_lines_of_code() {
    let is_code = |line: &&str| !line.trim().is_empty() && !line.trim_start().starts_with("//");
    let sources = ["crates", "bench"].into_iter().flat_map(files);
    let sources = sources.filter(|path| path.extension().is_some_and(|extension| extension == "rs"));
    let sizes = sources.map(|path| {
        let lines = std::fs::read_to_string(&path).unwrap().lines().filter(is_code).count();
        (lines, path)
    });
    let sizes = sizes.collect::<Vec<_>>();
    assert!(sizes.len() > 200, "{} files", sizes.len());
    let large = sizes.into_iter().filter(|(lines, _)| *lines > 400);
    assert_eq!(large.collect::<Vec<_>>(), []);
}
