//! A gallery of small schemas, each filled and asked by SQL. `BLINK_GALLERY=word` takes those whose names have the word.

mod harness;

use std::path::Path;

use crate::fill::fill;
use crate::trial::Schema;

/// The schemas in the order of their names.
pub fn schemas() -> Vec<Schema> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/gallery");
    let wanted = std::env::var("BLINK_GALLERY").unwrap_or_default();
    let mut schemas: Vec<Schema> = folder
        .read_dir()
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "sql"))
        .filter(|path| path.file_stem().unwrap().to_string_lossy().contains(&wanted))
        .map(|path| {
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            Schema::read(&name, &std::fs::read_to_string(&path).unwrap()).unwrap_or_else(|error| panic!("{error}"))
        })
        .collect();
    schemas.sort_by(|a, b| a.name.cmp(&b.name));
    schemas
}

/// Fills all with so many rows, and fails with everything that is wrong.
async fn all_are_right(test: &str, rows: u64, is_wanted: impl Fn(&Schema) -> bool) {
    if !blink_testdb::needs_a_whole_server(test) {
        return;
    }
    let mut wrong = Vec::new();
    for schema in schemas().into_iter().filter(|schema| is_wanted(schema)) {
        match schema.not_yet {
            None => wrong.extend(schema.wrong(rows, fill).await),
            // One that is right by now is to be held.
            Some(_) if rows == 100 && schema.wrong(rows, fill).await.is_empty() => {
                wrong.push(format!("{}: it is right: its `-- not yet` goes", schema.name));
            }
            Some(_) => {}
        }
    }
    assert!(wrong.is_empty(), "{} are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_gallery_with_1_row() {
    all_are_right("the_gallery_with_1_row", 1, |_| true).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_gallery_with_100_rows() {
    all_are_right("the_gallery_with_100_rows", 100, |_| true).await;
}

/// Schemas in which 100 rows meet by chance what more do not.
const OF_MANY_ROWS: [&str; 4] = [
    "generated_columns",
    "like_mastodon",
    "like_warehouse",
    "tenants_through_memberships",
];

#[tokio::test(flavor = "multi_thread")]
async fn the_gallery_with_20_000_rows_where_100_are_too_few() {
    let of_many = |schema: &Schema| OF_MANY_ROWS.contains(&schema.name.as_str());
    all_are_right("the_gallery_with_20_000_rows_where_100_are_too_few", 20_000, of_many).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "minutes: in .ci/all"]
async fn the_gallery_with_20_000_rows() {
    all_are_right("the_gallery_with_20_000_rows", 20_000, |_| true).await;
}
