//! The facts that are found out about files.

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

/// MySQL, Hive and COPY write it in columns of text, too: it was asked for, with a flag whose backslash a shell eats.
#[tokio::test]
async fn a_backslash_and_n_are_null_in_columns_of_text_too() {
    let mut db = Db::new("CREATE TABLE t (id int, born date, name text)").await;
    let rows = db
        .loaded("1,\\N,\\N\n2,2024-01-31,\"\\N\"\n", &CsvOptions::default())
        .await;
    assert_eq!(rows, ["1|∅|∅", "2|2024-01-31|\\N"]);
    let mut db = Db::new("CREATE TABLE t (id text, name text)").await;
    assert_eq!(db.loaded("id,name\na,\\N\n", &CsvOptions::default()).await, ["a|∅"]);
}

#[tokio::test]
async fn a_word_for_null_is_advised_as_a_shell_takes_it() {
    assert_eq!(
        decided("id,born,name\n1,#N/A,#N/A\n2,2024-01-31,a\n", &CsvOptions::default())
            .await
            .unwrap_err(),
        [
            "#N/A stands for NULL where a value cannot be it, but is also in a column of text (name); say --null \"#N/A\" if it is NULL there, too, or --null-but-in-text \"#N/A\" if it is a text"
        ]
    );
}

/// R quotes texts and no NA.
#[tokio::test]
async fn a_word_without_quotes_among_texts_in_quotes_is_null() {
    let mut db = Db::new("CREATE TABLE t (id int, name text)").await;
    let options = CsvOptions::default();
    let rows = db
        .loaded("\"id\",\"name\"\n1,\"Ann\"\n2,NA\n3,\"NA\"\n", &options)
        .await;
    assert_eq!(rows, ["1|Ann", "2|∅", "3|NA"]);
    // These quotes are needed.
    let mut db = Db::new("CREATE TABLE t (id int, name text)").await;
    let rows = db.loaded("id,name\n1,\"a,b\"\n2,NA\n", &options).await;
    assert_eq!(rows, ["1|a,b", "2|NA"]);
}

#[tokio::test]
async fn lines_before_the_header_are_told_with_their_number() {
    let report = "People of the town\r\nmade 2024-01-01\r\n\r\nid;born;name\r\n1;31.01.2024;a\r\n";
    assert_eq!(
        decided(report, &CsvOptions::default()).await.unwrap_err(),
        ["the names of the columns are in line 4, not in the first; leave out what is before them with --skip-lines 3"]
    );
    let mut db = Db::new("CREATE TABLE t (id int, born date, name text)").await;
    let options = CsvOptions {
        skip_lines: 3,
        ..Default::default()
    };
    assert_eq!(db.loaded(report, &options).await, ["1|2024-01-31|a"]);
    let fault = report.replace("31.01", "32.01");
    let file = db.open("t", &fault, &options).await.unwrap();
    db.insert(&file).await.unwrap_err();
    assert_eq!(file.faults().groups[0].line, 5);
}

#[tokio::test]
async fn what_is_no_csv_is_called_by_its_name() {
    for (content, mistake) in [
        (
            &b"\x1F\x8B\x08\0\0\0"[..],
            "is compressed by gzip; unpack it: gzip -dc < FILE | blink load - --into TABLE",
        ),
        (
            b"PK\x03\x04\x14\0\x06\0[Content_Types].xml",
            "is a workbook of Excel or LibreOffice, not CSV; open it there, and save the sheet as CSV, in UTF-8 if there is a choice",
        ),
        (
            b"<!DOCTYPE html>\n<html><head><title>Not found, sorry</title>",
            "is a web page with the title \"Not found, sorry\", not CSV; it may be the answer to a download that failed: look at it in a browser, and get the file again",
        ),
        (
            b"[{\"id\": 1, \"name\": \"a\"},\n",
            "is JSON, not CSV; make CSV of it first, for example with @csv of jq",
        ),
        (
            b"version https://git-lfs.github.com/spec/v1\noid sha256:1\n",
            "is a pointer of Git LFS, not the file itself; get the file with git lfs pull",
        ),
        (
            b"",
            "the file is empty; check where it comes from; a file that may be empty is loaded with --columns",
        ),
    ] {
        let mut db = Db::new("CREATE TABLE t (id int, name text)").await;
        let mistakes = db.open("t", content, &CsvOptions::default()).await.unwrap_err();
        assert_eq!(mistakes, [mistake]);
    }
}

