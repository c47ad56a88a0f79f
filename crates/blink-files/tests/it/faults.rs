//! Files whose values are wrong.

use blink_files::CsvOptions;

use crate::support::Db;

#[tokio::test]
async fn faults_are_told_grouped_for_the_whole_file_and_nothing_is_stored() {
    let mut db = Db::new("CREATE TABLE t (id int NOT NULL, price numeric(10,2), born date, name varchar(3))").await;
    let mut file = String::from("id,price,born,name\n");
    for id in 1..=50_000 {
        let price = if id % 10 == 0 { "1.239" } else { "1.23" };
        let born = if id % 25_000 == 0 { "2024-02-31" } else { "2024-02-01" };
        let name = if id == 30_000 { "\"a\nbc\"" } else { "abc" };
        file.push_str(&format!("{id},{price},{born},{name}\n"));
    }
    file.push_str("x,1,2024-01-01,a\n,1,2024-01-01,b\n7,1\n");
    let file = db.open("t", file, &CsvOptions::default()).await.unwrap();
    let error = db.insert(&file).await.unwrap_err();
    assert!(
        error.to_string().starts_with("table public.t, row 10, column price: "),
        "{error:#}"
    );
    let faults = file.faults();
    let said = faults.groups.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(
        said,
        [
            "5,000 × price: more decimals than the 2 that the column keeps; first at line 11: \"1.239\"; --round",
            "2 × born: no such day in the calendar; first at line 25001: \"2024-02-31\"",
            "name: longer than 3 characters; line 30001: \"a\\nbc\"",
            "id: not a whole number; line 50003: \"x\"",
            "id: an empty field, which is NULL, but the column is NOT NULL; line 50004",
            "2 fields where 4 are expected; line 50005",
        ]
    );
    assert_eq!(db.rows("SELECT count(*) FROM t").await, ["0"]);
}

#[tokio::test]
async fn a_row_that_the_server_refuses_has_its_line() {
    let mut db = Db::new("CREATE TABLE t (id int PRIMARY KEY, body text CHECK (body <> 'bad'))").await;
    let file = db
        .open("t", "id,body\n1,\"a\nb\"\n2,bad\n", &CsvOptions::default())
        .await
        .unwrap();
    let error = db.insert(&file).await.unwrap_err();
    assert_eq!((error.row(), error.constraint()), (Some(2), Some("t_body_check")));
    assert_eq!(file.lines_of_row(2), Some(4..=4));
    assert!(file.faults().is_empty());
}

#[tokio::test]
async fn a_quote_that_is_not_closed_names_the_line_where_it_opens() {
    let mut db = Db::new("CREATE TABLE t (id int, body text)").await;
    let mut file = String::from("id,body\n1,ok\n2,\"open\n");
    for id in 3..200_000 {
        file.push_str(&format!("{id},row\n"));
    }
    let file = db.open("t", file, &CsvOptions::default()).await.unwrap();
    db.insert(&file).await.unwrap_err();
    let faults = file.faults();
    let said = faults.groups.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(
        said,
        [
            "the quote that opens here is not closed before the end of the file; what is behind it is not checked; line 3"
        ]
    );
    assert_eq!(faults.failure, None);
    assert_eq!(db.rows("SELECT count(*) FROM t").await, ["0"]);
}

#[tokio::test]
async fn an_empty_field_of_a_not_null_text_names_the_option() {
    let mut db = Db::new("CREATE TABLE t (id int, name text NOT NULL)").await;
    let file = db.open("t", "id,name\n1,\n", &CsvOptions::default()).await.unwrap();
    db.insert(&file).await.unwrap_err();
    assert_eq!(
        file.faults().groups[0].to_string(),
        "name: an empty field, which is NULL, but the column is NOT NULL; line 2; --empty-as text"
    );
    let options = CsvOptions {
        empty_as: blink_files::EmptyField::Text,
        ..Default::default()
    };
    assert_eq!(db.loaded("id,name\n1,\n", &options).await, ["1|"]);
}

#[tokio::test]
async fn a_byte_that_cannot_be_read_names_its_line_behind_the_head_too() {
    let mut db = Db::new("CREATE TABLE t (id int, body text)").await;
    let mut content = String::from("id,body\n");
    for id in 0..200_000 {
        content.push_str(&format!("{id},some text\n"));
    }
    content.push_str("x,a\0b\n");
    let file = db.open("t", content, &CsvOptions::default()).await.unwrap();
    assert!(!file.has_faults());
    db.insert(&file).await.unwrap_err();
    assert!(file.has_faults());
    let failure = file.faults().failure.unwrap();
    assert_eq!(failure.line, Some(200_002), "{failure}");
    assert_eq!(db.rows("SELECT count(*) FROM t").await, ["0"]);
}
