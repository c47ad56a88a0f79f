//! What is found out about files.

use blink_files::CsvOptions;

use crate::support::Db;

async fn decided(content: &str, options: &CsvOptions) -> Result<Vec<String>, Vec<String>> {
    let mut db = Db::new("CREATE TABLE t (id int, born date, price numeric(10,2), ok bool, name text)").await;
    let opened = db.open("t", content, options).await;
    opened.map(|file| file.decisions().iter().map(ToString::to_string).collect())
}

#[tokio::test]
async fn every_decision_is_told_with_the_option_that_decides_otherwise() {
    assert_eq!(
        decided(
            "id;born;price;ok;name\n1;31/01/2024;1.000,5;oui;a\n2;NA;3;non;\"b;\"\n",
            &CsvOptions::default()
        )
        .await
        .unwrap(),
        [
            "delimiter: semicolon (--delimiter)",
            "quote: double quote (--quote, --escape)",
            "header: the first line: 5 of its 5 names are columns (--no-header)",
            "NULL: the empty field without quotes, NA (--null, --empty-as)",
            "dates: day before month (--dates)",
            "numbers: 1.000,5 (--decimal, --thousands)",
            "booleans: PostgreSQL's own words, and oui/non (--booleans)",
            "encoding: UTF-8 (--encoding)",
            "sent as: binary, parsed here",
        ]
    );
}

#[tokio::test]
async fn a_first_line_that_names_the_delimiter_is_no_record() {
    let decisions = decided("sep=|\nid|name\n1|a,b;c\n", &CsvOptions::default())
        .await
        .unwrap();
    assert_eq!(
        decisions[0],
        "delimiter: vertical bar, by the first line, sep= (--delimiter)"
    );
}

#[tokio::test]
async fn a_file_without_a_header_takes_the_tables_order_or_says_columns() {
    let decisions = decided("1,2024-01-31,1.5,t,a\n", &CsvOptions::default()).await.unwrap();
    assert_eq!(
        decisions[2..4],
        [
            "header: none: the first line is a row of the table (--header)",
            "columns: all of the table, in its order, since there are as many fields (--columns)",
        ]
    );
    let options = CsvOptions {
        header: Some(false),
        ..Default::default()
    };
    assert_eq!(
        decided("1,a\n", &options).await.unwrap_err(),
        ["the file has no header, and 2 fields; say --columns with the names of its columns"]
    );
    let options = CsvOptions {
        columns: Some(vec!["id".into(), "name".into()]),
        ..Default::default()
    };
    assert!(decided("1,a\n", &options).await.is_ok());
}

#[tokio::test]
async fn a_first_line_that_is_neither_asks() {
    assert_eq!(
        decided("number,date\n1,2024-01-01\n", &CsvOptions::default())
            .await
            .unwrap_err(),
        [
            "the first line has no column of public.t (id, born, price, ok, name), but number, date; say --map NAME=COLUMN if it is a header, or --columns with their names if it is a row"
        ]
    );
}

/// DuckDB takes such a quote for a part of the text.
#[tokio::test]
async fn a_quote_that_is_not_closed_makes_no_other_dialect() {
    let options = CsvOptions::default();
    assert_eq!(
        decided("id,name\n1,\"a\n2,b\n", &options).await.unwrap()[1],
        "quote: double quote (--quote, --escape)"
    );
    // But what begins no field is none.
    assert_eq!(
        decided("id,name\n1,5\" pipe\n", &options).await.unwrap()[1],
        "quote: none (--quote, --escape)"
    );
}
