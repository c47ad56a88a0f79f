//! Mistakes of plans around rows of one's own.

use std::time::SystemTime;

use blink::{Seeder, Table, ToRow};
use blink_schema::Error;
use blink_schema::plan::OwnTable;
use tokio_postgres::Client;

use super::{BLOG, Review, USERS, User, database, one, options, read, user};

#[derive(ToRow)]
#[blink(table = "users")]
struct WithoutKey {
    email: String,
}

#[derive(ToRow)]
#[blink(table = "users")]
struct ByTheServer {
    #[blink(default)]
    id: i64,
    email: String,
}

#[derive(ToRow)]
#[blink(table = "users")]
struct OfAnotherType {
    id: bool,
}

#[derive(ToRow)]
struct Nameless {
    id: i64,
}

#[derive(ToRow)]
#[blink(table = "usrs")]
struct Misspelt {
    id: i64,
}

/// The mistakes of a plan around these tables.
async fn refused(client: &mut Client, own: impl IntoIterator<Item = OwnTable>) -> Vec<String> {
    let error = read(client, &options(100, own)).await.unwrap_err();
    error.mistakes().iter().map(ToString::to_string).collect()
}

#[tokio::test]
async fn the_plan_tells_all_that_is_wrong() {
    let (_db, mut client) = database(BLOG).await;
    let own = [
        OwnTable::of::<Misspelt>(1),
        OwnTable::of::<Nameless>(1),
        OwnTable::of::<User>(1),
        OwnTable::of::<Nameless>(1).named("public.users"),
    ];
    assert_eq!(
        refused(&mut client, own).await,
        [
            "there is no table usrs (did you mean public.users? Names are case-sensitive)",
            "it::around::mistakes::Nameless names no table (add #[blink(table = \"…\")] to it, or call `OwnTable::named`)",
            "public.users is your own twice (add it to the options once)",
        ]
    );
    let refers = "refers to the column id of public.users, which is your own:";
    assert_eq!(
        refused(&mut client, [OwnTable::of::<WithoutKey>(9)]).await,
        [format!(
            "public.comments {refers} the rows have no column id \
             (let it::around::mistakes::WithoutKey send its values, or leave public.comments out)"
        )]
    );
    let by_the_server = refused(&mut client, [OwnTable::of::<ByTheServer>(9)]).await.concat();
    assert!(
        by_the_server.contains("the database fills the column id"),
        "{by_the_server}"
    );
    let other_type = refused(&mut client, [OwnTable::of::<OfAnotherType>(9)]).await.concat();
    assert!(
        other_type.contains("the column id has values of bool, which are no int8"),
        "{other_type}"
    );
    let none = refused(&mut client, [OwnTable::of::<User>(0)]).await.concat();
    assert!(
        none.starts_with("public.users, which is your own, has no row, and each row of public."),
        "{none}"
    );
}

#[tokio::test]
async fn too_few_rows_for_what_is_one_to_one_are_told() {
    let (_db, mut client) = database(BLOG).await;
    let mut options = options(100, [OwnTable::of::<User>(5)]);
    options.rows_of.insert("profiles".into(), 6);
    let error = read(&mut client, &options).await.unwrap_err();
    assert_eq!(
        error.mistakes()[0].to_string(),
        "public.profiles cannot have 6 rows: its foreign keys allow no other number (ask for 5 rows)"
    );
    // Without a number that was asked for, there are fewer.
    options.rows_of.clear();
    let plan = read(&mut client, &options).await.unwrap();
    let profiles = plan
        .tables
        .iter()
        .find(|table| table.name.table() == "profiles")
        .unwrap();
    assert!(profiles.rows <= 5);
}

fn said<T: std::fmt::Debug>(refused: Result<T, Error>) -> String {
    refused.unwrap_err().mistakes()[0].to_string()
}

