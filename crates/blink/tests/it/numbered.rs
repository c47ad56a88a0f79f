//! Rows by number that encode themselves.

use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use blink::__private::{ColumnReader, FieldBuffer, FieldValue};
use blink::postgres_types::{IsNull, Type};
use blink::{
    BlockRows, BoxError, EncodeError, EncodedColumn, EncodedRow, Format, NumberedRows, OnConflict, RowEncoder, Seeder,
    Table, ToRow,
};

use crate::support::{Db, connect};

/// The columns `id` and `name` of so many people.
#[derive(Clone)]
struct People {
    count: u64,
    format: Format,
    /// The number of the row that cannot be sent.
    broken: Option<u64>,
    /// Two rows with one key.
    twins: Option<(u64, u64)>,
    /// The number of ranges that were asked for.
    ranges: Arc<AtomicU64>,
}

impl People {
    fn new(count: u64, format: Format) -> Self {
        Self {
            count,
            format,
            broken: None,
            twins: None,
            ranges: Arc::default(),
        }
    }

    fn id(&self, number: u64) -> i64 {
        let number = match self.twins {
            Some((first, second)) if number == second => first,
            _ => number,
        };
        i64::try_from(number).unwrap()
    }

    fn encode_row(&self, number: u64, row: &mut RowEncoder<'_>) -> Result<(), EncodeError> {
        let refuse = || match self.broken {
            Some(broken) if broken == number => Err(BoxError::from("no such name")),
            _ => Ok(IsNull::No),
        };
        let (id, name) = (self.id(number), format!("name\t{number}"));
        match self.format {
            Format::Binary => {
                row.binary(|out| {
                    out.extend_from_slice(&id.to_be_bytes());
                    Ok(IsNull::No)
                })?;
                row.binary(|out| {
                    out.extend_from_slice(name.as_bytes());
                    refuse()
                })
            }
            Format::Text => {
                row.text(|out| {
                    out.push_str(&id.to_string());
                    Ok(IsNull::No)
                })?;
                row.text(|out| {
                    out.push_str(&name);
                    refuse()
                })
            }
        }
    }
}

impl NumberedRows for People {
    fn rows(&self) -> u64 {
        self.count
    }

    fn encode(&self, numbers: Range<u64>, rows: &mut BlockRows<'_>) -> Result<(), EncodeError> {
        self.ranges.fetch_add(1, Ordering::Relaxed);
        for number in numbers {
            rows.add(|row| self.encode_row(number, row))?;
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

fn people(rows: People) -> Table<EncodedRow, People> {
    let columns = [column("id", &Type::INT8), column("name", &Type::TEXT)];
    Table::numbered("people", rows.format, columns, rows)
}

const SCHEMA: &str = "CREATE TABLE people (id int8, name text)";

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
            let rows = People::new(20_000, format);
            let ranges = Arc::clone(&rows.ranges);
            let mut seeder = Seeder::new();
            seeder.threads(threads);
            let handle = match batch {
                Some(batch) => seeder.add_table(people(rows).batch_size(batch)),
                None => seeder.add_table(people(rows).single_batch()),
            };
            let report = seeder.insert(&mut db.client).await.unwrap();
            assert_eq!(report.table(handle).rows(), 20_000);
            assert_eq!(report[handle].id(41), 41);
            assert_eq!(db.rows(ARRIVED).await, ["20000|t|t"], "{format}, {threads}, {batch:?}");
            // Buffers that are made for a range serve many rows.
            let ranges = ranges.load(Ordering::Relaxed);
            assert!((2..200).contains(&ranges), "{ranges} ranges");
        }
    }
}

#[tokio::test]
async fn the_plan_knows_the_number_of_rows_and_makes_the_first() {
    let mut db = Db::new(SCHEMA).await;
    for count in [0, 1, 12_345] {
        let mut seeder = Seeder::new();
        seeder.add_table(people(People::new(count, Format::Binary)));
        let plan = seeder.plan(&mut db.client).await.unwrap();
        assert_eq!(plan.tables()[0].rows(), Some(count));
        seeder.insert(&mut db.client).await.unwrap();
    }
    assert_eq!(db.count("people").await, 12_346);
    for format in [Format::Binary, Format::Text] {
        let broken = People {
            broken: Some(0),
            ..People::new(3, format)
        };
        let mut seeder = Seeder::new();
        seeder.add_table(people(broken));
        let error = seeder.plan(&mut db.client).await.unwrap_err();
        let said = error.diagnostics().iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(
            said,
            ["table people, column name: the first row cannot be sent: no such name; fix the rows"]
        );
    }
    let mut seeder = Seeder::new();
    seeder.add_table(people(People::new(u64::MAX, Format::Binary)));
    let error = seeder.insert(&mut db.client).await.unwrap_err();
    assert!(error.to_string().contains("more than a bigint can number"), "{error}");
}

