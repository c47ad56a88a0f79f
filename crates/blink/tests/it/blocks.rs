//! Rows that are encoded in blocks, on several threads.

use blink::postgres_types::{IsNull, Type};
use blink::{BlockRows, BoxError, EncodeError, EncodedColumn, Format, OnConflict, Report, RowBlock, Seeder, Table};

use crate::support::{Db, connect};

/// The columns `id` and `name` of some numbers.
struct People {
    numbers: Vec<i64>,
    format: Format,
    /// The number that cannot be sent.
    broken: Option<i64>,
    /// Rows that it says it has, but has not.
    missing: u64,
}

impl RowBlock for People {
    fn rows(&self) -> u64 {
        self.numbers.len() as u64 + self.missing
    }

    fn encode(self, rows: &mut BlockRows<'_>) -> Result<(), EncodeError> {
        for &number in &self.numbers {
            let name = format!("name\t{number}");
            let refuse = || match self.broken {
                Some(broken) if broken == number => Err(BoxError::from("no such name")),
                _ => Ok(IsNull::No),
            };
            rows.add(|row| match self.format {
                Format::Binary => {
                    row.binary(|out| {
                        out.extend_from_slice(&number.to_be_bytes());
                        Ok(IsNull::No)
                    })?;
                    row.binary(|out| {
                        out.extend_from_slice(name.as_bytes());
                        refuse()
                    })
                }
                Format::Text => {
                    row.text(|out| {
                        out.push_str(&number.to_string());
                        Ok(IsNull::No)
                    })?;
                    row.text(|out| {
                        out.push_str(&name);
                        refuse()
                    })
                }
            })?;
        }
        Ok(())
    }
}

fn column(name: &str, ty: &Type) -> EncodedColumn {
    EncodedColumn {
        name: name.to_owned(),
        type_oid: ty.oid(),
    }
}

fn columns() -> [EncodedColumn; 2] {
    [column("id", &Type::INT8), column("name", &Type::TEXT)]
}

fn rows_of(report: &Report) -> u64 {
    report.tables().map(blink::TableReport::rows).sum()
}

const SCHEMA: &str = "CREATE TABLE people (id int8, name text)";

/// Blocks of uneven sizes, some empty, of the numbers from 0 on.
fn blocks(count: i64, format: Format) -> impl Iterator<Item = Result<People, BoxError>> + Send + 'static {
    let mut next = 0;
    (0..).map_while(move |n: i64| {
        let rows = (n * 37 % 101).min(count - next);
        let numbers = (next..next + rows).collect();
        let more = next < count;
        next += rows;
        more.then(|| {
            Ok(People {
                numbers,
                format,
                broken: None,
                missing: 0,
            })
        })
    })
}

const ARRIVED: &str = "SELECT count(*), bool_and(name = E'name\\t' || id), \
    bool_and(id = n) FROM (SELECT *, row_number() OVER (ORDER BY ctid) - 1 AS n FROM people) p";

#[tokio::test]
async fn rows_arrive_in_their_order_whatever_the_threads_and_batches() {
    let mut db = Db::new(SCHEMA).await;
    for format in [Format::Binary, Format::Text] {
        for (threads, batch) in [
            (1, None),
            (2, Some(7)),
            (8, Some(1_000)),
            (3, Some(20_000)),
            (4, Some(50_000)),
        ] {
            db.client.batch_execute("TRUNCATE people").await.unwrap();
            let table = Table::blocks("people", format, columns(), blocks(20_000, format));
            let mut seeder = Seeder::new();
            seeder.threads(threads);
            match batch {
                Some(rows) => seeder.add_table(table.batch_size(rows)),
                None => seeder.add_table(table.single_batch()),
            };
            let report = seeder.insert(&mut db.client).await.unwrap();
            assert_eq!(rows_of(&report), 20_000);
            assert_eq!(db.rows(ARRIVED).await, ["20000|t|t"], "{format}, {threads}, {batch:?}");
        }
    }
}

#[tokio::test]
async fn no_blocks_and_empty_blocks_are_no_rows() {
    let mut db = Db::new(SCHEMA).await;
    for count in [0, 3] {
        let empty = (0..count).map(|_| {
            Ok(People {
                numbers: Vec::new(),
                format: Format::Binary,
                broken: None,
                missing: 0,
            })
        });
        let table = Table::blocks("people", Format::Binary, columns(), empty.collect::<Vec<_>>());
        assert_eq!(rows_of(&db.insert(table).await.unwrap()), 0);
    }
    assert_eq!(db.count("people").await, 0);
}