/// The World Bank quotes every field: its empty numbers were faults that no option cured.
#[tokio::test]
async fn an_empty_field_in_quotes_is_null_where_the_type_has_no_empty_value() {
    let mut db = Db::new("CREATE TABLE t (id int, price numeric, born date, code char(2), name text, raw bytea)").await;
    let options = CsvOptions::default();
    let rows = db
        .loaded(
            "\"id\",\"price\",\"born\",\"name\",\"raw\"\n\"1\",\"\",\"\",\"\",\"\"\n",
            &options,
        )
        .await;
    assert_eq!(rows, ["1|∅|∅|∅||\\x"]);
    let file = db.open("t", "\"id\",\"price\"\n\"1\",\"\"\n", &options).await.unwrap();
    let null = file.decisions().iter().find(|decision| decision.subject == "NULL");
    assert_eq!(
        null.unwrap().to_string(),
        "NULL: the empty field without quotes, \"\" where no text goes (--null, --empty-as)"
    );
    // A text of a fixed length is still one.
    let file = db.open("t", "\"id\",\"code\"\n\"2\",\"\"\n", &options).await.unwrap();
    db.insert(&file).await.unwrap();
    assert_eq!(db.rows("SELECT code = '' FROM t WHERE id = 2").await, ["t"]);
    // NULL is refused where it must be.
    let mut db = Db::new("CREATE TABLE t (id int, price numeric NOT NULL)").await;
    let file = db.open("t", "\"id\",\"price\"\n\"1\",\"\"\n", &options).await.unwrap();
    db.insert(&file).await.unwrap_err();
    assert!(
        file.faults().groups[0]
            .what
            .starts_with("an empty field, which is NULL")
    );
}

/// SQL Server writes bytes so: PostgreSQL stores the digits without a word.
#[tokio::test]
async fn hexadecimal_digits_that_are_stored_as_they_stand_are_told() {
    let mut db = Db::new("CREATE TABLE t (id int, raw bytea)").await;
    let options = CsvOptions::default();
    let mut told = Vec::new();
    for file in [
        "id,raw\n1,E610\n2,\n",
        "id,raw\n1,0x474946\n",
        "id,raw\n1,\\x4749\n",
        "id,raw\n1,E610\n2,text\n",
    ] {
        let file = db.open("t", file, &options).await.unwrap();
        let bytes = file.decisions().iter().find(|decision| decision.subject == "bytes");
        told.push(bytes.map(ToString::to_string));
    }
    let expected =
        "bytes: raw: the hexadecimal digits themselves, since PostgreSQL's own have \\x before them".to_owned();
    assert_eq!(told, [Some(expected.clone()), Some(expected), None, None]);
    assert_eq!(db.loaded("id,raw\n1,4749\n", &options).await, ["1|\\x34373439"]);
}

/// The file was told to be empty, or to have a row of no fields.
#[tokio::test]
async fn more_lines_are_skipped_than_there_are() {
    let mut options = CsvOptions {
        skip_lines: 9,
        ..Default::default()
    };
    let advice = "give the number of lines before the header, or before the first row";
    let of_nine = format!("--skip-lines 9 leaves out all of the file's 2 lines; {advice}");
    assert_eq!(
        decided("id,born,name\n1,,a\n", &options).await.unwrap_err(),
        [of_nine.as_str()]
    );
    assert_eq!(
        decided("id,born,name\n1,,a", &options).await.unwrap_err(),
        [of_nine.as_str()]
    );
    let long = format!("id,born,name\n{}", "1,,a\n".repeat(300_000));
    options.skip_lines = 250_000;
    let of_head = decided(&long, &options).await.unwrap_err().remove(0);
    assert!(
        of_head.starts_with("--skip-lines 250000 leaves out all of the first megabyte's 2"),
        "{of_head}"
    );
    options.skip_lines = 1;
    let of_one = format!("--skip-lines 1 leaves out all of the file's 1 line; {advice}");
    assert_eq!(
        decided("id,born,name\n", &options).await.unwrap_err(),
        [of_one.as_str()]
    );
    // A file that may be empty may have nothing but the lines before.
    options.columns = Some(["id", "born", "name"].map(str::to_owned).to_vec());
    let mut db = Db::new("CREATE TABLE t (id int, born date, name text)").await;
    for (file, rows) in [("made today\n", 0), ("made today", 0), ("made today\n1,,a\n", 1)] {
        assert_eq!(db.loaded(file, &options).await.len(), rows);
    }
    options.skip_lines = 2;
    assert!(decided("made today\n", &options).await.is_err());
}

/// It was NULL in all columns of text.
#[tokio::test]
async fn a_word_that_is_null_where_texts_are_quoted_is_a_text_where_they_are_not() {
    let mut db = Db::new("CREATE TABLE t (id int, name text, note text)").await;
    let mut content = "id,name,note\n1,\"Ann\",a\n2,NA,b\n".to_owned() + &"3,\"Bob\",c\n".repeat(20_000);
    content.push_str("4,NA,NA\n5,\"NA\",\\N\n");
    let options = CsvOptions::default();
    let file = db.open("t", &content, &options).await.unwrap();
    db.insert(&file).await.unwrap();
    assert_eq!(
        db.rows("SELECT * FROM t WHERE id <> 3 ORDER BY id").await,
        ["1|Ann|a", "2|∅|b", "4|∅|NA", "5|NA|\\N"]
    );
}
