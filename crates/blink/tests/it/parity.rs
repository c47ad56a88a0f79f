//! What users of the original rely on, line by line; the names begin with the line's code in PARITY.

use blink::{Handle, Indexes, RowStream, Rows, Seeder, Store, Table, ToRow};

use crate::support::Db;

const SCHEMA: &str = "CREATE TABLE users (n bigserial, id int8, name text); CREATE TABLE posts (id int8, user_id int8)";

#[derive(Clone, Debug, PartialEq, ToRow)]
#[blink(table = "users")]
struct User {
    id: i64,
    name: String,
}

#[derive(ToRow)]
#[blink(table = "posts")]
struct Post {
    id: i64,
    user_id: i64,
}

fn users(ids: impl Iterator<Item = i64> + Send + 'static) -> Table<User> {
    Table::of(ids.map(|id| User {
        id,
        name: format!("User {id}"),
    }))
}

#[tokio::test]
async fn t02_tables_are_filled_in_the_order_of_their_declaration() {
    let mut db = Db::new("CREATE TABLE z (id int8 PRIMARY KEY); CREATE TABLE a (id int8 REFERENCES z)").await;
    let one = |table: &'static str| Table::records(table, ["id"], [["1"]]);
    let mut seed = Seeder::new();
    seed.add_table(one("z"));
    seed.add_table(one("a"));
    let report = seed.insert(&mut db.client).await.unwrap();
    assert_eq!(
        report.tables().map(|table| table.table()).collect::<Vec<_>>(),
        ["z", "a"]
    );
    let mut seed = Seeder::new();
    seed.add_table(one("a").named("a"));
    seed.add_table(one("z"));
    // Otherwise the foreign key, whose rows could not come in, would be put off.
    seed.indexes(Indexes::Keep);
    db.client.batch_execute("DELETE FROM a; DELETE FROM z").await.unwrap();
    assert_eq!(seed.insert(&mut db.client).await.unwrap_err().table(), Some("a"));
}

#[tokio::test]
async fn t03_t05_contexts_read_earlier_steps_and_are_never_inserted() {
    let mut db = Db::new(SCHEMA).await;
    let mut seed = Seeder::new();
    let ids = seed.add_context(|_| vec![10_i64, 20]);
    let users = seed.add_table(
        Table::with(move |store| {
            Rows::new(store[ids].iter().map(|&id| User {
                id,
                name: String::new(),
            }))
        })
        .keep(|user| user.id),
    );
    let sum = seed.add_context(move |store: &Store| store[users].iter().sum::<i64>() + store[ids][0]);
    let closure = seed.add_context(|_| |x: i64| x + 1);
    seed.add_table(Table::with(move |store| {
        Rows::new([Post {
            id: (store[closure])(store[sum]),
            user_id: store[users][1],
        }])
    }));
    let report = seed.insert(&mut db.client).await.unwrap();
    assert_eq!(report[sum], 40);
    assert_eq!(db.rows("SELECT * FROM posts").await, ["41|20"]);
    assert_eq!(report.rows(), 3);
}

#[tokio::test]
async fn t06_values_that_are_there_already_are_put_in_as_they_are() {
    let mut db = Db::new(SCHEMA).await;
    let ready = vec![
        User {
            id: 1,
            name: "a".to_owned()
        };
        3
    ];
    let mut seed = Seeder::new();
    let context = seed.add_context(|_| "put in");
    let kept = seed.add_table(Table::of(ready.clone()).keep_rows());
    let report = seed.insert(&mut db.client).await.unwrap();
    assert_eq!(report[kept], ready);
    assert_eq!(report[context], "put in");
}

#[tokio::test]
async fn t10_batches_smaller_equal_and_larger_than_the_input_and_empty_tables() {
    let mut db = Db::new(SCHEMA).await;
    for (rows, batch) in [(10, 3), (10, 10), (10, 5), (10, 100), (1, 1), (0, 1), (0, 100)] {
        db.client.batch_execute("TRUNCATE users").await.unwrap();
        let report = blink::copy_to_table(&mut db.client, users(1..=rows).batch_size(batch))
            .await
            .unwrap();
        assert_eq!(report.rows(), rows.unsigned_abs());
        assert_eq!(db.count("users").await, rows.unsigned_abs());
    }
    let empty = Table::<User>::stream(|_| RowStream::new(futures_util::stream::empty()));
    assert_eq!(blink::copy_to_table(&mut db.client, empty).await.unwrap().rows(), 0);
    assert_eq!(Seeder::new().insert(&mut db.client).await.unwrap().rows(), 0);
    db.works().await;
}

#[tokio::test]
async fn t11_a_source_is_read_once_and_in_order() {
    let mut db = Db::new(SCHEMA).await;
    // Each number is another's only if the source is read once, in order.
    let mut drawn = 0;
    let source = std::iter::from_fn(move || {
        drawn += 1;
        (drawn <= 30_000).then_some(drawn)
    });
    blink::copy_to_table(&mut db.client, users(source).batch_size(7_000))
        .await
        .unwrap();
    assert_eq!(
        db.one("SELECT count(*) FROM users WHERE n = id AND name = 'User ' || n")
            .await,
        "30000"
    );
}

#[tokio::test]
async fn t25_an_earlier_row_is_found_by_its_fields() {
    let mut db = Db::new(SCHEMA).await;
    let mut seed = Seeder::new();
    let users = seed.add_table(users(1..=5).keep_rows());
    seed.add_table(Table::with(move |store| {
        let author = store[users].iter().find(|user| user.name == "User 3");
        Rows::fallible([author
            .map(|user| Post {
                id: 1,
                user_id: user.id,
            })
            .ok_or("there is no User 3")])
    }));
    seed.insert(&mut db.client).await.unwrap();
    assert_eq!(db.rows("SELECT user_id FROM posts").await, ["3"]);
}

#[tokio::test]
async fn a_handle_of_another_seeder_is_caught() {
    let mut db = Db::new(SCHEMA).await;
    let mut other = Seeder::new();
    let ids: Handle<Vec<i64>> = other.add_context(|_| vec![1]);
    let mut seed = Seeder::new();
    seed.add_context(|_| vec![2_i64]);
    seed.add_table(Table::with(move |store| {
        Rows::new(store[ids].iter().map(|&id| Post { id, user_id: id }))
    }));
    let error = seed.insert(&mut db.client).await.unwrap_err();
    assert!(error.is_panic());
    assert_eq!(error.table(), Some("posts"));
    assert!(error.to_string().contains("given by another seeder"), "{error}");
    db.works().await;
}
