//! Files that are loaded.

use blink_files::{CsvFile, CsvOptions, DateOrder, Encoding, Target};

use crate::support::Db;

/// The table of PEERS-FILES-SCHEMAS.md, 1.4.
const ODD: &str =
    "CREATE TABLE t (id bigint PRIMARY KEY, title text, body text, price numeric(10,2), born date, ok bool)";

#[tokio::test]
async fn columns_in_another_order_go_by_their_names() {
    let mut db = Db::new(ODD).await;
    let file = "id,body,title,ok,born,price\n1,b,t,yes,2024-04-03,1.5\n";
    assert_eq!(
        db.loaded(file, &CsvOptions::default()).await,
        ["1|t|b|1.50|2024-04-03|t"]
    );
}

#[tokio::test]
async fn texts_shorter_than_their_char_n_are_whole_values() {
    let mut db = Db::new("CREATE TABLE t (id int, code char(5), codes char(3)[])").await;
    let file = "id,code,codes\n1,ab,\"{a,\"\"b \"\",abc}\"\n2,\"ab  \",\n3,äöüßé,\n4,,\n5,\"\",\n";
    assert_eq!(db.loaded(file, &CsvOptions::default()).await.len(), 5);
    assert_eq!(
        db.rows("SELECT id, code::text, code = 'ab', octet_length(code), codes::text[]::text FROM t ORDER BY id")
            .await,
        [
            "1|ab|t|5|{a,b,abc}",
            "2|ab|t|5|∅",
            "3|äöüßé|f|10|∅",
            "4|∅|∅|∅|∅",
            "5||f|5|∅"
        ]
    );
    // Of a wider column.
    let wider = db
        .open("t", "id,code\n1,ab    \n2,abcdef\n", &CsvOptions::default())
        .await
        .unwrap();
    db.insert(&wider).await.unwrap_err();
    let said = wider
        .faults()
        .groups
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>();
    assert_eq!(
        said,
        [
            "code: blanks at the end, beyond 5 characters; line 2: \"ab    \"; --round",
            "code: longer than 5 characters; line 3: \"abcdef\"",
        ]
    );
}

#[tokio::test]
async fn what_excel_writes_in_german_needs_no_option() {
    let mut db = Db::new(ODD).await;
    let file = "\u{feff}ID;Title;Body;Price;Born;OK\r\n1;\"a;\"\"b\"\"\";;1.234,50;13.04.2024;WAHR\r\n2;ä;\"zwei\r\nZeilen\";0,5;03.04.2024;falsch\r\n";
    assert_eq!(
        db.loaded(file, &CsvOptions::default()).await,
        [
            "1|a;\"b\"|∅|1234.50|2024-04-13|t",
            "2|ä|zwei\r\nZeilen|0.50|2024-04-03|f"
        ]
    );
}

#[tokio::test]
async fn a_file_of_windows_needs_one_option() {
    let mut db = Db::new(ODD).await;
    let file = b"id;title;body;price;born;ok\r\n1;\xe4\x80;b;1,5;13.04.2024;ja\r\n";
    let mistakes = db.open("t", file, &CsvOptions::default()).await.unwrap_err();
    assert_eq!(
        mistakes,
        [
            "line 2: bytes 0xE4 0x80 mean nothing in UTF-8; in Windows-1252 it reads \"1;ä€;b;1,5;13.04.2024;ja\": if that is right, say --encoding windows-1252"
        ]
    );
    let options = CsvOptions {
        encoding: Some(Encoding::from_name("windows-1252").unwrap()),
        ..Default::default()
    };
    assert_eq!(db.loaded(file, &options).await, ["1|ä€|b|1.50|2024-04-13|t"]);
}

#[tokio::test]
async fn a_date_that_reads_in_two_ways_asks_for_the_option() {
    let mut db = Db::new(ODD).await;
    let file = "id,born\n1,03.04.2024\n2,05.06.2024\n";
    assert_eq!(
        db.open("t", file, &CsvOptions::default()).await.unwrap_err(),
        ["the dates of born, such as \"03.04.2024\", can be read in different ways; say --dates dmy or --dates mdy"]
    );
    let options = CsvOptions {
        dates: Some(DateOrder::Dmy),
        ..Default::default()
    };
    assert_eq!(
        db.loaded(file, &options).await,
        ["1|∅|∅|∅|2024-04-03|∅", "2|∅|∅|∅|2024-06-05|∅"]
    );
}

#[tokio::test]
async fn an_empty_field_is_null_and_a_quoted_one_is_text() {
    let mut db = Db::new("CREATE TABLE t (id int, name text, note varchar(9))").await;
    let file = "id,name,note\n,,\"\"\n1,\"\",\n";
    assert_eq!(db.loaded(file, &CsvOptions::default()).await, ["∅|∅|", "1||∅"]);
}