#[tokio::test]
async fn steps_that_do_not_fit_the_plan_are_refused() {
    let (_db, mut client) = database(
        "CREATE TYPE mood AS ENUM ('glad', 'sad');
         CREATE TABLE countries (code char(2) PRIMARY KEY, name text, mood mood NOT NULL, doubled text
             GENERATED ALWAYS AS (code || code) STORED);
         CREATE TABLE users (id bigint PRIMARY KEY, country char(2) NOT NULL REFERENCES countries, email text NOT NULL,
             created_at timestamptz NOT NULL);
         CREATE TABLE posts (id bigint PRIMARY KEY, user_id bigint NOT NULL REFERENCES users);
         CREATE TABLE reviews (id bigint PRIMARY KEY, post_id bigint NOT NULL REFERENCES posts, nth int NOT NULL,
             created_at timestamptz NOT NULL);
         CREATE TABLE old (id bigint PRIMARY KEY);
         INSERT INTO old VALUES (1);",
    )
    .await;
    let own = [OwnTable::of::<User>(3), OwnTable::of::<Review>(3)];
    let plan = read(&mut client, &options(100, own)).await.unwrap();
    let mut seeder = Seeder::new();
    let mut around = plan.around(&mut seeder);
    assert_eq!(
        said(around.column::<i64>("countries", "code")),
        "i64 is read from the column code of public.countries, which is bpchar (read it as a type that holds its values)"
    );
    assert_eq!(
        said(around.column::<String>("countries", "name")),
        "the column name of public.countries may be NULL (read it as Option<alloc::string::String>)"
    );
    assert_eq!(
        said(around.columns::<(String, String)>("countries", ["code", "doubled"])),
        "the plan makes no values of a column doubled of public.countries (it makes those of code, name, mood)"
    );
    assert_eq!(
        said(around.column::<i64>("posts", "id")),
        "public.users is your own, and was not added (add it with Around::own before the tables that refer to it)"
    );
    assert_eq!(
        said(around.column::<i64>("users", "id")),
        "public.users is your own (read its rows through the handle that Around::own returned)"
    );
    assert_eq!(
        said(around.column::<i64>("old", "id")),
        "the plan does not fill old (refer to a table of the plan, or query the rows that there are)"
    );
    assert_eq!(
        said(around.own(Table::generate(3, |draw| Misspelt { id: draw.number() }))),
        "the plan was not told that usrs is your own (add it to Options::own before the plan is made)"
    );
    let another = Table::generate(3, |draw| OfAnotherType { id: draw.number() > 1 });
    assert!(said(around.own(another)).contains("tell the plan of this row type"));
    around
        .columns::<(Option<String>, String)>("countries", ["name", "mood"])
        .unwrap();
    let rows = || Table::generate(3, |draw| user("XX".to_owned(), draw.number()));
    around.own(rows()).unwrap();
    assert_eq!(said(around.own(rows())), "public.users was added already (add it once)");
    assert!(said(around.finish()).starts_with("public.reviews is your own, and was not added"));
}

#[tokio::test]
async fn a_number_of_rows_that_the_plan_was_not_told_ends_the_run_before_the_first_row() {
    let (_db, mut client) = database(BLOG).await;
    let plan = read(&mut client, &options(100, [OwnTable::of::<User>(USERS)]))
        .await
        .unwrap();
    let mut seeder = Seeder::new();
    let mut around = plan.around(&mut seeder);
    let countries = around.column::<String>("countries", "code").unwrap();
    let users = Table::generate(7, move |draw| user(draw.pick(countries), draw.number()));
    around.own(users).unwrap();
    around.finish().unwrap();
    let error = seeder.insert(&mut client).await.unwrap_err();
    let expected = "public.users, which is your own, has 7 rows, and the plan was told 300 rows";
    assert!(format!("{error:#}").contains(expected), "{error:#}");
    assert!(!error.diagnostics().is_empty());
    assert_eq!(one(&client, "SELECT count(*) FROM users").await, "0");
}

#[tokio::test]
async fn a_plan_around_rows_of_ones_own_is_not_filled_without_them() {
    let (_db, mut client) = database(BLOG).await;
    let plan = read(&mut client, &options(100, [OwnTable::of::<User>(USERS)]))
        .await
        .unwrap();
    let mut seeder = Seeder::new();
    seeder.add_table(Table::generate(1, |draw| {
        let mut user = user("XX".to_owned(), draw.number());
        user.created_at = SystemTime::UNIX_EPOCH;
        user
    }));
    plan.add_to(&mut seeder);
    let error = seeder.insert(&mut client).await.unwrap_err();
    let expected = "the rows of public.users, which is your own, were not added (Plan::around)";
    assert!(format!("{error:#}").contains(expected), "{error:#}");
}
