//! The library's advice in the words of a command.

use std::fs;
use std::path::Path;

use blink_cli::flags::Advised;

use crate::load::{blink, folder};
use crate::support::Db;

/// A user of the command was told to call `.truncate_cascade()`.
#[tokio::test]
async fn advice_names_nothing_that_only_a_program_can_call() {
    if !blink_testdb::needs_several_connections("advice_names_nothing_that_only_a_program_can_call") {
        return;
    }
    let db = Db::new(
        "CREATE TABLE people (id int PRIMARY KEY);
         CREATE TABLE orders (id int PRIMARY KEY, person int REFERENCES people)",
    )
    .await;
    let folder = folder("advice", &[("people.csv", "id\n1\n")]);
    let plan = |args: &[&str]| blink(&db, &folder, &[&["plan", "people.csv"], args].concat(), None);
    let ended = plan(&["--truncate"]);
    assert_eq!(ended.status, 1, "{}", ended.stderr);
    let advice = "add public.orders to the run, drop the foreign key, or run TRUNCATE … CASCADE yourself, which empties \
                  public.orders too";
    assert!(ended.stderr.contains(advice), "{}", ended.stderr);
    let ended = plan(&["--truncate", "--json"]);
    let object = serde_json::from_str::<serde_json::Value>(&ended.stdout).unwrap();
    assert_eq!(object["error"]["mistakes"][0]["help"], advice);

    let ended = plan(&["--indexes", "keep"]);
    assert!(
        ended.stdout.contains("--indexes keep was requested"),
        "{}",
        ended.stdout
    );
    let ended = plan(&["--indexes", "keep", "--json"]);
    assert!(
        ended.stdout.contains("--indexes keep was requested"),
        "{}",
        ended.stdout
    );
}

/// The calls in the library's messages, which `blink load` and `blink seed` have words for.
#[test]
fn every_call_in_a_message_of_the_library_has_words_of_the_command() {
    // Mistakes in how a program declares its tables, which the command does not make.
    let of_programs = [
        ".single_batch()",
        ".named(",
        ".append()",
        ".keep(",
        "remove `.on_conflict(…)` or `.insert_with",
    ];
    let mut found = 0;
    for message in messages(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../blink/src")) {
        if of_programs.iter().any(|call| message.contains(call)) {
            continue;
        }
        found += 1;
        for advised in [Advised::Load, Advised::Seed] {
            let told = advised.in_flags(&message);
            let never = advised == Advised::Seed && of_load_alone(&message);
            assert!(never || !has_call(&told), "{advised:?}: {told}");
        }
    }
    assert!(found > 10, "{found}");
}

/// A run that is not atomic, asks for an index policy, or inserts on conflict: `blink seed` does none of these.
fn of_load_alone(message: &str) -> bool {
    let only = [
        "Indexes::Rebuild",
        "Indexes::Keep was requested",
        "remove `.on_conflict",
    ];
    only.iter().any(|words| message.contains(words))
}

fn has_call(text: &str) -> bool {
    text.contains("`.") || text.contains("Indexes::")
}

/// The string literals of the sources in a folder that name a call or `Indexes::…`, but those of attributes and docs.
fn messages(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(messages(&path));
            continue;
        }
        let source = fs::read_to_string(&path).unwrap();
        let lines = source.lines().map(str::trim_start);
        let lines = lines.filter(|line| !line.starts_with("//") && !line.starts_with("note = "));
        let literals = lines.flat_map(|line| line.split('"').skip(1).step_by(2));
        found.extend(literals.filter(|text| has_call(text)).map(str::to_owned));
    }
    found
}