#[tokio::test]
async fn a_word_for_null_is_found_where_no_value_can_be_it() {
    let mut db = Db::new(ODD).await;
    let file = "id,title,price,ok\n1,a,N/A,NULL\n2,b,1,true\n";
    assert_eq!(
        db.loaded(file, &CsvOptions::default()).await,
        ["1|a|∅|∅|∅|∅", "2|b|∅|1.00|∅|t"]
    );
    let file = "id,title,price\n3,N/A,N/A\n";
    let mistakes = db.open("t", file, &CsvOptions::default()).await.unwrap_err();
    assert_eq!(
        mistakes,
        [
            "N/A stands for NULL where a value cannot be it, but is also in a column of text (title); say --null \"N/A\" if it is NULL there, too, or --null-but-in-text \"N/A\" if it is a text"
        ]
    );
}

#[tokio::test]
async fn a_type_that_only_the_server_reads_takes_the_whole_row_as_text() {
    let mut db = Db::new("CREATE TABLE t (id int, place point, tags text[], born date)").await;
    let file = "id\tplace\ttags\tborn\n1\t(1,2)\t{\"a\\\\b\",\"c\"}\t03.04.2024\n";
    let options = CsvOptions {
        dates: Some(DateOrder::Dmy),
        ..Default::default()
    };
    assert_eq!(db.loaded(file, &options).await, ["1|(1,2)|{\"a\\\\b\",c}|2024-04-03"]);
}

#[tokio::test]
async fn a_file_of_many_blocks_arrives_whole_and_in_order() {
    let mut db = Db::new("CREATE TABLE t (id bigint PRIMARY KEY, body text)").await;
    let mut file = String::from("id,body\n");
    for id in 1..=100_000 {
        file.push_str(&format!("{id},\"line\nof {id}, \"\"quoted\"\"\"\n"));
    }
    let file = db.open("t", file, &CsvOptions::default()).await.unwrap();
    let report = db.insert(&file).await.unwrap();
    assert_eq!(report.tables().map(|table| table.rows()).sum::<u64>(), 100_000);
    let sql = "SELECT count(*), bool_and(body = E'line\\nof ' || id || ', \"quoted\"'), \
        bool_and(id = n) FROM (SELECT *, row_number() OVER (ORDER BY ctid) AS n FROM t) AS t";
    assert_eq!(db.rows(sql).await, ["100000|t|t"]);
    assert_eq!(file.lines_of_row(100_000), Some(200_000..=200_000));
}

#[tokio::test]
async fn enums_domains_and_arrays_of_them() {
    let mut db = Db::new(
        "CREATE TYPE mood AS ENUM ('sad', 'happy'); CREATE DOMAIN price AS numeric(8,2) CHECK (VALUE >= 0);
         CREATE TABLE t (m mood, ms mood[], p price, n int[])",
    )
    .await;
    let file = "m,ms,p,n\nhappy,\"{sad,NULL}\",1.5,\"{{1,2},{3,4}}\"\n";
    assert_eq!(
        db.loaded(file, &CsvOptions::default()).await,
        ["happy|{sad,NULL}|1.50|{{1,2},{3,4}}"]
    );
}

#[tokio::test]
async fn a_file_without_rows_is_loaded_and_an_empty_one_is_a_mistake() {
    let mut db = Db::new(ODD).await;
    assert_eq!(db.loaded("id,title\n", &CsvOptions::default()).await, [""; 0]);
    assert_eq!(
        db.open("t", "", &CsvOptions::default()).await.unwrap_err(),
        ["the file is empty; check where it comes from; a file that may be empty is loaded with --columns"]
    );
    let options = CsvOptions {
        columns: Some(vec!["id".to_owned()]),
        ..Default::default()
    };
    assert_eq!(db.loaded("", &options).await, [""; 0]);
}

#[tokio::test]
async fn a_second_table_of_a_file_takes_no_rows_of_the_first() {
    let mut db = Db::new("CREATE TABLE t (id int)").await;
    let file = db.open("t", "id\n1\n2\n", &CsvOptions::default()).await.unwrap();
    let (first, second) = (file.table(), file.table());
    let mut seeder = blink::Seeder::new();
    seeder.add_table(second);
    seeder.add_table(first.append());
    seeder.insert(&mut db.client).await.unwrap();
    assert_eq!(db.rows("SELECT * FROM t").await, ["1", "2"]);
}

#[tokio::test]
async fn a_reader_is_loaded_like_a_file() {
    let mut db = Db::new(ODD).await;
    let target = Target::read(&mut db.client, &"t".into()).await.unwrap().unwrap();
    let text = std::io::Cursor::new("id;price\n1;1,5\n2;x\n");
    let file = CsvFile::from_reader(text, "from memory", target, &CsvOptions::default()).unwrap();
    assert_eq!((file.path().to_str(), file.total_bytes()), (Some("from memory"), None));
    db.insert(&file).await.unwrap_err();
    assert_eq!(file.faults().groups[0].line, 3);
}