#[tokio::test]
async fn the_row_and_column_at_fault_are_named_and_nothing_is_stored() {
    let mut db = Db::new(SCHEMA).await;
    for format in [Format::Binary, Format::Text] {
        let blocks = blocks(20_000, format).map(|block| {
            block.map(|block| People {
                broken: Some(12_345),
                ..block
            })
        });
        let error = db
            .insert(Table::blocks("people", format, columns(), blocks))
            .await
            .unwrap_err();
        assert_eq!(
            format!("{error:#}"),
            "table people, row 12346, column name: the value cannot be sent: no such name"
        );
        assert_eq!((error.row(), db.count("people").await), (Some(12_346), 0));
    }
}

#[tokio::test]
async fn blocks_that_cannot_be_read_or_panic_end_the_run() {
    let mut db = Db::new(SCHEMA).await;
    let unreadable = blocks(5_000, Format::Binary).chain([Err(BoxError::from("the disk is gone"))]);
    let error = db
        .insert(Table::blocks("people", Format::Binary, columns(), unreadable))
        .await
        .unwrap_err();
    assert_eq!(
        format!("{error:#}"),
        "table people, row 5001: the callback returned an error: the disk is gone"
    );
    let mut left = 3;
    let panicking = blocks(5_000, Format::Binary).inspect(move |_| {
        left -= 1;
        assert!(left > 0, "no block is left");
    });
    let error = db
        .insert(Table::blocks("people", Format::Binary, columns(), panicking))
        .await
        .unwrap_err();
    assert!(
        error.is_panic() && error.to_string().contains("no block is left"),
        "{error}"
    );
    assert_eq!(db.count("people").await, 0);
}

#[tokio::test]
async fn a_block_with_another_number_of_rows_than_it_says_is_refused() {
    let mut db = Db::new(SCHEMA).await;
    let blocks = blocks(500, Format::Binary).map(|block| block.map(|block| People { missing: 2, ..block }));
    let error = db
        .insert(Table::blocks("people", Format::Binary, columns(), blocks))
        .await
        .unwrap_err();
    let said = format!("{error:#}");
    assert!(said.contains("the block says that it has 2 rows, and adds 0"), "{said}");
    assert_eq!(db.count("people").await, 0);
}

#[tokio::test]
async fn a_column_of_another_type_of_the_same_width_is_a_mistake() {
    let mut db = Db::new("CREATE TABLE people (id float8, name text, age int4 GENERATED ALWAYS AS (1) STORED)").await;
    let more = columns()
        .into_iter()
        .chain([column("age", &Type::INT4), column("naem", &Type::TEXT)]);
    let table = Table::blocks("people", Format::Binary, more, blocks(3, Format::Binary));
    let error = db.insert(table).await.unwrap_err();
    let said = error.diagnostics().iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(
        said,
        [
            "table people, column id: its values are encoded for int8, but it is double precision; encode them for the type that the column has now",
            "table people, column age: the database generates this column; leave it out of the record's columns",
            "table people, column naem: the column does not exist; did you mean name?",
        ]
    );
}

#[tokio::test]
async fn rows_of_blocks_update_what_is_there_and_advance_sequences() {
    let mut db =
        Db::new("CREATE TABLE people (id bigserial PRIMARY KEY, name text); INSERT INTO people VALUES (3, 'old')")
            .await;
    let table = Table::blocks("people", Format::Binary, columns(), blocks(300, Format::Binary));
    let report = db.insert(table.on_conflict(OnConflict::update(["id"]))).await.unwrap();
    assert_eq!(rows_of(&report), 300);
    assert_eq!(db.rows("SELECT count(*), min(name) FROM people").await, ["300|name\t0"]);
    assert_eq!(db.one("SELECT nextval('people_id_seq')").await, "300");
}

#[tokio::test]
async fn a_run_that_is_not_atomic_commits_blocks_in_batches() {
    if !blink_testdb::needs_several_connections("a_run_that_is_not_atomic_commits_blocks_in_batches") {
        return;
    }
    let db = Db::new(SCHEMA).await;
    let url = db.database.url().to_owned();
    let connecting = || async { Ok::<_, BoxError>(connect(&url).await) };
    let mut seeder = Seeder::new();
    seeder
        .add_table(Table::blocks("people", Format::Binary, columns(), blocks(20_000, Format::Binary)).batch_size(777));
    let report = seeder.non_atomic().insert(connecting).await.unwrap();
    assert_eq!(rows_of(&report), 20_000);
    assert_eq!(
        db.rows("SELECT count(*), count(DISTINCT id), bool_and(name = E'name\\t' || id), count(DISTINCT xmin::text) FROM people").await,
        ["20000|20000|t|26"]
    );
}
