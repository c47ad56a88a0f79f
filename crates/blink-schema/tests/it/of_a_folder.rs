//! Schemas that are not in the repository: `BLINK_SCHEMAS` names a folder of files `NAME.sql` or `NAME/schema.sql`, and
//! `BLINK_ROWS` the rows, 10,000 if it is not set. Prints what issue 13 counts.

use std::path::{Path, PathBuf};

use crate::fill::fill;
use crate::judge::{self, Allowed};
use crate::trial::connect;

fn files(folder: &Path) -> Vec<(String, PathBuf)> {
    let mut files = Vec::new();
    for entry in folder.read_dir().unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let file = if path.is_dir() { path.join("schema.sql") } else { path };
        if file.extension().is_some_and(|extension| extension == "sql") && file.is_file() {
            files.push((name, file));
        }
    }
    files.sort();
    files
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "by hand: needs BLINK_SCHEMAS"]
async fn schemas_of_a_folder() {
    let folder = std::env::var("BLINK_SCHEMAS").expect("BLINK_SCHEMAS names a folder");
    let rows = std::env::var("BLINK_ROWS").map_or(10_000, |rows| rows.parse().unwrap());
    let (mut tables, mut filled, mut columns, mut blank) = (0, 0, 0, 0);
    for (name, file) in files(Path::new(&folder)) {
        let db = blink_testdb::database();
        let mut client = connect(&db).await;
        let sql = std::fs::read_to_string(&file).unwrap();
        client
            .batch_execute(&sql)
            .await
            .unwrap_or_else(|error| panic!("{name}: {error:?}"));
        client.batch_execute("RESET ALL").await.unwrap();
        match fill(&mut client, rows).await {
            Ok(report) => println!("{report}"),
            Err(error) => println!("{name}: NOT FILLED: {error}"),
        }
        let verdict = judge::judge(&client, &Allowed::default()).await;
        let of = verdict.filled.len() + verdict.empty.len();
        println!(
            "{name}: {} of {of} tables have rows; {} of {} columns NULL or constant",
            verdict.filled.len(),
            verdict.blank.len(),
            verdict.columns
        );
        println!("  empty: {}", verdict.empty.join(", "));
        println!("  NULL or constant: {}", verdict.blank.join(", "));
        for line in verdict.wrong.iter().filter(|line| !line.ends_with("has no rows")) {
            println!("  wrong: {line}");
        }
        tables += of;
        filled += verdict.filled.len();
        columns += verdict.columns;
        blank += verdict.blank.len();
    }
    let share = |part: usize, whole: usize| 100.0 * part as f64 / whole.max(1) as f64;
    println!(
        "{filled} of {tables} tables have rows: {:.1} %; {blank} of {columns} columns NULL or constant: {:.1} %",
        share(filled, tables),
        share(blank, columns)
    );
}
