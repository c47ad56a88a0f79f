//! Reports, plans and failures for programs, and the exit status of each failure.

use blink::{OnConflict, Seeder, Table, ToRow};
use blink_cli::exit::{ExitStatus, Failure};
use blink_cli::flags::Advised;
use blink_cli::json;
use blink_schema::facts::Facts;
use blink_schema::plan::Options;
use serde_json::{Value, json};

use crate::support::Db;

#[derive(ToRow)]
#[blink(table = "users")]
struct User {
    id: i64,
    name: String,
}

fn users(n: i64) -> Table<User> {
    Table::from_rows((1..=n).map(|id| User {
        id,
        name: format!("user {id}"),
    }))
}

const SCHEMA: &str = "CREATE TABLE users (id bigint PRIMARY KEY, name text)";

#[tokio::test]
async fn a_plan_and_a_report_are_objects() {
    let mut db = Db::new(SCHEMA).await;
    let mut seeder = Seeder::new();
    seeder.add_table(users(3).on_conflict(OnConflict::DoNothing));
    let plan = json::plan(&seeder.plan(&mut db.client).await.unwrap(), Advised::Load);
    assert_eq!((&plan["atomic"], &plan["connections"]), (&json!(true), &Value::Null));
    let table = &plan["tables"][0];
    assert_eq!(
        (&table["table"], &table["columns"]),
        (&json!("public.users"), &json!(["id", "name"]))
    );
    assert!(table["copy_sql"].as_str().unwrap().starts_with("COPY "));

    let report = seeder.insert(&mut db.client).await.unwrap();
    let report = json::report(&report, ExitStatus::Done, Advised::Load);
    assert_eq!(
        (&report["status"], &report["exit"], &report["rows"]),
        (&json!("done"), &json!(0), &json!(3))
    );
    let table = &report["tables"][0];
    assert_eq!(
        (&table["table"], &table["rows"], &table["inserted"], &table["skipped"]),
        (&json!("users"), &json!(3), &json!(3), &json!(0))
    );
    for field in [
        "bytes",
        "seconds",
        "sequences",
        "analyzed",
        "phases",
        "notes",
        "atomic",
        "connections",
    ] {
        assert!(report.get(field).is_some(), "{field}");
    }
    assert!(report["phases"]["copy"].as_f64().unwrap() > 0.0);
}

/// The plan had no values then, and did not say why.
#[test]
fn a_plan_tells_why_it_has_no_values_to_show() {
    let of_one_column = |name: &str, ty: &str| {
        let table = blink_schema::facts::Table::new(name);
        table.column("c", ty).not_null(["c"])
    };
    let facts = Facts::of([
        of_one_column("public.a", "boolean"),
        of_one_column("public.b", "bigint"),
    ]);
    let mut plan = blink_schema::plan::plan(&facts, &Options::until(9_000)).unwrap();
    let plan_object = json::schema_plan(&plan, None).unwrap();
    assert_eq!(
        plan_object["tables"][0]["columns"][0]["samples"]
            .as_array()
            .unwrap()
            .len(),
        3
    );
    // A boolean that is encoded as a number.
    let column = |plan: &blink_schema::plan::Plan, name: &str| {
        let table = plan.tables.iter().find(|table| table.name.table() == name);
        table.unwrap().columns[0].clone()
    };
    let number = column(&plan, "b");
    let a = plan.tables.iter_mut().find(|table| table.name.table() == "a").unwrap();
    a.columns[0] = number;
    let error = format!("{:#}", json::schema_plan(&plan, None).unwrap_err());
    assert!(
        error.starts_with("a value is none of its column's type: public.a, column c: "),
        "{error}"
    );
}

#[tokio::test]
async fn a_refusal_of_the_server_is_1() {
    let mut db = Db::new(&format!("{SCHEMA}; INSERT INTO users VALUES (2)")).await;
    let mut seeder = Seeder::new();
    seeder.add_table(users(3));
    let failure = Failure::from(seeder.insert(&mut db.client).await.unwrap_err());
    assert_eq!(failure.status, ExitStatus::Refused);
    let object = json::failure(&failure, Advised::Load);
    assert_eq!((&object["status"], &object["exit"]), (&json!("refused"), &json!(1)));
    let error = &object["error"];
    assert_eq!(
        (
            &error["table"],
            &error["sqlstate"],
            &error["constraint"],
            &error["mistakes"]
        ),
        (&json!("users"), &json!("23505"), &json!("users_pkey"), &json!([]))
    );
}

#[tokio::test]
async fn mistakes_before_the_first_row_are_1() {
    let mut db = Db::new("CREATE TABLE users (id bigint)").await;
    let mut seeder = Seeder::new();
    seeder.add_table(users(3));
    let failure = Failure::from(seeder.insert(&mut db.client).await.unwrap_err());
    assert_eq!(failure.status, ExitStatus::Refused);
    let mistakes = &json::failure(&failure, Advised::Load)["error"]["mistakes"];
    assert_eq!(
        (&mistakes[0]["table"], &mistakes[0]["column"]),
        (&json!("users"), &json!("name"))
    );
}

#[tokio::test]
async fn what_a_run_that_is_not_atomic_leaves_behind_is_3() {
    if !blink_testdb::needs_several_connections("messages::what_a_run_that_is_not_atomic_leaves_behind_is_3") {
        return;
    }
    let db = Db::new(&format!("{SCHEMA}; INSERT INTO users VALUES (7)")).await;
    let mut seeder = Seeder::new();
    seeder.batch_size(2);
    seeder.add_table(users(10));
    let url = db.database.url();
    let connect = || async move { Ok::<_, blink::BoxError>(crate::support::connect(url, "blink").await) };
    let error = seeder.non_atomic().concurrency(1).insert(connect).await.unwrap_err();
    assert_eq!(error.committed_rows()[0].rows(), 6);
    let failure = Failure::from(error);
    assert_eq!(failure.status, ExitStatus::LeftOut);
    let object = json::failure(&failure, Advised::Load);
    assert_eq!(
        object["error"]["committed"],
        json!([{"table": "users", "rows": 6, "in_doubt": 0}])
    );
}

#[test]
fn statuses_are_those_of_the_manual() {
    let statuses = [
        (ExitStatus::Done, 0, "done"),
        (ExitStatus::Refused, 1, "refused"),
        (ExitStatus::Usage, 2, "usage"),
        (ExitStatus::LeftOut, 3, "left_out"),
        (ExitStatus::CommitUnknown, 4, "commit_unknown"),
        (ExitStatus::Stopped, 130, "stopped"),
    ];
    for (status, code, word) in statuses {
        assert_eq!((status.code(), status.word()), (code, word));
    }
    let failure = Failure::usage("no postgres://a:s3cret@b").with_help("look");
    assert_eq!(
        json::failure(&failure, Advised::Load),
        json!({"status": "usage", "exit": 2, "message": "no postgres://a:***@b", "help": "look"})
    );
    assert_eq!(failure.to_string(), "no postgres://a:s3cret@b; look");
}
