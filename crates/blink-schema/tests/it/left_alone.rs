//! The tables that tools make for themselves, as they make them: they are left alone. A file says which tool (`-- tool:`),
//! which tables it keeps (`-- leaves:`), and which tables beside them are filled (`-- fills:`).

use std::path::Path;

use crate::fill::fill;
use crate::judge;
use crate::trial::connect;

struct Made {
    name: String,
    sql: String,
    leaves: Vec<String>,
    fills: Vec<String>,
}

fn list(sql: &str, key: &str) -> Vec<String> {
    let value = sql.lines().find_map(|line| line.strip_prefix(key));
    let names = value.into_iter().flat_map(|names| names.split(", "));
    names.filter(|name| *name != "nothing").map(quoted).collect()
}

/// The name as the server prints it.
fn quoted(name: &str) -> String {
    let quote = |part: &str| {
        let plain = part
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
        if plain { part.to_owned() } else { format!("\"{part}\"") }
    };
    name.trim().split('.').map(quote).collect::<Vec<_>>().join(".")
}

fn made() -> Vec<Made> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/left_alone");
    let mut made: Vec<Made> = (folder.read_dir().unwrap())
        .map(|entry| {
            let path = entry.unwrap().path();
            let sql = std::fs::read_to_string(&path).unwrap();
            Made {
                name: path.file_stem().unwrap().to_string_lossy().into_owned(),
                leaves: list(&sql, "-- leaves: "),
                fills: list(&sql, "-- fills: "),
                sql,
            }
        })
        .collect();
    made.sort_by(|a, b| a.name.cmp(&b.name));
    made
}

#[tokio::test]
async fn every_file_names_all_its_tables() {
    let made = made();
    assert!(made.len() >= 30);
    for tool in made {
        let db = blink_testdb::database();
        let client = connect(&db).await;
        if let Err(error) = client.batch_execute(&tool.sql).await {
            panic!("{}: {error:?}", tool.name);
        }
        let tables = judge::rows(&client, include_str!("judge/tables.sql")).await.unwrap();
        let mut tables: Vec<String> = tables.into_iter().map(|row| row[0].clone()).collect();
        let mut named = [tool.leaves, tool.fills].concat();
        tables.sort();
        named.sort();
        assert_eq!(tables, named, "{}", tool.name);
        assert!(tool.sql.starts_with("-- tool: "), "{}", tool.name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn tables_of_tools_are_left_alone() {
    let mut wrong = Vec::new();
    for tool in made() {
        let db = blink_testdb::database();
        let mut client = connect(&db).await;
        client.batch_execute(&tool.sql).await.unwrap();
        if let Err(error) = fill(&mut client, 50).await {
            wrong.push(format!("{}: {error}", tool.name));
            continue;
        }
        for (names, filled) in [(&tool.leaves, false), (&tool.fills, true)] {
            for table in names {
                let query = format!("SELECT count(*) > 0 FROM {table}");
                let has_rows = judge::rows(&client, &query).await.unwrap()[0][0] == "t";
                if has_rows != filled {
                    let what = if filled { "was left alone" } else { "was filled" };
                    wrong.push(format!("{}: {table} {what}", tool.name));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