#[tokio::test]
async fn the_row_and_column_at_fault_are_named_and_nothing_is_stored() {
    let mut db = Db::new(SCHEMA).await;
    for format in [Format::Binary, Format::Text] {
        let broken = People {
            broken: Some(12_344),
            ..People::new(20_000, format)
        };
        let error = db.insert(people(broken)).await.unwrap_err();
        assert_eq!(
            format!("{error:#}"),
            "table people, row 12345, column name: the value cannot be sent: no such name"
        );
        assert_eq!((error.row(), db.count("people").await), (Some(12_345), 0));
    }
}

/// Rows of which some are not added, or that panic.
struct Faulty(fn(Range<u64>, &mut BlockRows<'_>) -> Result<(), EncodeError>);

impl NumberedRows for Faulty {
    fn rows(&self) -> u64 {
        10_000
    }

    fn encode(&self, numbers: Range<u64>, rows: &mut BlockRows<'_>) -> Result<(), EncodeError> {
        (self.0)(numbers, rows)
    }
}

fn add_id(number: u64, rows: &mut BlockRows<'_>) -> Result<(), EncodeError> {
    rows.add(|row| {
        row.binary(|out| {
            out.extend_from_slice(&number.to_be_bytes());
            Ok(IsNull::No)
        })
    })
}

#[tokio::test]
async fn rows_that_are_not_added_and_panics_end_the_run() {
    let mut db = Db::new(SCHEMA).await;
    let missing = Faulty(|mut numbers, rows| {
        numbers.try_for_each(|number| if number == 5_000 { Ok(()) } else { add_id(number, rows) })
    });
    let panicking = Faulty(|mut numbers, rows| {
        numbers.try_for_each(|number| {
            assert_ne!(number, 7_000, "no such row");
            add_id(number, rows)
        })
    });
    let none = Faulty(|_, _| Ok(()));
    for (rows, expected) in [
        (missing, "rows were asked for, from number"),
        (panicking, "no such row"),
        (
            none,
            "the first row cannot be sent: 1 rows were asked for, from number 0 on, and 0 were added",
        ),
    ] {
        let table = Table::numbered("people", Format::Binary, [column("id", &Type::INT8)], rows);
        let error = db.insert(table).await.unwrap_err();
        assert!(format!("{error:#}").contains(expected), "{error:#}");
    }
    assert_eq!(db.count("people").await, 0);
}

#[tokio::test]
async fn rows_with_one_key_are_found_by_making_them_again() {
    // Through a partitioned table no order of the rows is left.
    let mut db = Db::new(
        "CREATE TABLE people (id int8, name text) PARTITION BY HASH (id); \
         CREATE TABLE p0 PARTITION OF people FOR VALUES WITH (MODULUS 2, REMAINDER 0); \
         CREATE TABLE p1 PARTITION OF people FOR VALUES WITH (MODULUS 2, REMAINDER 1); \
         ALTER TABLE people ADD PRIMARY KEY (id)",
    )
    .await;
    for format in [Format::Binary, Format::Text] {
        let rows = People {
            twins: Some((777, 150_001)),
            ..People::new(200_000, format)
        };
        let mut seeder = Seeder::new();
        seeder.indexes(blink::Indexes::Rebuild);
        seeder.add_table(people(rows));
        let error = seeder.insert(&mut db.client).await.unwrap_err();
        assert_eq!(error.row(), Some(150_002), "{error:#}");
        assert_eq!(db.count("people").await, 0);
    }
}

#[tokio::test]
async fn rows_update_what_is_there() {
    let mut db =
        Db::new("CREATE TABLE people (id bigserial PRIMARY KEY, name text); INSERT INTO people VALUES (3, 'old')")
            .await;
    let table = people(People::new(300, Format::Binary)).on_conflict(OnConflict::update(["id"]));
    db.insert(table).await.unwrap();
    assert_eq!(db.rows("SELECT count(*), min(name) FROM people").await, ["300|name\t0"]);
    assert_eq!(db.one("SELECT nextval('people_id_seq')").await, "300");
}

#[tokio::test]
async fn a_run_that_is_not_atomic_commits_numbered_rows_in_batches() {
    if !blink_testdb::needs_several_connections("a_run_that_is_not_atomic_commits_numbered_rows_in_batches") {
        return;
    }
    let db = Db::new(SCHEMA).await;
    let url = db.database.url().to_owned();
    let connecting = || async { Ok::<_, BoxError>(connect(&url).await) };
    let mut seeder = Seeder::new();
    seeder.add_table(people(People::new(20_000, Format::Binary)).batch_size(777));
    seeder.non_atomic().insert(connecting).await.unwrap();
    assert_eq!(
        db.rows("SELECT count(*), count(DISTINCT id), bool_and(name = E'name\\t' || id), count(DISTINCT xmin::text) FROM people").await,
        ["20000|20000|t|26"]
    );
}

#[derive(ToRow)]
#[blink(table = "users")]
struct User {
    name: String,
    #[blink(default)]
    serial: (),
    id: i32,
    address: Option<String>,
}

fn users() -> Table<User, blink::Generated<User>> {
    Table::generate(1_000, |draw| User {
        name: format!("user {}", draw.number()),
        serial: (),
        id: i32::try_from(draw.number()).unwrap() * 3,
        address: (draw.index() % 2 == 0).then(|| format!("10.0.0.{}", draw.index() % 200)),
    })
}

/// One login for each user, of which the columns are read again.
struct Logins(blink::__private::GeneratedColumns);

impl NumberedRows for Logins {
    fn rows(&self) -> u64 {
        self.0.rows()
    }

    fn encode(&self, numbers: Range<u64>, rows: &mut BlockRows<'_>) -> Result<(), EncodeError> {
        let mut user = FieldBuffer::default();
        for number in numbers {
            assert!(self.0.read(number, &mut user)?);
            rows.add(|row| {
                for nth in 0..2 {
                    row.binary(|out| match user.get(nth) {
                        Some(FieldValue::Binary(bytes)) => {
                            out.extend_from_slice(bytes);
                            Ok(IsNull::No)
                        }
                        Some(FieldValue::Null) => Ok(IsNull::Yes),
                        other => Err(format!("{other:?}").into()),
                    })?;
                }
                Ok(())
            })?;
        }
        Ok(())
    }
}

#[tokio::test]
async fn columns_of_typed_rows_are_read_again_by_their_numbers() {
    let mut db = Db::new(
        "CREATE TABLE users (id int PRIMARY KEY, serial bigserial, name text, address inet); \
         CREATE TABLE logins (user_name text, user_id int8)",
    )
    .await;
    let mut seeder = Seeder::new();
    let users = seeder.add_table(users());
    let reader = ColumnReader::<User>::new(&[("name", Type::TEXT), ("id", Type::INT8)]).unwrap();
    let columns = [column("user_name", &Type::TEXT), column("user_id", &Type::INT8)];
    let logins = Table::numbered_with("logins", Format::Binary, columns, move |store| {
        Logins(reader.of(&store[users]))
    });
    seeder.add_table(logins);
    assert_eq!(
        seeder.plan(&mut db.client).await.unwrap().tables()[1].rows(),
        Some(1_000)
    );
    seeder.insert(&mut db.client).await.unwrap();
    assert_eq!(
        db.rows("SELECT count(*), count(DISTINCT user_id) FROM logins JOIN users ON id = user_id AND name = user_name")
            .await,
        ["1000|1000"]
    );
}

#[test]
fn a_column_is_read_as_a_type_that_its_values_have_or_as_text() {
    let mut seeder = Seeder::new();
    let users = seeder.add_table(users());
    let store = seeder.preview().unwrap();
    let reader = ColumnReader::<User>::new(&[("address", Type::INET), ("id", Type::INT2), ("id", Type::INT2)]).unwrap();
    let columns = reader.of(&store[users]);
    let mut buffer = FieldBuffer::default();
    assert_eq!(buffer.get(0), None);
    assert!(columns.read(2, &mut buffer).unwrap());
    assert_eq!(buffer.get(0), Some(FieldValue::Text(b"10.0.0.2")));
    assert_eq!(buffer.get(1), Some(FieldValue::Binary(&[0, 9])));
    assert_eq!((buffer.get(1), buffer.get(3)), (buffer.get(2), None));
    assert!(columns.read(3, &mut buffer).unwrap());
    assert_eq!(buffer.get(0), Some(FieldValue::Null));
    assert!(!columns.read(1_000, &mut buffer).unwrap());
    let refused = |column| ColumnReader::<User>::new(&[column]).unwrap_err().to_string();
    assert_eq!(refused(("nmae", Type::TEXT)), "the rows have no column nmae");
    assert_eq!(
        refused(("serial", Type::INT8)),
        "the database fills the column serial, so that its values are not known before"
    );
    assert_eq!(
        refused(("id", Type::UUID)),
        "the column id has values of i32, which are no uuid"
    );
}
