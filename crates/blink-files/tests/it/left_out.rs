//! Files of which rows are left out, since an earlier run has stored them.

use blink::Seeder;
use blink_files::CsvOptions;

use crate::support::Db;

/// Some blocks of rows; every third has a line break in quotes.
fn content(rows: u64) -> String {
    let line = |id: u64| match id % 3 {
        0 => format!("{id},\"a\n{id}\"\n"),
        _ => format!("{id},a{id}\n"),
    };
    "id,word\n".to_owned() + &(1..=rows).map(line).collect::<String>()
}

#[tokio::test]
async fn only_the_other_rows_are_sent() {
    let mut db = Db::new("CREATE TABLE t (id int, word text)").await;
    let mut file = db.open("t", content(60_000), &CsvOptions::default()).await.unwrap();
    file.leave_out([1..=5, 7..=9, 10..=10, 20_000..=50_000, 60_000..=70_000]);
    let report = db.insert(&file).await.unwrap();
    assert_eq!(report.rows(), 60_000 - 9 - 30_001 - 1);
    assert_eq!(
        db.rows(
            "SELECT count(*), count(DISTINCT id), count(*) FILTER (WHERE id NOT IN (6) AND NOT id BETWEEN 11 AND 19999
                AND NOT id BETWEEN 50001 AND 59999 OR word <> CASE id % 3 WHEN 0 THEN E'a\\n' ELSE 'a' END || id) FROM t"
        )
        .await,
        ["29989|29989|0"]
    );
    let places = file.row_places();
    assert_eq!((places.row_in_file(1), places.row_in_file(2)), (6, 11));
    assert_eq!(places.rows_in_file(&(1..=3)), [6..=6, 11..=12]);
    let whole = content(60_000).len() as u64;
    assert_eq!(places.bytes_of_rows(&(1..=60_000)), Some(8..whole));
    assert_eq!(places.bytes_of_rows(&(1..=60_001)), None);
    let first = places.bytes_of_rows(&(1..=1)).unwrap();
    assert!(first.start == 8 && first.end < whole, "{first:?}");
    // Behind 3 line breaks in quotes and the header.
    assert_eq!(file.lines_of_row(11), Some(15..=15));
}

#[tokio::test]
async fn an_error_is_told_by_the_rows_of_the_file() {
    let mut db = Db::new("CREATE TABLE t (id int PRIMARY KEY, word text)").await;
    let mut file = db
        .open("t", "id,word\n1,a\n2,b\n3,c\n2,d\n", &CsvOptions::default())
        .await
        .unwrap();
    file.leave_out([1..=1]);
    let mut seeder = Seeder::new();
    seeder.add_table(file.table());
    let error = seeder.insert(&mut db.client).await.unwrap_err();
    let places = file.row_places();
    let error = error.renumber_rows(|_, row| places.row_in_file(row));
    assert_eq!(error.row(), Some(4));
    assert_eq!(file.lines_of_row(4), Some(5..=5));
}

/// They were checked after a fault of another row, though an earlier run had stored them.
#[tokio::test]
async fn rows_that_are_left_out_are_not_checked_after_a_fault_either() {
    let mut db = Db::new("CREATE TABLE t (id int, word text)").await;
    let content = format!("{}x,a\ny,b\n{}z,c\n", "id,word\no,a\n", content(60_000).split_off(8));
    let mut file = db.open("t", content, &CsvOptions::default()).await.unwrap();
    file.leave_out([2..=2, 60_004..=60_004]);
    db.insert(&file).await.unwrap_err();
    let faults = file.faults();
    let found = faults
        .groups
        .iter()
        .map(|group| (group.count, group.line))
        .collect::<Vec<_>>();
    assert_eq!(found, [(2, 2)]);
    let mut file = db
        .open("t", "id,word\n1,a\nx,b\n", &CsvOptions::default())
        .await
        .unwrap();
    file.leave_out([2..=2]);
    assert!(file.check_rest().is_empty());
}

#[tokio::test]
async fn a_file_is_known_by_its_digest_and_form() {
    let mut db = Db::new("CREATE TABLE t (id int, word text)").await;
    let file = db.open("t", "id;word\n1;ä\n", &CsvOptions::default()).await.unwrap();
    let digest = file.digest().unwrap().unwrap();
    let asked = db
        .rows("SELECT encode(sha256(convert_to(E'id;word\\n1;ä\\n', 'UTF8')), 'hex')")
        .await;
    assert_eq!((digest.sha256, digest.bytes), (asked[0].clone(), 13));
    assert_eq!(
        file.record_form(),
        "delimiter ';', quote '\"', lines end with LF, an empty line is none, 0 skipped, a header, UTF-8"
    );
    let written = db.file("file.csv", "id;word\n1;a\n2;b\n");
    assert!(file.digest().is_err(), "{} has changed", written.display());
}
